"""Several web and worker processes on engines of their own, with a provider, businesses and customers."""

from __future__ import annotations

import asyncio
import os
import random
import uuid
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
from aiohttp import web

from bot.adapters.engines.folder import Folder
from bot.adapters.engines.lifecycle import running
from bot.adapters.engines.servers import PostgresServer, ValkeyServer
from bot.adapters.postgres.migrations import migrate
from bot.sandbox import SandboxConfig, create_app
from bot.sandbox.webhooks import signature
from tests.chaos.business import Business
from tests.chaos.machines import Machine
from tests.chaos.roads import Road
from tests.chaos.service import Service
from tests.system import Sandbox, free_port, until

#: ``make chaos``: more of everything.
LONG = os.environ.get("CHAOS") == "long"
ACCOUNT, TOKEN = "AC" + "0" * 32, "chaos"
#: What is committed survives the death of the server, though not that of the machine.
DURABLE = {"fsync": "off", "full_page_writes": "off"}
RETRY_SECONDS = 0.2
KNOWN_CALLS = """
SELECT count(DISTINCT callback_id) FROM attempts WHERE state <> 'ended' AND call_sid IS NOT NULL
"""
DIALS_TO_COME = """
SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'dial' AND status IN ('todo', 'doing')
"""


@dataclass(slots=True)
class Fleet:
    """The whole, and a customer's way in."""

    businesses: Sequence[Business]
    webs: list[Service]
    workers: list[Service]
    front: Road
    #: Between the service and its provider.
    back: Road
    sandbox: Sandbox
    postgres: Machine
    valkey: Machine
    #: Answers other than "taken", by status; 0: no answer.
    refusals: Counter[int] = field(default_factory=Counter)
    #: ``Retry-After`` of the refusals that had one.
    told_to_wait: list[str] = field(default_factory=list)
    #: Customers who asked by text.
    writers: set[str] = field(default_factory=set)
    #: How often a process that had ended was started again.
    restarts: int = 0

    @property
    def processes(self) -> list[Service]:
        return [*self.webs, *self.workers]

    async def ask(self, business: Business, customer: str, when: str = "now") -> None:
        """A customer asks for a callback, and repeats the request until it is taken."""
        body = {
            "domain": f"{business.slug}.example",
            "phone": customer,
            "when": when,
            "consent": {"callback": True, "disclosure": True},
        }
        while (status := await self._post(body, f"request-{customer}")) != 201:
            self.refusals[status] += 1
            await asyncio.sleep(RETRY_SECONDS)

    async def load(self, seconds: float, *, by_text: float = 0.0) -> None:
        """All customers of all businesses ask, in any order, spread evenly over so many seconds.

        ``by_text``: the share of those who write; the others ask on the web.
        """
        dice = random.Random(1)  # noqa: S311
        pairs = [(business, customer) for business in self.businesses for customer in business.customers]
        dice.shuffle(pairs)

        async def one(at: float, way: Callable[[Business, str], Awaitable[None]], *pair: Any) -> None:
            await asyncio.sleep(at)
            await way(*pair)

        ways = [self.talk if dice.random() < by_text else self.ask for _ in pairs]
        moments = [seconds * n / len(pairs) for n in range(len(pairs))]
        await asyncio.gather(
            *(one(at, way, *pair) for at, way, pair in zip(moments, ways, pairs, strict=True))
        )

    async def write(self, business: Business, customer: str, text: str) -> None:
        """A customer's text arrives, by the provider's webhook, which is repeated until it is taken."""
        form = self.text(business, customer, text)
        while (status := await self.deliver(form)) != 200:
            self.refusals[status] += 1
            await asyncio.sleep(RETRY_SECONDS)

    async def talk(self, business: Business, customer: str) -> None:
        """A customer asks for a callback by text."""
        self.writers.add(customer)
        for text in ("call me about a leaking boiler, I'm Jo", "yes", "agree"):
            await self.write(business, customer, text)

    async def each_is_called_once(self, patience: float = 60.0) -> None:
        """One call for each customer who asked, and nothing is left that could place another."""
        total = sum(business.callbacks for business in self.businesses)
        await until(lambda: self.ask_database(KNOWN_CALLS), lambda seen: seen == [(total,)], patience)
        await until(lambda: self.ask_database(DIALS_TO_COME), lambda seen: seen == [(0,)], patience)
        calls = await until(self.calls, lambda calls: sum(calls) >= total)
        assert (sum(calls), max(calls)) == (total, 1)

    @asynccontextmanager
    async def kept_up(self) -> AsyncIterator[None]:
        """Who ends is started again, as a supervisor does."""
        async with AsyncExitStack() as stack:
            for process in self.processes:
                await stack.enter_async_context(_alongside(self._keep_up(process)))
            yield

    async def restart_ahead(self, ahead: timedelta) -> None:
        """Start all processes again with a clock that is so far ahead; the sandbox must be enabled."""
        for process in self.processes:
            await process.kill()
            process.change("testing", {"clock_offset_seconds": ahead.total_seconds()})
        await asyncio.gather(*(process.start() for process in self.processes))

    async def _keep_up(self, process: Service) -> None:
        while True:
            if process.ended:
                self.restarts += 1
                # It may end at once while an engine is away; then it is tried again.
                with suppress(AssertionError, TimeoutError):
                    await process.start()
            await asyncio.sleep(0.1)

    async def _post(self, body: dict[str, Any], key: str) -> int:
        url, headers = f"{self.front.url}/api/v1/callbacks", {"Idempotency-Key": key}
        try:
            async with self.sandbox.session.post(url, json=body, headers=headers) as answer:
                assert answer.status in (201, 409, 503), await answer.text()
                if "Retry-After" in answer.headers:
                    self.told_to_wait.append(answer.headers["Retry-After"])
                return answer.status
        except (aiohttp.ClientError, OSError):
            return 0

    def text(self, business: Business, customer: str, body: str) -> dict[str, str]:
        """The webhook of a customer's text."""
        sid = f"SM{uuid.uuid4().hex}"
        return {
            "MessageSid": sid, "AccountSid": ACCOUNT, "From": customer, "To": business.line, "Body": body
        }  # fmt: skip

    async def deliver(self, form: dict[str, str]) -> int:
        """Deliver such a webhook once; the status of the answer, 0 without one."""
        url = f"{self.front.url}/webhooks/twilio/message"
        headers = {"X-Twilio-Signature": signature(TOKEN, url, form)}
        try:
            async with self.sandbox.session.post(url, data=form, headers=headers) as answer:
                assert answer.status in (200, 503), await answer.text()
                return answer.status
        except (aiohttp.ClientError, OSError):
            return 0

    async def calls(self) -> list[int]:
        """How many calls were placed to each agent, also to one whose phone was ringing already."""
        counts = await self.sandbox.counts()
        agents = [agent for business in self.businesses for agent in business.agents]
        return [counts[agent]["placed"] for agent in agents]

    async def ask_database(self, query: str) -> list[tuple[Any, ...]]:
        async with await psycopg.AsyncConnection.connect(self.postgres.engine.url) as connection:
            return await (await connection.execute(query)).fetchall()


