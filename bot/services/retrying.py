"""Calls that the service tries again by itself, within the consent that was given for the request."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from bot.domain.callback import Move
from bot.domain.limits import callback_rules
from bot.domain.retries import NEXT_ROUND, WORTH_A_TRY, Terms, customer_zones, next_call
from bot.domain.tenant import OnExhausted
from bot.domain.timeline import Kind
from bot.services.flow import Flow
from bot.storage import Task

#: What stands in a timeline once for each round that nobody took,
MISSED = frozenset({Kind.MISSED, Kind.CUSTOMER_LEFT})
#: and once for each call that did not reach the customer.
UNREACHED = frozenset({Kind.CUSTOMER_UNREACHED})
#: Limits on asking; all others are on calling, and hold for calls that nobody asks for too.
LIMITS_OF_REQUESTS = frozenset({"cooldown", "sustained"})
PROMISES = frozenset({Kind.TRY_PLANNED, Kind.ROUND_PLANNED})


async def plan_try(flow: Flow, why: str) -> None:
    """The customer was not reached: ring them at another time, if that is wanted and worth it."""
    most = flow.tenant.customers.tries
    if most == 1:
        return
    reason = WORTH_A_TRY.get(why)
    if reason is None:
        await flow.note(Kind.NO_MORE_TRIES, why=why)
        return
    await _plan(flow, Kind.TRY_PLANNED, reason, most=most, counted=UNREACHED)


async def plan_round(flow: Flow) -> None:
    """Nobody of the business took it: ring them again at another time, where the business wants that.

    Who is on the line at this moment hears there how to go on, and may not have asked to be called at all.
    """
    if flow.tenant.routing.on_exhausted is not OnExhausted.NEXT_SLOT or await flow.line():
        return
    most = flow.tenant.customers.rounds
    await _plan(flow, Kind.ROUND_PLANNED, NEXT_ROUND, most=most, counted=MISSED)


async def promised(flow: Flow) -> bool:
    """Whether the customer was told, at some time, that we would call by ourselves."""
    return any(entry.kind in PROMISES for entry in await flow.tx.timeline.of(flow.callback.callback_id))


async def _plan(flow: Flow, kind: Kind, reason: str, *, most: int, counted: Collection[Kind]) -> None:
    callback, tenant = flow.callback, flow.tenant
    if await flow.tx.people.opted_out(callback.phone):
        await flow.note(Kind.NO_MORE_TRIES, why="opted_out")
        return
    past = [entry.at for entry in await flow.tx.timeline.of(callback.callback_id) if entry.kind in counted]
    terms = Terms(
        hours=tenant.hours,
        zone=tenant.zone,
        customer_zones=customer_zones(callback, tenant),
        most=most,
        gap=timedelta(minutes=tenant.customers.gap_minutes),
    )
    found = next_call(terms, past, flow.now)
    if found is None:
        await flow.note(Kind.NO_MORE_TRIES, why="tries_used" if len(past) >= most else "no_time_soon")
        return
    if not await _within_limits(flow):
        await flow.note(Kind.NO_MORE_TRIES, why="limits_used")
        return
    await flow.move(Move.RESCHEDULE, reason=reason, scheduled_for=found.at, flow_started_at=None)
    due, number = found.at.isoformat(timespec="seconds"), len(past) + 1
    await flow.note(kind, due=due, number=number, of=most, why=found.why.value)
    await flow.tx.jobs.defer(Task.DIAL, callback.callback_id, at=found.at)


async def _within_limits(flow: Flow) -> bool:
    """Count the call now, before it is promised: a promise is not taken back for a limit."""
    tenant, office = flow.tenant, flow.office
    number = office.pseudonyms.hash(flow.callback.phone, tenant=tenant.tenant_id).hex()
    rules = [
        rule for rule in callback_rules(tenant.limits, number=number) if rule.name not in LIMITS_OF_REQUESTS
    ]
    return (await office.limiter.reserve(tenant.tenant_id, rules, flow.now)).allowed
