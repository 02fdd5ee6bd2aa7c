"""Hand-overs to a PBX whose answer was lost: looked up, then adopted, made again, or left to people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.attempt import LOOK_UPS, Attempt, AttemptState, Outcome
from bot.domain.callback import Move
from bot.domain.handover import Found
from bot.domain.timeline import Kind
from bot.ports import ProviderError
from bot.services import calling, endings
from bot.services.flow import Flow, locked
from bot.services.office import Office
from bot.storage import Task

#: The PBX's clock and ours may differ by half of it. A call of the same customer that is so little older than
#: the hand-over counts as the one that is looked for.
SKEW = timedelta(seconds=10)
#: While nothing can be found out the number is blocked for so long, then the business has to look.
UNKNOWN_HAND_OVER = timedelta(minutes=30)


async def look_up(office: Office, attempt: Attempt) -> None:
    """Find out what became of a hand-over that left no answer.

    A process that died before the answer leaves the attempt as intended: that, too, may have been queued.
    """
    found = await _find(office, attempt)
    async with locked(office, attempt.tenant_id, attempt.callback_id) as flow:
        current = await flow.attempt(attempt.attempt_id) if flow else None
        if flow is None or current is None or not current.live:
            return
        current = await _marked_unknown(flow, current)
        if found is Found.YES:
            await flow.note(Kind.CALL_FOUND, actor="provider", provider=current.provider)
            await calling.queued(flow, current)
        elif flow.now - current.asked_at >= UNKNOWN_HAND_OVER:
            await _give_up(flow, current)
        elif found is Found.NO:
            await _not_found(flow, current)
        elif found is Found.CANNOT_TELL:
            await flow.alert_business("alert.unknown")
            await _look_again(flow, current, UNKNOWN_HAND_OVER - (flow.now - current.asked_at))
        else:
            await _look_again(flow, current, office.timing.grace)


async def _find(office: Office, attempt: Attempt) -> Found | None:
    """None: the PBX cannot be asked just now."""
    tenant = office.tenants.by_id(attempt.tenant_id)
    async with office.store.transaction(attempt.tenant_id) as tx:
        callback = await tx.callbacks.read(attempt.callback_id)
    if tenant is None or tenant.pbx is None or callback is None:
        return Found.CANNOT_TELL  # the business has taken the PBX out of its profile meanwhile
    order = calling.hand_over(tenant.pbx, attempt, callback.phone)
    try:
        return await office.pbx.find(order, office.clock.real(attempt.asked_at) - SKEW)
    except ProviderError:
        return None


async def _marked_unknown(flow: Flow, attempt: Attempt) -> Attempt:
    if attempt.state is AttemptState.UNKNOWN or not flow.callback.allows(Move.ANSWER_LOST):
        return attempt
    unknown = replace(attempt, state=AttemptState.UNKNOWN)
    await flow.save_attempt(unknown)
    await flow.move(Move.ANSWER_LOST)
    await flow.note(Kind.ANSWER_LOST, actor="provider", provider=attempt.provider)
    return unknown


async def _not_found(flow: Flow, attempt: Attempt) -> None:
    """The PBX does not have it. Look twice, with a gap: the request may still be on its way."""
    gap = flow.office.timing.look_up_gap
    if attempt.look_ups and flow.now - attempt.updated_at < gap / 2:
        return  # two jobs looked at the same time, which is no gap; the later look is deferred
    looked = replace(attempt, look_ups=attempt.look_ups + 1)
    if looked.look_ups < LOOK_UPS:
        await flow.save_attempt(looked)
        await _look_again(flow, looked, gap)
        retry = (flow.now + gap).isoformat(timespec="seconds")
        await flow.note(Kind.CALL_LOOKED_UP, actor="provider", provider=attempt.provider, retry=retry)
        return
    await flow.save_attempt(looked.ended(Outcome.NOT_PLACED))
    await flow.note(Kind.CALL_NOT_FOUND, actor="provider", provider=attempt.provider)
    if flow.callback.allows(Move.AGENT_LOST):
        await flow.move(Move.AGENT_LOST, reason="not_placed")
        await _hand_over_again(flow, looked)


async def _hand_over_again(flow: Flow, attempt: Attempt) -> None:
    """At once the first time; a PBX that swallows request after request is treated as one that is away."""
    attempts = await flow.tx.attempts.of(attempt.callback_id)
    if sum(each.outcome is Outcome.NOT_PLACED for each in attempts) > 1:
        await calling.postpone(flow, attempt.provider)
    else:
        await flow.tx.jobs.defer(Task.DIAL, attempt.callback_id)


async def _give_up(flow: Flow, attempt: Attempt) -> None:
    await flow.save_attempt(attempt.ended(Outcome.ANSWER_LOST))
    if flow.callback.allows(Move.FAIL):
        # It may ring all the same: this says more than that the callback failed, and nobody is told twice.
        await flow.alert_business("alert.unknown")
        await endings.fail(flow, "answer_lost")


async def _look_again(flow: Flow, attempt: Attempt, wait: timedelta) -> None:
    await flow.tx.jobs.defer(Task.WATCH_ATTEMPT, attempt.attempt_id, at=flow.now + wait)
