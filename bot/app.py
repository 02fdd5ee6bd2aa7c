"""The composition root: the only place that names adapters and puts the service together."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import aiohttp
import procrastinate
import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster

from bot import jobs
from bot.adapters import engines, logs
from bot.adapters.breaker import Circuits, GuardedPbx, GuardedTelephony, Tolerance
from bot.adapters.clock import SystemClock
from bot.adapters.copy import Copy
from bot.adapters.crypto import Keyring, Pepper, ensure_local_keys
from bot.adapters.limits import FallbackLimiter, PostgresLimiter, ValkeyLimiter
from bot.adapters.live import ValkeyLive
from bot.adapters.netsapiens.api import HandOverForm, NetsapiensPbx, PbxMode
from bot.adapters.pacing import ValkeyPace
from bot.adapters.postgres.migrations import is_current
from bot.adapters.postgres.migrations import migrate as migrate_database
from bot.adapters.postgres.queue import open_app
from bot.adapters.postgres.registry import Registry
from bot.adapters.postgres.sealing import Sealing
from bot.adapters.postgres.store import Pool, PostgresStore, open_pool
from bot.adapters.postgres.tenants import Source, all_profiles, upsert
from bot.adapters.tokens import SignedTokens
from bot.adapters.twilio.rest import TwilioTelephony
from bot.adapters.twilio.signature import Verifier
from bot.adapters.twilio.webhooks import TwilioWebhooks
from bot.config import Settings, SettingsError, demo_cast, profile_json, tenant_from_profile, tenants
from bot.domain.tenant import AgentId, Tenant, TenantId
from bot.services.office import Office, Timing, Urls
from bot.web import server
from bot.web.services import WebServices

log = structlog.get_logger()

TEMPLATES = Path(__file__).parent.parent / "templates"
PACKAGED_TEMPLATES = Path(__file__).parent / "_templates"
DRAIN_SECONDS = 20.0
#: Objects made between two looks for garbage; at the default, a busy process looks at every other request.
GARBAGE_THRESHOLD = 20_000
LIMITS_CONNECTIONS = 4
#: New jobs wake the worker; those that fall due by their time are looked for this often.
POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The running service without its doors: what ``run`` and the commands work with."""

    settings: Settings
    office: Office
    web: WebServices
    queue: procrastinate.App
    registry: Registry


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[str]:
    """URL of the database, whose engine runs while the context is open if it is an embedded one."""
    if not settings.database.embedded:
        yield settings.database.url.get_secret_value()
        return
    async with engines.postgres(settings.server.data_dir) as url:
        yield url


@asynccontextmanager
async def memory(settings: Settings) -> AsyncIterator[Redis]:
    """Client of Redis or Valkey, with its engine if it is an embedded one."""
    async with AsyncExitStack() as stack:
        url = settings.redis.url.get_secret_value()
        if settings.redis.embedded:
            url = await stack.enter_async_context(engines.valkey(settings.server.data_dir))
        # Nobody waits for the forgettable memory: limits and live status have a fall-back.
        patience: dict[str, Any] = {"socket_connect_timeout": 0.5, "socket_timeout": 2}
        if settings.redis.cluster:
            # The cluster's client answers to the same calls, though its type does not say so.
            client = cast(Redis, RedisCluster.from_url(url, **patience))
        else:
            # A burst waits for a connection; running out of them is no reason to call Valkey away.
            client = Redis.from_pool(BlockingConnectionPool.from_url(url, timeout=1, **patience))
        yield await stack.enter_async_context(client)


