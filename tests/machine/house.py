"""The service under test: its real use cases on the real database, with jobs that run when told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import procrastinate
import psycopg
from psycopg_pool import AsyncConnectionPool

from bot import app as composition
from bot import jobs
from bot.adapters.crypto import Keyring, Pepper, ensure_local_keys
from bot.adapters.postgres.queue import open_app
from bot.adapters.postgres.sealing import Sealing
from bot.adapters.postgres.store import PostgresStore
from bot.config import Settings
from bot.domain.callback import Callback
from bot.domain.limits import Rule, Verdict
from bot.domain.scripts import Script
from bot.domain.tenant import Tenant
from bot.ports import Limiter, ProviderError, Turn
from bot.services.office import Office
from bot.storage import StorageAway
from bot.web.voice import STEPS
from tests.machine.clock import HandClock
from tests.machine.laws import Laws
from tests.machine.lives import Connection, Cursor, Killed, Life, live, point
from tests.machine.phones import Letter
from tests.machine.provider import Provider

#: A job that failed is tried again after so long.
RETRY = timedelta(seconds=5)
EMPTY = """
DELETE FROM procrastinate_jobs; DELETE FROM timeline; DELETE FROM messages; DELETE FROM alerts;
DELETE FROM dispositions; DELETE FROM attempts; DELETE FROM callbacks; DELETE FROM consents;
DELETE FROM conversations; DELETE FROM inbound_events; DELETE FROM opt_outs; DELETE FROM idempotency_keys;
DELETE FROM agent_rings; DELETE FROM presence; DELETE FROM law_breaks
"""
DUE = """
SELECT id, task_name, args FROM procrastinate_jobs
WHERE status = 'todo' AND coalesce(scheduled_at, %(now)s) <= %(now)s ORDER BY id
"""
NEXT_DUE = "SELECT min(scheduled_at) FROM procrastinate_jobs WHERE status = 'todo'"
DONE = "DELETE FROM procrastinate_jobs WHERE id = %s"
AGAIN = "UPDATE procrastinate_jobs SET scheduled_at = %s WHERE id = %s"
KNOWN = "SELECT call_sid FROM attempts WHERE call_sid IS NOT NULL"
#: Only who really has to wait for another is held up: who was just given the lock is not.
HELD_UP = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job that is due."""

    job_id: int
    task: str
    args: dict[str, str]


