"""What the bot asks next: number, time, topic, consent, in this order, each only when it is not known yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from bot.domain import hours
from bot.domain.conversation.effects import Say, Step
from bot.domain.conversation.facts import Facts
from bot.domain.conversation.state import Answer, Conversation, Option, Phase
from bot.domain.conversation.words import say
from bot.domain.understanding.reading import NOW, Context

#: A promise beyond this is likely a misreading.
FURTHEST: Final = timedelta(days=60)

_OTHERWISE: Final = (Option(answer=Answer.OTHER_TIME), Option(answer=Answer.OTHER_NUMBER))
_CALL_ANSWERS: Final = (Option(answer=Answer.CALL_NOW), *_OTHERWISE)
_TIME_ANSWERS: Final = (Option(answer=Answer.YES), *_OTHERWISE)
_NOTIFY_ANSWERS: Final = (Option(answer=Answer.YES), Option(answer=Answer.OTHER_NUMBER))
_CONSENT_ANSWERS: Final = (Option(answer=Answer.AGREE), Option(answer=Answer.NO_THANKS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question: its context, the texts that put it, the answers offered with it."""

    context: Context
    keys: tuple[str, ...]
    options: tuple[Option, ...] = ()


def ask(state: Conversation, facts: Facts, *before: str) -> Step:
    """Put the next question after the texts ``before``; a time that cannot be kept is asked for again."""
    wished = state.when
    state, problem = with_possible_time(state, facts)
    question = _next_question(state, facts, near(wished, problem))
    notes = (*before, problem) if problem and problem not in before else before
    state = replace(
        state,
        phase=Phase.CONSENT if question.context is Context.CONSENT else Phase.ASKING,
        topic_asked=state.topic_asked or question.context is Context.TOPIC,
    )
    return put(question, state, facts, *notes)


def put(question: Question, state: Conversation, facts: Facts, *before: str) -> Step:
    """Say the texts ``before`` and the question, which is then the open one."""
    state = replace(
        state,
        asked=question.context,
        asked_at=facts.now,
        asked_in=state.language,
        options=question.options,
    )
    return Step(state=state, effects=(say(state, facts, *before, *question.keys, options=question.options),))


def ask_for_time(state: Conversation, facts: Facts) -> Step:
    """Put the question for a time, whatever was known of it."""
    return ask(replace(state, when=None, until=None, asked=Context.WHEN), facts)


def ask_for_number(state: Conversation, facts: Facts, *before: str) -> Step:
    """Put the question for a number, whatever was known of it."""
    return ask(replace(state, phone=None, phone_confirmed=False), facts, *before)


def ask_what_to_change(state: Conversation, facts: Facts) -> Step:
    """The time or the number? A new one of either may also be written at once."""
    return put(Question(context=Context.WHEN, keys=("ask_change",), options=_OTHERWISE), state, facts)


def time_question(facts: Facts, near: datetime | None = None) -> Question:
    """Which time? With those that can be promised, the closest to ``near`` if one was wished for."""
    options = slot_options(facts, near)
    return Question(context=Context.WHEN, keys=("ask_slot" if options else "ask_when",), options=options)


def slot_options(facts: Facts, near: datetime | None = None) -> tuple[Option, ...]:
    """The times that can be promised, as numbered answers."""
    return tuple(Option(answer=Answer.SLOT, at=at) for at in facts.slots(near))


def near(wished: Literal["now"] | datetime | None, problem: str | None) -> datetime | None:
    """The time to stay close to: the one that was wished for, if only the hours speak against it."""
    return wished if problem == "closed_then" and isinstance(wished, datetime) else None


def consent_shown(state: Conversation, facts: Facts) -> Say:
    """The open consent question in the language and at the time it was put."""
    state, facts = replace(state, language=state.asked_in), replace(facts, now=state.asked_at or facts.now)
    return say(state, facts, *_consent_keys(state, facts), options=_CONSENT_ANSWERS)


def notify_only(state: Conversation, facts: Facts) -> bool:
    """Whether the time wished for is outside hours and the business then wants to be told, not rung."""
    at = state.when if isinstance(state.when, datetime) else facts.now
    return facts.tells_outside_hours and not facts.open_at(at)


def with_possible_time(state: Conversation, facts: Facts) -> tuple[Conversation, str | None]:
    """The wish as it can be kept; or none, and why not, as a text of the copy."""
    if isinstance(state.when, datetime) and state.until:
        state = replace(state, when=_start_of_window(state.when, state.until, facts))
    problem = _time_problem(state, facts)
    return (replace(state, when=None, until=None) if problem else state), problem


def _start_of_window(start: datetime, until: datetime, facts: Facts) -> Literal["now"] | datetime:
    """A window that has begun begins now; "tomorrow morning" begins when somebody is there."""
    if start <= facts.now < until:
        return NOW if facts.open_now else start
    opening = hours.next_opening(facts.tenant.hours, facts.tenant.zone, start)
    return opening if opening and opening < until and not facts.open_at(start) else start


def _time_problem(state: Conversation, facts: Facts) -> str | None:
    match state.when:
        case None:
            return None
        case datetime() as at if at <= facts.now:
            return "time_passed"
        case datetime() as at if at > facts.now + FURTHEST:
            return "time_too_far"
        case _ if notify_only(state, facts):
            return None
        case datetime() as at:
            return None if facts.open_at(at) else "closed_then"
        case _:
            return None if facts.open_now else "closed_until"


def _next_question(state: Conversation, facts: Facts, near: datetime | None) -> Question:
    if state.phone is None:
        return Question(context=Context.NUMBER, keys=("ask_number",))
    if state.when is None or not state.phone_confirmed:
        return _question_for_time(state, facts, near)
    if not (state.name or state.topic or state.topic_asked):
        return Question(context=Context.TOPIC, keys=("ask_topic",))
    return Question(context=Context.CONSENT, keys=_consent_keys(state, facts), options=_CONSENT_ANSWERS)


def _question_for_time(state: Conversation, facts: Facts, near: datetime | None) -> Question:
    if notify_only(state, facts):
        return Question(context=Context.CALL_NOW, keys=("ask_notify",), options=_NOTIFY_ANSWERS)
    if isinstance(state.when, datetime):
        return Question(context=Context.CALL_NOW, keys=("ask_call_at",), options=_TIME_ANSWERS)
    if near or state.asked is Context.WHEN or not facts.open_now:
        return time_question(facts, near)
    return Question(context=Context.CALL_NOW, keys=("ask_call_now",), options=_CALL_ANSWERS)


def _consent_keys(state: Conversation, facts: Facts) -> tuple[str, ...]:
    if notify_only(state, facts):
        before = "before_notify"
    else:
        before = "before_now" if state.when == NOW else "before_at"
    return (before, "consent", "disclosure", "reply_agree")
