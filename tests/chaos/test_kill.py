"""``kill -9`` between consent and ringing: exactly one phone rings for each callback, whatever the moment."""

from __future__ import annotations

import asyncio
import os
import random
import sys
import uuid
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp
import psycopg
import pytest
from aiohttp import web

from bot.sandbox import SandboxConfig, create_app
from bot.sandbox.webhooks import signature
from tests.chaos.service import Service
from tests.system import ACME, ALWAYS, Sandbox, free_port, until

ROUNDS = 50
#: More agents than callbacks: nobody waits for a free one.
AGENTS = [f"+1813555{6000 + number}" for number in range(ROUNDS + 5)]
CUSTOMERS = [f"+1813555{7100 + number}" for number in range(ROUNDS + 1)]
ACCOUNT, TOKEN = "AC" + "0" * 32, "chaos"
#: Longer than all that the service waits for before it would ring again.
SETTLE_SECONDS = 10.0
RECOVERY_SECONDS = 60.0

#: Of the newest callback: its attempts, and those whose call's id was saved.
NEWEST = """
SELECT count(*) OVER (), attempt.agent_id, attempt.call_sid
FROM callbacks LEFT JOIN attempts AS attempt USING (tenant_id, callback_id)
ORDER BY requested_at DESC LIMIT 1
"""
RINGING = "SELECT count(DISTINCT callback_id) FROM attempts WHERE state <> 'ended' AND call_sid IS NOT NULL"
DIALS_TO_COME = """
SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'dial' AND status IN ('todo', 'doing')
"""


@dataclass(slots=True)
class World:
    """The service, the provider that outlives it, and a customer's way in."""

    service: Service
    sandbox: Sandbox
    database_url: str

    async def writes(self, customer: str, text: str, sid: str = "") -> bool:
        """The provider delivers a customer's message once; False: no answer came."""
        url = f"{self.service.url}/webhooks/twilio/message"
        sid = sid or f"SM{uuid.uuid4().hex}"
        form = {"MessageSid": sid, "AccountSid": ACCOUNT, "From": customer, "To": ACME, "Body": text}
        headers = {"X-Twilio-Signature": signature(TOKEN, url, form)}
        try:
            async with self.sandbox.session.post(url, data=form, headers=headers) as answer:
                assert answer.status == 200, await answer.text()
                return True
        except aiohttp.ClientConnectionError:
            return False

    async def rung(self) -> list[int]:
        """How many calls were placed to each agent, a second one to a phone that rings already included."""
        counts = await self.sandbox.counts()
        return [counts[agent]["placed"] for agent in AGENTS]

    async def ask(self, query: str) -> tuple[Any, ...]:
        async with await psycopg.AsyncConnection.connect(self.database_url) as connection:
            return await (await connection.execute(query)).fetchone() or ()

    async def died_at(self, callbacks: int) -> str:
        """How far the newest consent had come, given how many ``callbacks`` there were before it."""
        known, agent, call_sid = await self.ask(NEWEST)
        if known == callbacks:
            return "before the consent was committed"
        if agent is None:
            return "committed, nobody asked yet"
        if call_sid:
            return "call known"
        asked = (await self.rung())[int(agent.removeprefix("agent-"))]
        return "asked, the answer lost" if asked else "intent written, provider not asked"


