"""Calls from the first word to the last, through real HTTP and real engines, counted at the provider."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.domain.tenant import TenantId
from tests.system import ANA, BEN, JO, OWNER, System, profile, running, settings_for, until

ASKING = "hi, can someone call me about a leaking boiler? Jo"


async def agree(system: System, *, channel: str = "whatsapp") -> str:
    """The shortest talk: three messages from the customer."""
    await system.sandbox.says(ASKING, channel=channel)
    await system.sandbox.says("yes", channel=channel)
    return await system.sandbox.says("agree", channel=channel)


async def rang(system: System, number: str) -> int:
    return int((await system.sandbox.counts()).get(number, {}).get("rang", 0))


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
async def test_three_messages_lead_to_a_conversation_of_two_people(system: System, channel: str) -> None:
    await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
    await system.sandbox.behave(JO, auto="answer")
    assert "ringing our team" in await agree(system, channel=channel)
    await system.reaches("completed")
    assert await rang(system, ANA) == 1
    assert await rang(system, JO) == 1
    assert await rang(system, BEN) == 0
    assert any("Ana has your message" in text for text in await system.sandbox.heard(JO))
    assert await system.sandbox.heard(OWNER) == []


async def test_nobody_answers_and_the_business_gets_one_text_with_all_it_needs(system: System) -> None:
    await agree(system)
    await system.reaches("missed")
    alerts = await until(lambda: system.sandbox.heard(OWNER), bool)
    assert len(alerts) == 1
    for fact in ("Missed callback request", "Jo", "(813) 555-7001", "leaking boiler", "WhatsApp"):
        assert fact in alerts[0]
    told = await until(lambda: system.sandbox.heard(JO), lambda texts: "Nobody could pick up" in texts[-1])
    assert sum("Nobody could pick up" in text for text in told) == 1
    assert (await rang(system, ANA), await rang(system, BEN)) == (1, 1)
    assert await rang(system, JO) == 0


@pytest.mark.parametrize(
    "first",
    [
        {"auto": "decline"},
        {"auto": "busy"},
        {"auto": "ignore"},
        {"auto": "voicemail"},
        {"auto": "answer", "press": "3"},
        {"auto": "answer", "hang_up_after": 2},
    ],
    ids=lambda behaviour: "-".join(str(value) for value in behaviour.values()),
)
async def test_an_agent_who_does_not_take_it_is_followed_by_the_next(
    system: System, first: dict[str, object]
) -> None:
    await system.sandbox.behave(ANA, **first)
    await system.sandbox.behave(BEN, auto="answer", press="1", hang_up_after=60)
    await system.sandbox.behave(JO, auto="answer")
    await agree(system)
    await system.reaches("completed")
    assert (await rang(system, BEN), await rang(system, JO)) == (1, 1)
    assert await rang(system, ANA) <= 1
    assert await system.sandbox.heard(OWNER) == []


async def test_a_customer_who_does_not_pick_up_is_told_and_not_rung_again(system: System) -> None:
    await system.sandbox.behave(ANA, auto="answer", press="1")
    await system.sandbox.behave(JO, auto="ignore")
    await agree(system)
    await system.reaches("no_answer")
    await until(lambda: system.sandbox.heard(JO), lambda texts: "could not reach you" in texts[-1])
    assert await rang(system, JO) == 1
    assert await rang(system, BEN) == 0


async def test_key_3_on_the_phone_is_a_no_that_holds_in_every_channel(system: System) -> None:
    await system.sandbox.behave(ANA, auto="answer", press="1")
    await system.sandbox.behave(JO, auto="answer", press="3")
    await agree(system)
    await system.reaches("blocked")
    before = len(await system.sandbox.heard(JO))
    await system.sandbox.act(JO, "send", to="+18135550001", channel="sms", body="call me now please")
    assert "START" in await system.sandbox.says("help", channel="sms")
    assert len(await system.sandbox.heard(JO)) == before + 1


async def test_stop_while_the_agent_rings_ends_the_call_before_the_customer_is_rung(system: System) -> None:
    await agree(system)
    await until(lambda: rang(system, ANA), lambda times: times == 1)
    assert "no more calls" in await system.sandbox.says("STOP")
    await system.reaches("blocked")
    await until(system.sandbox.state, lambda state: all(call["ended_at"] for call in state["calls"]))
    assert await rang(system, JO) == 0


async def test_a_create_call_that_timed_out_after_it_was_accepted_rings_once(system: System) -> None:
    await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
    await system.sandbox.behave(JO, auto="answer")
    await system.sandbox.misbehave("create_call", "timeout_after_accept")
    await agree(system)
    await system.reaches("completed")
    assert (await rang(system, ANA), await rang(system, JO)) == (1, 1)


async def test_a_lost_answer_is_looked_up_at_the_provider_and_the_call_goes_on(system: System) -> None:
    """Neither the answer nor any webhook of the ringing phone arrives: only the list can tell."""
    await system.sandbox.behave(ANA, auto="ignore")
    await system.sandbox.behave(BEN, auto="answer", press="1", hang_up_after=60)
    await system.sandbox.behave(JO, auto="answer")
    await system.sandbox.misbehave("create_call", "timeout_after_accept", to=ANA)
    await system.sandbox.misbehave("webhook", "drop", times=9, to=ANA)
    await agree(system)
    await system.reaches("completed")
    assert (await rang(system, ANA), await rang(system, BEN), await rang(system, JO)) == (1, 1, 1)


async def test_a_create_call_lost_before_it_was_accepted_is_placed_again(system: System) -> None:
    await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
    await system.sandbox.behave(JO, auto="answer")
    await system.sandbox.misbehave("create_call", "timeout_before")
    await agree(system)
    await system.reaches("completed")
    assert (await rang(system, ANA), await rang(system, JO)) == (1, 1)
    assert any("ringing is safe" in sentence for sentence in await system.timeline())


async def test_doubled_and_reordered_webhooks_change_nothing(system: System) -> None:
    await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
    await system.sandbox.behave(JO, auto="answer")
    await system.sandbox.misbehave("webhook", "duplicate", times=6)
    await system.sandbox.misbehave("webhook", "reorder", times=3)
    await agree(system)
    await system.reaches("completed")
    assert (await rang(system, ANA), await rang(system, JO)) == (1, 1)


async def test_a_call_is_known_by_its_last_news_when_no_other_came(system: System) -> None:
    await system.sandbox.misbehave("create_call", "timeout_after_accept")
    await system.sandbox.behave(ANA, auto="decline")
    await system.sandbox.behave(BEN, auto="decline")
    await system.sandbox.misbehave("webhook", "drop", times=2, to=ANA)
    await agree(system)
    await system.reaches("missed")
    async with system.services.office.store.transaction(TenantId("acme")) as tx:
        attempts = await tx.attempts.of((await system.callbacks())[0].callback_id)
    known = {attempt.call_sid for attempt in attempts}
    calls = (await system.sandbox.state())["calls"]
    assert {call["sid"] for call in calls if call["to"] in (ANA, BEN)} == known


async def test_fifty_requests_for_one_number_at_once_are_one_call(system: System) -> None:
    await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
    await system.sandbox.behave(JO, auto="answer")
    body = {
        "domain": "acme.example",
        "phone": JO,
        "consent": {"callback": True, "disclosure": True},
    }

    async def post() -> int:
        async with system.session.post(f"{system.url}/api/v1/callbacks", json=body) as answer:
            return answer.status

    statuses = await asyncio.gather(*(post() for _ in range(50)))
    assert statuses.count(201) == 1, statuses
    assert set(statuses) == {201, 429}
    await system.reaches("completed")
    assert (await rang(system, ANA), await rang(system, JO)) == (1, 1)


async def test_two_callbacks_never_ring_one_agent_at_once(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    only_ana = profile(agents=[{"name": "Ana", "phone": ANA}])
    settings = settings_for(database_url, redis_url, str(tmp_path), tenants={"acme": only_ana})
    async with running(settings) as system:
        for phone in (JO, "+18135557002"):
            await system.sandbox.says(ASKING, phone=phone, channel="sms")
            await system.sandbox.says("yes", phone=phone, channel="sms")
            await system.sandbox.says("agree", phone=phone, channel="sms")
        await until(lambda: rang(system, ANA), bool)
        state = await system.sandbox.state()
        live = [call for call in state["calls"] if call["to"] == ANA and not call["ended_at"]]
        assert len(live) == 1


async def test_a_provider_that_refuses_the_call_is_told_to_customer_and_business(system: System) -> None:
    await system.sandbox.misbehave("create_call", "status:400", times=5)
    await agree(system)
    await system.reaches("failed")
    assert len(await until(lambda: system.sandbox.heard(OWNER), bool)) == 1
    await until(lambda: system.sandbox.heard(JO), lambda texts: "could not place your call" in texts[-1])


async def test_a_provider_that_is_overloaded_is_asked_again_and_the_customer_waits(system: System) -> None:
    await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
    await system.sandbox.behave(JO, auto="answer")
    await system.sandbox.misbehave("create_call", "status:429")
    await agree(system)
    await until(lambda: system.sandbox.heard(JO), lambda texts: any("keep trying" in t for t in texts))
    assert await system.status() == "requested"
    assert await rang(system, ANA) == 0