@asynccontextmanager
async def build(settings: Settings, *, migrate_first: bool = False) -> AsyncIterator[Services]:
    """Put the service together; everything it opened is closed with the context."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(database(settings))
        if migrate_first or settings.database.embedded:
            await migrate_database(url)
        elif not await is_current(url):
            raise SettingsError("The database is not at this version's schema. Run: callback-bot migrate")
        pool = await stack.enter_async_context(open_pool(url, settings.database.pool_size))
        await _store_file_tenants(settings, pool)
        opened = _Opened(
            pool=pool,
            # Of its own: whoever counts may be inside a transaction, and must not wait for itself.
            limits_pool=await stack.enter_async_context(open_pool(url, LIMITS_CONNECTIONS)),
            memory=await stack.enter_async_context(memory(settings)),
            queue=await stack.enter_async_context(open_app(url).open_async()),
            registry=Registry(pool, tenant_from_profile),
            session=await stack.enter_async_context(aiohttp.ClientSession()),
            circuits=Circuits(Tolerance(first_pause=settings.calls.circuit_pause_seconds)),
        )
        live = ValkeyLive(opened.memory)
        await stack.enter_async_context(opened.registry.fresh())
        await stack.enter_async_context(live.listening())
        office = _office(settings, opened, live)
        jobs.register(opened.queue, office, stalled_after_seconds=settings.jobs.stalled_after_seconds)
        yield Services(
            settings=settings,
            office=office,
            web=_web_services(settings, office, opened),
            queue=opened.queue,
            registry=opened.registry,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """Connections to the engines and the net."""

    pool: Pool
    limits_pool: Pool
    memory: Redis
    queue: procrastinate.App
    registry: Registry
    session: aiohttp.ClientSession
    circuits: Circuits


def _office(settings: Settings, opened: _Opened, live: ValkeyLive) -> Office:
    keys, pepper = _keys(settings)
    clock = SystemClock(timedelta(seconds=settings.testing.clock_offset_seconds))
    return Office(
        store=PostgresStore(opened.pool, Sealing(Keyring(keys), Pepper(pepper)), opened.queue, clock),
        tenants=opened.registry,
        clock=clock,
        telephony=GuardedTelephony(telephony(settings, opened.session), opened.circuits),
        pbx=GuardedPbx(_pbx(settings, opened.session), opened.circuits),
        pace=ValkeyPace(
            opened.memory,
            settings.twilio.account_sid,
            per_second=settings.twilio.calls_per_second,
        ),
        limiter=FallbackLimiter(ValkeyLimiter(opened.memory), PostgresLimiter(opened.limits_pool)),
        live=live,
        words=Copy(templates() / "messages"),
        tokens=SignedTokens(pepper),
        pseudonyms=Pepper(pepper),
        urls=Urls(public_url=settings.server.public_url),
        timing=Timing(
            unknown_after=timedelta(seconds=settings.calls.unknown_after_seconds),
            grace=timedelta(seconds=settings.calls.reconcile_seconds),
            provider_away=timedelta(seconds=settings.calls.provider_away_seconds),
        ),
    )


def telephony(settings: Settings, session: aiohttp.ClientSession) -> TwilioTelephony:
    """Twilio, or what stands in for it, by the account of the settings."""
    twilio = settings.twilio
    return TwilioTelephony(
        session,
        # Without an account every request is refused by the provider, and the doctor says why.
        account_sid=twilio.account_sid or "not-set",
        auth_token=twilio.auth_token.get_secret_value() or "not-set",
        api_url=twilio.api_url,
        timeout_seconds=twilio.timeout_seconds,
    )


def _pbx(settings: Settings, session: aiohttp.ClientSession) -> NetsapiensPbx:
    pbx = settings.netsapiens
    return NetsapiensPbx(
        session,
        url=pbx.url,
        token=pbx.token.get_secret_value(),
        mode=PbxMode(pbx.mode),
        form=HandOverForm(pbx.hand_over),
        domain=pbx.domain,
        timeout_seconds=pbx.timeout_seconds,
    )


def _web_services(settings: Settings, office: Office, opened: _Opened) -> WebServices:
    twilio = settings.twilio
    tokens = [twilio.auth_token.get_secret_value(), twilio.auth_token_previous.get_secret_value()]

    async def database_answers() -> None:
        async with opened.pool.connection(timeout=2) as connection:
            await connection.execute("SELECT 1")

    async def memory_answers() -> None:
        await opened.memory.ping()

    registry = CollectorRegistry()
    opened.circuits.expose(registry)
    return WebServices(
        office=office,
        webhooks=TwilioWebhooks(Verifier(tokens)),
        public_url=settings.server.public_url,
        trusted_proxies=settings.server.trusted_proxies,
        sandbox=settings.sandbox.enabled,
        probes={"database": database_answers, "memory": memory_answers},
        waiting=opened.circuits.waiting,
        registry=registry,
        templates=templates(),
        version=version("callback-bot"),
    )


def _keys(settings: Settings) -> tuple[Mapping[str, str], str]:
    """Encryption keys and pepper: from the settings, or an installation's own beside its own database."""
    security = settings.security
    keys = {name: key.get_secret_value() for name, key in security.encryption_keys.items()}
    pepper = security.pepper.get_secret_value()
    if keys and pepper:
        return keys, pepper
    local = ensure_local_keys(settings.server.data_dir / "keys.json")
    return keys or local.encryption_keys, pepper or local.pepper


