"""When a call that did not come about is tried again by itself, and when that has an end.

Consent was given for one request and stands for its tries: as many as the business allows, within days, at
hours at which people may be rung. Whoever does not pick up at ten may be free at four, so the next try is at
another time of day. What the customer chooses instead always wins.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import hours
from bot.domain.attempt import Outcome
from bot.domain.callback import Callback, Status
from bot.domain.phone import read_phone
from bot.domain.tenant import Hours, Tenant

#: Reasons of a callback that is scheduled by the service itself: nobody of the business took it,
NEXT_ROUND: Final = "next_round"
#: the customer did not pick up,
NEXT_TRY: Final = "next_try"
#: or their mailbox did.
NEXT_TRY_AFTER_MAILBOX: Final = "next_try_after_mailbox"
BY_ITSELF: Final = frozenset({NEXT_ROUND, NEXT_TRY, NEXT_TRY_AFTER_MAILBOX})

#: Another try may find the customer after these. A number that does not exist will not exist later either,
#: and who hung up, or wants no calls, is not rung unasked.
WORTH_A_TRY: Final[Mapping[str, str]] = {
    Outcome.CUSTOMER_NO_ANSWER: NEXT_TRY,
    Outcome.CUSTOMER_BUSY: NEXT_TRY,
    Outcome.CUSTOMER_MACHINE: NEXT_TRY_AFTER_MAILBOX,
}

#: Two times of day are different when the clock shows them so far apart.
APART: Final = timedelta(hours=2)
#: Another time of day is waited for no longer than so after the first possible one.
WORTH_WAITING: Final = timedelta(days=3)
#: After so long nobody expects the call any more.
FURTHEST_DAYS: Final = 7
#: When people may be rung at a time they did not choose, on their own clock.
AWAKE: Final = (time(8), time(21))
#: A number that may be in more zones than these says nothing about where the customer is.
ZONES_TELLING: Final = 3

DAY: Final = timedelta(days=1)


class Reason(StrEnum):
    """Why the next try is at its time. The words are stored in timelines."""

    OTHER_TIME_OF_DAY = "other_time_of_day"
    #: The hours have no other time of day soon.
    AFTER_THE_GAP = "after_the_gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextCall:
    """A call that the service places by itself."""

    #: Aware, UTC.
    at: datetime
    why: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the business allows, and where the clocks are by which people are rung."""

    hours: Hours
    zone: ZoneInfo
    #: Where the customer may be; the time must be right in all of them.
    customer_zones: tuple[ZoneInfo, ...]
    #: Calls (or rounds) of one request in all, the first one included.
    most: int
    #: Least time between two of them.
    gap: timedelta


def next_call(terms: Terms, past: Sequence[datetime], now: datetime) -> NextCall | None:
    """When to try again, given when it was tried, the try that just failed included; None: not any more.

    It is within the business's hours and the customer's waking ones, no sooner than the gap allows, and at a
    time of day at least ``APART`` from those before; where there is none within ``WORTH_WAITING``, as soon as
    possible.
    """
    if len(past) >= terms.most:
        return None
    minutes = int(terms.gap.total_seconds() // 60)
    possible = [
        at.astimezone(UTC)
        for at in hours.slots(
            terms.hours,
            terms.zone,
            now,
            lead_minutes=minutes,
            limit=48 * (FURTHEST_DAYS + 1),
            days=FURTHEST_DAYS,
        )
        if at <= now + DAY * FURTHEST_DAYS and _awake(at, terms.customer_zones)
    ]
    if not possible:
        return None
    for at in possible:
        if at - possible[0] > WORTH_WAITING:
            break
        if all(_apart(at, before, terms.customer_zones[0]) >= APART for before in past):
            return NextCall(at=at, why=Reason.OTHER_TIME_OF_DAY)
    return NextCall(at=possible[0], why=Reason.AFTER_THE_GAP)


def customer_zones(callback: Callback, tenant: Tenant) -> tuple[ZoneInfo, ...]:
    """Where the customer may be: as they told, else as the number tells, else where the business is."""
    if callback.customer_zone:
        return (ZoneInfo(callback.customer_zone),)
    telling = read_phone(callback.phone, tenant.region).timezones
    if 0 < len(telling) <= ZONES_TELLING:
        return tuple(ZoneInfo(name) for name in telling)
    return (tenant.zone,)


def planned(callback: Callback) -> bool:
    """Whether the callback waits for a call that nobody chose; the customer knows, and may choose."""
    return callback.status is Status.SCHEDULED and callback.reason in BY_ITSELF


def can_be_taken(callback: Callback) -> bool:
    """Whether somebody of the business may take it: it was missed, and the next round has not begun."""
    waits_for_round = planned(callback) and callback.reason == NEXT_ROUND
    return callback.status is Status.MISSED or waits_for_round


def _awake(at: datetime, zones: Collection[ZoneInfo]) -> bool:
    first, last = AWAKE
    return all(first <= at.astimezone(zone).time() < last for zone in zones)


def _apart(one: datetime, other: datetime, zone: ZoneInfo) -> timedelta:
    """How far apart a clock on the wall shows them, whatever the day. One of them is by day: the way across
    midnight is never the shorter one of less than ``APART``."""
    return abs(_clock(one, zone) - _clock(other, zone))


def _clock(at: datetime, zone: ZoneInfo) -> timedelta:
    local = at.astimezone(zone)
    return timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
