"""The clock crosses the edges of summer time: each callback rings once, when its wall time comes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tests.chaos.books import books
from tests.chaos.business import Business
from tests.chaos.fleet import Fleet, fleet
from tests.system import until

#: When a callback is booked for by the clock on the wall in New York, and the seconds from the edge it means.
FALL = {
    "2026-11-01T01:59:55": -5,
    # Comes twice; the first of them has gone by.
    "2026-11-01T01:00:04": 4,
    "2026-11-01T01:00:07-05:00": 7,
    "2026-11-01T09:00:00": 8 * 3600,
}
SPRING = {
    "2027-03-14T01:59:55": -5,
    # Does not exist: as long after midnight as it says, which the clock then calls 03:00:04.
    "2027-03-14T02:00:04": 4,
    "2027-03-14T03:00:07": 7,
    "2027-03-14T09:00:00": 6 * 3600,
}
#: From the start of the processes to the edge, beside twice the time that they took to start before.
LEAD_SECONDS = 10.0
#: Later than this is not "at the time"; a clock that is wrong is so by an hour.
LATE = timedelta(minutes=2)
DUE = """
SELECT a.call_sid, c.scheduled_for FROM callbacks c LEFT JOIN attempts a USING (tenant_id, callback_id)
"""
KNOWN = "SELECT count(DISTINCT callback_id) FROM attempts WHERE call_sid IS NOT NULL"


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("edge", "booked"),
    [("2026-11-01T06:00:00+00:00", FALL), ("2027-03-14T07:00:00+00:00", SPRING)],
    ids=["back to winter time", "on to summer time"],
)
async def test_callbacks_around_the_edges_of_summer_time_ring_once_at_the_right_instant(
    data_dir: Path, capsys: pytest.CaptureFixture[str], edge: str, booked: Mapping[str, int]
) -> None:
    turn, business, began = (
        datetime.fromisoformat(edge),
        Business(index=0, callbacks=len(booked)),
        monotonic(),
    )
    async with fleet(data_dir, [business], sandbox={"enabled": True}) as ships:
        lead = timedelta(seconds=LEAD_SECONDS + 2 * (monotonic() - began))
        ahead = turn - lead - datetime.now(UTC)
        await ships.restart_ahead(ahead)
        for customer, wall in zip(business.customers, booked, strict=True):
            await ships.ask(business, customer, wall)
        due = {turn + timedelta(seconds=seconds) for seconds in booked.values()}
        assert {at for _, at in await ships.ask_database(DUE)} == due
        soon = len([seconds for seconds in booked.values() if seconds < 3600])
        await until(lambda: ships.ask_database(KNOWN), lambda seen: seen == [(soon,)], 120.0)
        delays = await delays_of(ships, ahead)
    with capsys.disabled():
        sys.stdout.write(f"\n{len(booked)} booked around {edge}, late by {[str(each) for each in delays]}\n")
    assert len(delays) == soon
    assert all(timedelta() <= each < LATE for each in delays), delays


async def delays_of(ships: Fleet, ahead: timedelta) -> list[timedelta]:
    """How long after its time each callback that has rung did so, by the service's clock."""
    due: dict[str, Any] = dict(await ships.ask_database(DUE))
    calls = (await books(ships)).agents
    return [datetime.fromisoformat(call.placed_at) + ahead - due[call.sid] for call in calls]
