"""Business hours: open, closed, the next opening, the slots; on plain days and on those the clocks change."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hours import (
    DEFAULT_WEEK,
    closing,
    is_open,
    next_opening,
    parse_holidays,
    parse_periods,
    slots,
)
from bot.domain.tenant import Hours

NEW_YORK = ZoneInfo("America/New_York")
MADRID = ZoneInfo("Europe/Madrid")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")

OFFICE = Hours(week=DEFAULT_WEEK)
ALWAYS = Hours(week=(parse_periods(["00:00-24:00"]),) * 7)
NEVER = Hours(week=((),) * 7)


def every_day(*periods: str, **more: object) -> Hours:
    return Hours(week=(parse_periods(periods),) * 7, **more)  # type: ignore[arg-type]


def at(text: str, zone: ZoneInfo = NEW_YORK, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


# --- Reading the settings ---


def test_periods_are_read_in_order_of_time() -> None:
    assert parse_periods(["13:00-17:00", "09:00-12:00"]) == ((time(9), time(12)), (time(13), time(17)))


def test_no_periods_is_a_closed_day() -> None:
    assert parse_periods([]) == ()


def test_a_day_may_last_until_midnight() -> None:
    assert parse_periods(["00:00-24:00"]) == ((time.min, time.max),)


@pytest.mark.parametrize(
    ("periods", "fix"),
    [
        (["22:00-02:00"], "'22:00-24:00' and '00:00-02:00'"),
        (["09:00-09:00"], "ends before it begins"),
        (["9-5"], "write '09:00-17:00'"),
        (["nine to five"], "write '09:00-17:00'"),
        (["09:00"], "write '09:00-17:00'"),
        (["09:00-25:00"], "write '09:00-17:00'"),
        (["24:00-24:00"], "write '09:00-17:00'"),
        (["09:00+01:00-10:00"], "the zone is the tenant's"),
        (["09:00-12:00", "11:00-13:00"], "overlap at 11:00"),
    ],
)
def test_a_wrong_period_is_refused_with_its_fix(periods: list[str], fix: str) -> None:
    with pytest.raises(ValueError, match=re.escape(fix)):
        parse_periods(periods)


def test_an_unknown_holiday_calendar_is_refused_with_its_fix() -> None:
    assert parse_holidays("US-CA") == "US-CA"
    for unknown in ("XX", "US-XX", "usa", ""):
        with pytest.raises(ValueError, match="write a country such as 'US'"):
            parse_holidays(unknown)


# --- Open or closed ---


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-20T08:59:59", False),
        ("2026-11-20T09:00:00", True),
        ("2026-11-20T16:59:59", True),
        ("2026-11-20T17:00:00", False),
        ("2026-11-21T12:00:00", False),
    ],
)
def test_the_default_is_monday_to_friday_nine_to_five(moment: str, expected: bool) -> None:
    assert is_open(OFFICE, NEW_YORK, at(moment)) is expected


def test_hours_are_those_of_the_tenants_zone_whatever_zone_the_moment_is_told_in() -> None:
    assert is_open(OFFICE, NEW_YORK, datetime(2026, 11, 20, 21, 30, tzinfo=UTC))
    assert not is_open(OFFICE, MADRID, datetime(2026, 11, 20, 21, 30, tzinfo=UTC))


def test_a_lunch_break_is_closed() -> None:
    hours = every_day("09:00-12:00", "13:00-17:00")
    assert not is_open(hours, NEW_YORK, at("2026-11-20T12:30"))
    assert closing(hours, NEW_YORK, at("2026-11-20T10:00")) == at("2026-11-20T12:00")
    assert next_opening(hours, NEW_YORK, at("2026-11-20T12:30")) == at("2026-11-20T13:00")


def test_holidays_are_closed_and_depend_on_the_subdivision() -> None:
    chavez_day = at("2026-03-31T10:00")
    assert not is_open(Hours(week=DEFAULT_WEEK, holidays="US"), NEW_YORK, at("2026-11-26T10:00"))
    assert is_open(Hours(week=DEFAULT_WEEK, holidays="US"), NEW_YORK, chavez_day)
    assert not is_open(Hours(week=DEFAULT_WEEK, holidays="US-CA"), NEW_YORK, chavez_day)


def test_an_exception_overrides_week_and_holiday() -> None:
    thanksgiving, eve = date(2026, 11, 26), date(2026, 11, 25)
    hours = Hours(
        week=DEFAULT_WEEK, holidays="US", exceptions={thanksgiving: parse_periods(["10:00-12:00"]), eve: ()}
    )
    assert is_open(hours, NEW_YORK, at("2026-11-26T11:00"))
    assert not is_open(hours, NEW_YORK, at("2026-11-25T11:00"))
    assert next_opening(hours, NEW_YORK, at("2026-11-25T08:00")) == at("2026-11-26T10:00")


# --- Closing and opening ---


def test_hours_that_touch_at_midnight_close_once() -> None:
    hours = Hours(week=(parse_periods(["20:00-24:00"]), parse_periods(["00:00-02:00"]), *[()] * 5))
    assert closing(hours, NEW_YORK, at("2026-11-23T22:00")) == at("2026-11-24T02:00")


def test_who_never_closes_has_no_closing_and_who_is_closed_neither() -> None:
    assert closing(ALWAYS, NEW_YORK, at("2026-11-20T12:00")) is None
    assert closing(OFFICE, NEW_YORK, at("2026-11-21T12:00")) is None


def test_the_next_opening_is_found_over_a_weekend_and_not_at_all_when_there_is_none() -> None:
    assert next_opening(OFFICE, NEW_YORK, at("2026-11-20T17:00")) == at("2026-11-23T09:00")
    assert next_opening(NEVER, NEW_YORK, at("2026-11-20T17:00")) is None


# --- Days on which the clocks change ---


@pytest.mark.parametrize(
    ("zone", "day", "exists"),
    [
        (NEW_YORK, "2026-03-08", "03:00"),
        (MADRID, "2026-03-29", "03:00"),
        (LORD_HOWE, "2026-10-04", "02:30"),
    ],
)
def test_an_opening_in_the_skipped_hour_is_at_the_first_time_that_exists(
    zone: ZoneInfo, day: str, exists: str
) -> None:
    hours = every_day("02:10-05:00")
    opening = next_opening(hours, zone, at(f"{day}T00:00", zone))
    assert opening is not None
    assert opening.isoformat().startswith(f"{day}T{exists}")
    assert is_open(hours, zone, opening)
    assert not is_open(hours, zone, opening.astimezone(UTC) - timedelta(minutes=1))


@pytest.mark.parametrize(
    ("zone", "day", "repeated"),
    [
        (NEW_YORK, "2026-11-01", "01:45"),
        (MADRID, "2026-10-25", "02:45"),
        (LORD_HOWE, "2026-04-05", "01:45"),
    ],
)
def test_a_closing_in_the_repeated_hour_is_at_its_first_time_and_nothing_reopens(
    zone: ZoneInfo, day: str, repeated: str
) -> None:
    hours = every_day(f"00:00-{repeated}")
    assert closing(hours, zone, at(f"{day}T00:30", zone)) == at(f"{day}T{repeated}", zone)
    assert not is_open(hours, zone, at(f"{day}T{repeated}", zone, fold=1))


def test_five_oclock_stays_five_oclock_when_the_clocks_change() -> None:
    hours = every_day("09:00-17:00")
    for day in ("2026-03-07", "2026-03-08", "2026-10-31", "2026-11-01"):
        assert closing(hours, NEW_YORK, at(f"{day}T12:00")) == at(f"{day}T17:00")


# --- Slots ---


def test_slots_begin_after_the_lead_and_end_with_the_period() -> None:
    found = slots(OFFICE, NEW_YORK, at("2026-11-20T15:50"), limit=4)
    assert [slot.isoformat()[:16] for slot in found] == [
        "2026-11-20T16:30",
        "2026-11-23T09:00",
        "2026-11-23T09:30",
        "2026-11-23T10:00",
    ]


def test_slots_of_a_business_that_never_opens_are_none() -> None:
    assert slots(NEVER, NEW_YORK, at("2026-11-20T15:50"), limit=4) == ()


@given(
    moment=st.datetimes(
        min_value=datetime(2026, 1, 1),  # noqa: DTZ001
        max_value=datetime(2027, 12, 31),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    zone=st.sampled_from([NEW_YORK, MADRID, LORD_HOWE, ZoneInfo("America/Havana"), ZoneInfo("Asia/Kolkata")]),
    hours=st.sampled_from([OFFICE, every_day("00:30-02:15", "02:45-03:30", "22:00-24:00", holidays="US")]),
)
def test_whoever_is_closed_opens_later_and_whoever_is_open_closes_later(
    moment: datetime, zone: ZoneInfo, hours: Hours
) -> None:
    if is_open(hours, zone, moment):
        end = closing(hours, zone, moment)
        assert end is not None
        assert end > moment
        assert not is_open(hours, zone, end)
        assert is_open(hours, zone, end.astimezone(UTC) - timedelta(seconds=1))
    else:
        start = next_opening(hours, zone, moment)
        assert start is not None
        assert start > moment
        assert is_open(hours, zone, start)
        assert not is_open(hours, zone, start.astimezone(UTC) - timedelta(seconds=1))
    assert all(is_open(hours, zone, slot) for slot in slots(hours, zone, moment, limit=5))
