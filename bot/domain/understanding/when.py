"""Places the spoken parts of a time on the calendar of the customer's zone, always in the future.

- A bare hour is read in waking hours (8 to 7): "3" is 15:00, "9" is 09:00, "7" is 19:00.
- A time of day that has passed rolls to tomorrow, unless a day was named; then there is no time.
- A day alone is the window 9:00 to 18:00 of that day; the caller cuts it to the hours of the business.
- "After 3" has no end; "before 5" begins now, or at 9:00 of the day that was named.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.understanding.clock import DAY_ENDS, DAY_STARTS, Clock, at, hours
from bot.domain.understanding.cues import PartOfDay
from bot.domain.understanding.reading import NOW
from bot.domain.understanding.spans import Spoken

_LAST_CALL_OF_DAY = 21


class Window(NamedTuple):
    """When to call; ``until`` is ``None`` where the customer named no end."""

    when: Literal["now"] | datetime | None
    until: datetime | None = None


def place(spoken: Spoken, now: datetime, zone: ZoneInfo) -> Window:
    """The window ``spoken`` means at ``now``; empty when it means none, or one that is over."""
    if spoken.zone:
        return _moved(_place(spoken, now, ZoneInfo(spoken.zone)), zone)
    return _place(spoken, now, zone)


def _place(spoken: Spoken, now: datetime, zone: ZoneInfo) -> Window:
    local = now.astimezone(zone)
    if spoken.minutes is not None:
        return Window(_later(now, spoken.minutes, zone))
    if spoken.within and not (spoken.clock or spoken.part or spoken.day):
        return Window(local.replace(microsecond=0), _later(now, spoken.within, zone))
    if spoken.clock:
        return _by_clock(spoken, spoken.clock, local, zone)
    if spoken.part:
        return _by_part(spoken, spoken.part, local, zone)
    if spoken.day:
        days = ((day, spoken.last_day or day) for day in _days(spoken, local.date()))
        windows = (_whole_days(first, last, local, zone) for first, last in days)
        return next((window for window in windows if window.when), Window(None))
    return Window(NOW) if spoken.now else Window(None)


def _later(now: datetime, minutes: int, zone: ZoneInfo) -> datetime:
    """``minutes`` of real time after ``now``, whatever clocks do meanwhile."""
    return (now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(zone)


def _moved(window: Window, zone: ZoneInfo) -> Window:
    """The same moments on the clocks of ``zone``."""
    when, until = window
    return Window(
        when.astimezone(zone) if isinstance(when, datetime) else when,
        until.astimezone(zone) if until else None,
    )


def _by_clock(spoken: Spoken, clock: Clock, local: datetime, zone: ZoneInfo) -> Window:
    clock = _in_part(clock, spoken.part)
    if spoken.bound == "before":
        return _before(spoken.day, clock, local, zone)
    end = _in_part(spoken.end, spoken.part) if spoken.end else None
    for day in _days(spoken, local.date()):
        for later in (False, True) if spoken.day and not spoken.weekly else (False,):
            start = at(_clock_day(day, clock), clock.of_day(later), zone)
            until = _end_after(start, end, zone) if end else None
            if start > local:
                return Window(start, until)
            still_open = (until and until > local) or (spoken.bound == "after" and spoken.day)
            if still_open:
                return Window(local.replace(microsecond=0), until)
    return Window(None)


def _days(spoken: Spoken, today: date) -> list[date]:
    """The day that was named, or today and, when that is too late, tomorrow."""
    if spoken.day is None:
        return [today, today + timedelta(days=1)]
    return [spoken.day, spoken.day + timedelta(days=7)] if spoken.weekly else [spoken.day]


def _in_part(clock: Clock, part: PartOfDay | None) -> Clock:
    """ "Tomorrow morning at 7": the part of the day says which 7 it is."""
    if part is None or clock.exact or clock.meridiem or clock.hour == 12:
        return clock
    return Clock(hour=clock.hour, minute=clock.minute, meridiem="am" if part.meridiem == "am" else "pm")


def _clock_day(day: date, clock: Clock) -> date:
    return day + timedelta(days=clock.hour == 24)


def _end_after(start: datetime, end: Clock, zone: ZoneInfo) -> datetime | None:
    """The first ``end`` after ``start`` on its day."""
    moments = (at(_clock_day(start.date(), end), end.of_day(later), zone) for later in (False, True))
    return next((moment for moment in moments if moment > start), None)


def _before(day: date | None, clock: Clock, local: datetime, zone: ZoneInfo) -> Window:
    for candidate in [day] if day else [local.date(), local.date() + timedelta(days=1)]:
        for later in (False, True) if day else (False,):
            until = at(_clock_day(candidate, clock), clock.of_day(later), zone)
            start = max(local.replace(microsecond=0), at(candidate, hours(DAY_STARTS), zone))
            if candidate == local.date():
                start = local.replace(microsecond=0)
            if start < until:
                return Window(start, until)
    return Window(None)


def _by_part(spoken: Spoken, part: PartOfDay, local: datetime, zone: ZoneInfo) -> Window:
    for candidate in _days(spoken, local.date()):
        start = at(candidate, hours(part.start), zone)
        end = at(candidate, hours(part.end), zone) if part.end else None
        if start > local:
            return Window(start, end)
        # "In the morning", said in the morning, is tomorrow's.
        still_open = end is None or end > local
        if still_open and (spoken.day or part.meridiem == "pm"):
            return Window(local.replace(microsecond=0), end)
    return Window(None)


def _whole_days(first: date, last: date, local: datetime, zone: ZoneInfo) -> Window:
    start = max(local.replace(microsecond=0), at(first, hours(DAY_STARTS), zone))
    for hour in (DAY_ENDS, _LAST_CALL_OF_DAY):
        until = at(last, hours(hour), zone)
        if until > start:
            return Window(start, until)
    return Window(None)
