"""Decides the intent: one ordered list of rules, the first that applies wins.

A yes places a call, so it is given by a closed vocabulary only: every word must be a word of assent, a
courtesy or a fact that was taken, and no word may take it back. Whatever is in doubt is not a yes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.understanding.cues import Cue
from bot.domain.understanding.evidence import Evidence, asks, assents, made_of
from bot.domain.understanding.lexicon import MARKERS
from bot.domain.understanding.phrasebook import Hit
from bot.domain.understanding.reading import NOW, Context, Intent, Move, Question

_QUESTIONS = {
    Cue.ASK_IDENTITY: Question.IDENTITY,
    Cue.ASK_RECORDING: Question.RECORDING,
    Cue.ASK_COST: Question.COST,
    Cue.ASK_PRIVACY: Question.PRIVACY,
    Cue.ASK_WAIT: Question.WAIT,
    Cue.ASK_HOURS: Question.HOURS,
}
#: Commands that count only when nothing else is said.
_COMMANDS: Mapping[Cue, tuple[Intent, Move | None]] = {
    Cue.START: (Intent.START, None),
    Cue.MEDIA: (Intent.MEDIA, None),
    Cue.RESTART: (Intent.CHANGE, "restart"),
    Cue.BACK: (Intent.CHANGE, "back"),
    Cue.HELP: (Intent.HELP, None),
    Cue.HUMAN: (Intent.HUMAN, None),
    Cue.CANCEL: (Intent.CANCEL, None),
    Cue.STATUS: (Intent.STATUS, None),
    Cue.CHANGE: (Intent.CHANGE, None),
    Cue.SWITCH_TO_ENGLISH: (Intent.CHANGE, None),
    Cue.SWITCH_TO_SPANISH: (Intent.CHANGE, None),
}
_WHENS = frozenset({"when", "cuando"})
_SKIPPABLE = frozenset({Context.NAME, Context.TOPIC})
_PLAIN_YES = frozenset({Context.CALL_NOW, Context.WHEN, Context.NUMBER, Context.NAME, Context.TOPIC})
_ANSWERABLE = frozenset({Context.CALL_NOW, Context.WHEN, Context.NUMBER, Context.CONSENT})
_CHOICES: Mapping[Context, Mapping[int, Intent]] = {
    Context.CALL_NOW: {1: Intent.YES, 2: Intent.LATER, 3: Intent.NUMBER},
    Context.CONSENT: {1: Intent.YES, 2: Intent.NO},
    Context.NUMBER: {1: Intent.YES, 2: Intent.NO},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    intent: Intent
    move: Move | None = None
    question: Question | None = None


def decide(evidence: Evidence) -> Decision:
    """The intent by the first rule that applies."""
    for rule in _RULES:
        decision = rule(evidence)
        if decision:
            return decision
    return Decision(intent=Intent.UNCLEAR)


def _opt_out(seen: Evidence) -> Decision | None:
    if Cue.STOP in seen.whole or Cue.STOP in seen.hits:
        return Decision(intent=Intent.STOP)
    return None


def _emergency(seen: Evidence) -> Decision | None:
    if Cue.EMERGENCY in seen.whole or Cue.EMERGENCY in seen.hits:
        return Decision(intent=Intent.EMERGENCY)
    return None


def _skip(seen: Evidence) -> Decision | None:
    if Cue.SKIP not in seen.whole and not (Cue.SKIP in seen.hits and seen.context in _SKIPPABLE):
        return None
    if seen.context in _SKIPPABLE or seen.message.words[0] in {"skip", "omitir", "saltar"}:
        return Decision(intent=Intent.NO, move="skip")
    return None


def _command(seen: Evidence) -> Decision | None:
    for cue, (intent, move) in _COMMANDS.items():
        if cue in seen.whole:
            return Decision(intent=intent, move=move)
    return None


def _choice(seen: Evidence) -> Decision | None:
    if seen.choice is None:
        return None
    intent = _CHOICES.get(seen.context, {}).get(seen.choice)
    return Decision(intent=intent) if intent else None


def _request(seen: Evidence) -> Decision | None:
    """Requests that leave the form: a person, no call, how far it is."""
    if _side_question(seen) and Cue.ASK_IDENTITY in seen.hits:
        return None
    for cue, intent in ((Cue.CANCEL, Intent.CANCEL), (Cue.STATUS, Intent.STATUS), (Cue.HUMAN, Intent.HUMAN)):
        if cue in seen.hits:
            return Decision(intent=intent)
    if Cue.RESTART in seen.hits and seen.slots.topic is None:
        return Decision(intent=Intent.CHANGE, move="restart")
    return None


def _side_question(seen: Evidence) -> Decision | None:
    """A question about the business or the bot; "can you call at 4?" is none, it names a time."""
    if Cue.ASK_IDENTITY in seen.hits:
        return Decision(intent=Intent.QUESTION, question=Question.IDENTITY)
    if not (
        asks(seen)
        or "?" in seen.message.words
        or (seen.context is Context.IDLE and len(seen.message.words) < 4)
    ):
        return None
    for cue, question in _QUESTIONS.items():
        if any(not seen.taken.issuperset(range(hit.start, hit.end)) for hit in seen.hits.get(cue, ())):
            return Decision(intent=Intent.QUESTION, question=question)
    return None


def _fact(seen: Evidence) -> Decision | None:
    """A number or a time is an answer whatever was asked; "now" is one only where no yes is due."""
    named = seen.slots.name is not None and seen.context is Context.NAME
    if named:
        return Decision(intent=Intent.NAME)
    if seen.context is Context.TOPIC and seen.statement:
        return None
    if seen.slots.phone and (seen.context is Context.NUMBER or seen.slots.when in (None, NOW)):
        return Decision(intent=Intent.NUMBER)
    if seen.slots.when not in (None, NOW):
        return Decision(intent=Intent.SCHEDULE)
    if seen.phone_problem:
        emergency = seen.phone_problem == "emergency"
        return Decision(intent=Intent.EMERGENCY if emergency else Intent.NUMBER)
    return None


def _change(seen: Evidence) -> Decision | None:
    if Cue.CHANGE in seen.hits:
        return Decision(intent=Intent.CHANGE)
    if Cue.ANOTHER_NUMBER in seen.hits and seen.context is not Context.TOPIC:
        return Decision(intent=Intent.NUMBER)
    return None


def _later(seen: Evidence) -> Decision | None:
    if seen.context in _SKIPPABLE and Cue.LATER not in seen.whole:
        return None
    if Cue.LATER in seen.hits or Cue.LATER in seen.whole:
        return Decision(intent=Intent.LATER)
    return None


def _no(seen: Evidence) -> Decision | None:
    """A no at the end of what was asked; "no hot water" is a topic, "no problem" neither yes nor no."""
    if Cue.NO in seen.whole or (Cue.SKIP in seen.whole and seen.context in _ANSWERABLE):
        return Decision(intent=Intent.NO)
    if Cue.NOT_A_NO in seen.hits or Cue.NO not in seen.hits:
        return None
    if seen.context in _ANSWERABLE or made_of(seen, {Cue.NO, Cue.COURTESY, Cue.GREETING, Cue.YES}):
        return None if "?" in seen.message.words else Decision(intent=Intent.NO)
    return None


def _yes(seen: Evidence) -> Decision | None:
    assent = {Cue.AGREE} if seen.context is Context.CONSENT else {Cue.YES}
    if seen.context is Context.NUMBER:
        assent.add(Cue.THIS_NUMBER)
    if seen.context is Context.CALL_NOW:
        assent.add(Cue.CALL_ME)
    filler = {Cue.COURTESY, Cue.GREETING, Cue.YES, Cue.CALL_ME, Cue.THIS_NUMBER}
    if seen.context is Context.IDLE or not assents(seen, assent):
        said_now = seen.context is Context.CALL_NOW and seen.slots.when == NOW
        if not said_now:
            return None
    if _doubts(seen) or not made_of(seen, assent | filler):
        return None
    return Decision(intent=Intent.YES)


def _doubts(seen: Evidence) -> bool:
    asked = "?" in seen.message.words or "¿" in seen.message.words
    polite = seen.context is Context.CALL_NOW and Cue.CALL_ME in seen.hits and seen.slots.when == NOW
    return (asked and not polite) or any(not _tells_now(seen, hit) for hit in seen.hits.get(Cue.DOUBT, ()))


def _tells_now(seen: Evidence, doubt: Hit[Cue]) -> bool:
    """ "Yes, when you can": this "when" is part of a time, and the time is now."""
    said_now = seen.context is Context.CALL_NOW and seen.slots.when == NOW
    return said_now and doubt.start in seen.taken and seen.message.words[doubt.start] in _WHENS


def _now(seen: Evidence) -> Decision | None:
    """ "Call me now" is a request where nobody has asked; it is no agreement to a text."""
    if (
        seen.slots.when == NOW
        and seen.context in {Context.IDLE, Context.WHEN}
        and "?" not in seen.message.words[:-1]
    ):
        if seen.slots.topic and seen.context is Context.IDLE and Cue.CALL_ME not in seen.hits:
            return None
        return Decision(intent=Intent.SCHEDULE)
    return None


def _question(seen: Evidence) -> Decision | None:
    if seen.context is Context.TOPIC and seen.statement and "?" not in seen.message.words:
        return None
    if seen.context is Context.TOPIC and Cue.ASK_FAVOUR in seen.hits:
        return None
    spoken = [word for word in seen.message.words if word.isalnum()]
    asked = asks(seen) or ("?" in seen.message.words and len(spoken) > 1)
    if not asked or seen.slots.topic or seen.slots.name or len(seen.message.words) < 2:
        return None
    if Cue.CALL_ME in seen.hits:
        return Decision(intent=Intent.SCHEDULE) if seen.context is Context.IDLE else None
    return Decision(intent=Intent.QUESTION, question=Question.OTHER)


def _told(seen: Evidence) -> Decision | None:
    """A topic or a name that came unasked, or a bare request for a call."""
    if seen.slots.topic:
        return Decision(intent=Intent.TOPIC)
    if seen.context in {Context.IDLE, Context.WHEN} and Cue.CALL_ME in seen.hits:
        return Decision(intent=Intent.SCHEDULE)
    if states_a_topic(seen):
        return Decision(intent=Intent.TOPIC)
    return Decision(intent=Intent.NAME) if seen.slots.name else None


def states_a_topic(seen: Evidence) -> bool:
    """Unasked, a statement is a topic only when it tells a need or is a sentence in a language we know."""
    if seen.statement is None:
        return False
    if seen.context is Context.TOPIC or Cue.NEED in seen.hits:
        return True
    words = seen.message.words
    known = any(word in markers for word in words for markers in MARKERS.values())
    return seen.statement.count(" ") >= (1 if known else 2)


_RULES: tuple[Callable[[Evidence], Decision | None], ...] = (
    _opt_out,
    _emergency,
    _skip,
    _command,
    _choice,
    _request,
    _side_question,
    _fact,
    _change,
    _yes,
    _later,
    _no,
    _now,
    _question,
    _told,
)
