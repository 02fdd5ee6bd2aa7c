"""The tenant's colour, made readable: contrast is computed, not hoped.

Formulas: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

Colour = tuple[int, int, int]

WHITE: Final[Colour] = (255, 255, 255)
#: The page in dark mode; the same as --paper in static/pages.css.
DARK_PAPER: Final[Colour] = (21, 23, 28)
INK: Final[Colour] = (16, 18, 22)
DEFAULT: Final[Colour] = (29, 95, 209)
#: WCAG 2.2 AA for text.
READABLE: Final = 4.5

_HEX = re.compile(r"#?([0-9a-fA-F]{6})")
_SHORT_HEX = re.compile(r"#?([0-9a-fA-F]{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accent:
    """One brand colour as pages use it; every pair has at least 4.5:1."""

    #: On white paper: links, focus rings, buttons.
    light: str
    #: Text on ``light``.
    on_light: str
    #: The same on dark paper.
    dark: str
    on_dark: str


def accent(colour: str) -> Accent:
    """The accent for a brand colour written "#rgb" or "#rrggbb"; the house blue for anything else."""
    brand = parse(colour) or DEFAULT
    light, dark = _towards(brand, INK, paper=WHITE), _towards(brand, WHITE, paper=DARK_PAPER)
    return Accent(
        light=_hex(light), on_light=_hex(_ink_on(light)), dark=_hex(dark), on_dark=_hex(_ink_on(dark))
    )


def parse(text: str) -> Colour | None:
    """The colour of "#rgb" or "#rrggbb"."""
    digits = text.strip()
    if short := _SHORT_HEX.fullmatch(digits):
        digits = "".join(digit * 2 for digit in short[1])
    found = _HEX.fullmatch(digits)
    if found is None:
        return None
    red, green, blue = bytes.fromhex(found[1])
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _towards(colour: Colour, goal: Colour, *, paper: Colour) -> Colour:
    """``colour``, mixed with as little of ``goal`` as makes it readable on ``paper``."""
    mixes = (_mixed(colour, goal, percent) for percent in range(0, 101, 2))
    return next(mix for mix in mixes if contrast(mix, paper) >= READABLE)


def _ink_on(colour: Colour) -> Colour:
    return max(WHITE, INK, key=lambda ink: contrast(ink, colour))


def _mixed(colour: Colour, goal: Colour, percent: int) -> Colour:
    red, green, blue = (round(a + (b - a) * percent / 100) for a, b in zip(colour, goal, strict=True))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _hex(colour: Colour) -> str:
    return "#" + bytes(colour).hex()
