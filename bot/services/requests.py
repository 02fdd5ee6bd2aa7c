"""Takes requests for callbacks, from whatever channel, and the customer's changes of mind."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.callback import Callback, CallbackId, ConsentId, Details, Move, Status
from bot.domain.consent import Act, Consent
from bot.domain.hours import is_open, next_opening
from bot.domain.limits import Rule, Verdict, callback_rules
from bot.domain.phone import E164
from bot.domain.telephony import Channel
from bot.domain.tenant import Outside, Tenant, TenantId
from bot.domain.timeline import Kind
from bot.services import endings
from bot.services.flow import Flow, locked
from bot.services.office import Office
from bot.storage import Task, Transaction

#: For the timeline: by name of the limit, how much it has counted with this request, and its maximum.
Counted = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request for a callback: number, time and consent are agreed."""

    tenant: Tenant
    phone: E164
    channel: Channel
    language: str
    #: None: now.
    when: datetime | None = None
    details: Details = field(default_factory=Details)
    customer_zone: str | None = None
    #: Who asks: an address or a sender. Only its hash is kept. Empty when the business itself does.
    visitor: str
    consent_text: str
    evidence: dict[str, str]
    #: The requester dials by itself right after the commit; the job is only there should it die.
    dialled_inline: bool = False
    #: They are on the line at this moment: nobody has to be called to talk with them, and nothing is timed.
    on_the_line: bool = False


class RequestRefused(Exception):
    """A rule said no to a request; nothing was stored and nothing is called."""

    def __init__(self, why: str, *, retry_after: int = 0, existing: Callback | None = None) -> None:
        super().__init__(why)
        #: Name of the limit, or "opted_out", "already_on_it", "never_open".
        self.why = why
        #: Seconds until asking again makes sense; 0: never, or not a matter of time.
        self.retry_after = retry_after
        #: The live callback that is already there for this number.
        self.existing = existing


#: Text of the copy for each rule that may refuse.
REFUSALS = {
    "burst": "limit_visitor",
    "visitor_numbers_1h": "limit_visitor",
    "visitor_numbers_24h": "limit_visitor",
    "cooldown": "limit_cooldown",
    "per_number_daily": "limit_number",
    "already_on_it": "limit_live",
    "opted_out": "blocked",
    "never_open": "failed",
}


def explain(office: Office, tenant: Tenant, language: str, refusal: RequestRefused) -> str:
    """The refusal in words: which limit, and when it allows again."""
    key = REFUSALS.get(refusal.why, "limit_number" if refusal.why.startswith("number") else "limit_busy")
    now = office.clock.now()
    facts = {
        "company": tenant.company,
        "region": tenant.region,
        "zone": tenant.zone,
        "line": tenant.voice_number,
        "now": now,
        "retry_at": now + timedelta(seconds=refusal.retry_after),
    }
    return office.words.say(language, key, facts)


async def count_visit(office: Office, ask: Ask) -> None:
    """Count the asking itself: so many per visitor in a short time, whatever comes of it."""
    burst = [rule for rule in _rules(office, ask) if rule.name == "burst"]
    if burst:
        await _reserve(office, ask.tenant, burst, office.clock.now())


async def create(office: Office, tx: Transaction, ask: Ask) -> Callback:
    """Store the request with its consent, and the job that will dial it; raises ``RequestRefused``."""
    if not ask.on_the_line and await tx.people.opted_out(ask.phone):
        raise RequestRefused("opted_out")
    latest = await tx.callbacks.latest_for(ask.phone)
    if latest and latest.status.live:
        raise RequestRefused("already_on_it", existing=latest)
    rules, now = _rules_after(office, ask, latest), office.clock.now()
    verdict = await _reserve(office, ask.tenant, rules, now)
    counted = {
        rule.name: {"count": count, "max": rule.max}
        for rule, count in zip(rules, verdict.counts, strict=True)
    }
    try:
        return await _store(office, tx, ask, now, counted)
    except RequestRefused:
        await office.limiter.release(ask.tenant.tenant_id, rules, now)
        raise


async def _store(office: Office, tx: Transaction, ask: Ask, now: datetime, counted: Counted) -> Callback:
    callback = _callback(ask, now)
    await tx.people.record(_consent(ask, callback.consent_id, now))
    if not await tx.callbacks.add(callback):
        raise RequestRefused("already_on_it", existing=await tx.callbacks.latest_for(ask.phone))
    flow = Flow(office, tx, ask.tenant, callback)
    await _note_who_asked(flow, ask, counted)
    if not ask.on_the_line:
        await _set_timer(flow, ask)
    return flow.callback


async def _note_who_asked(flow: Flow, ask: Ask, counted: Counted) -> None:
    """Said together with how far each limit is used up by this request."""
    if ask.channel is Channel.OWNER:
        by, basis = ask.evidence["started_by"], ask.evidence["basis"]
        await flow.note(Kind.STARTED_BY_BUSINESS, actor="business", by=by, basis=basis, counted=counted)
    elif ask.on_the_line:
        await flow.note(Kind.RANG_US, actor="customer", counted=counted)
    else:
        channel = ask.channel.value
        await flow.note(Kind.REQUESTED, actor="customer", channel=channel, counted=counted)


