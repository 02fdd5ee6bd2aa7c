"""The desk: missed callbacks that are taken by text, contacts told in turn, presence and outcome by text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from bot.adapters.clock import SystemClock
from bot.domain.phone import E164
from bot.domain.telephony import Channel, InboundMessage
from bot.domain.tenant import TenantId
from bot.services import alerts, requests, talks
from tests.conftest import administer
from tests.system import ACME, ANA, BEN, JO, OWNER, System, profile, running, settings_for, until

PARTNER = "+18135550008"
TAKE_IT = "Reply 1 to take it"
CLOSED: dict[str, Any] = {"mon": [], "outside": "notify"}


class Business(Protocol):
    """A running system whose business is Acme with these changes."""

    def __call__(self, **changes: Any) -> AbstractAsyncContextManager[System]: ...


@pytest.fixture
def business(database_url: str, redis_url: str, tmp_path: Path) -> Business:
    @asynccontextmanager
    async def run(**changes: Any) -> AsyncIterator[System]:
        tenants = {"acme": profile(**changes)}
        async with running(settings_for(database_url, redis_url, str(tmp_path), tenants=tenants)) as system:
            for agent in (ANA, BEN):
                await system.sandbox.behave(agent, auto="decline")
            yield system

    return run


async def texts(system: System, sender: str, text: str, event_id: str = "SM-desk") -> Sequence[str]:
    """A person of the business writes; what they are answered."""
    message = InboundMessage(
        event_id=event_id,
        channel=Channel.SMS,
        to=E164(ACME),
        sender=E164(sender),
        sender_address=sender,
        text=text,
    )
    return await talks.hear(system.services.office, message)


async def miss(system: System) -> None:
    """Jo asks for a call, and nobody takes it."""
    await agree(system)
    await system.reaches("missed")


async def agree(system: System) -> None:
    for text in ("hi, can someone call me about a leaking boiler? Jo", "yes", "agree"):
        await system.sandbox.says(text)


async def rang(system: System, number: str) -> int:
    return int((await system.sandbox.counts()).get(number, {}).get("rang", 0))


async def escalate(system: System, minutes: int) -> None:
    """The job that tells the next contact, run so many minutes from now."""
    office = replace(system.services.office, clock=SystemClock(ahead=timedelta(minutes=minutes)))
    await alerts.escalate(office, TenantId("acme"), (await system.callbacks())[0].callback_id)


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
async def test_who_takes_a_missed_callback_is_connected_with_the_customer(
    business: Business, channel: str
) -> None:
    async with business() as system:
        await miss(system)
        assert TAKE_IT in (await until(lambda: system.sandbox.heard(OWNER), bool))[0]
        await system.sandbox.behave(OWNER, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        answer = await system.sandbox.says("1", phone=OWNER, channel=channel)
        assert "Jo is yours: (813) 555-7001" in answer
        assert "Your phone rings now" in answer
        await system.reaches("completed")
        assert (await rang(system, OWNER), await rang(system, JO)) == (1, 1)
        assert (await rang(system, ANA), await rang(system, BEN)) == (1, 1)
        assert len(await system.sandbox.heard(OWNER)) == 2
        assert "Somebody of the team takes it." in await system.timeline()


async def test_an_agent_takes_it_from_the_own_phone_outside_hours_too(business: Business) -> None:
    async with business(hours=CLOSED) as system:
        await miss(system)
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        assert "is yours" in (await texts(system, ANA, "1"))[0]
        await system.reaches("completed")
        assert await rang(system, BEN) == 0


@pytest.mark.parametrize("line", [ACME, None], ids=["who-is-rung-for-it", "who-calls-by-hand"])
async def test_of_fifty_who_take_it_at_once_one_has_it(business: Business, line: str | None) -> None:
    others = [f"+181355501{number:02d}" for number in range(8)]
    async with business(alert_numbers=others, voice_number=line, hours=CLOSED) as system:
        await miss(system)
        people = [ANA, BEN, *others]
        senders = [people[number % len(people)] for number in range(50)]
        answers = await asyncio.gather(
            *(texts(system, sender, "1", f"SM-{n}") for n, sender in enumerate(senders))
        )
        winners = {sender for sender, said in zip(senders, answers, strict=True) if "is yours" in said[0]}
        assert len(winners) == 1
        assert sum("has taken this one already" in said[0] for said in answers) == 45
        assert sum("Your phone rings now" in said[0] for said in answers) == (1 if line else 0)
        assert sum("takes it." in line for line in await system.timeline()) == 1


async def test_the_others_are_told_once_that_it_is_taken(business: Business) -> None:
    async with business(alert_numbers=[OWNER, PARTNER]) as system:
        await miss(system)
        await system.sandbox.behave(OWNER, auto="decline")
        await texts(system, OWNER, "1")
        told = await until(lambda: system.sandbox.heard(PARTNER), lambda got: len(got) == 2)
        assert told[1] == "A colleague has taken the callback of Jo."
        assert "has taken this one already" in (await texts(system, PARTNER, "1", "SM-late"))[0]
        await system.reaches("missed")
        assert not any("has taken the callback" in text for text in await system.sandbox.heard(OWNER))


async def test_a_claimer_who_does_not_pick_up_has_the_number_and_nobody_is_told_again(
    business: Business,
) -> None:
    async with business() as system:
        await miss(system)
        await until(lambda: system.sandbox.heard(OWNER), bool)
        await system.sandbox.behave(OWNER, auto="decline")
        await texts(system, OWNER, "1")
        await until(lambda: rang(system, OWNER), lambda times: times == 1)
        await system.reaches("missed")
        assert "Nobody took it: who took it was not reached." in await system.timeline()
        assert (await rang(system, ANA), await rang(system, BEN), await rang(system, JO)) == (1, 1, 0)
        assert len(await system.sandbox.heard(OWNER)) == 1
        assert "is yours" in (await texts(system, OWNER, "1", "SM-again"))[0]
        assert await rang(system, OWNER) == 1


async def test_a_customer_who_then_chooses_another_time_is_everybodys_again(business: Business) -> None:
    async with business() as system:
        await miss(system)
        await system.sandbox.behave(OWNER, auto="decline")
        await texts(system, OWNER, "1")
        await until(lambda: rang(system, OWNER), lambda times: times == 1)
        await system.reaches("missed")
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        office, callback = system.services.office, (await system.callbacks())[0]
        await requests.reschedule(office, TenantId("acme"), callback.callback_id, office.clock.now())
        await system.reaches("completed")
        assert (await rang(system, ANA), await rang(system, OWNER)) == (2, 1)


async def test_a_provider_that_repeats_a_message_changes_nothing(business: Business) -> None:
    async with business() as system:
        await miss(system)
        await system.sandbox.behave(OWNER, auto="decline")
        answers = [await texts(system, OWNER, "1") for _ in range(3)]
        assert {tuple(answer) for answer in answers} == {tuple(answers[0])}
        assert "Your phone rings now" in answers[0][0]
        await system.reaches("missed")
        assert sum("takes it." in line for line in await system.timeline()) == 1


async def test_what_the_customer_has_moved_or_refused_is_not_there_to_take(business: Business) -> None:
    async with business() as system:
        await miss(system)
        callback = (await system.callbacks())[0]
        later = system.services.office.clock.now() + timedelta(hours=3)
        await requests.reschedule(system.services.office, TenantId("acme"), callback.callback_id, later)
        assert await texts(system, OWNER, "1") == ["No missed callback is waiting."]
        async with system.services.office.store.transaction(TenantId("acme")) as tx:
            await tx.people.opt_out(E164(JO), Channel.VOICE, later)
        assert await texts(system, OWNER, "1", "SM-2") == ["No missed callback is waiting."]


async def test_a_customer_who_said_no_is_not_handed_out(business: Business) -> None:
    async with business() as system:
        await miss(system)
        async with system.services.office.store.transaction(TenantId("acme")) as tx:
            await tx.people.opt_out(E164(JO), Channel.VOICE, system.services.office.clock.now())
        assert await texts(system, OWNER, "1") == ["No missed callback is waiting."]
        await system.reaches("blocked")
        assert await rang(system, OWNER) == 0


async def test_contacts_are_told_one_after_the_other_until_somebody_takes_it(business: Business) -> None:
    contacts = [OWNER, PARTNER, "+18135550007"]
    async with business(alert_numbers=contacts, alerts_escalate_minutes=5) as system:
        await miss(system)
        await until(lambda: system.sandbox.heard(OWNER), bool)
        await escalate(system, 4)
        assert await system.sandbox.heard(PARTNER) == []
        await asyncio.gather(escalate(system, 6), escalate(system, 6))
        assert TAKE_IT in (await until(lambda: system.sandbox.heard(PARTNER), bool))[0]
        await system.sandbox.behave(PARTNER, auto="decline")
        await texts(system, PARTNER, "1")
        await system.reaches("missed")
        await escalate(system, 60)
        assert sum("next contact" in line for line in await system.timeline()) == 1
        assert len(await system.sandbox.heard(PARTNER)) == 1
        assert await system.sandbox.heard(contacts[2]) == []


async def test_the_next_contact_is_told_by_a_job_of_its_own(business: Business, database_url: str) -> None:
    async with business(alert_numbers=[OWNER, PARTNER], alerts_escalate_minutes=5) as system:
        await miss(system)
        administer(database_url, "UPDATE alerts SET alerted_at = alerted_at - interval '5 minutes'")
        administer(
            database_url, "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'escalate'"
        )
        assert TAKE_IT in (await until(lambda: system.sandbox.heard(PARTNER), bool))[0]
        assert len(await system.sandbox.heard(OWNER)) == 1


@pytest.mark.parametrize("by", ["refusal", "receipt"])
async def test_an_alert_that_does_not_arrive_goes_to_the_next_at_once(business: Business, by: str) -> None:
    async with business(alert_numbers=[OWNER, PARTNER], alerts_escalate_minutes=60) as system:
        if by == "refusal":
            await system.sandbox.misbehave("create_message", "status:400", to=OWNER)
        else:
            await system.sandbox.behave(OWNER, auto="unreachable")
        await miss(system)
        assert TAKE_IT in (await until(lambda: system.sandbox.heard(PARTNER), bool))[0]
        assert "The next contact is told: the text did not arrive." in await system.timeline()


async def test_an_alert_that_does_not_arrive_by_text_goes_by_whatsapp_once(business: Business) -> None:
    async with business(alert_numbers=[OWNER]) as system:
        await system.sandbox.misbehave("create_message", "status:400", to=OWNER)
        await miss(system)
        assert TAKE_IT in (await until(lambda: system.sandbox.heard(OWNER), bool))[0]
        state = await system.sandbox.state()
        threads = next(phone["threads"] for phone in state["phones"] if phone["number"] == OWNER)
        arrived = [(each["channel"], len(each["messages"])) for each in threads if each["messages"]]
        assert arrived == [("whatsapp", 1)]


async def test_an_agent_who_is_off_is_not_rung_until_on(business: Business) -> None:
    async with business() as system:
        await system.sandbox.behave(BEN, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        assert "You are OFF" in (await texts(system, ANA, "OFF"))[0]
        await agree(system)
        await system.reaches("completed")
        assert (await rang(system, ANA), await rang(system, BEN)) == (0, 1)
        assert "Ana not rung: not there at the moment." in await system.timeline()
        assert "You are OFF" in (await texts(system, ANA, "status", "SM-2"))[0]
        assert "You are ON" in (await texts(system, ANA, "on", "SM-3"))[0]
        assert "You are ON" in (await texts(system, ANA, "status", "SM-4"))[0]


async def test_when_all_are_away_the_business_hears_of_it_at_once(business: Business) -> None:
    async with business() as system:
        assert "You are BUSY until" in (await texts(system, ANA, "BUSY 30"))[0]
        assert "You are OFF" in (await texts(system, BEN, "fuera", "SM-2"))[0]
        await miss(system)
        assert "0 people tried" in (await until(lambda: system.sandbox.heard(OWNER), bool))[0]
        assert (await rang(system, ANA), await rang(system, BEN)) == (0, 0)


async def test_a_contact_who_is_never_rung_has_no_presence(system: System) -> None:
    assert "Customers write from their own phones" in (await texts(system, OWNER, "OFF"))[0]
    assert "ON, OFF or BUSY 30" in (await texts(system, ANA, "what can I do?", "SM-2"))[0]
    assert await texts(system, OWNER, "1", "SM-3") == ["No missed callback is waiting."]


async def test_stop_from_an_agents_phone_is_an_opt_out_all_the_same(system: System) -> None:
    assert "no more calls" in (await texts(system, ANA, "STOP"))[0]
    assert await texts(system, ANA, "ON", "SM-2") == []
    assert len(await texts(system, ANA, "START", "SM-3")) == 1
    assert "You are ON" in (await texts(system, ANA, "ON", "SM-4"))[0]


async def test_an_agent_tells_by_text_how_the_call_went(business: Business) -> None:
    async with business(routing={"ask_outcome": True}) as system:
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        await agree(system)
        await system.reaches("completed")
        asked = await until(lambda: system.sandbox.heard(ANA), bool)
        assert asked == ["How did it go with Jo? Reply 1 reached, 2 call again, 3 done."]
        assert await texts(system, ANA, "2") == ["Thank you, that is noted."]
        assert "Ana says how it went: call again." in await system.timeline()
        assert await texts(system, ANA, "1", "SM-2") == ["No missed callback is waiting."]
        assert await rang(system, JO) == 1
