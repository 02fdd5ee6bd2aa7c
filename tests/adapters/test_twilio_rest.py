"""Calls and messages at Twilio: one request each, as its description asks, and errors told apart."""

from __future__ import annotations

import importlib.util
import logging
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import aiohttp
import pytest
from aiohttp.test_utils import TestServer, unused_port

from bot.adapters.exchange import LONGEST
from bot.adapters.twilio.rest import TwilioTelephony
from bot.domain.phone import E164
from bot.domain.telephony import CallOrder, CallRecord, Channel, LegStatus, MessageOrder, VoiceMessage
from bot.ports import NotPlaced, OptedOut, ProviderError, Refused, Unknown
from bot.sandbox import OwnedNumber, SandboxConfig, create_app
from tests.adapters.conftest import HANG

ACCOUNT, TOKEN = "AC" + "0" * 32, "token"
BUSINESS, AGENT, CUSTOMER = E164("+18135550001"), E164("+18135550011"), E164("+18135557001")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
CALL = CallOrder(
    to=AGENT,
    caller_id=BUSINESS,
    answer_url="https://bot.example/voice/answer",
    status_url="https://bot.example/voice/status",
    ring_seconds=20,
    max_seconds=300,
)
SMS = MessageOrder(
    channel=Channel.SMS,
    to=CUSTOMER,
    sender=BUSINESS,
    body="¿Le llamamos a las 3?",
    status_url="https://bot.example/message/status",
)


def twilio(session: aiohttp.ClientSession, url: str, **more: Any) -> TwilioTelephony:
    return TwilioTelephony(session, account_sid=ACCOUNT, auth_token=TOKEN, api_url=url, **more)


@pytest.fixture
async def sandbox() -> AsyncIterator[TestServer]:
    numbers = (OwnedNumber(number=BUSINESS, sms_url="https://bot.example/message"),)
    app = create_app(SandboxConfig(account_sid=ACCOUNT, auth_token=TOKEN, numbers=numbers))
    async with TestServer(app) as server:
        yield server


@pytest.fixture
def telephony(session: aiohttp.ClientSession, sandbox: TestServer) -> TwilioTelephony:
    return twilio(session, str(sandbox.make_url("")))


def form_errors(specs_dir: Path, path: str, body: str) -> list[str]:
    """What the vendor's own description says against a request."""
    spec = importlib.util.spec_from_file_location("validate_form", specs_dir / "validate_form.py")
    assert spec is not None
    assert spec.loader is not None
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    return list(checker.errors("POST", path, body))


async def test_a_call_is_one_request_with_its_limits_and_all_its_events(session: Any, provider: Any) -> None:
    provider.answers_with(201, {"sid": "CA1"})
    assert await twilio(session, provider.url).create_call(CALL) == "CA1"
    (asked,) = provider.asked
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    assert asked.headers["Authorization"] == "Basic " + b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    assert parse_qs(asked.body) == {
        "To": [AGENT],
        "From": [BUSINESS],
        "Url": [CALL.answer_url],
        "Timeout": ["20"],
        "TimeLimit": ["300"],
        "StatusCallback": [CALL.status_url],
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
    }


@pytest.mark.parametrize(
    ("channel", "to", "addresses"),
    [
        (Channel.SMS, "+18135557001", ("+18135557001", "+18135550001")),
        (Channel.WHATSAPP, "+18135557001", ("whatsapp:+18135557001", "whatsapp:+18135550001")),
        (Channel.WHATSAPP, "whatsapp:US.1349", ("whatsapp:US.1349", "whatsapp:+18135550001")),
    ],
)
async def test_a_message_goes_out_on_its_channel(
    session: Any, provider: Any, channel: Channel, to: str, addresses: tuple[str, str]
) -> None:
    provider.answers_with(201, {"sid": "SM1"})
    order = MessageOrder(channel=channel, to=to, sender=BUSINESS, body=SMS.body, status_url=SMS.status_url)
    assert await twilio(session, provider.url).send_message(order) == "SM1"
    (asked,) = provider.asked
    assert dict(parse_qsl(asked.body)) == {
        "To": addresses[0],
        "From": addresses[1],
        "Body": SMS.body,
        "StatusCallback": SMS.status_url,
    }


async def test_requests_are_what_the_vendors_description_asks_for(
    session: Any, provider: Any, specs_dir: Path
) -> None:
    provider.answers_with(201, {"sid": "CA1"})
    await twilio(session, provider.url).create_call(CALL)
    await twilio(session, provider.url).end_call("CA" + "1" * 32)
    await twilio(session, provider.url).redirect_call("CA" + "1" * 32, "https://bot.example/voice/next")
    await twilio(session, provider.url).send_message(SMS)
    assert len(provider.asked) == 4
    for asked in provider.asked:
        assert form_errors(specs_dir, asked.path, asked.body) == []


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (400, 21211, Refused),
        (400, 21610, OptedOut),
        (401, 20003, Refused),
        (404, 20404, Refused),
        (429, 20429, NotPlaced),
        (500, 20500, Unknown),
        (503, 20503, Unknown),
    ],
)
async def test_a_refusal_is_told_from_what_may_pass_and_from_what_may_have_happened(
    session: Any, provider: Any, status: int, code: int, meaning: type[ProviderError]
) -> None:
    provider.answers_with(status, {"code": code, "message": "The reason", "status": status}, Retry_After="3")
    for ask in (
        twilio(session, provider.url).create_call(CALL),
        twilio(session, provider.url).send_message(SMS),
    ):
        with pytest.raises(ProviderError, match="The reason") as told:
            await ask
        assert (type(told.value), told.value.code) == (meaning, str(code))
    assert told.value.retry_after == (None if isinstance(told.value, Refused) else 3.0)
    assert len(provider.asked) == 2


