"""Reads the day a message names: "tomorrow", "next Monday", "Nov 24", "el 24", "11/24"."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple, cast

from bot.domain.understanding import calendar
from bot.domain.understanding.cues import Sign
from bot.domain.understanding.senses import Senses


class Day(NamedTuple):
    """A day, or the first of several, and the place where its words end."""

    first: date
    end: int
    last: date | None = None
    #: A weekday by name: when it is over, next week's is meant.
    weekly: bool = False


def read_day(senses: Senses, place: int, today: date, region: str) -> Day | None:
    """The day at ``place``; numbers in the order of ``region``."""
    return (
        _named_month(senses, place, today)
        or _numeric(senses, place, today, region)
        or _day_of_month(senses, place, today)
        or _relative(senses, place, today)
        or _weekday(senses, place, today)
        or _week(senses, place, today)
    )


def _relative(senses: Senses, place: int, today: date) -> Day | None:
    days = senses.minutes_at(place, Sign.DAY)
    return Day(today + timedelta(days=days[0]), days[1]) if days else None


def _weekday(senses: Senses, place: int, today: date) -> Day | None:
    first = senses.behind(place, Sign.COMING)
    start = senses.behind(first, Sign.NEXT)
    named = senses.minutes_at(start, Sign.WEEKDAY)
    if not named:
        return None
    dated = _weekday_and_date(senses, named, today)
    if dated:
        return dated
    last = senses.behind(named[1], Sign.COMING)
    end = senses.behind(last, Sign.NEXT_WEEK)
    next_week = start > first or end > last
    coming = first > place or last > named[1]
    day = calendar.weekday(today + timedelta(days=coming), named[0], next_week=next_week)
    return Day(day, end, weekly=not next_week)


def _weekday_and_date(senses: Senses, named: tuple[int, int], today: date) -> Day | None:
    """ "Friday 4 at 10": a number in front of an hour is the date, if that falls on the weekday."""
    number = senses.number(named[1])
    if not number or not senses.at(number[1], Sign.AT):
        return None
    found = calendar.day_of_month(today, number[0])
    return _day(found, number[1]) if found and found.weekday() == named[0] else None


def _week(senses: Senses, place: int, today: date) -> Day | None:
    """ "Next week on Tuesday", "next week", "this weekend"."""
    week = senses.at(place, Sign.NEXT_WEEK)
    if week:
        for start in (week[1], week[1] + 1):
            named = senses.minutes_at(start, Sign.WEEKDAY)
            if named:
                return Day(calendar.weekday(today, named[0], next_week=True), named[1])
        monday = calendar.weekday(today, 0, next_week=True)
        return Day(monday, week[1], last=monday + timedelta(days=4))
    weekend = senses.at(place, Sign.WEEKEND)
    if not weekend:
        return None
    saturday = calendar.weekday(today, 5, next_week=False)
    return Day(saturday, weekend[1], last=saturday + timedelta(days=1))


def _named_month(senses: Senses, place: int, today: date) -> Day | None:
    """ "Nov 24", "24th of November", "el 24 de noviembre"."""
    month = senses.minutes_at(place, Sign.MONTH)
    if month:
        number = senses.number(senses.behind(month[1], Sign.THE))
        end = senses.behind(number[1], Sign.ORDINAL) if number else place
    else:
        number = senses.number(senses.behind(place, Sign.THE))
        start = senses.behind(senses.behind(number[1], Sign.ORDINAL), Sign.OF) if number else place
        month = senses.minutes_at(start, Sign.MONTH) if number else None
        end = month[1] if month else place
    if not (number and month):
        return None
    return _day(calendar.month_day(today, month[0], number[0]), end)


def _numeric(senses: Senses, place: int, today: date, region: str) -> Day | None:
    place = senses.behind(place, Sign.THE)
    words = senses.words[place : place + 5]
    if len(words) < 3 or not words[0].isdigit() or words[1] not in {"/", "-", "."}:
        return None
    full = len(words) == 5 and words[3] == words[1]
    if not full and words[1] != "/":
        return None
    digits = words[0 : 5 if full else 3 : 2]
    if not all(word.isdigit() and len(word) <= 4 for word in digits):
        return None
    parts = tuple(int(word) for word in digits)
    return _day(calendar.numeric(today, parts, region), place + (5 if full else 3))


def _day_of_month(senses: Senses, place: int, today: date) -> Day | None:
    """ "The 24th"; an article alone makes a date in Spanish only ("el 24"), in English a count."""
    article = senses.at(place, Sign.THE)
    start = article[1] if article else place
    number = senses.number(start)
    if not number:
        return None
    ordinal = senses.at(number[1], Sign.ORDINAL)
    if ordinal:
        return _day(calendar.day_of_month(today, number[0]), ordinal[1])
    if article and cast(bool, article[0]) and _no_noun_follows(senses, number[1]):
        return _day(calendar.day_of_month(today, number[0]), number[1])
    return None


def _no_noun_follows(senses: Senses, place: int) -> bool:
    return place >= len(senses.words) or not senses.words[place].isalpha() or senses.any_at(place)


def _day(found: date | None, end: int) -> Day | None:
    return Day(found, end) if found else None
