"""Customers on the line: they rang the business, or were rung first, and wait while the agents are rung.

The line is an attempt of its own, in ``LINE_LANE``. Agents are rung by the same routing as for any callback;
the one difference is that who accepts is connected with the line instead of ringing the customer.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from bot.domain.attempt import CUSTOMER_LEG_OUTCOMES, Attempt, AttemptState, Ids, Outcome
from bot.domain.callback import ConsentId, Move, Status
from bot.domain.consent import Act, Consent
from bot.domain.phone import may_be_called
from bot.domain.scripts import AskToAccept, HangUp, Hold, HoldTurn, LeaveLine, Script
from bot.domain.telephony import Answered, Channel, KeyPress, Left, LeftLine, LegProgress, LegStatus
from bot.domain.tenant import Proof
from bot.domain.timeline import Kind
from bot.services import bridging, endings, voicemail
from bot.services.flow import Flow, locked
from bot.services.office import Office
from bot.storage import Task

KEY_CALLBACK = "1"


async def picked_up(office: Office, ids: Ids, news: Answered) -> Script:
    """The customer was rung first and picked up: who calls, the disclosure, the way to say never again."""
    async with locked(office, ids[0], ids[1]) as flow:
        line = await flow.attempt(ids[2]) if flow else None
        if flow is None or line is None or not line.live or not line.is_call(news.call_sid):
            return HangUp()
        if line.holds:
            return _hold(flow, line)
        if not flow.callback.status.live:
            return HangUp(text=flow.say("voice.called_off"), language=flow.callback.language)
        line = await _answered(flow, line, news.call_sid)
        proof = flow.tenant.customers.proof
        if proof is Proof.AMD and news.machine:
            return await bridging.mailbox(flow, line)
        asked = proof is Proof.PRESS_1
        return AskToAccept(
            text=bridging.greeting(flow, *(["voice.press_to_talk"] if asked else [])),
            language=flow.callback.language,
            action_url=office.urls.call(*ids, "line-key"),
            wait_seconds=5 if asked else 1,
            times=2 if asked else 1,
        )


async def greeted(office: Office, ids: Ids, key: KeyPress) -> Script:
    """The customer heard who calls and pressed a key, or none: they wait, and the agents are rung."""
    async with locked(office, ids[0], ids[1]) as flow:
        line = await flow.attempt(ids[2]) if flow else None
        if flow is None or line is None or not line.is_call(key.call_sid):
            return HangUp()
        if key.digits == bridging.KEY_NEVER_AGAIN:
            return await bridging.never_again(flow, line)
        if not line.live or not flow.callback.status.live:
            return HangUp()
        proven = flow.tenant.customers.proof is not Proof.PRESS_1 or key.digits == bridging.KEY_TALK
        if not proven and not line.holds:
            return await bridging.mailbox(flow, line)
        line = await _answered(flow, line, key.call_sid)
        return await wait(flow, line)


async def wait(flow: Flow, line: Attempt) -> Script:
    """From now on the customer waits and the agents are rung for them. Safe to repeat."""
    if not line.holds:
        line = line.advanced(AttemptState.ACCEPTED)
        await flow.save_attempt(line)
        await flow.move(Move.HOLD, scheduled_for=min(flow.callback.scheduled_for, flow.now))
        await flow.note(Kind.CUSTOMER_WAITS)
        await flow.tx.jobs.defer(Task.DIAL, flow.callback.callback_id)
    return _hold(flow, line)


async def turn(office: Office, ids: Ids) -> Script:
    """What the customer hears while they wait; asked again and again, so nobody waits for ever."""
    async with locked(office, ids[0], ids[1]) as flow:
        line = await flow.attempt(ids[2]) if flow else None
        if flow is None or line is None or not line.holds or not flow.callback.status.live:
            return LeaveLine()
        if _waited_enough(flow, line) and not await flow.ringing():
            await endings.miss(flow, "time_is_up")
            return LeaveLine()
        key = "voice.hold_or_callback" if await _may_choose(flow) else "voice.hold"
        return HoldTurn(
            text=flow.say(key),
            language=flow.callback.language,
            action_url=office.urls.call(*ids, "hold-key"),
        )


async def hold_key(office: Office, ids: Ids, key: KeyPress) -> Script:
    """1: hang up and be called back; the place in the queue and the time of the request stay."""
    async with locked(office, ids[0], ids[1]) as flow:
        line = await flow.attempt(ids[2]) if flow else None
        if flow is None or line is None or not line.is_call(key.call_sid):
            return LeaveLine()
        # Whom an agent is being connected with at this moment waits no more.
        waits = line.live and line.state is AttemptState.ACCEPTED
        if key.digits != KEY_CALLBACK or not waits or not await _may_choose(flow):
            return await _next_turn(flow, line)
        await _agree(flow, key)
        await flow.save_attempt(line.ended(Outcome.CALLBACK_CHOSEN))
        await flow.note(Kind.CALLBACK_CHOSEN, actor="customer")
        return LeaveLine()


async def left(office: Office, ids: Ids, news: LeftLine) -> Script:
    """The customer waits no more."""
    async with locked(office, ids[0], ids[1]) as flow:
        line = await flow.attempt(ids[2]) if flow else None
        if flow is None or line is None or not line.is_call(news.call_sid):
            return HangUp()
        if news.why is Left.HUNG_UP:
            await _hung_up(flow, line)
            return HangUp()
        if news.why is Left.REDIRECTED:
            return HangUp()  # by us: what they hear is asked where they were led to
        if news.why is Left.BRIDGED:
            await flow.save_attempt(line.ended(Outcome.COMPLETED))
            return HangUp()
        return await _released(flow, line)


async def released(office: Office, ids: Ids) -> Script:
    """The customer was taken out of the line: the callback ended while they waited."""
    async with locked(office, ids[0], ids[1]) as flow:
        line = await flow.attempt(ids[2]) if flow else None
        return await _released(flow, line) if flow and line else HangUp()


async def line_leg(office: Office, ids: Ids, news: LegProgress) -> None:
    """Status of the customer's line, as the provider tells it or is asked for it."""
    async with locked(office, ids[0], ids[1]) as flow:
        line = await flow.attempt(ids[2]) if flow else None
        if flow is None or line is None or not line.live or not line.is_call(news.call_sid):
            return
        if news.status.final:
            await _line_over(flow, line, news.status)
        elif news.status is LegStatus.IN_PROGRESS:
            await _answered(flow, line, news.call_sid)
        else:
            ringing = news.status is LegStatus.RINGING and not line.reached(AttemptState.RINGING)
            state = AttemptState.RINGING if ringing else AttemptState.PLACED
            await flow.save_attempt(line.advanced(state, call_sid=news.call_sid))
            await flow.shown(line)
            if ringing:
                await flow.note(Kind.CUSTOMER_RINGING, actor="provider")


