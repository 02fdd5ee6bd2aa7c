"""Transactions on PostgreSQL, one tenant each, under a role that owns nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any

import procrastinate
import psycopg
from psycopg import sql
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from bot.adapters.postgres.agent_numbers import PostgresAgentNumbers
from bot.adapters.postgres.attempts import PostgresAttempts
from bot.adapters.postgres.callbacks import PostgresCallbacks
from bot.adapters.postgres.conversations import PostgresConversations
from bot.adapters.postgres.desk import PostgresDesk
from bot.adapters.postgres.keys import PostgresKeys
from bot.adapters.postgres.messages import PostgresMessages
from bot.adapters.postgres.people import PostgresPeople
from bot.adapters.postgres.presence import PostgresPresences
from bot.adapters.postgres.queue import PostgresJobs
from bot.adapters.postgres.requests import PostgresRequests
from bot.adapters.postgres.sealing import Sealing
from bot.adapters.postgres.timeline import PostgresTimeline
from bot.adapters.postgres.voice_messages import PostgresVoiceMessages
from bot.domain.attempt import AttemptId
from bot.domain.callback import CallbackId
from bot.domain.tenant import TenantId
from bot.ports import Clock
from bot.storage import StorageAway, Task

Connection = psycopg.AsyncConnection[tuple[Any, ...]]
Pool = AsyncConnectionPool[Connection]

SET_TENANT = "SELECT set_config('app.tenant', %s, true)"
#: Both in one round trip, which every transaction saves.
BEGIN = "BEGIN; SELECT set_config('app.tenant', {}, true)"
#: A timer that is there need not be caught: a second one would keep coming back beside it. One for a far-off
#: time is that of an appointment that was moved.
NO_TIMER = """
NOT EXISTS (SELECT FROM procrastinate_jobs job WHERE job.task_name = %s AND job.status IN ('todo', 'doing')
            AND job.args ->> 'subject' = {}::text
            AND coalesce(job.scheduled_at, now()) < now() + interval '1 hour')
"""
OVERDUE = f"""
SELECT tenant_id, callback_id FROM overdue_callbacks(%s) WHERE {NO_TIMER.format("callback_id")}
"""  # noqa: S608
SILENT = f"""
SELECT tenant_id, attempt_id FROM silent_attempts(%s) WHERE {NO_TIMER.format("attempt_id")}
"""  # noqa: S608
COUNT_CLICK = """
INSERT INTO link_clicks AS l (tenant_id, day, clicks) VALUES (%s, %s, 1)
ON CONFLICT (tenant_id, day) DO UPDATE SET clicks = l.clicks + 1
"""


async def _as_service(connection: Connection) -> None:
    await connection.set_autocommit(True)
    await connection.execute("SET ROLE callback_service")


@lru_cache(maxsize=4096)
def _begin(tenant_id: TenantId) -> bytes:
    return sql.SQL(BEGIN).format(tenant_id).as_bytes()


def open_pool(url: str, size: int) -> Pool:
    """A pool whose connections work as ``callback_service``; open it as a context."""
    return AsyncConnectionPool(url, min_size=1, max_size=size, timeout=5.0, configure=_as_service, open=False)


class PostgresTransaction:
    """What one transaction can touch; see ``bot.storage.Transaction``."""

    def __init__(
        self, connection: Connection, tenant: TenantId, sealing: Sealing, app: procrastinate.App, clock: Clock
    ) -> None:
        self.jobs = PostgresJobs(connection, tenant, app, clock)
        self.conversations = PostgresConversations(connection, tenant, sealing)
        self.callbacks = PostgresCallbacks(connection, tenant, sealing)
        self.attempts = PostgresAttempts(connection, tenant)
        self.timeline = PostgresTimeline(connection, tenant)
        self.messages = PostgresMessages(connection, tenant, sealing, self.jobs)
        self.desk = PostgresDesk(connection, tenant)
        self.voice_messages = PostgresVoiceMessages(connection, tenant, sealing)
        self.presences = PostgresPresences(connection, tenant)
        self.agent_numbers = PostgresAgentNumbers(connection, tenant, sealing)
        self.people = PostgresPeople(connection, tenant, sealing)
        self.requests = PostgresRequests(connection, tenant, sealing)
        self.keys = PostgresKeys(connection, tenant)


class PostgresStore:
    """See ``bot.storage.Store``."""

    def __init__(self, pool: Pool, sealing: Sealing, app: procrastinate.App, clock: Clock) -> None:
        self._pool, self._sealing, self._app, self._clock = pool, sealing, app, clock

    @asynccontextmanager
    async def transaction(self, tenant_id: TenantId) -> AsyncIterator[PostgresTransaction]:
        async with self._connection() as connection:
            # The pool's own context ends what is begun here: it commits, or rolls back after an error.
            await connection.execute(_begin(tenant_id), prepare=False)
            yield PostgresTransaction(connection, tenant_id, self._sealing, self._app, self._clock)

    async def overdue(self, before: datetime) -> Sequence[tuple[TenantId, CallbackId]]:
        async with self._connection() as connection:
            return await (await connection.execute(OVERDUE, (before, Task.DIAL))).fetchall()

    async def silent_attempts(self, before: datetime) -> Sequence[tuple[TenantId, AttemptId]]:
        async with self._connection() as connection:
            return await (await connection.execute(SILENT, (before, Task.WATCH_ATTEMPT))).fetchall()

    async def count_click(self, tenant_id: TenantId, now: datetime) -> None:
        async with self._connection() as connection, connection.transaction():
            await connection.execute(SET_TENANT, (tenant_id,))
            await connection.execute(COUNT_CLICK, (tenant_id, now.date()))

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        try:
            async with self._pool.connection() as connection:
                yield connection
        except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
            raise StorageAway("The database cannot be reached.") from error
