"""The talk about a callback that is under way or was missed, and how a talk is stored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.callback import Status
from bot.domain.conversation import (
    Answer,
    CancelCallback,
    Conversation,
    Phase,
    RequestCallback,
    RescheduleCallback,
    after_call,
)
from bot.domain.phone import E164
from bot.domain.retries import NEXT_ROUND, NEXT_TRY, NEXT_TRY_AFTER_MAILBOX
from bot.domain.telephony import Channel
from bot.domain.tenant import OnExhausted, Tenant
from bot.domain.understanding.reading import Intent
from tests.domain.talking import (
    ACME,
    CONSENT_AT,
    CONSENT_NOW,
    LINE,
    TOMORROW_3,
    WIFE,
    Talk,
    at,
    at_consent,
    confirmed,
    missed,
    scheduled,
)

# --- A callback under way ---


def test_a_scheduled_call_is_moved_without_asking_for_consent_again() -> None:
    talk = scheduled()
    assert talk.active
    friday = at("2026-11-20T10:00")
    talk.hears(Intent.SCHEDULE, when=friday)
    assert talk.of(RescheduleCallback) == [
        RescheduleCallback(callback_id=talk.active.callback_id, when=friday, until=None)
    ]
    assert talk.keys == ("rescheduled",)


def test_a_call_is_not_moved_to_when_the_business_is_closed() -> None:
    talk = scheduled().hears(Intent.SCHEDULE, when=at("2026-11-21T10:00"))
    assert talk.of(RescheduleCallback) == []
    assert talk.keys == ("closed_then", "ask_slot")
    assert len(talk.hears(Intent.UNCLEAR, choice=1).of(RescheduleCallback)) == 1


def test_a_call_that_is_ringing_is_not_moved() -> None:
    talk = confirmed().hears(Intent.SCHEDULE, when=TOMORROW_3)
    assert talk.of(RescheduleCallback) == []
    assert talk.keys == ("status_calling_team",)


def test_a_wrong_number_is_called_off_at_once_and_the_right_one_needs_its_own_consent() -> None:
    talk = confirmed()
    assert talk.active
    wrong = talk.active.callback_id
    talk.hears(Intent.NUMBER, phone=WIFE)
    assert talk.of(CancelCallback) == [CancelCallback(callback_id=wrong)]
    assert talk.keys == CONSENT_NOW
    [request] = talk.hears(Intent.YES).of(RequestCallback)
    assert (request.phone, request.topic) == (WIFE, "leaking boiler")


def test_a_scheduled_call_keeps_its_time_when_the_number_changes() -> None:
    talk = scheduled().hears(Intent.NUMBER, phone=WIFE)
    assert talk.keys == CONSENT_AT
    assert talk.state.when == TOMORROW_3


def test_a_live_call_can_be_cancelled_and_asked_about() -> None:
    assert scheduled().hears(Intent.STATUS).keys == ("status_scheduled",)
    talk = scheduled().hears(Intent.CANCEL)
    assert len(talk.of(CancelCallback)) == 1
    assert talk.keys == ("cancelled",)
    assert Talk().hears(Intent.STATUS).keys == ("nothing_pending",)


def test_people_who_are_talking_cannot_be_cancelled() -> None:
    talk = confirmed()
    assert talk.active
    talk.active = replace(talk.active, status=Status.CONNECTED)
    assert talk.hears(Intent.CANCEL).keys == ("status_connected",)


# --- After a miss ---


def test_a_missed_call_offers_times_and_no_call() -> None:
    talk = missed()
    assert talk.keys == ("missed",)
    assert [option.answer for option in talk.state.options] == [Answer.SLOT] * 3 + [Answer.NO_CALL]


def test_a_time_after_a_miss_moves_the_same_request() -> None:
    talk = missed()
    assert talk.active
    slot = talk.state.options[0].at
    talk.hears(Intent.UNCLEAR, choice=1)
    [move] = talk.of(RescheduleCallback)
    assert (move.callback_id, move.when) == (talk.active.callback_id, slot)
    assert talk.state.phase is Phase.IDLE


def test_no_call_after_a_miss_places_nothing() -> None:
    for talk in (missed().hears(Intent.UNCLEAR, choice=4), missed().hears(Intent.NO)):
        assert talk.keys == ("nothing_placed",)
        assert talk.of(RescheduleCallback) == []


def test_a_retry_that_is_already_set_is_confirmed_by_its_number_and_cancelled_by_no_call() -> None:
    def retrying() -> Talk:
        talk = missed()
        assert talk.active
        talk.active = replace(
            talk.active, status=Status.SCHEDULED, reason=NEXT_ROUND, scheduled_for=at("2026-11-18T15:30")
        )
        step = after_call(talk.state, talk.facts)
        talk.state, talk.effects = step.state, list(step.effects)
        return talk

    assert retrying().keys == ("missed_retry",)
    assert retrying().hears(Intent.UNCLEAR, choice=1).keys == ("status_scheduled",)
    assert retrying().hears(Intent.UNCLEAR, choice=2).keys == ("ask_slot",)
    assert len(retrying().hears(Intent.UNCLEAR, choice=3).of(CancelCallback)) == 1


def ended(status: Status, reason: str, tenant: Tenant = ACME, channel: Channel = Channel.SMS) -> Talk:
    """A talk after a call that did not come about, as the customer is told of it."""
    talk = confirmed(tenant=tenant, channel=channel)
    assert talk.active
    talk.active = replace(talk.active, status=status, reason=reason, scheduled_for=at("2026-11-18T16:30"))
    step = after_call(talk.state, talk.facts)
    talk.state, talk.effects = step.state, list(step.effects)
    return talk


@pytest.mark.parametrize(
    ("status", "reason", "text"),
    [
        (Status.MISSED, "all_tried", "missed"),
        (Status.MISSED, "customer_left", "left"),
        (Status.NO_ANSWER, "customer_no_answer", "no_answer"),
        (Status.NO_ANSWER, "customer_busy", "no_answer"),
        (Status.NO_ANSWER, "customer_hung_up", "hung_up"),
        (Status.NO_ANSWER, "customer_machine", "mailbox"),
        (Status.SCHEDULED, NEXT_ROUND, "missed_retry"),
        (Status.SCHEDULED, NEXT_TRY, "no_answer_retry"),
        (Status.SCHEDULED, NEXT_TRY_AFTER_MAILBOX, "mailbox_retry"),
    ],
)
def test_each_way_not_to_come_about_has_words_of_its_own_and_a_way_to_say_no(
    status: Status, reason: str, text: str
) -> None:
    talk = ended(status, reason)
    assert talk.keys == (text,)
    assert talk.state.options[-1].answer is Answer.NO_CALL
    first = Answer.RETRY if status is Status.SCHEDULED else Answer.SLOT
    assert talk.state.options[0].answer is first


@pytest.mark.parametrize(
    ("reason", "text"), [("customer_hung_up", "status_hung_up"), ("customer_machine", "status_mailbox")]
)
def test_who_asks_how_it_stands_hears_why_they_were_not_reached(reason: str, text: str) -> None:
    assert ended(Status.NO_ANSWER, reason).hears(Intent.STATUS).keys == (text,)
    assert ended(Status.MISSED, "customer_left").hears(Intent.STATUS).keys == ("status_left",)


@pytest.mark.parametrize(
    ("channel", "number", "elsewhere"),
    [
        (Channel.SMS, LINE, ("or_whatsapp",)),
        (Channel.WHATSAPP, LINE, ()),
        (Channel.SMS, None, ()),
    ],
    ids=["by-text", "there-already", "business-is-not-there"],
)
def test_the_apology_names_whatsapp_where_that_is_another_way(
    channel: Channel, number: E164 | None, elsewhere: tuple[str, ...]
) -> None:
    there = replace(ACME, whatsapp_number=number)
    assert ended(Status.MISSED, "all_tried", there, channel).keys == ("missed", *elsewhere)
    assert ended(Status.SCHEDULED, NEXT_ROUND, there, channel).keys == ("missed_retry", *elsewhere)
    assert ended(Status.NO_ANSWER, "customer_busy", there, channel).keys == ("no_answer",)


def test_a_business_that_calls_back_by_itself_says_so_and_asks_nothing() -> None:
    notifies = replace(ACME, routing=replace(ACME.routing, on_exhausted=OnExhausted.NOTIFY))
    talk = ended(Status.MISSED, "all_tried", notifies)
    assert (talk.keys, talk.state.phase, talk.state.options) == (("missed_told",), Phase.IDLE, ())


# --- Stored form ---


def test_a_conversation_of_another_schema_begins_anew() -> None:
    assert Conversation.from_json({"v": 0, "phase": "consent"}, language="es") == Conversation(language="es")


def test_a_fresh_conversation_is_stored_as_next_to_nothing() -> None:
    assert Conversation().to_json() == {"v": 1}


def test_the_line_customers_will_see_is_the_business_number() -> None:
    assert at_consent().hears(Intent.YES).said.params["line"] == LINE  # type: ignore[union-attr]
    assert ACME.voice_number == LINE
