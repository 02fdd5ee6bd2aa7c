"""``understand``: one message in, one ``Reading`` out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.phone import E164
from bot.domain.understanding import intents, names, topics
from bot.domain.understanding import language as languages
from bot.domain.understanding.choices import chosen
from bot.domain.understanding.cues import Cue
from bot.domain.understanding.evidence import Evidence, cues_in, whole_cues
from bot.domain.understanding.frame import Hits, opens_clause
from bot.domain.understanding.intents import Decision, states_a_topic
from bot.domain.understanding.message import Message, split
from bot.domain.understanding.phones import Found, find_phone
from bot.domain.understanding.reading import NOW, Context, Intent, Question, Reading, Slots
from bot.domain.understanding.senses import Senses
from bot.domain.understanding.spans import Finder, Spoken
from bot.domain.understanding.when import place

#: What a customer asked for with "español": the language to answer in.
_SWITCHES = {Cue.SWITCH_TO_ENGLISH: "en", Cue.SWITCH_TO_SPANISH: "es"}
#: "May" and "April" are names where a name was asked for.
_LONGEST_NAME_ANSWER = 2
#: Intents that carry no wish for a time: "not now" is no "now", "are you open on Sunday?" books nothing.
_NO_APPOINTMENT = frozenset({Intent.STOP, Intent.CANCEL, Intent.STATUS, Intent.HELP, Intent.START})
#: Intents a topic may come with; with the others a stretch of text is no topic.
_WITH_TOPIC = frozenset({Intent.TOPIC, Intent.SCHEDULE, Intent.NUMBER, Intent.NAME})
_NO_NOW = _NO_APPOINTMENT | {Intent.NO, Intent.LATER, Intent.UNCLEAR}


def understand(
    text: str,
    *,
    context: Context,
    now: datetime,
    zone: ZoneInfo,
    language: str,
    region: str,
    countries: Collection[str] | None = None,
) -> Reading:
    """Read one message. Never raises for any text.

    ``now`` is aware; times come back in ``zone``. ``language`` is "auto" or the one in use, ``region``
    decides how numbers and dates are read, ``countries`` which numbers may be called.
    """
    seen = _evidence(find_phone(text, context, region, countries), context, now, zone, region)
    decision = intents.decide(seen)
    return Reading(
        intent=decision.intent,
        language=languages.detect(seen.message, language),
        slots=_told(seen, decision),
        question=decision.question,
        move=decision.move,
        switch_to=next((code for cue, code in _SWITCHES.items() if cue in seen.whole), None),
        phone_problem=seen.phone_problem,
        choice=seen.choice,
    )


def _evidence(phone: Found, context: Context, now: datetime, zone: ZoneInfo, region: str) -> Evidence:
    """Everything found in the message, before anything is decided."""
    message = split(phone.rest)
    hits = cues_in(message)
    spoken = _spoken(message, hits, context, now.astimezone(zone).date(), region)
    slots, taken = _slots(message, hits, context, spoken.used, phone.number)
    window = place(spoken, now, zone)
    return Evidence(
        message=message,
        context=context,
        hits=hits,
        slots=replace(slots, when=window.when, until=window.until),
        phone_problem=phone.problem,
        choice=chosen(message),
        taken=taken,
        whole=whole_cues(message, hits),
        statement=topics.statement(message, hits, taken, context),
    )


def _told(seen: Evidence, decision: Decision) -> Slots:
    """The facts that go with the intent: the topic of a request, no time beside a refusal."""
    slots = seen.slots
    if slots.topic is None and decision.intent in _WITH_TOPIC and states_a_topic(seen):
        slots = replace(slots, topic=seen.statement)
    asks_hours = decision.question is Question.HOURS and Cue.CALL_ME not in seen.hits
    untimed = _NO_NOW if slots.when == NOW else _NO_APPOINTMENT
    if decision.intent in untimed or asks_hours:
        slots = replace(slots, when=None, until=None)
    return slots


def _spoken(message: Message, hits: Hits, context: Context, today: date, region: str) -> Spoken:
    """The time in the message; in a topic only where it begins a clause or goes with a wish to be called."""
    if context is Context.NAME and len(message.words) <= _LONGEST_NAME_ANSWER:
        return Spoken()
    greetings = (hit for hit in hits.get(Cue.GREETING, ()) if hit.end > hit.start + 1)
    greeted = {place for hit in greetings for place in range(hit.start, hit.end)}
    finder = Finder(Senses(message), today, region, asked=context is Context.WHEN, greeted=greeted)
    spoken = finder.find()
    if spoken.bound == "until":
        spoken.bound = "after" if Cue.LATER in hits else "before"
    if context is Context.TOPIC and spoken.used and Cue.CALL_ME not in hits:
        return spoken if opens_clause(message, min(spoken.used)) and min(spoken.used) else Spoken()
    return spoken


def _slots(
    message: Message, hits: Hits, context: Context, used: Collection[int], phone: E164 | None
) -> tuple[Slots, frozenset[int]]:
    """Phone, name and topic, and the tokens that are facts, ``used`` by times included."""
    taken = set(used)
    topic = topics.topic_by_cue(message, hits, taken)
    if topic:
        taken.update(topic[1])
    name = names.name_by_cue(message, hits, taken)
    if name is None and context is not Context.NAME:
        name = names.name_as_signature(message, taken) or names.name_as_opening(message, hits, taken)
    if name:
        taken.update(name[1])
    said_name = name[0] if name else None
    if context is Context.NAME and not name:
        said_name = names.whole_name(message, hits, taken, alone=not (taken or phone))
    return (
        Slots(
            phone=phone,
            name=said_name,
            topic=topic[0] if topic else None,
        ),
        frozenset(taken),
    )
