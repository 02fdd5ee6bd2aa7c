"""The next step of a callback: what stands against it, who is rung, and the attempt written down first."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.attempt import Attempt, AttemptId, AttemptState, Outcome
from bot.domain.callback import CallbackId, Move, Status
from bot.domain.hours import is_open, next_opening
from bot.domain.phone import E164
from bot.domain.routing import (
    AllBusy,
    Choice,
    Exhausted,
    Ring,
    Stop,
    choose,
    choose_claimer,
    tried_in_flow,
)
from bot.domain.tenant import PBX, Agent, Tenant
from bot.domain.timeline import Kind
from bot.services import attendance, endings
from bot.services.flow import Flow
from bot.storage import Task

#: Reason of a callback that waits until an agent is free.
WAITING = "waiting_for_agent"
#: Should the word that an agent is free not come: who rests becomes free without one.
BUSY_RECHECK = timedelta(seconds=60)
LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """An attempt that is written down; the provider may be asked now."""

    tenant: Tenant
    callback_id: CallbackId
    attempt: Attempt
    #: Whom to ring; None hands the call over to the PBX.
    agent: Agent | None
    destination: E164


async def intend(flow: Flow) -> Intent | None:
    """Decide the next step; whatever is asked of a provider is in the database first.

    None: nothing is to be asked now. The callback waits, has ended, or is under way already.
    """
    callback = flow.callback
    if not callback.allows(Move.DIAL) or callback.status is Status.UNKNOWN:
        return None
    attempts = await flow.tx.attempts.of(callback.callback_id)
    if callback.scheduled_for > flow.now or any(attempt.live for attempt in attempts):
        return None
    if not await _may_call(flow):
        return None
    in_flow = [a for a in attempts if callback.flow_started_at and a.asked_at >= callback.flow_started_at]
    if callback.claimed_by and flow.tenant.phone_provider:
        return await _follow(flow, await _choose(flow, in_flow), flow.tenant.phone_provider, in_flow)
    return await _ask_providers(flow, in_flow)


async def _ask_providers(flow: Flow, in_flow: Sequence[Attempt]) -> Intent | None:
    """The first provider that is of use.

    It is left for the next one only when it refused all it was asked, never for a lost answer.
    """
    for provider in flow.tenant.call_providers:
        tries = [attempt for attempt in in_flow if attempt.provider == provider]
        # What the PBX was asked for and surely never got leaves it as if it had not been asked.
        untried = all(attempt.outcome is Outcome.NOT_PLACED for attempt in tries)
        if provider == PBX and flow.tenant.pbx and untried:
            return await _intend_hand_over(flow, flow.tenant.pbx.queue)
        if provider != PBX:
            choice = await _choose(flow, in_flow)
            if not _of_no_use(choice, tries):
                return await _follow(flow, choice, provider, in_flow)
    await endings.fail(flow, "provider_refused" if in_flow else "no_agents")
    return None


async def _may_call(flow: Flow) -> bool:
    """A no holds, and so do the hours; whatever stands against the call is decided here."""
    if await flow.tx.people.opted_out(flow.callback.phone):
        await endings.block(flow, "opted_out")
        return False
    if flow.callback.claimed_by:
        return True  # somebody of the business is there now and asked for it
    if flow.callback.status.waiting and not is_open(flow.tenant.hours, flow.tenant.zone, flow.now):
        await _wait_for_opening(flow)
        return False
    return True


def _of_no_use(choice: Choice, tries: Sequence[Attempt]) -> bool:
    """The provider has nobody to ring, or refused all it was asked. People who are away come back."""
    nobody = isinstance(choice, Exhausted) and choice.why is not Stop.ALL_AWAY
    return nobody and all(attempt.outcome is Outcome.REFUSED for attempt in tries)


async def _choose(flow: Flow, in_flow: Sequence[Attempt]) -> Choice:
    callback, attempts, now = flow.callback, flow.tx.attempts, flow.now
    tried = tried_in_flow(in_flow, callback.flow_started_at)
    if callback.claimed_by:
        claimer = flow.tenant.person(callback.claimed_by)
        if not await attendance.may_be_rung(flow.tx, flow.tenant, claimer):
            claimer = None
        return choose_claimer(claimer, tried=tried, busy=await attempts.busy_agents(now))
    waiting = await flow.tx.callbacks.waiting_for_agents(now)
    earlier = waiting.index(callback.callback_id) if callback.callback_id in waiting else len(waiting)
    return choose(
        flow.tenant,
        now=now,
        flow_started_at=callback.flow_started_at,
        tried=tried,
        busy=await attempts.busy_agents(now - timedelta(seconds=flow.tenant.routing.wrap_up_seconds)),
        away=await attendance.absent(flow.tx, flow.tenant, now),
        rung=await attempts.rung(),
        # A flow that has begun goes on with its next agent; only new ones queue up.
        ahead=0 if callback.flow_started_at else earlier,
    )


async def _follow(flow: Flow, choice: Choice, provider: str, in_flow: Sequence[Attempt]) -> Intent | None:
    begins = flow.callback.flow_started_at is None
    match choice:
        case Exhausted(why=why):
            if begins:
                await _note_away(flow)
            await endings.miss(flow, why.value)
        case AllBusy(busy=busy):
            await _wait_for_agent(flow, busy)
        case Ring(agent=agent, busy=busy):
            intent = await _reserve(flow, provider, agent)
            if intent is None:
                # Another callback took this agent between our look and our reservation: look again.
                return await _follow(flow, await _choose(flow, in_flow), provider, in_flow)
            await flow.tx.attempts.remember_ring(agent.agent_id, flow.now)
            if begins:
                await _note_away(flow)
            reason = "claimed" if flow.callback.claimed_by else flow.tenant.routing.strategy.value
            await _note_busy(flow, busy)
            await flow.note(Kind.AGENT_RUNG, agent=agent.name, why=reason)
            return intent
    return None


async def _note_busy(flow: Flow, busy: Sequence[Agent]) -> None:
    """Say who would have been rung, were they not in a call."""
    for agent in busy:
        await flow.note(Kind.AGENT_SKIPPED, agent=agent.name, why="in_a_call")


async def _note_away(flow: Flow) -> None:
    """Once a flow, say who is left out of it whatever happens, and why."""
    if not flow.callback.claimed_by:
        await attendance.note_absent(flow)


async def _intend_hand_over(flow: Flow, queue: str) -> Intent | None:
    intent = await _reserve(flow, PBX, None)
    await flow.note(Kind.PBX_ASKED, queue=queue)
    return intent


async def _reserve(flow: Flow, provider: str, agent: Agent | None) -> Intent | None:
    attempt = Attempt(
        tenant_id=flow.tenant.tenant_id,
        attempt_id=AttemptId(uuid.uuid4()),
        callback_id=flow.callback.callback_id,
        provider=provider,
        agent_id=agent.agent_id if agent else None,
        state=AttemptState.INTENDED,
        asked_at=flow.now,
        updated_at=flow.now,
    )
    if not await flow.tx.attempts.add(attempt):
        return None
    if flow.callback.status is Status.SCHEDULED:
        await flow.tell_customer(f"calling_now:{flow.callback.scheduled_for.isoformat()}", "calling_now")
    started = flow.callback.flow_started_at or flow.now
    await flow.move(Move.DIAL, flow_started_at=started, provider=provider)
    await flow.tx.jobs.defer(
        Task.WATCH_ATTEMPT, attempt.attempt_id, at=flow.now + flow.office.timing.unknown_after
    )
    return Intent(
        tenant=flow.tenant,
        callback_id=flow.callback.callback_id,
        attempt=attempt,
        agent=agent,
        destination=flow.callback.phone,
    )


async def _wait_for_opening(flow: Flow) -> None:
    """The hours changed, or the wait for the provider outlasted them."""
    opening = next_opening(flow.tenant.hours, flow.tenant.zone, flow.now)
    if opening is None:
        await endings.miss(flow, "closed")
        return
    await flow.move(Move.RESCHEDULE, reason="closed", scheduled_for=opening)
    await flow.note(Kind.SCHEDULED, why="closed", due=opening.isoformat(timespec="seconds"))
    await flow.tx.jobs.defer(Task.DIAL, flow.callback.callback_id, at=opening)


async def _wait_for_agent(flow: Flow, busy: Sequence[Agent]) -> None:
    """Everybody who is left is in another call; who ends one is given to the first in line."""
    if flow.now - max(flow.callback.scheduled_for, flow.callback.requested_at) > LONGEST_WAIT:
        await endings.miss(flow, "time_is_up")
        return
    if flow.callback.reason != WAITING:
        await flow.wait(WAITING)
        await _note_busy(flow, busy)
        await flow.note(Kind.WAITING_FOR_AGENT)
    rest = timedelta(seconds=flow.tenant.routing.wrap_up_seconds)
    await flow.tx.jobs.defer(
        Task.DIAL, flow.callback.callback_id, at=flow.now + min(BUSY_RECHECK, rest or BUSY_RECHECK)
    )
