"""One law for every limiter: never one above, all or nothing, and the second named is the second it opens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import ConnectionError as ValkeyAway

from bot.adapters.limits import FallbackLimiter, PostgresLimiter, ValkeyLimiter
from bot.adapters.postgres.store import open_pool
from bot.domain.limits import DAY, Hit, Kind, Rule, Verdict, judge
from bot.ports import Limiter

NOW = datetime(2026, 3, 9, 14, 0, tzinfo=UTC)
TENANT = "acme"
BURST = Rule(name="burst", key="visitor", max=3, seconds=60)
DAILY = Rule(name="daily", key="", max=5, seconds=DAY)
NUMBERS = Rule(name="numbers", key="visitor", max=2, seconds=3600, kind=Kind.DISTINCT)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def for_number(number: str) -> Rule:
    return Rule(name="numbers", key="visitor", max=2, seconds=3600, kind=Kind.DISTINCT, member=number)


@pytest.fixture(params=["redis_url", "database_url"])
def engine_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


@pytest.fixture
async def limiter(engine_url: str) -> AsyncIterator[Limiter]:
    if engine_url.startswith("unix:"):
        async with Redis.from_pool(BlockingConnectionPool.from_url(engine_url, max_connections=8)) as client:
            yield ValkeyLimiter(client)
    else:
        async with open_pool(engine_url, 4) as pool:
            yield PostgresLimiter(pool)


async def reserve_all(limiter: Limiter, rules: Sequence[Rule], seconds: Sequence[float]) -> list[Verdict]:
    return [await limiter.reserve(TENANT, rules, at(second)) for second in seconds]


async def test_the_fourth_in_a_window_of_three_is_refused(limiter: Limiter) -> None:
    verdicts = await reserve_all(limiter, [BURST], [0, 10, 20, 30])
    assert [verdict.allowed for verdict in verdicts] == [True, True, True, False]


async def test_a_refusal_names_the_rule_and_the_very_second_it_opens(limiter: Limiter) -> None:
    *_, refused = await reserve_all(limiter, [BURST], [0, 10, 20, 30.5])
    assert refused == Verdict(allowed=False, refused_by=BURST, retry_after_seconds=30)
    assert not (await limiter.reserve(TENANT, [BURST], at(59.999))).allowed
    assert (await limiter.reserve(TENANT, [BURST], at(60))).allowed


async def test_of_two_rules_that_refuse_the_longer_is_named(limiter: Limiter) -> None:
    rules = [BURST, Rule(name="cooldown", key="number", max=1, seconds=300)]
    await limiter.reserve(TENANT, rules, at(0))
    await reserve_all(limiter, [BURST], [1, 2])
    verdict = await limiter.reserve(TENANT, rules, at(3))
    assert (verdict.refused_by, verdict.retry_after_seconds) == (rules[1], 297)


async def test_a_refusal_counts_under_no_rule(limiter: Limiter) -> None:
    await reserve_all(limiter, [BURST], [0, 0, 0])
    for _ in range(20):
        assert not (await limiter.reserve(TENANT, [DAILY, BURST], at(1))).allowed
    verdicts = await reserve_all(limiter, [DAILY], [2, 2, 2, 2, 2, 2])
    assert sum(verdict.allowed for verdict in verdicts) == DAILY.max


async def test_two_hundred_at_once_never_pass_one_above(limiter: Limiter) -> None:
    rules = [DAILY, Rule(name="sustained", key="", max=7, seconds=60)]
    verdicts = await asyncio.gather(*(limiter.reserve(TENANT, rules, at(n / 1000)) for n in range(200)))
    assert sum(verdict.allowed for verdict in verdicts) == DAILY.max


async def test_two_hundred_in_the_same_instant_never_pass_one_above(limiter: Limiter) -> None:
    verdicts = await asyncio.gather(*(limiter.reserve(TENANT, [DAILY], NOW) for _ in range(200)))
    assert sum(verdict.allowed for verdict in verdicts) == DAILY.max


async def test_a_reservation_given_back_can_be_taken_again_once(limiter: Limiter) -> None:
    await reserve_all(limiter, [BURST, DAILY], [0, 1, 2])
    await limiter.release(TENANT, [BURST, DAILY], at(1))
    verdicts = await reserve_all(limiter, [BURST, DAILY], [3, 4])
    assert [verdict.allowed for verdict in verdicts] == [True, False]


async def test_of_two_reservations_of_one_instant_one_is_given_back(limiter: Limiter) -> None:
    await reserve_all(limiter, [BURST], [0, 0, 0])
    await limiter.release(TENANT, [BURST], at(0))
    verdicts = await reserve_all(limiter, [BURST], [0, 0])
    assert [verdict.allowed for verdict in verdicts] == [True, False]


async def test_giving_back_what_was_never_taken_changes_nothing(limiter: Limiter) -> None:
    await reserve_all(limiter, [BURST], [0, 1, 2])
    await limiter.release(TENANT, [BURST], at(0.5))
    assert not (await limiter.reserve(TENANT, [BURST], at(3))).allowed


async def test_giving_back_one_number_leaves_another_of_the_same_instant(limiter: Limiter) -> None:
    for number in "ab":
        await limiter.reserve(TENANT, [for_number(number)], NOW)
    await limiter.release(TENANT, [for_number("b")], NOW)
    allowed = [(await limiter.reserve(TENANT, [for_number(n)], at(1))).allowed for n in "acb"]
    assert allowed == [True, True, False]


async def test_after_a_limit_was_lowered_it_opens_when_enough_have_left(limiter: Limiter) -> None:
    await reserve_all(limiter, [BURST], [0, 10, 20])
    lowered = replace(BURST, max=1)
    assert (await limiter.reserve(TENANT, [lowered], at(30))).retry_after_seconds == 50


async def test_the_same_number_again_is_not_another_number(limiter: Limiter) -> None:
    for second, number in enumerate(["a", "a", "b", "a", "b"]):
        assert (await limiter.reserve(TENANT, [for_number(number)], at(second))).allowed
    assert not (await limiter.reserve(TENANT, [for_number("c")], at(9))).allowed


async def test_a_third_number_waits_until_one_of_two_was_last_asked_long_ago(limiter: Limiter) -> None:
    for second, number in [(0, "a"), (10, "b"), (20, "a")]:
        await limiter.reserve(TENANT, [for_number(number)], at(second))
    verdict = await limiter.reserve(TENANT, [for_number("c")], at(100))
    assert verdict.retry_after_seconds == 10 + 3600 - 100
    assert (await limiter.reserve(TENANT, [for_number("c")], at(3610))).allowed


async def test_tenants_names_and_keys_are_counted_apart(limiter: Limiter) -> None:
    only_one = Rule(name="one", key="k", max=1, seconds=60)
    assert (await limiter.reserve(TENANT, [only_one], NOW)).allowed
    assert (await limiter.reserve("other", [only_one], NOW)).allowed
    assert (await limiter.reserve(TENANT, [Rule(name="two", key="k", max=1, seconds=60)], NOW)).allowed
    assert (await limiter.reserve(TENANT, [Rule(name="one", key="j", max=1, seconds=60)], NOW)).allowed
    assert not (await limiter.reserve(TENANT, [only_one], NOW)).allowed


async def test_a_limit_of_none_lets_nothing_pass(limiter: Limiter) -> None:
    none = Rule(name="none", key="", max=0, seconds=60)
    assert await limiter.reserve(TENANT, [none], NOW) == Verdict(
        allowed=False, refused_by=none, retry_after_seconds=60
    )


async def test_no_rules_refuse_nothing(limiter: Limiter) -> None:
    assert (await limiter.reserve(TENANT, [], NOW)).allowed


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 40_000), st.sampled_from("abcd"), st.booleans()), min_size=1, max_size=25
    )
)
async def test_every_limiter_judges_as_the_domain_does(
    limiter: Limiter, steps: list[tuple[int, str, bool]]
) -> None:
    """Random requests in any rhythm, some given back, against the meaning of a rule."""
    tenant, counted = str(uuid4()), list[Hit]()
    for moment, (delay, number, give_back) in enumerate(steps):
        now = at(sum(step[0] for step in steps[: moment + 1]) / 10 + moment / 1000)
        rules = [DAILY, for_number(number), Rule(name="burst", key="visitor", max=3, seconds=1800)]
        verdict = await limiter.reserve(tenant, rules, now)
        assert verdict == judge(rules, [counted] * len(rules), now), delay
        if verdict.allowed and give_back:
            await limiter.release(tenant, rules, now)
        elif verdict.allowed:
            counted.append(Hit(member=number, at=now))


class Switchable:
    """A limiter that can be taken away; counts how often it was asked."""

    def __init__(self, allowed: bool) -> None:
        self.verdict = Verdict(allowed=allowed)
        self.away = False
        self.silent = False
        self.asked = 0

    async def reserve(self, tenant: str, rules: Sequence[Rule], now: datetime) -> Verdict:
        self.asked += 1
        if self.silent:
            await asyncio.Event().wait()
        if self.away:
            raise ValkeyAway
        return self.verdict

    async def release(self, tenant: str, rules: Sequence[Rule], now: datetime) -> None:
        await self.reserve(TENANT, rules, now)


async def test_while_the_first_is_away_the_second_decides_and_the_first_is_left_alone() -> None:
    first, second = Switchable(allowed=True), Switchable(allowed=False)
    limiter = FallbackLimiter(first, second, pause_seconds=60)
    first.away = True
    for _ in range(10):
        assert not (await limiter.reserve("t", [BURST], NOW)).allowed
    assert first.asked == 1


async def test_a_first_that_does_not_answer_costs_one_request_its_patience() -> None:
    first, second = Switchable(allowed=True), Switchable(allowed=False)
    limiter = FallbackLimiter(first, second, seconds=0.02, pause_seconds=60)
    first.silent = True
    async with asyncio.timeout(0.5):
        for _ in range(1000):
            assert not (await limiter.reserve("t", [BURST], NOW)).allowed
    assert first.asked == 1


async def test_the_first_is_used_again_by_itself_when_it_is_back() -> None:
    first, second = Switchable(allowed=True), Switchable(allowed=False)
    limiter = FallbackLimiter(first, second, pause_seconds=0)
    first.away = True
    assert not (await limiter.reserve("t", [BURST], NOW)).allowed
    first.away = False
    assert (await limiter.reserve("t", [BURST], NOW)).allowed
    assert second.asked == 1


async def test_giving_back_reaches_both_for_the_first_may_have_been_away_in_between() -> None:
    first, second = Switchable(allowed=True), Switchable(allowed=True)
    await FallbackLimiter(first, second).release("t", [BURST], NOW)
    assert (first.asked, second.asked) == (1, 1)


async def test_a_valkey_that_is_not_there_is_replaced_by_postgresql(database_url: str) -> None:
    async with Redis.from_url("unix:///nowhere/valkey.sock") as client, open_pool(database_url, 2) as pool:
        limiter = FallbackLimiter(ValkeyLimiter(client), PostgresLimiter(pool))
        verdicts = await reserve_all(limiter, [BURST], [0, 1, 2, 3])
    assert [verdict.allowed for verdict in verdicts] == [True, True, True, False]
