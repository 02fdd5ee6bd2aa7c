"""The live story of a callback: whole, in order, over reconnects and from any process."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
from aiohttp.test_utils import TestClient, TestServer

from bot import app as composition
from tests.system import ANA, JO, System

from .test_web_api import ask

Event = tuple[int | None, str, dict[str, Any]]


async def hear(session: aiohttp.ClientSession, url: str, last: int | None = None) -> list[Event]:
    """Every event until the stream ends."""
    headers = {"Last-Event-ID": str(last)} if last is not None else {}
    async with asyncio.timeout(20), session.get(url, headers=headers) as answer:
        text = await answer.text()
    return [_event(block) for block in text.split("\n\n") if block and not block.startswith(":")]


def _event(block: str) -> Event:
    fields = dict(line.split(": ", 1) for line in block.split("\n"))
    return int(fields["id"]) if "id" in fields else None, fields["event"], json.loads(fields["data"])


async def talked(system: System) -> str:
    """A call from request to end; returns where its events are."""
    await system.sandbox.behave(ANA, auto="answer", after=6, press="1", hang_up_after=10)
    await system.sandbox.behave(JO, auto="answer", after=6)
    return str((await ask(system))[1]["events_url"])


async def test_every_step_of_every_leg_is_told_in_order_until_the_end(system: System) -> None:
    told = await hear(system.session, await talked(system))
    steps = [data["step"] for _, name, data in told if name == "step"]
    assert steps == [
        "requested",
        "agent_rung",
        "agent_ringing",
        "agent_answered",
        "agent_accepted",
        "customer_ringing",
        "customer_answered",
        "completed",
    ]
    numbers = [seq for seq, name, _ in told if name == "step"]
    assert numbers == sorted(set(numbers))
    assert told[-1][1:] == ("status", told[-1][2])
    assert (told[-1][2]["status"], told[-1][2]["final"]) == ("completed", True)
    assert "7001" not in json.dumps([data for *_, data in told])


async def test_who_comes_back_is_told_what_was_missed_and_nothing_twice(system: System) -> None:
    url = await talked(system)
    whole = [each for each in await hear(system.session, url) if each[1] == "step"]
    middle = whole[len(whole) // 2][0]
    rest = [each for each in await hear(system.session, url, middle) if each[1] == "step"]
    assert rest == [each for each in whole if (each[0] or 0) > (middle or 0)]


async def test_a_browser_that_has_heard_the_end_is_told_not_to_come_back(system: System) -> None:
    url = await talked(system)
    last = max(seq or 0 for seq, *_ in await hear(system.session, url))
    async with system.session.get(url, headers={"Last-Event-ID": str(last)}) as answer:
        assert answer.status == 204


async def test_another_process_tells_the_same_story(system: System) -> None:
    async with composition.build(system.services.settings) as other:
        client = TestClient(TestServer(composition.web_app(other)))
        async with client:
            url = (await talked(system)).removeprefix(system.url)
            there = await hear(client.session, str(client.make_url(url)))
            here = await hear(system.session, system.url + url)
    steps = [each for each in here if each[1] == "step"]
    assert [each for each in there if each[1] == "step"] == steps
    assert there[-1][2]["status"] == "completed"
