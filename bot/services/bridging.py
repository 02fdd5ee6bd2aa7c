"""The agent has taken the call: the customer is rung and greeted, or fetched from the line, and they talk."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.attempt import CUSTOMER_LEG_OUTCOMES, Attempt, AttemptState, Ids, Outcome
from bot.domain.callback import Move
from bot.domain.scripts import AskToAccept, BridgeTo, GoOn, Greet, HangUp, JoinLine, Script
from bot.domain.telephony import Answered, Channel, DialOutcome, KeyPress, LegProgress, LegStatus
from bot.domain.tenant import Mailbox, Proof
from bot.domain.timeline import Kind
from bot.services import endings, outcomes
from bot.services.flow import Flow, locked
from bot.services.office import Office
from bot.storage import Task

KEY_NEVER_AGAIN = "3"
KEY_TALK = "1"

#: The customer's line and the agent's leg meet within this time, or never.
JOINING = timedelta(seconds=15)

#: What the agent hears when they were not connected.
UNCONNECTED = {
    Outcome.CUSTOMER_MACHINE: "voice.customer_mailbox",
    Outcome.CUSTOMER_HUNG_UP: "voice.customer_hung_up",
    Outcome.CUSTOMER_LEFT: "voice.customer_hung_up",
    Outcome.CUSTOMER_OPTED_OUT: "voice.customer_opted_out",
}


async def begin(flow: Flow, attempt: Attempt) -> Script:
    """The agent has just accepted."""
    name, line = flow.agent_name(attempt), await flow.line()
    if line and line.holds:
        await flow.move(Move.JOIN)
        await flow.save_attempt(attempt.advanced(AttemptState.BRIDGED))
        await flow.save_attempt(line.advanced(AttemptState.BRIDGED))
        await flow.note(Kind.JOINED, actor="agent", agent=name)
    elif await flow.tx.people.opted_out(flow.callback.phone):
        # Said while the agent was rung, in whatever way that did not reach this call.
        await flow.save_attempt(attempt.judged(Outcome.CUSTOMER_OPTED_OUT))
        await endings.block(flow, "opted_out")
        return HangUp(text=flow.say_to_business("voice.customer_opted_out"), language=flow.tenant.locale)
    else:
        await flow.move(Move.AGENT_ACCEPTED)
        await flow.note(Kind.AGENT_ACCEPTED, actor="agent", agent=name)
        await flow.tell_customer(f"calling_you:{attempt.attempt_id}", "calling_you", agent=name)
    return await connect(flow, attempt)


async def connect(flow: Flow, attempt: Attempt) -> Script:
    """What the leg of an agent who has accepted does."""
    ids = attempt.ids
    line, urls, caller_id = await flow.line(), flow.office.urls, flow.tenant.voice_number
    if line and line.holds:
        return JoinLine(
            line=str(flow.callback.callback_id),
            max_seconds=flow.tenant.limits.max_call_seconds,
            action_url=urls.call(*ids, "bridged"),
        )
    assert caller_id is not None  # noqa: S101  (the agent was called from it)
    return BridgeTo(
        customer=flow.callback.phone,
        caller_id=caller_id,
        ring_seconds=flow.tenant.customers.ring_seconds,
        max_seconds=flow.tenant.limits.max_call_seconds,
        action_url=urls.call(*ids, "bridged"),
        screen_url=urls.call(*ids, "screen"),
        status_url=urls.call(*ids, "customer-leg"),
        text=flow.say_to_business("voice.connecting"),
        language=flow.tenant.locale,
        detect_machine=flow.tenant.customers.proof is Proof.AMD,
        to_the_beep=flow.tenant.customers.mailbox is Mailbox.MESSAGE,
    )


async def screen(office: Office, ids: Ids, news: Answered) -> Script:
    """The customer picked up: who calls comes first, then the disclosure, then the way to say never again."""
    async with locked(office, ids[0], ids[1]) as flow:
        attempt = await flow.attempt(ids[2]) if flow else None
        if flow is None or attempt is None or not attempt.live:
            return HangUp()
        proof, action_url = flow.tenant.customers.proof, office.urls.call(*ids, "screened")
        if proof is Proof.AMD and news.machine:
            return await mailbox(flow, attempt)
        if proof is Proof.PRESS_1:
            text = greeting(flow, "voice.press_to_talk")
            return AskToAccept(text=text, language=flow.callback.language, action_url=action_url)
        await _picked_up(flow, attempt)
        return Greet(text=greeting(flow), language=flow.callback.language, action_url=action_url)


async def screened(office: Office, ids: Ids, key: KeyPress) -> Script:
    """The customer pressed a key before the bridge, or none where one was asked for."""
    async with locked(office, ids[0], ids[1]) as flow:
        attempt = await flow.attempt(ids[2]) if flow else None
        if flow is None or attempt is None:
            return HangUp()
        if key.digits == KEY_NEVER_AGAIN:
            return await never_again(flow, attempt)
        if not attempt.live:
            return HangUp()
        if flow.tenant.customers.proof is Proof.PRESS_1 and key.digits != KEY_TALK:
            return await mailbox(flow, attempt)
        await _picked_up(flow, attempt)
        return GoOn()


async def customer_leg(office: Office, ids: Ids, news: LegProgress) -> None:
    """Status of the customer's leg."""
    async with locked(office, ids[0], ids[1]) as flow:
        attempt = await flow.attempt(ids[2]) if flow else None
        if flow is None or attempt is None or not attempt.live or attempt.outcome:
            return
        if news.status is LegStatus.RINGING and not attempt.reached(AttemptState.BRIDGED):
            await flow.note(Kind.CUSTOMER_RINGING, actor="provider")
        if news.status is LegStatus.IN_PROGRESS and flow.tenant.customers.proof is Proof.NONE:
            await _picked_up(flow, attempt)


