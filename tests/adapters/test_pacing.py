"""Calls start no faster than the account may, and no tenant's many delay another's one."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from redis.asyncio import BlockingConnectionPool, Redis

from bot.adapters.pacing import GRACE_SECONDS, ValkeyPace
from bot.ports import Turn

NOW = Turn(seconds=0, taken=True)


class Time:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def valkey(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_pool(BlockingConnectionPool.from_url(redis_url, max_connections=8)) as client:
        yield client


def paced(valkey: Redis, time: Time, per_second: float = 1.0) -> ValkeyPace:
    return ValkeyPace(valkey, "AC1", per_second=per_second, now=time)


@pytest.fixture
def pace(valkey: Redis, time: Time) -> ValkeyPace:
    return paced(valkey, time)


async def served(
    pace: ValkeyPace, time: Time, callers: list[tuple[str, str]]
) -> dict[tuple[str, str], float]:
    """When each may call, if all ask at once, in that order, and come back when they are told to."""
    began, due, starts = time.seconds, {caller: time.seconds for caller in callers}, {}
    while due:
        caller = min(due, key=lambda each: due[each])
        time.seconds = max(time.seconds, due.pop(caller))
        turn = await pace.turn(*caller)
        if turn.taken:
            starts[caller] = time.seconds + turn.seconds - began
        else:
            due[caller] = time.seconds + turn.seconds
    return starts


async def test_who_is_alone_goes_at_once(pace: ValkeyPace, time: Time) -> None:
    assert await pace.turn("acme", "1") == NOW
    time.seconds += 1
    assert await pace.turn("acme", "2") == NOW


async def test_who_must_wait_gets_an_appointment(pace: ValkeyPace) -> None:
    turns = [await pace.turn("acme", str(number)) for number in range(5)]
    assert [turn.seconds for turn in turns] == pytest.approx([0, 1, 2, 3, 4])
    assert [turn.taken for turn in turns] == [True, False, False, False, False]


async def test_who_comes_back_sits_out_what_is_left(pace: ValkeyPace, time: Time) -> None:
    for number in range(3):
        await pace.turn("acme", str(number))
    time.seconds += 0.5
    assert await pace.turn("acme", "1") == Turn(seconds=0.5, taken=True)


async def test_calls_start_one_by_one_however_many_wait(pace: ValkeyPace, time: Time) -> None:
    starts = sorted((await served(pace, time, [("acme", str(n)) for n in range(40)])).values())
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert min(gaps) > 0.999
    assert starts[-1] < 45


async def test_an_account_that_may_call_faster_is_used_faster(valkey: Redis, time: Time) -> None:
    starts = await served(paced(valkey, time, 50), time, [("acme", str(n)) for n in range(200)])
    assert max(starts.values()) == pytest.approx(4, abs=0.2)


async def test_the_one_call_of_a_tenant_does_not_wait_for_the_many_of_another(
    pace: ValkeyPace, time: Time
) -> None:
    crowd = [("acme", str(number)) for number in range(50)]
    starts = await served(pace, time, [*crowd, ("bolt", "1")])
    assert starts["bolt", "1"] <= 5


async def test_no_tenant_waits_twice_as_long_as_the_mean(valkey: Redis, time: Time) -> None:
    callers = [(f"tenant-{tenant}", str(number)) for tenant in range(50) for number in range(20)]
    starts = await served(paced(valkey, time, 50), time, callers)
    mean = sum(starts.values()) / len(starts)
    waits = Counter[str]()
    for (tenant, _), start in starts.items():
        waits[tenant] += start / 20
    assert max(waits.values()) < 2 * mean
    assert max(starts.values()) < 21


async def test_who_does_not_come_back_holds_up_nobody_for_long(pace: ValkeyPace, time: Time) -> None:
    for number in range(50):
        await pace.turn("acme", f"gone-{number}")
    time.seconds += 50 + GRACE_SECONDS
    assert await pace.turn("bolt", "1") == NOW


async def test_who_comes_back_keeps_the_place(pace: ValkeyPace, time: Time) -> None:
    for number in range(10):
        await pace.turn("acme", str(number))
    for _ in range(5):
        assert await pace.turn("acme", "9") == Turn(seconds=9, taken=False)


async def test_processes_that_ask_at_once_share_one_pace(valkey: Redis, time: Time) -> None:
    processes = [paced(valkey, time), paced(valkey, time)]
    turns = await asyncio.gather(*(processes[n % 2].turn("acme", str(n)) for n in range(8)))
    assert sorted(turn.seconds for turn in turns) == pytest.approx(list(range(8)))
    assert sum(turn.taken for turn in turns) == 1


async def test_accounts_do_not_wait_for_each_other(valkey: Redis, time: Time) -> None:
    other = ValkeyPace(valkey, "AC2", per_second=1, now=time)
    assert await paced(valkey, time).turn("acme", "1") == NOW
    assert await other.turn("acme", "2") == NOW


async def test_without_valkey_each_process_keeps_its_own_pace(time: Time) -> None:
    async with Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2) as nowhere:
        pace = paced(nowhere, time)
        turns = [await pace.turn("acme", str(n)) for n in range(5)]
        assert [turn.seconds for turn in turns] == pytest.approx([0, 1, 2, 3, 3])
        assert [turn.taken for turn in turns] == [True, True, True, False, False]
        time.seconds += 3
        assert await pace.turn("acme", "5") == NOW
