"""People who ring the business: the agents are rung while they wait, or they are helped without that."""

from __future__ import annotations

import uuid
from datetime import UTC

import structlog

from bot.domain import retries
from bot.domain.attempt import LINE_LANE, Attempt, AttemptId, AttemptState, Outcome
from bot.domain.callback import Callback, Details, Status
from bot.domain.hours import is_open
from bot.domain.limits import text_back_rule
from bot.domain.phone import E164, may_be_called
from bot.domain.scripts import HangUp, Script, TurnAway
from bot.domain.telephony import Channel, InboundCall
from bot.domain.tenant import Inbound, Tenant
from bot.domain.timeline import Kind
from bot.services import endings, held, mailboxes, requests, voicemail
from bot.services.flow import Flow
from bot.services.office import Office
from bot.services.requests import Ask, RequestRefused
from bot.storage import MessageId, OutMessage, Task, Transaction

log = structlog.get_logger()


async def arrive(office: Office, call: InboundCall) -> Script:
    """What a call to one of our numbers does first. A repeated webhook gets the same answer."""
    tenant = office.tenants.by_number(call.to)
    if tenant is None:
        log.warning("call to an unknown number", action="unknown_number", call_sid=call.call_sid)
        return TurnAway()
    mode = _mode(tenant, call)
    if mode is Inbound.TEXT and await _text_instead(office, tenant, call.caller):
        return _say(office, tenant, "voice.text_comes")
    if mode is not Inbound.RING:
        texts = call.to in (tenant.sms_number, tenant.whatsapp_number)
        return _say(office, tenant, "voice.inbound_text" if texts else "voice.inbound")
    if any(agent.phone == call.caller for agent in tenant.agents):
        return _say(office, tenant, "voice.agent_rings")
    return await _ring(office, tenant, call)


def _mode(tenant: Tenant, call: InboundCall) -> Inbound:
    """Nobody can be rung where nobody is, and the number that only texts is no line."""
    nobody = not tenant.agents or tenant.phone_provider is None or call.to != tenant.voice_number
    mode = tenant.inbound.mode
    return Inbound.TELL if mode is Inbound.RING and nobody else mode


def _say(office: Office, tenant: Tenant, key: str) -> Script:
    facts = {"company": tenant.company, "zone": tenant.zone, "now": office.clock.now()}
    return HangUp(text=office.words.say(tenant.locale, key, facts), language=tenant.locale)


async def _ring(office: Office, tenant: Tenant, call: InboundCall) -> Script:
    """The callback, its line and the first step are one transaction: nobody is called who has hung up."""
    for _ in range(2):
        try:
            async with office.store.transaction(tenant.tenant_id) as tx:
                flow = await _flow_for(office, tx, tenant, call)
                script = await _let_in(flow, call)
        except RequestRefused as refusal:
            if refusal.existing is None:
                words = requests.explain(office, tenant, tenant.locale, refusal)
                return HangUp(text=words, language=tenant.locale)
        except _ToldTwice:
            pass
        else:
            await office.live.publish(str(flow.callback.callback_id))
            return script
    return _say(office, tenant, "voice.on_the_line")


class _ToldTwice(Exception):
    """The same call is being let in by another request at this moment."""


async def _flow_for(office: Office, tx: Transaction, tenant: Tenant, call: InboundCall) -> Flow:
    """The callback of this call, the one they wait for already, or a new one. Raises ``RequestRefused``."""
    known = await tx.attempts.of_call(call.call_sid)
    latest = await tx.callbacks.latest_for(call.caller) if call.caller else None
    waiting = latest.callback_id if latest and latest.status.live else None
    callback_id = known.callback_id if known else waiting
    callback = await tx.callbacks.lock(callback_id) if callback_id else None
    return Flow(office, tx, tenant, callback or await _new(office, tx, tenant, call))


async def _new(office: Office, tx: Transaction, tenant: Tenant, call: InboundCall) -> Callback:
    ask = Ask(
        tenant=tenant,
        phone=call.caller or E164(""),
        channel=Channel.VOICE,
        language=tenant.locale,
        details=Details(reply_to=call.caller or ""),
        visitor=call.caller or call.call_sid,
        consent_text="Rang the business.",
        evidence={"call": call.call_sid},
        on_the_line=True,
    )
    await requests.count_visit(office, ask)
    return await requests.create(office, tx, ask)


