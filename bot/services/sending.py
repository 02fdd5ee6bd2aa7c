"""Sends what is in the outbox, each message once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.outbox import outdated
from bot.domain.telephony import Channel, MessageOrder, MessageReceipt
from bot.domain.tenant import Tenant, TenantId
from bot.domain.timeline import Kind
from bot.ports import NotPlaced, OptedOut, ProviderError, Refused
from bot.services import alerts
from bot.services.flow import locked
from bot.services.office import Office
from bot.storage import JobId, MessageId, OutMessage, SendState, Task, Transaction

RETRY = timedelta(seconds=15)
ALERT = "alert:"
FINAL_FAILURES = frozenset({"failed", "undelivered"})


async def send(office: Office, tenant_id: TenantId, message_id: MessageId) -> None:
    """Send a message that is due. Safe to repeat: a lost answer is looked up before sending again."""
    tenant = office.tenants.by_id(tenant_id)
    if tenant is None:
        return
    async with office.store.transaction(tenant_id) as tx:
        message = await tx.messages.lock(message_id)
        if message is None or message.state not in (SendState.QUEUED, SendState.SENDING):
            return
        due = await _due(office, tx, tenant, message)
    if due is None:
        return
    try:
        sid = await _found(office, due)
        if sid is None and not due.outdated:
            if due.earlier and not await _may_ask_again(office, tenant_id, message):
                return
            sid = await office.telephony.send_message(due.order)
    except ProviderError as error:
        await _not_sent(office, tenant, message, error, due.next_try)
    else:
        await _settled(office, tenant_id, message_id, sid)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """A message for which the provider is asked now; that is written down."""

    order: MessageOrder
    #: When it was asked before; the text may have gone out then.
    earlier: datetime | None
    #: The callback has moved on: a text that has not gone out does not go out any more.
    outdated: bool
    #: Sees to the message again, also should this process die before the answer is saved.
    next_try: JobId


async def _due(office: Office, tx: Transaction, tenant: Tenant, message: OutMessage) -> _Due | None:
    """None: it is not to be sent, or not yet."""
    order, now, earlier = _order(office, tenant, message), office.clock.now(), message.asked_at
    if order is None or await _unwanted(tx, message):
        await tx.messages.save(replace(message, state=SendState.FAILED, error_code="not_sendable"))
        await _note(tx, message, Kind.MESSAGE_FAILED, now, why="not_sendable")
        return None
    is_outdated = await _is_outdated(tx, message)
    if is_outdated and not earlier:
        await _drop(tx, message, now)
        return None
    if earlier and now - earlier < office.timing.unknown_after:
        at = earlier + office.timing.unknown_after
        await tx.jobs.defer(Task.SEND_MESSAGE, message.message_id, at=at)
        return None
    if not earlier:
        await tx.messages.save(replace(message, state=SendState.SENDING, asked_at=now))
    at = now + office.timing.unknown_after
    next_try = await tx.jobs.defer(Task.SEND_MESSAGE, message.message_id, at=at)
    return _Due(order=order, earlier=earlier, outdated=is_outdated, next_try=next_try)


async def _found(office: Office, due: _Due) -> str | None:
    """Look the message up if it may have gone out."""
    if due.earlier is None:
        return None
    return await office.telephony.find_message(due.order, office.clock.real(due.earlier))


async def _may_ask_again(office: Office, tenant_id: TenantId, message: OutMessage) -> bool:
    """Note that the provider is asked anew; not before the look-up has said that the text did not go out, or
    the next look-up would begin too late to find it. False: another job was faster."""
    async with office.store.transaction(tenant_id) as tx:
        current = await tx.messages.lock(message.message_id)
        if current != message:
            return False
        await tx.messages.save(replace(message, state=SendState.SENDING, asked_at=office.clock.now()))
        return True


async def receipt(office: Office, tenant_id: TenantId, message_id: MessageId, news: MessageReceipt) -> None:
    """What became of a message, by the provider's receipt."""
    if news.status in FINAL_FAILURES:
        await _failed(office, tenant_id, message_id, news.error_code or news.status)
    elif news.status in ("delivered", "read"):
        async with office.store.transaction(tenant_id) as tx:
            await _save(tx, message_id, state=SendState.DELIVERED, message_sid=news.message_sid)


