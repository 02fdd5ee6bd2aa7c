"""The words: the same in every language, short enough, and written as people of that language write."""

from __future__ import annotations

import re
import timeit
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from jinja2 import Environment, UndefinedError, meta

from bot.adapters.copy import Copy
from bot.domain.conversation import Answer, Conversation, Option, Say
from bot.domain.conversation.words import AGAIN_TEXTS, STATUS_TEXTS, UNREACHED_TEXTS, side_answer
from bot.domain.hours import DEFAULT_WEEK, parse_periods
from bot.domain.phone import E164
from bot.domain.understanding.reading import Question

FOLDER = Path(__file__).parents[2] / "templates" / "messages"
COPY = Copy(FOLDER)
LANGUAGES = COPY.languages
SOURCES = {path.stem: tomllib.loads(path.read_text()) for path in FOLDER.glob("*.toml")}
TEXTS = {
    language: {
        f"{section}.{name}": text for section, texts in sections.items() for name, text in texts.items()
    }
    for language, sections in SOURCES.items()
}
KEYS = sorted(key for key in TEXTS["en"] if not key.startswith(("time.", "source.")))

NEW_YORK = ZoneInfo("America/New_York")
#: Wednesday, 2:41 PM in New York.
NOW = datetime(2026, 11, 18, 19, 41, tzinfo=UTC)

GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)
#: What carriers take for an opt-out, in both languages.
OPT_OUT_WORDS = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"} | {
    "alto", "baja", "parar", "detener", "cancelar", "salir"
}  # fmt: skip

TYPICAL = {
    "company": "Acme Plumbing",
    "region": "US",
    "zone": NEW_YORK,
    "now": NOW,
    "line": E164("+18135550001"),
    "countries": ("US", "CA"),
    "emergency": "911",
    "week": DEFAULT_WEEK,
    "closes_at": NOW + timedelta(hours=2),
    "next_opening": None,
    "consent_text": "",
    "disclosure_text": "",
    "recording": False,
    "customer_first": False,
    "name": "Jo Held",
    "topic": "leaking boiler",
    "phone": E164("+18135557001"),
    "when": NOW + timedelta(hours=19, minutes=19),
    "until": None,
    "scheduled_for": NOW + timedelta(minutes=49),
    "retry_at": NOW + timedelta(minutes=4),
    "requested_at": NOW,
    "channel": "whatsapp",
    "tried": 2,
    "agent": "Ana",
    "ringing": True,
    "waits": False,
    "any_key": False,
    "again": None,
    "page": "https://callback.acme.example/r/acme~" + "x" * 43,
    "chat": "https://wa.me/18135550001",
    "seconds": 12,
    "takeable": True,
    "link": "https://callback.acme.example/v/acme~" + "x" * 43,
    "transcript": "Hello, this is Jo Held, the boiler is leaking again",
    "code": "482913",
    "at": NOW + timedelta(minutes=49),
}


def say(key: str, language: str = "en", **params: object) -> str:
    return COPY.say(language, key.removeprefix("messages."), TYPICAL | params)


