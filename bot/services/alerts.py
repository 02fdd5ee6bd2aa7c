"""Alerts about missed callbacks: who is told in which order, and what follows when somebody takes one."""

from __future__ import annotations

from datetime import UTC, timedelta

from bot.domain.callback import CallbackId, Move, Status
from bot.domain.desk import Alert, contacts_due
from bot.domain.phone import may_be_called
from bot.domain.retries import can_be_taken
from bot.domain.telephony import Channel
from bot.domain.tenant import Agent, TenantId
from bot.domain.timeline import Kind
from bot.services import retrying
from bot.services.flow import Flow, locked
from bot.services.office import Office
from bot.storage import OutMessage, Task


async def raise_alert(flow: Flow) -> None:
    """Tell the contacts, all at once or the first of them, once for each round that nobody took.

    While a voice message is waited for nobody is told; ``voicemail`` comes back when that is over.
    """
    callback_id = flow.callback.callback_id
    if await flow.tx.voice_messages.awaited(callback_id):
        return
    entries = await flow.tx.timeline.of(callback_id)
    missed_at = max((each.at for each in entries if each.kind in retrying.MISSED), default=flow.now)
    if not flow.tenant.contacts or not await flow.tx.desk.raise_alert(callback_id, missed_at, flow.now):
        return
    alert = Alert(callback_id=callback_id, alerted_at=flow.now, told=0)
    await _tell_up_to(flow, alert, _due(flow, alert))
    await flow.note(Kind.ALERTED)


async def escalate(office: Office, tenant_id: TenantId, callback_id: CallbackId) -> None:
    """Tell the next contact when nobody has taken it in time. Safe to repeat: the time decides."""
    async with locked(office, tenant_id, callback_id) as flow:
        alert = await _open_alert(flow) if flow else None
        if flow is None or alert is None:
            return
        due = _due(flow, alert)
        if due > alert.told:
            await flow.note(Kind.ESCALATED, why="not_taken")
        await _tell_up_to(flow, alert, max(due, alert.told))


async def undelivered(flow: Flow, message: OutMessage) -> None:
    """A text did not arrive: was it an alert, it goes out by WhatsApp, and the next contact is told."""
    alert = await _open_alert(flow) if _is_alert(message.purpose) else None
    if alert is None or message.channel is not Channel.SMS:
        return
    if flow.tenant.whatsapp_number:
        by_whatsapp = f"{message.purpose}:whatsapp"
        if await flow.text(Channel.WHATSAPP, by_whatsapp, message.to, message.body):
            await flow.note(Kind.SENT_OTHERWISE, channel=Channel.WHATSAPP.value)
    if alert.told < len(flow.tenant.contacts):
        await flow.note(Kind.ESCALATED, why="undelivered")
        await _tell_up_to(flow, alert, alert.told + 1)


async def taken(flow: Flow, alert: Alert, person: Agent) -> bool:
    """It is this person's now: the others hear so, and the two are connected. False: they cannot be."""
    await flow.note(Kind.CLAIMED, actor="agent", agent=person.name)
    body = flow.say_to_business("alert.taken_by", agent=person.name)
    for number, contact in enumerate(flow.tenant.contacts[: alert.told], start=1):
        if contact != person:
            await flow.text_person(_purpose(f"taken:{number}", alert), contact.phone, body)
    if not await _is_due(flow, person):
        if flow.callback.status is Status.SCHEDULED:
            # They call by hand: nobody else is rung for it.
            await flow.move(Move.EXHAUSTED, reason="claimed", claimed_by=person.agent_id)
        return False
    await flow.tx.jobs.defer(Task.DIAL, flow.callback.callback_id)
    return True


async def _is_due(flow: Flow, person: Agent) -> bool:
    """The call is due at once, for this person alone. False: there is no number that may be called, no line
    to ring it from, or another call to that number is pending."""
    if not may_be_called(flow.callback.phone, flow.tenant.limits.countries):
        return False
    if flow.tenant.phone_provider is None or flow.tenant.voice_number is None:
        return False
    return await flow.revive(
        Move.CLAIM,
        reason="claimed",
        claimed_by=person.agent_id,
        scheduled_for=flow.now,
        flow_started_at=None,
    )


async def _open_alert(flow: Flow) -> Alert | None:
    if not can_be_taken(flow.callback):
        return None
    alert = await flow.tx.desk.alert(flow.callback.callback_id)
    return alert if alert and alert.claimed_by is None else None


def _due(flow: Flow, alert: Alert) -> int:
    return contacts_due(alert.alerted_at, _every(flow), len(flow.tenant.contacts), flow.now)


def _every(flow: Flow) -> timedelta:
    return timedelta(minutes=flow.tenant.alerts_escalate_minutes)


async def _tell_up_to(flow: Flow, alert: Alert, due: int) -> None:
    """Tell those who do not know yet, and come back while somebody is left to tell."""
    contacts, body = flow.tenant.contacts, await _words(flow)
    for number in range(alert.told + 1, due + 1):
        await flow.text_person(_purpose(str(number), alert), contacts[number - 1].phone, body)
    await flow.tx.desk.told(alert.callback_id, due)
    if due < len(contacts):
        at = alert.alerted_at + due * _every(flow)
        await flow.tx.jobs.defer(Task.ESCALATE, alert.callback_id, at=at)


async def _words(flow: Flow) -> str:
    mail = await flow.tx.voice_messages.newest(flow.callback.callback_id)
    if mail:
        token = flow.office.tokens.issue_message(flow.tenant.tenant_id, mail.attempt_id)
        return flow.say_to_business(
            "alert.voice_message",
            seconds=mail.seconds,
            link=flow.office.urls.voice_message(token),
            transcript=mail.transcript or "",
            # Meanwhile the customer may have chosen another time.
            takeable=bool(flow.callback.phone) and can_be_taken(flow.callback),
        )
    if flow.callback.reason == "closed":
        return flow.say_to_business("alert.notify")
    attempts = await flow.tx.attempts.of(flow.callback.callback_id)
    tried = len({attempt.agent_id for attempt in attempts if attempt.agent_id})
    again = flow.callback.scheduled_for if flow.callback.status is Status.SCHEDULED else None
    return flow.say_to_business("alert.missed", tried=tried, again=again)


def _purpose(what: str, alert: Alert) -> str:
    """One text to each contact for each alert: a callback that is missed again is a new one."""
    return f"alert:{what}:{alert.alerted_at.astimezone(UTC).isoformat()}"


def _is_alert(purpose: str) -> bool:
    """Whether the text asked somebody to take a callback; "alert:2:<when>"."""
    kind, _, rest = purpose.partition(":")
    return kind == "alert" and rest.partition(":")[0].isdigit()
