"""Dialling: the provider is asked once the intent is written down, and its answer, or none, is recorded."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from bot.domain.attempt import Attempt, AttemptState, Outcome
from bot.domain.callback import CallbackId, Move
from bot.domain.handover import HandOver
from bot.domain.phone import E164
from bot.domain.telephony import CallOrder
from bot.domain.tenant import PBX, Accept, Agent, Mailbox, PbxQueue, Proof, Tenant, TenantId
from bot.domain.timeline import Kind
from bot.ports import NotPlaced, ProviderError, Refused, Turn, Unknown
from bot.services import endings
from bot.services.choosing import Intent, intend
from bot.services.flow import Flow, locked
from bot.services.office import Office
from bot.storage import Task


class Dialled(StrEnum):
    """What a call of ``dial`` came to."""

    #: Nothing to do: not due, already under way, or over.
    NOTHING = "nothing"
    RINGING = "ringing"
    QUEUED = "queued"
    REFUSED = "refused"
    #: The provider cannot be reached; the callback waits.
    AWAY = "away"
    #: The provider's answer was lost.
    UNKNOWN = "unknown"


class NotYet(Exception):
    """The account starts other calls first; nothing was written."""

    def __init__(self, turn: Turn) -> None:
        super().__init__(self.__doc__)
        self.turn = turn


async def dial(
    office: Office, tenant_id: TenantId, callback_id: CallbackId, *, in_turn: bool = False
) -> Dialled:
    """Take the next step of a callback that is due. Safe to repeat: a live attempt is left alone.

    ``in_turn``: the account's pace has been kept already.
    """
    try:
        async with locked(office, tenant_id, callback_id) as flow:
            intent = await intend(flow) if flow else None
            if intent and intent.attempt.provider != PBX and not in_turn:
                await _take_turn(office, intent)
    except NotYet as early:
        return await _dial_later(office, tenant_id, callback_id, early.turn)
    if intent is None:
        return Dialled.NOTHING
    try:
        call_sid = await _ask(office, intent)
    except Refused as error:
        await _refused(office, intent, error)
        again = await dial(office, tenant_id, callback_id)
        return Dialled.REFUSED if again is Dialled.NOTHING else again
    except NotPlaced as error:
        await _away(office, intent, error)
        return Dialled.AWAY
    except Unknown:
        await _lost(office, intent)
        return Dialled.UNKNOWN
    await _placed(office, intent, call_sid)
    return Dialled.QUEUED if intent.attempt.provider == PBX else Dialled.RINGING


async def _take_turn(office: Office, intent: Intent) -> None:
    """Raises ``NotYet``, which takes the intent back: what is written down is asked at once, or looked up."""
    turn = await office.pace.turn(intent.tenant.tenant_id, str(intent.callback_id))
    if turn.seconds > 0 or not turn.taken:
        raise NotYet(turn)


async def _dial_later(office: Office, tenant_id: TenantId, callback_id: CallbackId, turn: Turn) -> Dialled:
    if turn.taken:
        await asyncio.sleep(turn.seconds)
        return await dial(office, tenant_id, callback_id, in_turn=True)
    async with office.store.transaction(tenant_id) as tx:
        at = office.clock.now() + timedelta(seconds=turn.seconds)
        await tx.jobs.defer(Task.DIAL, callback_id, at=at)
    return Dialled.NOTHING


async def _ask(office: Office, intent: Intent) -> str | None:
    """Ask the provider; the id of the call it placed, None for a hand-over."""
    if intent.attempt.is_line:
        return await office.telephony.create_call(line_order(office, intent))
    if intent.agent is None:
        assert intent.tenant.pbx is not None  # noqa: S101  (checked when the intent was made)
        await office.pbx.hand_over(hand_over(intent.tenant.pbx, intent.attempt, intent.destination))
        return None
    return await office.telephony.create_call(call_order(office, intent.tenant, intent.attempt, intent.agent))


def call_order(office: Office, tenant: Tenant, attempt: Attempt, agent: Agent) -> CallOrder:
    """The agent's leg of an attempt."""
    if tenant.voice_number is None:
        raise Refused("The tenant has no voice_number to call from.", code="no_voice_number")
    ids = attempt.ids
    return CallOrder(
        to=agent.phone,
        caller_id=tenant.voice_number,
        answer_url=office.urls.call(*ids, "whisper"),
        status_url=office.urls.call(*ids, "agent-leg"),
        ring_seconds=tenant.ring_seconds(agent),
        detect_machine=tenant.accept(agent) is Accept.AMD,
        # The whisper and the customer's ringing come on top of the talk.
        max_seconds=tenant.limits.max_call_seconds + 60,
    )


