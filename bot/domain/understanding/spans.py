"""Finds the time expressions in a message: days, times of day, windows, spans. What they mean: ``when``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, NamedTuple, cast

from bot.domain.understanding import calendar
from bot.domain.understanding.clock import Clock, Meridiem
from bot.domain.understanding.cues import PartOfDay, Sign
from bot.domain.understanding.lexicon import TIMES
from bot.domain.understanding.message import Message

#: Words that may follow a bare hour without turning it into a count ("at 3 please", not "about 3 invoices").
_AFTER_HOUR = frozenset(
    """please pls plz thanks thank on if would is works work ok okay and or at with to when for because but your my
    est edt et pst pt cst ct mst mt eastern central pacific good fine great if so then instead call ring works
    por gracias si esta el en y o del de para con pm am hora porque pero seria mejor today tomorrow perfect
    next this in the ish""".split()
)
_CLAUSE_ENDS = frozenset(".,;!?\n")


class Bound(NamedTuple):
    """One end of a window."""

    clock: Clock
    side: Literal["after", "before"]


@dataclass(slots=True, kw_only=True)
class Spoken:
    """The parts of a time as they were said, not yet placed on a calendar."""

    now: bool = False
    minutes: int | None = None
    day: date | None = None
    #: Last day of a window of several days.
    last_day: date | None = None
    clock: Clock | None = None
    end: Clock | None = None
    bound: Literal["after", "before"] | None = None
    part: PartOfDay | None = None
    #: Tokens that belong to the time and to nothing else.
    used: set[int] = field(default_factory=set)


class Finder:
    """Walks a message once, left to right; each ``_read_*`` takes what it knows at a token or nothing."""

    def __init__(self, message: Message, today: date, region: str, *, bare_hours: bool) -> None:
        self._words = message.words
        self._today = today
        self._region = region
        #: Whether a number alone is an hour, because the bot has just asked for a time.
        self._bare_hours = bare_hours
        self._hits: dict[int, list[tuple[Sign, object, int]]] = {}
        for (sign, value), start, end in TIMES.all_in(message.words):
            self._hits.setdefault(start, []).append((sign, value, end))
        self._replacing = False
        self._day_end = -1
        self._found = Spoken()

    def find(self) -> Spoken:
        """Everything the message says about time."""
        place = 0
        while place < len(self._words):
            end = self._read(place)
            if end is None:
                place += 1
            else:
                self._found.used.update(range(place, end))
                place = end
        return self._found

    def _read(self, place: int) -> int | None:
        if place not in self._hits and not self._words[place].isdigit():
            return None
        for read in (
            self._read_past,
            self._read_negated,
            self._read_instead,
            self._read_span,
            self._read_date,
            self._read_range,
            self._read_bound,
            self._read_day,
            self._read_part,
            self._read_clock,
            self._read_now,
        ):
            end = read(place)
            if end is not None:
                return end
        return None

    def _sense(self, place: int, sign: Sign) -> tuple[object, int] | None:
        """Value and end of the longest phrase at ``place`` with that sign."""
        for found, value, end in self._hits.get(place, ()):
            if found is sign:
                return value, end
        return None

    def _after(self, place: int, sign: Sign) -> int:
        """The place behind an optional phrase."""
        sense = self._sense(place, sign)
        return sense[1] if sense else place

    def _number(self, place: int) -> tuple[int, int] | None:
        if place >= len(self._words):
            return None
        word = self._words[place]
        if word.isdigit() and len(word) <= 4:
            return int(word), place + 1
        sense = self._sense(place, Sign.NUMBER)
        return (cast(int, sense[0]), sense[1]) if sense else None

    # Words that change what the rest means

    def _read_past(self, place: int) -> int | None:
        """ "I called yesterday at 3": nothing up to the end of the clause is an appointment."""
        if not self._sense(place, Sign.PAST):
            return None
        end = place + 1
        while end < len(self._words) and self._words[end] not in _CLAUSE_ENDS:
            if self._words[end] in {"call", "but", "pero", "llamame", "llameme", "and", "please"}:
                break
            end += 1
        return end

    def _read_negated(self, place: int) -> int | None:
        """ "Not 3, 4pm": what is denied is dropped, and what follows is the time."""
        sense = self._sense(place, Sign.NOT)
        if not sense or self._sense(place, Sign.AFTER) or self._sense(place, Sign.BEFORE):
            return None
        start = self._after(self._after(sense[1], Sign.AT), Sign.BETWEEN)
        clock = self._clock(start, cued=True)
        denied = clock[1] if clock else self._denied_day(start)
        if denied is None:
            return None
        self._replacing = True
        self._bare_hours = self._bare_hours or clock is not None
        return denied

    def _denied_day(self, place: int) -> int | None:
        for sign in (Sign.NOW, Sign.DAY, Sign.WEEKDAY, Sign.TODAY_PART, Sign.PART, Sign.NEXT_WEEK):
            sense = self._sense(place, sign)
            if sense:
                return sense[1]
        return None

    def _read_instead(self, place: int) -> int | None:
        sense = self._sense(place, Sign.INSTEAD)
        if not sense:
            return None
        self._replacing = True
        start = self._after(sense[1], Sign.AT)
        while start < len(self._words) and self._words[start] in _CLAUSE_ENDS:
            start += 1
        clock = self._clock(self._after(start, Sign.AT), cued=True)
        if clock and self._ends_plainly(clock[1]):
            self._set_clock(clock[0])
            return clock[1]
        return sense[1] if sense[1] > place + 1 else None

    # Spans and days

    def _read_span(self, place: int) -> int | None:
        start = self._after(place, Sign.IN)
        introduced = start > place
        span = self._span(start)
        if not span:
            number = self._number(start) if introduced else None
            if number and self._bare_hours and number[1] == len(self._words) and number[0] % 5 == 0:
                span = number
            else:
                return None
        minutes, end = span
        if self._sense(end, Sign.AGO) or not (introduced or self._stands_alone(place, end)):
            return None
        if minutes % 1440 == 0 and minutes:
            self._set_day(self._today + timedelta(days=min(minutes // 1440, 366)), end)
        else:
            self._found.minutes = minutes
        return end

    def _span(self, place: int) -> tuple[int, int] | None:
        sense = self._sense(place, Sign.SPAN)
        if sense:
            return cast(int, sense[0]), sense[1]
        number = self._number(place)
        unit = self._sense(number[1], Sign.UNIT) if number else None
        if not number or not unit:
            return None
        minutes = number[0] * cast(int, unit[0])
        half = self._sense(unit[1], Sign.AFTER_HOUR)
        return (minutes + cast(int, half[0]), half[1]) if half and unit[0] == 60 else (minutes, unit[1])

    def _stands_alone(self, place: int, end: int) -> bool:
        """A span without "in" counts as an answer only: "20 minutes", not "it takes 20 minutes"."""
        return self._bare_hours and place <= 3 and len(self._words) - end <= 3

    def _read_day(self, place: int) -> int | None:
        tonight = self._sense(place, Sign.TODAY_PART)
        if tonight:
            self._found.part = cast(PartOfDay, tonight[0])
            return self._set_day(self._today, tonight[1])
        day = self._sense(place, Sign.DAY)
        if day:
            return self._set_day(self._today + timedelta(days=cast(int, day[0])), day[1])
        return self._read_weekday(place) or self._read_week(place)

    def _read_weekday(self, place: int) -> int | None:
        start = self._after(place, Sign.NEXT)
        sense = self._sense(start, Sign.WEEKDAY)
        if not sense:
            return None
        end = self._after(sense[1], Sign.NEXT_WEEK)
        next_week = start > place or end > sense[1]
        day = calendar.weekday(self._today, cast(int, sense[0]), next_week=next_week)
        return self._set_day(day, end)

    def _read_week(self, place: int) -> int | None:
        week, weekend = self._sense(place, Sign.NEXT_WEEK), self._sense(place, Sign.WEEKEND)
        if week:
            end = self._after(week[1], Sign.WEEKDAY)
            first = calendar.weekday(self._today, 0, next_week=True)
            self._set_day(first, end)
            self._found.last_day = first + timedelta(days=4)
            weekday = self._read_following_weekday(week[1])
            return weekday or week[1]
        if weekend:
            saturday = calendar.weekday(self._today, 5, next_week=False)
            self._set_day(saturday, weekend[1])
            self._found.last_day = saturday + timedelta(days=1)
            return weekend[1]
        return None

    def _read_following_weekday(self, place: int) -> int | None:
        """ "Next week on Tuesday"."""
        for start in (place, place + 1):
            sense = self._sense(start, Sign.WEEKDAY)
            if sense:
                self._found.last_day = None
                self._found.day = calendar.weekday(self._today, cast(int, sense[0]), next_week=True)
                return self._set_day(self._found.day, sense[1])
        return None

    def _read_date(self, place: int) -> int | None:
        found = self._named_month(place) or self._numeric_date(place) or self._day_of_month(place)
        if not found or found[0] is None:
            return None
        return self._set_day(found[0], found[1])

    def _named_month(self, place: int) -> tuple[date | None, int] | None:
        month = self._sense(place, Sign.MONTH)
        if month:
            number = self._number(self._after(month[1], Sign.THE))
            if number and 1 <= number[0] <= 31 and self._words[number[1] - 1 : number[1]]:
                end = self._after(number[1], Sign.ORDINAL)
                return calendar.month_day(self._today, cast(int, month[0]), number[0]), end
            return None
        number = self._number(self._after(place, Sign.THE))
        if not number:
            return None
        start = self._after(self._after(number[1], Sign.ORDINAL), Sign.OF)
        month = self._sense(start, Sign.MONTH)
        return (calendar.month_day(self._today, cast(int, month[0]), number[0]), month[1]) if month else None

    def _numeric_date(self, place: int) -> tuple[date | None, int] | None:
        words = self._words[place : place + 5]
        if len(words) < 3 or not words[0].isdigit() or not words[2].isdigit():
            return None
        mark = words[1]
        full = len(words) == 5 and words[3] == mark and words[4].isdigit()
        if mark not in "/-." or (mark != "/" and not full):
            return None
        parts = tuple(int(word) for word in words[: 5 if full else 3 : 2] if len(word) <= 4)
        if len(parts) != (3 if full else 2):
            return None
        return calendar.numeric(self._today, parts, self._region), place + (5 if full else 3)

    def _day_of_month(self, place: int) -> tuple[date | None, int] | None:
        start = self._after(place, Sign.THE)
        number = self._number(start)
        if not number or not 1 <= number[0] <= 31:
            return None
        ordinal = self._sense(number[1], Sign.ORDINAL)
        if ordinal:
            return calendar.day_of_month(self._today, number[0]), ordinal[1]
        spanish = start > place and self._words[place] != "the" and self._ends_plainly(number[1])
        return (calendar.day_of_month(self._today, number[0]), number[1]) if spanish else None

    def _set_day(self, day: date, end: int) -> int:
        if self._found.day is None or self._replacing:
            self._found.day = day
            self._found.last_day = None
        self._found.now = False
        self._day_end = end
        return end

    # Times of day

    def _read_range(self, place: int) -> int | None:
        """ "Between 3 and 5", "3-5pm", "de 3 a 5", "from 9 until noon"."""
        start = self._after(place, Sign.BETWEEN)
        introduced = start > place
        start = self._after(start, Sign.AT)
        first = self._clock(start, cued=True)
        if not first:
            return None
        joint = self._after(first[1], Sign.TO) if not introduced else self._joint(first[1])
        if joint == first[1]:
            return None
        second = self._clock(self._after(joint, Sign.AT), cued=True)
        if not second or not (introduced or self._looks_like_hours(place, first, second)):
            return None
        self._found.clock, self._found.end = _share_meridiem(first[0], second[0])
        return second[1]

    def _joint(self, place: int) -> int:
        end = self._after(place, Sign.TO)
        return end if end > place else self._after(place, Sign.AND)

    def _looks_like_hours(self, place: int, first: tuple[Clock, int], second: tuple[Clock, int]) -> bool:
        said = first[0].meridiem or second[0].meridiem or first[0].exact or second[0].exact
        return bool(said) or self._is_cued(place) or bool(self._bare_hours and self._ends_plainly(second[1]))

    def _read_bound(self, place: int) -> int | None:
        for sign, side in ((Sign.AFTER, "after"), (Sign.BEFORE, "before")):
            sense = self._sense(place, sign)
            if not sense:
                continue
            clock = self._clock(self._after(sense[1], Sign.AT), cued=True)
            if clock and self._ends_plainly(clock[1]):
                bound = cast(Literal["after", "before"], side)
                if self._found.clock and bound == "before" and self._found.bound == "after":
                    self._found.end = clock[0]
                else:
                    self._set_clock(clock[0])
                    self._found.bound = bound
                return clock[1]
        return None

    def _read_part(self, place: int) -> int | None:
        sense = self._sense(place, Sign.PART)
        if not sense:
            return None
        self._found.part = cast(PartOfDay, sense[0])
        self._day_end = sense[1]
        return sense[1]

    def _read_clock(self, place: int) -> int | None:
        at, near = self._sense(place, Sign.AT), self._sense(place, Sign.NEAR)
        start = at[1] if at else near[1] if near else place
        clock = self._clock(start, cued=bool(at or near) or self._is_cued(place))
        if not clock or (not at and not self._ends_plainly(clock[1])):
            return None
        self._set_clock(clock[0])
        return clock[1]

    def _read_now(self, place: int) -> int | None:
        sense = self._sense(place, Sign.NOW)
        if not sense:
            return None
        self._found.now = True
        return sense[1]

    def _set_clock(self, clock: Clock) -> None:
        if self._found.clock is None or self._replacing:
            self._found.clock = clock
            self._found.bound = self._found.end = None

    def _is_cued(self, place: int) -> bool:
        behind_day = place > 0 and self._day_end in {place, place - (self._words[place - 1] == ",")}
        return self._bare_hours or behind_day

    def _ends_plainly(self, place: int) -> bool:
        """Whether an hour may end here: no countable noun follows."""
        if place >= len(self._words):
            return True
        word = self._words[place]
        if word in {"/", "%", "$", ":"} or word.isdigit():
            return False
        return not word.isalpha() or word in _AFTER_HOUR or place in self._hits

    def _clock(self, place: int, *, cued: bool) -> tuple[Clock, int] | None:
        fixed = self._fixed_clock(place)
        if fixed:
            return fixed
        before = self._sense(place, Sign.BEFORE_HOUR)
        hour = self._number(before[1]) if before else self._number(place)
        if not hour:
            return None
        number, end = hour
        minutes, end = (cast(int, before[0]), end) if before else self._minutes(number, end)
        compact = minutes is None and number > 99
        if compact:
            number, minutes = divmod(number, 100)
        if number > 24 or not -59 < (minutes or 0) < 60 or self._sense(end, Sign.UNIT) and minutes is None:
            return None
        meridiem, end = self._meridiem(end)
        spoken = end > hour[1] or before is not None
        if not (cued or (spoken and not compact) or meridiem):
            return None
        literal = self._words[place].startswith("0") and 6 <= number
        return _clock_of(number, minutes or 0, meridiem, literal), end

    def _fixed_clock(self, place: int) -> tuple[Clock, int] | None:
        for sign, hour in ((Sign.NOON, 12), (Sign.MIDNIGHT, 24)):
            sense = self._sense(place, sign)
            if sense:
                return Clock(hour=hour, exact=True), sense[1]
        return None

    def _minutes(self, hour: int, place: int) -> tuple[int | None, int]:
        """Minutes behind an hour: ":30", "h30", "thirty", "y media"."""
        after = self._sense(place, Sign.AFTER_HOUR)
        if after:
            return cast(int, after[0]), after[1]
        if place + 1 < len(self._words) and self._words[place] in {":", ".", "h"}:
            digits = self._words[place + 1]
            if digits.isdigit() and len(digits) == 2:
                return int(digits), place + 2
        words = self._sense(place, Sign.NUMBER)
        if words and hour <= 24 and cast(int, words[0]) in {15, 20, 30, 40, 45, 50}:
            return cast(int, words[0]), words[1]
        return None, place

    def _meridiem(self, place: int) -> tuple[Meridiem | None, int]:
        for _ in range(2):
            place = self._after(place, Sign.OCLOCK)
            meridiem, part = self._sense(place, Sign.MERIDIEM), self._sense(place, Sign.PART)
            if meridiem:
                return cast(Meridiem, meridiem[0]), meridiem[1]
            if part:
                return cast(Meridiem, cast(PartOfDay, part[0]).meridiem), part[1]
        return None, place


def _clock_of(hour: int, minutes: int, meridiem: Meridiem | None, literal: bool) -> Clock:
    if minutes < 0:
        hour, minutes = (hour - 1) or 12, 60 + minutes
    if hour > 12 or hour == 0 or (literal and meridiem is None):
        return Clock(hour=hour, minute=minutes, exact=True)
    return Clock(hour=hour, minute=minutes, meridiem=meridiem)


def _share_meridiem(first: Clock, second: Clock) -> tuple[Clock, Clock]:
    """ "3-5pm" is an afternoon at both ends; "11 to 1pm" begins in the morning."""
    if second.meridiem and not first.meridiem and not first.exact and first.hour % 12 < second.hour % 12:
        first = Clock(hour=first.hour, minute=first.minute, meridiem=second.meridiem)
    return first, second
