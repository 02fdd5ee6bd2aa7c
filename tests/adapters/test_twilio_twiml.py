"""What Twilio is told to say and do, word for word; the documents are in ``twiml/``.

How to write them anew: see ``documents.py``.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.twilio import twiml
from bot.domain.phone import E164
from bot.domain.scripts import (
    AskToAccept,
    BridgeTo,
    GoOn,
    Greet,
    HangUp,
    Hold,
    HoldTurn,
    JoinLine,
    LeaveLine,
    Script,
    TakeMessage,
    TurnAway,
)
from tests.adapters.documents import compare, faults

EXPECTED = Path(__file__).parent / "twiml"
BRIDGE = BridgeTo(
    customer=E164("+18135557001"),
    caller_id=E164("+18135550001"),
    ring_seconds=25,
    max_seconds=300,
    action_url="https://bot.example/voice/dialed?leg=1&sig=a",
    screen_url="https://bot.example/voice/greet",
    status_url="https://bot.example/voice/status",
)
ASK = AskToAccept(
    text="Callback for Acme. Jo Held, about a leaking boiler. Press 1 to talk now, 3 to pass.",
    language="en",
    action_url="https://bot.example/voice/accept",
)
HOLD = Hold(
    line="6f1d2c",
    turn_url="https://bot.example/voice/turn?leg=1&sig=a",
    left_url="https://bot.example/voice/left",
)
JOIN = JoinLine(line="6f1d2c", max_seconds=300, action_url="https://bot.example/voice/dialed")
MESSAGE = TakeMessage(
    text="Please say your name and what it is about after the tone.",
    language="en",
    action_url="https://bot.example/voice/message",
)
SCRIPTS: dict[str, Script] = {
    "ask_to_accept": ASK,
    "ask_once": replace(ASK, times=1, wait_seconds=8),
    "bridge": BRIDGE,
    "bridge_announced": replace(BRIDGE, text="Un momento, le conecto.", language="es"),
    "bridge_without_machines": replace(BRIDGE, detect_machine=True),
    "greet": Greet(
        text="This is Acme Plumbing. Press 3 and we never call again.",
        language="en",
        action_url="https://bot.example/voice/key",
    ),
    "hang_up": HangUp(),
    "hang_up_with_a_word": HangUp(text="Thanks & goodbye.", language="en"),
    "go_on": GoOn(),
    "hold": HOLD,
    "hold_turn": HoldTurn(
        text="You are the next. Press 1 and we call you back.",
        language="en",
        action_url="https://bot.example/voice/held-key",
        pause_seconds=20,
    ),
    "leave_line": LeaveLine(),
    "join_line": JOIN,
    "take_message": MESSAGE,
    "take_message_to_transcribe": replace(
        MESSAGE, transcript_url="https://bot.example/voice/transcript", max_seconds=60
    ),
    "turn_away": TurnAway(),
}
REPLIES = {"silence": [], "two_messages": ["Hello Jo", "¿Le llamamos al <(813) 555-7001>? 👍"]}
DOCUMENTS = {
    **{name: (twiml.script(script), "voice") for name, script in SCRIPTS.items()},
    **{name: (twiml.reply(texts), "messaging") for name, texts in REPLIES.items()},
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_answer_is_the_document_that_was_agreed(name: str) -> None:
    compare(DOCUMENTS[name][0], EXPECTED / f"{name}.xml")


def test_every_script_there_is_has_a_document() -> None:
    assert {type(script) for script in SCRIPTS.values()} == set(get_args(Script))


def test_each_answer_is_twiml_as_the_vendor_describes_it(specs_dir: Path) -> None:
    for document, kind in DOCUMENTS.values():
        assert faults(specs_dir, document, kind) == []


@pytest.mark.parametrize(
    ("language", "spoken"),
    [
        ("en", "en-US"),
        ("es", "es-US"),
        ("es-MX", "es-MX"),
        ("es-AR", "es-US"),
        ("fr", "en-US"),
        ("", "en-US"),
    ],
)
def test_a_text_is_spoken_in_its_language_or_in_english(language: str, spoken: str) -> None:
    assert f'language="{spoken}"' in twiml.script(HangUp(text="…", language=language))


@given(st.text(st.characters(codec=None)))
def test_no_text_of_a_customer_breaks_the_document(text: str) -> None:
    ET.fromstring(twiml.reply([text]))  # noqa: S314  (our own document)
    ET.fromstring(twiml.script(HangUp(text=text)))  # noqa: S314  (our own document)


def attributes(script: Script, verb: str) -> dict[str, str]:
    found = ET.fromstring(twiml.script(script)).find(verb)  # noqa: S314  (our own document)
    assert found is not None
    return found.attrib


@pytest.mark.parametrize(
    ("language", "transcribed"), [("en", True), ("en-GB", True), ("es", False), ("es-MX", False)]
)
def test_only_what_the_provider_can_understand_is_transcribed_and_paid_for(
    language: str, transcribed: bool
) -> None:
    asked = replace(MESSAGE, language=language, transcript_url="https://bot.example/voice/transcript")
    given = attributes(asked, "Record")
    assert ("transcribe" in given, "transcribeCallback" in given) == (transcribed, transcribed)


@pytest.mark.parametrize(
    ("transcript_url", "asked", "given"),
    [("", 300, "300"), ("https://bot.example/t", 300, "119"), ("https://bot.example/t", 60, "60")],
)
def test_a_message_is_no_longer_than_can_be_transcribed(transcript_url: str, asked: int, given: str) -> None:
    message = replace(MESSAGE, transcript_url=transcript_url, max_seconds=asked)
    assert attributes(message, "Record")["maxLength"] == given


@pytest.mark.parametrize("times", [1, 2, 3])
def test_silence_after_the_last_asking_is_told_and_only_then(times: int) -> None:
    document = ET.fromstring(twiml.script(replace(ASK, times=times)))  # noqa: S314  (our own document)
    assert [each.get("actionOnEmptyResult") for each in document] == [None] * (times - 1) + ["true"]