async def cancel(office: Office, tenant_id: TenantId, callback_id: CallbackId, by: str = "customer") -> bool:
    """Call it off; what rings stops ringing. False: it was over, or they are talking already."""
    async with locked(office, tenant_id, callback_id) as flow:
        if flow is None or not flow.callback.allows(Move.CANCEL):
            return False
        await endings.cancel(flow, by)
    return True


async def reschedule(
    office: Office, tenant_id: TenantId, callback_id: CallbackId, when: datetime
) -> Callback | None:
    """Move it to another time. None: it cannot be moved any more, or the business is closed then."""
    async with locked(office, tenant_id, callback_id) as flow:
        if flow is None or not await move_to(flow, when):
            return None
        return flow.callback


async def move_to(flow: Flow, when: datetime) -> bool:
    """Within a flow: give it another time. The consent given for the request stands.

    False: it cannot be moved any more, the business is closed then, or another call to the number is pending.
    """
    open_then = is_open(flow.tenant.hours, flow.tenant.zone, when)
    if not flow.callback.allows(Move.RESCHEDULE) or not open_then:
        return False
    when = max(when, flow.now)
    moved = await flow.revive(
        Move.RESCHEDULE, reason="asked_for_time", scheduled_for=when, flow_started_at=None, claimed_by=None
    )
    if not moved:
        return False
    await flow.note(Kind.RESCHEDULED, actor="customer", due=when.isoformat(timespec="seconds"))
    await flow.tx.jobs.defer(Task.DIAL, flow.callback.callback_id, at=when)
    return True


async def _set_timer(flow: Flow, ask: Ask) -> None:
    """Now, at the time chosen, at the next opening, or not at all when the business only wants to be told."""
    tenant, due = flow.tenant, flow.callback.scheduled_for
    if not is_open(tenant.hours, tenant.zone, due):
        if tenant.hours.outside is Outside.NOTIFY:
            await endings.pass_on(flow)
            return
        opening = next_opening(tenant.hours, tenant.zone, due)
        if opening is None:
            raise RequestRefused("never_open")
        await flow.move(Move.RESCHEDULE, reason="closed", scheduled_for=opening)
        await flow.note(Kind.SCHEDULED, why="closed", due=opening.isoformat(timespec="seconds"))
    elif ask.when and ask.when > flow.now:
        await flow.move(Move.RESCHEDULE, reason="asked_for_time", scheduled_for=due)
        await flow.note(Kind.SCHEDULED, why="asked_for_time", due=due.isoformat(timespec="seconds"))
    await flow.tx.jobs.defer(Task.DIAL, flow.callback.callback_id, at=_first_dial(flow, ask))


def _first_dial(flow: Flow, ask: Ask) -> datetime | None:
    """When the job dials; None: at once."""
    if flow.callback.status is not Status.REQUESTED:
        return flow.callback.scheduled_for
    return flow.now + flow.office.timing.unknown_after if ask.dialled_inline else None


def _callback(ask: Ask, now: datetime) -> Callback:
    return Callback(
        tenant_id=ask.tenant.tenant_id,
        callback_id=CallbackId(uuid.uuid4()),
        status=Status.REQUESTED,
        channel=ask.channel,
        language=ask.language,
        phone=ask.phone,
        details=ask.details,
        consent_id=ConsentId(uuid.uuid4()),
        requested_at=now,
        scheduled_for=max(ask.when, now) if ask.when else now,
        customer_zone=ask.customer_zone,
    )


def _consent(ask: Ask, consent_id: ConsentId, now: datetime) -> Consent:
    return Consent(
        tenant_id=ask.tenant.tenant_id,
        consent_id=consent_id,
        person=ask.phone,
        act=Act.GIVEN,
        purpose="connect" if ask.on_the_line else "call",
        channel=ask.channel,
        language=ask.language,
        text=ask.consent_text,
        evidence=ask.evidence,
        at=now,
    )


def _rules(office: Office, ask: Ask) -> tuple[Rule, ...]:
    tenant = ask.tenant.tenant_id
    return callback_rules(
        ask.tenant.limits,
        # Who withholds the number is counted by the call.
        number=office.pseudonyms.hash(ask.phone or ask.visitor, tenant=tenant).hex(),
        visitor=office.pseudonyms.hash(ask.visitor, tenant=tenant).hex() if ask.visitor else "",
    )


def _rules_after(office: Office, ask: Ask, latest: Callback | None) -> tuple[Rule, ...]:
    """All but the burst, which counts visits; who was not called last time need not cool down.

    Of who rings only what is out of all measure is turned away: a busy morning is no attack.
    """
    if ask.on_the_line:
        waived = {"burst", "cooldown", "sustained", "per_number_daily"}
    else:
        uncalled = latest is not None and latest.status in (Status.FAILED, Status.CANCELLED)
        waived = {"burst", "cooldown"} if uncalled else {"burst"}
    return tuple(rule for rule in _rules(office, ask) if rule.name not in waived)


async def _reserve(office: Office, tenant: Tenant, rules: Sequence[Rule], now: datetime) -> Verdict:
    verdict = await office.limiter.reserve(tenant.tenant_id, rules, now)
    if not verdict.allowed:
        name = verdict.refused_by.name if verdict.refused_by else "limit"
        raise RequestRefused(name, retry_after=verdict.retry_after_seconds)
    return verdict
