"""A no holds everywhere: in all channels, for messages and for calls, at once."""

from __future__ import annotations

from bot.domain.callback import CallbackId, Move
from bot.domain.phone import E164
from bot.domain.telephony import Channel
from bot.domain.tenant import Tenant
from bot.services import endings
from bot.services.flow import Flow
from bot.services.office import Office
from bot.storage import Transaction


async def out(
    office: Office, tx: Transaction, tenant: Tenant, person: str, channel: Channel
) -> set[CallbackId]:
    """Opt the person out and call off what is pending for their number, in one transaction.

    Returns what was called off: legs of it that ring must be ended after the commit.
    """
    await tx.people.opt_out(person, channel, office.clock.now())
    pending = await tx.callbacks.latest_for(E164(person))
    locked = await tx.callbacks.lock(pending.callback_id) if pending else None
    if locked is None or not locked.allows(Move.BLOCK):
        return set()
    await endings.block(Flow(office, tx, tenant, locked), "opted_out")
    return {locked.callback_id}
