"""Reads one time of day: "3", "3:30pm", "half past two", "las 3 y media de la tarde", "noon"."""

from __future__ import annotations

from typing import NamedTuple, cast

from bot.domain.understanding.clock import Clock, Meridiem
from bot.domain.understanding.cues import PartOfDay, Sign
from bot.domain.understanding.message import word_set
from bot.domain.understanding.senses import Senses

#: Words that may follow a bare hour without turning it into a count ("at 3 please", not "about 3 invoices").
_AFTER_HOUR = word_set(
    """
    please pls plz thanks thank you on if on would is works work ok okay and or at with to when because but
    your my est edt et pst pt cst ct mst mt eastern central pacific good fine great so then instead call
    ring perfect ish por gracias si esta el en y o del de para con hora porque pero seria next this in the
    """
)
_SPOKEN_MINUTES = frozenset({15, 20, 30, 40, 45, 50})


class Hour(NamedTuple):
    """A time of day and the place where its words end."""

    clock: Clock
    end: int
    #: A number and nothing that makes it an hour ("3", not "3:00", "3 pm" or "noon").
    bare: bool = False


def read_hour(senses: Senses, place: int, *, cued: bool) -> Hour | None:
    """The time of day at ``place``. A number alone is one only when ``cued`` by the words in front."""
    fixed = _fixed(senses, place)
    if fixed:
        return fixed
    before = senses.minutes_at(place, Sign.BEFORE_HOUR)
    number = senses.number(before[1] if before else place)
    if not number:
        return None
    hour, end = number
    minute, end = (before[0], end) if before else _minutes(senses, end)
    if minute is None and hour > 99:
        hour, minute = divmod(hour, 100)
    elif minute is not None or before:
        cued = True
    elif senses.at(end, Sign.UNIT) and not senses.at(end, Sign.OCLOCK):
        return None
    meridiem, last = _meridiem(senses, end)
    if hour > 24 or (minute or 0) > 59 or not (cued or last > end):
        return None
    padded = senses.words[place].startswith("0") and hour >= 6
    bare = last == number[1] and before is None
    return Hour(_clock(hour, minute or 0, meridiem, padded), last, bare)


def ends_plainly(senses: Senses, hour: Hour) -> bool:
    """Whether ``hour`` is one: no countable noun follows."""
    place = hour.end
    if place >= len(senses.words) or not hour.bare:
        return True
    word = senses.words[place]
    if word in {"/", "%", "$", ":"} or word.isdigit():
        return False
    return not word.isalpha() or word in _AFTER_HOUR or senses.any_at(place)


def _fixed(senses: Senses, place: int) -> Hour | None:
    for sign, hour in ((Sign.NOON, 12), (Sign.MIDNIGHT, 24)):
        found = senses.at(place, sign)
        if found:
            return Hour(Clock(hour=hour, exact=True), found[1])
    return None


def _minutes(senses: Senses, place: int) -> tuple[int | None, int]:
    """Minutes behind an hour: ":30", "h30", "thirty", "y media"."""
    after = senses.minutes_at(place, Sign.AFTER_HOUR)
    if after:
        return after
    if senses.words[place : place + 1] and senses.words[place] in {":", ".", "h"}:
        digits = "".join(senses.words[place + 1 : place + 2])
        if digits.isdigit() and len(digits) == 2:
            return int(digits), place + 2
    spoken = senses.minutes_at(place, Sign.NUMBER)
    return spoken if spoken and spoken[0] in _SPOKEN_MINUTES else (None, place)


def _meridiem(senses: Senses, place: int) -> tuple[Meridiem | None, int]:
    for _ in range(2):
        place = senses.behind(place, Sign.OCLOCK)
        said = senses.at(place, Sign.MERIDIEM)
        if said:
            return cast(Meridiem, said[0]), said[1]
        part = senses.at(place, Sign.PART)
        if part:
            return cast(PartOfDay, part[0]).meridiem, part[1]
    return None, place


def _clock(hour: int, minute: int, meridiem: Meridiem | None, padded: bool) -> Clock:
    if minute < 0:
        hour, minute = (hour - 1) or 12, 60 + minute
    exact = hour > 12 or hour == 0 or (padded and meridiem is None)
    return Clock(hour=hour, minute=minute, meridiem=None if exact else meridiem, exact=exact)
