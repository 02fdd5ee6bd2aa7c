"""News about the agents' legs, in whatever order and however often they come."""

from __future__ import annotations

from bot.domain.attempt import (
    AGENT_LEG_OUTCOMES,
    Attempt,
    AttemptState,
    Ids,
    Outcome,
)
from bot.domain.callback import Move, Status
from bot.domain.desk import REPORTS
from bot.domain.scripts import AskToAccept, HangUp, Script
from bot.domain.telephony import Answered, KeyPress, LegProgress, LegStatus
from bot.domain.tenant import Accept
from bot.domain.timeline import Kind
from bot.services import bridging, outcomes
from bot.services.flow import Flow, locked
from bot.services.office import Office
from bot.storage import Task

#: Nobody has taken it, for there is nothing to take: called off, or hung up while waiting on the line.
CALLED_OFF = frozenset({Status.CANCELLED, Status.BLOCKED, Status.MISSED})

KEY_DECLINE = "3"
KEY_TAKE = "1"


async def whisper(office: Office, ids: Ids, news: Answered) -> Script:
    """The agent picked up: say who it is about, and ask for a key that a mailbox cannot press."""
    async with locked(office, ids[0], ids[1]) as flow:
        attempt = await flow.attempt(ids[2]) if flow else None
        if flow is None or attempt is None or not attempt.is_call(news.call_sid):
            return HangUp()
        if await _in_vain(flow, attempt):
            return _turned_away(flow)
        if attempt.reached(AttemptState.ACCEPTED):
            return await bridging.connect(flow, attempt)
        attempt = await _agent_answered(flow, attempt, news.call_sid)
        accept = flow.tenant.accept(flow.agent(attempt))
        if accept is Accept.AMD and news.machine:
            await flow.lose_agent(attempt, Outcome.MACHINE, hung_up=False)
            return HangUp()
        # In doubt ("unknown") detection is no proof of a person: a key is asked for.
        if accept is Accept.AUTO or (accept is Accept.AMD and news.answered_by == "human"):
            return await _accepted(flow, attempt)
        waits = await flow.line() is not None
        return AskToAccept(
            text=flow.say_to_business("voice.whisper", waits=waits, any_key=accept is Accept.ANY_KEY),
            language=flow.tenant.locale,
            action_url=office.urls.call(*ids, "accept"),
        )


async def accept(office: Office, ids: Ids, key: KeyPress) -> Script:
    """The agent pressed a key, or none. A repeated key gets the same answer."""
    async with locked(office, ids[0], ids[1]) as flow:
        attempt = await flow.attempt(ids[2]) if flow else None
        if flow is None or attempt is None or not attempt.is_call(key.call_sid):
            return HangUp()
        if await _in_vain(flow, attempt):
            return _turned_away(flow)
        if attempt.reached(AttemptState.ACCEPTED):
            return await bridging.connect(flow, attempt)
        # The whisper's own webhook may have been lost; a key proves that somebody picked up.
        attempt = await _agent_answered(flow, attempt, key.call_sid)
        if _takes(flow.tenant.accept(flow.agent(attempt)), key.digits):
            return await _accepted(flow, attempt)
        outcome = Outcome.DECLINED if key.digits == KEY_DECLINE else Outcome.NOT_ACCEPTED
        await flow.lose_agent(attempt, outcome, hung_up=False)
        said = "voice.passed" if outcome is Outcome.DECLINED else "voice.not_accepted"
        return HangUp(text=flow.say_to_business(said), language=flow.tenant.locale)


async def called_off(office: Office, ids: Ids) -> Script:
    """The agent hears in the middle of the whisper that there is nothing to take any more."""
    async with locked(office, ids[0], ids[1]) as flow:
        return _turned_away(flow) if flow else HangUp()


async def agent_leg(office: Office, ids: Ids, news: LegProgress) -> None:
    """Status of the agent's leg."""
    async with locked(office, ids[0], ids[1]) as flow:
        attempt = await flow.attempt(ids[2]) if flow else None
        if flow is None or attempt is None or not attempt.live or not attempt.is_call(news.call_sid):
            return
        if news.status.final:
            # It may be the first that is heard of the call; whose it was is known from now on.
            attempt = attempt.advanced(attempt.state, call_sid=news.call_sid)
            await _agent_leg_over(flow, attempt, news)
        elif attempt.outcome:
            return  # late news of a leg that hears our last words
        elif news.status is LegStatus.IN_PROGRESS:
            await _agent_answered(flow, attempt, news.call_sid)
        elif news.status is LegStatus.RINGING and not attempt.reached(AttemptState.RINGING):
            await flow.save_attempt(attempt.advanced(AttemptState.RINGING, call_sid=news.call_sid))
            await flow.shown(attempt)
            await flow.note(Kind.AGENT_RINGING, actor="provider", agent=flow.agent_name(attempt))
        else:
            await flow.save_attempt(attempt.advanced(AttemptState.PLACED, call_sid=news.call_sid))
            await flow.shown(attempt)


