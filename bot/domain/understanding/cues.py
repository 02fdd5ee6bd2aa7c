"""What a word or phrase can signal. The words themselves are data, one module per language."""

from __future__ import annotations

from enum import IntEnum, auto
from typing import Literal, NamedTuple


class Cue(IntEnum):
    """A signal about what the customer wants."""

    STOP = auto()
    START = auto()
    HELP = auto()
    HUMAN = auto()
    STATUS = auto()
    CANCEL = auto()
    CHANGE = auto()
    BACK = auto()
    RESTART = auto()
    SKIP = auto()
    EMERGENCY = auto()
    MEDIA = auto()
    SWITCH_TO_ENGLISH = auto()
    SWITCH_TO_SPANISH = auto()
    #: Yes to a call, or to anything the bot asked.
    YES = auto()
    #: Yes to a consent text as well: words of agreement, never a mood or a thumb.
    AGREE = auto()
    #: Takes back or doubts a yes ("but", "if", "not"): with one of these there is no yes.
    DOUBT = auto()
    NO = auto()
    #: Looks like a no and is none ("no problem").
    NOT_A_NO = auto()
    LATER = auto()
    ANOTHER_NUMBER = auto()
    #: "This number": a yes where the bot asked about the number, nothing elsewhere.
    THIS_NUMBER = auto()
    #: Introduces a number ("my cell is").
    NUMBER_IS = auto()
    CALL_ME = auto()
    #: Politeness and filler without content.
    COURTESY = auto()
    GREETING = auto()
    ASK = auto()
    #: Asks for something to be done rather than for an answer.
    ASK_FAVOUR = auto()
    ASK_HOURS = auto()
    ASK_PRIVACY = auto()
    ASK_IDENTITY = auto()
    ASK_COST = auto()
    ASK_RECORDING = auto()
    ASK_WAIT = auto()
    #: Opens the topic: "about", "regarding".
    ABOUT = auto()
    #: Opens a statement of need: "I need", "I have a problem with".
    NEED = auto()
    #: Opens a name for certain: "my name is".
    MY_NAME_IS = auto()
    #: May open a name: "I'm", "this is", where a capital letter must follow.
    THIS_IS = auto()


class Sign(IntEnum):
    """A part of a time expression."""

    NOW = auto()
    #: Value: days from today.
    DAY = auto()
    #: Value: 0 (Monday) to 6.
    WEEKDAY = auto()
    #: Value: 1 to 12.
    MONTH = auto()
    #: Value: a ``PartOfDay``.
    PART = auto()
    #: Value: a number in words, or the digits.
    NUMBER = auto()
    #: Value: minutes of a whole phrase such as "half an hour".
    SPAN = auto()
    #: Value: minutes in the unit.
    UNIT = auto()
    IN = auto()
    AT = auto()
    AFTER = auto()
    BEFORE = auto()
    #: An end to call before ("free until 5"), or to wait for ("at work until 5").
    UNTIL = auto()
    BETWEEN = auto()
    TO = auto()
    AND = auto()
    NOON = auto()
    MIDNIGHT = auto()
    #: Value: "am" or "pm".
    MERIDIEM = auto()
    OCLOCK = auto()
    #: Value: minutes to add to the hour that follows ("half past": 30, "quarter to": -15).
    BEFORE_HOUR = auto()
    #: Value: minutes to add to the hour in front ("y media": 30, "menos cuarto": -15).
    AFTER_HOUR = auto()
    #: "Next" in front of a weekday: next week's, where Spanish means the coming one.
    NEXT = auto()
    #: A part of today by name ("tonight"); value: a ``PartOfDay``.
    TODAY_PART = auto()
    #: Introduces an hour only when nothing countable follows ("about 3", not "about 3 invoices").
    NEAR = auto()
    NEXT_WEEK = auto()
    #: The coming weekday of that name, never today ("el próximo lunes", "this coming Monday").
    COMING = auto()
    #: An end after a span, beginning now ("in the next hour", "within 30 minutes").
    WITHIN = auto()
    #: Behind an hour: the zone it is meant in ("3pm Pacific"); value: its IANA name.
    ZONE = auto()
    WEEKEND = auto()
    #: Article in front of a day of the month; value: true where it needs no "th" behind ("el 24").
    THE = auto()
    ORDINAL = auto()
    OF = auto()
    NOT = auto()
    #: What follows replaces what was said ("make it", "instead").
    INSTEAD = auto()
    #: Speaks of the past, or of how long: no appointment.
    PAST = auto()
    AGO = auto()
    #: Begins a wish after talk of the past ("..., call me").
    FRESH = auto()
    #: Takes back the time in front ("tomorrow won't work").
    FAILS = auto()
    #: No part of a time.
    OTHER = auto()


class PartOfDay(NamedTuple):
    """A window people name; hours of the local day. ``end`` is ``None`` where it stays open."""

    start: float
    end: float | None
    #: How a bare hour beside it is meant ("3 in the afternoon").
    meridiem: Literal["am", "pm"] = "pm"
