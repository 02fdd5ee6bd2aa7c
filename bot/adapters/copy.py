"""The words of the service: texts per language from the templates folder, filled with values and formatted.

One TOML file per language. A text is found by its key: the name alone for messages, with its section for
the others ("voice.whisper", "alert.missed"). Values come as they are decided (aware datetimes, E.164
numbers); the filters below write them as people of that country and language do.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from babel.lists import format_list
from jinja2 import Environment, StrictUndefined, Template, pass_context
from jinja2.runtime import Context

from bot.domain.conversation import Option, Say
from bot.domain.phone import E164, display
from bot.domain.tenant import Period

FALLBACK: Final = "en"

#: What customers write ends up in texts of others: nobody sends a letter in the place of a name.
_LONGEST: Final = {"name": 60, "topic": 200, "transcript": 200}
_BRIEF: Final = 60
_SPOKEN: Final = 50
_EXCERPT: Final = 100

#: A Monday, to name the days of the week by.
_MONDAY: Final = date(2024, 1, 1)


class Copy:
    """All texts in all languages; built once, safe to share."""

    def __init__(self, folder: Path) -> None:
        """Read and compile every ``*.toml`` in ``folder``; a faulty text raises here, not at a customer."""
        self._texts = {path.stem: _Texts(path) for path in sorted(folder.glob("*.toml"))}
        if FALLBACK not in self._texts:
            raise FileNotFoundError(f"no {FALLBACK}.toml in {folder}: is it the folder templates/messages?")

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages there are texts for."""
        return tuple(self._texts)

    def language(self, *wanted: str) -> str:
        """The first of ``wanted`` (languages or locales such as "es-MX") with texts, else English."""
        known = (each.replace("_", "-").partition("-")[0].lower() for each in wanted)
        return next((each for each in known if each in self._texts), FALLBACK)

    def say(self, language: str, key: str, params: Mapping[str, object]) -> str:
        """One text. Raises ``KeyError`` for an unknown key, ``jinja2.UndefinedError`` for a missing value."""
        return self._texts[self.language(language)].render((key,), _clean(params))

    def message(self, say: Say) -> str:
        """A whole message as plain text: the texts in their order, then the answers as numbered lines."""
        said = self._texts[self.language(say.language)].render(say.keys, _clean(say.params))
        return "\n".join([said, *(f"{n} {label}" for n, label in enumerate(self.labels(say), start=1))])

    def labels(self, say: Say) -> tuple[str, ...]:
        """The answers offered, for channels that have buttons."""
        texts = self._texts[self.language(say.language)]
        return tuple(texts.label(option, say.params) for option in say.options)


class _Texts:
    """The texts of one language."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            sections: dict[str, dict[str, str]] = tomllib.load(file)
        # Plain text for phones, never HTML: escaping would put "&#39;" into a text message.
        self._environment = Environment(autoescape=False, undefined=StrictUndefined)  # noqa: S701
        self._environment.filters.update(_filters(path.stem, sections.pop("time"), sections.pop("source")))
        self.sources = {
            name if section == "messages" else f"{section}.{name}": text
            for section, texts in sections.items()
            for name, text in texts.items()
        }
        # A message is compiled as one template: a render costs as much as the values in it, not its parts.
        self._template = lru_cache(maxsize=4096)(self._compiled)
        for key in self.sources:
            self._template((key,))

    def _compiled(self, keys: tuple[str, ...]) -> Template:
        return self._environment.from_string(" ".join(self.sources[key] for key in keys))

    def render(self, keys: tuple[str, ...], params: Mapping[str, object]) -> str:
        return self._template(keys).render(params)

    def label(self, option: Option, params: Mapping[str, object]) -> str:
        key = f"options.{option.answer}"
        if option.at is None:
            return self.sources[key]
        return self.render((key,), {**params, "at": option.at})


def _clean(params: Mapping[str, object]) -> dict[str, object]:
    """Customers' words without line breaks and control characters, and no longer than they need to be."""
    told = {name: str(params[name] or "") for name in _LONGEST.keys() & params.keys()}
    return {**params, **{name: _printable(text, _LONGEST[name]) for name, text in told.items()}}


def _printable(text: str, length: int) -> str:
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in text)
    return " ".join(text.split())[:length]


