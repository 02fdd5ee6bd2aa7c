"""Waiting in a queue: what is heard there, who takes whom out of it, and what each side is told."""

from __future__ import annotations

from itertools import pairwise

import pytest

AGENT = "+18135550101"
OTHER_AGENT = "+18135550102"
CUSTOMER = "+18135557001"
OTHER_CUSTOMER = "+18135557002"
BUSINESS = "+18135550001"
HOLD = '<Response><Say>Please hold</Say><Pause length="600"/></Response>'
FETCH = '<Response><Dial action="/fetched" timeout="60"><Queue>support</Queue></Dial></Response>'


def enqueue(name: str = "support", after: str = "", **attributes: str) -> str:
    attributes = {"waitUrl": "/hold", "action": "/left"} | attributes
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<Response><Enqueue{written}>{name}</Enqueue>{after}</Response>"


def words(call) -> list[str]:
    return [event["what"].removeprefix("hears: ") for event in call["events"] if "hears" in event["what"]]


async def ring_in(sandbox, service, number: str = CUSTOMER, twiml: str | None = None) -> str:
    """A customer rings in and waits; returns the leg."""
    service.says("/voice", enqueue() if twiml is None else twiml)
    call = await sandbox.do(number, "call", to=BUSINESS)
    await sandbox.until(lambda state: any(c["sid"] == call["sid"] and c["queue"] for c in state["calls"]))
    return call["sid"]


async def fetch(sandbox, service, agent: str = AGENT, twiml: str = FETCH) -> str:
    """An agent is rung by a call of its own and takes who waits; returns the leg."""
    call = await sandbox.call(agent, Url=service.says("/agent", twiml))
    await sandbox.answer(agent)
    return call["sid"]


async def talking(sandbox, one: str, other: str):
    def together(state) -> bool:
        return any((c["sid"], c["bridged_to"]) == (one, other) for c in state["calls"])

    return await sandbox.until(together)


async def test_who_waits_hears_the_wait_document_again_and_again(sandbox, service):
    service.says("/hold", "<Response><Say>Please hold</Say></Response>")
    sid = await ring_in(sandbox, service)
    first, second = (await service.until("/hold", 2))[:2]
    assert {"QueueSid", "QueueTime", "QueuePosition", "AvgQueueTime", "CurrentQueueSize"} <= first.keys()
    assert (first["QueuePosition"], first["CurrentQueueSize"], first["MaxQueueSize"]) == ("1", "1", "1000")
    assert (first["CallSid"], first["CallStatus"], first["From"]) == (sid, "in-progress", CUSTOMER)
    assert first["QueueSid"] == second["QueueSid"]
    assert int(second["QueueTime"]) >= int(first["QueueTime"]) + 1
    assert service.at("/left") == []


async def test_an_empty_wait_document_is_asked_for_once_a_second(sandbox, service):
    service.says("/hold", "<Response/>")
    await ring_in(sandbox, service)
    times = [int(hook["QueueTime"]) for hook in await service.until("/hold", 4)]
    assert all(later - sooner >= 1 for sooner, later in pairwise(times))


async def test_each_place_in_the_queue_is_told(sandbox, service):
    service.says("/hold", HOLD)
    await ring_in(sandbox, service)
    await ring_in(sandbox, service, OTHER_CUSTOMER)
    hooks = await service.until("/hold", 2)
    assert [(hook["QueuePosition"], hook["CurrentQueueSize"]) for hook in hooks] == [("1", "1"), ("2", "2")]


async def test_who_waits_can_leave_by_a_key_and_the_action_leads_on(sandbox, service):
    service.says("/hold", '<Response><Gather numDigits="1" action="/key" timeout="60"/></Response>')
    service.says("/key", "<Response><Leave/></Response>")
    service.says("/left", "<Response><Say>Another time</Say></Response>")
    sid = await ring_in(sandbox, service)
    await service.until("/hold")
    await sandbox.do(CUSTOMER, "press", digits="1")
    left = (await service.until("/left"))[0]
    assert (left["QueueResult"], left["CallSid"], left["CallStatus"]) == ("leave", sid, "in-progress")
    assert left["QueueSid"] == service.at("/hold")[0]["QueueSid"]
    assert int(left["QueueTime"]) >= 0
    assert words(await sandbox.ended(sid))[-1] == "Another time"