def _hold(flow: Flow, line: Attempt) -> Script:
    return Hold(
        line=str(flow.callback.callback_id),
        turn_url=flow.office.urls.call(*line.ids, "hold-turn"),
        left_url=flow.office.urls.call(*line.ids, "left"),
    )


async def _next_turn(flow: Flow, line: Attempt) -> Script:
    """Another key is no reason to say anything anew: silence until the next turn."""
    if not line.holds:
        return LeaveLine()
    return HoldTurn(
        text="",
        language=flow.callback.language,
        action_url=flow.office.urls.call(*line.ids, "hold-key"),
    )


async def _released(flow: Flow, line: Attempt) -> Script:
    """What is said to who does not wait any more, by how the callback stands."""
    language = flow.callback.language
    if line.outcome is Outcome.CALLBACK_CHOSEN:
        return HangUp(text=flow.say("voice.place_kept"), language=language)
    if not line.live:
        return HangUp()
    if flow.callback.status is Status.MISSED and line.state is AttemptState.ACCEPTED:
        if voicemail.wanted(flow):
            return await voicemail.offer(flow, line)
        return HangUp(text=flow.say("voice.nobody_free"), language=language)
    if flow.callback.status in (Status.CANCELLED, Status.BLOCKED):
        return HangUp(text=flow.say("voice.called_off"), language=language)
    return HangUp(text=flow.say("voice.nobody_free"), language=language)


async def _line_over(flow: Flow, line: Attempt, status: LegStatus) -> None:
    if line.holds and line.state is AttemptState.ACCEPTED:
        await _hung_up(flow, line)
    elif line.outcome or line.reached(AttemptState.BRIDGED):
        await flow.save_attempt(line.ended(line.outcome or Outcome.COMPLETED))
        if line.outcome and flow.callback.allows(Move.CUSTOMER_UNREACHED):
            await endings.unreached(flow, line.outcome.value)
    else:
        outcome = CUSTOMER_LEG_OUTCOMES.get(status, Outcome.CUSTOMER_NO_ANSWER)
        await flow.save_attempt(line.ended(outcome))
        await voicemail.hung_up(flow, line)
        if flow.callback.allows(Move.CUSTOMER_UNREACHED):
            await endings.unreached(flow, outcome.value)


async def _hung_up(flow: Flow, line: Attempt) -> None:
    """They waited, and wait no more. Once an agent was there, the agent's leg tells whether they talked."""
    if not line.live:
        return
    talked = line.reached(AttemptState.BRIDGED)
    await flow.save_attempt(line.ended(Outcome.COMPLETED if talked else Outcome.CUSTOMER_LEFT))
    await voicemail.hung_up(flow, line)
    if not talked and flow.callback.allows(Move.CUSTOMER_LEFT):
        await endings.caller_left(flow)


async def _answered(flow: Flow, line: Attempt, call_sid: str) -> Attempt:
    advanced = line.advanced(AttemptState.ANSWERED, call_sid=call_sid)
    if advanced != line:
        await flow.save_attempt(advanced)
        await flow.shown(line)
        if not line.reached(AttemptState.ANSWERED):
            await flow.note(Kind.CUSTOMER_ANSWERED, actor="customer")
    return advanced


async def _may_choose(flow: Flow) -> bool:
    """Whether the caller can be called back: a number that may be, and no word against it."""
    tenant, phone = flow.tenant, flow.callback.phone
    if not tenant.inbound.callback_key or not may_be_called(phone, tenant.limits.countries):
        return False
    return not await flow.tx.people.opted_out(flow.callback.phone)


def _waited_enough(flow: Flow, line: Attempt) -> bool:
    return flow.now - line.asked_at >= timedelta(seconds=flow.tenant.inbound.wait_seconds)


async def _agree(flow: Flow, key: KeyPress) -> None:
    """The key is the consent to be called: recorded with the very words that were heard."""
    consent = Consent(
        tenant_id=flow.tenant.tenant_id,
        consent_id=ConsentId(uuid.uuid4()),
        person=flow.callback.phone,
        act=Act.GIVEN,
        purpose="call",
        channel=Channel.VOICE,
        language=flow.callback.language,
        text=flow.say("voice.hold_or_callback"),
        evidence={"call": key.call_sid, "key": key.digits},
        at=flow.now,
    )
    await flow.tx.people.record(consent)
    await flow.agreed(consent.consent_id)
