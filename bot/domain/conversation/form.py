"""The talk that leads to a callback: facts are taken as they come, then the next open question is put.

Consent names one number and one time. While it is open, another number or another time is read back and asked
for again; nothing but an agreeing answer to that very question requests a call.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.domain.conversation.effects import RequestCallback, Step
from bot.domain.conversation.facts import Facts, Turn
from bot.domain.conversation.questions import (
    ask,
    ask_for_number,
    ask_for_time,
    ask_what_to_change,
    consent_shown,
    notify_only,
    with_possible_time,
)
from bot.domain.conversation.state import Conversation, Phase
from bot.domain.conversation.words import media_reply, number_refusal, opening_line, say, side_answer
from bot.domain.understanding.reading import NOW, Context, Intent, Reading

TOPIC_LENGTH: Final = 200
NAME_LENGTH: Final = 60

#: So soon after the message before, one that says nothing we know is a courtesy.
COURTESY: Final = timedelta(hours=1)

#: Questions that name the number: who answers them with a time has accepted the number.
_NAME_THE_NUMBER: Final = (Context.CALL_NOW, Context.WHEN)


def begin(turn: Turn) -> Step:
    """First message of a request: say who speaks, take what was told, put the first question."""
    match turn.intent:
        case _ if _asks_for_nothing(turn):
            return Step(state=turn.state, effects=(say(turn.state, turn.facts, "any_time"),))
        case Intent.STATUS | Intent.CANCEL:
            return Step(state=turn.state, effects=(say(turn.state, turn.facts, "nothing_pending"),))
        case _:
            return start_over(turn, "greeting", "way_to_person", *_first_words(turn))


def _asks_for_nothing(turn: Turn) -> bool:
    """Whether it is a "thank you" or "ok" to a request that has come to its end."""
    match turn.intent:
        case Intent.YES | Intent.NO:
            return turn.state.served
        case Intent.UNCLEAR:
            return turn.state.served and turn.state.unclear == 1 and turn.silence < COURTESY
        case _:
            return False


def start_over(turn: Turn, *before: str) -> Step:
    """A new request: the number the customer writes from is proposed unless another was agreed on before."""
    state = turn.state.begun()
    state = with_told(replace(state, phone=state.phone or turn.facts.sender), turn.reading)
    if turn.bad_number:
        return ask_for_number(state, turn.facts, *before)
    return ask(state, turn.facts, *before)


def hear(turn: Turn) -> Step:
    """A message while something is open."""
    before, facts = turn.state, turn.facts
    state = with_told(before, turn.reading)
    other_call = (state.phone, state.when, state.until) != (before.phone, before.when, before.until)
    match state.phase, turn.intent:
        case _, Intent.CANCEL:
            return _end(state, facts)
        case _ if turn.bad_number:
            return ask_for_number(state, facts, number_refusal(turn.bad_number))
        case Phase.CONSENT, Intent.YES | Intent.NO if not other_call:
            return _agreed(state, before, facts) if turn.intent is Intent.YES else _end(state, facts)
        case Phase.ASKING, Intent.YES if state.asked is Context.CALL_NOW:
            return ask(replace(state, phone_confirmed=True, when=state.when or NOW), facts)
        case _ if other_call or (state.name, state.topic) != (before.name, before.topic):
            return ask(state, facts, *_answer(turn))
        case _:
            return _aside(turn)


def resume(turn: Turn) -> Step:
    """A message after a long silence: one line, then the open question; a "yes" no longer answers it."""
    state = replace(turn.state, when=None) if turn.state.when == NOW else turn.state
    return ask(with_told(state, turn.reading), turn.facts, "welcome_back")


def with_told(state: Conversation, reading: Reading) -> Conversation:
    """The conversation with every fact of the message in it."""
    slots = reading.slots
    if slots.when is not None:
        confirmed = state.phone_confirmed or (state.phone is not None and state.asked in _NAME_THE_NUMBER)
        state = replace(state, when=slots.when, until=slots.until, phone_confirmed=confirmed)
    if slots.phone is not None:
        state = replace(state, phone=slots.phone, phone_confirmed=True)
    return replace(
        state,
        name=_cut(slots.name, NAME_LENGTH) or state.name,
        topic=_cut(slots.topic, TOPIC_LENGTH) or state.topic,
    )


def _cut(text: str | None, length: int) -> str:
    """At most ``length`` characters, at the end of a word where there is one."""
    text = (text or "").strip()
    if len(text) <= length:
        return text
    return text[:length].rsplit(maxsplit=1)[0]


def _first_words(turn: Turn) -> tuple[str, ...]:
    match turn.intent:
        case _ if turn.bad_number:
            return (number_refusal(turn.bad_number),)
        case Intent.MEDIA:
            return (media_reply(turn.media),)
        case Intent.QUESTION:
            return _answer(turn)
        case _:
            return () if turn.reading.slots.when else opening_line(turn.facts)


def _answer(turn: Turn) -> tuple[str, ...]:
    if turn.intent is not Intent.QUESTION:
        return ()
    return (side_answer(turn.reading.question),)


def _aside(turn: Turn) -> Step:
    """A message that tells nothing new of the call; the open question is put again after the answer."""
    state, facts = turn.state, turn.facts
    match turn.intent:
        case Intent.LATER:
            return ask_for_time(state, facts)
        case Intent.NUMBER:
            return ask_for_number(state, facts)
        case Intent.CHANGE:
            return _changed(turn)
        case Intent.NO:
            return _declined(state, facts)
        case _:
            return ask(state, facts, *_remark(turn))


def _remark(turn: Turn) -> tuple[str, ...]:
    match turn.intent:
        case Intent.QUESTION:
            return _answer(turn)
        case Intent.STATUS:
            return ("nothing_placed_yet",)
        case Intent.MEDIA:
            return (media_reply(turn.media),)
        case _ if turn.intent is Intent.START or turn.state.asked is Context.TOPIC:
            return ()
        case _:
            return ("not_understood" if turn.state.unclear < 2 else "offer_person",)


def _changed(turn: Turn) -> Step:
    state, facts = turn.state, turn.facts
    match turn.reading.move, state.asked:
        case "restart", _:
            return start_over(turn, "starting_over")
        case "back", Context.NUMBER:
            return ask(replace(state, phone=facts.sender), facts)
        case "back", Context.CALL_NOW:
            return ask_for_number(state, facts)
        case "back", _:
            return ask(replace(state, when=None, until=None, asked=Context.IDLE), facts)
        case _:
            return ask_what_to_change(replace(state, phase=Phase.ASKING), facts)


def _declined(state: Conversation, facts: Facts) -> Step:
    """A plain no: to the time proposed, to telling more, or to the whole thing."""
    match state.asked:
        case Context.CALL_NOW if not notify_only(state, facts):
            return ask_for_time(state, facts)
        case Context.TOPIC | Context.NAME:
            return ask(state, facts)
        case _:
            return _end(state, facts)


def _end(state: Conversation, facts: Facts) -> Step:
    return Step(state=state.rested(), effects=(say(state, facts, "nothing_placed"),))


def _agreed(state: Conversation, shown: Conversation, facts: Facts) -> Step:
    """The yes that counts. A time that went by while the question was open is asked for again.

    ``shown`` is what the question was put from: a name or topic told with the yes was not part of it.
    """
    if state.phone is None or state.when is None or with_possible_time(state, facts)[1]:
        return ask(state, facts)
    told = notify_only(state, facts)
    at_once = "confirmed_now" if state.when == NOW else "confirmed_at"
    request = RequestCallback(
        phone=state.phone,
        name=state.name or "",
        topic=state.topic or "",
        language=state.language,
        when=state.when,
        until=state.until,
        notify_only=told,
        wording=consent_shown(shown, facts),
        confirmation=say(state, facts, "confirmed_notify" if told else at_once),
    )
    return Step(state=state.rested(), effects=(request,))
