"""What a leg hears, presses and is bridged to."""

from __future__ import annotations

AGENT = "+18135550101"
OTHER_AGENT = "+18135550102"
CUSTOMER = "+18135557001"
BUSINESS = "+18135550001"
WHISPER = (
    '<Response><Gather numDigits="1" timeout="5" action="/accept">'
    "<Say>Callback for Acme. Press 1 to talk now.</Say></Gather><Hangup/></Response>"
)


def bridge(number: str = CUSTOMER, noun: str = "", **attributes: str) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<Response><Dial{written}><Number {noun}>{number}</Number></Dial></Response>"


def words(call) -> list[str]:
    return [event["what"].removeprefix("hears: ") for event in call["events"] if "hears" in event["what"]]


async def test_a_key_pressed_while_it_speaks_is_taken_at_once(sandbox, service):
    service.says("/accept", "<Response><Say>Connecting you</Say></Response>")
    long = WHISPER.replace("Callback for Acme.", "Callback for Acme. " * 200)
    call = await sandbox.call(Url=service.says("/whisper", long))
    await sandbox.answer(AGENT)
    await sandbox.until(lambda state: state["calls"][0]["saying"].startswith("Callback"))
    await sandbox.do(AGENT, "press", digits="1")
    assert (await service.until("/accept"))[0]["Digits"] == "1"
    assert words(await sandbox.ended(call["sid"]))[-1] == "Connecting you"


async def test_the_first_key_silences_the_voice_and_the_wait_begins(sandbox, service):
    long = WHISPER.replace("Callback for Acme.", "Callback for Acme. " * 2000).replace('"1"', '"2"')
    await sandbox.call(Url=service.says("/whisper", long))
    await sandbox.answer(AGENT)
    await sandbox.until(lambda state: state["calls"][0]["saying"].startswith("Callback"))
    await sandbox.do(AGENT, "press", digits="4")
    assert (await service.until("/accept"))[0]["Digits"] == "4"


async def test_silence_falls_through_to_the_next_verb(sandbox, service):
    call = await sandbox.call(Url=service.says("/whisper", WHISPER))
    await sandbox.answer(AGENT)
    await sandbox.ended(call["sid"])
    assert service.at("/accept") == []


async def test_silence_is_told_where_that_is_asked_for(sandbox, service):
    asked = WHISPER.replace("<Gather", '<Gather actionOnEmptyResult="true"')
    await sandbox.call(Url=service.says("/whisper", asked))
    await sandbox.answer(AGENT)
    assert (await service.until("/accept"))[0]["Digits"] == ""


async def test_the_finish_key_ends_a_number(sandbox, service):
    twiml = '<Response><Gather action="/number"/></Response>'
    await sandbox.call(Url=service.says("/twiml", twiml))
    await sandbox.answer(AGENT)
    await service.until("/twiml")
    await sandbox.do(AGENT, "press", digits="42#")
    told = (await service.until("/number"))[0]
    assert (told["Digits"], told["FinishedOnKey"]) == ("42", "#")


async def test_agent_and_customer_are_bridged_and_the_action_hears_of_it(sandbox, service):
    noun = (
        f'statusCallback="{service.url("/leg")}" statusCallbackEvent="initiated ringing answered completed"'
    )
    service.says("/done", "<Response><Hangup/></Response>")
    call = await sandbox.call(Url=service.says("/twiml", bridge(noun=noun, action="/done")))
    await sandbox.answer(AGENT)
    await sandbox.answer(CUSTOMER)
    state = await sandbox.until(lambda state: bool(state["calls"][0]["bridged_to"]))
    child = state["calls"][1]
    assert (child["parent"], child["direction"]) == (call["sid"], "outbound-dial")
    await sandbox.do(CUSTOMER, "hangup")
    done = (await service.until("/done"))[0]
    assert (done["DialCallStatus"], done["DialBridged"], done["DialCallSid"]) == (
        "completed",
        "true",
        child["sid"],
    )
    legs = await service.until("/leg", 4)
    assert [leg["CallStatus"] for leg in legs] == ["initiated", "ringing", "in-progress", "completed"]
    assert {leg["ParentCallSid"] for leg in legs} == {call["sid"]}


async def test_a_customer_who_does_not_answer_is_an_outcome(sandbox, service):
    await sandbox.do(CUSTOMER, "behaviour", auto="ignore")
    await sandbox.call(Url=service.says("/twiml", bridge(action="/done", timeout="2")))
    await sandbox.answer(AGENT)
    done = (await service.until("/done"))[0]
    assert (done["DialCallStatus"], done["DialBridged"]) == ("no-answer", "false")
    assert "DialCallDuration" not in done


