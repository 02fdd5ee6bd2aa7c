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

from tests.chaos.fleet import LONG, Business, Fleet, fleet

KILLS = 200
CALLBACKS = 600
#: Between two kills, at most.
PAUSE_SECONDS = 1.0
FAULTS = ("timeout_after_accept", "timeout_before", "reset", "status:500", "status:429", "delay:1")


@pytest.mark.skipif(not LONG, reason="takes minutes: make chaos")
@pytest.mark.timeout(1800)
async def test_kills_of_whatever_and_whenever_lose_and_double_nothing(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("CHAOS_SEED") or random.randrange(10**6))  # noqa: S311
    dice = random.Random(seed)  # noqa: S311
    businesses = [Business(index=n, callbacks=CALLBACKS // 4) for n in range(4)]
    async with fleet(data_dir, businesses, webs=2, workers=2) as ships, ships.kept_up():
        load = asyncio.create_task(ships.load(KILLS * PAUSE_SECONDS / 2))
        killed = Counter[str]()
        for _ in range(KILLS):
            await asyncio.sleep(dice.uniform(0, PAUSE_SECONDS))
            name, strike = dice.choice(victims(ships))
            await strike()
            killed[name] += 1
            agent = dice.choice(dice.choice(businesses).agents)
            await ships.sandbox.misbehave("create_call", dice.choice(FAULTS), to=agent)
        await load
        await ships.each_is_called_once(180)
        with capsys.disabled():
            sys.stdout.write(
                f"\n{CALLBACKS} callbacks, killed {dict(killed)}, {ships.restarts} restarts, seed {seed}; "
                f"asked again: {dict(ships.refusals)}\n"
            )


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
