"""Customers whose mailbox answered, and who have no chat in which to read of it: one text instead."""

from __future__ import annotations

from bot.domain.attempt import Outcome
from bot.domain.retries import NEXT_TRY_AFTER_MAILBOX, planned
from bot.domain.telephony import Channel
from bot.domain.tenant import Mailbox
from bot.domain.timeline import Kind
from bot.services.flow import Flow

#: Who came by these has no chat with us.
WITHOUT_CHAT = frozenset({Channel.WEB, Channel.OWNER, Channel.VOICE})


def told(flow: Flow) -> bool:
    """Whether the call that has just ended was told by such a text."""
    by_mailbox = flow.callback.reason in (Outcome.CUSTOMER_MACHINE, NEXT_TRY_AFTER_MAILBOX)
    return by_mailbox and flow.tenant.customers.mailbox is Mailbox.TEXT


async def text(flow: Flow, why: str) -> None:
    """Write to the phone that was rung who rang and what follows: once, and to nobody who said no to us."""
    callback, tenant = flow.callback, flow.tenant
    wanted = why == Outcome.CUSTOMER_MACHINE and tenant.customers.mailbox is Mailbox.TEXT
    if not wanted or callback.channel not in WITHOUT_CHAT or tenant.sms_number is None:
        return
    if await flow.tx.people.opted_out(callback.phone):
        return
    again = callback.scheduled_for if planned(callback) else None
    body = flow.say("mailbox_text", page=flow.page(), again=again)
    if await flow.text(Channel.SMS, "mailbox", callback.phone, body):
        await flow.note(Kind.CUSTOMER_TOLD, purpose="mailbox")
