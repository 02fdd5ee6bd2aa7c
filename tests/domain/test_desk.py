"""What the business's own people mean by a text, and whose turn it is to hear of a missed callback."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.callback import CallbackId
from bot.domain.desk import (
    CONSOLE_SILENCE,
    LONGEST_BUSY_MINUTES,
    Absence,
    Alert,
    AskPresence,
    Availability,
    Code,
    Digit,
    Presence,
    Question,
    SayPresence,
    Wish,
    answers_question,
    contacts_due,
    read,
)
from bot.domain.hours import DEFAULT_WEEK
from bot.domain.phone import E164
from bot.domain.routing import AllBusy, Exhausted, Ring, Stop, choose_claimer
from bot.domain.tenant import Agent, AgentId, Hours, Tenant, TenantId

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
ANA, OWNER = E164("+18135550011"), E164("+18135550009")
ONLINE, BUSY, OFFLINE = Availability


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("1", Digit(number=1)),
        (" 2. ", Digit(number=2)),
        ("3", Digit(number=3)),
        ("ON", SayPresence(state=ONLINE)),
        ("on!", SayPresence(state=ONLINE)),
        ("Libre", SayPresence(state=ONLINE)),
        ("OFF", SayPresence(state=OFFLINE)),
        ("fuera", SayPresence(state=OFFLINE)),
        ("busy", SayPresence(state=BUSY, minutes=30)),
        ("BUSY 5", SayPresence(state=BUSY, minutes=5)),
        ("busy 45 min", SayPresence(state=BUSY, minutes=45)),
        ("Ocupada 10 minutos", SayPresence(state=BUSY, minutes=10)),
        ("BUSY 9999", SayPresence(state=BUSY, minutes=LONGEST_BUSY_MINUTES)),
        ("status", AskPresence()),
        ("ESTADO", AskPresence()),
        ("482913", Code(digits="482913")),
        (" 482 913. ", Code(digits="482913")),
        ("482-913", Code(digits="482913")),
        ("000000", Code(digits="000000")),
    ],
)
def test_commands_are_read_in_both_languages_however_they_are_written(text: str, wish: Wish) -> None:
    assert read(text) == wish


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4",
        "12",
        "48291",
        "4829134",
        "my code is 482913",
        "４８２９１３",
        "off to lunch",
        "on my way",
        "busy bee",
        "busy 0",
        "busy 5 6",
        "busy ²",
        "STOP",
        "END",
        "hi",
    ],
)
def test_what_is_no_command_is_not_taken_for_one(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "word", ["stop", "end", "quit", "cancel", "unsubscribe", "alto", "baja", "salir", "start"]
)
def test_no_command_is_a_word_of_the_carriers(word: str) -> None:
    assert read(word) is None


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    read(text)


def test_who_was_busy_for_a_while_can_be_rung_after_it() -> None:
    presence = Presence(state=BUSY, until=NOON)
    assert presence.at(NOON - timedelta(seconds=1)) is BUSY
    assert presence.at(NOON) is ONLINE
    assert Presence(state=OFFLINE).at(NOON + timedelta(days=99)) is OFFLINE


@pytest.mark.parametrize("state", Availability)
def test_a_console_that_falls_silent_means_nobody_is_there_whatever_it_said(state: Availability) -> None:
    presence = Presence(state=state, until=NOON + timedelta(minutes=1), console_heard_at=NOON)
    in_time = NOON + CONSOLE_SILENCE - timedelta(microseconds=1)
    assert presence.absence(in_time) is not Absence.CONSOLE_SILENT
    assert presence.absence(NOON + CONSOLE_SILENCE) is Absence.CONSOLE_SILENT
    assert presence.at(NOON + CONSOLE_SILENCE) is OFFLINE


def test_who_says_where_they_are_by_phone_is_never_silent() -> None:
    week = timedelta(days=7)
    assert Presence(state=ONLINE).absence(NOON + week) is None
    assert Presence(state=OFFLINE).absence(NOON + week) is Absence.AWAY
    assert Presence(state=BUSY, until=NOON).absence(NOON + week) is None


def question(minute: int) -> Question:
    return Question(callback_id=CallbackId(uuid.uuid4()), asked_at=NOON + timedelta(minutes=minute))


def alert(minute: int) -> Alert:
    at = NOON + timedelta(minutes=minute)
    return Alert(callback_id=CallbackId(uuid.uuid4()), alerted_at=at, told=1)


def test_a_bare_1_answers_the_newest_that_this_person_was_asked() -> None:
    assert answers_question(1, question(5), alert(1))
    assert not answers_question(1, question(1), alert(5))
    assert answers_question(1, question(1), None)
    assert not answers_question(1, None, alert(1))


def test_2_and_3_only_ever_say_how_a_call_went() -> None:
    assert answers_question(2, question(1), alert(5))
    assert answers_question(3, question(1), alert(5))
    assert not answers_question(3, None, alert(5))


def test_one_more_contact_is_due_each_time_until_all_know() -> None:
    every = timedelta(minutes=5)
    due = [contacts_due(NOON, every, 3, NOON + timedelta(minutes=minute)) for minute in (0, 4, 5, 9, 10, 60)]
    assert due == [1, 1, 2, 2, 3, 3]
    assert contacts_due(NOON, timedelta(), 3, NOON) == 3
    assert contacts_due(NOON, every, 0, NOON) == 0


def test_who_took_a_missed_callback_is_rung_once_and_nobody_else() -> None:
    ana = Agent(agent_id=AgentId("ana"), name="Ana", phone=ANA)
    assert choose_claimer(ana, tried=set(), busy=set()) == Ring(agent=ana)
    assert choose_claimer(ana, tried=set(), busy={ana.agent_id}) == AllBusy()
    assert choose_claimer(ana, tried={ana.agent_id}, busy=set()) == Exhausted(why=Stop.CLAIMER_LOST)
    assert choose_claimer(None, tried=set(), busy=set()) == Exhausted(why=Stop.CLAIMER_LOST)


def test_a_contact_is_an_agent_or_somebody_known_by_number_only() -> None:
    ana = Agent(agent_id=AgentId("ana"), name="Ana", phone=ANA)
    tenant = Tenant(
        tenant_id=TenantId("acme"),
        name="Acme Plumbing",
        hours=Hours(week=DEFAULT_WEEK),
        agents=(ana,),
        alert_numbers=(OWNER, ANA),
    )
    owner = Agent(agent_id=AgentId("contact:1"), name="", phone=OWNER)
    assert tenant.contacts == (owner, ana)
    assert tenant.person(owner.agent_id) == tenant.person_with(OWNER) == owner
    assert tenant.person_with(ANA) == ana
    assert tenant.person(None) is None
    assert tenant.person_with(None) is None