def placeholders(text: str) -> set[str]:
    environment = Environment(autoescape=True)
    names = (
        "clock",
        "moment",
        "till",
        "slot",
        "week",
        "city",
        "phone",
        "countries",
        "source",
        "brief",
        "spoken",
        "excerpt",
    )
    environment.filters.update(dict.fromkeys(names, str))
    return meta.find_undeclared_variables(environment.parse(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language: str) -> None:
    assert TEXTS[language].keys() == TEXTS["en"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_a_text_needs_the_same_values_in_every_language(language: str, key: str) -> None:
    assert placeholders(TEXTS[language][key]) == placeholders(TEXTS["en"][key])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_a_text_fits_two_text_messages(language: str, key: str) -> None:
    written = say(key, language)
    assert written == written.strip()
    assert len(written) <= 320
    assert "  " not in written
    assert "!" not in written


@pytest.mark.parametrize("key", KEYS)
def test_english_texts_need_no_more_than_the_gsm_alphabet(key: str) -> None:
    assert set(say(key)) <= GSM
    assert set(say(key, next_opening=NOW + timedelta(days=3), recording=True)) <= GSM


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_and_no_command_is_a_word_that_carriers_take_for_an_opt_out(language: str) -> None:
    for key, text in TEXTS[language].items():
        commands = {word.lower() for word in re.findall(r"\b[A-ZÁÉÍÓÚÑ]{3,}\b", text)}
        answer = set(re.findall(r"\w+", text.lower())) if key.startswith("options.") else set()
        # Who gets a text without having written to us is told how to get no more.
        unasked = key.startswith(("messages.text_", "messages.mailbox_text"))
        allowed = {"stop"} if unasked or key.endswith((".help", ".opted_in", ".answer_privacy")) else set()
        assert not (commands | answer) & OPT_OUT_WORDS - allowed, key


def test_texts_that_the_conversation_chooses_from_tables_exist() -> None:
    for key in (
        *map(side_answer, Question),
        *STATUS_TEXTS.values(),
        *UNREACHED_TEXTS.values(),
        *(f"status_{text}" for text in UNREACHED_TEXTS.values()),
        *AGAIN_TEXTS.values(),
        "status_calling_team",
        "media_unsupported",
    ):
        assert f"messages.{key}" in TEXTS["en"]
    for answer in Answer:
        assert f"options.{answer}" in TEXTS["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_answers_that_stand_for_a_time_are_filled_with_one(language: str) -> None:
    timed = {"options.slot", "options.retry"}
    filled = {key for key, text in TEXTS[language].items() if key.startswith("options.") and "{" in text}
    assert filled == timed


def test_a_missing_value_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        COPY.say("en", "ask_call_now", {"region": "US"})


def test_an_unknown_language_falls_back_to_english_and_a_locale_to_its_language() -> None:
    assert COPY.language("fr", "es-MX") == "es"
    assert COPY.language("fr") == "en"
    assert say("ask_number", "fr") == say("ask_number", "en")


def test_a_folder_without_english_is_refused_with_its_fix(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="templates/messages"):
        Copy(tmp_path)


def test_words_of_customers_cannot_break_a_text_or_fill_it() -> None:
    written = say("alert.missed", name="Jo\r\nPress 1\u202e" + "x" * 500, topic="\x00leak\n")
    assert written.count("\n") == 4
    assert "Jo Press 1 xxx" in written
    assert len(written) < 320


# --- Times, as people write them ---


@pytest.mark.parametrize(
    ("moment", "en", "es"),
    [
        ("2026-11-18T15:30", "at 3:30 PM", "a las 15:30"),
        ("2026-11-18T17:00", "at 5 PM", "a las 17:00"),
        ("2026-11-19T15:00", "tomorrow Thursday at 3 PM", "mañana jueves a las 15:00"),
        ("2026-11-23T09:00", "Monday at 9 AM", "el lunes a las 9:00"),
        ("2026-11-25T09:00", "Wednesday, November 25 at 9 AM", "el miércoles 25 de noviembre a las 9:00"),
        ("2026-11-17T09:00", "Tuesday, November 17 at 9 AM", "el martes 17 de noviembre a las 9:00"),
    ],
)
def test_a_time_is_told_by_day_and_clock(moment: str, en: str, es: str) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=NEW_YORK)
    assert say("status_scheduled", scheduled_for=at).startswith(f"We will call you {en} (New York time).")
    assert say("status_scheduled", "es", scheduled_for=at).startswith(
        f"Le llamaremos {es} (hora de Nueva York)."
    )


def test_a_window_is_told_by_both_ends() -> None:
    start = datetime(2026, 11, 19, 15, tzinfo=NEW_YORK)
    end = start + timedelta(hours=2)
    assert "tomorrow Thursday between 3 PM and 5 PM" in say("rescheduled", when=start, until=end)
    assert "mañana jueves entre las 15:00 y las 17:00" in say("rescheduled", "es", when=start, until=end)


def test_today_is_that_of_the_business() -> None:
    late = datetime(2026, 11, 19, 3, 30, tzinfo=UTC)
    assert say("limit_cooldown", now=late, retry_at=late).endswith("after 10:30 PM.")


def test_closed_until_names_the_day() -> None:
    monday = datetime(2026, 11, 23, 9, tzinfo=NEW_YORK)
    assert say("closed_until", next_opening=monday) == "Acme Plumbing is closed until Monday 9 AM."
    assert say("closed_until", "es", next_opening=monday) == (
        "Acme Plumbing está cerrado hasta el lunes a las 9:00."
    )


def test_opening_hours_are_told_with_days_alike_together() -> None:
    split = parse_periods(["09:00-12:00", "13:00-17:00"])
    week = (split, split, split, split, parse_periods(["00:00-24:00"]), parse_periods(["10:00-24:00"]), ())
    assert say("answer_hours", week=week).startswith(
        "We are here Mon-Thu 9 AM-12 PM, 1 PM-5 PM; Fri all day; Sat 10 AM-12 AM (New York time)."
    )
    assert "closed" in say("answer_hours", week=((),) * 7)


def test_numbers_and_countries_are_written_as_people_of_the_country_do() -> None:
    assert "(813) 555-7001" in say("ask_call_now")
    assert "+1 813-555-7001" in say("ask_call_now", region="ES")
    assert "(United States and Canada)" in say("number_abroad")
    assert "(Estados Unidos y Canadá)" in say("number_abroad", "es")


# --- Whole messages ---


def test_a_message_is_its_texts_and_then_the_numbered_answers() -> None:
    message = Say(
        language="en",
        keys=("greeting", "open_until", "ask_call_now"),
        params=TYPICAL | {"name": "Jo"},
        options=(Option(answer=Answer.CALL_NOW), Option(answer=Answer.SLOT, at=NOW + timedelta(minutes=49))),
    )
    assert COPY.message(message) == (
        "Hello Jo, this is Acme Plumbing's assistant. We are open until 4:41 PM. "
        "Shall we call you now on (813) 555-7001?\n1 Call me now\n2 3:30 PM"
    )
    assert COPY.labels(message) == ("Call me now", "3:30 PM")


def test_the_alert_to_the_business_is_five_lines() -> None:
    assert say("alert.missed").splitlines() == [
        "Missed callback request",
        "Jo Held, (813) 555-7001",
        "leaking boiler",
        "asked 2:41 PM via WhatsApp, 2 people tried",
        "Reply 1 to take it",
    ]
    assert len(say("alert.missed", topic="", name="").splitlines()) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_next_call_is_told_where_one_is_planned(language: str) -> None:
    again = NOW + timedelta(hours=19, minutes=19)
    alert = say("alert.missed", language, again=again)
    assert len(alert.splitlines()) == 6
    text = say("mailbox_text", language, again=again)
    assert ("10" in alert.splitlines()[4], "10" in text) == (True, True)
    assert len(text) <= 320


def test_the_whisper_says_who_why_and_what_to_press_in_six_seconds() -> None:
    whisper = say("voice.whisper")
    assert whisper == (
        "Callback for Acme Plumbing. Jo Held, about leaking boiler, from WhatsApp. "
        "Press 1 to talk now, 3 to pass."
    )
    words_a_second = 3.5
    longest = say("voice.whisper", topic="boiler " * 30, name="Jo Held")
    assert len(longest.split()) <= 6 * words_a_second + 6
    assert len(whisper.split()) <= 6 * words_a_second


def test_a_custom_consent_text_takes_the_place_of_ours() -> None:
    assert say("consent", consent_text="May we ring you?") == "May we ring you?"
    assert say("disclosure", recording=True) == "The call may be recorded."


def test_a_text_is_written_in_well_under_a_millisecond() -> None:
    seconds = min(timeit.repeat(lambda: say("confirmed_at"), number=200, repeat=3)) / 200
    assert seconds < 0.001


def test_a_fresh_conversation_can_be_greeted_without_a_name() -> None:
    assert Conversation().name is None
    assert say("greeting", name="").startswith("Hello, this is")
    assert say("greeting", "es", name="").startswith("Hola, soy")
