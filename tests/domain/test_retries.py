"""When a call is tried again: after the gap, within the hours, at another time of day, and not for ever."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.callback import Callback, CallbackId, ConsentId, Details, Status
from bot.domain.hours import DEFAULT_WEEK, is_open, parse_periods, slots
from bot.domain.phone import E164
from bot.domain.retries import (
    APART,
    NEXT_ROUND,
    NEXT_TRY,
    WORTH_WAITING,
    Reason,
    Terms,
    can_be_taken,
    customer_zones,
    next_call,
    planned,
)
from bot.domain.telephony import Channel
from bot.domain.tenant import Hours, Tenant, TenantId

NEW_YORK = ZoneInfo("America/New_York")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
OFFICE = Hours(week=DEFAULT_WEEK)
ALWAYS = Hours(week=(parse_periods(["00:00-24:00"]),) * 7)
NEVER = Hours(week=((),) * 7)
HOLIDAYS = replace(OFFICE, holidays="US", exceptions={datetime(2026, 11, 27, tzinfo=UTC).date(): ()})
SPLIT = Hours(week=(parse_periods(["09:00-12:00", "13:30-18:00"]),) * 6 + ((),))
NIGHTS = Hours(week=(parse_periods(["00:00-05:00", "22:00-24:00"]),) * 7)
GAP = timedelta(hours=2)


def at(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def terms(hours: Hours = OFFICE, **changes: Any) -> Terms:
    facts = {"hours": hours, "zone": NEW_YORK, "customer_zones": (NEW_YORK,), "most": 3, "gap": GAP}
    return Terms(**(facts | changes))


def local(found: Any, zone: ZoneInfo = NEW_YORK) -> str:
    return f"{found.at.astimezone(zone):%a %m-%d %H:%M}"


def clock_apart(one: datetime, other: datetime, zone: ZoneInfo) -> timedelta:
    minutes = [each.astimezone(zone).hour * 60 + each.astimezone(zone).minute for each in (one, other)]
    return timedelta(minutes=min(abs(minutes[0] - minutes[1]), 1440 - abs(minutes[0] - minutes[1])))


# --- Laws ---


@st.composite
def situations(draw: st.DrawFn) -> tuple[Terms, list[datetime]]:
    """Any hours, also around the days the clocks change and holidays; tries in their order."""
    zone = draw(st.sampled_from([NEW_YORK, LORD_HOWE, ZoneInfo("Europe/Madrid")]))
    offered = Terms(
        hours=draw(st.sampled_from([OFFICE, ALWAYS, HOLIDAYS, SPLIT, NIGHTS, NEVER])),
        zone=zone,
        customer_zones=(draw(st.sampled_from([zone, LOS_ANGELES])),),
        most=draw(st.integers(1, 5)),
        gap=timedelta(minutes=draw(st.integers(5, 1440))),
    )
    day = draw(st.sampled_from(["2026-03-07", "2026-10-30", "2026-11-25", "2026-04-03", "2026-07-02"]))
    now = at(day, zone).astimezone(UTC) + timedelta(minutes=draw(st.integers(0, 4 * 1440)))
    ago = draw(st.lists(st.integers(1, 6 * 1440), max_size=4))
    return offered, [now - timedelta(minutes=minutes) for minutes in sorted(ago, reverse=True)] + [now]


@given(situations())
def test_a_next_call_is_after_the_gap_within_the_hours_by_day_and_within_a_week(
    situation: tuple[Terms, list[datetime]],
) -> None:
    offered, past = situation
    found = next_call(offered, past, past[-1])
    if found is None:
        return
    assert len(past) < offered.most
    assert found.at >= past[-1] + offered.gap
    assert found.at <= past[-1] + timedelta(days=7)
    assert is_open(offered.hours, offered.zone, found.at)
    assert all(8 <= found.at.astimezone(zone).hour < 21 for zone in offered.customer_zones)


@given(situations())
def test_it_is_at_another_time_of_day_where_the_hours_have_one_soon_and_else_the_first_possible(
    situation: tuple[Terms, list[datetime]],
) -> None:
    offered, past = situation
    now, found = past[-1], next_call(offered, past, past[-1])
    [zone] = offered.customer_zones
    bookable = slots(
        offered.hours,
        offered.zone,
        now,
        lead_minutes=int(offered.gap.total_seconds() // 60),
        limit=1000,
        days=7,
    )
    possible = [
        each for each in bookable if each - now <= timedelta(days=7) and 8 <= each.astimezone(zone).hour < 21
    ]
    if len(past) >= offered.most or not possible:
        assert found is None
        return
    assert found
    other = [
        each
        for each in possible
        if each - possible[0] <= WORTH_WAITING
        and all(clock_apart(each, before.replace(second=0), zone) >= APART for before in past)
    ]
    assert found.at == (other or possible)[0]
    assert found.why is (Reason.OTHER_TIME_OF_DAY if other else Reason.AFTER_THE_GAP)


@given(situations())
def test_the_tries_of_a_request_come_to_an_end(situation: tuple[Terms, list[datetime]]) -> None:
    offered, past = situation
    for _ in range(offered.most):
        found = next_call(offered, past, past[-1])
        if found is None:
            break
        past.append(found.at)
    assert next_call(offered, past, past[-1]) is None or len(past) < offered.most
    assert len(past) <= max(offered.most, 5)


# --- Examples ---


@pytest.mark.parametrize(
    ("tried", "then"),
    [
        (["2026-11-18T10:10"], "Wed 11-18 12:30"),
        (["2026-11-18T10:10", "2026-11-18T12:30"], "Wed 11-18 14:30"),
        # Too late for another one today.
        (["2026-11-18T15:40"], "Thu 11-19 09:00"),
        # Before Thanksgiving and the closed day after it.
        (["2026-11-25T16:00"], "Mon 11-30 09:00"),
    ],
)
def test_an_office_day(tried: list[str], then: str) -> None:
    past = [at(text) for text in tried]
    assert local(next_call(terms(HOLIDAYS), past, past[-1])) == then


def test_a_business_that_never_closes_rings_nobody_at_night() -> None:
    assert local(next_call(terms(ALWAYS), [at("2026-11-18T20:10")], at("2026-11-18T20:11"))) == (
        "Thu 11-19 08:00"
    )
    assert next_call(terms(NIGHTS), [at("2026-11-18T23:10")], at("2026-11-18T23:11")) is None


def test_the_customers_own_morning_counts() -> None:
    early = next_call(terms(customer_zones=(LOS_ANGELES,)), [at("2026-11-18T16:10")], at("2026-11-18T16:11"))
    assert local(early, LOS_ANGELES) == "Thu 11-19 08:00"
    both = next_call(
        terms(ALWAYS, customer_zones=(NEW_YORK, LOS_ANGELES)),
        [at("2026-11-18T20:10")],
        at("2026-11-18T20:11"),
    )
    assert local(both, LOS_ANGELES) == "Thu 11-19 08:00"


def test_hours_that_have_no_other_time_of_day_are_no_reason_to_give_up() -> None:
    mornings = Hours(week=(parse_periods(["09:00-10:00"]),) * 7)
    found = next_call(terms(mornings), [at("2026-11-18T09:10")], at("2026-11-18T09:11"))
    assert found
    assert (local(found), found.why) == ("Thu 11-19 09:00", Reason.AFTER_THE_GAP)


def test_nobody_waits_until_saturday_for_another_time_of_day() -> None:
    week = (*(parse_periods(["09:00-10:00"]),) * 5, parse_periods(["14:00-16:00"]), ())
    monday = at("2026-11-16T09:10")
    assert local(next_call(terms(Hours(week=week)), [monday], monday)) == "Tue 11-17 09:00"


@pytest.mark.parametrize("day", ["2026-03-07", "2026-10-31"], ids=["spring", "autumn"])
def test_the_wall_clock_counts_on_the_day_it_changes(day: str) -> None:
    evening = at(f"{day}T17:00")
    found = next_call(terms(ALWAYS, gap=timedelta(hours=12)), [evening], evening)
    assert found
    assert found.at.astimezone(NEW_YORK).hour == 8


def test_one_try_is_the_only_one() -> None:
    noon = at("2026-11-18T12:00")
    assert next_call(terms(most=1), [noon], noon) is None
    assert next_call(terms(NEVER), [noon], noon) is None


# --- What a callback says about it ---


def callback(
    status: Status, reason: str = "", phone: str = "+18135557001", zone: str | None = None
) -> Callback:
    return Callback(
        tenant_id=TenantId("acme"),
        callback_id=CallbackId(uuid.uuid4()),
        status=status,
        channel=Channel.WEB,
        language="en",
        phone=E164(phone),
        details=Details(),
        consent_id=ConsentId(uuid.uuid4()),
        requested_at=at("2026-11-18T12:00"),
        scheduled_for=at("2026-11-18T12:00"),
        customer_zone=zone,
        reason=reason,
    )


@pytest.mark.parametrize(
    ("status", "reason", "taken"),
    [
        (Status.MISSED, "all_tried", True),
        (Status.SCHEDULED, NEXT_ROUND, True),
        (Status.SCHEDULED, NEXT_TRY, False),
        (Status.SCHEDULED, "asked_for_time", False),
        (Status.CALLING_AGENT, NEXT_ROUND, False),
        (Status.NO_ANSWER, "customer_busy", False),
    ],
)
def test_the_team_may_take_what_it_missed_until_the_next_round_begins(
    status: Status, reason: str, taken: bool
) -> None:
    assert can_be_taken(callback(status, reason)) is taken


def test_a_time_that_the_customer_chose_is_not_one_of_ours() -> None:
    assert planned(callback(Status.SCHEDULED, NEXT_TRY))
    assert not planned(callback(Status.SCHEDULED, "asked_for_time"))
    assert not planned(callback(Status.CANCELLED, NEXT_TRY))


@pytest.mark.parametrize(
    ("phone", "told", "zones"),
    [
        ("+18135557001", "Europe/Madrid", ["Europe/Madrid"]),
        ("+13105557001", None, ["America/Los_Angeles"]),
        ("+12085550100", None, ["America/Boise", "America/Los_Angeles"]),
        ("+18005550100", None, ["America/Chicago"]),
    ],
    ids=["told", "number-of-one-zone", "number-of-two-zones", "number-of-any-zone"],
)
def test_the_customers_clock_is_the_one_they_told_else_that_of_the_number(
    phone: str, told: str | None, zones: list[str]
) -> None:
    acme = Tenant(tenant_id=TenantId("acme"), name="Acme", hours=OFFICE, zone=ZoneInfo("America/Chicago"))
    found = customer_zones(callback(Status.NO_ANSWER, phone=phone, zone=told), acme)
    assert [zone.key for zone in found] == zones
