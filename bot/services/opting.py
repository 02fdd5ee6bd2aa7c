"""A no holds everywhere: in all channels, for messages and for calls, at once."""

from __future__ import annotations

from bot.domain.callback import Move
from bot.domain.phone import E164
from bot.domain.telephony import Channel
from bot.domain.tenant import Tenant
from bot.services import endings
from bot.services.flow import Flow
from bot.services.office import Office
from bot.storage import Transaction


async def out(office: Office, tx: Transaction, tenant: Tenant, person: E164, channel: Channel) -> Flow | None:
    """Opt the person out and call off what is pending, in one transaction.

    Returns the flow that was called off, if any: legs of it that ring must be ended after the commit.
    """
    await tx.people.opt_out(person, channel, office.clock.now())
    pending = await tx.callbacks.latest_for(person)
    if pending is None or not pending.allows(Move.BLOCK):
        return None
    locked = await tx.callbacks.lock(pending.callback_id)
    if locked is None or not locked.allows(Move.BLOCK):
        return None
    flow = Flow(office, tx, tenant, locked)
    await endings.block(flow, "opted_out")
    return flow