@pytest.mark.parametrize("content", [None, [], "bad gateway"])
async def test_an_error_without_the_vendors_words_keeps_its_meaning(
    session: Any, provider: Any, content: Any
) -> None:
    provider.answers_with(502, content)
    with pytest.raises(Unknown, match="502"):
        await twilio(session, provider.url).create_call(CALL)


async def test_a_call_without_an_answer_may_be_ringing(session: Any, provider: Any) -> None:
    provider.answers_with(1)
    with pytest.raises(Unknown):
        await twilio(session, provider.url, timeout_seconds=0.05).create_call(CALL)
    assert len(provider.asked) == 1


async def test_a_connection_that_breaks_is_not_tried_again(session: Any, provider: Any) -> None:
    provider.answers_with(2)
    with pytest.raises(Unknown):
        await twilio(session, provider.url).create_call(CALL)
    assert len(provider.asked) == 1


@pytest.mark.parametrize("content", [None, {}, [], "a proxy's page", {"status": "queued"}])
async def test_an_answer_without_a_sid_may_be_a_call(session: Any, provider: Any, content: Any) -> None:
    provider.answers_with(201, content)
    with pytest.raises(Unknown):
        await twilio(session, provider.url).create_call(CALL)


async def test_without_a_connection_nothing_was_placed(session: Any) -> None:
    with pytest.raises(NotPlaced):
        await twilio(session, f"http://127.0.0.1:{unused_port()}").create_call(CALL)


async def test_a_lost_look_up_is_not_taken_for_something_that_happened(session: Any, provider: Any) -> None:
    provider.answers_with(500)
    with pytest.raises(NotPlaced):
        await twilio(session, provider.url).fetch_call("CA1")


