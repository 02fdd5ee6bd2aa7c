"""From the answer to the customer's consent to the create-call request at the provider."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from time import monotonic

import aiohttp
from aiohttp import web

from bench.inbound import PATH, customers, form_of, signature_of
from bench.machine import ALL
from bench.processes import ACCOUNT, ALWAYS, BUSINESS, WIDE, Engines, free_port, service

PATIENCE = 10.0


def milliseconds(engines: Engines, calls: int) -> list[float]:
    """Of each of so many callbacks, one after the other, through ``callback-bot run``."""
    port, provider_port = free_port(), free_port()
    # Nobody picks up at the provider, so each call takes an agent of its own.
    agents = [{"name": f"Agent {n}", "phone": f"+1813555{6000 + n}"} for n in range(calls + 1)]
    profile = {
        "name": "Acme Plumbing",
        "sms_number": BUSINESS,
        "voice_number": BUSINESS,
        "agents": agents,
        "hours": ALWAYS,
        "limits": WIDE,
    }
    twilio = {"api_url": f"http://127.0.0.1:{provider_port}"}
    settings = engines.settings(port, tenants={"acme": profile}, twilio=twilio)
    with service("run", settings, ALL):
        return asyncio.run(_measure(port, provider_port, customers(calls + 1)))[1:]


async def _measure(port: int, provider_port: int, people: Iterator[str]) -> list[float]:
    asked: asyncio.Queue[float] = asyncio.Queue()
    async with _provider(provider_port, asked), aiohttp.ClientSession() as session:
        return [await _one(session, port, person, asked) for person in people]


async def _one(session: aiohttp.ClientSession, port: int, person: str, asked: asyncio.Queue[float]) -> float:
    for text in ("Hi, can someone call me about a leaking boiler? Jo", "yes", "agree"):
        url, form = f"http://127.0.0.1:{port}{PATH}", form_of(person, text, channel="")
        headers = {"X-Twilio-Signature": signature_of(url, form)}
        async with session.post(url, data=form, headers=headers) as answer:
            await answer.read()
            answered = monotonic()
    async with asyncio.timeout(PATIENCE):
        return (await asked.get() - answered) * 1000


@asynccontextmanager
async def _provider(port: int, asked: asyncio.Queue[float]) -> AsyncIterator[None]:
    """Takes every call and lets it ring for ever; remembers when it was asked."""

    async def call(request: web.Request) -> web.Response:
        asked.put_nowait(monotonic())
        await request.read()
        return web.json_response({"sid": f"CA{uuid.uuid4().hex}", "status": "queued"}, status=201)

    app = web.Application()
    app.add_routes([web.post(f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json", call)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield
    finally:
        await runner.cleanup()
