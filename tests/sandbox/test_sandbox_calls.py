"""A call's life as the provider tells it: states, callbacks, their order and their signatures."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import pytest
from twilio.request_validator import RequestValidator

AGENT = "+18135550101"
BUSINESS = "+18135550001"
ALL_EVENTS = ("initiated", "ringing", "answered", "completed")


async def test_an_answered_call_is_told_in_four_numbered_steps(sandbox, service):
    call = await sandbox.call(
        Url=service.says("/twiml", "<Response><Say>Hello</Say></Response>"),
        StatusCallback=service.url("/status"),
        events=ALL_EVENTS,
    )
    assert call["status"] == "queued"
    await sandbox.answer(AGENT)
    told = await service.until("/status", 4)
    assert [hook["CallStatus"] for hook in told] == ["initiated", "ringing", "in-progress", "completed"]
    assert [hook["SequenceNumber"] for hook in told] == ["0", "1", "2", "3"]
    assert told[3]["CallDuration"] == "1"
    assert told[3]["SipResponseCode"] == "200"
    assert parsedate_to_datetime(told[0]["Timestamp"]).tzinfo is not None


async def test_only_the_end_is_told_unless_more_is_asked(sandbox, service):
    await sandbox.call(Twiml="<Response/>", StatusCallback=service.url("/status"))
    await sandbox.answer(AGENT)
    told = await service.until("/status")
    assert [hook["CallStatus"] for hook in told] == ["completed"]


@pytest.mark.parametrize(
    ("auto", "status", "code"),
    [
        ("decline", "busy", "486"),
        ("busy", "busy", "486"),
        ("ignore", "no-answer", "487"),
        ("unreachable", "failed", "404"),
    ],
)
async def test_every_way_of_not_answering_ends_under_completed(sandbox, service, auto, status, code):
    await sandbox.do(AGENT, "behaviour", auto=auto)
    await sandbox.call(Twiml="<Response/>", Timeout="2", StatusCallback=service.url("/status"))
    told = await service.until("/status")
    assert (told[0]["CallStatus"], told[0]["SipResponseCode"], told[0]["CallDuration"]) == (status, code, "0")


async def test_every_webhook_carries_a_signature_that_holds(sandbox, service):
    await sandbox.call(
        Url=service.says("/twiml", "<Response/>") + "?leg=agent&empty=",
        StatusCallback=service.url("/status") + "#rc=2",
        events=ALL_EVENTS,
    )
    await sandbox.answer(AGENT)
    await service.until("/status", 4)
    validator = RequestValidator("12345")
    for hook in service.heard:
        assert validator.validate(hook["url"], hook["params"], hook["headers"]["X-Twilio-Signature"])
        assert hook["headers"]["User-Agent"] == "TwilioProxy/1.1"
        assert hook["headers"]["I-Twilio-Idempotency-Token"]


async def test_a_canceled_call_stops_ringing(sandbox, service):
    call = await sandbox.call(Twiml="<Response/>", StatusCallback=service.url("/status"))
    await sandbox.ringing(AGENT)
    response = await sandbox.post(f"/Calls/{call['sid']}.json", {"Status": "canceled"})
    assert response.status == 200
    assert (await service.until("/status"))[0]["CallStatus"] == "canceled"


async def test_an_answered_call_can_be_redirected_and_ended(sandbox, service):
    call = await sandbox.call(Twiml='<Response><Pause length="600"/></Response>')
    await sandbox.answer(AGENT)
    await sandbox.until(lambda state: state["calls"][0]["status"] == "in-progress")
    await sandbox.post(
        f"/Calls/{call['sid']}.json",
        {"Url": service.says("/other", '<Response><Pause length="600"/></Response>')},
    )
    await service.until("/other")
    await sandbox.post(f"/Calls/{call['sid']}.json", {"Status": "completed"})
    assert (await sandbox.ended(call["sid"]))["status"] == "completed"
    response = await sandbox.post(f"/Calls/{call['sid']}.json", {"Status": "completed"})
    assert (response.status, (await response.json())["code"]) == (400, 21220)


async def test_the_time_limit_ends_a_call(sandbox):
    call = await sandbox.call(Twiml='<Response><Pause length="600"/></Response>', TimeLimit="4")
    await sandbox.answer(AGENT)
    assert (await sandbox.ended(call["sid"]))["status"] == "completed"


async def test_a_phone_that_talks_is_busy_for_others(sandbox):
    await sandbox.call(Twiml='<Response><Pause length="600"/></Response>')
    await sandbox.answer(AGENT)
    await sandbox.until(lambda state: state["calls"][0]["status"] == "in-progress")
    second = await sandbox.call(Twiml="<Response/>")
    assert (await sandbox.ended(second["sid"]))["status"] == "busy"
    assert (await sandbox.counts())[AGENT] == {"placed": 2, "rang": 1, "answered": 1}


async def test_a_voicemail_is_told_from_a_person(sandbox, service):
    await sandbox.do(AGENT, "behaviour", auto="voicemail", after=1)
    await sandbox.call(Url=service.says("/twiml", "<Response/>"), MachineDetection="Enable")
    assert (await service.until("/twiml"))[0]["AnsweredBy"] == "machine_start"


async def test_a_call_that_timed_out_after_being_accepted_really_rings_and_can_be_found(sandbox):
    before = datetime.now(UTC) - timedelta(seconds=1)
    await sandbox.misbehave("create_call", "timeout_after_accept")
    with pytest.raises((TimeoutError, aiohttp.ServerDisconnectedError)):
        async with asyncio.timeout(0.3):
            await sandbox.call(Twiml="<Response/>")
    await sandbox.ringing(AGENT)
    found = await sandbox.get("/Calls.json", **{"To": AGENT, "StartTime>": before.isoformat()})
    assert [call["to"] for call in found["calls"]] == [AGENT]
    assert (await sandbox.counts())[AGENT]["rang"] == 1


async def test_lists_are_filtered_and_paged(sandbox):
    for _ in range(3):
        call = await sandbox.call(Twiml="<Response/>")
        await sandbox.ringing(AGENT)
        await sandbox.do(AGENT, "decline")
        await sandbox.ended(call["sid"])
    page = await sandbox.get("/Calls.json", Status="busy", PageSize="2")
    assert (len(page["calls"]), page["page"], page["page_size"]) == (2, 0, 2)
    response = await sandbox.raw("GET", page["next_page_uri"], headers=sandbox.auth)
    rest = await response.json()
    assert (len(rest["calls"]), rest["next_page_uri"]) == (1, None)
    assert (await sandbox.get("/Calls.json", From="+18135550999"))["calls"] == []
    assert (await sandbox.get("/Calls.json", **{"StartTime<": "2001-01-01"}))["calls"] == []


async def test_a_phone_can_ring_the_business(sandbox, service):
    service.says("/voice", "<Response><Say>Welcome to Acme</Say><Hangup/></Response>")
    call = await sandbox.do("+18135557001", "call", to=BUSINESS)
    ended = await sandbox.ended(call["sid"])
    assert "hears: Welcome to Acme" in [event["what"] for event in ended["events"]]
    asked = service.at("/voice")[0]
    assert (asked["Direction"], asked["CallStatus"], asked["From"]) == ("inbound", "ringing", "+18135557001")


async def test_the_end_of_a_call_to_the_business_is_told_to_its_number(sandbox, service):
    service.says("/voice", '<Response><Gather timeout="600"/></Response>')
    call = await sandbox.do("+18135557001", "call", to=BUSINESS)
    await service.until("/voice")
    await sandbox.do("+18135557001", "hangup")
    over = (await service.until("/over"))[0]
    assert (over["CallSid"], over["CallStatus"], over["Direction"]) == (call["sid"], "completed", "inbound")
    numbers = await sandbox.get("/IncomingPhoneNumbers.json")
    assert numbers["incoming_phone_numbers"][0]["status_callback"] == service.url("/over")


async def test_a_rejected_caller_hears_the_busy_tone(sandbox, service):
    service.says("/voice", '<Response><Reject reason="busy"/></Response>')
    call = await sandbox.do("+18135557001", "call", to=BUSINESS)
    assert (await sandbox.ended(call["sid"]))["status"] == "busy"