@pytest.fixture
async def world(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        port = free_port()
        service = Service(_settings(database_url, redis_url, tmp_path, free_port(), port), tmp_path, session)
        runner = web.AppRunner(create_app(_provider(service.url)), shutdown_timeout=0.5)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", port).start()
        stack.push_async_callback(service.kill)
        yield World(service, Sandbox(f"http://127.0.0.1:{port}", session), database_url)


@pytest.mark.timeout(300)
async def test_a_kill_at_any_moment_between_consent_and_ringing_leaves_one_ringing_phone(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("CHAOS_SEED") or random.randrange(10**6))  # noqa: S311
    moments = random.Random(seed)  # noqa: S311
    await world.service.start()
    await asyncio.gather(*(_talk_until_consent(world, customer) for customer in CUSTOMERS))
    first, *others = CUSTOMERS
    # A little beyond: now and then the call is under way when the service dies.
    seconds = 1.3 * await _undisturbed(world, first)
    deaths = Counter[str]()
    for number, customer in enumerate(others, start=1):
        deaths[await _killed(world, customer, moments.uniform(0, seconds), callbacks=number)] += 1

    total = len(CUSTOMERS)
    await until(lambda: world.ask(RINGING), lambda seen: seen == (total,), RECOVERY_SECONDS)
    await until(lambda: world.ask(DIALS_TO_COME), lambda seen: seen == (0,), RECOVERY_SECONDS)
    await _stays(world.rung, total, SETTLE_SECONDS)
    with capsys.disabled():
        sys.stdout.write(f"\n{ROUNDS} kills within {seconds * 1000:.0f} ms, seed {seed}: {dict(deaths)}\n")
    assert max(await world.rung()) == 1, f"a phone rang twice, seed {seed}"
    assert deaths.total() - deaths["call known"] > 0


async def _talk_until_consent(world: World, customer: str) -> None:
    assert await world.writes(customer, "hi, can someone call me about a leaking boiler? Jo")
    assert await world.writes(customer, "yes")


async def _undisturbed(world: World, customer: str) -> float:
    """Seconds from consent to ringing in a service that has just started."""
    await world.service.kill()
    await world.service.start()
    began = monotonic()
    assert await world.writes(customer, "agree")
    await until(world.rung, any)
    return monotonic() - began


async def _killed(world: World, customer: str, after: float, *, callbacks: int) -> str:
    """The consent comes, the service dies so many seconds later and comes back; where it was when it died."""
    sid = f"SM{uuid.uuid4().hex}"
    consent = asyncio.create_task(world.writes(customer, "agree", sid))
    await asyncio.sleep(after)
    await world.service.kill()
    answered = await consent
    death = await world.died_at(callbacks)
    await world.service.start()
    if not answered:
        # The provider delivers once more what got no answer.
        assert await world.writes(customer, "agree", sid)
    return death


async def _stays(look: Callable[[], Awaitable[list[int]]], total: int, seconds: float) -> None:
    """So it stays for so many seconds, which can only be waited for."""
    until_then = monotonic() + seconds
    while monotonic() < until_then:
        seen = await look()
        assert sum(seen) == total, f"{total} calls, but phones rang {seen}"
        await asyncio.sleep(0.1)


def _settings(
    database_url: str, redis_url: str, folder: Path, port: int, provider_port: int
) -> dict[str, Any]:
    key = b64encode(b"k" * 32).decode()
    return {
        "server": {"port": port, "data_dir": str(folder)},
        "database": {"url": database_url},
        "redis": {"url": redis_url},
        "twilio": {
            "api_url": f"http://127.0.0.1:{provider_port}",
            "account_sid": ACCOUNT,
            "auth_token": TOKEN,
            "timeout_seconds": 1,
            "calls_per_second": 50,
        },
        "security": {"encryption_keys": {"test": key}, "pepper": key},
        "calls": {"unknown_after_seconds": 2},
        "jobs": {"heartbeat_seconds": 0.5, "stalled_after_seconds": 2},
        "tenants": {
            "acme": {
                "name": "Acme Plumbing",
                "voice_number": ACME,
                "sms_number": ACME,
                "hours": ALWAYS,
                "agents": [{"name": f"Agent {n}", "phone": phone} for n, phone in enumerate(AGENTS)],
                # Nobody picks up: at the end each phone that was rung still rings.
                "routing": {"ring_seconds": 120, "total_seconds": 600, "max_agents": len(AGENTS)},
                "limits": {"sustained": "1000/1h", "thresholds": "off", "cooldown_seconds": 0},
            }
        },
    }


def _provider(service_url: str) -> SandboxConfig:
    return SandboxConfig.from_dict(
        {
            "account_sid": ACCOUNT,
            "auth_token": TOKEN,
            "numbers": [{"number": ACME, "sms_url": f"{service_url}/webhooks/twilio/message"}],
            "phones": [{"number": agent, "role": "agent"} for agent in AGENTS],
            "time_scale": 0.4,
        }
    )
