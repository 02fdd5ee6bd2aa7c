"""``understand``: one message in, one ``Reading`` out."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from bot.domain.phone import E164, PHONE_SHAPE, read_phone
from bot.domain.understanding import intents, names, topics
from bot.domain.understanding import language as languages
from bot.domain.understanding.cues import Cue
from bot.domain.understanding.evidence import Evidence, cues_in, whole_cues
from bot.domain.understanding.frame import Hits, opens_clause
from bot.domain.understanding.message import MAX_CHARACTERS, Message, split
from bot.domain.understanding.reading import Context, Intent, Reading, Slots
from bot.domain.understanding.senses import Senses
from bot.domain.understanding.spans import Finder, Spoken
from bot.domain.understanding.when import place

#: What a customer asked for with "español": the language to answer in.
_SWITCHES = {Cue.SWITCH_TO_ENGLISH: "en", Cue.SWITCH_TO_SPANISH: "es"}
#: "May" and "April" are names where a name was asked for.
_LONGEST_NAME_ANSWER = 2
_NUMBERS_TRIED = 5
#: Words in front of a number that is not to be called: "not 813...", "my old number is 813...".
_DENIES = re.compile(
    r"\b(?:not|instead of|old|wrong|no (?:es|al|el)|en vez del?|viejo)"
    r"(?: (?:number|numero|número|on|at|is|es|it's))*[ :,(]*$",
    re.IGNORECASE,
)
_DENIAL_LENGTH = 40


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
    phone, problem, shapes = _phone(text, context, region, countries)
    message = split(_without(text, shapes))
    hits = cues_in(message)
    whole = whole_cues(message, hits)
    spoken = _spoken(message, hits, context, now.astimezone(zone).date(), region)
    slots, taken = _slots(message, hits, context, spoken.used, phone)
    window = place(spoken, now, zone)
    slots = replace(slots, when=window.when, until=window.until)
    statement = topics.whole_topic(message, hits, taken) if context in {Context.TOPIC, Context.IDLE} else None
    evidence = Evidence(
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
    found = list(islice(PHONE_SHAPE.finditer(text[:MAX_CHARACTERS]), _NUMBERS_TRIED))
    shapes = [match.group() for match in found]
    meant = [match.group() for match in found if not _DENIES.search(text[: match.start()][-_DENIAL_LENGTH:])]
    problem = None
    for shape in meant:
        verdict = read_phone(shape, region, countries)
        if verdict.e164:
            return verdict.e164, None, shapes
        problem = problem or verdict.reason
    if not shapes and context is Context.NUMBER and sum(map(str.isdigit, text[:MAX_CHARACTERS])) >= 3:
        verdict = read_phone(text, region, countries)
        return verdict.e164, verdict.reason, [text] if verdict.e164 else []
    return None, problem, shapes


def _without(text: str, shapes: list[str]) -> str:
    for shape in shapes:
        text = text.replace(shape, " , ", 1)
    return text


def _spoken(message: Message, hits: Hits, context: Context, today: date, region: str) -> Spoken:
    """The time in the message; in a topic only where it begins a clause or goes with a wish to be called."""
    if context is Context.NAME and len(message.words) <= _LONGEST_NAME_ANSWER:
        return Spoken()
    spoken = Finder(Senses(message), today, region, asked=context is Context.WHEN).find()
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
        name = names.name_as_signature(message, taken)
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


def _choice(message: Message) -> int | None:
    words = [word for word in message.words if word not in {".", ")", "(", "!", "#"}]
    return int(words[0]) if len(words) == 1 and words[0].isdigit() and len(words[0]) < 3 else None