def line_order(office: Office, intent: Intent) -> CallOrder:
    """The customer's line, where customers are rung first. It lasts as long as they wait, and the talk."""
    tenant = intent.tenant
    if tenant.voice_number is None:
        raise Refused("The tenant has no voice_number to call from.", code="no_voice_number")
    ids = intent.attempt.ids
    return CallOrder(
        to=intent.destination,
        caller_id=tenant.voice_number,
        answer_url=office.urls.call(*ids, "line"),
        status_url=office.urls.call(*ids, "line-leg"),
        ring_seconds=tenant.customers.ring_seconds,
        detect_machine=tenant.customers.proof is Proof.AMD,
        to_the_beep=tenant.customers.mailbox is Mailbox.MESSAGE,
        max_seconds=tenant.limits.max_call_seconds + tenant.inbound.wait_seconds + 60,
    )


def hand_over(queue: PbxQueue, attempt: Attempt, destination: E164) -> HandOver:
    """The call of an attempt that the PBX makes."""
    return HandOver(
        reference=attempt.attempt_id.hex, queue=queue.queue, uid=queue.uid, destination=destination
    )


async def _placed(office: Office, intent: Intent, call_sid: str | None) -> None:
    async with locked(office, intent.tenant.tenant_id, intent.callback_id) as flow:
        attempt = await flow.attempt(intent.attempt.attempt_id) if flow else None
        if flow is None or attempt is None:
            return
        if call_sid is None:
            await queued(flow, attempt)
            return
        # The provider's webhooks may have been faster than its answer.
        attempt = attempt.advanced(AttemptState.PLACED, call_sid=call_sid)
        await flow.save_attempt(attempt)
        if not flow.callback.status.live or await flow.taken_by_other(attempt):
            await flow.tx.jobs.defer(Task.END_LEGS, flow.callback.callback_id)


async def queued(flow: Flow, attempt: Attempt) -> None:
    """The PBX has it: our part is done, and the customer hears who rings."""
    await flow.save_attempt(attempt.ended(Outcome.QUEUED))
    if flow.callback.allows(Move.QUEUED):
        await flow.move(Move.QUEUED)
        await flow.note(Kind.PBX_QUEUED, actor="provider")
        await flow.tell_customer("queued", "queued_at_pbx")


async def _refused(office: Office, intent: Intent, error: ProviderError) -> None:
    """A definite no: this provider is out of the flow, the next one may be asked."""
    async with locked(office, intent.tenant.tenant_id, intent.callback_id) as flow:
        attempt = await flow.attempt(intent.attempt.attempt_id) if flow else None
        if flow is None or attempt is None or not attempt.live:
            return
        await flow.save_attempt(attempt.ended(Outcome.REFUSED))
        move = Move.POSTPONE if attempt.is_line else Move.AGENT_LOST
        if flow.callback.allows(move):
            await flow.move(move, reason="refused")
        await flow.note(
            Kind.PROVIDER_REFUSED, actor="provider", provider=attempt.provider, why=error.code or "refused"
        )
        # Should this process die now, the next provider is asked all the same.
        await flow.tx.jobs.defer(
            Task.DIAL, flow.callback.callback_id, at=flow.now + office.timing.unknown_after
        )


