"""Texts go out once, whatever becomes of the provider's answers."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.telephony import Channel, MessageOrder
from bot.domain.tenant import TenantId
from bot.ports import NotPlaced, Unknown
from bot.services import sending
from bot.services.office import Office, Timing
from bot.storage import MessageId, OutMessage, SendState
from tests.system import OWNER, running, settings_for

ACME = TenantId("acme")


@dataclass(slots=True)
class LossyProvider:
    """Takes every text and loses its first answer; its list, too, is out of reach for a while."""

    look_ups_lost: int = 1
    sent: int = 0

    async def send_message(self, order: MessageOrder) -> str:
        self.sent += 1
        raise Unknown

    async def find_message(self, order: MessageOrder, since: datetime) -> str | None:
        if self.look_ups_lost:
            self.look_ups_lost -= 1
            raise NotPlaced
        return "SM1" if self.sent else None


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
