"""The provider's webhooks are lost, doubled, late or in another order, while the web processes restart."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tests.chaos.books import books
from tests.chaos.cast import FAST, TIME_SCALE, all_ended, staffed, take_the_stage
from tests.chaos.fleet import LONG, Fleet, fleet

CALLBACKS = 120 if LONG else 16
LOAD_SECONDS = CALLBACKS / 4
#: One webhook in so many seconds is lost; all of them would be a service that nobody can reach.
LOSS_SECONDS = 0.3
ALWAYS = 1_000_000


@pytest.mark.timeout(900)
@pytest.mark.parametrize("fault", ["drop", "duplicate", "delay:30", "reorder"])
async def test_webhooks_that_go_astray_neither_lose_nor_double_a_call(
    data_dir: Path, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    business = staffed(0, CALLBACKS)
    async with fleet(data_dir, [business], webs=2, time_scale=TIME_SCALE, calls=FAST) as ships:
        # A call takes longer when each step of it is late.
        await take_the_stage(ships, talk_seconds=200 if fault.startswith("delay") else 40)
        load = asyncio.create_task(ships.load(LOAD_SECONDS, by_text=0.6))
        if fault == "drop":
            losses = asyncio.create_task(lose_some(ships))
            load.add_done_callback(lambda _: losses.cancel())
        else:
            await ships.sandbox.misbehave("webhook", fault, times=ALWAYS)
        await replace_the_webs(ships)
        await load
        await all_ended(ships)
        found = await books(ships)
    with capsys.disabled():
        sys.stdout.write(f"\n{fault}: {found}; asked again {dict(ships.refusals)}\n")
    assert len(found.statuses) == CALLBACKS
    found.check([business])


async def lose_some(ships: Fleet) -> None:
    while True:
        await ships.sandbox.misbehave("webhook", "drop")
        await asyncio.sleep(LOSS_SECONDS)


async def replace_the_webs(ships: Fleet) -> None:
    """One by one, the first in good order and the second by ``kill -9``."""
    first, second = ships.webs
    await asyncio.sleep(LOAD_SECONDS / 4)
    await first.stop()
    await first.start()
    await asyncio.sleep(LOAD_SECONDS / 4)
    await second.kill()
    await second.start()
