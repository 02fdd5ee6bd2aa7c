"""A new version goes out under load: every process is replaced, and no call is lost or placed twice."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tests.chaos.business import Business
from tests.chaos.fleet import fleet

CALLBACKS = 80
#: As long as the restarts take.
LOAD_SECONDS = 10.0
DRAIN_SECONDS = 20.0


@pytest.mark.timeout(180)
async def test_a_rolling_restart_under_load_loses_and_doubles_nothing(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    business = Business(index=0, callbacks=CALLBACKS)
    async with fleet(data_dir, [business], webs=2, workers=2) as ships:
        load = asyncio.create_task(ships.load(LOAD_SECONDS))
        slowest = 0.0
        for process in ships.processes:
            await asyncio.sleep(LOAD_SECONDS / 40)
            code, seconds = await process.stop()
            assert (code, seconds < DRAIN_SECONDS) == (0, True), process.log.read_text()[-2000:]
            slowest = max(slowest, seconds)
            await process.start()
        await load
        await ships.each_is_called_once()
        with capsys.disabled():
            sys.stdout.write(
                f"\n{CALLBACKS} callbacks, 4 restarts, the slowest left in {slowest:.1f} s; "
                f"asked again: {dict(ships.refusals)}\n"
            )