async def test_who_leaves_without_an_action_hears_the_next_verb(sandbox, service):
    service.says("/hold", "<Response><Leave/></Response>")
    service.says("/voice", '<Response><Enqueue waitUrl="/hold">support</Enqueue><Say>Next</Say></Response>')
    call = await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    assert words(await sandbox.ended(call["sid"])) == ["Next"]


async def test_leave_outside_a_queue_is_a_warning(sandbox):
    call = await sandbox.call(Twiml="<Response><Leave/><Say>Hello</Say></Response>")
    await sandbox.answer(AGENT)
    assert words(await sandbox.ended(call["sid"])) == ["Hello"]
    assert (await sandbox.state())["warnings"][0]["text"] == "<Leave> is not allowed in <Response>"


async def test_a_verb_that_a_wait_document_may_not_hold_is_a_warning(sandbox, service):
    service.says("/hold", "<Response><Dial>+18135550101</Dial><Leave/></Response>")
    service.says("/voice", enqueue())
    await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    assert (await service.until("/left"))[0]["QueueResult"] == "leave"
    assert (await sandbox.state())["warnings"][0]["text"] == "<Dial> is not allowed in <Response>"
    assert AGENT not in [call["to"] for call in (await sandbox.state())["calls"]]


@pytest.mark.parametrize("by", ["phone", "document"])
async def test_a_hang_up_in_the_queue_is_told_and_its_answer_moves_nobody(sandbox, service, by):
    hangs_up = "<Response><Say>Bye</Say><Hangup/></Response>"
    service.says("/hold", HOLD if by == "phone" else hangs_up)
    service.says("/left", "<Response><Say>Never heard</Say></Response>")
    service.says("/voice", enqueue(after="<Say>Nor this</Say>"))
    call = await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    await service.until("/hold")
    if by == "phone":
        await sandbox.do(CUSTOMER, "hangup")
    left = (await service.until("/left"))[0]
    assert (left["QueueResult"], left["CallStatus"]) == ("hangup", "completed")
    assert not {"Never heard", "Nor this"} & set(words(await sandbox.ended(call["sid"])))
    assert not any(call["queue"] for call in (await sandbox.state())["calls"])


@pytest.mark.parametrize("answer", [500, "<Response><Say>a & b</Say></Response>"])
async def test_a_wait_document_that_cannot_be_had_ends_the_waiting_and_not_the_call(sandbox, service, answer):
    service.says("/hold", answer)
    service.says("/left", "<Response><Say>Sorry</Say></Response>")
    service.says("/voice", enqueue())
    call = await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    assert (await service.until("/left"))[0]["QueueResult"] == "error"
    assert words(await sandbox.ended(call["sid"])) == ["Sorry"]


async def test_a_full_queue_takes_nobody(sandbox, service):
    service.says("/hold", HOLD)
    await ring_in(sandbox, service, twiml=enqueue(maxQueueSize="1"))
    await sandbox.do(OTHER_CUSTOMER, "call", to=BUSINESS)
    left = (await service.until("/left"))[0]
    assert (left["QueueResult"], left["From"]) == ("queue-full", OTHER_CUSTOMER)
    assert not {"QueueSid", "QueueTime"} & left.keys()


@pytest.mark.parametrize(("name", "code"), [("", 14204), ("x" * 65, 14205)])
async def test_a_queue_needs_a_name_of_some_length(sandbox, service, name, code):
    service.says("/voice", enqueue(name))
    await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    assert (await service.until("/left"))[0]["QueueResult"] == "error"
    assert [warning["code"] for warning in (await sandbox.state())["warnings"]] == [code]


@pytest.mark.parametrize(("written", "heard"), [("", "♪"), ('waitUrl=""', "")])
async def test_without_a_wait_document_there_is_music_or_silence(sandbox, service, written, heard):
    sid = await ring_in(sandbox, service, twiml=f"<Response><Enqueue {written}>support</Enqueue></Response>")
    state = await sandbox.until(lambda state: bool(state["calls"][0]["queue"]))
    assert (state["calls"][0]["sid"], state["calls"][0]["saying"]) == (sid, heard)


