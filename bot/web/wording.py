"""What pages and API answers say, per language; and how times and numbers are written there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from babel.lists import format_list

FALLBACK: Final = "en"


class Wording:
    """All sentences of the web in all languages; built once, safe to share."""

    def __init__(self, folder: Path) -> None:
        """Read every ``*.toml`` in ``folder``; a key is its section and name, "field.phone"."""
        self._texts = {
            path.stem: dict(_flat(tomllib.loads(path.read_text()))) for path in folder.glob("*.toml")
        }
        if FALLBACK not in self._texts:
            raise FileNotFoundError(f"no {FALLBACK}.toml in {folder}: is it the folder templates/pages?")

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(self._texts)

    def texts(self, language: str) -> Mapping[str, str]:
        """All sentences of one language, as written."""
        return self._texts[language]

    def language(self, *wanted: str | None) -> str:
        """The first of ``wanted`` (languages, or locales such as "es-MX") with texts, else English."""
        known = (each.replace("_", "-").partition("-")[0].strip().lower() for each in wanted if each)
        return next((each for each in known if each in self._texts), FALLBACK)

    def say(self, language: str, key: str, **params: object) -> str:
        """One sentence; raises ``KeyError`` for an unknown key or a missing value."""
        return self._texts[language][key].format_map(params)

    def has(self, key: str) -> bool:
        return key in self._texts[FALLBACK]

    def clock(self, language: str, at: datetime, zone: ZoneInfo) -> str:
        """ "3:30 PM", "15:30"."""
        return format_time(at, "short", tzinfo=zone, locale=_locale(language)).replace("\u202f", " ")

    def moment(self, language: str, at: datetime, zone: ZoneInfo, now: datetime) -> str:
        """ "3:30 PM" today, else with the day: "Monday, November 23, 3:30 PM"."""
        clock = self.clock(language, at, zone)
        day = at.astimezone(zone).date()
        if day == now.astimezone(zone).date():
            return clock
        written = format_date(day, self.say(language, "time.day"), locale=_locale(language))
        return f"{written}, {clock}"

    def city(self, language: str, zone: ZoneInfo) -> str:
        """The zone as people call it: "New York", "Nueva York"."""
        return get_timezone_location(zone, locale=_locale(language), return_city=True)

    def countries(self, language: str, regions: Sequence[str]) -> str:
        """ "United States and Canada"."""
        locale = _locale(language)
        return format_list([str(locale.territories.get(each, each)) for each in regions], locale=locale)


def accepted(header: str) -> list[str]:
    """The languages of an ``Accept-Language`` header, best first."""
    weighed = []
    for position, part in enumerate(header[:200].split(",")):
        name, _, quality = part.partition(";q=")
        weighed.append((-_quality(quality), position, name.strip()))
    return [name for weight, _, name in sorted(weighed) if name and weight < 0]


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def _locale(language: str) -> Locale:
    return Locale.parse(language)


def _flat(tree: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
