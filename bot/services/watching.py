"""What nobody told us: lost answers are looked up, silent legs are asked about, lost timers are caught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.attempt import LOOK_UPS, Attempt, AttemptId, AttemptState, Outcome
from bot.domain.callback import Move
from bot.domain.phone import E164
from bot.domain.telephony import CallRecord, LegProgress, LegStatus
from bot.domain.tenant import PBX, TenantId
from bot.domain.timeline import Kind
from bot.ports import ProviderError
from bot.services import bridging, handover, held, legs
from bot.services.flow import Flow, locked
from bot.services.office import Office
from bot.storage import Task

#: The provider's clock and ours may differ by so much.
SKEW = timedelta(seconds=2)
OVERDUE = timedelta(seconds=60)


async def watch_attempt(office: Office, tenant_id: TenantId, attempt_id: AttemptId) -> None:
    """Find out where an attempt stands; deferred when it is made, and again until it is over."""
    async with office.store.transaction(tenant_id) as tx:
        attempt = await tx.attempts.read(attempt_id)
    if attempt is None or not attempt.live:
        return
    if attempt.provider == PBX:
        await handover.look_up(office, attempt)
    elif attempt.call_sid is None:
        await _look_up(office, attempt)
    else:
        await _ask_about(office, attempt, attempt.call_sid)


async def sweep(office: Office) -> None:
    """Periodic: callbacks and attempts whose timer was lost get a new one."""
    now = office.clock.now()
    for tenant_id, callback_id in await office.store.overdue(now - OVERDUE):
        async with office.store.transaction(tenant_id) as tx:
            await tx.jobs.defer(Task.DIAL, callback_id)
    quiet = office.timing.unknown_after + timedelta(minutes=5)
    for tenant_id, attempt_id in await office.store.silent_attempts(now - quiet):
        async with office.store.transaction(tenant_id) as tx:
            await tx.jobs.defer(Task.WATCH_ATTEMPT, attempt_id)


async def _look_up(office: Office, attempt: Attempt) -> None:
    """We asked for a call and do not know whether there is one: search the provider's list."""
    tenant, called = office.tenants.by_id(attempt.tenant_id), await _called(office, attempt)
    if tenant is None or called is None or tenant.voice_number is None:
        await _not_found(office, attempt)
        return
    try:
        calls = await office.telephony.list_calls(
            to=called, caller_id=tenant.voice_number, since=office.clock.real(attempt.asked_at) - SKEW
        )
    except ProviderError:
        await _again(office, attempt, office.timing.grace)
        return
    found = await _unclaimed(office, attempt, calls)
    if found:
        await _adopt(office, attempt, found)
    else:
        await _not_found(office, attempt)


async def _called(office: Office, attempt: Attempt) -> E164 | None:
    """Whom the attempt was to ring: an agent, or the customer. None: an agent who has left the profile."""
    if attempt.is_line:
        async with office.store.transaction(attempt.tenant_id) as tx:
            callback = await tx.callbacks.read(attempt.callback_id)
        return callback.phone if callback else None
    tenant = office.tenants.by_id(attempt.tenant_id)
    agent = tenant.person(attempt.agent_id) if tenant else None
    return agent.phone if agent else None


async def _told(office: Office, attempt: Attempt, news: LegProgress) -> None:
    """What the provider says of a call, to whom it concerns."""
    await (held.line_leg if attempt.is_line else legs.agent_leg)(office, attempt.ids, news)


async def _unclaimed(office: Office, attempt: Attempt, calls: Sequence[CallRecord]) -> CallRecord | None:
    """The call of this attempt: none of those that other attempts have."""
    async with office.store.transaction(attempt.tenant_id) as tx:
        claimed = await tx.attempts.claimed([call.call_sid for call in calls])
    return next((call for call in calls if call.call_sid not in claimed), None)


async def _adopt(office: Office, attempt: Attempt, call: CallRecord) -> None:
    async with locked(office, attempt.tenant_id, attempt.callback_id) as flow:
        current = await flow.attempt(attempt.attempt_id) if flow else None
        if flow is None or current is None or not current.live:
            return
        if current.call_sid:
            await _watch_on(flow, current)
            return
        await flow.save_attempt(current.advanced(AttemptState.PLACED, call_sid=call.call_sid))
        move = Move.DIAL_CUSTOMER if current.is_line else Move.DIAL
        if flow.callback.allows(move):
            await flow.move(move)
        if not flow.callback.status.live or await flow.taken_by_other(current):
            await flow.tx.jobs.defer(Task.END_LEGS, attempt.callback_id)
        await flow.note(Kind.CALL_FOUND, actor="provider", provider=attempt.provider)
        await _watch_on(flow, current)
    await _told(office, attempt, LegProgress(call_sid=call.call_sid, status=call.status))


