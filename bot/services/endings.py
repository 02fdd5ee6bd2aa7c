"""How a callback ends, and who hears of it. Nobody is left hanging, and nobody is told twice."""

from __future__ import annotations

from bot.domain.callback import Move
from bot.domain.timeline import Kind
from bot.services import alerts, mailboxes, retrying, voicemail
from bot.services.flow import Flow
from bot.storage import Task


async def miss(flow: Flow, why: str) -> None:
    """Nobody of the business took it: one alert to the business, and the customer chooses what follows, or
    hears when the team is rung again.

    Who had taken it from an alert knows the number. The customer chose before, or was promised a call and
    then hears that it did not come about.
    """
    await flow.move(Move.EXHAUSTED, reason=why)
    await flow.note(Kind.MISSED, why=why)
    if flow.callback.claimed_by:
        if await retrying.promised(flow):
            await flow.tx.jobs.defer(Task.TELL_ENDING, flow.callback.callback_id)
        return
    # Who waits on the line hears it there.
    await flow.tx.jobs.defer(Task.END_LEGS, flow.callback.callback_id)
    await voicemail.foresee(flow)
    await retrying.plan_round(flow)
    await alerts.raise_alert(flow)
    await flow.tx.jobs.defer(Task.TELL_ENDING, flow.callback.callback_id)


async def caller_left(flow: Flow) -> None:
    """The customer hung up while waiting on the line: to the business a missed call like any other."""
    await flow.move(Move.CUSTOMER_LEFT, reason="customer_left")
    await flow.note(Kind.CUSTOMER_LEFT, actor="customer")
    await alerts.raise_alert(flow)
    await flow.tx.jobs.defer(Task.END_LEGS, flow.callback.callback_id)
    await flow.tx.jobs.defer(Task.TELL_ENDING, flow.callback.callback_id)


async def pass_on(flow: Flow) -> None:
    """The business is closed and only wants to be told. The customer knows it from the answer they got."""
    await flow.move(Move.EXHAUSTED, reason="closed")
    await flow.note(Kind.MISSED, why="closed")
    await voicemail.foresee(flow)
    await alerts.raise_alert(flow)


async def unreached(flow: Flow, why: str) -> None:
    """The customer was not reached, for the ``Outcome`` ``why``. They choose what follows, or hear when we
    call again."""
    await flow.move(Move.CUSTOMER_UNREACHED, reason=why)
    await flow.note(Kind.CUSTOMER_UNREACHED, actor="customer", why=why)
    await retrying.plan_try(flow, why)
    await mailboxes.text(flow, why)
    await flow.tx.jobs.defer(Task.TELL_ENDING, flow.callback.callback_id)


async def complete(flow: Flow, seconds: int) -> None:
    """They talked."""
    await flow.move(Move.ENDED)
    await flow.note(Kind.COMPLETED, seconds=seconds)


async def fail(flow: Flow, why: str) -> None:
    """It cannot be done: the business and the customer are told."""
    await flow.move(Move.FAIL, reason=why)
    await flow.note(Kind.FAILED, why=why)
    await flow.alert_business("alert.failed")
    await flow.tell_customer("failed", "failed")


async def block(flow: Flow, why: str) -> None:
    """A no holds: nobody is called. The person who said it is not written to about it."""
    await flow.move(Move.BLOCK, reason=why)
    await flow.note(Kind.BLOCKED, why=why)
    await flow.tx.jobs.defer(Task.END_LEGS, flow.callback.callback_id)


async def cancel(flow: Flow, by: str) -> None:
    """Whoever asked knows it from the answer they get; what rings stops ringing."""
    await flow.move(Move.CANCEL, reason=by)
    await flow.note(Kind.CANCELLED, actor=by, by=by)
    await flow.tx.jobs.defer(Task.END_LEGS, flow.callback.callback_id)
