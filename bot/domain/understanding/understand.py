"""``understand``: one message in, one ``Reading`` out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.phone import PHONE_SHAPE, E164, read_phone
from bot.domain.understanding import intents, names, topics
from bot.domain.understanding import language as languages
from bot.domain.understanding.cues import Cue
from bot.domain.understanding.frame import Hits, opens_clause
from bot.domain.understanding.message import Message, split
from bot.domain.understanding.reading import Context, Intent, Reading, Slots
from bot.domain.understanding.senses import Senses
from bot.domain.understanding.spans import Finder, Spoken
from bot.domain.understanding.when import Window, place

#: What a customer asked for with "español": the language to answer in.
_SWITCHES = {Cue.SWITCH_TO_ENGLISH: "en", Cue.SWITCH_TO_SPANISH: "es"}
#: "May" and "April" are names where a name was asked for.
_LONGEST_NAME_ANSWER = 2


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
    """Read one message. ``now`` is aware; times come back in ``zone``; ``language`` is "auto" or the one in use.

    Never raises for any text. A yes in ``CALL_NOW`` or ``CONSENT`` places a call, so whatever is in doubt is none.
    """
    phone, problem, shapes = _phone(text, context, region, countries)
    message = split(_without(text, shapes))
    hits = intents.cues_in(message)
    whole = intents.whole_cues(message, hits)
    spoken = _spoken(message, hits, context, now.astimezone(zone).date(), region)
    slots, taken = _slots(message, hits, context, spoken, place(spoken, now, zone), phone)
    statement = topics.whole_topic(message, hits, taken) if context in {Context.TOPIC, Context.IDLE} else None
    evidence = intents.Evidence(
        message=message,
        context=context,
        hits=hits,
        slots=slots,
        phone_problem=problem,
        choice=_choice(message),
        taken=taken,
        whole=whole,
        statement=statement,
    )
    decision = intents.decide(evidence)
    if decision.intent is Intent.TOPIC and slots.topic is None:
        slots = replace(slots, topic=statement)
    return Reading(
        intent=decision.intent,
        language=languages.detect(message, language),
        slots=slots,
        question=decision.question,
        move=decision.move,
        switch_to=next((code for cue, code in _SWITCHES.items() if cue in whole), None),
        phone_problem=problem,
        choice=evidence.choice,
    )


def _phone(
    text: str, context: Context, region: str, countries: Collection[str] | None
) -> tuple[E164 | None, str | None, list[str]]:
    """The number to call, or why it cannot be, and the stretches of text that look like numbers."""
    shapes = [match.group() for match in PHONE_SHAPE.finditer(text[:1600])]
    problem = None
    for shape in shapes:
        verdict = read_phone(shape, region, countries)
        if verdict.e164:
            return verdict.e164, None, shapes
        problem = problem or verdict.reason
    if not shapes and context is Context.NUMBER and sum(char.isdigit() for char in text) >= 3:
        verdict = read_phone(text, region, countries)
        return verdict.e164, verdict.reason, [text] if verdict.e164 else []
    return None, problem, shapes


def _without(text: str, shapes: list[str]) -> str:
    for shape in shapes:
        text = text.replace(shape, " , ", 1)
    return text


def _spoken(message: Message, hits: Hits, context: Context, today: date, region: str) -> Spoken:
    """The time in the message; in a topic only where it begins a clause or goes with the wish to be called."""
    if context is Context.NAME and len(message.words) <= _LONGEST_NAME_ANSWER:
        return Spoken()
    spoken = Finder(Senses(message), today, region, asked=context is Context.WHEN).find()
    if context is Context.TOPIC and spoken.used and Cue.CALL_ME not in hits:
        return spoken if opens_clause(message, min(spoken.used)) and min(spoken.used) else Spoken()
    return spoken


def _slots(
    message: Message, hits: Hits, context: Context, spoken: Spoken, window: Window, phone: E164 | None
) -> tuple[Slots, frozenset[int]]:
    taken = set(spoken.used)
    topic = topics.topic_by_cue(message, hits, taken)
    if topic:
        taken.update(topic[1])
    name = names.name_by_cue(message, hits, taken)
    if name is None and context is not Context.NAME:
        name = names.name_as_signature(message, taken)
    if name:
        taken.update(name[1])
    said_name = name[0] if name else None
    if context is Context.NAME and not name:
        said_name = names.whole_name(message, hits, taken, alone=not (taken or phone))
    return (
        Slots(
            when=window.when,
            until=window.until,
            phone=phone,
            name=said_name,
            topic=topic[0] if topic else None,
        ),
        frozenset(taken),
    )


def _choice(message: Message) -> int | None:
    words = [word for word in message.words if word not in {".", ")", "(", "!", "#"}]
    return int(words[0]) if len(words) == 1 and words[0].isdigit() and len(words[0]) < 3 else None
