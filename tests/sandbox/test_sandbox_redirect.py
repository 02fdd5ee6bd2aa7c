"""A call in progress is given another document, wherever it is; and what is left behind."""

from __future__ import annotations

import pytest

AGENT = "+18135550101"
CUSTOMER = "+18135557001"
BUSINESS = "+18135550001"
HERE = "<Response><Say>Here now</Say></Response>"
PAUSE = '<Response><Pause length="600"/></Response>'
GATHER = '<Response><Gather timeout="600" action="/key"/></Response>'
RECORD = '<Response><Record action="/left" timeout="0"/></Response>'
ENQUEUE = '<Response><Enqueue waitUrl="/hold" action="/left">support</Enqueue></Response>'
DIAL = f'<Response><Dial action="/done"><Number>{CUSTOMER}</Number></Dial></Response>'
FETCH = '<Response><Dial action="/fetched"><Queue>support</Queue></Dial></Response>'


def heard(call) -> list[str]:
    return [event["what"].removeprefix("hears: ") for event in call["events"] if "hears" in event["what"]]


async def update(sandbox, sid: str, **form: str):
    response = await sandbox.post(f"/Calls/{sid}.json", form)
    return response.status, await response.json()


async def at_work(sandbox, service, twiml: str) -> str:
    """The agent's leg performs a document; returns the leg."""
    call = await sandbox.call(Url=service.says("/twiml", twiml))
    await sandbox.answer(AGENT)
    await service.until("/twiml")
    return call["sid"]


async def bridged(sandbox, service) -> tuple[str, str]:
    """Agent and customer talk; returns both legs."""
    sid = await at_work(sandbox, service, DIAL)
    await sandbox.answer(CUSTOMER)
    state = await sandbox.until(lambda state: bool(state["calls"][0]["bridged_to"]))
    return sid, state["calls"][1]["sid"]


async def from_queue(sandbox, service) -> tuple[str, str]:
    """The agent has taken the customer out of the queue; returns both legs, the customer's last."""
    service.says("/hold", PAUSE)
    service.says("/voice", ENQUEUE)
    customer = await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    await service.until("/hold")
    agent = await at_work(sandbox, service, FETCH)
    await sandbox.until(lambda state: bool(state["calls"][0]["bridged_to"]))
    return agent, customer["sid"]


@pytest.mark.parametrize("busy_with", [PAUSE, GATHER, RECORD, ENQUEUE, DIAL])
@pytest.mark.parametrize("way", ["Url", "Twiml"])
async def test_a_call_follows_another_document_wherever_it_is(sandbox, service, busy_with, way):
    service.says("/hold", PAUSE)
    service.says("/left", "<Response><Say>Not this</Say></Response>")
    sid = await at_work(sandbox, service, busy_with)
    new = {"Url": service.says("/other", HERE)} if way == "Url" else {"Twiml": HERE}
    status, resource = await update(sandbox, sid, **new)
    assert (status, resource["sid"], resource["status"]) == (200, sid, "in-progress")
    ended = await sandbox.ended(sid)
    assert heard(ended)[-1] == "Here now"
    assert "Not this" not in heard(ended)


async def test_the_new_document_is_asked_for_by_the_method_and_has_a_fallback(sandbox, service):
    sid = await at_work(sandbox, service, PAUSE)
    broken, spare = service.says("/broken", 500), service.says("/spare", HERE)
    await update(sandbox, sid, Url=broken, Method="GET", FallbackUrl=spare)
    assert heard(await sandbox.ended(sid)) == ["Here now"]
    assert [hook["form"] for hook in service.heard if hook["path"] == "/broken"] == [{}]
    assert service.at("/spare")[0]["ErrorUrl"] == broken


async def test_a_call_that_is_led_out_of_a_queue_tells_so_at_once(sandbox, service):
    service.says("/hold", PAUSE)
    sid = await at_work(sandbox, service, ENQUEUE)
    await service.until("/hold")
    await update(sandbox, sid, Twiml=PAUSE)
    left = (await service.until("/left"))[0]
    assert (left["QueueResult"], left["CallStatus"], left["CallSid"]) == ("redirected", "in-progress", sid)
    assert (await sandbox.state())["calls"][0]["queue"] == ""


async def test_an_agent_who_is_led_away_leaves_the_caller_of_the_queue_to_the_action(sandbox, service):
    service.says("/left", "<Response><Say>And now?</Say></Response>")
    agent, customer = await from_queue(sandbox, service)
    await update(sandbox, agent, Twiml=PAUSE)
    assert (await service.until("/left"))[0]["QueueResult"] == "bridged"
    assert heard(await sandbox.ended(customer))[-1] == "And now?"
    assert service.at("/fetched") == []


async def test_a_caller_of_the_queue_who_is_led_away_leaves_the_agent_to_the_action(sandbox, service):
    service.says("/fetched", "<Response><Say>Wrap up</Say></Response>")
    agent, customer = await from_queue(sandbox, service)
    await update(sandbox, customer, Twiml=PAUSE)
    assert (await service.until("/left"))[0]["QueueResult"] == "redirected-from-bridged"
    fetched = (await service.until("/fetched"))[0]
    assert (fetched["DialCallStatus"], fetched["DialBridged"]) == ("completed", "true")
    assert heard(await sandbox.ended(agent))[-1] == "Wrap up"
    state = await sandbox.state()
    assert [call["status"] for call in state["calls"] if call["sid"] == customer] == ["in-progress"]


