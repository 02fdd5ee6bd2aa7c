"""Background tasks: thin, each calls one service and is safe to run twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import UUID

import procrastinate
import structlog
from procrastinate import RetryStrategy
from procrastinate.exceptions import ConnectorException

from bot.domain.attempt import AttemptId
from bot.domain.callback import CallbackId
from bot.domain.tenant import TenantId
from bot.services import alerts, calling, sending, talks, voicemail, watching
from bot.services.office import Office
from bot.storage import MessageId, Task

log = structlog.get_logger()

#: For what nobody foresaw, and for a database that is away; what a provider says is handled by the services.
RETRY = RetryStrategy(max_attempts=20, wait=2, linear_wait=3)

Service = Callable[[TenantId, UUID], Awaitable[object]]


def register(app: procrastinate.App, office: Office, *, stalled_after_seconds: float) -> None:
    """Bind every task of ``bot.storage.Task`` and the periodic ones to their services."""
    services: dict[Task, Service] = {
        Task.DIAL: lambda tenant, id_: calling.dial(office, tenant, CallbackId(id_)),
        Task.WATCH_ATTEMPT: lambda tenant, id_: watching.watch_attempt(office, tenant, AttemptId(id_)),
        Task.SEND_MESSAGE: lambda tenant, id_: sending.send(office, tenant, MessageId(id_)),
        Task.END_LEGS: lambda tenant, id_: calling.end_legs(office, tenant, CallbackId(id_)),
        Task.ESCALATE: lambda tenant, id_: alerts.escalate(office, tenant, CallbackId(id_)),
        Task.VOICE_MESSAGE: lambda tenant, id_: voicemail.tell(office, tenant, AttemptId(id_)),
        Task.TELL_ENDING: lambda tenant, id_: talks.tell_ending(office, tenant, CallbackId(id_)),
    }
    for task, service in services.items():
        app.task(name=task.value, retry=RETRY)(_job(service))

    async def sweep(timestamp: int) -> None:
        await watching.sweep(office)

    async def rescue(timestamp: int) -> None:
        await rescue_stalled(app, stalled_after_seconds)

    app.periodic(cron="* * * * *")(app.task(name="sweep", queueing_lock="sweep")(sweep))
    # The sixth field is that of the seconds.
    app.periodic(cron="* * * * * */5")(app.task(name="rescue", queueing_lock="rescue")(rescue))


async def rescue_stalled(app: procrastinate.App, stalled_after_seconds: float) -> None:
    """Give the jobs of workers that died to the living."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_after_seconds):
        # Another rescuer may have been faster; then the job is not ours to give any more.
        with suppress(ConnectorException):
            await app.job_manager.retry_job(job)
            log.warning("job of a dead worker rescued", action="job_rescued", job=job.id, task=job.task_name)


def _job(service: Service) -> Callable[[str, str], Awaitable[None]]:
    async def job(tenant: str, subject: str) -> None:
        await service(TenantId(tenant), UUID(subject))

    return job
