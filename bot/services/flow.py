"""One callback under lock, within one transaction: the moves, the timeline, and who is told."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.attempt import Attempt, AttemptId, AttemptState, Outcome
from bot.domain.callback import Callback, CallbackId, ConsentId, Move
from bot.domain.phone import E164
from bot.domain.telephony import Channel
from bot.domain.tenant import Agent, Tenant, TenantId
from bot.domain.timeline import Kind
from bot.services.office import Office
from bot.storage import MessageId, OutMessage, Task, Transaction


def callback_frame(tenant: Tenant, callback: Callback, now: datetime) -> dict[str, object]:
    """The values every text about a callback may use; the copy formats them."""
    return {
        "company": tenant.company,
        "region": tenant.region,
        "zone": tenant.zone,
        "line": tenant.voice_number,
        "recording": tenant.consent.recording,
        "now": now,
        "name": callback.details.name,
        "topic": callback.details.topic,
        "phone": callback.phone,
        "channel": callback.channel.value,
        "requested_at": callback.requested_at,
        "scheduled_for": callback.scheduled_for,
    }


class Flow:
    """What a service does with a callback it has locked. Nothing leaves the house before the commit."""

    def __init__(self, office: Office, tx: Transaction, tenant: Tenant, callback: Callback) -> None:
        self.office, self.tx, self.tenant, self.callback = office, tx, tenant, callback
        self.now: datetime = office.clock.now()
        self.changed = False

    async def note(self, kind: Kind, *, actor: str = "service", **data: object) -> None:
        """Add a line to the timeline."""
        self.changed = True
        await self.tx.timeline.note(self.callback, kind, self.now, actor=actor, **data)

    async def move(self, move: Move, *, reason: str = "", **fields: object) -> None:
        """Move the callback by its table and save it; raises ``MoveRefused``."""
        moved = self.callback.moved(move, reason=reason)
        self.callback = replace(moved, **fields)  # type: ignore[arg-type]
        self.changed = True
        await self.tx.callbacks.save(self.callback, self.now)

    async def revive(self, move: Move, *, reason: str, **fields: object) -> bool:
        """Move a callback that may have ended to a live status. False: another one has its number now.

        Who is still on the line hears our last words there, or has hung up and we were not told: when that
        line ends, it is no end of what begins now.
        """
        revived = replace(self.callback.moved(move, reason=reason), **fields)  # type: ignore[arg-type]
        if not await self.tx.callbacks.revive(revived, self.now):
            return False
        self.callback, self.changed = revived, True
        line = await self.line()
        if line:
            await self.save_attempt(line.ended(Outcome.CUSTOMER_LEFT))
        return True

    async def agreed(self, consent_id: ConsentId) -> None:
        """The callback rests on another consent from now on."""
        self.callback = replace(self.callback, consent_id=consent_id)
        await self.tx.callbacks.save(self.callback, self.now)

    async def wait(self, reason: str) -> None:
        """Stay in this status, for this reason."""
        self.callback = replace(self.callback, reason=reason)
        await self.tx.callbacks.save(self.callback, self.now)

    async def attempt(self, attempt_id: AttemptId) -> Attempt | None:
        """The attempt, when it belongs to this callback."""
        attempt = await self.tx.attempts.read(attempt_id)
        return attempt if attempt and attempt.callback_id == self.callback.callback_id else None

    async def ringing(self) -> list[Attempt]:
        """The attempts to reach agents (or the PBX) that may come to something, in the order they were begun.

        Who only hears our last words is still held, but not among them.
        """
        attempts = await self.tx.attempts.of(self.callback.callback_id)
        return [attempt for attempt in attempts if attempt.rings]

    async def line(self) -> Attempt | None:
        """The customer's own line, while it lives: they wait on it, or it rings."""
        attempts = await self.tx.attempts.of(self.callback.callback_id)
        return next((attempt for attempt in attempts if attempt.live and attempt.is_line), None)

    async def taken_by_other(self, attempt: Attempt) -> bool:
        """Whether an agent who was rung at the same time was faster."""
        attempts = await self.tx.attempts.of(self.callback.callback_id)
        return any(
            other.took_it
            and other.attempt_id != attempt.attempt_id
            and other.asked_at >= (self.callback.flow_started_at or self.now)
            for other in attempts
        )

    async def in_vain(self, attempt: Attempt) -> bool:
        """Whether an agent's leg can come to nothing: the callback is over, or due at another time by now, or
        another agent has it."""
        status = self.callback.status
        return not status.live or status.waiting or await self.taken_by_other(attempt)

    async def save_attempt(self, attempt: Attempt) -> None:
        """Save; when it is over its agent is free, and the first callback in line is dialled."""
        await self.tx.attempts.save(replace(attempt, updated_at=self.now))
        if attempt.live or attempt.agent_id is None:
            return
        free_at = self.now
        if attempt.outcome is Outcome.COMPLETED:
            free_at += timedelta(seconds=self.tenant.routing.wrap_up_seconds)
        for callback_id in (await self.tx.callbacks.waiting_for_agents(self.now, attempt.agent_id))[:1]:
            await self.tx.jobs.defer(Task.DIAL, callback_id, at=free_at)

    def agent(self, attempt: Attempt) -> Agent | None:
        """Whom the attempt rings, as the profile has them now."""
        return self.tenant.person(attempt.agent_id)

    def agent_name(self, attempt: Attempt) -> str:
        """Name of whom the attempt rings; contacts have none."""
        agent = self.agent(attempt)
        return agent.name if agent else ""

    async def shown(self, attempt: Attempt) -> None:
        """The call has shown itself; was its answer lost, the callback goes on with it from here."""
        move = Move.DIAL_CUSTOMER if attempt.is_line else Move.DIAL
        if attempt.state is AttemptState.UNKNOWN and self.callback.allows(move):
            await self.move(move)
            await self.note(Kind.CALL_FOUND, actor="provider", provider=attempt.provider)

    async def lose_agent(self, attempt: Attempt, outcome: Outcome, *, hung_up: bool) -> None:
        """The agent is out of the flow; the next one is rung at once.

        Who has not ``hung_up`` hears our last words, and is rung for nobody else until the provider says that
        their leg is over.
        """
        await self.save_attempt(attempt.ended(outcome) if hung_up else attempt.judged(outcome))
        if not self.callback.allows(Move.AGENT_LOST):
            # Called off meanwhile, or taken: nobody follows.
            if outcome is Outcome.TAKEN:
                await self._note_lost(attempt, outcome)
            if self.callback.status.waiting:
                # Somebody took it meanwhile, and is rung no sooner than this phone is silent.
                await self.tx.jobs.defer(Task.DIAL, self.callback.callback_id)
            return
        if not any(other.reached(AttemptState.ANSWERED) for other in await self.ringing()):
            await self.move(Move.AGENT_LOST, reason=outcome.value)
        await self._note_lost(attempt, outcome)
        await self.tx.jobs.defer(Task.DIAL, self.callback.callback_id)

    async def _note_lost(self, attempt: Attempt, outcome: Outcome) -> None:
        agent = self.agent(attempt)
        await self.note(Kind.AGENT_LOST, actor="agent", agent=agent.name if agent else "", why=outcome.value)

    async def tell_customer(self, purpose: str, key: str, **params: object) -> None:
        """One message in the channel the customer wrote in; people on the web watch their page instead."""
        await self.send_to_customer(purpose, self.say(key, **params))

    async def send_to_customer(self, purpose: str, body: str) -> None:
        """The same with the words at hand. A purpose that was served before is not served again."""
        channel, to = self.callback.channel, self.callback.details.reply_to
        if not to or channel not in (Channel.SMS, Channel.WHATSAPP):
            return
        if await self.text(channel, purpose, to, body):
            await self.note(Kind.CUSTOMER_TOLD, purpose=purpose.partition(":")[0])

    async def alert_business(self, key: str, **params: object) -> None:
        """One text to each alert number, once for each time the call was due."""
        body, due = self.say_to_business(key, **params), self.callback.scheduled_for.astimezone(UTC)
        told = [
            await self.text(Channel.SMS, f"alert:given_up:{number}:{due.isoformat()}", to, body)
            for number, to in enumerate(self.tenant.alert_numbers, start=1)
        ]
        if any(told):
            await self.note(Kind.ALERTED)

    async def text_person(self, purpose: str, phone: E164, body: str) -> None:
        """One text to somebody of the business. A purpose that was served before is not served again."""
        await self.text(Channel.SMS, purpose, phone, body)

    def page(self) -> str:
        """Address of the customer's own page of this request."""
        ids = self.tenant.tenant_id, self.callback.callback_id
        return self.office.urls.page(self.office.tokens.issue(*ids))

    def say(self, key: str, **params: object) -> str:
        """A sentence for this customer, in their language and zone."""
        zone = ZoneInfo(self.callback.customer_zone) if self.callback.customer_zone else self.tenant.zone
        facts = callback_frame(self.tenant, self.callback, self.now) | {"zone": zone}
        return self.office.words.say(self.callback.language, key, facts | params)

    def say_to_business(self, key: str, **params: object) -> str:
        """A sentence for the people of the business, in theirs."""
        facts = callback_frame(self.tenant, self.callback, self.now)
        return self.office.words.say(self.tenant.locale, key, facts | params)

    async def text(self, channel: Channel, purpose: str, to: str, body: str) -> bool:
        """One text. False: the purpose was served before."""
        message = OutMessage(
            message_id=MessageId(uuid.uuid4()),
            callback_id=self.callback.callback_id,
            purpose=purpose,
            channel=channel,
            to=to,
            body=body,
        )
        return await self.tx.messages.add(message, self.now)


@asynccontextmanager
async def locked(office: Office, tenant_id: TenantId, callback_id: CallbackId) -> AsyncIterator[Flow | None]:
    """The callback under lock; None when there is no such tenant or callback.

    Watchers of the live status are told after the commit.
    """
    tenant = office.tenants.by_id(tenant_id)
    if tenant is None:
        yield None
        return
    async with office.store.transaction(tenant_id) as tx:
        callback = await tx.callbacks.lock(callback_id)
        flow = Flow(office, tx, tenant, callback) if callback else None
        yield flow
    if flow and flow.changed:
        await office.live.publish(str(callback_id))