async def test_an_agent_who_hangs_up_takes_the_customer_along_and_the_action_still_hears(sandbox, service):
    await sandbox.call(Url=service.says("/twiml", bridge(action="/done")))
    await sandbox.answer(AGENT)
    await sandbox.answer(CUSTOMER)
    state = await sandbox.until(lambda state: bool(state["calls"][0]["bridged_to"]))
    await sandbox.do(AGENT, "hangup")
    done = (await service.until("/done"))[0]
    assert (done["CallStatus"], done["DialBridged"]) == ("completed", "true")
    assert (await sandbox.ended(state["calls"][1]["sid"]))["status"] == "completed"


async def test_a_hang_up_takes_no_request_back(sandbox, service):
    sid = (await sandbox.call(Url=service.says("/twiml", bridge(action="/done"))))["sid"]
    await sandbox.answer(AGENT)
    await sandbox.answer(CUSTOMER)
    await sandbox.until(lambda state: bool(state["calls"][0]["bridged_to"]))
    await sandbox.misbehave("webhook", "delay:10")
    await sandbox.do(CUSTOMER, "hangup")
    await sandbox.until(lambda state: not state["rules"])
    await sandbox.do(AGENT, "hangup")
    await sandbox.ended(sid)
    assert [done["CallStatus"] for done in await service.until("/done")] == ["in-progress"]


async def test_an_agent_who_gives_up_while_the_customer_rings_stops_the_ringing(sandbox, service):
    await sandbox.call(Url=service.says("/twiml", bridge(action="/done")))
    await sandbox.answer(AGENT)
    await sandbox.ringing(CUSTOMER)
    await sandbox.do(AGENT, "hangup")
    assert (await service.until("/done"))[0]["DialCallStatus"] == "canceled"


async def test_the_called_person_is_screened_before_the_bridge(sandbox, service):
    screening = '<Response><Gather numDigits="1" action="/choice"><Say>Acme calls.</Say></Gather></Response>'
    service.says("/screen", screening)
    service.says("/choice", "<Response><Hangup/></Response>")
    await sandbox.call(Url=service.says("/twiml", bridge(noun='url="/screen"', action="/done")))
    await sandbox.do(CUSTOMER, "behaviour", auto="answer", press="3")
    await sandbox.answer(AGENT)
    assert (await service.until("/choice"))[0]["Digits"] == "3"
    done = (await service.until("/done"))[0]
    assert (done["DialCallStatus"], done["DialBridged"]) == ("completed", "false")


async def test_a_screening_holds_no_other_verbs_than_the_documented_ones(sandbox, service):
    service.says("/screen", "<Response><Dial>+18135550102</Dial><Say>Acme calls.</Say></Response>")
    await sandbox.call(Url=service.says("/twiml", bridge(noun='url="/screen"')))
    await sandbox.answer(AGENT)
    await sandbox.answer(CUSTOMER)
    state = await sandbox.until(lambda state: bool(state["calls"][0]["bridged_to"]))
    assert [call["to"] for call in state["calls"]] == [AGENT, CUSTOMER]
    assert words(state["calls"][1]) == ["Acme calls."]
    assert state["warnings"][0]["text"] == "<Dial> is not allowed in <Response>"


async def test_of_several_phones_the_first_that_answers_wins(sandbox, service):
    service.says(
        "/voice", f"<Response><Dial><Number>{AGENT}</Number><Number>{OTHER_AGENT}</Number></Dial></Response>"
    )
    await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    await sandbox.ringing(AGENT)
    await sandbox.answer(OTHER_AGENT)
    state = await sandbox.until(lambda state: bool(state["calls"][0]["bridged_to"]))
    assert {call["to"]: call["status"] for call in state["calls"][1:]}[OTHER_AGENT] == "in-progress"
    loser = next(call for call in state["calls"] if call["to"] == AGENT)
    assert (await sandbox.ended(loser["sid"]))["status"] == "canceled"


async def test_the_time_limit_of_a_dial_ends_the_conversation(sandbox, service):
    await sandbox.do(CUSTOMER, "behaviour", auto="answer")
    await sandbox.call(Url=service.says("/twiml", bridge(action="/done", timeLimit="4")))
    await sandbox.answer(AGENT)
    assert (await service.until("/done"))[0]["DialCallStatus"] == "completed"


