"""Messages in both directions, the provider's own opt-out list, and the faults of a bad day."""

from __future__ import annotations

import pytest
from twilio.request_validator import RequestValidator

CUSTOMER = "+18135557001"
BUSINESS = "+18135550001"


def bodies(state, number=CUSTOMER, channel="sms") -> list[str]:
    found = next(phone for phone in state["phones"] if phone["number"] == number)["threads"]
    return [m["body"] for thread in found if thread["channel"] == channel for m in thread["messages"]]


async def test_a_sent_message_reaches_the_phone_and_its_steps_are_told(sandbox, service):
    response = await sandbox.send(StatusCallback=service.url("/status"))
    assert (await response.json())["status"] == "queued"
    told = await service.until("/status", 3)
    assert [hook["MessageStatus"] for hook in told] == ["queued", "sent", "delivered"]
    assert bodies(await sandbox.state()) == ["Hello"]


async def test_a_whatsapp_message_tells_who_wrote_and_is_answered_by_twiml(sandbox, service):
    service.says(
        "/message",
        "<Response><Message>First\n1 Yes</Message><Message><Body>Second</Body></Message></Response>",
    )
    await sandbox.do(CUSTOMER, "send", to=BUSINESS, channel="whatsapp", body="hi")
    hook = (await service.until("/message"))[0]
    assert (hook["From"], hook["To"], hook["WaId"], hook["ProfileName"]) == (
        f"whatsapp:{CUSTOMER}",
        f"whatsapp:{BUSINESS}",
        CUSTOMER[1:],
        "Jo",
    )
    state = await sandbox.until(lambda state: len(bodies(state, channel="whatsapp")) == 3)
    assert bodies(state, channel="whatsapp") == ["hi", "First\n1 Yes", "Second"]
    signed = service.heard[0]
    assert RequestValidator("12345").validate(signed["url"], hook, signed["headers"]["X-Twilio-Signature"])


async def test_media_buttons_and_places_come_with_their_parameters(sandbox, service):
    voice_note = [{"content_type": "audio/ogg", "url": "https://media.example/1"}]
    await sandbox.do(CUSTOMER, "send", to=BUSINESS, channel="whatsapp", media=voice_note)
    await service.until("/message")
    extra = {"MessageType": "button", "ButtonText": "Yes", "ButtonPayload": "yes"}
    await sandbox.do(CUSTOMER, "send", to=BUSINESS, channel="whatsapp", body="Yes", extra=extra)
    first, second = await service.until("/message", 2)
    assert (first["NumMedia"], first["MediaContentType0"], first["MessageType"]) == (
        "1",
        "audio/ogg",
        "audio",
    )
    assert (second["MessageType"], second["ButtonPayload"]) == ("button", "yes")


async def test_a_stop_is_remembered_by_the_provider_until_start(sandbox, service):
    await sandbox.do(CUSTOMER, "send", to=BUSINESS, channel="sms", body=" Stop ")
    await service.until("/message")
    assert "unsubscribed" in bodies(await sandbox.state())[1]
    response = await sandbox.send()
    assert (response.status, (await response.json())["code"]) == (400, 21610)
    await sandbox.do(CUSTOMER, "send", to=BUSINESS, channel="sms", body="START")
    await service.until("/message", 2)
    assert (await sandbox.send()).status == 201


async def test_a_stop_holds_for_sms_alone_at_the_provider(sandbox, service):
    await sandbox.do(CUSTOMER, "send", to=BUSINESS, channel="whatsapp", body="STOP")
    await service.until("/message")
    assert bodies(await sandbox.state(), channel="whatsapp") == ["STOP"]
    assert (await sandbox.send()).status == 201


async def test_whatsapp_free_text_needs_a_message_of_the_last_day(sandbox, service):
    await sandbox.send(f"whatsapp:{CUSTOMER}", f"whatsapp:{BUSINESS}", StatusCallback=service.url("/status"))
    told = await service.until("/status", 2)
    assert (told[1]["MessageStatus"], told[1]["ErrorCode"]) == ("undelivered", "63016")


async def test_a_status_500_is_not_repeated_unless_the_url_asks_for_it(sandbox, service):
    service.says("/plain", 500)
    service.says("/stubborn", 500, 500, "")
    await sandbox.send(StatusCallback=service.url("/stubborn#rc=2&rp=5xx"))
    await sandbox.send(StatusCallback=service.url("/plain"))
    await service.until("/plain", 3)
    stubborn = await service.until("/stubborn", 5)
    assert [hook["MessageStatus"] for hook in stubborn] == ["queued", "queued", "queued", "sent", "delivered"]
    tokens = [h["headers"]["I-Twilio-Idempotency-Token"] for h in service.heard if h["path"] == "/stubborn"]
    assert len(set(tokens[:3])) == 1
    assert len(set(tokens)) == 3


async def test_the_sms_fallback_is_asked_when_the_url_fails(sandbox, service):
    service.says("/message", 500)
    await sandbox.do(CUSTOMER, "send", to=BUSINESS, channel="sms", body="hi")
    await service.until("/message")
    await sandbox.until(lambda state: [w["code"] for w in state["warnings"]] == [11200])


@pytest.mark.parametrize(
    ("fault", "order"),
    [
        ("duplicate", ["queued", "queued", "sent", "delivered"]),
        ("reorder", ["sent", "queued", "delivered"]),
        ("drop", ["sent", "delivered"]),
        ("delay:1", ["queued", "sent", "delivered"]),
    ],
)
async def test_webhooks_misbehave_as_told(sandbox, service, fault, order):
    await sandbox.misbehave("webhook", fault)
    await sandbox.send(StatusCallback=service.url("/status"))
    told = await service.until("/status", len(order))
    assert sorted(hook["MessageStatus"] for hook in told) == sorted(order)
    if fault != "reorder":
        assert [hook["MessageStatus"] for hook in told] == order
    else:
        assert told[0]["MessageStatus"] == "sent"


@pytest.mark.parametrize(
    ("fault", "status", "code"), [("status:500", 500, 20500), ("status:429", 429, 20429)]
)
async def test_the_api_refuses_as_told_and_then_recovers(sandbox, fault, status, code):
    await sandbox.misbehave("create_message", fault, to=CUSTOMER)
    response = await sandbox.send()
    assert (response.status, (await response.json())["code"]) == (status, code)
    assert (await sandbox.send()).status == 201


async def test_an_unknown_rule_is_refused_in_words(sandbox):
    response = await sandbox.raw("POST", "/control/misbehave", json={"on": "create_call", "do": "explode"})
    assert response.status == 400
    assert "do is one of" in (await response.json())["error"]
