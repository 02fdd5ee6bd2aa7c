"""What the bot asks next: number, time, topic, consent, in this order, each only when it is not known yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain import hours
from bot.domain.conversation.effects import Say, Step
from bot.domain.conversation.facts import Facts
from bot.domain.conversation.state import Answer, Conversation, Option, Phase
from bot.domain.conversation.words import say
from bot.domain.understanding.reading import NOW, Context

#: A promise beyond this is likely a misreading.
FURTHEST: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The open question, the texts that put it, the answers offered with it."""

    context: Context
    keys: tuple[str, ...]
    options: tuple[Option, ...] = ()


def ask(state: Conversation, facts: Facts, *before: str) -> Step:
    """Put the next question after the texts ``before``; a time that cannot be kept is asked for again."""
    wished = state.when
    state, problem = with_possible_time(state, facts)
    near = wished if problem and isinstance(wished, datetime) else None
    question = _next_question(state, facts, near)
    state = replace(
        state,
        phase=Phase.CONSENT if question.context is Context.CONSENT else Phase.ASKING,
        asked=question.context,
        asked_at=facts.now,
        asked_in=state.language,
        options=question.options,
        topic_asked=state.topic_asked or question.context is Context.TOPIC,
    )
    notes = (*before, problem) if problem and problem not in before else before
    return Step(state=state, effects=(say(state, facts, *notes, *question.keys, options=question.options),))


def ask_for_time(state: Conversation, facts: Facts, *before: str) -> Step:
    """Put the question for a time, whatever was known of it."""
    return ask(replace(state, when=None, until=None, asked=Context.WHEN), facts, *before)


def ask_for_number(state: Conversation, facts: Facts, *before: str) -> Step:
    """Put the question for a number, whatever was known of it."""
    return ask(replace(state, phone=None, phone_confirmed=False), facts, *before)


def _time_problem(state: Conversation, facts: Facts) -> str | None:
    """Why nobody can call at the time agreed on, as a text of the copy; ``None``: it can be kept."""
    match state.when:
        case None:
            return None
        case datetime() as at if at <= facts.now:
            return "time_passed"
        case datetime() as at if at > facts.now + FURTHEST:
            return "time_too_far"
        case _ if facts.tells_outside_hours:
            return None
        case datetime() as at:
            return None if facts.open_at(at) else "closed_then"
        case _:
            return None if facts.open_now else "closed_until"


def consent_shown(state: Conversation, facts: Facts) -> Say:
    """The open consent question in the language and at the time it was put."""
    state, facts = replace(state, language=state.asked_in), replace(facts, now=state.asked_at or facts.now)
    return say(state, facts, *_consent_keys(state, facts), options=_CONSENT_ANSWERS)


def notify_only(state: Conversation, facts: Facts) -> bool:
    """Whether the time wished for is outside hours and the business then wants to be told, not rung."""
    at = state.when if isinstance(state.when, datetime) else facts.now
    return facts.tells_outside_hours and not facts.open_at(at)


def slot_options(facts: Facts, near: datetime | None = None) -> tuple[Option, ...]:
    """The times that can be promised, as numbered answers."""
    return tuple(Option(answer=Answer.SLOT, at=at) for at in facts.slots(near))


_CALL_ANSWERS: Final = (
    Option(answer=Answer.CALL_NOW),
    Option(answer=Answer.OTHER_TIME),
    Option(answer=Answer.OTHER_NUMBER),
)
_TIME_ANSWERS: Final = (Option(answer=Answer.YES), *_CALL_ANSWERS[1:])
_NOTIFY_ANSWERS: Final = (Option(answer=Answer.YES), Option(answer=Answer.OTHER_NUMBER))
_CONSENT_ANSWERS: Final = (Option(answer=Answer.AGREE), Option(answer=Answer.NO_THANKS))


def with_possible_time(state: Conversation, facts: Facts) -> tuple[Conversation, str | None]:
    """The wish as it can be kept; or none, and why not, as a text of the copy."""
    if isinstance(state.when, datetime) and state.until and not facts.open_at(state.when):
        opening = hours.next_opening(facts.tenant.hours, facts.tenant.zone, state.when)
        if opening and opening < state.until:  # "tomorrow morning" begins when somebody is there
            state = replace(state, when=opening)
    problem = _time_problem(state, facts)
    return (replace(state, when=None, until=None) if problem else state), problem


def _next_question(state: Conversation, facts: Facts, near: datetime | None) -> Question:
    if state.phone is None:
        return Question(context=Context.NUMBER, keys=("ask_number",))
    if state.when is None or not state.phone_confirmed:
        return _question_for_time(state, facts, near)
    if not (state.name or state.topic or state.topic_asked):
        return Question(context=Context.TOPIC, keys=("ask_topic",))
    return Question(context=Context.CONSENT, keys=_consent_keys(state, facts), options=_CONSENT_ANSWERS)


def _question_for_time(state: Conversation, facts: Facts, near: datetime | None) -> Question:
    if isinstance(state.when, datetime):
        return Question(context=Context.CALL_NOW, keys=("ask_call_at",), options=_TIME_ANSWERS)
    if facts.tells_outside_hours and not facts.open_now:
        return Question(context=Context.CALL_NOW, keys=("ask_notify",), options=_NOTIFY_ANSWERS)
    if near or state.asked is Context.WHEN or not facts.open_now:
        options = slot_options(facts, near)
        return Question(context=Context.WHEN, keys=("ask_slot" if options else "ask_when",), options=options)
    return Question(context=Context.CALL_NOW, keys=("ask_call_now",), options=_CALL_ANSWERS)


def _consent_keys(state: Conversation, facts: Facts) -> tuple[str, ...]:
    if notify_only(state, facts):
        before = "before_notify"
    else:
        before = "before_now" if state.when == NOW else "before_at"
    return (before, "consent", "disclosure", "reply_agree")
