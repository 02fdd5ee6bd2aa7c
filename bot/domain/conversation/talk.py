"""``decide``: what one message of a customer leads to.

What holds in every phase comes first, opt-out before all: STOP is confirmed once, and then there is silence
until START or HELP. Then the callback that is live speaks, or the form that is open, or a new one begins.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.domain.conversation import form, live
from bot.domain.conversation.effects import AlertHuman, OptIn, OptOut, Refer, Step
from bot.domain.conversation.facts import LONG_SILENCE, Facts, Heard, Turn
from bot.domain.conversation.questions import ask
from bot.domain.conversation.state import HEARD_AS, Conversation, Phase
from bot.domain.conversation.words import say
from bot.domain.telephony import Media
from bot.domain.understanding.reading import Intent, Reading, Slots

#: A person who was asked for is not asked for again before.
PERSON_ALERTED_FOR: Final = timedelta(hours=1)


def decide(state: Conversation, heard: Heard, facts: Facts) -> Step:
    """The new state and what to do. Never raises; says at most one thing."""
    if heard.reading is None and heard.media is Media.REACTION:
        return Step(state=state)  # a thumb on a message of ours asks for nothing
    reading = _read(state, heard)
    silence = heard.at - (state.last_heard_at or heard.at)
    state = replace(
        state.rested() if silence > LONG_SILENCE and state.phase is Phase.MISSED else state,
        language=reading.switch_to or reading.language,
        unclear=state.unclear + 1 if reading.intent is Intent.UNCLEAR else 0,
        last_heard_at=heard.at,
    )
    turn = Turn(state=state, reading=reading, media=heard.media, facts=facts, silence=silence)
    return _after_opt_out(turn) if facts.opted_out else _whenever(turn)


def _after_opt_out(turn: Turn) -> Step:
    match turn.intent:
        case Intent.START:
            return Step(state=turn.state, effects=(OptIn(), say(turn.state, turn.facts, "opted_in")))
        case Intent.HELP:
            return Step(state=turn.state, effects=(say(turn.state, turn.facts, "help_opted_out"),))
        case _:
            return Step(state=turn.state)


def _whenever(turn: Turn) -> Step:
    """What holds in every phase."""
    state, facts = turn.state, turn.facts
    match turn.intent:
        case Intent.STOP:
            gone = Conversation(language=state.language, last_heard_at=state.last_heard_at)
            return Step(state=gone, effects=(OptOut(), say(gone, facts, "opted_out")))
        case Intent.EMERGENCY:
            return Step(state=state.rested(), effects=(Refer(), say(state, facts, "emergency")))
        case Intent.HELP:
            return _aside(turn, "help")
        case Intent.HUMAN:
            return _person_called(turn)
        case _:
            return _about_the_call(turn)


def _about_the_call(turn: Turn) -> Step:
    match turn.state.phase:
        case _ if turn.active is not None:
            return live.hear(turn, turn.active)
        case Phase.IDLE | Phase.MISSED:
            return form.begin(turn)
        case _ if turn.after_silence and turn.intent is not Intent.CANCEL:
            return form.resume(turn)
        case _:
            return form.hear(turn)


def _read(state: Conversation, heard: Heard) -> Reading:
    """The reading with media and numbered answers told apart; text that says something wins over media."""
    reading = heard.reading or Reading(intent=Intent.UNCLEAR, language=state.language)
    if heard.media is not Media.NONE and reading.intent is Intent.UNCLEAR:
        return replace(reading, intent=Intent.MEDIA)
    if reading.choice is None or not 1 <= reading.choice <= len(state.options):
        return reading
    chosen = state.options[reading.choice - 1]
    # Its number may also have been read as an hour, or as a number that is too short.
    return replace(reading, intent=HEARD_AS[chosen.answer], slots=Slots(when=chosen.at), phone_problem=None)


def _aside(turn: Turn, key: str) -> Step:
    """An answer that leaves everything as it is; an open question is put again after it."""
    if turn.active is None and turn.state.phase in (Phase.ASKING, Phase.CONSENT):
        return ask(turn.state, turn.facts, key)
    return Step(state=turn.state, effects=(say(turn.state, turn.facts, key),))


def _person_called(turn: Turn) -> Step:
    alerted, now = turn.state.human_alerted_at, turn.facts.now
    if alerted is not None and now - alerted < PERSON_ALERTED_FOR:
        return _aside(turn, "person_knows")
    step = _aside(replace(turn, state=replace(turn.state, human_alerted_at=now)), "person_called")
    return replace(step, effects=(AlertHuman(), *step.effects))
