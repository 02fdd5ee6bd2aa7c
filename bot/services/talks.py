"""Conversations: a message comes in, the talk decides, everything it asks for happens in one transaction."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog

from bot.domain import retries
from bot.domain.callback import Callback, CallbackId, Details, Move, Status
from bot.domain.conversation import (
    AlertHuman,
    CancelCallback,
    Conversation,
    Effect,
    Facts,
    Heard,
    OptIn,
    OptOut,
    RequestCallback,
    RescheduleCallback,
    Say,
    after_call,
    decide,
)
from bot.domain.conversation.words import status_text
from bot.domain.phone import E164, may_be_called
from bot.domain.telephony import Channel, InboundMessage
from bot.domain.tenant import Agent, Tenant, TenantId
from bot.domain.understanding import understand
from bot.domain.understanding.reading import Context, Intent
from bot.services import desk, endings, inbound, requests
from bot.services.flow import Flow
from bot.services.office import Office
from bot.services.requests import Ask, RequestRefused
from bot.storage import Hearing, MessageId, OutMessage, Transaction

log = structlog.get_logger()

#: More than a person types in a minute; a loop of two bots ends here.
MESSAGES_A_MINUTE = 20
#: A request that ended is still what the customer speaks of, for so long.
RECENT_SECONDS = 24 * 3600
#: The call did not come about, and the customer may choose another time.
ENDED = frozenset({Status.MISSED, Status.NO_ANSWER})


@dataclass(slots=True)
class _Turn:
    """One message being answered."""

    office: Office
    tx: Transaction
    tenant: Tenant
    message: InboundMessage
    state: Conversation
    facts: Facts
    answers: list[str] = field(default_factory=list)
    #: Callbacks whose watchers are told after the commit.
    changed: set[CallbackId] = field(default_factory=set)


async def hear(office: Office, message: InboundMessage) -> Sequence[str]:
    """Answer a message. A repeated delivery gets the same answer and changes nothing."""
    tenant = office.tenants.by_number(message.to)
    if tenant is None:
        log.warning("message for an unknown number", action="unknown_number", event_id=message.event_id)
        return ()
    async with office.store.transaction(tenant.tenant_id) as tx:
        hearing = await tx.conversations.hear(message, office.clock.now())
        if not hearing.fresh:
            return hearing.answer
        if hearing.recent > MESSAGES_A_MINUTE and not _says_stop(tenant, message, office.clock.now()):
            log.warning("sender over the message limit", action="sender_limited", tenant=tenant.tenant_id)
            return ()
        turn = await _turn(office, tx, tenant, message, hearing)
        person = _person_of_business(turn)
        await (_visit_desk(turn, person) if person else _take(turn))
        if message.answered_by_provider:
            turn.answers.clear()  # its opt-out service has confirmed already; twice would be once too often
        await tx.conversations.remember(message, json.dumps(turn.state.to_json()), turn.answers)
    for callback_id in turn.changed:
        await office.live.publish(str(callback_id))
    return turn.answers


async def tell_ending(office: Office, tenant_id: TenantId, callback_id: CallbackId) -> None:
    """Tell a customer who wrote to us that the call did not come about, and offer what can be done now.

    Once for each time it was due, and once for each time at which we try again by ourselves.
    """
    tenant = office.tenants.by_id(tenant_id)
    if tenant is None:
        return
    async with office.store.transaction(tenant_id) as tx:
        callback = await tx.callbacks.read(callback_id)
        if callback is None or not (callback.status in ENDED or retries.planned(callback)):
            return
        if callback.channel is Channel.VOICE:
            await inbound.tell_caller(Flow(office, tx, tenant, callback))
        channel, person = callback.channel, callback.details.reply_to
        stored = await tx.conversations.recall(channel, person) if person else None
        if stored is None:
            return
        facts = Facts(now=office.clock.now(), tenant=tenant, channel=channel, active=callback)
        step = after_call(Conversation.from_json(json.loads(stored)), facts)
        await tx.conversations.keep(channel, person, json.dumps(step.state.to_json()))
        flow = Flow(office, tx, tenant, callback)
        said = [office.words.message(effect) for effect in step.effects if isinstance(effect, Say)]
        # The time tells one round from the next: a call that was moved may be missed again.
        purpose = "ending" if callback.status in ENDED else "again"
        due = callback.scheduled_for.astimezone(UTC).isoformat()
        await flow.send_to_customer(f"{purpose}:{due}", "\n".join(said))
    await office.live.publish(str(callback_id))


async def _turn(
    office: Office, tx: Transaction, tenant: Tenant, message: InboundMessage, hearing: Hearing
) -> _Turn:
    state, now = _state(hearing, tenant), office.clock.now()
    latest = hearing.latest
    if state.phone and state.phone != message.sender:
        latest = await tx.callbacks.latest_for(state.phone)
    return _Turn(
        office=office,
        tx=tx,
        tenant=tenant,
        message=message,
        state=state,
        facts=Facts(
            now=now,
            tenant=tenant,
            channel=message.channel,
            sender=_proposed(tenant, message),
            opted_out=hearing.opted_out,
            active=_active(latest, now),
        ),
    )


def _proposed(tenant: Tenant, message: InboundMessage) -> E164 | None:
    """The number they write from, if we may call it; else they are asked for another."""
    sender = message.sender
    return sender if sender and may_be_called(sender, tenant.limits.countries) else None


def _person_of_business(turn: _Turn) -> Agent | None:
    """Who writes for the desk. A person who said STOP is left in peace like everybody else."""
    message, person = turn.message, turn.tenant.person_with(turn.message.sender)
    if person is None or turn.facts.opted_out or message.answered_by_provider:
        return None
    return person if desk.is_for_desk(turn.tenant, message.text, turn.facts.now) else None


async def _visit_desk(turn: _Turn, person: Agent) -> None:
    visit = desk.Visit(office=turn.office, tx=turn.tx, tenant=turn.tenant, person=person, now=turn.facts.now)
    reply = await desk.answer(visit, turn.message.text)
    turn.answers.append(reply.text)
    if reply.changed:
        turn.changed.add(reply.changed)


def _state(hearing: Hearing, tenant: Tenant) -> Conversation:
    if hearing.state is None:
        return Conversation(language=tenant.locale)
    return Conversation.from_json(json.loads(hearing.state))


def _active(latest: Callback | None, now: datetime) -> Callback | None:
    """The callback the customer may mean: the live one, or the one that was missed not long ago."""
    if latest is None or latest.status.live:
        return latest
    recent = (now - latest.scheduled_for).total_seconds() < RECENT_SECONDS
    return latest if latest.status in ENDED and recent else None


def _says_stop(tenant: Tenant, message: InboundMessage, now: datetime) -> bool:
    """A no is heard however much somebody writes."""
    text, zone = message.button or message.text, tenant.zone
    if not text.strip():
        return False
    reading = understand(
        text, context=Context.IDLE, now=now, zone=zone, language="auto", region=tenant.region
    )
    return reading.intent is Intent.STOP


async def _take(turn: _Turn) -> None:
    message, state, tenant, now = turn.message, turn.state, turn.tenant, turn.facts.now
    text = message.button or message.text
    reading = None
    if text.strip():
        reading = understand(
            text,
            context=state.asked,
            now=now,
            zone=tenant.zone,
            language=state.language if state.last_heard_at else "auto",
            region=tenant.region,
            countries=tenant.limits.countries,
        )
    step = decide(state, Heard(at=now, reading=reading, media=message.media), turn.facts)
    turn.state = step.state
    try:
        for effect in step.effects:
            await _carry_out(turn, effect)
    except _Overtaken as overtaken:
        turn.answers.append(overtaken.answer)


class _Overtaken(Exception):
    """Between the decision and the lock the callback has moved on: what was decided is not done, nor said."""

    def __init__(self, answer: str) -> None:
        super().__init__(self.__doc__)
        #: How it stands instead.
        self.answer = answer


async def _carry_out(turn: _Turn, effect: Effect) -> None:
    match effect:
        case Say():
            turn.answers.append(turn.office.words.message(effect))
        case RequestCallback():
            await _request(turn, effect)
        case CancelCallback(callback_id=callback_id):
            await _cancel(turn, callback_id)
        case RescheduleCallback():
            await _reschedule(turn, effect)
        case OptOut():
            await _opt_out(turn)
        case OptIn():
            await turn.tx.people.opt_in(_person(turn.message))
        case AlertHuman():
            await _alert_human(turn)
        case _:
            log.info("sent to the emergency services", action="emergency", tenant=turn.tenant.tenant_id)


async def _request(turn: _Turn, effect: RequestCallback) -> None:
    office, message = turn.office, turn.message
    ask = Ask(
        tenant=turn.tenant,
        phone=effect.phone,
        channel=message.channel,
        language=effect.language,
        when=None if effect.when == "now" else effect.when,
        details=Details(
            name=effect.name or message.profile_name, topic=effect.topic, reply_to=_person(message)
        ),
        visitor=_person(message),
        consent_text=office.words.message(effect.wording),
        evidence={"message_id": message.event_id},
    )
    try:
        await requests.count_visit(office, ask)
        callback = await requests.create(office, turn.tx, ask)
    except RequestRefused as refusal:
        turn.answers.append(requests.explain(office, turn.tenant, effect.language, refusal))
        return
    turn.changed.add(callback.callback_id)
    turn.answers.append(office.words.message(effect.confirmation))


async def _cancel(turn: _Turn, callback_id: CallbackId) -> None:
    callback = await turn.tx.callbacks.lock(callback_id)
    if callback is None:
        return
    flow = Flow(turn.office, turn.tx, turn.tenant, callback)
    if callback.allows(Move.CANCEL):
        await endings.cancel(flow, "customer")
        turn.changed.add(callback_id)
    elif callback.status.live:
        raise _Overtaken(flow.say(status_text(callback)))


async def _reschedule(turn: _Turn, effect: RescheduleCallback) -> None:
    callback = await turn.tx.callbacks.lock(effect.callback_id)
    if callback is None:
        return
    flow = Flow(turn.office, turn.tx, turn.tenant, callback)
    when = turn.facts.now if effect.when == "now" else effect.when
    if not await requests.move_to(flow, when):
        raise _Overtaken(flow.say("limit_live" if callback.status in ENDED else status_text(callback)))
    turn.changed.add(effect.callback_id)


async def _opt_out(turn: _Turn) -> None:
    """The no holds for the person's own number, and calls off what they asked for on another one."""
    person, tx = _person(turn.message), turn.tx
    concerned = (await tx.callbacks.latest_for(person), turn.facts.active)
    # The callback first, as everywhere: a no that comes by phone at the same moment waits in this order.
    locked = [await tx.callbacks.lock(callback.callback_id) for callback in concerned if callback]
    await tx.people.opt_out(person, turn.message.channel, turn.facts.now)
    for callback in {each.callback_id: each for each in locked if each}.values():
        if callback.allows(Move.BLOCK):
            await endings.block(Flow(turn.office, tx, turn.tenant, callback), "opted_out")
            turn.changed.add(callback.callback_id)


async def _alert_human(turn: _Turn) -> None:
    """Tell the business that a customer wants a person, and how to reach them."""
    message, tenant = turn.message, turn.tenant
    facts: dict[str, object] = {
        "region": tenant.region,
        "zone": tenant.zone,
        "now": turn.facts.now,
        "name": turn.state.name or message.profile_name,
        "phone": message.sender,
        "topic": turn.state.topic or "",
        "channel": message.channel.value,
        "requested_at": turn.facts.now,
    }
    body = turn.office.words.say(tenant.locale, "alert.person", facts)
    for number, to in enumerate(tenant.alert_numbers, start=1):
        alert = OutMessage(
            message_id=MessageId(uuid.uuid4()),
            callback_id=None,
            purpose=f"alert:{number}",
            channel=Channel.SMS,
            to=to,
            body=body,
        )
        await turn.tx.messages.add(alert, turn.facts.now)


def _person(message: InboundMessage) -> str:
    return message.sender or message.sender_address
