"""A callback that comes back to life while its number is asked for anew: words, and one live callback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest

from bot.domain.phone import E164
from bot.domain.telephony import Channel, InboundMessage
from bot.domain.tenant import TenantId
from bot.services import requests, talks
from bot.services.requests import Ask
from tests.system import ACME, ANA, BEN, JO, OWNER, System, running, settings_for, until

T = TypeVar("T")
WAITING_FOR_A_LOCK = """
SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


@pytest.fixture
async def missed(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[System]:
    """Jo asked by text message, nobody took it, and everybody was told so."""
    async with running(settings_for(database_url, redis_url, str(tmp_path))) as system:
        for agent in (ANA, BEN):
            await system.sandbox.behave(agent, auto="decline")
        for text in ("hi, can someone call me about a leaking boiler? Jo", "yes", "agree"):
            await system.sandbox.says(text, channel="sms")
        await system.reaches("missed")
        await until(lambda: system.sandbox.heard(OWNER), bool)
        await until(lambda: system.sandbox.heard(JO), lambda got: "Nobody could pick up" in got[-1])
        yield system


async def overtaken(system: System, database_url: str, act: Callable[[], Awaitable[T]]) -> T:
    """What ``act`` comes to when Jo's number is asked for on the site in the same moment, just before."""
    office = system.services.office
    tenant = office.tenants.by_id("acme")
    assert tenant
    ask = Ask(
        tenant=tenant,
        phone=E164(JO),
        channel=Channel.WEB,
        language="en",
        visitor="198.51.100.7",
        consent_text="Yes.",
        evidence={},
    )
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:

        async def waiting() -> int:
            row = await (await connection.execute(WAITING_FOR_A_LOCK)).fetchone()
            return int(row[0]) if row else 0

        async with office.store.transaction(tenant.tenant_id) as tx:
            await requests.create(office, tx, ask)
            acting = asyncio.ensure_future(act())
            await until(waiting, bool)
    return await acting


async def writes(system: System, sender: str, text: str) -> Sequence[str]:
    message = InboundMessage(
        event_id="SM-race",
        channel=Channel.SMS,
        to=E164(ACME),
        sender=E164(sender),
        sender_address=sender,
        text=text,
    )
    return await talks.hear(system.services.office, message)


async def statuses(system: System) -> list[str]:
    return [callback.status.value for callback in await system.callbacks()]


async def test_who_takes_a_callback_whose_number_is_asked_for_anew_gets_the_number_and_no_second_call(
    missed: System, database_url: str
) -> None:
    [answer] = await overtaken(missed, database_url, lambda: writes(missed, OWNER, "1"))
    assert "Jo is yours: (813) 555-7001" in answer
    assert "Your phone rings now" not in answer
    assert (await statuses(missed))[1] == "missed"
    assert await missed.sandbox.rang(OWNER) == 0


async def test_a_customer_who_moves_a_call_whose_number_is_asked_for_anew_hears_that_it_is_under_way(
    missed: System, database_url: str
) -> None:
    [answer] = await overtaken(missed, database_url, lambda: writes(missed, JO, "now please"))
    assert answer == "A call to this number is already under way; we never place two at once."
    assert (await statuses(missed))[1] == "missed"


async def test_a_page_that_moves_a_call_whose_number_is_asked_for_anew_is_told_so(
    missed: System, database_url: str
) -> None:
    office, [callback] = missed.services.office, await missed.callbacks()
    token = office.tokens.issue(TenantId("acme"), callback.callback_id)

    async def move() -> int:
        path = f"/api/v1/callbacks/{callback.callback_id}/reschedule?token={token}"
        async with missed.session.post(f"{missed.url}{path}", json={"when": "now"}) as answer:
            return answer.status

    assert await overtaken(missed, database_url, move) == 409
    assert (await statuses(missed))[1] == "missed"
