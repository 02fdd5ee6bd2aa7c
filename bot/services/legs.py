"""News about the legs of a call, in whatever order and however often they come."""

from __future__ import annotations

from bot.domain.attempt import (
    AGENT_LEG_OUTCOMES,
    CUSTOMER_LEG_OUTCOMES,
    Attempt,
    AttemptId,
    AttemptState,
    Outcome,
)
from bot.domain.callback import CallbackId, Move
from bot.domain.scripts import AskToAccept, BridgeTo, GoOn, Greet, HangUp, Script
from bot.domain.telephony import Answered, Channel, DialOutcome, KeyPress, LegProgress, LegStatus
from bot.domain.tenant import Accept, Agent, TenantId
from bot.domain.timeline import Kind
from bot.services import endings
from bot.services.flow import Flow, locked
from bot.services.office import Office

#: How long the customer's phone rings; carriers' mailboxes answer at about this time.
CUSTOMER_RING_SECONDS = 25
KEY_NEVER_AGAIN = "3"
KEY_DECLINE = "3"
KEY_TAKE = "1"

Ids = tuple[TenantId, CallbackId, AttemptId]


async def whisper(office: Office, ids: Ids, news: Answered) -> Script:
    """The agent picked up: say who it is about, and ask for a key that a mailbox cannot press."""
    async with locked(office, ids[0], ids[1]) as flow:
        attempt = await flow.attempt(ids[2]) if flow else None
        if flow is None or attempt is None or not _is_ours(attempt, news.call_sid):
            return HangUp()
        if not attempt.live or not flow.callback.status.live:
            return HangUp(text=flow.say_to_business("voice.too_late"), language=flow.tenant.locale)
        attempt = await _agent_answered(flow, attempt, news.call_sid)
        accept = flow.tenant.accept(flow.agent(attempt))
        if accept is Accept.AMD and news.machine:
            await flow.lose_agent(attempt, Outcome.MACHINE)
            return HangUp()
        # In doubt ("unknown") detection is no proof of a person: a key is asked for.
        if accept is Accept.AUTO or (accept is Accept.AMD and news.answered_by == "human"):
            return await _accepted(flow, attempt)
        return AskToAccept(
            text=flow.say_to_business("voice.whisper"),
            language=flow.tenant.locale,
            action_url=office.urls.call(*ids, "accept"),
        )


async def accept(office: Office, ids: Ids, key: KeyPress) -> Script:
    """The agent pressed a key, or none. A repeated key gets the same answer."""
    async with locked(office, ids[0], ids[1]) as flow:
        attempt = await flow.attempt(ids[2]) if flow else None
        if flow is None or attempt is None or not _is_ours(attempt, key.call_sid):
            return HangUp()
        if not attempt.live or not flow.callback.status.live:
            return HangUp(text=flow.say_to_business("voice.too_late"), language=flow.tenant.locale)
        if attempt.reached(AttemptState.ACCEPTED):
            return _bridge(flow, attempt)
        # The whisper's own webhook may have been lost; a key proves that somebody picked up.
        attempt = await _agent_answered(flow, attempt, key.call_sid)
        if _takes(flow.tenant.accept(flow.agent(attempt)), key.digits):
            return await _accepted(flow, attempt)
        outcome = Outcome.DECLINED if key.digits == KEY_DECLINE else Outcome.NOT_ACCEPTED
        await flow.lose_agent(attempt, outcome)
        said = "voice.passed" if outcome is Outcome.DECLINED else "voice.not_accepted"
        return HangUp(text=flow.say_to_business(said), language=flow.tenant.locale)


async def screen(office: Office, ids: Ids) -> Script:
    """The customer picked up: who calls comes first, then the disclosure, then the way to say never again."""
    async with locked(office, ids[0], ids[1]) as flow:
        attempt = await flow.attempt(ids[2]) if flow else None
        if flow is None or attempt is None or not attempt.live:
            return HangUp()
        return Greet(
            text=_greeting(flow),
            language=flow.callback.language,
            action_url=office.urls.call(*ids, "screened"),
        )


