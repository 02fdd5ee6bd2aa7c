"""Finds the time expressions in a message: days, times of day, windows, spans. What they mean: ``when``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, cast

from bot.domain.understanding.clock import Clock
from bot.domain.understanding.cues import PartOfDay, Sign
from bot.domain.understanding.dates import Day, read_day
from bot.domain.understanding.hours import Hour, ends_plainly, read_hour
from bot.domain.understanding.senses import Senses

Side = Literal["after", "before", "until"]

_CLAUSE_ENDS = frozenset(".,;!?")
#: A time that comes after so many words is part of a story, not of an answer.
_LONGEST_READ = 80
#: No answer needs more words of time; a text made of digits has hundreds.
_MOST_TIME_WORDS = 32
_MINUTES_A_DAY = 1440
_FARTHEST_DAYS = 366


@dataclass(slots=True, kw_only=True)
class Spoken:
    """The parts of a time as they were said, not yet placed on a calendar."""

    now: bool = False
    minutes: int | None = None
    #: Minutes from now the window ends at ("in the next hour").
    within: int | None = None
    day: date | None = None
    #: Last day of a window of several days.
    last_day: date | None = None
    #: Whether the day is a weekday by name: when it is over, next week's is meant.
    weekly: bool = False
    clock: Clock | None = None
    end: Clock | None = None
    bound: Side | None = None
    part: PartOfDay | None = None
    #: The IANA zone the hour was said in, where it was said.
    zone: str | None = None
    #: Tokens that belong to the time and to nothing else.
    used: set[int] = field(default_factory=set)


class Finder:
    """Walks a message once, left to right; each ``_read_*`` takes what it knows at a token or nothing."""

    def __init__(
        self, senses: Senses, today: date, region: str, *, asked: bool, greeted: Collection[int] = ()
    ) -> None:
        self._senses = senses
        #: Places of greetings: "good morning" is no time of day.
        self._greeted = greeted
        self._today = today
        self._region = region
        #: The bot has just asked for a time, so a number alone is an hour.
        self._asked = asked
        #: What follows replaces what was said ("not 3, 4").
        self._replacing = False
        self._day_end = self._hour_end = -1
        self._spoken = Spoken()

    def find(self) -> Spoken:
        """Everything the message says about time."""
        place = tried = 0
        while place < min(len(self._senses.words), _LONGEST_READ) and tried < _MOST_TIME_WORDS:
            tried += self._senses.any_at(place)
            end = place + 1 if place in self._greeted else self._skip_past(place)
            if end is None:
                end = self._read(place)
                if end is not None:
                    self._spoken.used.update(range(place, end))
            place = end or place + 1
        return self._spoken

    def _read(self, place: int) -> int | None:
        signs = self._senses.signs(place)
        for openers, read in _READERS if signs else ():
            if not openers.isdisjoint(signs):
                end = read(self, place)
                if end is not None:
                    return end
        return None

    # Words that change what the rest means

    def _skip_past(self, place: int) -> int | None:
        """ "I called yesterday at 3": nothing up to the end of the clause is an appointment."""
        if not self._senses.at(place, Sign.PAST):
            return None
        end = place + 1
        while end < len(self._senses.words) and self._senses.words[end] not in _CLAUSE_ENDS:
            if self._senses.at(end, Sign.FRESH):
                break
            end += 1
        return end

    def _read_failed(self, place: int) -> int | None:
        """ "Tomorrow won't work": what was said so far is off."""
        failed = self._senses.at(place, Sign.FAILS)
        if not failed:
            return None
        self._spoken = Spoken(used=self._spoken.used)
        self._replacing = True
        return failed[1]

    def _read_negated(self, place: int) -> int | None:
        """ "Not 3, 4pm": what is denied is dropped, and what follows is the time."""
        negation = self._senses.at(place, Sign.NOT)
        if not negation or self._senses.at(place, Sign.AFTER, Sign.BEFORE):
            return None
        start = self._senses.behind(self._senses.behind(negation[1], Sign.AT), Sign.BETWEEN)
        hour = read_hour(self._senses, start, cued=True)
        day = self._senses.at(
            start, Sign.NOW, Sign.DAY, Sign.WEEKDAY, Sign.TODAY_PART, Sign.PART, Sign.NEXT_WEEK
        )
        if not hour and not day:
            return None
        self._replacing = True
        self._asked = self._asked or hour is not None
        return hour.end if hour else day[1] if day else None

    def _read_instead(self, place: int) -> int | None:
        instead = self._senses.at(place, Sign.INSTEAD)
        if not instead:
            return None
        self._replacing = True
        start = instead[1]
        while start < len(self._senses.words) and self._senses.words[start] in _CLAUSE_ENDS:
            start += 1
        hour = read_hour(self._senses, self._senses.behind(start, Sign.AT), cued=True)
        if hour and ends_plainly(self._senses, hour) and not self._senses.at(hour.end, Sign.TO):
            return self._set_hour(hour)
        return instead[1] if instead[1] > place + 1 else None

    # Spans and days

    def _read_span(self, place: int) -> int | None:
        start = self._senses.behind(place, Sign.IN)
        introduced = start > place
        start = self._senses.behind(start, Sign.NEAR)
        span = self._span(start) or (self._minutes_only(start) if introduced else None)
        if not span or self._senses.at(span[1], Sign.AGO):
            return None
        minutes, end = span
        if not (introduced or self._stands_alone(place, end)):
            return None
        days = minutes // _MINUTES_A_DAY
        if days and minutes % _MINUTES_A_DAY == 0:
            return self._set_day(Day(self._today + timedelta(days=min(days, _FARTHEST_DAYS)), end))
        self._spoken.minutes = min(minutes, _FARTHEST_DAYS * _MINUTES_A_DAY)
        return end

    def _read_within(self, place: int) -> int | None:
        """ "In the next hour", "within 30 minutes"."""
        start = self._senses.behind(place, Sign.WITHIN)
        unit = self._senses.minutes_at(start, Sign.UNIT)
        span = self._span(start) or unit
        if not span:
            return None
        self._spoken.within = min(span[0], _FARTHEST_DAYS * _MINUTES_A_DAY)
        return span[1]

    def _read_zone(self, place: int) -> int | None:
        """ "3pm Pacific", "9:30 tomorrow Eastern": only behind a time is it a zone."""
        zone = self._senses.at(place, Sign.ZONE)
        if not zone or place not in {self._hour_end, self._day_end}:
            return None
        self._spoken.zone = cast(str, zone[0])
        return zone[1]

    def _span(self, place: int) -> tuple[int, int] | None:
        """ "Half an hour", "20 minutes", "2 horas y media"."""
        whole = self._senses.minutes_at(place, Sign.SPAN)
        number = self._senses.number(place)
        unit = self._senses.minutes_at(number[1], Sign.UNIT) if number else None
        if whole or not (number and unit):
            return whole
        half = self._senses.minutes_at(unit[1], Sign.AFTER_HOUR) if unit[0] == 60 else None
        return number[0] * unit[0] + (half[0] if half else 0), half[1] if half else unit[1]

    def _minutes_only(self, place: int) -> tuple[int, int] | None:
        """ "In 15", at the end of a message."""
        number = self._senses.number(place)
        last = number is not None and number[1] == len(self._senses.words)
        return number if number and last and number[0] % 5 == 0 else None

    def _stands_alone(self, place: int, end: int) -> bool:
        """A span without "in" counts as an answer only: "20 minutes", not "it takes 20 minutes"."""
        return self._asked and place <= 3 and len(self._senses.words) - end <= 3

    def _read_date(self, place: int) -> int | None:
        day = read_day(self._senses, place, self._today, self._region)
        return self._set_day(day) if day else None

    def _set_day(self, day: Day) -> int:
        if self._spoken.day is None or self._replacing:
            self._spoken.day, self._spoken.last_day, self._spoken.weekly = day.first, day.last, day.weekly
        self._day_end = day.end
        return day.end

    # Times of day

    def _read_range(self, place: int) -> int | None:
        """ "Between 3 and 5", "3-5pm", "de 3 a 5", "from 9 until noon"."""
        start = self._senses.behind(place, Sign.BETWEEN)
        introduced = start > place
        first = read_hour(self._senses, self._senses.behind(start, Sign.AT), cued=True)
        if not first:
            return None
        joints = (Sign.TO, Sign.AND) if introduced else (Sign.TO,)
        joint = self._senses.behind(first.end, *joints)
        second = read_hour(self._senses, self._senses.behind(joint, Sign.AT), cued=True)
        if joint == first.end or not second:
            return None
        if not (introduced or self._speaks_of_hours(place, first, second)):
            return None
        self._spoken.clock = _sharing_meridiem(first.clock, second.clock)
        self._spoken.end = second.clock
        self._hour_end = second.end
        return second.end

    def _read_from_now(self, place: int) -> int | None:
        """ "Between now and 6", "de ahora a las 6": the end is all it says."""
        now = self._senses.at(self._senses.behind(place, Sign.BETWEEN), Sign.NOW)
        joint = self._senses.behind(now[1], Sign.TO, Sign.AND) if now else place
        hour = read_hour(self._senses, self._senses.behind(joint, Sign.AT, Sign.NEAR), cued=True)
        if not now or joint == now[1] or not hour:
            return None
        return self._set_hour(hour, bound="before")

    def _speaks_of_hours(self, place: int, first: Hour, second: Hour) -> bool:
        said = any(hour.clock.meridiem or hour.clock.exact for hour in (first, second))
        return said or self._is_cued(place) or bool(self._senses.at(place, Sign.AT))

    def _read_bound(self, place: int) -> int | None:
        for sign, side in ((Sign.AFTER, "after"), (Sign.BEFORE, "before"), (Sign.UNTIL, "until")):
            bound = self._senses.at(place, sign)
            start = self._senses.behind(bound[1], Sign.AT) if bound else place
            hour = read_hour(self._senses, start, cued=True) if bound else None
            if hour and ends_plainly(self._senses, hour):
                if side != "after" and self._spoken.bound == "after":
                    self._spoken.end = hour.clock
                    return hour.end
                return self._set_hour(hour, bound=cast(Side, side))
        return None

    def _read_part(self, place: int) -> int | None:
        part = self._senses.at(place, Sign.PART)
        today = self._senses.at(place, Sign.TODAY_PART)
        found = part or today
        if not found:
            return None
        self._spoken.part = cast(PartOfDay, found[0])
        if today:
            return self._set_day(Day(self._today, today[1]))
        self._day_end = found[1]
        return found[1]

    def _read_hour(self, place: int) -> int | None:
        if place and self._senses.words[place - 1] == ":":
            return None
        at = self._senses.behind(place, Sign.AT)
        start = at if at > place else self._senses.behind(place, Sign.NEAR)
        hour = read_hour(self._senses, start, cued=start > place or self._is_cued(place))
        if not hour or not (at > place or ends_plainly(self._senses, hour)):
            return None
        return self._set_hour(hour)

    def _set_hour(self, hour: Hour, bound: Side | None = None) -> int:
        if self._spoken.clock is None or self._replacing:
            self._spoken.clock = hour.clock
            self._spoken.bound, self._spoken.end = bound, None
        self._hour_end = hour.end
        return hour.end

    def _read_now(self, place: int) -> int | None:
        found = self._senses.at(place, Sign.NOW)
        if not found:
            return None
        self._spoken.now = True
        return found[1]

    def _is_cued(self, place: int) -> bool:
        """Whether a number at ``place`` is an hour: it follows a day, or answers the question for a time."""
        words: Sequence[str] = self._senses.words
        comma = place > 0 and words[place - 1] == ","
        if self._day_end in {place, place - comma}:
            return True
        return self._asked and (words[place].isdigit() or len(words) <= 2)


def _sharing_meridiem(first: Clock, second: Clock) -> Clock:
    """The beginning of a window: "3-5pm" is an afternoon at both ends, "11 to 1pm" begins in the morning."""
    if second.meridiem and not first.meridiem and not first.exact and first.hour % 12 < second.hour % 12:
        return Clock(hour=first.hour, minute=first.minute, meridiem=second.meridiem)
    return first


_HOUR = frozenset({Sign.NUMBER, Sign.NOON, Sign.MIDNIGHT, Sign.BEFORE_HOUR})
_DATE = frozenset(
    {Sign.COMING, Sign.DAY, Sign.WEEKDAY, Sign.NEXT, Sign.NEXT_WEEK, Sign.WEEKEND, Sign.MONTH, Sign.THE}
)
#: What is tried at a place, in this order, by the signs it can begin with.
_READERS: tuple[tuple[frozenset[Sign], Callable[[Finder, int], int | None]], ...] = (
    (frozenset({Sign.FAILS}), Finder._read_failed),
    (frozenset({Sign.NOT}), Finder._read_negated),
    (frozenset({Sign.INSTEAD}), Finder._read_instead),
    (frozenset({Sign.WITHIN}), Finder._read_within),
    (frozenset({Sign.ZONE}), Finder._read_zone),
    (frozenset({Sign.IN, Sign.SPAN, Sign.NUMBER}), Finder._read_span),
    (_DATE | {Sign.NUMBER}, Finder._read_date),
    (frozenset({Sign.BETWEEN, Sign.NOW}), Finder._read_from_now),
    (_HOUR | {Sign.BETWEEN, Sign.AT}, Finder._read_range),
    (frozenset({Sign.AFTER, Sign.BEFORE, Sign.UNTIL}), Finder._read_bound),
    (frozenset({Sign.PART, Sign.TODAY_PART}), Finder._read_part),
    (_HOUR | {Sign.AT, Sign.NEAR}, Finder._read_hour),
    (frozenset({Sign.NOW}), Finder._read_now),
)
