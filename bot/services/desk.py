"""The desk answers the business's own people: they take what was missed, say where they are, how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.callback import CallbackId
from bot.domain.desk import (
    MEMORY,
    REPORTS,
    TAKE,
    AskPresence,
    Availability,
    Code,
    Digit,
    Presence,
    Question,
    Report,
    SayPresence,
    answers_question,
    read,
)
from bot.domain.retries import can_be_taken
from bot.domain.tenant import Agent, Tenant
from bot.domain.understanding import understand
from bot.domain.understanding.reading import Context, Intent
from bot.services import alerts, attendance, endings, outcomes, verification
from bot.services.flow import Flow
from bot.services.office import Office
from bot.storage import Transaction

#: What carriers answer for everybody, whoever writes it; the talk with customers does all it entails.
CARRIERS_WORDS = frozenset({Intent.STOP, Intent.START, Intent.HELP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the person is answered."""

    text: str
    #: The callback that changed; its watchers are told after the commit.
    changed: CallbackId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One text of one of the business's own people."""

    office: Office
    tx: Transaction
    tenant: Tenant
    person: Agent
    now: datetime

    def say(self, key: str, **params: object) -> str:
        tenant = self.tenant
        facts = {"now": self.now, "zone": tenant.zone, "region": tenant.region, "company": tenant.company}
        return self.office.words.say(tenant.locale, key, facts | params)


def is_for_desk(tenant: Tenant, text: str, now: datetime) -> bool:
    """Whether a text of one of the business's people is for the desk: all but STOP, START and HELP are."""
    if read(text):
        return True
    reading = understand(
        text, context=Context.IDLE, now=now, zone=tenant.zone, language="auto", region=tenant.region
    )
    return reading.intent not in CARRIERS_WORDS


async def answer(visit: Visit, text: str) -> Reply:
    """Do what the text asks for, within the transaction of the visit.

    An agent whose phone is still to be verified has no say but its code: it may be the phone of a stranger.
    """
    wish = read(text)
    if isinstance(wish, Code) and _is_agent(visit):
        return await _code(visit, wish)
    if not await attendance.may_be_rung(visit.tx, visit.tenant, visit.person):
        return Reply(text=visit.say("desk.not_verified"))
    match wish:
        case Digit(number=number):
            return await _digit(visit, number)
        case SayPresence(state=state, minutes=minutes) if _is_agent(visit):
            until = visit.now + timedelta(minutes=minutes) if minutes else None
            return await _say_presence(visit, Presence(state=state, until=until))
        case AskPresence() if _is_agent(visit):
            presence = await visit.tx.presences.of(visit.person.agent_id)
            return _confirm(visit, presence or Presence(state=Availability.ONLINE))
        case _:
            return Reply(text=visit.say("desk.help" if _is_agent(visit) else "desk.help_contact"))


def _is_agent(visit: Visit) -> bool:
    """Contacts who are never rung have no presence."""
    return visit.person in visit.tenant.agents


async def _code(visit: Visit, code: Code) -> Reply:
    answer = await verification.check(visit.office, visit.tx, visit.tenant, visit.person, code.digits)
    return Reply(text=visit.say(f"desk.{answer}"))


async def _digit(visit: Visit, number: int) -> Reply:
    since = visit.now - MEMORY
    question = await visit.tx.desk.question(visit.person.agent_id, since)
    alert = await visit.tx.desk.newest_open(since)
    was_told = alert is not None and visit.person in visit.tenant.contacts[: alert.told]
    if question and answers_question(number, question, alert if was_told else None):
        return await _report(visit, question, REPORTS[number])
    if number != TAKE:
        return Reply(text=visit.say("desk.help"))
    return await _take(visit, alert.callback_id) if alert else await _nothing_to_take(visit)


async def _take(visit: Visit, callback_id: CallbackId) -> Reply:
    tx, person = visit.tx, visit.person
    callback = await tx.callbacks.lock(callback_id)
    if callback is None or not can_be_taken(callback):
        return await _nothing_to_take(visit)
    flow = Flow(visit.office, tx, visit.tenant, callback)
    if await tx.people.opted_out(callback.phone):
        await endings.block(flow, "opted_out")
        return Reply(text=visit.say("alert.nothing_to_take"), changed=callback_id)
    if not await tx.desk.claim(callback_id, person.agent_id, visit.now):
        return await _nothing_to_take(visit)
    alert = await tx.desk.alert(callback_id)
    ringing = alert is not None and await alerts.taken(flow, alert, person)
    return Reply(text=flow.say_to_business("alert.taken", ringing=ringing), changed=callback_id)


async def _nothing_to_take(visit: Visit) -> Reply:
    """Who has taken the last one: a colleague, this person before, or there was none."""
    claimed = await visit.tx.desk.newest_claimed(visit.now - MEMORY)
    if claimed is None or claimed.claimed_by is None:
        return Reply(text=visit.say("alert.nothing_to_take"))
    if claimed.claimed_by == visit.person.agent_id:
        callback = await visit.tx.callbacks.read(claimed.callback_id)
        assert callback is not None  # noqa: S101  (the alert refers to it)
        flow = Flow(visit.office, visit.tx, visit.tenant, callback)
        return Reply(text=flow.say_to_business("alert.taken", ringing=False))
    claimer = visit.tenant.person(claimed.claimed_by)
    return Reply(text=visit.say("alert.taken_already", agent=claimer.name if claimer else ""))


async def _report(visit: Visit, question: Question, report: Report) -> Reply:
    callback = await visit.tx.callbacks.lock(question.callback_id)
    assert callback is not None  # noqa: S101  (the question refers to it)
    flow = Flow(visit.office, visit.tx, visit.tenant, callback)
    await outcomes.record(flow, visit.person, report)
    return Reply(text=visit.say("desk.noted"), changed=question.callback_id)


async def _say_presence(visit: Visit, presence: Presence) -> Reply:
    await attendance.say(visit.tx, visit.person, presence, visit.now)
    return _confirm(visit, presence)


def _confirm(visit: Visit, presence: Presence) -> Reply:
    state = presence.at(visit.now)
    return Reply(text=visit.say(f"desk.{state}", until=presence.until))