async def dial_ended(office: Office, ids: Ids, news: DialOutcome) -> Script:
    """The bridge is over, or never came to be; what the agent hears at the end."""
    async with locked(office, ids[0], ids[1]) as flow:
        attempt = await flow.attempt(ids[2]) if flow else None
        if flow is None or attempt is None:
            return HangUp()
        language = flow.tenant.locale
        if news.bridged:
            if not await _talk_over(flow, attempt, news.duration_seconds):
                return HangUp()
            return AskToAccept(
                text=flow.say_to_business("voice.how_did_it_go"),
                language=language,
                action_url=office.urls.call(*ids, "outcome"),
                times=1,
            )
        if attempt.live and await _still_waits(flow, attempt):
            return await connect(flow, attempt)
        outcome = attempt.outcome or await _why_not(flow, attempt, news)
        if attempt.live:
            await flow.save_attempt(attempt.judged(outcome))
            await close(flow, attempt.judged(outcome))
        said = UNCONNECTED.get(outcome, "voice.customer_unreached")
        return HangUp(text=flow.say_to_business(said), language=language)


def greeting(flow: Flow, *more: str) -> str:
    """Who calls, then the disclosure if anything is recorded, then what is asked, then the way out."""
    disclosure = ["voice.disclosure_recording"] if flow.tenant.consent.recording else []
    keys = ["voice.customer_greeting", *disclosure, *more, "voice.never_again"]
    return " ".join(flow.say(key) for key in keys)


async def never_again(flow: Flow, attempt: Attempt) -> Script:
    """The customer wants no calls any more: that holds from this moment on, in every channel."""
    await flow.tx.people.opt_out(flow.callback.phone, Channel.VOICE, flow.now)
    if attempt.live:
        await flow.save_attempt(attempt.judged(Outcome.CUSTOMER_OPTED_OUT))
    if flow.callback.allows(Move.BLOCK):
        await endings.block(flow, "opted_out")
    return HangUp(text=flow.say("voice.opted_out"), language=flow.callback.language)


async def talked(flow: Flow, attempt: Attempt, seconds: int) -> None:
    """They talked, and the agent's leg is over."""
    await flow.save_attempt(attempt.ended(Outcome.COMPLETED, duration_seconds=seconds))
    await close(flow, attempt.judged(Outcome.COMPLETED, duration_seconds=seconds))


async def broken_off(flow: Flow, attempt: Attempt) -> None:
    """The agent's leg ended before the two were connected.

    Nobody says the customer was not reached whose phone did not ring: should the agent have hung up, or our
    answer to the key been lost, before it could, the next one is rung. In doubt the provider is asked.
    """
    story = await flow.tx.timeline.of(flow.callback.callback_id)
    if any(entry.kind is Kind.CUSTOMER_RINGING and entry.at >= attempt.asked_at for entry in story):
        await not_reached(flow, attempt, Outcome.CUSTOMER_NO_ANSWER)
    else:
        await flow.tx.jobs.defer(Task.WATCH_ATTEMPT, attempt.attempt_id)