async def outcome(office: Office, ids: Ids, key: KeyPress) -> Script:
    """The agent says by key how it went; who presses none is asked by text once they have hung up."""
    async with locked(office, ids[0], ids[1]) as flow:
        attempt = await flow.attempt(ids[2]) if flow else None
        agent = flow.agent(attempt) if flow and attempt else None
        report = REPORTS.get(int(key.digits)) if key.digits.isascii() and key.digits.isdigit() else None
        if flow is None or agent is None or report is None:
            return HangUp()
        await outcomes.record(flow, agent, report)
        return HangUp(text=flow.say_to_business("voice.outcome_noted"), language=flow.tenant.locale)


async def _in_vain(flow: Flow, attempt: Attempt) -> bool:
    """Whether nothing can come of this agent's leg any more: it is over, or what it was for is."""
    return not attempt.live or attempt.outcome is not None or await flow.in_vain(attempt)


def _turned_away(flow: Flow) -> Script:
    """Another agent has it, or the customer wants it no more. The attempt ends with the provider's word."""
    status = flow.callback.status
    key = "voice.called_off" if status in CALLED_OFF or status.waiting else "voice.too_late"
    return HangUp(text=flow.say_to_business(key), language=flow.tenant.locale)


async def _agent_leg_over(flow: Flow, attempt: Attempt, news: LegProgress) -> None:
    if attempt.outcome:
        await flow.save_attempt(attempt.ended(attempt.outcome))
        if attempt.reached(AttemptState.ACCEPTED):
            await bridging.close(flow, attempt)
        if attempt.outcome is Outcome.COMPLETED:
            await outcomes.ask_by_text(flow, attempt)
    elif attempt.reached(AttemptState.BRIDGED):
        await bridging.talked(flow, attempt, news.duration_seconds or 0)
        if await outcomes.ask(flow, attempt):
            await outcomes.ask_by_text(flow, attempt)
    elif attempt.reached(AttemptState.ACCEPTED):
        await bridging.broken_off(flow, attempt)
    elif await flow.taken_by_other(attempt):
        await flow.lose_agent(attempt, Outcome.TAKEN, hung_up=True)
    else:
        outcome = AGENT_LEG_OUTCOMES.get(news.status, Outcome.NOT_ACCEPTED)
        await flow.lose_agent(attempt, outcome, hung_up=True)


async def _agent_answered(flow: Flow, attempt: Attempt, call_sid: str) -> Attempt:
    advanced = attempt.advanced(AttemptState.ANSWERED, call_sid=call_sid)
    if advanced != attempt:
        await flow.save_attempt(advanced)
    if flow.callback.allows(Move.AGENT_ANSWERED):
        await flow.move(Move.AGENT_ANSWERED)
        await flow.note(Kind.AGENT_ANSWERED, actor="agent", agent=flow.agent_name(attempt))
    return advanced


async def _accepted(flow: Flow, attempt: Attempt) -> Script:
    """The agent has it; whoever is rung beside them is not needed any more."""
    for other in await flow.tx.attempts.of(flow.callback.callback_id):
        if other.live and other.outcome and other.reached(AttemptState.ACCEPTED) and not other.is_line:
            # Whoever had the customer in an earlier round has them no more, also if the end was not told.
            await flow.save_attempt(other.ended(other.outcome))
    attempt = attempt.advanced(AttemptState.ACCEPTED)
    await flow.save_attempt(attempt)
    if len(await flow.ringing()) > 1:
        await flow.tx.jobs.defer(Task.END_LEGS, flow.callback.callback_id)
    return await bridging.begin(flow, attempt)


def _takes(policy: Accept, digits: str) -> bool:
    if policy is Accept.ANY_KEY:
        return bool(digits) and digits != KEY_DECLINE
    return digits == KEY_TAKE