async def screened(office: Office, ids: Ids, key: KeyPress) -> Script:
    """The customer pressed a key before the bridge."""
    if key.digits != KEY_NEVER_AGAIN:
        return GoOn()
    async with locked(office, ids[0], ids[1]) as flow:
        if flow is None:
            return HangUp()
        attempt = await flow.attempt(ids[2])
        await flow.tx.people.opt_out(flow.callback.phone, Channel.VOICE, flow.now)
        if attempt and attempt.live:
            await flow.save_attempt(attempt.ended(Outcome.CUSTOMER_OPTED_OUT))
        if flow.callback.allows(Move.BLOCK):
            await endings.block(flow, "opted_out")
        return HangUp(text=flow.say("voice.opted_out"), language=flow.callback.language)


async def agent_leg(office: Office, ids: Ids, news: LegProgress) -> None:
    """Status of the agent's leg."""
    async with locked(office, ids[0], ids[1]) as flow:
        attempt = await flow.attempt(ids[2]) if flow else None
        if flow is None or attempt is None or not attempt.live or not _is_ours(attempt, news.call_sid):
            return
        if news.status.final:
            await _agent_leg_over(flow, attempt, news)
        elif news.status is LegStatus.IN_PROGRESS:
            await _agent_answered(flow, attempt, news.call_sid)
        elif news.status is LegStatus.RINGING and not attempt.reached(AttemptState.RINGING):
            await flow.save_attempt(attempt.advanced(AttemptState.RINGING, call_sid=news.call_sid))
            await _known(flow, attempt)
            await flow.note(Kind.AGENT_RINGING, actor="provider", agent=_name(flow, attempt))
        else:
            await flow.save_attempt(attempt.advanced(AttemptState.PLACED, call_sid=news.call_sid))
            await _known(flow, attempt)


async def customer_leg(office: Office, ids: Ids, news: LegProgress) -> None:
    """Status of the customer's leg."""
    async with locked(office, ids[0], ids[1]) as flow:
        attempt = await flow.attempt(ids[2]) if flow else None
        if flow is None or attempt is None or not attempt.live:
            return
        if news.status is LegStatus.RINGING and not attempt.reached(AttemptState.BRIDGED):
            await flow.note(Kind.CUSTOMER_RINGING, actor="provider")
        if news.status is LegStatus.IN_PROGRESS and not attempt.reached(AttemptState.BRIDGED):
            await flow.save_attempt(attempt.advanced(AttemptState.BRIDGED))
            if flow.callback.allows(Move.CUSTOMER_ANSWERED):
                await flow.move(Move.CUSTOMER_ANSWERED)
                await flow.note(Kind.CUSTOMER_ANSWERED, actor="customer")


async def dial_ended(office: Office, ids: Ids, news: DialOutcome) -> Script:
    """The bridge is over, or never came to be; what the agent hears at the end."""
    async with locked(office, ids[0], ids[1]) as flow:
        attempt = await flow.attempt(ids[2]) if flow else None
        if flow is None or attempt is None:
            return HangUp()
        if news.bridged:
            if attempt.live:
                await _talked(flow, attempt, news.duration_seconds)
            return HangUp()
        outcome = attempt.outcome or CUSTOMER_LEG_OUTCOMES.get(news.status, Outcome.CUSTOMER_NO_ANSWER)
        if attempt.live:
            await flow.save_attempt(attempt.ended(outcome))
            if flow.callback.allows(Move.CUSTOMER_UNREACHED):
                await endings.unreached(flow, outcome.value)
        return HangUp(text=flow.say_to_business("voice.customer_unreached"), language=flow.tenant.locale)


