"""Many callbacks are due at one minute: they start at the account's pace, fairly, and in little memory."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean

import pytest

from tests.chaos.business import Business
from tests.chaos.fleet import LONG, fleet

BUSINESSES, CALLBACKS, PER_SECOND = (50, 20, 8) if LONG else (10, 10, 20)
#: Time to hand in all requests before they are due.
LEAD = timedelta(seconds=90 if LONG else 15)
MEGABYTES = 300
FIRST_ASKED = """
SELECT tenant_id, extract(epoch FROM min(asked_at))::float8 FROM attempts
WHERE call_sid IS NOT NULL GROUP BY tenant_id, callback_id
"""


@pytest.mark.timeout(900)
async def test_a_rush_is_paced_and_fair_to_every_business(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    businesses = [Business(index=n, callbacks=CALLBACKS) for n in range(BUSINESSES)]
    pace = {"calls_per_second": PER_SECOND}
    async with fleet(data_dir, businesses, twilio=pace) as ships:
        due = datetime.now(UTC) + LEAD
        for business in businesses:
            asked = (ships.ask(business, customer, due.isoformat()) for customer in business.customers)
            await asyncio.gather(*asked)
        assert datetime.now(UTC) < due, "the requests came too slowly to be a rush"
        resident = proportional = 0
        while datetime.now(UTC) < due + timedelta(seconds=BUSINESSES * CALLBACKS / PER_SECOND):
            resident = max(resident, sum(process.memory for process in ships.processes))
            proportional = max(proportional, sum(process.share_of_memory for process in ships.processes))
            await asyncio.sleep(0.5)
        await ships.each_is_called_once(300)
        starts = [(tenant, at - due.timestamp()) for tenant, at in await ships.ask_database(FIRST_ASKED)]
    waits = {each: mean(at for tenant, at in starts if tenant == each) for each, _ in starts}
    overall = mean(at for _, at in starts)
    most = busiest_second(sorted(at for _, at in starts))
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(starts)} calls of {BUSINESSES} businesses in {max(at for _, at in starts):.1f} s, "
            f"at most {most} in a second; mean wait {overall:.1f} s, of the worst business "
            f"{max(waits.values()):.1f} s; web and worker {resident / 2**20:.0f} MB, "
            f"{proportional / 2**20:.0f} MB without what they share\n"
        )
    assert most <= PER_SECOND + 2
    assert max(waits.values()) < 2 * overall
    assert resident < MEGABYTES * 2**20


def busiest_second(moments: Sequence[float]) -> int:
    """The most calls in any second that begins with one."""
    return max(sum(start <= at < start + 1 for at in moments) for start in moments)
