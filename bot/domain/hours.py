"""Business hours: when somebody is there to take a call.

Periods are wall time in the tenant's zone and become instants only here, so "until 17:00" stays 17:00 on
the days the clocks change. A wall time that the change skips means the first one that exists after it; a wall
time that comes twice means the first of the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import holidays

from bot.domain.tenant import Hours, Period

Span = tuple[datetime, datetime]
"""A period on a certain day, as instants in UTC; the end is exclusive."""

#: How far ahead an opening is looked for: longer closures have nothing to announce.
HORIZON_DAYS = 60
DAY = timedelta(days=1)
ALL_DAY: tuple[Period, ...] = ((time.min, time.max),)

_OFFICE_DAY: tuple[Period, ...] = ((time(9), time(17)),)
DEFAULT_WEEK: tuple[tuple[Period, ...], ...] = (*[_OFFICE_DAY] * 5, (), ())
"""Monday to Friday, nine to five."""


def parse_periods(texts: Sequence[str]) -> tuple[Period, ...]:
    """Read the periods of one day, such as ``["09:00-12:00", "13:00-17:00"]``; none is a closed day.

    Raises ``ValueError`` with a sentence that names the fix.
    """
    periods = tuple(sorted(_parse_period(text) for text in texts))
    for (_, end), (start, _) in pairwise(periods):
        if start < end:
            raise ValueError(f"periods overlap at {start:%H:%M}: begin each when the one before has ended")
    return periods


def parse_holidays(text: str) -> str:
    """Check a holiday calendar, ``COUNTRY`` or ``COUNTRY-SUBDIVISION``.

    Raises ``ValueError`` with a sentence that names the fix.
    """
    try:
        _holidays_of(text, 2026)
    except NotImplementedError:
        raise ValueError(
            f"no holiday calendar {text!r}: write a country such as 'US', or one with a part such as 'US-CA'"
        ) from None
    return text


def is_open(hours: Hours, zone: ZoneInfo, at: datetime) -> bool:
    """Whether the business takes calls at that moment."""
    return _span_at(hours, zone, at) is not None


def closing(hours: Hours, zone: ZoneInfo, at: datetime) -> datetime | None:
    """When the business closes next, in its zone; periods that touch count as one.

    ``None`` when it is closed at that moment, or does not close within ``HORIZON_DAYS``.
    """
    if _never_closes(hours):
        return None
    spans = _spans_from(hours, zone, at, days=HORIZON_DAYS)
    start, end = next(spans, (at, at))
    if not start <= at < end:
        return None
    for start, later_end in spans:
        if start > end:
            return end.astimezone(zone)
        end = later_end
    return None if end > at + DAY * HORIZON_DAYS else end.astimezone(zone)


def next_opening(hours: Hours, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first beginning of a period after that moment, in the tenant's zone; ``None``: not in 60 days."""
    spans = _spans_from(hours, zone, after, days=HORIZON_DAYS)
    return next((start.astimezone(zone) for start, _ in spans if start > after), None)


def slots(
    hours: Hours,
    zone: ZoneInfo,
    after: datetime,
    *,
    step_minutes: int = 30,
    lead_minutes: int = 15,
    limit: int,
    days: int = 14,
) -> tuple[datetime, ...]:
    """Times a call can be promised for: every ``step_minutes`` from each opening, after the lead."""
    earliest = after + timedelta(minutes=lead_minutes)
    step = timedelta(minutes=step_minutes)
    bookable = (
        at.astimezone(zone)
        for start, end in _spans_from(hours, zone, after, days=days)
        for at in _every(step, start, end)
        if at >= earliest
    )
    return tuple(islice(bookable, limit))


def _parse_period(text: str) -> Period:
    try:
        opens, closes = text.split("-")
        start = time.fromisoformat(opens.strip())
        end = time.max if closes.strip() == "24:00" else time.fromisoformat(closes.strip())
    except ValueError:
        raise ValueError(f"{text!r} is not a period: write '09:00-17:00' ('24:00' ends the day)") from None
    if start.tzinfo or end.tzinfo:
        raise ValueError(f"{text!r} carries an offset: write wall time, the zone is the tenant's")
    if start >= end:
        raise ValueError(f"{text!r} ends before it begins: split a night in '22:00-24:00' and '00:00-02:00'")
    return start, end


def _every(step: timedelta, start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += step


def _span_at(hours: Hours, zone: ZoneInfo, at: datetime) -> Span | None:
    day = at.astimezone(zone).date()
    return next((span for span in _spans_on(hours, zone, day) if span[0] <= at < span[1]), None)


def _never_closes(hours: Hours) -> bool:
    """Whether that can be told from the week alone, without looking through days."""
    return not (hours.exceptions or hours.holidays) and all(day == ALL_DAY for day in hours.week)


def _spans_from(hours: Hours, zone: ZoneInfo, after: datetime, *, days: int) -> Iterator[Span]:
    """Spans that end after that moment, in order."""
    first = after.astimezone(zone).date()
    for offset in range(days + 1):
        for span in _spans_on(hours, zone, first + DAY * offset):
            if span[1] > after:
                yield span


def _spans_on(hours: Hours, zone: ZoneInfo, day: date) -> Iterator[Span]:
    for start, end in _periods_on(hours, day):
        opens = _instant(day, start, zone)
        closes = _instant(day + DAY, time.min, zone) if end == time.max else _instant(day, end, zone)
        if opens < closes:  # a period that lies wholly in a skipped hour does not happen
            yield opens, closes


def _periods_on(hours: Hours, day: date) -> tuple[Period, ...]:
    if day in hours.exceptions:
        return hours.exceptions[day]
    if hours.holidays and day in _holidays_of(hours.holidays, day.year):
        return ()
    return hours.week[day.weekday()]


@lru_cache(maxsize=4096)
def _instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """UTC of a wall time; one that the clocks skip becomes the first that exists."""
    local = datetime.combine(day, wall, zone)
    at = local.astimezone(UTC)
    while at.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        local += timedelta(minutes=1)
        at = local.astimezone(UTC)
    return at


@lru_cache(maxsize=512)
def _holidays_of(calendar: str, year: int) -> frozenset[date]:
    country, _, subdivision = calendar.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
