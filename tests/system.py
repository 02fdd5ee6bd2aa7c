"""The whole service for a test: real engines, the sandbox as provider on loopback, and a worker."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp
from aiohttp import web

from bot import app as composition
from bot.config import Settings, demo_cast, tenants
from bot.sandbox import SandboxConfig, create_app

ACME = "+18135550001"
JO = "+18135557001"
ANA = "+18135550011"
BEN = "+18135550012"
OWNER = "+18135550009"
ALL_DAY = ["00:00-24:00"]
ALWAYS = {day: ALL_DAY for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
ACME_PROFILE: dict[str, Any] = {
    "name": "Acme Plumbing",
    "domains": ["acme.example"],
    "timezone": "America/New_York",
    "voice_number": ACME,
    "sms_number": ACME,
    "whatsapp_number": ACME,
    "alert_numbers": [OWNER],
    "agents": [
        {"name": "Ana", "phone": ANA, "priority": 1},
        {"name": "Ben", "phone": BEN, "priority": 2},
    ],
    "hours": ALWAYS,
    "limits": {"thresholds": "off", "cooldown_seconds": 0},
}
#: Life passes so much faster in the sandbox: a ring of 20 s lasts 1 s.
TIME_SCALE = 20.0
PATIENCE = 15.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def profile(**changes: Any) -> dict[str, Any]:
    """Acme's profile with some of its parts replaced."""
    return {**ACME_PROFILE, **changes}


def settings_for(database_url: str, redis_url: str, data_dir: str, **sections: Any) -> Settings:
    """Settings of a service with the sandbox as its provider, each on a free port of its own."""
    port, sandbox_port = free_port(), free_port()
    sandbox_url = f"http://127.0.0.1:{sandbox_port}"
    defaults: dict[str, dict[str, Any]] = {
        "server": {"port": port, "data_dir": data_dir},
        "database": {"url": database_url},
        "redis": {"url": redis_url},
        "sandbox": {"enabled": True, "time_scale": TIME_SCALE},
        "twilio": {"api_url": sandbox_url, "timeout_seconds": 1},
        "netsapiens": {"url": f"{sandbox_url}/ns-api/", "token": "pbx-token", "timeout_seconds": 1},
        "calls": {"unknown_after_seconds": 2, "reconcile_seconds": 5},
        "jobs": {"heartbeat_seconds": 1, "stalled_after_seconds": 3},
        "tenants": {"acme": ACME_PROFILE},
    }
    for name, section in sections.items():
        defaults[name] = section if name == "tenants" else {**defaults.get(name, {}), **section}
    return Settings.model_validate(defaults)


@dataclass(slots=True)
class Sandbox:
    """Steers the phones of the sandbox and looks at what happened there."""

    url: str
    session: aiohttp.ClientSession

    async def state(self) -> dict[str, Any]:
        async with self.session.get(f"{self.url}/control/state") as answer:
            return dict(await answer.json())

    async def counts(self) -> Mapping[str, Any]:
        """How often each number rang."""
        async with self.session.get(f"{self.url}/control/calls") as answer:
            return dict(await answer.json())

    async def act(self, number: str, action: str, **body: object) -> dict[str, Any]:
        url = f"{self.url}/control/phones/{quote(number)}/{action}"
        async with self.session.post(url, json=body) as answer:
            told = dict(await answer.json())
            assert answer.status == 200, told
            return told

    async def behave(self, number: str, **behaviour: object) -> None:
        """``auto`` answer, decline, busy, ignore or voicemail; ``press`` a key ``after`` seconds."""
        await self.act(number, "behaviour", **behaviour)

    async def misbehave(self, on: str, do: str, times: int = 1, to: str | None = None) -> None:
        body = {"on": on, "do": do, "times": times, "to": to}
        async with self.session.post(f"{self.url}/control/misbehave", json=body) as answer:
            assert answer.status == 200, await answer.text()

    async def says(self, text: str, *, phone: str = JO, channel: str = "whatsapp", to: str = ACME) -> str:
        """A customer writes; returns what the bot answers."""
        before = len(await self.heard(phone))
        await self.act(phone, "send", to=to, channel=channel, body=text)
        thread = await until(lambda: self.heard(phone), lambda texts: len(texts) > before)
        return "\n".join(thread[before:])

    async def rang(self, phone: str) -> int:
        """How often this phone began to ring."""
        return int((await self.counts()).get(phone, {}).get("rang", 0))

    async def told(self, phone: str) -> str:
        """All that happened on the legs of this phone so far, what was said there included."""
        calls = (await self.state())["calls"]
        return "\n".join(
            event["what"] for call in calls if call["person"] == phone for event in call["events"]
        )

    async def hears(self, phone: str, words: str) -> str:
        """Wait until these words were said on a leg of this phone."""
        return str(await until(lambda: self.told(phone), lambda told: words in told))

    async def rings_us(self, phone: str = JO, to: str = ACME) -> str:
        """The phone rings the business; returns the sid of the call."""
        return str((await self.act(phone, "call", to=to))["sid"])

    async def quiet(self) -> None:
        """Wait until no call is under way any more."""
        live = ("queued", "initiated", "ringing", "in-progress")

        async def calls() -> list[str]:
            return [call["status"] for call in (await self.state())["calls"]]

        await until(calls, lambda statuses: not any(status in live for status in statuses))

    async def heard(self, phone: str) -> list[str]:
        """Every text this phone got, oldest first."""
        for each in (await self.state())["phones"]:
            if each["number"] == phone:
                return [
                    message["body"]
                    for thread in each["threads"]
                    for message in thread["messages"]
                    if message["direction"] == "in"
                ]
        return []


