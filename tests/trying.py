"""Calls that are tried again: what the customer says, reads and waits for."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from bot.domain.tenant import TenantId
from bot.services import calling
from tests.conftest import administer
from tests.system import JO, System, until

ACME = TenantId("acme")
NEXT_SLOT = {"on_exhausted": "next_slot"}
TELLS_NEXT_CALL = "We will try again"
DUE_NOW = """
UPDATE callbacks SET scheduled_for = now() WHERE status = 'scheduled';
UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'dial' AND status = 'todo'
"""


class Business(Protocol):
    """A running system whose business is Acme with these changes."""

    def __call__(self, **changes: Any) -> AbstractAsyncContextManager[System]: ...


async def agree(system: System, channel: str = "sms") -> None:
    for text in ("hi, can someone call me about a leaking boiler? Jo", "yes", "agree"):
        await system.sandbox.says(text, channel=channel)


async def texts(system: System, words: str, times: int = 1) -> list[str]:
    """The texts to the customer that have these words, once there are so many."""

    async def heard() -> list[str]:
        return [text for text in await system.sandbox.heard(JO) if words in text]

    return list(await until(heard, lambda found: len(found) == times))


async def fall_due(system: System, database_url: str) -> None:
    """The time of the planned call has come, long after the last one was over."""
    [callback] = await system.callbacks()

    async def attempts() -> list[bool]:
        async with system.services.office.store.transaction(ACME) as tx:
            return [attempt.live for attempt in await tx.attempts.of(callback.callback_id)]

    await until(attempts, lambda live: not any(live))
    administer(database_url, DUE_NOW)


async def dialled(system: System) -> str:
    """The job of the planned call runs now, whatever became of the callback; what it came to."""
    [callback] = await system.callbacks()
    return await calling.dial(system.services.office, ACME, callback.callback_id)


async def ask_on_the_site(system: System, phone: str = JO) -> dict[str, Any]:
    body = {"domain": "acme.example", "phone": phone, "consent": {"callback": True, "disclosure": True}}
    async with system.session.post(f"{system.url}/api/v1/callbacks", json=body) as answer:
        assert answer.status == 201
        return dict(await answer.json())


async def see(system: System, url: str) -> str:
    async with system.session.get(url) as answer:
        assert answer.status == 200
        return await answer.text()
