"""Agents who are rung at the same time, through real HTTP: the first who takes it has it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.system import ANA, BEN, JO, OWNER, TIME_SCALE, System, profile, running, settings_for, until

CARA = "+18135550013"
Run = Callable[..., AbstractAsyncContextManager[System]]


@pytest.fixture
def run(database_url: str, redis_url: str, tmp_path: Path) -> Run:
    def start(time_scale: float = TIME_SCALE, **routing: Any) -> AbstractAsyncContextManager[System]:
        agents = [
            {"name": name, "phone": phone} for name, phone in (("Ana", ANA), ("Ben", BEN), ("Cara", CARA))
        ]
        tenants = {"acme": profile(agents=agents, routing={"strategy": "simultaneous", **routing})}
        settings = settings_for(
            database_url,
            redis_url,
            str(tmp_path),
            tenants=tenants,
            twilio={"calls_per_second": 50},
            sandbox={"time_scale": time_scale},
        )
        return running(settings)

    return start


async def ask(system: System) -> None:
    for text in ("call me about a leaking boiler, I'm Jo", "yes", "agree"):
        await system.sandbox.says(text, channel="sms")


async def test_all_ring_at_once_and_the_first_who_presses_has_it(run: Run) -> None:
    async with run() as system:
        await system.sandbox.behave(BEN, auto="answer", press="1", after=3, hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        await ask(system)
        assert await system.reaches("completed") == "completed"
        counts = await system.sandbox.counts()
        assert [counts[phone]["rang"] for phone in (ANA, BEN, CARA, JO)] == [1, 1, 1, 1]
        assert [counts[phone]["answered"] for phone in (ANA, CARA)] == [0, 0]
        for late in (ANA, CARA):
            assert "canceled" in await system.sandbox.told(late), "the phone stopped at once"
        story = await system.timeline()
        assert "Ben took the call; ringing the customer." in story
        assert {
            "Ana did not take it: somebody else was faster.",
            "Cara did not take it: somebody else was faster.",
        } <= {*story}


async def test_who_is_too_late_hears_why(run: Run) -> None:
    async with run(time_scale=2) as system:
        for agent in (ANA, CARA):
            await system.sandbox.behave(agent, auto="answer")
        await system.sandbox.behave(JO, auto="answer")
        await ask(system)
        await system.sandbox.hears(ANA, "Press 1 to talk now")
        await system.sandbox.hears(CARA, "Press 1 to talk now")
        await system.sandbox.act(CARA, "press", digits="1")
        await system.sandbox.hears(ANA, "Somebody else has taken this call")
        await system.reaches("connected")
        assert await system.sandbox.rang(JO) == 1
        # Ben's phone, which only rang, is silent by now.
        await until(
            lambda: live_calls(system),
            lambda people: BEN not in people and ANA not in people,
        )


async def test_keys_pressed_at_the_same_time_ring_the_customer_once(run: Run) -> None:
    async with run() as system:
        for agent in (ANA, BEN, CARA):
            await system.sandbox.behave(agent, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        await ask(system)
        assert await system.reaches("completed") == "completed"
        await system.sandbox.quiet()
        assert await system.sandbox.rang(JO) == 1
        heard = [await system.sandbox.told(agent) for agent in (ANA, BEN, CARA)]
        assert sum("Ringing Jo" in told for told in heard) == 1
        assert not any("application error" in told for told in heard)


async def test_who_declines_leaves_it_to_the_others(run: Run) -> None:
    async with run(time_scale=2) as system:
        await system.sandbox.behave(ANA, auto="answer", press="3")
        await system.sandbox.behave(CARA, auto="busy")
        await system.sandbox.behave(JO, auto="answer")
        await ask(system)
        await until(system.timeline, lambda story: "Ana did not take it: passed it on." in story)
        await until(lambda: system.sandbox.rang(BEN), bool)
        await system.sandbox.act(BEN, "answer")
        await system.sandbox.hears(BEN, "Press 1 to talk now")
        await system.sandbox.act(BEN, "press", digits="1")
        assert await system.reaches("connected") == "connected"


async def test_nobody_takes_it_and_the_business_hears_once(run: Run) -> None:
    async with run(ring_seconds=5) as system:
        await system.sandbox.behave(ANA, auto="decline")
        await system.sandbox.behave(BEN, auto="voicemail")
        await ask(system)
        assert await system.reaches("missed") == "missed"
        alerts = await until(lambda: system.sandbox.heard(OWNER), bool)
        assert len(alerts) == 1 and "3 people tried" in alerts[0]
        counts = await system.sandbox.counts()
        assert [counts[phone]["rang"] for phone in (ANA, BEN, CARA)] == [1, 1, 1]
        assert counts[JO]["rang"] == 0


async def test_an_agent_whose_call_was_lost_is_looked_up_while_the_others_ring(run: Run) -> None:
    async with run() as system:
        await system.sandbox.misbehave("create_call", "timeout_after_accept", to=ANA)
        await system.sandbox.behave(BEN, auto="answer", press="1", after=2, hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        await ask(system)
        assert await system.reaches("completed") == "completed"
        await system.sandbox.quiet()
        counts = await system.sandbox.counts()
        assert counts[ANA]["placed"] == counts[BEN]["placed"] == counts[JO]["placed"] == 1


async def live_calls(system: System) -> set[str]:
    calls = (await system.sandbox.state())["calls"]
    return {
        call["person"]
        for call in calls
        if call["status"] in ("queued", "initiated", "ringing", "in-progress")
    }