def templates() -> Path:
    """The folder of copy and pages: of the checkout, or as packed into the wheel."""
    return TEMPLATES if TEMPLATES.is_dir() else PACKAGED_TEMPLATES


async def _store_file_tenants(settings: Settings, pool: Pool) -> None:
    async with pool.connection() as connection:
        for tenant in tenants(settings):
            await upsert(connection, tenant.tenant_id, profile_json(tenant), "file")


def web_app(services: Services) -> web.Application:
    """The HTTP application, with the sandbox and its stage when that is enabled."""
    application = server.build(services.web)
    if services.settings.sandbox.enabled:
        from bot import sandbox  # noqa: PLC0415  (only where it is enabled)

        config = sandbox.SandboxConfig.from_dict(demo_cast(services.settings, tenants(services.settings)))
        application.add_subapp("/sandbox", sandbox.create_app(config))
        application.router.add_get("/", sandbox.page("/sandbox", config.live_url))
    return application


async def run(settings: Settings, *, web: bool, worker: bool) -> int:
    """Serve until SIGINT or SIGTERM, then drain. Returns the exit code."""
    logs.configure(settings.log.level, settings.log.format)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with build(settings, migrate_first=web and worker) as services, AsyncExitStack() as doors:
        if web:
            await doors.enter_async_context(_serving(services))
        if worker:
            await doors.enter_async_context(working(services, stop))
        _spare_the_collector()
        await stop.wait()
        log.info("stopping", action="stopping")
    return 0


def _spare_the_collector() -> None:
    """What is there once all is built stays for good: searching it for garbage would only stall answers."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)


@asynccontextmanager
async def _serving(services: Services) -> AsyncIterator[None]:
    settings = services.settings.server
    runner = web.AppRunner(web_app(services), access_log=None, shutdown_timeout=DRAIN_SECONDS / 2)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port, backlog=1024).start()
        log.info("serving", action="serving", url=settings.public_url)
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def working(services: Services, stop: asyncio.Event) -> AsyncIterator[None]:
    settings = services.settings.jobs
    worker = asyncio.create_task(
        services.queue.run_worker_async(
            concurrency=settings.concurrency,
            install_signal_handlers=False,
            listen_notify=True,
            fetch_job_polling_interval=POLL_SECONDS,
            update_heartbeat_interval=settings.heartbeat_seconds,
            stalled_worker_timeout=settings.stalled_after_seconds,
            delete_jobs="successful",
            shutdown_graceful_timeout=DRAIN_SECONDS,
        )
    )
    # A worker that dies takes the process with it: whoever runs us starts it again.
    worker.add_done_callback(lambda _: stop.set())
    try:
        yield
    finally:
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker


async def migrate(settings: Settings) -> None:
    """Bring the database to this version's schema."""
    async with database(settings) as url:
        await migrate_database(url)


async def import_tenants(settings: Settings, profiles: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Store profiles in the database; returns the slugs that changed."""
    async with database(settings) as url:
        await migrate_database(url)
        async with open_pool(url, 2) as pool, pool.connection() as connection:
            return [
                slug
                for slug, profile in profiles.items()
                if await upsert(connection, slug, dict(profile), "database")
            ]


async def unverified_agents(settings: Settings, everybody: Sequence[Tenant]) -> dict[TenantId, list[AgentId]]:
    """Agents whose phones have not come back with their code, of the tenants that want that."""
    strict = [tenant for tenant in everybody if tenant.routing.verify_agents]
    if not strict:
        return {}
    keys, pepper = _keys(settings)
    found: dict[TenantId, list[AgentId]] = {}
    async with database(settings) as url, open_pool(url, 1) as pool:
        store = PostgresStore(pool, Sealing(Keyring(keys), Pepper(pepper)), open_app(url), SystemClock())
        for tenant in strict:
            async with store.transaction(tenant.tenant_id) as tx:
                verified = await tx.agent_numbers.verified([agent.phone for agent in tenant.agents])
            found[tenant.tenant_id] = [a.agent_id for a in tenant.agents if a.phone not in verified]
    return found


async def list_tenants(settings: Settings) -> list[tuple[str, Source, dict[str, Any]]]:
    """Slug, source and profile of every tenant, those of the settings file included."""
    async with database(settings) as url:
        await migrate_database(url)
        async with open_pool(url, 2) as pool:
            await _store_file_tenants(settings, pool)
            async with pool.connection() as connection:
                return await all_profiles(connection)
