"""Calls that are tried again by themselves: told at once, taken back by a word, and with an end."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from bot.adapters.clock import SystemClock
from bot.domain.callback import Move
from bot.domain.telephony import Channel
from bot.domain.tenant import TenantId
from bot.services import alerts, calling, endings, mailboxes
from bot.services.flow import locked
from tests.conftest import administer
from tests.system import ANA, BEN, JO, OWNER, System, profile, running, settings_for, until

ACME = TenantId("acme")
MAILBOX = {"proof": "press-1", "mailbox": "text"}
TELLS_NEXT_CALL = "We will try again"
DUE_NOW = """
UPDATE callbacks SET scheduled_for = now() WHERE status = 'scheduled';
UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'dial' AND status = 'todo'
"""


class Business(Protocol):
    """A running system whose business is Acme with these changes; Ana takes every call."""

    def __call__(self, **changes: Any) -> AbstractAsyncContextManager[System]: ...


@pytest.fixture
def business(database_url: str, redis_url: str, tmp_path: Path) -> Business:
    @asynccontextmanager
    async def run(**changes: Any) -> AsyncIterator[System]:
        tenants = {"acme": profile(**changes)}
        async with running(settings_for(database_url, redis_url, str(tmp_path), tenants=tenants)) as system:
            await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
            await system.sandbox.behave(BEN, auto="decline")
            await system.sandbox.behave(JO, auto="ignore")
            yield system

    return run


async def agree(system: System, channel: str = "sms") -> None:
    for text in ("hi, can someone call me about a leaking boiler? Jo", "yes", "agree"):
        await system.sandbox.says(text, channel=channel)


async def texts(system: System, words: str, times: int = 1) -> list[str]:
    """The texts to the customer that have these words, once there are so many."""

    async def heard() -> list[str]:
        return [text for text in await system.sandbox.heard(JO) if words in text]

    return list(await until(heard, lambda found: len(found) == times))


async def fall_due(system: System, database_url: str) -> None:
    """The time of the planned call has come, long after the last one was over."""
    [callback] = await system.callbacks()

    async def attempts() -> list[bool]:
        async with system.services.office.store.transaction(ACME) as tx:
            return [attempt.live for attempt in await tx.attempts.of(callback.callback_id)]

    await until(attempts, lambda live: not any(live))
    administer(database_url, DUE_NOW)


async def dialled(system: System) -> str:
    """The job of the planned call runs now, whatever became of the callback; what it came to."""
    [callback] = await system.callbacks()
    return await calling.dial(system.services.office, ACME, callback.callback_id)


# --- The customer did not pick up ---


async def test_who_does_not_pick_up_is_told_when_we_call_again_and_is_called_then(
    business: Business, database_url: str
) -> None:
    async with business(customers={"tries": 2}) as system:
        await agree(system)
        await system.reaches("scheduled")
        [told] = await texts(system, TELLS_NEXT_CALL)
        assert "could not reach you" in told
        assert re.search(r"\n1 .* is fine\n2 Another time\n3 No call$", told)
        planned = [line for line in await system.timeline() if line.startswith("Try 2 of 2 follows at ")]
        assert len(planned) == 1
        assert planned[0].endswith(": another time of day than before.")
        await system.sandbox.behave(JO, auto="answer")
        await fall_due(system, database_url)
        await system.reaches("completed")
        assert await system.sandbox.rang(JO) == 2
        assert await system.sandbox.heard(OWNER) == []


async def test_after_the_last_try_the_customer_chooses_and_nobody_calls_unasked(
    business: Business, database_url: str
) -> None:
    async with business(customers={"tries": 2}) as system:
        await agree(system)
        await system.reaches("scheduled")
        await texts(system, TELLS_NEXT_CALL)
        await fall_due(system, database_url)
        await system.reaches("no_answer")
        await texts(system, "Shall we try again?")
        assert len(await texts(system, TELLS_NEXT_CALL)) == 1
        assert "No further try unless somebody asks for one: as many as the business allows were made." in (
            await system.timeline()
        )
        await fall_due(system, database_url)
        assert await dialled(system) == "nothing"
        assert await system.sandbox.rang(JO) == 2


@pytest.mark.parametrize(("word", "status"), [("3", "cancelled"), ("STOP", "blocked")])
async def test_a_word_before_the_next_try_is_enough_and_nobody_is_rung(
    business: Business, database_url: str, word: str, status: str
) -> None:
    async with business(customers={"tries": 3}) as system:
        await agree(system)
        await system.reaches("scheduled")
        await texts(system, TELLS_NEXT_CALL)
        await system.sandbox.says(word, channel="sms")
        await system.reaches(status)
        await fall_due(system, database_url)
        assert await dialled(system) == "nothing"
        assert await system.sandbox.rang(JO) == 1


async def test_the_time_may_be_confirmed_or_changed(business: Business) -> None:
    async with business(customers={"tries": 2}) as system:
        await agree(system)
        await system.reaches("scheduled")
        await texts(system, TELLS_NEXT_CALL)
        assert "We will call you" in await system.sandbox.says("1", channel="sms")
        assert "When shall we call" in await system.sandbox.says("2", channel="sms")
        assert "Done, we will call you" in await system.sandbox.says("2", channel="sms")
        [callback] = await system.callbacks()
        assert (callback.status, callback.reason) == ("scheduled", "asked_for_time")


async def test_who_hangs_up_before_the_connection_is_asked_and_not_rung_unasked(business: Business) -> None:
    async with business(customers={"tries": 3}) as system:
        await system.sandbox.behave(JO, auto="answer", hang_up_after=0.2)
        await agree(system)
        await system.reaches("no_answer")
        assert "Shall we try again?" in (await texts(system, "You hung up before we could connect you."))[0]
        assert "You hung up before" in await system.sandbox.says("status", channel="sms")
        assert "No further try unless somebody asks for one: picked up and hung up." in (
            await system.timeline()
        )


async def test_no_call_is_promised_beyond_the_limits(business: Business) -> None:
    limits = {"thresholds": "off", "cooldown_seconds": 0, "per_number_daily": 2}
    async with business(customers={"tries": 3}, limits=limits) as system:
        await agree(system)
        await system.reaches("scheduled")
        [callback] = await system.callbacks()
        async with locked(system.services.office, ACME, callback.callback_id) as flow:
            assert flow
            await flow.move(Move.DIAL)
            await flow.move(Move.AGENT_ANSWERED)
            await flow.move(Move.AGENT_ACCEPTED)
            await endings.unreached(flow, "customer_busy")
        assert await system.status() == "no_answer"
        assert any("the limits of the business" in line for line in await system.timeline())


# --- Nobody of the business took it ---


NEXT_SLOT = {"on_exhausted": "next_slot"}


async def test_the_team_is_rung_again_and_each_round_is_told_once_to_each(
    business: Business, database_url: str
) -> None:
    async with business(routing=NEXT_SLOT, customers={"rounds": 2}) as system:
        await system.sandbox.behave(ANA, auto="decline")
        await agree(system)
        await system.reaches("scheduled")
        [told] = await texts(system, TELLS_NEXT_CALL)
        assert "We are sorry. Nobody could pick up" in told
        assert "https://wa.me/18135550001 " in told
        [alert] = await until(lambda: system.sandbox.heard(OWNER), bool)
        assert "rung again" in alert
        assert any(
            line.startswith("The team is rung again at ") and "round 2 of 2" in line
            for line in await system.timeline()
        )
        await fall_due(system, database_url)
        await system.reaches("missed")
        await texts(system, "Choose a time that suits you")
        alerts = await until(lambda: system.sandbox.heard(OWNER), lambda got: len(got) == 2)
        assert "rung again" not in alerts[1]
        assert len(await texts(system, TELLS_NEXT_CALL)) == 1
        assert (await system.sandbox.rang(ANA), await system.sandbox.rang(JO)) == (2, 0)


async def test_who_takes_it_before_the_next_round_takes_its_place(
    business: Business, database_url: str
) -> None:
    async with business(routing=NEXT_SLOT) as system:
        await system.sandbox.behave(ANA, auto="decline")
        await agree(system)
        await system.reaches("scheduled")
        await until(lambda: system.sandbox.heard(OWNER), bool)
        await system.sandbox.behave(OWNER, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        assert "is yours" in await system.sandbox.says("1", phone=OWNER, channel="sms")
        await system.reaches("completed")
        await fall_due(system, database_url)
        assert await dialled(system) == "nothing"
        assert (await system.sandbox.rang(JO), await system.sandbox.rang(ANA)) == (1, 1)


async def test_a_promised_call_that_a_claim_overtook_and_lost_is_told(business: Business) -> None:
    async with business(routing=NEXT_SLOT) as system:
        await system.sandbox.behave(ANA, auto="decline")
        await agree(system)
        await system.reaches("scheduled")
        await texts(system, TELLS_NEXT_CALL)
        await until(lambda: system.sandbox.heard(OWNER), bool)
        await system.sandbox.behave(OWNER, auto="decline")
        await system.sandbox.says("1", phone=OWNER, channel="sms")
        await system.reaches("missed")
        await texts(system, "Choose a time that suits you")


async def test_the_next_contact_is_told_while_the_next_round_is_planned(business: Business) -> None:
    partner = "+18135550008"
    contacts = {"alert_numbers": [OWNER, partner], "alerts_escalate_minutes": 5}
    async with business(routing=NEXT_SLOT, **contacts) as system:
        await system.sandbox.behave(ANA, auto="decline")
        await agree(system)
        await system.reaches("scheduled")
        await until(lambda: system.sandbox.heard(OWNER), bool)
        office, [callback] = system.services.office, await system.callbacks()
        later = replace(office, clock=SystemClock(ahead=timedelta(minutes=6)))
        await alerts.escalate(later, ACME, callback.callback_id)
        [told] = await until(lambda: system.sandbox.heard(partner), bool)
        assert "rung again" in told
        assert len(await system.sandbox.heard(OWNER)) == 1


async def test_who_takes_it_and_calls_by_hand_ends_the_planned_round(
    business: Business, database_url: str
) -> None:
    async with business(routing=NEXT_SLOT, voice_number=None) as system:
        for agent in (ANA, BEN):
            await system.sandbox.says("off", phone=agent, channel="sms")
        await agree(system)
        await system.reaches("scheduled")
        await until(lambda: system.sandbox.heard(OWNER), bool)
        answer = await system.sandbox.says("1", phone=OWNER, channel="sms")
        assert "is yours" in answer and "rings now" not in answer
        await system.reaches("missed")
        await fall_due(system, database_url)
        assert await dialled(system) == "nothing"


async def test_who_moves_a_missed_call_and_is_missed_again_is_alerted_again(business: Business) -> None:
    async with business() as system:
        await system.sandbox.behave(ANA, auto="decline")
        await agree(system)
        await system.reaches("missed")
        await texts(system, "Nobody could pick up")
        await until(lambda: system.sandbox.heard(OWNER), lambda got: len(got) == 1)
        await system.sandbox.says("now please", channel="sms")
        await texts(system, "Nobody could pick up", times=2)
        await until(lambda: system.sandbox.heard(OWNER), lambda got: len(got) == 2)
        assert "is yours" in await system.sandbox.says("1", phone=OWNER, channel="sms")


async def test_the_apology_leads_to_whatsapp_only_who_is_not_there(business: Business) -> None:
    async with business() as system:
        await system.sandbox.behave(ANA, auto="decline")
        await agree(system, channel="whatsapp")
        await system.reaches("missed")
        [told] = await texts(system, "We are sorry. Nobody could pick up")
        assert "wa.me" not in told
        assert told.endswith("4 No call")


# --- Customers without a chat ---


async def ask_on_the_site(system: System) -> dict[str, Any]:
    body = {"domain": "acme.example", "phone": JO, "consent": {"callback": True, "disclosure": True}}
    async with system.session.post(f"{system.url}/api/v1/callbacks", json=body) as answer:
        assert answer.status == 201
        return dict(await answer.json())


async def see(system: System, url: str) -> str:
    async with system.session.get(url) as answer:
        assert answer.status == 200
        return await answer.text()


async def test_a_visitor_reads_the_apology_and_every_way_to_go_on_on_their_page(business: Business) -> None:
    async with business(routing=NEXT_SLOT, customers={"rounds": 2}) as system:
        await system.sandbox.behave(ANA, auto="decline")
        asked = await ask_on_the_site(system)
        await system.reaches("scheduled")
        page = await see(system, asked["page_url"])
        assert "We will try again" in page
        assert "We are sorry. Nobody could pick up" in page
        assert 'href="https://wa.me/18135550001"' in page
        assert "Our hours: Mon-Sun all day (New York time)." in page
        assert "Do not call me" in page
        assert "We will ring our team again: " in page
        status = await see(system, asked["status_url"])
        assert "We will try again: " in status


async def test_a_visitor_who_was_not_reached_reads_when_we_call_again(business: Business) -> None:
    async with business(customers={"tries": 2}) as system:
        asked = await ask_on_the_site(system)
        await system.reaches("scheduled")
        page = await see(system, asked["page_url"])
        assert "We rang you and could not reach you. We will try again: " in page
        assert "wa.me" not in page


async def test_a_visitor_whose_mailbox_answers_gets_one_text_with_the_way_to_go_on(
    business: Business, database_url: str
) -> None:
    async with business(customers=MAILBOX | {"tries": 2}) as system:
        await system.sandbox.behave(JO, auto="voicemail")
        asked = await ask_on_the_site(system)
        await system.reaches("scheduled")
        [told] = await texts(system, "Acme Plumbing rang you as you asked, and your mailbox answered.")
        assert TELLS_NEXT_CALL in told
        [link] = re.findall(r"http\S+/r/\S+", told)
        assert "We rang you and your mailbox answered. We will try again: " in await see(system, link)
        assert link == asked["page_url"]
        await fall_due(system, database_url)
        await system.reaches("no_answer")
        assert "your mailbox answered. Choose another time" in await see(system, link)
        assert len(await system.sandbox.heard(JO)) == 1


async def test_who_has_a_chat_reads_of_the_mailbox_there_and_nowhere_else(business: Business) -> None:
    async with business(customers=MAILBOX) as system:
        await system.sandbox.behave(JO, auto="voicemail")
        await agree(system, channel="whatsapp")
        await system.reaches("no_answer")
        [told] = await texts(system, "your mailbox answered")
        assert "Shall we try again?" in told


async def test_who_said_no_to_us_is_not_written_to_about_a_mailbox(business: Business) -> None:
    async with business(customers=MAILBOX) as system:
        await system.sandbox.behave(ANA, auto="ignore")
        await ask_on_the_site(system)
        [callback] = await system.callbacks()
        async with locked(system.services.office, ACME, callback.callback_id) as flow:
            assert flow
            await flow.tx.people.opt_out(JO, Channel.VOICE, flow.now)
            await mailboxes.text(flow, "customer_machine")
        assert not any("mailbox" in line for line in await system.timeline())


async def test_a_caller_who_chose_to_be_called_back_is_texted_when_that_will_be(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    tenants = {"acme": profile(routing=NEXT_SLOT | {"ring_seconds": 5})}
    # So slowly that there is time for a key.
    settings = settings_for(
        database_url, redis_url, str(tmp_path), tenants=tenants, sandbox={"time_scale": 2}
    )
    async with running(settings) as system:
        await system.sandbox.rings_us()
        await system.sandbox.hears(JO, "Press 1 to hang up and be called back")
        await system.sandbox.act(JO, "press", digits="1")
        await system.reaches("scheduled")
        [told] = await texts(system, TELLS_NEXT_CALL)
        [link] = re.findall(r"http\S+/r/\S+", told)
        assert "We will try again: " in await see(system, link)
        assert await system.sandbox.rang(JO) == 0


async def test_who_waits_on_the_line_when_nobody_takes_it_is_not_called_unasked(business: Business) -> None:
    async with business(routing=NEXT_SLOT, inbound={"voicemail": False}) as system:
        await system.sandbox.behave(ANA, auto="decline")
        await system.sandbox.rings_us()
        await system.reaches("missed")
        await system.sandbox.quiet()
        assert await system.status() == "missed"
        assert not any("is rung again" in line for line in await system.timeline())