@asynccontextmanager
async def _alongside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def fleet(
    folder: Path,
    businesses: Sequence[Business],
    *,
    webs: int = 1,
    workers: int = 1,
    time_scale: float = 0.4,
    **sections: Any,
) -> AsyncIterator[Fleet]:
    """So many processes of each kind, all up. ``sections`` go over the settings."""
    async with AsyncExitStack() as stack:
        postgres, valkey = await _engines(stack, folder)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        provider_port, web_ports = free_port(), [free_port() for _ in range(webs)]
        front, back = Road(*web_ports), Road(provider_port)
        for road in (front, back):
            await road.open()
            stack.push_async_callback(road.close)
        await _provider(stack, businesses, front.url, provider_port, time_scale)

        def process(command: str, port: int) -> Service:
            settings = _settings(folder, businesses, postgres.url, valkey.url, back.url)
            settings["server"] |= {"port": port, "public_url": front.url}
            settings |= {name: settings.get(name, {}) | dict(section) for name, section in sections.items()}
            one = Service(settings, folder, session, command)
            stack.push_async_callback(one.kill)
            return one

        ships = Fleet(
            businesses=businesses,
            webs=[process("web", port) for port in web_ports],
            workers=[process("worker", free_port()) for _ in range(workers)],
            front=front,
            back=back,
            sandbox=Sandbox(f"http://127.0.0.1:{provider_port}", session),
            postgres=Machine(postgres, "postmaster.pid"),
            valkey=Machine(valkey),
        )
        await asyncio.gather(*(one.start() for one in ships.processes))
        yield ships


async def _engines(stack: AsyncExitStack, folder: Path) -> tuple[PostgresServer, ValkeyServer]:
    postgres = PostgresServer(Folder(folder, "postgres"), DURABLE)
    valkey = ValkeyServer(Folder(folder, "valkey"))
    for engine in (postgres, valkey):
        stack.enter_context(running(engine))
    await migrate(postgres.url)
    return postgres, valkey


def _settings(
    folder: Path, businesses: Sequence[Business], database_url: str, redis_url: str, provider_url: str
) -> dict[str, Any]:
    key = b64encode(b"k" * 32).decode()
    return {
        "server": {"data_dir": str(folder)},
        "database": {"url": database_url, "pool_size": 5},
        "redis": {"url": redis_url},
        "twilio": {
            "api_url": provider_url,
            "account_sid": ACCOUNT,
            "auth_token": TOKEN,
            "timeout_seconds": 1,
            "calls_per_second": 50,
        },
        "security": {"encryption_keys": {"test": key}, "pepper": key},
        "calls": {"unknown_after_seconds": 2, "provider_away_seconds": 0.5, "circuit_pause_seconds": 0.5},
        "jobs": {"heartbeat_seconds": 0.5, "stalled_after_seconds": 2},
        "tenants": {business.slug: business.profile() for business in businesses},
    }


async def _provider(
    stack: AsyncExitStack, businesses: Sequence[Business], service_url: str, port: int, time_scale: float
) -> None:
    config = SandboxConfig.from_dict(
        {
            "account_sid": ACCOUNT,
            "auth_token": TOKEN,
            "numbers": [
                {"number": business.line, "sms_url": f"{service_url}/webhooks/twilio/message"}
                for business in businesses
            ],
            "phones": [{"number": n, "role": "agent"} for each in businesses for n in each.agents],
            "time_scale": time_scale,
        }
    )
    runner = web.AppRunner(create_app(config), shutdown_timeout=0.5)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