@dataclass(slots=True)
class System:
    """A running service and its world."""

    url: str
    sandbox: Sandbox
    session: aiohttp.ClientSession
    services: composition.Services

    async def callbacks(self, tenant: str = "acme") -> list[Any]:
        async with self.services.office.store.transaction(tenant) as tx:  # type: ignore[arg-type]
            return list(await tx.callbacks.recent(50))

    async def status(self, tenant: str = "acme") -> str:
        """Status of the newest callback; empty when there is none."""
        found = await self.callbacks(tenant)
        return str(found[0].status) if found else ""

    async def reaches(self, *statuses: str, tenant: str = "acme") -> str:
        """Wait until the newest callback has one of these statuses."""
        return await until(lambda: self.status(tenant), lambda status: status in statuses)

    async def timeline(self, tenant: str = "acme") -> list[str]:
        """Sentences of the newest callback."""
        newest = (await self.callbacks(tenant))[0]
        async with self.services.office.store.transaction(tenant) as tx:  # type: ignore[arg-type]
            return [entry.sentence for entry in await tx.timeline.of(newest.callback_id)]


async def until(look: Callable[[], Any], holds: Callable[[Any], bool], patience: float = PATIENCE) -> Any:
    """Look again and again until it holds; fails with what was seen last."""
    seen: Any = None
    try:
        async with asyncio.timeout(patience):
            while True:
                seen = await look()
                if holds(seen):
                    return seen
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"did not come about in {patience} s; last seen: {seen!r}") from None


#: Runs Acme with changes to its profile, and life so much faster.
Run = Callable[..., AbstractAsyncContextManager[System]]


@asynccontextmanager
async def running(settings: Settings, *, worker: bool = True) -> AsyncIterator[System]:
    """Service and worker in this process, and the sandbox where the settings have it: below the service,
    as ``make run`` does, or on a port of its own."""
    async with AsyncExitStack() as stack:
        if not settings.twilio.api_url.startswith(settings.server.public_url):
            await stack.enter_async_context(_sandbox_apart(settings))
        services = await stack.enter_async_context(composition.build(settings))
        await stack.enter_async_context(_listening(composition.web_app(services), settings.server.port))
        if worker:
            await stack.enter_async_context(composition.working(services, asyncio.Event()))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        yield System(
            url=settings.server.public_url,
            sandbox=Sandbox(url=settings.twilio.api_url, session=session),
            session=session,
            services=services,
        )


@asynccontextmanager
async def _sandbox_apart(settings: Settings) -> AsyncIterator[None]:
    port = int(settings.twilio.api_url.rsplit(":", 1)[1])
    cast = demo_cast(settings, tenants(settings)) | {"base_url": settings.twilio.api_url}
    async with _listening(create_app(SandboxConfig.from_dict(cast)), port):
        yield


@asynccontextmanager
async def _listening(application: web.Application, port: int) -> AsyncIterator[None]:
    runner = web.AppRunner(application, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield
    finally:
        with suppress(asyncio.CancelledError):
            await runner.cleanup()
