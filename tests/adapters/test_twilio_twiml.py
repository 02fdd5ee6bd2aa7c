"""What Twilio is told to say and do, word for word; the documents are in ``twiml/``."""

from __future__ import annotations

import importlib.util
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.twilio import twiml
from bot.domain.phone import E164
from bot.domain.scripts import AskToAccept, BridgeTo, GoOn, Greet, HangUp, Script

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
SCRIPTS: dict[str, Script] = {
    "ask_to_accept": AskToAccept(
        text="Callback for Acme. Jo Held, about a leaking boiler. Press 1 to talk now, 3 to pass.",
        language="en",
        action_url="https://bot.example/voice/accept",
    ),
    "bridge": BRIDGE,
    "bridge_announced": replace(BRIDGE, text="Un momento, le conecto.", language="es"),
    "greet": Greet(
        text="This is Acme Plumbing. Press 3 and we never call again.",
        language="en",
        action_url="https://bot.example/voice/key",
    ),
    "hang_up": HangUp(),
    "hang_up_with_a_word": HangUp(text="Thanks & goodbye.", language="en"),
    "go_on": GoOn(),
}
REPLIES = {"silence": [], "two_messages": ["Hello Jo", "¿Le llamamos al <(813) 555-7001>? 👍"]}
DOCUMENTS = {
    **{name: (twiml.script(script), "voice") for name, script in SCRIPTS.items()},
    **{name: (twiml.reply(texts), "messaging") for name, texts in REPLIES.items()},
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_answer_is_the_document_that_was_agreed(name: str) -> None:
    ours = ET.fromstring(DOCUMENTS[name][0])  # noqa: S314  (our own document)
    ET.indent(ours)
    assert ET.tostring(ours, encoding="unicode") + "\n" == (EXPECTED / f"{name}.xml").read_text()


def test_each_answer_is_twiml_as_the_vendor_describes_it(specs_dir: Path) -> None:
    spec = importlib.util.spec_from_file_location("validate_twiml", specs_dir / "validate_twiml.py")
    assert spec is not None
    assert spec.loader is not None
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    voices = checker.T["voice"]["attributes"]["Say"]
    for document, kind in DOCUMENTS.values():
        assert checker.problems(document, kind) == []
        assert set(re.findall(r'voice="([^"]+)"', document)) <= set(voices["voice"]["enum"])
        assert set(re.findall(r'language="([^"]+)"', document)) <= set(voices["language"]["enum"])


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
