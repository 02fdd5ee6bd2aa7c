"""The next step of a callback: what stands against it, who is rung, and the attempt written down first."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.attempt import LINE_LANE, Attempt, AttemptId, AttemptState, Outcome
from bot.domain.callback import CallbackId, Move, Status
from bot.domain.hours import is_open, next_opening
from bot.domain.phone import E164, may_be_called
from bot.domain.routing import (
    AllBusy,
    Choice,
    Exhausted,
    Ring,
    Stop,
    choose,
    choose_claimer,
    free_lane,
    may_ring_another,
    tried_in_flow,
    was_away,
)
from bot.domain.tenant import PBX, Agent, First, Strategy, Tenant
from bot.domain.timeline import Kind
from bot.services import attendance, endings
from bot.services.flow import Flow
from bot.storage import Task

#: Reason of a callback that waits until an agent is free.
WAITING = "waiting_for_agent"
#: Should the word that an agent is free not come: who rests becomes free without one.
BUSY_RECHECK = timedelta(seconds=60)
LONGEST_WAIT = timedelta(minutes=10)
#: The clocks of two of our machines differ by no more.
CLOCKS_DIFFER = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """An attempt that is written down; the provider may be asked now."""

    tenant: Tenant
    callback_id: CallbackId
    attempt: Attempt
    #: Whom to ring; None: the customer, or nobody, for the PBX is handed the call.
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
    ringing = [attempt for attempt in attempts if attempt.rings]
    line = next((attempt for attempt in attempts if attempt.live and attempt.is_line), None)
    if callback.scheduled_for > flow.now:
        await _wait_for_the_clock(flow)
        return None
    if not may_ring_another(flow.tenant, ringing) or was_away(attempts, flow.now - _pause(flow)):
        return None
    if (line and not line.holds) or not await _may_call(flow, line):
        return None
    in_flow = [a for a in attempts if callback.flow_started_at and a.asked_at >= callback.flow_started_at]
    step = _Step(flow=flow, in_flow=in_flow, ringing=ringing, line=line, lane=free_lane(attempts))
    # An agent is rung for who waits on the line, and whoever took it from an alert; no queue can be joined.
    if (callback.claimed_by or line or ringing) and flow.tenant.phone_provider:
        return await _follow(step, await _choose(step), flow.tenant.phone_provider)
    return await _ask_providers(step)


def _pause(flow: Flow) -> timedelta:
    """After a provider could not be asked nobody asks it for so long; the timer set then comes later."""
    return flow.office.timing.provider_away / 2


async def _wait_for_the_clock(flow: Flow) -> None:
    """The timer goes by the database's clock, "now" was said by another machine: by ours it is early."""
    early = flow.callback.scheduled_for - flow.now
    if early <= CLOCKS_DIFFER:
        # So much later by the other clock it is due by ours. What is further off was moved: it has its timer.
        await flow.tx.jobs.defer(Task.DIAL, flow.callback.callback_id, at=flow.callback.scheduled_for + early)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One step of a flow: what was done in it so far."""

    flow: Flow
    in_flow: Sequence[Attempt]
    #: Agents who are being rung at this moment.
    ringing: Sequence[Attempt]
    #: The customer's line, if they wait on it.
    line: Attempt | None
    #: Where the next agent is rung.
    lane: int


async def _ask_providers(step: _Step) -> Intent | None:
    """The first provider that is of use.

    It is left for the next one only when it refused all it was asked, never for a lost answer.
    """
    flow, in_flow = step.flow, step.in_flow
    for provider in flow.tenant.call_providers:
        tries = [attempt for attempt in in_flow if attempt.provider == provider]
        # What the PBX was asked for and surely never got leaves it as if it had not been asked.
        untried = all(attempt.outcome is Outcome.NOT_PLACED for attempt in tries)
        if any(attempt.is_line and attempt.outcome is Outcome.REFUSED for attempt in tries):
            continue
        if provider == PBX and flow.tenant.pbx and untried:
            return await _intend_hand_over(flow, flow.tenant.pbx.queue)
        if provider != PBX:
            choice = await _choose(step)
            if not _of_no_use(choice, tries):
                return await _follow(step, choice, provider)
    await endings.fail(flow, "provider_refused" if in_flow else "no_agents")
    return None


async def _may_call(flow: Flow, line: Attempt | None) -> bool:
    """A no holds, and so do the hours; whatever stands against the call is decided here."""
    if line:
        return True  # they are on the line already
    if await flow.tx.people.opted_out(flow.callback.phone):
        await endings.block(flow, "opted_out")
        return False
    if not may_be_called(flow.callback.phone, flow.tenant.limits.countries):
        await endings.fail(flow, "number_not_allowed")
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


async def _choose(step: _Step) -> Choice:
    flow = step.flow
    callback, attempts, now = flow.callback, flow.tx.attempts, flow.now
    tried = tried_in_flow(step.in_flow, callback.flow_started_at)
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


async def _follow(step: _Step, choice: Choice, provider: str) -> Intent | None:
    if step.ringing and not isinstance(choice, Ring):
        return None  # the others may still take it
    match choice:
        case Exhausted(why=why):
            if step.flow.callback.flow_started_at is None:
                await _note_away(step.flow)
            await endings.miss(step.flow, why.value)
        case AllBusy(busy=busy):
            await _wait_for_agent(step, busy)
        case Ring() if _customer_comes_first(step):
            return await _intend_line(step.flow, provider)
        case Ring():
            return await _intend_ring(step, choice, provider)
    return None


async def _intend_ring(step: _Step, ring: Ring, provider: str) -> Intent | None:
    flow, routing = step.flow, step.flow.tenant.routing
    begins = flow.callback.flow_started_at is None
    intent = await _reserve(flow, provider, ring.agent, lane=step.lane)
    if intent is None:
        # Another callback took this agent between our look and our reservation: look again.
        return await _follow(step, await _choose(step), provider)
    await flow.tx.attempts.remember_ring(ring.agent.agent_id, flow.now)
    if begins:
        await _note_away(flow)
    await _note_busy(flow, ring.busy)
    reason = "claimed" if flow.callback.claimed_by else routing.strategy.value
    await flow.note(Kind.AGENT_RUNG, agent=ring.agent.name, why=reason)
    if routing.strategy is Strategy.SIMULTANEOUS:
        await flow.tx.jobs.defer(Task.DIAL, flow.callback.callback_id)
    return intent


def _customer_comes_first(step: _Step) -> bool:
    """Whether the customer is rung now, and the agent once they have picked up.

    Whoever took it from an alert is there already and rung first; a customer who waited on the line and chose
    to be called back is not made to wait again. Where agents were rung already, the next one follows.
    """
    callback = step.flow.callback
    if step.flow.tenant.customers.first is First.AGENT or callback.claimed_by:
        return False
    if not callback.allows(Move.DIAL_CUSTOMER):
        return False
    return not any(a.is_line and a.outcome is not Outcome.NOT_PLACED for a in step.in_flow) and not step.line


async def _intend_line(flow: Flow, provider: str) -> Intent | None:
    intent = await _reserve(flow, provider, None, lane=LINE_LANE)
    await flow.note(Kind.CUSTOMER_RUNG)
    if intent:
        await flow.tell_customer(f"calling_you:{intent.attempt.attempt_id}", "calling_you", agent="")
    return intent


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


async def _reserve(flow: Flow, provider: str, agent: Agent | None, *, lane: int = 0) -> Intent | None:
    attempt = Attempt(
        tenant_id=flow.tenant.tenant_id,
        attempt_id=AttemptId(uuid.uuid4()),
        callback_id=flow.callback.callback_id,
        provider=provider,
        agent_id=agent.agent_id if agent else None,
        state=AttemptState.INTENDED,
        asked_at=flow.now,
        updated_at=flow.now,
        lane=lane,
    )
    if not await flow.tx.attempts.add(attempt):
        return None
    if flow.callback.status is Status.SCHEDULED and not attempt.is_line:
        await flow.tell_customer(f"calling_now:{flow.callback.scheduled_for.isoformat()}", "calling_now")
    # No later than any of its attempts, also when their machines' clocks differ: they are found by that.
    started = min(flow.callback.flow_started_at or flow.now, flow.now)
    move = Move.DIAL_CUSTOMER if attempt.is_line else Move.DIAL
    await flow.move(move, flow_started_at=started, provider=provider)
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
    await flow.move(Move.RESCHEDULE, reason="closed", scheduled_for=opening, flow_started_at=None)
    await flow.note(Kind.SCHEDULED, why="closed", due=opening.isoformat(timespec="seconds"))
    await flow.tx.jobs.defer(Task.DIAL, flow.callback.callback_id, at=opening)


async def _wait_for_agent(step: _Step, busy: Sequence[Agent]) -> None:
    """Everybody who is left is in another call; who ends one is given to the first in line."""
    flow = step.flow
    longest = timedelta(seconds=flow.tenant.inbound.wait_seconds) if step.line else LONGEST_WAIT
    if flow.now - max(flow.callback.scheduled_for, flow.callback.requested_at) > longest:
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