async def test_who_dials_the_queue_talks_with_who_waited_longest(sandbox, service):
    service.says("/hold", HOLD)
    first = await ring_in(sandbox, service)
    second = await ring_in(sandbox, service, OTHER_CUSTOMER)
    agent = await fetch(sandbox, service)
    state = await talking(sandbox, agent, first)
    assert {call["sid"]: call["queue"] for call in state["calls"]} == {
        first: "",
        second: "support",
        agent: "",
    }
    assert service.at("/left") == []


@pytest.mark.parametrize("who", [CUSTOMER, AGENT])
async def test_after_the_conversation_each_side_goes_its_own_way(sandbox, service, who):
    service.says("/hold", HOLD)
    service.says("/left", "<Response><Say>How was it?</Say></Response>")
    service.says("/fetched", "<Response><Say>Wrap up</Say></Response>")
    customer = await ring_in(sandbox, service)
    agent = await fetch(sandbox, service)
    await talking(sandbox, customer, agent)
    await sandbox.do(who, "hangup")
    left, fetched = (await service.until("/left"))[0], (await service.until("/fetched"))[0]
    assert (left["QueueResult"], left["CallSid"]) == ("bridged", customer)
    assert (fetched["DialCallStatus"], fetched["DialBridged"]) == ("completed", "true")
    assert (fetched["DialCallSid"], fetched["DialCallDuration"], fetched["CallSid"]) == (customer, "1", agent)
    assert fetched["QueueSid"] == left["QueueSid"]
    stayed = (AGENT, agent, "Wrap up") if who == CUSTOMER else (CUSTOMER, customer, "How was it?")
    assert words(await sandbox.ended(stayed[1]))[-1] == stayed[2]
    gone = customer if who == CUSTOMER else agent
    assert not {"How was it?", "Wrap up"} & set(words(await sandbox.ended(gone)))
    assert (left if who == CUSTOMER else fetched)["CallStatus"] == "completed"
    assert (fetched if who == CUSTOMER else left)["CallStatus"] == "in-progress"


async def test_the_waiting_party_hears_the_announcement_before_the_conversation(sandbox, service):
    service.says("/hold", HOLD)
    service.says("/soon", "<Response><Say>Ana takes your call</Say></Response>")
    customer = await ring_in(sandbox, service)
    agent = await fetch(sandbox, service, twiml=FETCH.replace("<Queue>", '<Queue url="/soon">'))
    state = await talking(sandbox, customer, agent)
    soon = service.at("/soon")[0]
    assert (soon["CallSid"], soon["DequeingCallSid"]) == (customer, agent)
    assert {"QueueSid", "QueueTime"} <= soon.keys()
    legs = {call["sid"]: call for call in state["calls"]}
    assert words(legs[customer])[-1] == "Ana takes your call"
    assert words(legs[agent]) == []


async def test_who_dials_an_empty_queue_waits_for_somebody(sandbox, service):
    service.says("/hold", HOLD)
    gone = await ring_in(sandbox, service)
    await sandbox.do(CUSTOMER, "hangup")
    await sandbox.ended(gone)
    agent = await fetch(sandbox, service)
    await service.until("/agent")
    customer = await ring_in(sandbox, service)
    await talking(sandbox, agent, customer)


async def test_an_empty_queue_is_no_answer_after_the_timeout(sandbox, service):
    service.says("/hold", "<Response><Leave/></Response>")
    service.says("/voice", enqueue())
    await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    await service.until("/left")
    await fetch(sandbox, service, twiml=FETCH.replace("60", "2"))
    fetched = (await service.until("/fetched"))[0]
    assert (fetched["DialCallStatus"], fetched["DialBridged"]) == ("no-answer", "false")
    assert not {"DialCallSid", "DialCallDuration"} & fetched.keys()


async def test_a_queue_that_nobody_ever_entered_is_an_error(sandbox, service):
    await fetch(sandbox, service)
    assert (await service.until("/fetched"))[0]["DialCallStatus"] == "failed"
    assert (await sandbox.state())["warnings"][0]["text"] == "Dial: there is no such queue"


async def test_one_caller_is_never_given_to_two_agents(sandbox, service):
    service.says("/hold", HOLD)
    gone = await ring_in(sandbox, service)
    await sandbox.do(CUSTOMER, "hangup")
    await sandbox.ended(gone)
    agents = [await fetch(sandbox, service, agent) for agent in (AGENT, OTHER_AGENT)]
    await service.until("/agent", 2)
    customer = await ring_in(sandbox, service)
    state = await sandbox.until(lambda state: any(call["bridged_to"] for call in state["calls"]))
    assert sorted(call["sid"] for call in state["calls"] if call["bridged_to"] == customer) in [
        [agent] for agent in agents
    ]


