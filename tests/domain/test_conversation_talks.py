"""Whole talks in the customers' own words, in both languages: read, decided and written as in life."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.copy import Copy
from bot.domain.conversation import Answer, Heard, Option, RequestCallback, RescheduleCallback, Say
from bot.domain.conversation.state import HEARD_AS
from bot.domain.understanding import understand
from bot.domain.understanding.reading import Context, Intent, Reading
from tests.domain.talking import CLOSED, NEW_YORK, OPEN, WIFE, Talk, at

COPY = Copy(Path(__file__).parents[2] / "templates" / "messages")


def read(talk: Talk, text: str) -> Reading:
    return understand(
        text,
        context=talk.state.asked,
        now=talk.now,
        zone=NEW_YORK,
        language=talk.state.language if talk.state.last_heard_at else "auto",
        region="US",
        countries=("US",),
    )


def write(talk: Talk, *texts: str) -> str:
    """The customer writes these messages; what the last one is answered with."""
    for text in texts:
        talk.gets(Heard(at=talk.now, reading=read(talk, text)))
    return COPY.message(talk.said) if talk.said else ""


def test_the_shortest_talk_in_english() -> None:
    talk = Talk()
    assert write(talk, "hi, can someone call me about a leaking boiler? Jo") == (
        "Hello Jo, this is Acme Plumbing's assistant. Write PERSON at any time to reach somebody. "
        "We are open until 5 PM. Shall we call you now on (813) 555-7001?\n"
        "1 Call me now\n2 Another time\n3 Another number"
    )
    assert write(talk, "yes") == (
        'Before we call (813) 555-7001 now about "leaking boiler": Acme Plumbing may ring this number about '
        "your request. The call is not recorded. Reply AGREE to go on.\n1 Agree\n2 No, thanks"
    )
    assert write(talk, "agree") == (
        "Thank you, Jo. We are ringing our team now; your phone will show (813) 555-0001."
    )
    assert len(talk.of(RequestCallback)) == 1
    assert write(talk, "agree") == "We are ringing our team for you right now."
    assert talk.of(RequestCallback) == []


def test_the_shortest_talk_in_spanish() -> None:
    talk = Talk()
    assert write(talk, "Hola, soy Ana, necesito que me llamen mañana después de las 3") == (
        "Hola, Ana, soy el asistente de Acme Plumbing. Escriba PERSONA cuando quiera hablar con alguien. "
        "Le llamamos mañana jueves a las 15:00 (hora de Nueva York) al (813) 555-7001. ¿Está bien?\n"
        "1 Sí\n2 Otra hora\n3 Otro número"
    )
    assert write(talk, "sí").endswith("Responda ACEPTO para continuar.\n1 Acepto\n2 No, gracias")
    assert write(talk, "acepto").startswith("Gracias, Ana. Llamaremos al (813) 555-7001 mañana jueves")
    [request] = talk.of(RequestCallback)
    assert request.when == at("2026-11-19T15:00")


def test_corrections_in_free_text_are_taken_at_consent() -> None:
    talk = Talk()
    write(
        talk, "call me at 3 about the boiler", "yes", "no, call my wife's number 813 555 7002", "not 3, 4pm"
    )
    write(talk, "I agree")
    [request] = talk.of(RequestCallback)
    assert (request.phone, request.when) == (WIFE, at("2026-11-18T16:00"))


def test_numbers_pick_answers_even_where_they_could_be_hours() -> None:
    talk = Talk(now=CLOSED)
    write(talk, "hi, it is about the boiler", "2", "1")
    [request] = talk.of(RequestCallback)
    assert request.when == at("2026-11-23T09:30")
    assert "What would you like to change?" in write(talk, "CHANGE")
    assert write(talk, "1").startswith("When shall we call (813) 555-7001?")
    write(talk, "tuesday at 10")
    assert len(talk.of(RescheduleCallback)) == 1


def test_a_hesitating_customer_is_never_called() -> None:
    talk = Talk()
    write(talk, "hi, it is about the boiler", "yes")
    for text in ("not yet", "ok but tomorrow", "I don't agree", "hmm", "how much is it?", "yes but not now"):
        write(talk, text)
        assert talk.of(RequestCallback) == []


def test_a_number_abroad_is_refused_in_words_and_a_right_one_taken() -> None:
    talk = Talk(sender=None)
    assert "outside the countries Acme Plumbing can call (United States)" in write(
        talk, "hi", "+34 612 345 678"
    )
    assert "(813) 555-7002" in write(talk, "ok, +1 813 555 7002")


def test_a_message_of_sixteen_hundred_characters_is_answered_briefly() -> None:
    answer = write(Talk(), "my boiler is leaking and " * 64)
    assert 0 < len(answer) < 400


COMMANDS = {
    "en": {
        "CALL": Intent.SCHEDULE,
        "PERSON": Intent.HUMAN,
        "CHANGE": Intent.CHANGE,
        "BACK": Intent.CHANGE,
        "RESTART": Intent.CHANGE,
        "STATUS": Intent.STATUS,
        "STOP": Intent.STOP,
        "START": Intent.START,
        "HELP": Intent.HELP,
    },
    "es": {
        "LLÁMEME": Intent.SCHEDULE,
        "PERSONA": Intent.HUMAN,
        "CAMBIAR": Intent.CHANGE,
        "VOLVER": Intent.CHANGE,
        "REINICIAR": Intent.CHANGE,
        "ESTADO": Intent.STATUS,
        "STOP": Intent.STOP,
        "START": Intent.START,
        "AYUDA": Intent.HELP,
    },
}


@pytest.mark.parametrize(
    ("language", "word", "intent"),
    [(language, word, intent) for language, words in COMMANDS.items() for word, intent in words.items()],
)
def test_what_people_are_told_to_write_is_understood(language: str, word: str, intent: Intent) -> None:
    for context in (Context.IDLE, Context.CALL_NOW):
        if context is Context.CALL_NOW and intent is Intent.SCHEDULE:
            continue  # there it is simply a yes
        heard = understand(
            word, context=context, now=OPEN, zone=NEW_YORK, language=language, region="US", countries=("US",)
        )
        assert heard.intent is intent


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("answer", "context"),
    [
        (Answer.CALL_NOW, Context.CALL_NOW),
        (Answer.YES, Context.CALL_NOW),
        (Answer.OTHER_TIME, Context.CALL_NOW),
        (Answer.OTHER_NUMBER, Context.CALL_NOW),
        (Answer.AGREE, Context.CONSENT),
        (Answer.NO_THANKS, Context.CONSENT),
        (Answer.SLOT, Context.WHEN),
        (Answer.RETRY, Context.WHEN),
        (Answer.NO_CALL, Context.WHEN),
    ],
)
def test_an_answer_that_is_typed_out_means_the_same_as_its_number(
    language: str, answer: Answer, context: Context
) -> None:
    talk = Talk().hears(Intent.TOPIC, topic="leaking boiler", language=language)
    assert talk.said
    option = Option(
        answer=answer, at=at("2026-11-19T15:30") if answer in (Answer.SLOT, Answer.RETRY) else None
    )
    [label] = COPY.labels(Say(language=language, keys=(), params=talk.said.params, options=(option,)))
    heard = understand(
        label, context=context, now=OPEN, zone=NEW_YORK, language=language, region="US", countries=("US",)
    )
    assert heard.intent is HEARD_AS[answer]
    assert heard.slots.when in (option.at, "now" if answer is Answer.CALL_NOW else option.at)