async def _not_found(office: Office, attempt: Attempt) -> None:
    """Not in the list. Look twice, with a gap, before ringing again."""
    async with locked(office, attempt.tenant_id, attempt.callback_id) as flow:
        current = await flow.attempt(attempt.attempt_id) if flow else None
        if flow is None or current is None or not current.live:
            return
        if current.call_sid:
            await _watch_on(flow, current)
            return
        looked = replace(current, look_ups=current.look_ups + 1)
        if looked.look_ups < LOOK_UPS:
            await flow.save_attempt(looked)
            at = flow.now + office.timing.look_up_gap
            await flow.tx.jobs.defer(Task.WATCH_ATTEMPT, attempt.attempt_id, at=at)
            retry = at.isoformat(timespec="seconds")
            await flow.note(Kind.CALL_LOOKED_UP, actor="provider", provider=attempt.provider, retry=retry)
            return
        await flow.save_attempt(looked.ended(Outcome.NOT_PLACED))
        move = Move.POSTPONE if current.is_line else Move.AGENT_LOST
        if flow.callback.allows(move):
            await flow.move(move, reason="not_placed")
        await flow.note(Kind.CALL_NOT_FOUND, actor="provider", provider=attempt.provider)
        await flow.tx.jobs.defer(Task.DIAL, attempt.callback_id)


async def _watch_on(flow: Flow, attempt: Attempt) -> None:
    """The call is known, if only since a webhook was faster than our look-up: its end may still go untold."""
    at = flow.now + flow.office.timing.grace
    await flow.tx.jobs.defer(Task.WATCH_ATTEMPT, attempt.attempt_id, at=at)


async def _ask_about(office: Office, attempt: Attempt, call_sid: str) -> None:
    """The call exists: fetch its status in case a webhook was lost."""
    try:
        record = await office.telephony.fetch_call(call_sid)
    except ProviderError:
        await _again(office, attempt, office.timing.grace)
        return
    broken_off = attempt.state is AttemptState.ACCEPTED and attempt.outcome is None and not attempt.is_line
    if record.status.final and broken_off:
        await _ask_who_rang(office, attempt)
        return
    news = LegProgress(call_sid=call_sid, status=record.status, duration_seconds=record.duration_seconds)
    await _told(office, attempt, news)
    if not record.status.final:
        await _until_over(office, attempt, call_sid)


async def _ask_who_rang(office: Office, attempt: Attempt) -> None:
    """The agent had taken it, and the call is over: whether the customer was rung decides what follows."""
    tenant = office.tenants.by_id(attempt.tenant_id)
    async with office.store.transaction(attempt.tenant_id) as tx:
        callback = await tx.callbacks.read(attempt.callback_id)
    if tenant is None or tenant.voice_number is None or callback is None:
        return
    try:
        calls = await office.telephony.list_calls(
            to=callback.phone,
            caller_id=tenant.voice_number,
            since=office.clock.real(attempt.asked_at) - SKEW,
        )
    except ProviderError:
        await _again(office, attempt, office.timing.grace)
        return
    await bridging.judge_broken_off(office, attempt.ids, rang=bool(calls))


async def _until_over(office: Office, attempt: Attempt, call_sid: str) -> None:
    """Ask again later; a call beyond all its times is hung up, whatever it is."""
    tenant = office.tenants.by_id(attempt.tenant_id)
    longest = timedelta(minutes=2)
    if tenant:
        longest += timedelta(seconds=tenant.routing.ring_seconds + tenant.limits.max_call_seconds)
        longest += timedelta(seconds=tenant.inbound.wait_seconds if attempt.is_line else 0)
    if office.clock.now() - attempt.asked_at <= longest:
        await _again(office, attempt, office.timing.grace)
        return
    await office.telephony.end_call(call_sid)
    await _told(office, attempt, LegProgress(call_sid=call_sid, status=LegStatus.FAILED))


async def _again(office: Office, attempt: Attempt, wait: timedelta) -> None:
    async with office.store.transaction(attempt.tenant_id) as tx:
        await tx.jobs.defer(Task.WATCH_ATTEMPT, attempt.attempt_id, at=office.clock.now() + wait)