class Killable:
    """The limits as they are, but for a kill before or after."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    async def reserve(self, tenant: str, rules: Sequence[Rule], now: datetime) -> Verdict:
        await point("reserve")
        verdict = await self._limiter.reserve(tenant, rules, now)
        await point("reserved")
        return verdict

    async def release(self, tenant: str, rules: Sequence[Rule], now: datetime) -> None:
        await point("release")
        await self._limiter.release(tenant, rules, now)


@dataclass(slots=True)
class Pace:
    """See ``bot.ports.Pace``. Everybody may start at once, but for the turns given."""

    turns: list[Turn] = field(default_factory=list)

    async def turn(self, tenant: str, callback: str) -> Turn:
        await point("turn")
        return self.turns.pop(0) if self.turns else Turn(seconds=0, taken=True)


class Unwatched:
    """See ``bot.ports.LiveStatus``. Nobody watches."""

    async def publish(self, callback_id: str) -> None:
        await point("publish")

    async def changes(self, callback_id: str) -> AsyncIterator[None]:
        yield


class Spoken:
    """Webhooks of the model carry the news themselves, so reading them is giving them on."""

    def __getattr__(self, reader: str) -> Any:
        return lambda news: news


@dataclass(slots=True, kw_only=True)
class House:
    """Everything a test acts on and looks at."""

    loop: asyncio.AbstractEventLoop
    office: Office
    queue: procrastinate.App
    clock: HandClock
    provider: Provider
    pace: Pace
    laws: Laws
    admin: psycopg.Connection[Any]
    #: The business everything is about.
    tenant: Tenant = field(init=False)

    def enter(self, slug: str) -> None:
        """Begin anew, as a customer or an agent of this tenant."""
        self.admin.execute(EMPTY)
        self.clock.set_back()
        found = self.office.tenants.by_id(slug)
        assert found
        self.tenant = found
        self.provider.begin_anew(found)
        self.pace.turns.clear()
        self.laws.begin_anew(found)

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run something of the test's own."""
        return self.loop.run_until_complete(work)

    async def live(self, work: Coroutine[Any, Any, Any], life: Life) -> Any:
        """Run a piece of the service; a kill comes back as the exception, all else that fails is raised."""
        try:
            return await live(work, life)
        except Killed as killed:
            return killed

    def due(self) -> list[Job]:
        """What workers would fetch now."""
        rows = self.admin.execute(DUE, {"now": self.clock.now()})
        return [Job(job_id=row[0], task=row[1], args=row[2]) for row in rows]

    def next_due(self) -> datetime | None:
        """When the next job that waits is due."""
        row = self.admin.execute(NEXT_DUE).fetchone()
        return row[0] if row else None

    async def run_job(self, job: Job) -> None:
        """As a worker does: it is gone when it succeeded, and comes back when the outside was away."""
        try:
            await self.queue.tasks[job.task].func(**job.args)
        except (ProviderError, StorageAway):
            self.admin.execute(AGAIN, (self.clock.now() + RETRY, job.job_id))
        else:
            self.admin.execute(DONE, (job.job_id,))

    async def deliver(self, letter: Letter) -> Any:
        """Take in a webhook; the answer."""
        return await STEPS[letter.step](self.office, Spoken(), letter.ids, letter.news)

    async def receive(self, letter: Letter) -> None:
        """Take in a status webhook, which will not come again by itself."""
        await self.deliver(letter)
        if letter in self.provider.mail:
            self.provider.mail.remove(letter)
        self.provider.delivered.append(letter)

    def strange_letters(self) -> list[Letter]:
        """Of calls that nobody has asked for, about attempts whose own call is known."""
        known = {row[0] for row in self.admin.execute(KNOWN)}
        return [
            letter
            for call in self.provider.live_calls
            if call.sid in known
            for letter in call.strange_letters()
        ]

    async def run_errand(self, letter: Letter) -> None:
        """Ask what a leg does next, and do it; a leg that gets no answer is hung up."""
        script: Script | None = None
        try:
            script = await self.deliver(letter)
            self.provider.delivered.append(letter)
        finally:
            letter.call.obey(letter.step, script)

    async def run_errands(self) -> None:
        """Until no leg waits for an answer."""
        while self.provider.errands:
            self.laws.before_step()
            await self.run_errand(self.provider.errands.pop(0))

    def callbacks(self) -> list[Callback]:
        """All of them, oldest first."""
        return list(reversed(self.do(self.recent())))

    async def recent(self) -> Sequence[Callback]:
        """The same within a piece of work, newest first."""
        async with self.office.store.transaction(self.tenant.tenant_id) as tx:
            return await tx.callbacks.recent(100)

    def held_up(self) -> int:
        """Runs that wait for a lock of another."""
        row = self.admin.execute(HELD_UP).fetchone()
        return int(row[0]) if row else 0


async def _as_service(connection: psycopg.AsyncConnection[Any]) -> None:
    await connection.set_autocommit(True)
    await connection.execute("SET ROLE callback_service")


def _stopping_pool(url: str) -> AsyncConnectionPool[Connection]:
    return AsyncConnectionPool(
        url,
        connection_class=Connection,
        kwargs={"cursor_factory": Cursor},
        min_size=4,
        configure=_as_service,
        open=False,
    )


@asynccontextmanager
async def opened(settings: Settings, loop: asyncio.AbstractEventLoop) -> AsyncIterator[House]:
    """The service of these settings, with the clock and the provider of the tests."""
    url = settings.database.url.get_secret_value()
    keys = ensure_local_keys(settings.server.data_dir / "keys.json")
    sealing, pool = Sealing(Keyring(keys.encryption_keys), Pepper(keys.pepper)), _stopping_pool(url)
    async with composition.build(settings) as services, pool, open_app(url).open_async() as queue:
        clock, pace = HandClock(), Pace()
        provider = Provider(clock)
        office = replace(
            services.office,
            store=PostgresStore(pool, sealing, queue, clock),  # type: ignore[arg-type]
            clock=clock,
            telephony=provider,
            pbx=provider,
            limiter=Killable(services.office.limiter),
            pace=pace,
            live=Unwatched(),
        )
        jobs.register(queue, office, stalled_after_seconds=3)
        with psycopg.connect(url, autocommit=True) as admin:
            laws = Laws(admin, provider, sealing)
            laws.install()
            yield House(
                loop=loop,
                office=office,
                queue=queue,
                clock=clock,
                provider=provider,
                pace=pace,
                laws=laws,
                admin=admin,
            )
