"""Customers who have no chat with us: what they read on their page, and the one text they may get."""

from __future__ import annotations

import re
from pathlib import Path

from bot.domain.telephony import Channel
from bot.services import mailboxes
from bot.services.flow import locked
from tests.system import ANA, JO, profile, running, settings_for, until
from tests.trying import (
    ACME,
    NEXT_SLOT,
    TELLS_NEXT_CALL,
    Business,
    agree,
    ask_on_the_site,
    fall_due,
    see,
    texts,
)

MAILBOX = {"proof": "press-1", "mailbox": "text"}


async def test_a_visitor_reads_the_apology_and_every_way_to_go_on_on_their_page(trying: Business) -> None:
    async with trying(routing=NEXT_SLOT, customers={"rounds": 2}) as system:
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


async def test_a_visitor_who_was_not_reached_reads_when_we_call_again(trying: Business) -> None:
    async with trying(customers={"tries": 2}) as system:
        asked = await ask_on_the_site(system)
        await system.reaches("scheduled")
        page = await see(system, asked["page_url"])
        assert "We rang you and could not reach you. We will try again: " in page
        assert "wa.me" not in page


async def test_a_visitor_who_is_rung_first_and_hangs_up_reads_what_became_of_it(trying: Business) -> None:
    async with trying(customers={"first": "customer"}) as system:
        asked = await ask_on_the_site(system)
        await until(lambda: system.sandbox.rang(JO), bool)
        await system.sandbox.act(JO, "answer")
        await until(lambda: system.sandbox.rang(ANA), bool)
        assert "You are on the line, and we ring our team." in await see(system, asked["page_url"])
        await system.sandbox.act(JO, "hangup")
        await system.reaches("missed")
        page = await see(system, asked["page_url"])
        assert "You hung up before somebody could take your call" in page
        assert "You hung up while you waited." in page


async def test_a_visitor_whose_mailbox_answers_gets_one_text_with_the_way_to_go_on(
    trying: Business, database_url: str
) -> None:
    async with trying(customers=MAILBOX | {"tries": 2}) as system:
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


async def test_who_has_a_chat_reads_of_the_mailbox_there_and_nowhere_else(trying: Business) -> None:
    async with trying(customers=MAILBOX) as system:
        await system.sandbox.behave(JO, auto="voicemail")
        await agree(system, channel="whatsapp")
        await system.reaches("no_answer")
        [told] = await texts(system, "your mailbox answered")
        assert "Shall we try again?" in told


async def test_who_said_no_to_us_is_not_written_to_about_a_mailbox(trying: Business) -> None:
    async with trying(customers=MAILBOX) as system:
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


async def test_who_waits_on_the_line_when_nobody_takes_it_is_not_called_unasked(trying: Business) -> None:
    async with trying(routing=NEXT_SLOT, inbound={"voicemail": False}) as system:
        await system.sandbox.behave(ANA, auto="decline")
        await system.sandbox.rings_us()
        await system.reaches("missed")
        await system.sandbox.quiet()
        assert await system.status() == "missed"
        assert not any("is rung again" in line for line in await system.timeline())