async def test_a_customer_who_leaves_during_the_announcement_reaches_nobody(sandbox, service):
    service.says("/hold", HOLD)
    service.says("/soon", '<Response><Say>One moment</Say><Pause length="600"/></Response>')
    await ring_in(sandbox, service)
    await fetch(sandbox, service, twiml=FETCH.replace("<Queue>", '<Queue url="/soon">'))
    await service.until("/soon")
    await sandbox.do(CUSTOMER, "hangup")
    assert (await service.until("/left"))[0]["QueueResult"] == "hangup"
    assert (await service.until("/fetched"))[0]["DialBridged"] == "false"


async def test_an_agent_who_leaves_during_the_announcement_leaves_the_customer_alone(sandbox, service):
    service.says("/hold", HOLD)
    service.says("/soon", '<Response><Say>One moment</Say><Pause length="20"/></Response>')
    service.says("/left", "<Response><Say>Sorry</Say></Response>")
    customer = await ring_in(sandbox, service)
    await fetch(sandbox, service, twiml=FETCH.replace("<Queue>", '<Queue url="/soon">'))
    await service.until("/soon")
    await sandbox.do(AGENT, "hangup")
    assert (await service.until("/left"))[0]["QueueResult"] == "bridging-in-process"
    assert words(await sandbox.ended(customer))[-1] == "Sorry"


@pytest.mark.parametrize("attributes", ['timeLimit="4"', 'hangupOnStar="true"'])
async def test_a_conversation_out_of_the_queue_has_the_limits_of_a_dial(sandbox, service, attributes):
    service.says("/hold", HOLD)
    customer = await ring_in(sandbox, service)
    agent = await fetch(sandbox, service, twiml=FETCH.replace("<Dial", f"<Dial {attributes}"))
    await talking(sandbox, agent, customer)
    if "Star" in attributes:
        await sandbox.do(AGENT, "press", digits="*")
    assert (await service.until("/left"))[0]["QueueResult"] == "bridged"
    assert (await service.until("/fetched"))[0]["DialCallStatus"] == "completed"


async def test_a_conversation_out_of_the_queue_can_be_recorded(sandbox, service):
    service.says("/hold", HOLD)
    customer = await ring_in(sandbox, service)
    recorded = FETCH.replace(
        "<Dial", '<Dial record="record-from-answer-dual" recordingStatusCallback="/tape"'
    )
    agent = await fetch(sandbox, service, twiml=recorded)
    await talking(sandbox, agent, customer)
    await sandbox.do(CUSTOMER, "hangup")
    tape = (await service.until("/tape"))[0]
    assert (tape["RecordingChannels"], tape["CallSid"]) == ("2", agent)
    assert (await service.until("/fetched"))[0]["RecordingSid"] == tape["RecordingSid"]


async def test_a_call_of_the_service_can_wait_as_well(sandbox, service):
    service.says("/hold", HOLD)
    call = await sandbox.call(CUSTOMER, Url=service.says("/customer", enqueue()))
    await sandbox.answer(CUSTOMER)
    await service.until("/hold")
    agent = await fetch(sandbox, service)
    await talking(sandbox, agent, call["sid"])


@pytest.mark.parametrize("fault", ["duplicate", "drop", "delay:2"])
async def test_the_end_of_waiting_is_told_as_badly_as_a_rule_asks(sandbox, service, fault):
    service.says("/hold", HOLD)
    await sandbox.call(CUSTOMER, Url=service.says("/customer", enqueue()))
    await sandbox.answer(CUSTOMER)
    await service.until("/hold")
    await sandbox.misbehave("webhook", fault)
    await sandbox.do(CUSTOMER, "hangup")
    await sandbox.until(lambda state: bool(state["calls"][0]["ended_at"]) and not state["rules"])
    if fault == "drop":
        await sandbox.do(CUSTOMER, "send", to=BUSINESS, channel="sms", body="hi")
        await service.until("/message")
        assert service.at("/left") == []
    else:
        told = await service.until("/left", 2 if fault == "duplicate" else 1)
        assert {hook["QueueResult"] for hook in told} == {"hangup"}