async def _let_in(flow: Flow, call: InboundCall) -> Script:
    line = await flow.line()
    if line and line.is_call(call.call_sid):
        return await held.wait(flow, line) if flow.callback.status.live else await _closed(flow, line)
    if flow.callback.status is Status.CALLING_CUSTOMER:
        return HangUp(text=flow.say("voice.ringing_you"), language=flow.callback.language)
    if line or flow.callback.status is Status.CONNECTED or not flow.callback.status.live:
        return HangUp(text=flow.say("voice.on_the_line"), language=flow.callback.language)
    if flow.callback.status is Status.SCHEDULED and not _is_open(flow):
        return HangUp(text=flow.say("voice.closed_scheduled"), language=flow.callback.language)
    line = await _open_line(flow, call)
    if flow.callback.status is Status.REQUESTED and not _is_open(flow):
        return await _closed(flow, line)
    return await held.wait(flow, line)


async def _open_line(flow: Flow, call: InboundCall) -> Attempt:
    """Their call becomes the callback's line, watched like every other call."""
    assert flow.tenant.phone_provider is not None  # noqa: S101  (nobody is let in without one)
    line = Attempt(
        tenant_id=flow.tenant.tenant_id,
        attempt_id=AttemptId(uuid.uuid4()),
        callback_id=flow.callback.callback_id,
        provider=flow.tenant.phone_provider,
        agent_id=None,
        state=AttemptState.ANSWERED,
        asked_at=flow.now,
        updated_at=flow.now,
        call_sid=call.call_sid,
        lane=LINE_LANE,
    )
    if not await flow.tx.attempts.add(line):
        raise _ToldTwice
    at = flow.now + flow.office.timing.grace
    await flow.tx.jobs.defer(Task.WATCH_ATTEMPT, line.attempt_id, at=at)
    return line


async def _closed(flow: Flow, line: Attempt) -> Script:
    """Outside the hours nobody is rung; what they say after the tone is passed on."""
    if flow.callback.status.live:
        await endings.pass_on(flow)
    if voicemail.wanted(flow):
        return await voicemail.offer(flow, line)
    return HangUp(text=flow.say("voice.closed"), language=flow.callback.language)


def _is_open(flow: Flow) -> bool:
    return is_open(flow.tenant.hours, flow.tenant.zone, flow.now)


async def tell_caller(flow: Flow) -> None:
    """Who rang and was not helped, or not reached when called back, gets one text with the ways to go on.

    Who chose to be called back was promised a call; the others are texted where the business wants that, and
    nobody is texted twice about the same call.
    """
    callback, tenant = flow.callback, flow.tenant
    if tenant.sms_number is None or not callback.phone or await flow.tx.people.opted_out(callback.phone):
        return
    if mailboxes.told(flow):
        return
    attempts = await flow.tx.attempts.of(callback.callback_id)
    promised = any(attempt.outcome is Outcome.CALLBACK_CHOSEN for attempt in attempts)
    if promised or (tenant.inbound.text_back and await _may_text(flow.office, tenant, callback.phone)):
        purpose = "again" if retries.planned(callback) else "ending"
        due = callback.scheduled_for.astimezone(UTC).isoformat()
        if await flow.text(Channel.SMS, f"{purpose}:{due}", callback.phone, _what_follows(flow)):
            await flow.note(Kind.CUSTOMER_TOLD, purpose=purpose)


def _what_follows(flow: Flow) -> str:
    if retries.planned(flow.callback):
        return flow.say("text_again", page=flow.page())
    unreached = flow.callback.status is Status.NO_ANSWER
    return flow.say("text_unreached" if unreached else "text_back", chat=flow.tenant.chat_link)


async def _text_instead(office: Office, tenant: Tenant, caller: E164 | None) -> bool:
    """One text a day with the ways to go on; who answers it asks for a call. Whether the caller has one."""
    if caller is None or tenant.sms_number is None:
        return False
    async with office.store.transaction(tenant.tenant_id) as tx:
        if await tx.people.opted_out(caller):
            return False
        if await _may_text(office, tenant, caller):
            await tx.messages.add(_text(office, tenant, caller), office.clock.now())
    return True


async def _may_text(office: Office, tenant: Tenant, caller: E164) -> bool:
    """Counted before anything is sent: who rings a hundred times is texted once a day.

    A caller shows whatever number they like: one that may not be called is not texted either.
    """
    if not may_be_called(caller, tenant.limits.countries):
        return False
    key = office.pseudonyms.hash(caller, tenant=tenant.tenant_id).hex()
    verdict = await office.limiter.reserve(tenant.tenant_id, [text_back_rule(key)], office.clock.now())
    return verdict.allowed


def _text(office: Office, tenant: Tenant, caller: E164) -> OutMessage:
    facts = {"company": tenant.company, "chat": tenant.chat_link, "zone": tenant.zone}
    return OutMessage(
        message_id=MessageId(uuid.uuid4()),
        callback_id=None,
        purpose="text_back",
        channel=Channel.SMS,
        to=caller,
        body=office.words.say(tenant.locale, "text_back", facts),
    )
