"""Jobs and timers: procrastinate, in the same database, so that deciding and queueing are one commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import procrastinate
import psycopg
from procrastinate.exceptions import ConnectorException

from bot.domain.tenant import TenantId
from bot.ports import Clock
from bot.storage import JobId, Task

MOVE = "UPDATE procrastinate_jobs SET scheduled_at = %s WHERE id = %s AND status = 'todo'"


def open_app(url: str, *, pool_size: int = 4) -> procrastinate.App:
    """The job queue of the database at ``url``; open it with ``open_async``."""
    connector = procrastinate.PsycopgConnector(conninfo=url, min_size=1, max_size=pool_size)
    return procrastinate.App(connector=connector)


class PostgresJobs:
    """See ``bot.storage.Jobs``."""

    def __init__(
        self,
        connection: psycopg.AsyncConnection[tuple[Any, ...]],
        tenant: TenantId,
        app: procrastinate.App,
        clock: Clock,
    ) -> None:
        self._connection, self._tenant, self._app, self._clock = connection, tenant, app, clock

    async def defer(self, task: Task, subject: UUID, at: datetime | None = None) -> JobId:
        job = self._app.configure_task(
            task.value,
            allow_unknown=True,
            schedule_at=self._clock.real(at) if at else None,
            connection=self._connection,
        )
        try:
            return JobId(await job.defer_async(tenant=self._tenant, subject=str(subject)))
        except ConnectorException as error:
            # It is our connection that broke: told like any other statement of the transaction.
            if isinstance(error.__cause__, psycopg.Error):
                raise error.__cause__ from error
            raise

    async def move(self, job: JobId, at: datetime) -> None:
        await self._connection.execute(MOVE, (self._clock.real(at), job))
