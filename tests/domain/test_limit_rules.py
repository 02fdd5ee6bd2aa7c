"""Which limits a request meets, and what a limit means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.limits import DAY, Hit, Kind, Rule, Verdict, callback_rules, judge
from bot.domain.tenant import Limits

NOW = datetime(2026, 3, 9, 14, 0, tzinfo=UTC)


def named(limits: Limits, visitor: str = "visitor") -> dict[str, Rule]:
    return {rule.name: rule for rule in callback_rules(limits, number="number", visitor=visitor)}


def test_a_request_meets_the_limits_of_the_tenant_of_the_visitor_and_of_the_number() -> None:
    rules = named(Limits())
    assert {name: (rule.key, rule.max, rule.seconds) for name, rule in rules.items()} == {
        "burst": ("visitor", 3, 60),
        "visitor_numbers_1h": ("visitor", 3, 3600),
        "visitor_numbers_24h": ("visitor", 4, DAY),
        "sustained": ("", 30, 3600),
        "daily_calls": ("", 500, DAY),
        "cooldown": ("number", 1, 300),
        "per_number_daily": ("number", 5, DAY),
        "number_15m": ("number", 7, 900),
        "number_1h": ("number", 9, 3600),
        "number_24h": ("number", 15, DAY),
    }


def test_a_visitor_is_counted_by_the_different_numbers_asked_for() -> None:
    rule = named(Limits())["visitor_numbers_1h"]
    assert (rule.kind, rule.member) == (Kind.DISTINCT, "number")


def test_thresholds_can_be_switched_off_and_the_tenants_own_limits_stay() -> None:
    assert set(named(Limits(thresholds="off"))) == {
        "burst",
        "sustained",
        "daily_calls",
        "cooldown",
        "per_number_daily",
    }


def test_a_cooldown_of_nothing_is_no_limit() -> None:
    assert "cooldown" not in named(Limits(cooldown_seconds=0))


def test_the_business_itself_is_no_visitor() -> None:
    assert not {"burst", "visitor_numbers_1h", "visitor_numbers_24h"} & set(named(Limits(), visitor=""))


@pytest.mark.parametrize(("age", "allowed"), [(59.999999, False), (60, True)])
def test_what_was_counted_leaves_the_window_when_it_is_as_old(age: float, allowed: bool) -> None:
    rule = Rule(name="one", key="", max=1, seconds=60)
    hit = Hit(member="", at=NOW - timedelta(seconds=age))
    assert judge([rule], [[hit]], NOW).allowed is allowed


def test_a_wait_is_rounded_up_to_whole_seconds() -> None:
    rule = Rule(name="one", key="", max=1, seconds=60)
    hit = Hit(member="", at=NOW - timedelta(seconds=0.9))
    assert judge([rule], [[hit]], NOW) == Verdict(allowed=False, refused_by=rule, retry_after_seconds=60)


def test_after_a_limit_was_lowered_it_opens_when_enough_have_left() -> None:
    rule = Rule(name="two", key="", max=2, seconds=60)
    hits = [Hit(member="", at=NOW - timedelta(seconds=age)) for age in (50, 40, 30, 20)]
    assert judge([rule], [hits], NOW).retry_after_seconds == 30
