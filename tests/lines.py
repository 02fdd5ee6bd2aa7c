"""A customer on the line, put there by hand, and what the provider tells of that line."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from bot.domain.attempt import LINE_LANE, Attempt, AttemptId, AttemptState, Ids
from bot.domain.callback import Callback, CallbackId, ConsentId, Details, Status
from bot.domain.consent import Act, Consent
from bot.domain.phone import E164
from bot.domain.telephony import Channel
from bot.domain.tenant import TenantId
from bot.services import endings, voicemail
from bot.services.flow import locked
from tests.system import JO, System

ACME = TenantId("acme")
RECORDING = "RE" + "1" * 32


@dataclass(slots=True)
class Line:
    """One call that waits on the line."""

    system: System
    callback: Callback
    attempt: Attempt

    @property
    def ids(self) -> Ids:
        return ACME, self.callback.callback_id, self.attempt.attempt_id

    async def is_missed(self, why: str = "all_tried") -> None:
        async with locked(self.system.services.office, *self.ids[:2]) as flow:
            assert flow
            await endings.miss(flow, why)

    async def is_offered(self) -> Any:
        """The script that asks for a message."""
        async with locked(self.system.services.office, *self.ids[:2]) as flow:
            assert flow
            return await voicemail.offer(flow, self.attempt)

    async def hangs_up(self) -> None:
        async with locked(self.system.services.office, *self.ids[:2]) as flow:
            assert flow
            await voicemail.hung_up(flow, self.attempt)

    async def speaks(self, *, seconds: int = 12, sid: str = RECORDING, call_sid: str = "") -> str:
        """The provider tells of the recording; no seconds: nothing was said. What the caller hears then."""
        told = {"RecordingSid": sid, "RecordingDuration": str(seconds)} if seconds else {}
        return await self._told("message-left", told | {"CallSid": call_sid or self.sid})

    async def is_written_down(self, text: str, sid: str = RECORDING, status: str = "completed") -> None:
        told = {"RecordingSid": sid, "TranscriptionText": text, "TranscriptionStatus": status}
        await self._told("transcript", told | {"CallSid": self.sid, "TranscriptionSid": "TR" + "1" * 32})

    @property
    def sid(self) -> str:
        return str(self.attempt.call_sid)

    @property
    def path(self) -> str:
        """Of the page with the message."""
        office = self.system.services.office
        return f"/v/{office.tokens.issue_message(ACME, self.attempt.attempt_id)}"

    async def _told(self, step: str, fields: dict[str, str]) -> str:
        """Post as the provider does, signed."""
        url = self.system.services.office.urls.call(*self.ids, step)
        token = self.system.services.settings.twilio.auth_token.get_secret_value()
        headers = {
            "X-Twilio-Signature": RequestValidator(token).compute_signature(url, fields),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        async with self.system.session.post(url, data=urlencode(fields), headers=headers) as answer:
            assert answer.status in (200, 204), await answer.text()
            return await answer.text()


async def on_the_line(system: System, *, phone: str = JO, language: str = "en", **told: Any) -> Line:
    """A customer who rang and waits while the agents are rung."""
    now = system.services.office.clock.now()
    consent = _consent(phone, language, now)
    callback = Callback(
        tenant_id=ACME,
        callback_id=CallbackId(uuid.uuid4()),
        status=Status.CALLING_AGENT,
        channel=Channel.VOICE,
        language=language,
        phone=E164(phone),
        details=Details(name=told.get("name", "")),
        consent_id=consent.consent_id,
        requested_at=now,
        scheduled_for=now,
        claimed_by=told.get("claimed_by"),
    )
    attempt = _attempt(callback.callback_id, now)
    async with system.services.office.store.transaction(ACME) as tx:
        await tx.people.record(consent)
        assert await tx.callbacks.add(callback)
        assert await tx.attempts.add(attempt)
    return Line(system, callback, attempt)


def _consent(phone: str, language: str, now: datetime) -> Consent:
    return Consent(
        tenant_id=ACME,
        consent_id=ConsentId(uuid.uuid4()),
        person=phone,
        act=Act.GIVEN,
        purpose="call",
        channel=Channel.VOICE,
        language=language,
        text="Rang the business.",
        evidence={},
        at=now,
    )


def _attempt(callback_id: CallbackId, now: datetime) -> Attempt:
    return Attempt(
        tenant_id=ACME,
        attempt_id=AttemptId(uuid.uuid4()),
        callback_id=callback_id,
        provider="twilio",
        agent_id=None,
        lane=LINE_LANE,
        state=AttemptState.ACCEPTED,
        asked_at=now,
        updated_at=now,
        call_sid="CA" + uuid.uuid4().hex,
    )
