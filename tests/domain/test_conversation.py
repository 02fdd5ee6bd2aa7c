"""The talk with a customer, as sentences: what is asked, what is taken, what is never done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.conversation import (
    AlertHuman,
    Answer,
    Conversation,
    Heard,
    OptIn,
    OptOut,
    Refer,
    RequestCallback,
    RescheduleCallback,
)
from bot.domain.telephony import Media
from bot.domain.understanding.reading import NOW, Context, Intent, Question
from tests.domain.talking import (
    ACME_NOTIFIES,
    CLOSED,
    CONSENT_AT,
    CONSENT_NOW,
    OPEN,
    OWN,
    TOMORROW_3,
    WIFE,
    Talk,
    at,
    at_consent,
    confirmed,
    missed,
    scheduled,
)

# --- The shortest talk ---


def test_three_messages_are_enough_when_the_first_says_it_all() -> None:
    talk = Talk().hears(Intent.TOPIC, name="Jo", topic="leaking boiler")
    assert talk.keys == ("greeting", "way_to_person", "open_until", "ask_call_now")
    assert [option.answer for option in talk.said.options] == [  # type: ignore[union-attr]
        Answer.CALL_NOW,
        Answer.OTHER_TIME,
        Answer.OTHER_NUMBER,
    ]
    assert talk.hears(Intent.YES).keys == CONSENT_NOW
    talk.hears(Intent.YES)
    [request] = talk.of(RequestCallback)
    assert (request.phone, request.name, request.topic, request.when) == (OWN, "Jo", "leaking boiler", NOW)
    assert talk.keys == ("confirmed_now",)


def test_a_time_in_the_first_message_is_read_back_and_not_asked_for() -> None:
    talk = Talk().hears(Intent.SCHEDULE, when=TOMORROW_3, language="es")
    assert talk.keys == ("greeting", "way_to_person", "ask_call_at")
    assert talk.state.language == "es"
    assert talk.hears(Intent.YES, language="es").keys == ("ask_topic",)
    assert talk.hears(Intent.NO, language="es", move="skip").keys == CONSENT_AT
    [request] = talk.hears(Intent.YES, language="es").of(RequestCallback)
    assert (request.when, request.language) == (TOMORROW_3, "es")
    assert talk.keys == ("confirmed_at",)


def test_who_tells_number_and_time_at_once_is_only_asked_for_consent() -> None:
    talk = Talk(sender=None).hears(Intent.SCHEDULE, when=NOW, phone=WIFE, name="Jo")
    assert talk.keys == ("greeting", "way_to_person", *CONSENT_NOW)


def test_a_customer_without_a_number_is_asked_for_it() -> None:
    talk = Talk(sender=None).hears(Intent.TOPIC, topic="leaking boiler")
    assert talk.keys[-1] == "ask_number"
    assert talk.state.asked is Context.NUMBER
    assert talk.hears(Intent.NUMBER, phone=WIFE).keys == ("ask_call_now",)


def test_name_and_topic_are_asked_for_once_and_only_when_neither_is_known() -> None:
    talk = Talk().hears(Intent.UNCLEAR).hears(Intent.YES)
    assert talk.keys == ("ask_topic",)
    assert talk.hears(Intent.UNCLEAR).keys == CONSENT_NOW


def test_a_long_topic_is_kept_to_two_hundred_characters() -> None:
    talk = Talk().hears(Intent.TOPIC, topic="boiler " * 230, name="Jo " * 100)
    assert talk.state.topic
    assert len(talk.state.topic) <= 200
    assert talk.state.topic.endswith("boiler")
    assert len(talk.state.name or "") <= 60


# --- Consent ---


@pytest.mark.parametrize("intent", [i for i in Intent if i not in (Intent.YES, Intent.STOP)])
def test_nothing_but_a_yes_to_the_consent_question_requests_a_call(intent: Intent) -> None:
    assert at_consent().hears(intent).of(RequestCallback) == []


def test_a_no_to_consent_places_nothing_and_names_a_person() -> None:
    talk = at_consent().hears(Intent.NO)
    assert talk.keys == ("nothing_placed",)
    assert talk.hears(Intent.YES).of(RequestCallback) == []


def test_another_number_at_consent_is_read_back_and_consent_asked_anew() -> None:
    talk = at_consent().hears(Intent.NUMBER, phone=WIFE)
    assert talk.keys == CONSENT_NOW
    assert talk.said.params["phone"] == WIFE  # type: ignore[union-attr]
    [request] = talk.hears(Intent.YES).of(RequestCallback)
    assert request.phone == WIFE


def test_a_yes_with_another_number_or_time_in_it_is_not_consent_to_the_old_one() -> None:
    assert at_consent().hears(Intent.YES, phone=WIFE).keys == CONSENT_NOW
    assert at_consent().hears(Intent.YES, when=TOMORROW_3).keys == CONSENT_AT


def test_a_side_question_at_consent_is_answered_and_consent_asked_again() -> None:
    talk = at_consent().hears(Intent.QUESTION, question=Question.RECORDING)
    assert talk.keys == ("answer_recording", *CONSENT_NOW)
    assert len(talk.hears(Intent.YES).of(RequestCallback)) == 1


def test_the_wording_of_the_consent_is_that_of_the_moment_it_was_shown() -> None:
    talk = Talk().hears(Intent.SCHEDULE, when=TOMORROW_3, phone=OWN, name="Jo")
    shown, talk.now = talk.now - timedelta(seconds=10), at("2026-11-19T00:05")
    [request] = talk.hears(Intent.YES).of(RequestCallback)
    assert request.wording.keys == CONSENT_AT
    assert request.wording.params["now"] == shown


def test_a_time_that_passed_while_consent_was_open_is_asked_for_again() -> None:
    talk = Talk().hears(Intent.SCHEDULE, when=at("2026-11-18T16:00"), phone=OWN, name="Jo")
    talk.now = at("2026-11-18T16:01")
    assert talk.hears(Intent.YES).of(RequestCallback) == []
    assert talk.keys == ("time_passed", "ask_call_now")


def test_now_is_not_promised_when_the_business_closed_while_consent_was_open() -> None:
    talk = at_consent(now=at("2026-11-18T16:59"))
    talk.now = at("2026-11-18T17:01")
    assert talk.hears(Intent.YES).of(RequestCallback) == []
    assert talk.keys == ("closed_until", "ask_slot")


def test_agreeing_twice_requests_one_call() -> None:
    talk = confirmed().hears(Intent.YES)
    assert talk.of(RequestCallback) == []
    assert talk.keys == ("already_on_it", "status_calling_team")


# --- Times ---


def test_outside_hours_slots_are_offered_and_a_number_picks_one() -> None:
    talk = Talk(now=CLOSED).hears(Intent.TOPIC, topic="leaking boiler")
    assert talk.keys == ("greeting", "way_to_person", "closed_until", "ask_slot")
    assert [option.at for option in talk.state.options] == [
        at("2026-11-23T09:00"),
        at("2026-11-23T09:30"),
        at("2026-11-23T10:00"),
    ]
    assert talk.hears(Intent.UNCLEAR, choice=2).keys == CONSENT_AT
    [request] = talk.hears(Intent.YES).of(RequestCallback)
    assert request.when == at("2026-11-23T09:30")


def test_a_time_outside_hours_is_answered_with_the_nearest_ones() -> None:
    talk = Talk().hears(Intent.SCHEDULE, when=at("2026-11-19T19:00"))
    assert talk.keys == ("greeting", "way_to_person", "closed_then", "ask_slot")
    assert [option.at for option in talk.state.options] == [
        at("2026-11-19T15:30"),
        at("2026-11-19T16:00"),
        at("2026-11-19T16:30"),
    ]


def test_a_window_that_begins_before_the_opening_is_taken_from_the_opening() -> None:
    talk = Talk().hears(Intent.SCHEDULE, when=at("2026-11-19T08:00"), until=at("2026-11-19T12:00"))
    assert talk.keys[-1] == "ask_call_at"
    assert talk.state.when == at("2026-11-19T09:00")


def test_a_window_that_has_begun_begins_now() -> None:
    talk = Talk().hears(Intent.SCHEDULE, when=at("2026-11-18T14:00"), until=at("2026-11-18T16:00"), phone=OWN)
    assert talk.state.when == NOW


def test_a_time_months_ahead_is_not_promised() -> None:
    talk = Talk().hears(Intent.SCHEDULE, when=at("2027-06-01T12:00"))
    assert talk.keys[-2:] == ("time_too_far", "ask_call_now")


def test_later_and_a_plain_no_both_ask_for_another_time() -> None:
    for intent in (Intent.LATER, Intent.NO):
        talk = Talk().hears(Intent.TOPIC, topic="leaking boiler").hears(intent)
        assert talk.keys == ("ask_slot",)
        assert talk.hears(Intent.SCHEDULE, when=TOMORROW_3).keys == CONSENT_AT


def test_a_business_that_only_wants_to_be_told_when_closed_is_told() -> None:
    talk = Talk(tenant=ACME_NOTIFIES, now=CLOSED).hears(Intent.TOPIC, topic="leaking boiler")
    assert talk.keys == ("greeting", "way_to_person", "closed_until", "ask_notify")
    assert talk.hears(Intent.YES).keys == ("before_notify", "consent", "disclosure", "reply_agree")
    [request] = talk.hears(Intent.YES).of(RequestCallback)
    assert request.notify_only
    assert talk.keys == ("confirmed_notify",)


def test_such_a_business_is_rung_at_a_time_when_it_is_open() -> None:
    talk = Talk(tenant=ACME_NOTIFIES, now=CLOSED).hears(Intent.SCHEDULE, when=at("2026-11-23T10:00"))
    assert talk.keys[-1] == "ask_call_at"
    [request] = talk.hears(Intent.YES).hears(Intent.NO).hears(Intent.YES).of(RequestCallback)
    assert not request.notify_only


def test_a_call_of_such_a_business_is_never_moved_to_when_it_is_closed() -> None:
    talk = Talk(tenant=ACME_NOTIFIES).hears(Intent.SCHEDULE, when=TOMORROW_3, name="Jo")
    talk.hears(Intent.YES).hears(Intent.YES).hears(Intent.SCHEDULE, when=at("2026-11-21T10:00"))
    assert talk.of(RescheduleCallback) == []
    assert talk.keys == ("closed_then", "ask_slot")


# --- Corrections and moves ---


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        ("country_not_allowed", "number_abroad"),
        ("too_short", "number_unclear"),
        ("premium", "number_costly"),
        ("emergency", "number_short"),
        ("something_new", "number_unclear"),
    ],
)
def test_a_refused_number_is_answered_in_words_and_asked_for_again(problem: str, text: str) -> None:
    talk = Talk().hears(Intent.TOPIC, topic="leaking boiler").hears(Intent.NUMBER, phone_problem=problem)
    assert talk.keys == (text, "ask_number")
    assert talk.hears(Intent.NUMBER, phone=WIFE).keys == ("ask_call_now",)


def test_change_asks_what_and_its_answers_lead_there() -> None:
    assert at_consent().hears(Intent.CHANGE).keys == ("ask_change",)
    assert at_consent().hears(Intent.CHANGE).hears(Intent.UNCLEAR, choice=1).keys == ("ask_slot",)
    talk = at_consent().hears(Intent.CHANGE).hears(Intent.UNCLEAR, choice=2)
    assert talk.keys == ("ask_number",)
    assert talk.hears(Intent.NUMBER, phone=WIFE).keys == CONSENT_NOW


def test_back_returns_to_the_question_before() -> None:
    talk = at_consent().hears(Intent.CHANGE, move="back")
    assert talk.keys == ("ask_call_now",)
    assert talk.hears(Intent.CHANGE, move="back").keys == ("ask_number",)
    assert talk.hears(Intent.CHANGE, move="back").keys == ("ask_call_now",)
    assert talk.said.params["phone"] == OWN  # type: ignore[union-attr]


def test_restart_begins_anew_and_remembers_the_person() -> None:
    talk = at_consent().hears(Intent.CHANGE, move="restart")
    assert talk.keys == ("starting_over", "ask_call_now")
    assert (talk.state.name, talk.state.topic, talk.state.when) == ("Jo", None, None)


def test_what_is_not_understood_twice_leads_to_a_person() -> None:
    talk = Talk().hears(Intent.TOPIC, topic="leaking boiler")
    assert talk.hears(Intent.UNCLEAR).keys == ("not_understood", "ask_call_now")
    assert talk.hears(Intent.UNCLEAR).keys == ("offer_person", "ask_call_now")
    assert talk.hears(Intent.STATUS).keys == ("nothing_placed_yet", "ask_call_now")
    assert talk.hears(Intent.UNCLEAR).keys == ("not_understood", "ask_call_now")


@pytest.mark.parametrize(
    ("media", "text"),
    [
        (Media.VOICE, "media_voice"),
        (Media.IMAGE, "media_picture"),
        (Media.LOCATION, "media_location"),
        (Media.CONTACT, "media_contact"),
        (Media.UNSUPPORTED, "media_unsupported"),
    ],
)
def test_what_is_not_text_is_answered_and_the_question_put_again(media: Media, text: str) -> None:
    talk = Talk().hears(Intent.TOPIC, topic="leaking boiler")
    assert talk.gets(Heard(at=talk.now, media=media)).keys == (text, "ask_call_now")


def test_text_that_comes_with_a_picture_is_heard() -> None:
    assert Talk().hears(Intent.TOPIC, topic="leaking boiler", media=Media.IMAGE).keys[-1] == "ask_call_now"


def test_a_reaction_is_not_answered_and_changes_nothing() -> None:
    talk = at_consent()
    before = talk.state
    assert talk.gets(Heard(at=talk.now, media=Media.REACTION)).effects == []
    assert talk.state == before


def test_an_empty_message_is_answered_politely() -> None:
    assert Talk().gets(Heard(at=OPEN)).keys[-1] == "ask_call_now"


# --- At any point ---

EVERYWHERE = [Talk, at_consent, confirmed, scheduled, missed]


@pytest.mark.parametrize("where", EVERYWHERE)
def test_stop_is_confirmed_once_and_then_there_is_silence_until_start(where: type[Talk]) -> None:
    talk = where().hears(Intent.STOP)
    assert talk.of(OptOut) == [OptOut()]
    assert talk.keys == ("opted_out",)
    for intent in (Intent.STOP, Intent.YES, Intent.TOPIC, Intent.EMERGENCY, Intent.HUMAN):
        assert talk.hears(intent).effects == []
    assert talk.hears(Intent.HELP).keys == ("help_opted_out",)
    assert talk.hears(Intent.START).of(OptIn) == [OptIn()]
    assert talk.hears(Intent.TOPIC, topic="leaking boiler").keys[-1] == "ask_call_now"


@pytest.mark.parametrize("where", EVERYWHERE)
def test_a_person_can_be_asked_for_and_the_business_hears_of_it_once(where: type[Talk]) -> None:
    talk = where().hears(Intent.HUMAN)
    assert talk.of(AlertHuman) == [AlertHuman()]
    assert talk.keys[0] == "person_called"
    assert talk.hears(Intent.HUMAN).of(AlertHuman) == []
    talk.now += timedelta(hours=2)
    assert talk.hears(Intent.HUMAN).of(AlertHuman) == [AlertHuman()]


@pytest.mark.parametrize("where", EVERYWHERE)
def test_in_an_emergency_nothing_is_placed_and_a_later_yes_does_not_either(where: type[Talk]) -> None:
    talk = where().hears(Intent.EMERGENCY)
    assert talk.of(Refer) == [Refer()]
    assert talk.keys == ("emergency",)
    assert talk.hears(Intent.YES).of(RequestCallback) == []


@pytest.mark.parametrize("where", EVERYWHERE)
def test_help_is_answered_everywhere(where: type[Talk]) -> None:
    assert where().hears(Intent.HELP).keys[0] == "help"


# --- Silence ---


def test_after_a_days_silence_the_talk_goes_on_with_one_line_and_an_old_yes_does_not_count() -> None:
    talk = at_consent()
    talk.now += timedelta(hours=25)
    assert talk.hears(Intent.YES).of(RequestCallback) == []
    assert talk.keys == ("welcome_back", "ask_call_now")
    assert (talk.state.name, talk.state.topic) == ("Jo", "leaking boiler")


def test_a_time_that_passed_in_the_silence_is_asked_for_again() -> None:
    talk = Talk().hears(Intent.SCHEDULE, when=at("2026-11-18T16:00"), phone=OWN, name="Jo")
    talk.now += timedelta(hours=25)
    assert talk.hears(Intent.UNCLEAR).keys[:2] == ("welcome_back", "time_passed")


def test_after_a_finished_callback_the_next_request_remembers_name_number_and_language() -> None:
    talk = Talk(sender=None, state=Conversation(language="es"))
    talk.hears(Intent.SCHEDULE, when=NOW, phone=WIFE, name="Jo", topic="leaking boiler", language="es")
    talk.hears(Intent.YES, language="es")
    talk.active = None
    talk.now += timedelta(days=2)
    talk.now = talk.now.replace(hour=10)
    assert talk.hears(Intent.UNCLEAR, language="es").keys[-1] == "ask_call_now"
    assert (talk.state.phone, talk.state.name, talk.state.topic) == (WIFE, "Jo", None)


def test_thanks_after_a_call_does_not_begin_another_request() -> None:
    talk = confirmed()
    talk.active = None
    assert talk.hears(Intent.UNCLEAR).keys == ("any_time",)
    assert talk.hears(Intent.UNCLEAR).keys[-1] == "ask_call_now"
