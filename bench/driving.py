"""Callbacks that fall due, driven by one web and one worker process until the two are connected."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from statistics import median, quantiles
from time import time
from typing import Any

import aiohttp
import uvloop
from aiohttp import web

from bench.carrier import Carrier, Connection
from bench.inbound import customers
from bench.machine import ALL
from bench.processes import ALWAYS, WIDE, Engines, free_port, service, worker

BUSINESSES, AGENTS = 20, 20
#: Requests handed in at the same time.
HANDS = 8
#: When each was due, in seconds since the epoch, and how it went.
Run = Sequence[tuple[float, Connection]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is driven."""

    runs: int
    #: Before the first run, so that nothing is done for the first time in it; shows how fast one can hand in.
    warm_up: int = 40
    #: Due at one instant; not more than there are agents, for nobody is to wait for a free one.
    at_once: int = 120
    #: How long callbacks fall due evenly, at half of the rate just measured.
    seconds: float = 8.0
    #: Seconds to spare between the last request and the first that is due, besides as many as they took.
    lead: float = 1.0
    #: Seconds for the callbacks of one run to be over after the last was due.
    patience: float = 60.0


@dataclass(slots=True, kw_only=True)
class Driven:
    """What came out of each run."""

    per_second: list[float] = field(default_factory=list)
    #: The rate of the calm runs.
    calm_rate: float = 0.0
    #: 99th percentile of the milliseconds from due to create-call in the calm runs.
    p99_ms: list[float] = field(default_factory=list)


def drive(engines: Engines, plan: Plan) -> Driven:
    """Start the processes and measure both: first all at once, then evenly."""
    port, provider_port = free_port(), free_port()
    sections: dict[str, Any] = {
        "tenants": {f"business-{number}": _profile(number) for number in range(BUSINESSES)},
        "twilio": {"api_url": f"http://127.0.0.1:{provider_port}"},
    }
    settings = engines.settings(port, **sections)
    apart = engines.settings(free_port(), **sections)
    apart["server"]["public_url"] = f"http://127.0.0.1:{port}"
    with ExitStack() as processes:
        processes.enter_context(service("web", settings, ALL))
        processes.enter_context(worker(apart, ALL))
        return uvloop.run(_measure(port, provider_port, plan))


def _profile(number: int) -> dict[str, Any]:
    phones = (f"+1206555{1000 + number * AGENTS + agent}" for agent in range(AGENTS))
    line = f"+1202555{1000 + number}"
    return {
        "name": f"Business {number}",
        "domains": [f"business-{number}.example"],
        "voice_number": line,
        "sms_number": line,
        "agents": [{"name": f"Agent {each}", "phone": phone} for each, phone in enumerate(phones)],
        "hours": ALWAYS,
        "limits": WIDE,
    }


async def _measure(port: int, provider_port: int, plan: Plan) -> Driven:
    driven = Driven()
    connector = aiohttp.TCPConnector(limit=0)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        _carrier(session, provider_port) as carrier,
    ):
        desk = _Desk(session=session, carrier=carrier, port=port, plan=plan)
        await desk.warm_up()
        for _ in range(plan.runs):
            driven.per_second.append(_rate(await desk.run([0.0] * plan.at_once)))
        driven.calm_rate = median(driven.per_second) / 2
        number = max(2, round(plan.seconds * driven.calm_rate))
        moments = [each / driven.calm_rate for each in range(number)]
        for _ in range(plan.runs):
            lateness = [call.asked_at - due for due, call in await desk.run(moments)]
            driven.p99_ms.append(quantiles(lateness, n=100, method="inclusive")[98] * 1000)
    return driven


def _rate(run: Run) -> float:
    """Connections a second, from the instant at which all were due to the last."""
    return len(run) / (max(call.connected_at for _, call in run) - min(due for due, _ in run))


@asynccontextmanager
async def _carrier(session: aiohttp.ClientSession, port: int) -> AsyncIterator[Carrier]:
    carrier = Carrier(session)
    runner = web.AppRunner(carrier.app(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
        yield carrier
    finally:
        await runner.cleanup()


@dataclass(slots=True, kw_only=True)
class _Desk:
    """Hands in requests, and waits until they were called."""

    session: aiohttp.ClientSession
    carrier: Carrier
    port: int
    plan: Plan
    #: Seconds that one request takes to hand in, by the slowest run so far.
    effort: float = 0.0

    async def warm_up(self) -> None:
        """Some callbacks that are due while they are handed in."""
        start = time()
        await self._hand_in(dict.fromkeys(customers(self.plan.warm_up), start))
        await self.carrier.connected(self.plan.warm_up, self.plan.patience)

    async def run(self, moments: Sequence[float]) -> Run:
        """A callback for each moment, in seconds after the first."""
        start = time() + self.plan.lead + 2 * len(moments) * self.effort
        due = {customer: start + at for customer, at in zip(customers(len(moments)), moments, strict=True)}
        await self._hand_in(due)
        if time() > start:
            raise RuntimeError("the first was due before all were handed in")
        calls = await self.carrier.connected(len(due), start + max(moments) - time() + self.plan.patience)
        if sorted(call.customer for call in calls) != sorted(due):
            raise RuntimeError("not every customer was connected once")
        return [(due[call.customer], call) for call in calls]

    async def _hand_in(self, due: Mapping[str, float]) -> None:
        began, waiting = time(), iter(zip(due.items(), cycle(range(BUSINESSES)), strict=False))

        async def hand_in() -> None:
            for (customer, at), business in waiting:
                await self._ask(customer, at, business)

        await asyncio.gather(*(hand_in() for _ in range(HANDS)))
        self.effort = max(self.effort, (time() - began) / len(due))

    async def _ask(self, customer: str, due: float, business: int) -> None:
        body = {
            "domain": f"business-{business}.example",
            "phone": customer,
            "when": datetime.fromtimestamp(due, UTC).isoformat(),
            "consent": {"callback": True, "disclosure": True},
        }
        # As from a proxy in front; everybody has an address of their own.
        address = f"2001:db8:{customer[2:5]}:{customer[-4:]}::1"
        headers = {"X-Forwarded-For": address, "Idempotency-Key": customer}
        url = f"http://127.0.0.1:{self.port}/api/v1/callbacks"
        async with self.session.post(url, json=body, headers=headers) as answer:
            if answer.status != 201:
                raise RuntimeError(f"a callback was answered with {answer.status}: {await answer.text()}")