async def test_a_caller_who_is_led_away_loses_whom_the_dial_rang(sandbox, service):
    agent, customer = await bridged(sandbox, service)
    await update(sandbox, agent, Twiml=PAUSE)
    assert (await sandbox.ended(customer))["status"] == "completed"
    assert service.at("/done") == []


async def test_a_called_person_who_is_led_away_stays_on_the_line_and_the_dial_goes_on(sandbox, service):
    service.says("/done", "<Response><Say>Wrap up</Say></Response>")
    agent, customer = await bridged(sandbox, service)
    await update(sandbox, customer, Url=service.says("/other", PAUSE))
    done = (await service.until("/done"))[0]
    assert (done["DialCallStatus"], done["DialBridged"], done["DialCallSid"]) == (
        "completed",
        "true",
        customer,
    )
    assert "DialCallDuration" not in done
    assert (await service.until("/other"))[0]["CallSid"] == customer
    assert heard(await sandbox.ended(agent))[-1] == "Wrap up"
    state = await sandbox.state()
    assert state["calls"][1]["status"] == "in-progress"
    await update(sandbox, customer, Twiml=HERE)
    assert heard(await sandbox.ended(customer)) == ["Here now"]


async def test_a_called_person_led_away_while_being_screened_ends_the_dial(sandbox, service):
    service.says("/screen", GATHER)
    screened = DIAL.replace("<Number>", '<Number url="/screen">')
    sid = await at_work(sandbox, service, screened)
    await sandbox.answer(CUSTOMER)
    child = (await service.until("/screen"))[0]["CallSid"]
    await update(sandbox, child, Twiml=PAUSE)
    done = (await service.until("/done"))[0]
    assert (done["CallSid"], done["DialBridged"]) == (sid, "false")
    assert (await sandbox.state())["calls"][1]["status"] == "in-progress"


async def test_a_call_can_be_led_from_one_queue_into_another(sandbox, service):
    service.says("/hold", PAUSE)
    sid = await at_work(sandbox, service, ENQUEUE)
    await service.until("/hold")
    other = (
        ENQUEUE.replace("support", "sales").replace("/hold", "/other-hold").replace("/left", "/other-left")
    )
    service.says("/other-hold", PAUSE)
    await update(sandbox, sid, Url=service.says("/other", other))
    await service.until("/other-hold")
    assert (await sandbox.state())["calls"][0]["queue"] == "sales"
    await sandbox.do(AGENT, "hangup")
    assert [hook["QueueResult"] for hook in await service.until("/other-left")] == ["hangup"]
    assert [hook["QueueResult"] for hook in service.at("/left")] == ["redirected"]


async def test_a_waiting_call_can_be_ended(sandbox, service):
    service.says("/hold", PAUSE)
    sid = await at_work(sandbox, service, ENQUEUE)
    await service.until("/hold")
    assert (await update(sandbox, sid, Status="completed"))[0] == 200
    assert (await service.until("/left"))[0]["QueueResult"] == "hangup"
    assert (await sandbox.ended(sid))["status"] == "completed"


async def test_a_call_that_rings_or_is_over_cannot_be_led_anywhere(sandbox):
    call = await sandbox.call(Twiml=PAUSE)
    await sandbox.ringing(AGENT)
    status, refusal = await update(sandbox, call["sid"], Twiml=HERE)
    assert (status, refusal["code"]) == (400, 21220)
    await sandbox.do(AGENT, "decline")
    await sandbox.ended(call["sid"])
    for form in ({"Twiml": HERE}, {"Status": "completed"}, {"TimeLimit": "5"}):
        status, refusal = await update(sandbox, call["sid"], **form)
        assert (status, refusal["code"]) == (400, 21220)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"Urll": "https://bot.example.com/"}, 20001),
        ({"Url": "nowhere"}, 21205),
        ({"Status": "busy"}, 20001),
        ({"Method": "BREW"}, 20001),
        ({"Twiml": "x" * 4001}, 20001),
    ],
)
async def test_a_change_that_cannot_be_read_is_refused(sandbox, service, form, code):
    sid = await at_work(sandbox, service, PAUSE)
    status, refusal = await update(sandbox, sid, **form)
    assert (status, refusal["code"]) == (400, code)
    assert (await sandbox.state())["calls"][0]["status"] == "in-progress"


async def test_a_change_may_name_who_hears_of_the_end(sandbox, service):
    sid = await at_work(sandbox, service, PAUSE)
    await update(sandbox, sid, Twiml=HERE, StatusCallback=service.url("/status"))
    told = (await service.until("/status"))[0]
    assert (told["CallSid"], told["CallStatus"]) == (sid, "completed")


async def test_the_time_limit_of_a_call_can_be_changed(sandbox, service):
    sid = await at_work(sandbox, service, PAUSE)
    assert (await update(sandbox, sid, TimeLimit="2"))[0] == 200
    assert (await sandbox.ended(sid))["status"] == "completed"
