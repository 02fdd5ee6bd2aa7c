"""The talk about a callback that is pending, under way, or was missed.

Consent was given for a number and a purpose. The customer may move the call to another time and the consent
stands: it is the same call, at a time the customer named. Another number is another call: the present one is
cancelled at once, and consent is asked anew.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain.callback import Callback, Move, Status
from bot.domain.conversation.effects import CancelCallback, RescheduleCallback, Step
from bot.domain.conversation.facts import Facts, Turn
from bot.domain.conversation.form import start_over, with_told
from bot.domain.conversation.questions import (
    Question,
    ask,
    ask_what_to_change,
    near,
    notify_only,
    put,
    slot_options,
    time_question,
    with_possible_time,
)
from bot.domain.conversation.state import Answer, Conversation, Option, Phase
from bot.domain.conversation.words import (
    ending_texts,
    media_reply,
    number_refusal,
    say,
    side_answer,
    status_text,
)
from bot.domain.tenant import OnExhausted
from bot.domain.understanding.reading import NOW, Context, Intent


def hear(turn: Turn, active: Callback) -> Step:
    """A message while a callback is live, or after it was missed."""
    slots, asked_what_now = turn.reading.slots, turn.state.phase is Phase.MISSED
    match turn.intent:
        case Intent.CANCEL | Intent.NO as intent if intent is Intent.CANCEL or asked_what_now:
            return _cancelled(turn.state, turn.facts, active)
        case intent if (slots.phone or intent is Intent.NUMBER) and slots.phone != active.phone:
            return _other_number(turn, active)
        case Intent.LATER:
            return _other_time(turn, active)
        case intent if slots.when or (intent is Intent.YES and not active.status.live):
            return _other_time(turn, active)
        case Intent.CHANGE:
            return _changed(turn, active)
        case _:
            return _told(turn.state, turn.facts, active, *_answer(turn))


def after_call(state: Conversation, facts: Facts) -> Step:
    """Tell the customer that a call did not come about, and what can be done now.

    ``facts.active`` is the callback as it stands then: missed, not answered, or scheduled for another try.
    """
    active = facts.active
    assert active is not None  # noqa: S101  (it is what is told about)
    texts = ending_texts(active, facts)
    if active.status is Status.MISSED and facts.tenant.routing.on_exhausted is OnExhausted.NOTIFY:
        return Step(state=state.rested(), effects=(say(state, facts, *texts),))
    times = slot_options(facts)
    if active.status is Status.SCHEDULED:
        times = (Option(answer=Answer.RETRY, at=active.scheduled_for), Option(answer=Answer.OTHER_TIME))
    question = Question(context=Context.WHEN, keys=texts, options=(*times, Option(answer=Answer.NO_CALL)))
    return put(question, replace(state, phase=Phase.MISSED, phone=active.phone), facts)


def _told(state: Conversation, facts: Facts, active: Callback, *before: str) -> Step:
    return Step(state=state, effects=(say(state, facts, *before, status_text(active)),))


def _answer(turn: Turn) -> tuple[str, ...]:
    match turn.intent:
        case _ if turn.bad_number:
            return (number_refusal(turn.bad_number),)
        case Intent.QUESTION:
            return (side_answer(turn.reading.question),)
        case Intent.MEDIA:
            return (media_reply(turn.media),)
        case Intent.YES:
            return ("already_on_it",)
        case _:
            return ()


def _cancelled(state: Conversation, facts: Facts, active: Callback) -> Step:
    if not active.status.live:
        return Step(state=state.rested(), effects=(say(state, facts, "nothing_placed"),))
    if not active.allows(Move.CANCEL):
        return _told(state, facts, active)
    cancel = CancelCallback(callback_id=active.callback_id)
    return Step(state=state.rested(), effects=(cancel, say(state, facts, "cancelled")))


def _other_time(turn: Turn, active: Callback) -> Step:
    facts = turn.facts
    wish = with_told(replace(turn.state, when=None, until=None), turn.reading)
    if not active.allows(Move.RESCHEDULE) or _stands(active, wish, facts):
        return _told(turn.state, facts, active)
    kept, problem = with_possible_time(wish, facts)
    if notify_only(kept, facts):
        kept, problem = replace(kept, when=None), "closed_then"
    if kept.when is None:
        question = time_question(facts, near(wish.when, problem))
        return put(question, replace(wish, phone=active.phone), facts, *((problem,) if problem else ()))
    move = RescheduleCallback(callback_id=active.callback_id, when=kept.when, until=kept.until)
    key = "rescheduled_now" if kept.when == NOW else "rescheduled"
    return Step(state=kept.rested(), effects=(move, say(kept, facts, key)))


def _stands(active: Callback, wish: Conversation, facts: Facts) -> bool:
    """Whether the callback is due at the time wished for as it is."""
    if wish.when == NOW:
        return active.status.live and active.scheduled_for <= facts.now
    return active.status.live and wish.when == active.scheduled_for


def _changed(turn: Turn, active: Callback) -> Step:
    if active.status.live and not active.status.waiting:
        return _told(turn.state, turn.facts, active)
    if turn.reading.move == "restart":
        return _instead(active, start_over(turn, "starting_over"))
    return ask_what_to_change(replace(turn.state, phone=active.phone), turn.facts)


def _other_number(turn: Turn, active: Callback) -> Step:
    """The number was wrong: nobody wants it rung any more, and the right one needs a consent of its own."""
    if active.status.live and not active.allows(Move.CANCEL):
        return _told(turn.state, turn.facts, active)
    if turn.bad_number:
        return _told(turn.state, turn.facts, active, number_refusal(turn.bad_number))
    later = active.status is Status.SCHEDULED and active.scheduled_for > turn.facts.now
    same_call = replace(
        turn.state,
        phone=None,
        phone_confirmed=False,
        name=active.details.name or turn.state.name,
        topic=active.details.topic or turn.state.topic,
        when=active.scheduled_for if later else NOW,
        until=None,
        asked=Context.IDLE,
        topic_asked=True,
    )
    return _instead(active, ask(with_told(same_call, turn.reading), replace(turn.facts, active=None)))


def _instead(active: Callback, step: Step) -> Step:
    """The present call is cancelled for what ``step`` begins."""
    if not active.status.live:
        return step
    return replace(step, effects=(CancelCallback(callback_id=active.callback_id), *step.effects))
