"""Something leads out of every state: nobody waits for ever, and no phone is held by a call that is over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.system import ANA, BEN, JO, TIME_SCALE, System, profile, running, settings_for, until
from tests.trying import ACME

Run = Callable[..., AbstractAsyncContextManager[System]]


@pytest.fixture
def run(database_url: str, redis_url: str, tmp_path: Path) -> Run:
    def start(time_scale: float = TIME_SCALE, **changes: Any) -> AbstractAsyncContextManager[System]:
        settings = settings_for(
            database_url,
            redis_url,
            str(tmp_path),
            tenants={"acme": profile(**changes)},
            sandbox={"time_scale": time_scale},
        )
        return running(settings)

    return start


async def test_who_rings_and_chooses_a_callback_is_called_after_the_agents_where_customers_come_first(
    run: Run,
) -> None:
    async with run(time_scale=2, customers={"first": "customer"}, routing={"ring_seconds": 5}) as system:
        await system.sandbox.behave(BEN, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        await system.sandbox.rings_us()
        await system.sandbox.hears(JO, "Press 1 to hang up and be called back")
        await system.sandbox.act(JO, "press", digits="1")
        assert await system.reaches("connected", "missed") == "connected"
        counts = await system.sandbox.counts()
        assert [counts[phone]["rang"] for phone in (ANA, BEN, JO)] == [1, 1, 1]


async def test_an_agent_whose_hang_up_is_never_told_is_free_after_a_customer_who_was_not_reached(
    run: Run,
) -> None:
    async with run(time_scale=2, customers={"ring_seconds": 5}) as system:
        await system.sandbox.behave(ANA, auto="answer", press="1")
        for text in ("call me about a leaking boiler, I'm Jo", "yes", "agree"):
            await system.sandbox.says(text, channel="sms")
        assert await system.reaches("no_answer") == "no_answer"
        await system.sandbox.misbehave("webhook", "drop", to=ANA)
        await system.sandbox.quiet()

        async def busy() -> set[Any]:
            office = system.services.office
            async with office.store.transaction(ACME) as tx:
                return set(await tx.attempts.busy_agents(office.clock.now()))

        await until(busy, lambda agents: not agents, patience=25)
