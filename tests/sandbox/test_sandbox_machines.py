"""Voicemails that answer: who is told of them, when and in which words; and calls that are turned away."""

from __future__ import annotations

import pytest

AGENT = "+18135550101"
CUSTOMER = "+18135557001"
BUSINESS = "+18135550001"


def dial(**attributes: str) -> str:
    written = "".join(f' {name}="{value}"' for name, value in {"url": "/screen", **attributes}.items())
    return f'<Response><Dial action="/done"><Number{written}>{CUSTOMER}</Number></Dial></Response>'


@pytest.mark.parametrize(
    ("mode", "auto", "word"),
    [
        ("Enable", "answer", "human"),
        ("Enable", "voicemail", "machine_start"),
        ("DetectMessageEnd", "answer", "human"),
        ("DetectMessageEnd", "voicemail", "machine_end_beep"),
    ],
)
async def test_who_answered_is_told_before_the_document_runs(sandbox, service, mode, auto, word):
    await sandbox.do(AGENT, "behaviour", auto=auto)
    call = await sandbox.call(Url=service.says("/twiml", "<Response/>"), MachineDetection=mode)
    assert (await service.until("/twiml"))[0]["AnsweredBy"] == word
    resource = await sandbox.get(f"/Calls/{call['sid']}.json")
    assert resource["answered_by"] == word.partition("_")[0]


@pytest.mark.parametrize("auto", ["answer", "voicemail"])
@pytest.mark.parametrize("mode", ["Enable", "DetectMessageEnd"])
async def test_a_screening_is_told_whether_a_person_answered(sandbox, service, mode, auto):
    await sandbox.do(CUSTOMER, "behaviour", auto=auto)
    service.says("/screen", "<Response><Hangup/></Response>")
    await sandbox.call(Url=service.says("/twiml", dial(machineDetection=mode, amdStatusCallback="/amd")))
    await sandbox.answer(AGENT)
    machine = "machine_start" if mode == "Enable" else "machine_end_beep"
    word = "human" if auto == "answer" else machine
    screen, amd = (await service.until("/screen"))[0], (await service.until("/amd"))[0]
    assert (screen["AnsweredBy"], amd["AnsweredBy"]) == (word, word)
    assert (amd["CallSid"], int(amd["MachineDetectionDuration"]) > 0) == (screen["CallSid"], True)


async def test_a_screening_without_detection_is_told_nothing(sandbox, service):
    await sandbox.do(CUSTOMER, "behaviour", auto="voicemail")
    await sandbox.call(Url=service.says("/twiml", dial()))
    await sandbox.answer(AGENT)
    assert "AnsweredBy" not in (await service.until("/screen"))[0]


async def test_an_asynchronous_verdict_comes_while_the_document_runs(sandbox, service):
    await sandbox.do(AGENT, "behaviour", auto="voicemail")
    told = {"AsyncAmd": "true", "AsyncAmdStatusCallback": service.url("/amd")}
    service.says("/next", '<Response><Pause length="600"/></Response>')
    first = service.says("/twiml", "<Response><Redirect>/next</Redirect></Response>")
    await sandbox.call(Url=first, MachineDetection="DetectMessageEnd", **told)
    assert (await service.until("/amd"))[0]["AnsweredBy"] == "machine_end_beep"
    assert [hook["path"] for hook in service.heard] == ["/twiml", "/next", "/amd"]
    assert "AnsweredBy" not in service.at("/twiml")[0]


async def test_a_greeting_longer_than_the_patience_is_unknown(sandbox, service):
    await sandbox.do(AGENT, "behaviour", auto="voicemail")
    amd = {"MachineDetection": "DetectMessageEnd", "MachineDetectionTimeout": "3"}
    call = await sandbox.call(Url=service.says("/twiml", "<Response/>"), **amd)
    assert (await service.until("/twiml"))[0]["AnsweredBy"] == "unknown"
    assert (await sandbox.get(f"/Calls/{call['sid']}.json"))["answered_by"] is None


async def test_who_hangs_up_while_being_recognised_is_gone(sandbox, service):
    await sandbox.do(AGENT, "behaviour", auto="answer")
    call = await sandbox.call(Url=service.says("/twiml", "<Response/>"), MachineDetection="Enable")
    await sandbox.until(lambda state: state["calls"][0]["status"] == "in-progress")
    await sandbox.do(AGENT, "hangup")
    assert (await sandbox.ended(call["sid"]))["status"] == "completed"
    assert service.at("/twiml") == []


@pytest.mark.parametrize(
    ("reason", "status"), [("", "no-answer"), ('reason="rejected"', "no-answer"), ('reason="busy"', "busy")]
)
async def test_a_call_that_is_turned_away_is_never_answered(sandbox, service, reason, status):
    service.says("/voice", f"<Response><Reject {reason}/><Say>Never heard</Say></Response>")
    call = await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    ended = await sandbox.ended(call["sid"])
    assert (ended["status"], ended["answered_at"], ended["duration"]) == (status, None, 0)
    assert not any("hears" in event["what"] for event in ended["events"])


async def test_a_call_that_was_answered_cannot_be_turned_away_any_more(sandbox, service):
    service.says("/voice", "<Response><Say>Hello</Say><Reject/></Response>")
    call = await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    assert (await sandbox.ended(call["sid"]))["status"] == "completed"


async def test_a_caller_presses_keys_and_hears_what_follows(sandbox, service):
    service.says("/voice", '<Response><Gather numDigits="1" action="/key" timeout="60"/></Response>')
    service.says("/key", "<Response><Say>You chose two</Say></Response>")
    call = await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    await service.until("/voice")
    await sandbox.do(CUSTOMER, "press", digits="2")
    assert (await service.until("/key"))[0]["Digits"] == "2"
    ended = await sandbox.ended(call["sid"])
    assert "hears: You chose two" in [event["what"] for event in ended["events"]]