class _Times:
    """Writes times in one language, by the patterns of its file."""

    def __init__(self, language: str, patterns: Mapping[str, str]) -> None:
        self._locale = Locale.parse(language)
        self._patterns = patterns
        # A day has 1,440 minutes and few dates are spoken of: everything is written once.
        self.clock_of = lru_cache(maxsize=2048)(self._clock)
        self.day_of = lru_cache(maxsize=512)(self._day)

    def _clock(self, hour: int, minute: int) -> str:
        pattern = self._patterns["clock" if minute else "full_hour"]
        return format_time(time(hour, minute), pattern, locale=self._locale)

    def _day(self, day: date, today: date) -> str:
        weekday = format_date(day, "EEEE", locale=self._locale)
        match (day - today).days:
            case 0:
                pattern = "today"
            case 1:
                pattern = "tomorrow"
            case ahead if 1 < ahead < 7:
                pattern = "this_week"
            case _:
                pattern = "later"
        return self._patterns[pattern].format(
            weekday=weekday, date=format_date(day, self._patterns["date"], locale=self._locale)
        )

    @pass_context
    def clock(self, context: Context, at: datetime) -> str:
        """ "3:30 PM", "15:30"."""
        local = at.astimezone(context["zone"])
        return self.clock_of(local.hour, local.minute)

    @pass_context
    def moment(self, context: Context, at: datetime, until: datetime | None = None) -> str:
        """ "at 3:30 PM", "tomorrow Thursday at 9 AM", "Monday between 9 AM and 12 PM"."""
        if until:
            return self._placed(context, "window", at, end=self.clock(context, until))
        return self._placed(context, "at", at)

    @pass_context
    def till(self, context: Context, at: datetime) -> str:
        """What follows "until": "5 PM", "Monday 9 AM"."""
        return self._placed(context, "till", at)

    @pass_context
    def slot(self, context: Context, at: datetime) -> str:
        """As short as a button: "3:30 PM", "Monday 9 AM"."""
        return self._placed(context, "slot", at)

    def _placed(self, context: Context, pattern: str, at: datetime, **more: str) -> str:
        zone: ZoneInfo = context["zone"]
        local, today = at.astimezone(zone), context["now"].astimezone(zone).date()
        clock = self.clock_of(local.hour, local.minute)
        if local.date() == today:
            return self._patterns[pattern].format(clock=clock, **more)
        day = self.day_of(local.date(), today)
        return self._patterns[f"{pattern}_day"].format(day=day, clock=clock, **more)

    def week(self, week: Sequence[tuple[Period, ...]]) -> str:
        """Opening hours, days alike together: "Mon-Fri 9 AM-12 PM, 1 PM-5 PM"."""
        spoken = []
        for periods, days in groupby(enumerate(week), key=lambda day: day[1]):
            numbers = [number for number, _ in days]
            if periods:
                spoken.append(f"{self._days(numbers)} {', '.join(map(self._period, periods))}")
        return "; ".join(spoken) or self._patterns["closed"]

    def _days(self, numbers: Sequence[int]) -> str:
        ends = dict.fromkeys((numbers[0], numbers[-1]))
        return "-".join(format_date(_MONDAY + timedelta(n), "EEE", locale=self._locale) for n in ends)

    def _period(self, period: Period) -> str:
        if period == (time.min, time.max):
            return self._patterns["always"]
        start, end = period
        closes = self.clock_of(0, 0) if end == time.max else self.clock_of(end.hour, end.minute)
        return f"{self.clock_of(start.hour, start.minute)}-{closes}"


def _filters(language: str, patterns: Mapping[str, str], sources: Mapping[str, str]) -> dict[str, Any]:
    locale = Locale.parse(language)
    times = _Times(language, patterns)

    @lru_cache(maxsize=64)
    def city(zone: ZoneInfo) -> str:
        return get_timezone_location(zone, locale=locale, return_city=True)

    @pass_context
    def phone(context: Context, number: E164) -> str:
        return _display(number, context["region"])

    def countries(regions: Sequence[str]) -> str:
        names = [str(locale.territories.get(region, region)) for region in regions]
        return format_list(names, locale=locale)

    return {
        "clock": times.clock,
        "moment": times.moment,
        "till": times.till,
        "slot": times.slot,
        "week": times.week,
        "city": city,
        "phone": phone,
        "countries": countries,
        "source": lambda channel: sources[channel],
        "brief": lambda text: _shortened(text, _BRIEF),
        "spoken": lambda text: _shortened(text, _SPOKEN),
        "excerpt": lambda text: _shortened(text, _EXCERPT),
    }


#: One talk shows the same two numbers again and again, while thousands of others go on.
_display = lru_cache(maxsize=16_384)(display)


def _shortened(text: str, length: int) -> str:
    """At most ``length`` characters, cut between words."""
    if len(text) <= length:
        return text
    return text[: length - 2].rsplit(maxsplit=1)[0] + ".."
