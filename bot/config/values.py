"""What settings are made of: sections, and values with a notation of their own.

A value is read into the domain's own (one already read stays as it is) and written back in its notation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from bot.domain.hours import parse_holidays, parse_periods
from bot.domain.phone import E164
from bot.domain.tenant import Period, Rate

_SECONDS_PER_UNIT = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Section(BaseModel):
    """A table of settings: frozen, and a key it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _read_number(text: object) -> E164:
    """Only the shape is judged: whether the business's own number can be rung is the provider's to say."""
    digits = re.sub(r"[\s().-]", "", text) if isinstance(text, str) else ""
    if not re.fullmatch(r"\+[1-9]\d{7,14}", digits):
        raise ValueError("is not an international number; write it with + and the country code")
    return E164(digits)


def _read_periods(periods: object) -> tuple[Period, ...]:
    if isinstance(periods, str) or not isinstance(periods, Sequence):
        raise ValueError("is not a list of periods")
    if all(isinstance(period, tuple) for period in periods):
        return tuple(periods)
    return parse_periods([str(period) for period in periods])


def _write_periods(periods: tuple[Period, ...]) -> list[str]:
    return [f"{start:%H:%M}-{'24:00' if end == time.max else format(end, '%H:%M')}" for start, end in periods]


def _read_rate(rate: object) -> Rate:
    if isinstance(rate, Rate):
        return rate
    match = re.fullmatch(r"([1-9]\d*)\s*/\s*([1-9]\d*)\s*([smhd])", str(rate).strip())
    if not match:
        raise ValueError(f"{rate!r} is not a rate; write how many in which time, in s, m, h or d")
    return Rate(count=int(match[1]), seconds=int(match[2]) * _SECONDS_PER_UNIT[match[3]])


def _write_rate(rate: Rate) -> str:
    return f"{rate.count}/{rate.seconds}s"


def _read_domain(text: object) -> str:
    domain = str(text).strip().lower()
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?", domain):
        raise ValueError(f"{text!r} is not a domain; write the host alone, without https:// and path")
    return domain


def _read_holidays(text: object) -> str | None:
    return parse_holidays(str(text)) if text else None


def _check_slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", text):
        raise ValueError("a slug is made of lower case letters, digits and dashes, such as acme-plumbing")
    return text


def _check_region(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", text):
        raise ValueError(f"{text!r} is not a country; write its two capital letters")
    return text


PhoneNumber = Annotated[E164, BeforeValidator(_read_number)]
Periods = Annotated[tuple[Period, ...], BeforeValidator(_read_periods), PlainSerializer(_write_periods)]
RateText = Annotated[Rate, BeforeValidator(_read_rate), PlainSerializer(_write_rate)]
Domain = Annotated[str, BeforeValidator(_read_domain)]
HolidayCalendar = Annotated[str | None, BeforeValidator(_read_holidays)]
Region = Annotated[str, AfterValidator(_check_region)]
Slug = Annotated[str, AfterValidator(_check_slug)]
"""Name of a tenant in keys and addresses; the same form that the database demands."""
