"""Customers whose mailbox answered, and who have no chat in which to read of it: one text instead."""

from __future__ import annotations

from bot.domain.attempt import Outcome
from bot.domain.retries import planned
from bot.domain.telephony import Channel
from bot.domain.tenant import Mailbox
from bot.domain.timeline import Kind
from bot.services.flow import Flow

#: Who came by these has no chat with us.
WITHOUT_CHAT = frozenset({Channel.WEB, Channel.OWNER, Channel.VOICE})


async def text(flow: Flow, why: str) -> None:
    """Write to the phone that was rung who rang and what follows: once, and to nobody who said no to us."""
    callback, tenant = flow.callback, flow.tenant
    wanted = why == Outcome.CUSTOMER_MACHINE and tenant.customers.mailbox is Mailbox.TEXT
    if not wanted or callback.channel not in WITHOUT_CHAT or tenant.sms_number is None:
        return
    if await flow.tx.people.opted_out(callback.phone):
        return
    page = flow.office.urls.page(flow.office.tokens.issue(tenant.tenant_id, callback.callback_id))
    again = callback.scheduled_for if planned(callback) else None
    body = flow.say("mailbox_text", page=page, again=again)
    if await flow.text(Channel.SMS, "mailbox", callback.phone, body):
        await flow.note(Kind.CUSTOMER_TOLD, purpose="mailbox")
