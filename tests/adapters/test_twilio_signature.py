"""Only Twilio gets in: its own vectors, in every spelling of the URL, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.adapters.twilio.form import fields
from bot.adapters.twilio.signature import Verifier
from bot.adapters.twilio.webhooks import TwilioWebhooks
from bot.ports import SignedRequest

TOKEN = "12345"
URL = "https://bot.example/webhooks/twilio/message"
FORM = {"MessageSid": "SM1", "Body": "¿Mañana a las 3?", "To": "+18135550001", "FromCity": ""}
BODY = urlencode(FORM).encode()


def signed(form: dict[str, str], *, url: str = URL, token: str = TOKEN) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, form)}


def body_of(vector: dict[str, Any]) -> bytes:
    if vector["body"] is not None:
        return str(vector["body"]).encode()
    return urlencode([(name, value) for name, value in vector["params"] or []]).encode()


def test_every_vector_of_the_vendors_libraries_is_judged_as_it_says(specs_dir: Path) -> None:
    vectors = json.loads((specs_dir / "twilio_signature_vectors.json").read_text())["vectors"]
    assert len(vectors) == 35
    for vector in vectors:
        headers = {"X-Twilio-Signature": vector["signature"] or ""}
        verifier = Verifier([vector["auth_token"]])
        if "settings_header" in vector:
            headers["X-Twilio-Webhooks-Signature-Settings"] = vector["settings_header"]
            verifier = Verifier([TOKEN], {"webhooks_sharedkey_x": vector["auth_token"]})
        assert verifier.accepts(vector["url"], body_of(vector), headers) is vector["valid"], vector["id"]


def test_every_sample_webhook_is_authentic_and_no_longer_with_one_byte_changed(specs_dir: Path) -> None:
    samples = json.loads((specs_dir / "twilio_webhooks.json").read_text())
    verifier = Verifier([samples["auth_token"]])
    for sample in samples["webhooks"]:
        body = urlencode(sample["params"]).encode()
        headers = {"X-Twilio-Signature": sample["signature"]}
        assert verifier.accepts(sample["url"], body, headers), sample["id"]
        assert not verifier.accepts(sample["url"], body + b"0", headers), sample["id"]


def test_the_previous_token_is_accepted_while_tokens_change_and_no_other() -> None:
    for accepted in (Verifier([TOKEN]), Verifier(["new", TOKEN])):
        assert accepted.accepts(URL, BODY, signed(FORM))
    for refused in (Verifier(["new"]), Verifier(["new", ""]), Verifier([]), Verifier([""])):
        assert not refused.accepts(URL, BODY, signed(FORM))


def test_an_empty_secret_accepts_nothing_not_even_what_was_signed_with_it() -> None:
    assert not Verifier([""]).accepts(URL, BODY, signed(FORM, token=""))
    keyed = {**signed(FORM, token=""), "X-Twilio-Webhooks-Signature-Settings": "key=x,algorithm=HMAC_SHA256"}
    assert not Verifier([], {"y": "secret"}).accepts(URL, BODY, keyed)


@pytest.mark.parametrize("signature", ["", "?", "ÿ", "\udcff", "x" * 100_000])
def test_a_signature_that_is_none_is_refused(signature: str) -> None:
    assert not Verifier([TOKEN]).accepts(URL, BODY, {"X-Twilio-Signature": signature})
    assert not Verifier([TOKEN]).accepts(URL, BODY, {})


def test_the_header_of_shared_keys_is_not_read_unless_they_are_configured() -> None:
    headers = {**signed(FORM), "X-Twilio-Webhooks-Signature-Settings": "key=x,algorithm=HMAC_MD5"}
    assert Verifier([TOKEN]).accepts(URL, BODY, headers)
    assert not Verifier([TOKEN], {"x": "secret"}).accepts(URL, BODY, headers)


@pytest.mark.parametrize(
    ("configured", "signed_by_twilio"),
    [
        ("https://bot.example:8443/x?a=1", "https://bot.example/x?a=1"),
        ("https://bot.example/x", "https://bot.example:443/x"),
        ("http://bot.example/x", "http://bot.example:80/x"),
        ("https://user:pass@bot.example:8443/x", "https://user:pass@bot.example/x"),
        ("https://user:pass@bot.example/x", "https://user:pass@bot.example:443/x"),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]/x"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]:443/x"),
        ("https://bot.example/x?q=it's", "https://bot.example/x?q=it%27s"),
        ("https://bot.example:8443/x?q=it's", "https://bot.example/x?q=it%27s"),
    ],
)
def test_the_url_may_be_signed_in_another_spelling(configured: str, signed_by_twilio: str) -> None:
    headers = signed(FORM, url=signed_by_twilio)
    # The library adds and removes ports itself only when it validates, so this is the exact signed text.
    assert Verifier([TOKEN]).accepts(configured, BODY, headers)


@pytest.mark.parametrize(
    "url", [URL + "?a=1", URL.replace("https", "http"), URL.replace("bot", "bat"), URL + "/", URL.upper()]
)
def test_another_url_is_another_signature(url: str) -> None:
    assert not Verifier([TOKEN]).accepts(url, BODY, signed(FORM))


names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


@given(st.dictionaries(names, st.text(st.characters(codec="utf-8"), max_size=40), max_size=8))
def test_whatever_twilio_signs_is_accepted(form: dict[str, str]) -> None:
    assert Verifier([TOKEN]).accepts(URL, urlencode(form).encode(), signed(form))


@given(st.lists(st.tuples(names, st.text(st.characters(codec="utf-8"), max_size=40)), max_size=8))
def test_a_form_is_read_as_the_standard_library_reads_it(form: list[tuple[str, str]]) -> None:
    body = urlencode(form).encode()
    assert fields(body) == parse_qsl(body.decode(), keep_blank_values=True) == form


@pytest.mark.parametrize(
    "url", [URL + "?\udcff", URL + "?bodySHA256=\udcff", URL + "?bodySHA256=é", "\udcff", ""]
)
def test_no_url_breaks_the_check(url: str) -> None:
    assert not Verifier([TOKEN]).accepts(url, BODY, signed(FORM))


@given(st.binary(max_size=200))
def test_no_bytes_break_the_check(body: bytes) -> None:
    assert not Verifier([TOKEN]).accepts(URL, body, {"X-Twilio-Signature": "AAAA"})


def test_the_port_judges_the_request_as_it_came() -> None:
    webhooks = TwilioWebhooks(Verifier([TOKEN]))
    assert webhooks.authentic(SignedRequest(url=URL, headers=signed(FORM), body=BODY))
    assert not webhooks.authentic(SignedRequest(url=URL, headers=signed(FORM), body=BODY[:-1] + b"x"))