async def test_the_caller_hears_ringing_until_the_bridge_where_that_is_asked_for(sandbox, service):
    service.says("/voice", bridge(AGENT, answerOnBridge="true"))
    await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    state = await sandbox.ringing(AGENT)
    assert state["calls"][0]["status"] == "ringing"
    await sandbox.do(AGENT, "answer")
    await sandbox.until(lambda state: state["calls"][0]["status"] == "in-progress")


async def test_a_caller_id_that_is_not_owned_is_refused(sandbox, service):
    await sandbox.call(Url=service.says("/twiml", bridge(action="/done", callerId="+18135550999")))
    await sandbox.answer(AGENT)
    assert (await service.until("/done"))[0]["DialCallStatus"] == "failed"
    assert (await sandbox.state())["warnings"][0]["code"] == 13214


async def test_a_recorded_conversation_can_be_fetched(sandbox, service):
    told = {"record": "record-from-answer", "recordingStatusCallback": "/tape", "action": "/done"}
    await sandbox.do(CUSTOMER, "behaviour", auto="answer", hang_up_after=2)
    await sandbox.call(Url=service.says("/twiml", bridge(**told)))
    await sandbox.answer(AGENT)
    tape = (await service.until("/tape"))[0]
    assert (tape["RecordingStatus"], tape["RecordingSource"]) == ("completed", "DialVerb")
    assert (await service.until("/done"))[0]["RecordingSid"] == tape["RecordingSid"]
    path = tape["RecordingUrl"].removeprefix("http://127.0.0.1/sandbox")
    sound = await sandbox.raw("GET", f"{path}.wav", headers=sandbox.auth)
    assert (await sound.read()).startswith(b"RIFF")


async def test_a_voicemail_is_recorded_until_a_key(sandbox, service):
    service.says("/voice", '<Response><Record maxLength="60" action="/left"/></Response>')
    await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    await sandbox.until(lambda state: "Recording" in state["calls"][0]["saying"])
    await sandbox.do(CUSTOMER, "press", digits="#")
    assert (await service.until("/left"))[0]["RecordingSid"].startswith("RE")


async def test_a_caller_who_hangs_up_after_speaking_has_left_a_voicemail(sandbox, service):
    service.says("/voice", '<Response><Record action="/left" recordingStatusCallback="/tape"/></Response>')
    await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    await sandbox.until(lambda state: "Recording" in state["calls"][0]["saying"])
    await sandbox.do(CUSTOMER, "hangup")
    left = (await service.until("/left"))[0]
    assert (left["Digits"], left["CallStatus"]) == ("hangup", "completed")
    assert (await service.until("/tape"))[0]["RecordingSid"] == left["RecordingSid"]


async def test_redirect_leads_on(sandbox, service):
    service.says("/next", "<Response><Say>Here</Say></Response>")
    call = await sandbox.call(
        Url=service.says("/a/twiml", "<Response><Redirect>../next</Redirect></Response>")
    )
    await sandbox.answer(AGENT)
    assert words(await sandbox.ended(call["sid"])) == ["Here"]


async def test_bad_twiml_is_an_apology_and_an_error_12100(sandbox, service):
    call = await sandbox.call(Url=service.says("/twiml", "<Response><Say>a & b</Say></Response>"))
    await sandbox.answer(AGENT)
    assert words(await sandbox.ended(call["sid"])) == [
        "We are sorry, an application error has occurred. Goodbye."
    ]
    assert [warning["code"] for warning in (await sandbox.state())["warnings"]] == [12100]


async def test_a_failing_url_leads_to_the_fallback_with_the_error(sandbox, service):
    fallback = service.says("/fallback", "<Response/>")
    await sandbox.call(Url=service.says("/twiml", 500), FallbackUrl=fallback)
    await sandbox.answer(AGENT)
    told = (await service.until("/fallback"))[0]
    assert (told["ErrorCode"], told["ErrorUrl"]) == ("11200", service.url("/twiml"))
    assert len(service.at("/twiml")) == 1


async def test_unknown_verbs_and_attributes_are_warnings_and_the_rest_goes_on(sandbox):
    twiml = '<Response><Sing/><Say volume="9">Hello</Say></Response>'
    call = await sandbox.call(Twiml=twiml)
    await sandbox.answer(AGENT)
    assert words(await sandbox.ended(call["sid"])) == ["Hello"]
    texts = {warning["text"] for warning in (await sandbox.state())["warnings"]}
    assert texts == {"<Sing> is not allowed in <Response>", "<Say> has no attribute volume"}