async def _agent_leg_over(flow: Flow, attempt: Attempt, news: LegProgress) -> None:
    if attempt.reached(AttemptState.BRIDGED):
        await _talked(flow, attempt, news.duration_seconds or 0)
    elif attempt.reached(AttemptState.ACCEPTED):
        await flow.save_attempt(attempt.ended(Outcome.CUSTOMER_NO_ANSWER))
        if flow.callback.allows(Move.CUSTOMER_UNREACHED):
            await endings.unreached(flow, Outcome.CUSTOMER_NO_ANSWER.value)
    else:
        await flow.lose_agent(attempt, AGENT_LEG_OUTCOMES.get(news.status, Outcome.NOT_ACCEPTED))


async def _talked(flow: Flow, attempt: Attempt, seconds: int) -> None:
    await flow.save_attempt(attempt.ended(Outcome.COMPLETED, duration_seconds=seconds))
    if flow.callback.allows(Move.ENDED):
        await endings.complete(flow, seconds)


async def _agent_answered(flow: Flow, attempt: Attempt, call_sid: str) -> Attempt:
    advanced = attempt.advanced(AttemptState.ANSWERED, call_sid=call_sid)
    if advanced != attempt:
        await flow.save_attempt(advanced)
    if flow.callback.allows(Move.AGENT_ANSWERED):
        await flow.move(Move.AGENT_ANSWERED)
        await flow.note(Kind.AGENT_ANSWERED, actor="agent", agent=_name(flow, attempt))
    return advanced


async def _known(flow: Flow, attempt: Attempt) -> None:
    """A call whose answer was lost has shown itself."""
    if attempt.state is AttemptState.UNKNOWN and flow.callback.allows(Move.DIAL):
        await flow.move(Move.DIAL)
        await flow.note(Kind.CALL_FOUND, actor="provider", provider=attempt.provider)


async def _accepted(flow: Flow, attempt: Attempt) -> Script:
    attempt = attempt.advanced(AttemptState.ACCEPTED)
    await flow.save_attempt(attempt)
    await flow.move(Move.AGENT_ACCEPTED)
    name = _name(flow, attempt)
    await flow.note(Kind.AGENT_ACCEPTED, actor="agent", agent=name)
    await flow.tell_customer(f"calling_you:{attempt.attempt_id}", "calling_you", agent=name)
    return _bridge(flow, attempt)


def _bridge(flow: Flow, attempt: Attempt) -> Script:
    ids = (flow.tenant.tenant_id, flow.callback.callback_id, attempt.attempt_id)
    urls, caller_id = flow.office.urls, flow.tenant.voice_number
    assert caller_id is not None  # noqa: S101  (the agent was called from it)
    return BridgeTo(
        customer=flow.callback.phone,
        caller_id=caller_id,
        ring_seconds=CUSTOMER_RING_SECONDS,
        max_seconds=flow.tenant.limits.max_call_seconds,
        action_url=urls.call(*ids, "bridged"),
        screen_url=urls.call(*ids, "screen"),
        status_url=urls.call(*ids, "customer-leg"),
        text=flow.say_to_business("voice.connecting"),
        language=flow.tenant.locale,
    )


def _greeting(flow: Flow) -> str:
    """Who calls, then the disclosure if anything is recorded, then the way out."""
    keys = ["voice.customer_greeting"]
    if flow.tenant.consent.recording:
        keys.insert(0, "voice.disclosure_recording")
    return " ".join(flow.say(key) for key in keys)


def _takes(policy: Accept, digits: str) -> bool:
    if policy is Accept.ANY_KEY:
        return bool(digits) and digits != KEY_DECLINE
    return digits == KEY_TAKE


def _is_ours(attempt: Attempt, call_sid: str) -> bool:
    """A second call for the same attempt, placed by whatever accident, gets nowhere."""
    return attempt.call_sid in (None, call_sid)


def _name(flow: Flow, attempt: Attempt) -> str:
    agent: Agent | None = flow.agent(attempt)
    return agent.name if agent else ""
