"""Texts go out once, whatever becomes of the provider's answers."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.domain.callback import CallbackId, Details, Move
from bot.domain.phone import E164
from bot.domain.telephony import Channel, MessageOrder
from bot.domain.tenant import TenantId
from bot.domain.timeline import Kind
from bot.ports import NotPlaced, Unknown
from bot.services import requests, sending
from bot.services.flow import locked
from bot.services.office import Office, Timing
from bot.services.requests import Ask
from bot.storage import MessageId, OutMessage, SendState
from tests.system import JO, OWNER, running, settings_for

ACME = TenantId("acme")
TAKE_JOBS = "DELETE FROM procrastinate_jobs WHERE args ->> 'subject' = %s RETURNING id"


@dataclass(slots=True)
class LossyProvider:
    """Takes every text and loses its answer; its list, too, is out of reach for a while."""

    look_ups_lost: int = 1
    #: Whether it really takes them.
    takes: bool = True
    sent: int = 0

    async def send_message(self, order: MessageOrder) -> str:
        self.sent += 1
        raise Unknown

    async def find_message(self, order: MessageOrder, since: datetime) -> str | None:
        if self.look_ups_lost:
            self.look_ups_lost -= 1
            raise NotPlaced
        return "SM1" if self.sent and self.takes else None


@pytest.fixture
async def office(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """Without a worker: the test itself is the one who comes back."""
    async with running(settings_for(database_url, redis_url, str(tmp_path)), worker=False) as system:
        yield replace(system.services.office, timing=Timing(unknown_after=timedelta()))


async def test_a_text_whose_answer_and_look_up_were_lost_is_not_sent_again(office: Office) -> None:
    provider: Any = LossyProvider()
    office = replace(office, telephony=provider)
    message = OutMessage(
        message_id=MessageId(uuid.uuid4()),
        callback_id=None,
        purpose="alert:1",
        channel=Channel.SMS,
        to=OWNER,
        body="Missed callback request",
    )
    async with office.store.transaction(ACME) as tx:
        assert await tx.messages.add(message, office.clock.now())
    for _ in range(3):
        await sending.send(office, ACME, message.message_id)
    async with office.store.transaction(ACME) as tx:
        stored = await tx.messages.lock(message.message_id)
    assert stored is not None
    assert (provider.sent, stored.state, stored.message_sid) == (1, SendState.SENT, "SM1")


async def keeps_trying(office: Office) -> tuple[CallbackId, MessageId]:
    """Jo's callback waits for the provider of calls, and the text that says so waits for that of texts."""
    tenant = office.tenants.by_id(ACME)
    assert tenant
    ask = Ask(
        tenant=tenant,
        phone=E164(JO),
        channel=Channel.SMS,
        language="en",
        details=Details(reply_to=JO),
        visitor=JO,
        consent_text="Yes.",
        evidence={},
    )
    async with office.store.transaction(ACME) as tx:
        callback = await requests.create(office, tx, ask)
        message = OutMessage(
            message_id=MessageId(uuid.uuid4()),
            callback_id=callback.callback_id,
            purpose="provider_away",
            channel=Channel.SMS,
            to=JO,
            body="We keep trying.",
        )
        assert await tx.messages.add(message, office.clock.now())
    async with locked(office, ACME, callback.callback_id) as flow:
        assert flow
        await flow.move(Move.POSTPONE, reason="provider_away")
    return callback.callback_id, message.message_id


async def moves_on(office: Office, callback_id: CallbackId) -> None:
    async with locked(office, ACME, callback_id) as flow:
        assert flow
        await flow.move(Move.DIAL, flow_started_at=flow.now)


async def told(office: Office, callback_id: CallbackId, message_id: MessageId) -> tuple[str, str, list[Kind]]:
    async with office.store.transaction(ACME) as tx:
        stored, entries = await tx.messages.lock(message_id), await tx.timeline.of(callback_id)
    assert stored
    return stored.state, stored.error_code, [entry.kind for entry in entries][1:]


async def test_a_text_that_still_holds_is_sent(office: Office) -> None:
    provider: Any = LossyProvider(look_ups_lost=0)
    office = replace(office, telephony=provider)
    callback_id, message_id = await keeps_trying(office)
    for _ in range(2):
        await sending.send(office, ACME, message_id)
    assert provider.sent == 1
    assert await told(office, callback_id, message_id) == ("sent", "", [Kind.MESSAGE_SENT])


async def test_a_text_that_holds_no_more_is_not_sent_and_the_timeline_says_so(office: Office) -> None:
    provider: Any = LossyProvider()
    office = replace(office, telephony=provider)
    callback_id, message_id = await keeps_trying(office)
    await moves_on(office, callback_id)
    for _ in range(2):
        await sending.send(office, ACME, message_id)
    assert provider.sent == 0
    assert await told(office, callback_id, message_id) == ("failed", "outdated", [Kind.MESSAGE_DROPPED])


@pytest.mark.parametrize(
    ("takes", "became"),
    [(True, ("sent", "", [Kind.MESSAGE_SENT])), (False, ("failed", "outdated", [Kind.MESSAGE_DROPPED]))],
    ids=["it-went-out", "it-did-not"],
)
async def test_what_may_have_gone_out_before_it_was_outdated_is_looked_up_and_not_sent_again(
    office: Office, takes: bool, became: tuple[str, str, list[Kind]]
) -> None:
    provider: Any = LossyProvider(look_ups_lost=0, takes=takes)
    office = replace(office, telephony=provider)
    callback_id, message_id = await keeps_trying(office)
    await sending.send(office, ACME, message_id)
    await moves_on(office, callback_id)
    for _ in range(2):
        await sending.send(office, ACME, message_id)
    assert provider.sent == 1
    assert await told(office, callback_id, message_id) == became


class AwayProvider:
    """Cannot be reached."""

    async def send_message(self, order: MessageOrder) -> str:
        raise NotPlaced


async def test_a_text_that_cannot_be_sent_is_tried_again_by_one_job_at_a_time(
    office: Office, database_url: str
) -> None:
    provider: Any = AwayProvider()
    office = replace(office, telephony=provider)
    _, message_id = await keeps_trying(office)
    with psycopg.connect(database_url, autocommit=True) as connection:
        for _ in range(4):
            begun = connection.execute(TAKE_JOBS, (str(message_id),)).fetchall()
            assert len(begun) == 1
            for _ in begun:
                await sending.send(office, ACME, message_id)
