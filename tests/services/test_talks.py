"""What holds for messages, whatever the talk is about."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.phone import E164
from bot.domain.telephony import Channel, InboundMessage
from bot.services import requests, talks
from tests.system import ACME, ANA, JO, OWNER, System, profile, running, settings_for, until

CLOSED = {day: [] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def message(event_id: str, text: str = "hi", sender: str = JO) -> InboundMessage:
    return InboundMessage(
        event_id=event_id,
        channel=Channel.SMS,
        to=E164(ACME),
        sender=E164(sender),
        sender_address=sender,
        text=text,
    )


async def test_a_message_delivered_twenty_times_at_once_is_answered_once_and_the_same(system: System) -> None:
    office = system.services.office
    answers = await asyncio.gather(*(talks.hear(office, message("SM1")) for _ in range(20)))
    assert {tuple(answer) for answer in answers} == {tuple(answers[0])}
    assert "Acme Plumbing" in answers[0][0]


async def test_agreeing_twice_at_once_is_one_callback(system: System) -> None:
    office = system.services.office
    await talks.hear(office, message("SM1", "call me about my boiler, I'm Jo"))
    await talks.hear(office, message("SM2", "yes"))
    await asyncio.gather(*(talks.hear(office, message(f"SM-agree-{n}", "agree")) for n in range(5)))
    assert len(await system.callbacks()) == 1


async def test_a_message_to_a_number_of_nobody_is_not_answered(system: System) -> None:
    lost = message("SM1")
    stranger = InboundMessage(
        event_id="SM2",
        channel=lost.channel,
        to=E164("+18135550099"),
        sender=lost.sender,
        sender_address=JO,
        text="hi",
    )
    assert await talks.hear(system.services.office, stranger) == ()


async def test_a_stop_is_heard_however_much_somebody_writes(system: System) -> None:
    office = system.services.office
    for number in range(25):
        await talks.hear(office, message(f"SM{number}", "what?"))
    assert "no more calls" in " ".join(await talks.hear(office, message("SM-stop", "stop")))


async def test_two_bots_that_answer_each_other_fall_silent(system: System) -> None:
    office = system.services.office
    answers = [await talks.hear(office, message(f"SM{n}", "what?")) for n in range(25)]
    assert all(answers[:20])
    assert not any(answers[20:])


async def test_after_stop_there_is_silence_until_start(system: System) -> None:
    office = system.services.office
    assert len(await talks.hear(office, message("SM1", "STOP"))) == 1
    for n, text in enumerate(["hello?", "call me now", "yes", "agree", "STOP"]):
        assert await talks.hear(office, message(f"SM-after-{n}", text)) == []
    assert len(await talks.hear(office, message("SM9", "START"))) == 1
    assert len(await talks.hear(office, message("SM10", "hello"))) == 1


async def test_a_stop_holds_for_the_form_on_the_site_too(system: System) -> None:
    await talks.hear(system.services.office, message("SM1", "STOP"))
    body = {"domain": "acme.example", "phone": JO, "consent": {"callback": True, "disclosure": True}}
    async with system.session.post(f"{system.url}/api/v1/callbacks", json=body) as answer:
        assert answer.status == 403
    assert await system.callbacks() == []


async def test_a_stop_cancels_what_was_asked_for_on_the_site(system: System) -> None:
    body = {
        "domain": "acme.example",
        "phone": JO,
        "consent": {"callback": True, "disclosure": True},
        "when": "2099-01-01T10:00:00Z",
    }
    body["when"] = (await slot(system))["start"]
    async with system.session.post(f"{system.url}/api/v1/callbacks", json=body) as answer:
        assert answer.status == 201, await answer.text()
    assert await system.status() == "scheduled"
    await talks.hear(system.services.office, message("SM1", "stop"))
    assert await system.status() == "blocked"


async def slot(system: System) -> dict[str, str]:
    async with system.session.get(f"{system.url}/api/v1/availability?domain=acme.example") as answer:
        return dict((await answer.json())["slots"][-1])


async def test_who_asks_for_a_person_is_passed_on_with_one_text(system: System) -> None:
    office = system.services.office
    await talks.hear(office, message("SM1", "I want to talk to a person"))
    await talks.hear(office, message("SM2", "a human please"))
    texts = await until(lambda: system.sandbox.heard(OWNER), bool)
    assert len(texts) == 1
    assert "(813) 555-7001" in texts[0]


async def test_outside_hours_the_business_that_wants_to_be_told_only_is_told(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    closed = profile(hours=CLOSED | {"outside": "notify"})
    settings = settings_for(database_url, redis_url, str(tmp_path), tenants={"acme": closed})
    async with running(settings) as system:
        await system.sandbox.says("call me about my boiler, I'm Jo", channel="sms")
        await system.sandbox.says("yes", channel="sms")
        await system.sandbox.says("agree", channel="sms")
        texts = await until(lambda: system.sandbox.heard(OWNER), bool)
        assert len(texts) == 1
        assert "boiler" in texts[0]
        assert (await system.sandbox.counts()).get(ANA, {}).get("rang", 0) == 0


@pytest.mark.parametrize("text", ["", "👍", "x" * 1600, "\x00\x07", "<script>alert(1)</script>"])
async def test_any_text_gets_a_sensible_answer(system: System, text: str) -> None:
    answer = await talks.hear(system.services.office, message("SM1", text))
    assert len(answer) == 1
    assert len(answer[0]) < 500
    assert "x" * 300 not in answer[0]


async def test_a_booked_call_is_announced_when_its_time_comes(system: System) -> None:
    soon = system.services.office.clock.now() + timedelta(seconds=2)
    for text in ("call me about my boiler, I'm Jo", "yes", "agree"):
        await system.sandbox.says(text, channel="sms")
    await system.reaches("calling_agent")
    await system.reaches("missed")
    [callback] = await system.callbacks()
    office = system.services.office
    await requests.reschedule(office, callback.tenant_id, callback.callback_id, soon)
    told = await until(
        lambda: system.sandbox.heard(JO), lambda texts: any("time for your call" in text for text in texts)
    )
    assert sum("time for your call" in text for text in told) == 1
    assert len(await system.sandbox.heard(OWNER)) == 1