async def _away(office: Office, intent: Intent, error: ProviderError) -> None:
    """Nothing happened; wait and ask again, longer each time."""
    async with locked(office, intent.tenant.tenant_id, intent.callback_id) as flow:
        attempt = await flow.attempt(intent.attempt.attempt_id) if flow else None
        if flow is None or attempt is None or not attempt.live:
            return
        await flow.save_attempt(attempt.ended(Outcome.NOT_PLACED))
        if await flow.ringing():
            # Others ring already and may take it; should they not, this one is asked again.
            at = flow.now + office.timing.provider_away
            await flow.tx.jobs.defer(Task.DIAL, flow.callback.callback_id, at=at)
            return
        await postpone(flow, attempt.provider, error.retry_after)


async def postpone(flow: Flow, provider: str, retry_after: float | None = None) -> None:
    """The provider cannot be asked: the callback waits, the customer is told once, the wait has an end."""
    timing = flow.office.timing
    if flow.now - flow.callback.scheduled_for > timing.give_up_after:
        await endings.fail(flow, "provider_away")
        return
    attempts = await flow.tx.attempts.of(flow.callback.callback_id)
    misses = sum(attempt.outcome is Outcome.NOT_PLACED for attempt in attempts)
    wait = min(timing.provider_away * 2 ** max(0, misses - 1), timedelta(minutes=10))
    at = flow.now + max(wait, timedelta(seconds=retry_after or 0))
    await flow.move(Move.POSTPONE, reason="provider_away", flow_started_at=None)
    await flow.note(Kind.PROVIDER_AWAY, provider=provider, retry=at.isoformat(timespec="seconds"))
    due = flow.callback.scheduled_for.isoformat()
    await flow.tell_customer(f"provider_away:{due}", "waiting_for_provider")
    await flow.tx.jobs.defer(Task.DIAL, flow.callback.callback_id, at=at)


async def _lost(office: Office, intent: Intent) -> None:
    """The call may ring: the watch job looks it up before anything else is done."""
    async with locked(office, intent.tenant.tenant_id, intent.callback_id) as flow:
        attempt = await flow.attempt(intent.attempt.attempt_id) if flow else None
        if flow is None or attempt is None or not attempt.live:
            return
        if attempt.reached(AttemptState.PLACED):
            return  # a webhook has already shown that the call exists
        await flow.save_attempt(replace(attempt, state=AttemptState.UNKNOWN))
        if flow.callback.allows(Move.ANSWER_LOST):
            await flow.move(Move.ANSWER_LOST)
            await flow.note(Kind.ANSWER_LOST, actor="provider", provider=attempt.provider)


async def end_legs(office: Office, tenant_id: TenantId, callback_id: CallbackId) -> None:
    """Hang up what rings in vain: the callback is off, or another agent has it.

    The provider's webhooks close the attempts. A call that is not known yet is told to hang up when it asks
    what to do. Who has picked up already hears why.
    """
    async with locked(office, tenant_id, callback_id) as flow:
        if flow is None:
            return
        vain = [
            attempt
            for attempt in await flow.ringing()
            # What is judged already ends by itself, after its last words.
            if attempt.outcome is None and await flow.in_vain(attempt)
        ]
        line = await flow.line()
        if line and line.outcome is None and not flow.callback.status.live:
            vain.append(line)
    failures: list[ProviderError] = []
    for attempt in vain:
        try:
            await _end_leg(office, attempt)
        except ProviderError as error:
            failures.append(error)
    if failures:
        raise failures[0]  # the job comes back; the other phones are silent by then


async def _end_leg(office: Office, attempt: Attempt) -> None:
    if attempt.call_sid is None:
        return
    listens = attempt.holds or attempt.state is AttemptState.ANSWERED
    if listens:
        step = "released" if attempt.is_line else "off"
        await office.telephony.redirect_call(attempt.call_sid, office.urls.call(*attempt.ids, step))
    else:
        await office.telephony.end_call(attempt.call_sid)
