"""Webhooks: authentic or refused before anything is read; replays change nothing."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from tests.system import ACME, JO, System

FORM = "application/x-www-form-urlencoded"
MESSAGE = {
    "MessageSid": "SM" + "a" * 32,
    "From": f"whatsapp:{JO}",
    "To": f"whatsapp:{ACME}",
    "Body": "hi, please call me about a boiler, Jo",
}
SOME_CALL = "/webhooks/twilio/calls/acme/{0}/{0}".format(uuid.UUID(int=1))


async def send(system: System, path: str, fields: dict[str, str], **changes: Any) -> tuple[int, str]:
    """Post as the provider does; ``changes`` say what is different: token, body, content_type."""
    token = changes.get("token") or system.services.settings.twilio.auth_token.get_secret_value()
    signature = RequestValidator(token).compute_signature(system.url + path, fields)
    headers = {"X-Twilio-Signature": signature, "Content-Type": changes.get("content_type", FORM)}
    data = changes.get("body", urlencode(fields))
    async with system.session.post(system.url + path, data=data, headers=headers) as answer:
        return answer.status, await answer.text()


async def test_a_message_is_answered_in_the_response(idle: System) -> None:
    status, answer = await send(idle, "/webhooks/twilio/message", MESSAGE)
    assert status == 200
    assert answer.startswith("<?xml")
    assert "Acme Plumbing" in answer


async def test_a_repeated_message_gets_the_same_answer(idle: System) -> None:
    first = await send(idle, "/webhooks/twilio/message", MESSAGE)
    assert await send(idle, "/webhooks/twilio/message", MESSAGE) == first


@pytest.mark.parametrize(
    "path", ["/webhooks/twilio/message", "/webhooks/twilio/voice", f"{SOME_CALL}/whisper"]
)
async def test_a_forged_webhook_is_refused_before_it_is_read(idle: System, path: str) -> None:
    for changes in ({"token": "not-the-token"}, {"body": "Body=changed"}, {"body": "\xff%%%"}):
        status, _ = await send(idle, path, MESSAGE, **changes)
        assert status == 403
    async with idle.session.post(idle.url + path, data=MESSAGE) as answer:
        assert answer.status == 403


async def test_a_multipart_body_is_refused(idle: System) -> None:
    status, _ = await send(
        idle, "/webhooks/twilio/message", MESSAGE, content_type="multipart/form-data; boundary=x"
    )
    assert status == 415


async def test_a_body_over_64_kib_is_refused(idle: System) -> None:
    status, _ = await send(idle, "/webhooks/twilio/message", MESSAGE | {"Body": "x" * 66_000})
    assert status == 413


async def test_a_webhook_that_lacks_what_it_must_carry_is_a_bad_request(idle: System) -> None:
    status, answer = await send(idle, "/webhooks/twilio/message", {"Body": "hello"})
    assert (status, "From" in answer) == (400, True)


async def test_a_message_for_a_number_of_nobody_is_answered_with_silence(idle: System) -> None:
    status, answer = await send(idle, "/webhooks/twilio/message", MESSAGE | {"To": "+18135550199"})
    assert status == 200
    assert "<Message" not in answer


async def test_a_webhook_takes_posts_only(idle: System) -> None:
    async with idle.session.get(f"{idle.url}/webhooks/twilio/message") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("path", [f"{SOME_CALL}/dance", "/webhooks/twilio/calls/acme/1/2/whisper"])
async def test_a_step_or_id_that_cannot_be_is_not_found(idle: System, path: str) -> None:
    assert (await send(idle, path, {"CallSid": "CA1"}))[0] == 404


async def test_a_call_that_nobody_knows_is_hung_up(idle: System) -> None:
    status, answer = await send(idle, f"{SOME_CALL}/whisper", {"CallSid": "CA1"})
    assert (status, "<Hangup" in answer) == (200, True)


async def test_news_of_a_leg_need_no_answer(idle: System) -> None:
    news = {"CallSid": "CA1", "CallStatus": "ringing"}
    assert await send(idle, f"{SOME_CALL}/agent-leg", news) == (204, "")


async def test_who_rings_the_business_waits_and_who_rings_nobody_is_turned_away(idle: System) -> None:
    call = {"CallSid": "CA1", "From": JO, "To": ACME}
    status, answer = await send(idle, "/webhooks/twilio/voice", call)
    assert (status, "<Enqueue" in answer) == (200, True)
    assert await send(idle, "/webhooks/twilio/voice", call) == (200, answer), "told twice, answered alike"
    status, answer = await send(idle, "/webhooks/twilio/voice", call | {"To": "+18135550199"})
    assert (status, "<Reject" in answer) == (200, True)