async def judge_broken_off(office: Office, ids: Ids, *, rang: bool) -> None:
    """The same once the provider has said whether the customer's phone rang."""
    async with locked(office, ids[0], ids[1]) as flow:
        attempt = await flow.attempt(ids[2]) if flow else None
        if flow is None or attempt is None or not attempt.live:
            return
        if attempt.outcome or attempt.state is not AttemptState.ACCEPTED:
            # News came in while the provider was asked: look again with it.
            await flow.tx.jobs.defer(Task.WATCH_ATTEMPT, attempt.attempt_id)
            return
        if rang:
            await not_reached(flow, attempt, Outcome.CUSTOMER_NO_ANSWER)
            return
        await flow.save_attempt(attempt.ended(Outcome.FAILED))
        if flow.callback.allows(Move.POSTPONE):
            await flow.move(Move.POSTPONE, reason="broken_off")
            await flow.note(Kind.AGENT_LOST, agent=flow.agent_name(attempt), why="broken_off")
            await flow.tx.jobs.defer(Task.DIAL, flow.callback.callback_id)


async def not_reached(flow: Flow, attempt: Attempt, outcome: Outcome) -> None:
    """The agent was there, and the customer was not."""
    await flow.save_attempt(attempt.ended(outcome))
    await close(flow, attempt.judged(outcome))


async def close(flow: Flow, attempt: Attempt) -> None:
    """End the callback as the attempt has ended, unless it is over already."""
    if attempt.outcome is Outcome.COMPLETED:
        if flow.callback.allows(Move.ENDED):
            await endings.complete(flow, attempt.duration_seconds or 0)
    elif attempt.outcome is Outcome.CUSTOMER_LEFT:
        if flow.callback.allows(Move.CUSTOMER_LEFT):
            await endings.caller_left(flow)
    elif attempt.outcome and flow.callback.allows(Move.CUSTOMER_UNREACHED):
        await endings.unreached(flow, attempt.outcome.value)


async def _talk_over(flow: Flow, attempt: Attempt, seconds: int) -> bool:
    """Whether the agent, who still holds the phone, is to be asked how it went."""
    if not attempt.live:
        return False
    if attempt.outcome is Outcome.COMPLETED:
        return flow.tenant.routing.ask_outcome  # told again: the same answer
    asked = await outcomes.ask(flow, attempt)
    await flow.save_attempt(attempt.judged(Outcome.COMPLETED, duration_seconds=seconds))
    await close(flow, attempt.judged(Outcome.COMPLETED, duration_seconds=seconds))
    return asked


async def _still_waits(flow: Flow, attempt: Attempt) -> bool:
    """Whether the customer is on the line after all, and was only being led there: ask again, for a while."""
    line = await flow.line()
    return bool(line and line.holds and flow.now - attempt.updated_at < JOINING)


async def _why_not(flow: Flow, attempt: Attempt, news: DialOutcome) -> Outcome:
    """Why the two were not bridged: whoever waited on the line for this agent can only have hung up."""
    waited = any(
        each.is_line
        and each.outcome is not Outcome.CALLBACK_CHOSEN
        and (each.live or each.updated_at >= attempt.asked_at)
        for each in await flow.tx.attempts.of(flow.callback.callback_id)
    )
    if waited and flow.callback.allows(Move.CUSTOMER_LEFT):
        return Outcome.CUSTOMER_LEFT
    return CUSTOMER_LEG_OUTCOMES.get(news.status, Outcome.CUSTOMER_NO_ANSWER)


async def mailbox(flow: Flow, attempt: Attempt) -> Script:
    """A machine has the call, or nobody: hang up, or say who called. The agent hears it at the end."""
    await flow.save_attempt(attempt.judged(Outcome.CUSTOMER_MACHINE))
    says = flow.tenant.customers.mailbox is Mailbox.MESSAGE
    text = flow.say("voice.mailbox_message") if says else ""
    return HangUp(text=text, language=flow.callback.language)


async def _picked_up(flow: Flow, attempt: Attempt) -> None:
    if attempt.outcome or attempt.reached(AttemptState.BRIDGED):
        return
    await flow.save_attempt(attempt.advanced(AttemptState.BRIDGED))
    if flow.callback.allows(Move.CUSTOMER_ANSWERED):
        await flow.move(Move.CUSTOMER_ANSWERED)
        await flow.note(Kind.CUSTOMER_ANSWERED, actor="customer")