async def _settled(office: Office, tenant_id: TenantId, message_id: MessageId, sid: str | None) -> None:
    """Sent; without an id: it had not gone out earlier, and is not so any more."""
    async with office.store.transaction(tenant_id) as tx:
        if sid is None:
            message = await tx.messages.lock(message_id)
            if message and message.state not in (SendState.DELIVERED, SendState.FAILED):
                await _drop(tx, message, office.clock.now())
            return
        message = await _save(tx, message_id, state=SendState.SENT, message_sid=sid)
        if message:
            await _note(tx, message, Kind.MESSAGE_SENT, office.clock.now())


async def _not_sent(
    office: Office, tenant: Tenant, message: OutMessage, error: ProviderError, next_try: JobId
) -> None:
    if isinstance(error, OptedOut):
        async with office.store.transaction(tenant.tenant_id) as tx:
            await tx.people.opt_out(message.to, message.channel, office.clock.now())
    if isinstance(error, Refused):
        await _failed(office, tenant.tenant_id, message.message_id, error.code or "refused")
    elif isinstance(error, NotPlaced):
        async with office.store.transaction(tenant.tenant_id) as tx:
            now = office.clock.now()
            at = now + max(RETRY, timedelta(seconds=error.retry_after or 0))
            # As it was before this try: a text that may have gone out earlier is still looked up first.
            await tx.messages.save(replace(message, state=SendState.QUEUED))
            # Not one more, which would come back beside it: two would be four after the next try in vain.
            await tx.jobs.move(next_try, at)
            await _note(tx, message, Kind.MESSAGE_DELAYED, now, retry=at.isoformat(timespec="seconds"))
    # Unknown: the message stays "sending"; the next try looks it up.


async def _failed(office: Office, tenant_id: TenantId, message_id: MessageId, code: str) -> None:
    async with office.store.transaction(tenant_id) as tx:
        message = await _save(tx, message_id, state=SendState.FAILED, error_code=code)
    if message is None or message.callback_id is None:
        return
    async with locked(office, tenant_id, message.callback_id) as flow:
        if flow:
            purpose = message.purpose.partition(":")[0]
            await flow.note(Kind.MESSAGE_FAILED, actor="provider", purpose=purpose, why=code)
            await alerts.undelivered(flow, message)


async def _save(
    tx: Transaction,
    message_id: MessageId,
    *,
    state: SendState,
    message_sid: str | None = None,
    error_code: str = "",
) -> OutMessage | None:
    """Save progress; None when the message is unknown or was already over."""
    message = await tx.messages.lock(message_id)
    if message is None or message.state in (SendState.DELIVERED, SendState.FAILED):
        return None
    sid = message_sid or message.message_sid
    await tx.messages.save(replace(message, state=state, message_sid=sid, error_code=error_code))
    return message


async def _note(tx: Transaction, message: OutMessage, kind: Kind, now: datetime, **data: object) -> None:
    """Add to the timeline of the callback that the message is about, if it is about one."""
    callback = await tx.callbacks.read(message.callback_id) if message.callback_id else None
    if callback:
        purpose = message.purpose.partition(":")[0]
        await tx.timeline.note(callback, kind, now, actor="provider", purpose=purpose, **data)


def _order(office: Office, tenant: Tenant, message: OutMessage) -> MessageOrder | None:
    """None: the tenant has no number of that channel to send from."""
    whatsapp = message.channel is Channel.WHATSAPP
    sender = tenant.whatsapp_number if whatsapp else tenant.sms_number
    if sender is None:
        return None
    return MessageOrder(
        channel=message.channel,
        to=message.to,
        sender=sender,
        body=message.body,
        status_url=office.urls.receipt(tenant.tenant_id, message.message_id),
    )


async def _is_outdated(tx: Transaction, message: OutMessage) -> bool:
    """Whether the callback has moved on since the text was written."""
    callback = await tx.callbacks.read(message.callback_id) if message.callback_id else None
    return callback is not None and outdated(message.purpose, callback)


async def _drop(tx: Transaction, message: OutMessage, now: datetime) -> None:
    await tx.messages.save(replace(message, state=SendState.FAILED, error_code="outdated"))
    await _note(tx, message, Kind.MESSAGE_DROPPED, now)


async def _unwanted(tx: Transaction, message: OutMessage) -> bool:
    """Whether the receiver asked not to be written to. Alerts go to the business's own people."""
    to_business = message.purpose.startswith(ALERT)
    return not to_business and await tx.people.opted_out(message.to)