async def test_numbers_and_texts_are_not_logged(
    session: Any, provider: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.answers_with(201, {"sid": "SM1"})
    await twilio(session, provider.url).send_message(SMS)
    own = "\n".join(record.getMessage() for record in caplog.records if record.name != "aiohttp.access")
    assert CUSTOMER not in own
    assert "llamamos" not in own


async def test_a_call_can_be_followed_and_ended(telephony: TwilioTelephony) -> None:
    sid = await telephony.create_call(CALL)
    record = await telephony.fetch_call(sid)
    assert record.call_sid == sid
    assert not record.status.final
    await telephony.end_call(sid)
    assert (await telephony.fetch_call(sid)).status.final
    await telephony.end_call(sid)


async def test_a_call_is_led_on_by_one_request(session: Any, provider: Any) -> None:
    provider.answers_with(200, {"sid": "CA1"})
    await twilio(session, provider.url).redirect_call("CA1", "https://bot.example/voice/next?leg=1&sig=a")
    (asked,) = provider.asked
    assert (asked.method, asked.path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Calls/CA1.json")
    assert dict(parse_qsl(asked.body)) == {
        "Url": "https://bot.example/voice/next?leg=1&sig=a",
        "Method": "POST",
    }


@pytest.mark.parametrize(
    ("status", "code", "meaning"), [(400, 21205, Refused), (404, 20404, Refused), (500, 20500, Unknown)]
)
async def test_a_call_that_cannot_be_led_on_is_told_unless_it_is_over(
    session: Any, provider: Any, status: int, code: int, meaning: type[ProviderError]
) -> None:
    provider.answers_with(400, {"code": 21220, "message": "Call is not in-progress"})
    provider.answers_with(status, {"code": code, "message": "The reason"})
    await twilio(session, provider.url).redirect_call("CA1", "https://bot.example/voice/next")
    with pytest.raises(meaning, match="The reason"):
        await twilio(session, provider.url).redirect_call("CA1", "https://bot.example/voice/next")


SPOKEN = bytes(range(256)) * 400


async def test_a_recording_comes_as_it_was_spoken_and_only_with_the_accounts_credentials(
    session: Any, provider: Any
) -> None:
    provider.answers_with(200, SPOKEN)
    assert await twilio(session, provider.url).fetch_recording("RE1") == SPOKEN
    (asked,) = provider.asked
    assert (asked.method, asked.path) == ("GET", f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/RE1.mp3")
    assert asked.headers["Authorization"] == "Basic " + b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


async def test_the_sid_of_a_recording_leads_nowhere_else(session: Any, provider: Any) -> None:
    provider.answers_with(404)
    with pytest.raises(Refused):
        await twilio(session, provider.url).fetch_recording("../Messages.json?PageSize=1#")
    (asked,) = provider.asked
    assert asked.query == ""
    assert asked.path.startswith(f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/")


@pytest.mark.parametrize(
    ("status", "meaning"),
    [(302, Refused), (401, Refused), (404, Refused), (429, NotPlaced), (500, NotPlaced), (HANG, NotPlaced)],
)
async def test_a_recording_that_cannot_be_had_is_told(
    session: Any, provider: Any, status: int, meaning: type[ProviderError]
) -> None:
    provider.answers_with(status)
    with pytest.raises(meaning):
        await twilio(session, provider.url, timeout_seconds=0.05).fetch_recording("RE1")


@pytest.mark.parametrize(
    ("duration", "seconds"), [("12", 12), ("-1", 1), (None, 1), ("0", None), ("none at all", None)]
)
async def test_a_message_whose_webhook_was_lost_is_found_by_its_call(
    session: Any, provider: Any, duration: str | None, seconds: int | None
) -> None:
    recordings = [] if duration == "none at all" else [{"sid": "RE1", "duration": duration}]
    provider.answers_with(200, {"recordings": recordings, "next_page_uri": None})
    found = await twilio(session, provider.url).find_recording("CA1")
    assert found == (seconds and VoiceMessage(call_sid="CA1", recording_sid="RE1", seconds=seconds))
    (asked,) = provider.asked
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Recordings.json"
    assert dict(parse_qsl(asked.query)) == {"CallSid": "CA1", "PageSize": "1"}


async def test_an_answer_without_end_is_not_read_to_its_end(session: Any, provider: Any) -> None:
    provider.answers_with(200, b"\0" * (LONGEST + 1))
    with pytest.raises(NotPlaced):
        await twilio(session, provider.url).fetch_recording("RE1")


async def test_ending_a_call_that_never_was_is_refused(telephony: TwilioTelephony) -> None:
    with pytest.raises(Refused):
        await telephony.end_call("CA" + "9" * 32)


async def test_a_call_whose_answer_was_lost_is_found_again(
    session: Any, sandbox: TestServer, telephony: TwilioTelephony
) -> None:
    asked_at = datetime.now(UTC)
    rule = {"on": "create_call", "do": "timeout_after_accept", "times": 1}
    await session.post(sandbox.make_url("/control/misbehave"), json=rule)
    with pytest.raises(Unknown):
        await twilio(session, str(sandbox.make_url("")), timeout_seconds=0.2).create_call(CALL)
    (found,) = await telephony.list_calls(to=AGENT, caller_id=BUSINESS, since=asked_at)
    assert found.status in {LegStatus.QUEUED, LegStatus.RINGING}
    assert await telephony.list_calls(to=CUSTOMER, caller_id=BUSINESS, since=LONG_AGO) == []
    assert (
        await telephony.list_calls(to=AGENT, caller_id=BUSINESS, since=asked_at + timedelta(minutes=1)) == []
    )


async def test_a_call_that_still_waits_to_start_is_found_too(session: Any, provider: Any) -> None:
    queued = {
        "sid": "CA1",
        "status": "queued",
        "start_time": None,
        "duration": None,
        "date_created": "Mon, 09 Mar 2026 14:00:00 +0000",
    }
    provider.answers_with(200, {"calls": [queued], "next_page_uri": None})
    since = datetime(2026, 3, 9, 14, 0, 0, 700_000, tzinfo=UTC)
    (found,) = await twilio(session, provider.url).list_calls(to=AGENT, caller_id=BUSINESS, since=since)
    assert found == CallRecord(call_sid="CA1", status=LegStatus.QUEUED, started_at=None)
    assert dict(parse_qsl(provider.asked[0].query)) == {"To": AGENT, "From": BUSINESS, "PageSize": "50"}


async def test_a_message_whose_answer_was_lost_is_found_by_its_text(telephony: TwilioTelephony) -> None:
    asked_at = datetime.now(UTC)
    sid = await telephony.send_message(SMS)
    assert await telephony.find_message(SMS, asked_at) == sid
    assert await telephony.find_message(SMS, asked_at + timedelta(minutes=1)) is None
    other = MessageOrder(
        channel=Channel.SMS, to=CUSTOMER, sender=BUSINESS, body="Another", status_url=SMS.status_url
    )
    assert await telephony.find_message(other, asked_at) is None


async def test_the_account_tells_its_numbers_and_where_they_lead(telephony: TwilioTelephony) -> None:
    (number,) = await telephony.own_numbers()
    assert (number.number, number.voice, number.sms) == (BUSINESS, True, True)
    assert number.sms_url == "https://bot.example/message"
    assert await telephony.account_status() == "active"


async def test_a_wrong_token_is_refused_and_not_retried(session: Any, sandbox: TestServer) -> None:
    stranger = TwilioTelephony(
        session, account_sid=ACCOUNT, auth_token="wrong", api_url=str(sandbox.make_url(""))
    )
    with pytest.raises(Refused):
        await stranger.account_status()
