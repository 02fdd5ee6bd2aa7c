"""Processes and engines are killed at random under load, and the provider misbehaves meanwhile."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.chaos.books import books
from tests.chaos.cast import FAST, TIME_SCALE, all_ended, staffed, take_the_stage
from tests.chaos.fleet import LONG, Fleet, fleet

KILLS, CALLBACKS = (200, 600) if LONG else (12, 48)
#: Between two kills, at most.
PAUSE_SECONDS = 1.0
REQUEST_FAULTS = ("timeout_after_accept", "timeout_before", "reset", "status:500", "status:429", "delay:10")
FAULTS = {
    "create_call": REQUEST_FAULTS,
    "create_message": REQUEST_FAULTS,
    "webhook": ("drop", "duplicate", "reorder", "delay:30"),
}


@pytest.mark.timeout(1800)
async def test_kills_of_whatever_and_whenever_lose_and_double_nothing(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("CHAOS_SEED") or random.randrange(10**6))  # noqa: S311
    dice = random.Random(seed)  # noqa: S311
    businesses = [staffed(n, CALLBACKS // 4) for n in range(4)]
    async with fleet(data_dir, businesses, webs=2, workers=2, time_scale=TIME_SCALE, calls=FAST) as ships:
        await take_the_stage(ships)
        async with ships.kept_up():
            load = asyncio.create_task(ships.load(KILLS * PAUSE_SECONDS / 2, by_text=0.6))
            killed = await kill(ships, dice)
            await load
            await all_ended(ships)
        found = await books(ships)
    with capsys.disabled():
        sys.stdout.write(
            f"\nkilled {dict(killed)}, {ships.restarts} restarts, seed {seed}; {found}; "
            f"asked again {dict(ships.refusals)}\n"
        )
    assert len(found.statuses) == CALLBACKS
    found.check(businesses)


async def kill(ships: Fleet, dice: random.Random) -> Counter[str]:
    """So many times, and each time something goes wrong at the provider, one thing of each kind at a time."""
    killed = Counter[str]()
    for _ in range(KILLS):
        await asyncio.sleep(dice.uniform(0, PAUSE_SECONDS))
        name, strike = dice.choice(victims(ships))
        await strike()
        killed[name] += 1
        pending = {rule["on"] for rule in (await ships.sandbox.state())["rules"]}
        if occasions := [each for each in FAULTS if each not in pending]:
            occasion = dice.choice(occasions)
            await ships.sandbox.misbehave(occasion, dice.choice(FAULTS[occasion]))
    return killed


def victims(ships: Fleet) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
    """Who can be killed; engines come back as a supervisor would bring them."""

    async def postgres() -> None:
        ships.postgres.kill()
        await ships.postgres.start()

    async def valkey() -> None:
        ships.valkey.kill()
        await ships.valkey.start()

    return [
        *(("web", web.kill) for web in ships.webs),
        *(("worker", worker.kill) for worker in ships.workers),
        ("postgres", postgres),
        ("valkey", valkey),
    ]
