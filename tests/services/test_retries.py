"""Calls that are tried again by themselves: told at once, taken back by a word, and with an end."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.clock import SystemClock
from bot.domain.callback import Move
from bot.services import alerts, endings
from bot.services.flow import locked
from tests.system import ANA, BEN, JO, OWNER, until
from tests.trying import ACME, NEXT_SLOT, TELLS_NEXT_CALL, Business, agree, dialled, fall_due, texts

# --- The customer did not pick up ---


async def test_who_does_not_pick_up_is_told_when_we_call_again_and_is_called_then(
    trying: Business, database_url: str
) -> None:
    async with trying(customers={"tries": 2}) as system:
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
    trying: Business, database_url: str
) -> None:
    async with trying(customers={"tries": 2}) as system:
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
    trying: Business, database_url: str, word: str, status: str
) -> None:
    async with trying(customers={"tries": 3}) as system:
        await agree(system)
        await system.reaches("scheduled")
        await texts(system, TELLS_NEXT_CALL)
        await system.sandbox.says(word, channel="sms")
        await system.reaches(status)
        await fall_due(system, database_url)
        assert await dialled(system) == "nothing"
        assert await system.sandbox.rang(JO) == 1


async def test_the_time_may_be_confirmed_or_changed(trying: Business) -> None:
    async with trying(customers={"tries": 2}) as system:
        await agree(system)
        await system.reaches("scheduled")
        await texts(system, TELLS_NEXT_CALL)
        assert "We will call you" in await system.sandbox.says("1", channel="sms")
        assert "When shall we call" in await system.sandbox.says("2", channel="sms")
        assert "Done, we will call you" in await system.sandbox.says("2", channel="sms")
        [callback] = await system.callbacks()
        assert (callback.status, callback.reason) == ("scheduled", "asked_for_time")


async def test_who_hangs_up_before_the_connection_is_asked_and_not_rung_unasked(trying: Business) -> None:
    async with trying(customers={"tries": 3}) as system:
        await system.sandbox.behave(JO, auto="answer", hang_up_after=0.2)
        await agree(system)
        await system.reaches("no_answer")
        assert "Shall we try again?" in (await texts(system, "You hung up before we could connect you."))[0]
        assert "You hung up before" in await system.sandbox.says("status", channel="sms")
        assert "No further try unless somebody asks for one: picked up and hung up." in (
            await system.timeline()
        )


async def test_no_call_is_promised_beyond_the_limits(trying: Business) -> None:
    limits = {"thresholds": "off", "cooldown_seconds": 0, "per_number_daily": 2}
    async with trying(customers={"tries": 3}, limits=limits) as system:
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


async def test_the_team_is_rung_again_and_each_round_is_told_once_to_each(
    trying: Business, database_url: str
) -> None:
    async with trying(routing=NEXT_SLOT, customers={"rounds": 2}) as system:
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
    trying: Business, database_url: str
) -> None:
    async with trying(routing=NEXT_SLOT) as system:
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


async def test_a_promised_call_that_a_claim_overtook_and_lost_is_told(trying: Business) -> None:
    async with trying(routing=NEXT_SLOT) as system:
        await system.sandbox.behave(ANA, auto="decline")
        await agree(system)
        await system.reaches("scheduled")
        await texts(system, TELLS_NEXT_CALL)
        await until(lambda: system.sandbox.heard(OWNER), bool)
        await system.sandbox.behave(OWNER, auto="decline")
        await system.sandbox.says("1", phone=OWNER, channel="sms")
        await system.reaches("missed")
        await texts(system, "Choose a time that suits you")


async def test_the_next_contact_is_told_while_the_next_round_is_planned(trying: Business) -> None:
    partner = "+18135550008"
    contacts = {"alert_numbers": [OWNER, partner], "alerts_escalate_minutes": 5}
    async with trying(routing=NEXT_SLOT, **contacts) as system:
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
    trying: Business, database_url: str
) -> None:
    async with trying(routing=NEXT_SLOT, voice_number=None) as system:
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


async def test_who_moves_a_missed_call_and_is_missed_again_is_alerted_again(trying: Business) -> None:
    async with trying() as system:
        await system.sandbox.behave(ANA, auto="decline")
        await agree(system)
        await system.reaches("missed")
        await texts(system, "Nobody could pick up")
        await until(lambda: system.sandbox.heard(OWNER), lambda got: len(got) == 1)
        await system.sandbox.says("now please", channel="sms")
        await texts(system, "Nobody could pick up", times=2)
        await until(lambda: system.sandbox.heard(OWNER), lambda got: len(got) == 2)
        assert "is yours" in await system.sandbox.says("1", phone=OWNER, channel="sms")


async def test_the_apology_leads_to_whatsapp_only_who_is_not_there(trying: Business) -> None:
    async with trying() as system:
        await system.sandbox.behave(ANA, auto="decline")
        await agree(system, channel="whatsapp")
        await system.reaches("missed")
        [told] = await texts(system, "We are sorry. Nobody could pick up")
        assert "wa.me" not in told
        assert told.endswith("4 No call")
