"""Voice messages: the business is told once, with the message if there is one, whatever comes when."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest

from bot.adapters.clock import SystemClock
from bot.domain.scripts import TakeMessage
from bot.services import requests, voicemail
from bot.services.flow import locked
from tests.lines import ACME, RECORDING, Line, on_the_line
from tests.system import JO, OWNER, System, profile, running, settings_for, until

SAID = "Hello, this is Jo, my boiler leaks"
#: Longer than anything is waited for.
LATER = timedelta(minutes=10)


class Business(Protocol):
    """A running system whose business is Acme with these ways of taking calls."""

    def __call__(self, **inbound: Any) -> AbstractAsyncContextManager[System]: ...


@pytest.fixture
def business(database_url: str, redis_url: str, tmp_path: Path) -> Business:
    @asynccontextmanager
    async def run(**inbound: Any) -> AsyncIterator[System]:
        tenants = {"acme": profile(inbound=inbound)}
        async with running(settings_for(database_url, redis_url, str(tmp_path), tenants=tenants)) as system:
            yield system

    return run


async def offered(system: System, **line: Any) -> Line:
    """A customer whom nobody took, and who hears the tone."""
    it = await on_the_line(system, **line)
    await it.is_missed()
    assert isinstance(await it.is_offered(), TakeMessage)
    return it


async def wait_is_over(line: Line) -> None:
    """The job that ends the waiting, run when all time is up."""
    office = replace(line.system.services.office, clock=SystemClock(ahead=LATER))
    await voicemail.tell(office, ACME, line.attempt.attempt_id)


async def alert(system: System) -> str:
    """The text that the business got; there is one."""
    (text,) = await until(lambda: system.sandbox.heard(OWNER), bool)
    return str(text)


def texts_to_business(system: System) -> int:
    """How many texts to the business were ever put into the outbox."""
    query = b"SELECT count(*) FROM messages WHERE purpose LIKE 'alert:%'"
    with psycopg.connect(system.services.settings.database.url.get_secret_value()) as connection:
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


async def test_the_alert_waits_for_the_message_and_says_who_when_and_where_to_listen(
    business: Business,
) -> None:
    async with business() as system:
        line = await offered(system, name="Jo Held")
        assert texts_to_business(system) == 0
        assert "We pass it on" in await line.speaks(seconds=12)
        told = await alert(system)
        assert told.startswith("Missed call\nJo Held, (813) 555-7001\nrang ")
        assert f"Voice message (12 s): {system.url}{line.path}\n" in told
        assert told.endswith("Reply 1 to take it")
        story = [sentence for sentence in await system.timeline() if not sentence.startswith("Text sent")]
        assert story[-3:] == [
            "Asked for a voice message; the text to the business waits for it.",
            "Left a voice message (12 s).",
            "One text to the business.",
        ]


async def test_who_takes_it_from_the_alert_is_connected_with_the_caller(business: Business) -> None:
    async with business() as system:
        line = await offered(system)
        await line.speaks()
        await alert(system)
        await system.sandbox.behave(OWNER, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        assert "is yours: (813) 555-7001" in await system.sandbox.says("1", phone=OWNER, channel="sms")
        await until(system.sandbox.counts, lambda counts: counts.get(OWNER, {}).get("rang") == 1)


async def test_a_message_told_twice_is_one_message(business: Business) -> None:
    async with business() as system:
        line = await offered(system)
        assert await line.speaks() == await line.speaks() == await line.speaks(seconds=0)
        await alert(system)
        assert (await system.timeline()).count("Left a voice message (12 s).") == 1


async def test_who_says_nothing_is_a_missed_call_like_any_other(business: Business) -> None:
    async with business() as system:
        line = await offered(system)
        assert "did not hear a message" in await line.speaks(seconds=0)
        told = await alert(system)
        assert told.startswith("Missed call\n")
        assert "/v/" not in told
        assert "Left no voice message." in await system.timeline()


async def test_who_hangs_up_before_the_tone_is_told_when_the_news_had_time_to_come(
    business: Business,
) -> None:
    async with business() as system:
        line = await offered(system)
        await line.hangs_up()
        assert texts_to_business(system) == 0
        assert "/v/" not in await alert(system)


async def test_who_hung_up_after_speaking_is_told_with_the_message(business: Business) -> None:
    async with business() as system:
        line = await offered(system)
        await line.hangs_up()
        await line.speaks()
        assert line.path in await alert(system)


async def test_the_alert_goes_out_without_any_news_at_last(business: Business) -> None:
    async with business() as system:
        line = await offered(system)
        await voicemail.tell(system.services.office, ACME, line.attempt.attempt_id)
        assert texts_to_business(system) == 0
        await wait_is_over(line)
        assert "/v/" not in await alert(system)


async def test_a_call_of_somebody_else_leaves_no_message(business: Business) -> None:
    async with business() as system:
        line = await offered(system)
        await line.speaks(call_sid="CA" + "9" * 32)
        await line.speaks(sid="")
        async with system.services.office.store.transaction(ACME) as tx:
            mail = await tx.voice_messages.read(line.attempt.attempt_id)
        assert mail is not None
        assert not mail.left


async def test_what_was_written_down_stands_in_the_alert(business: Business) -> None:
    async with business(transcribe=True) as system:
        line = await offered(system)
        await line.speaks()
        assert texts_to_business(system) == 0
        await line.is_written_down(SAID)
        assert f'\n"{SAID}"\n' in await alert(system)


async def test_a_text_that_comes_too_late_is_kept_and_texts_nobody_again(business: Business) -> None:
    async with business(transcribe=True) as system:
        line = await offered(system)
        await line.speaks()
        await wait_is_over(line)
        assert SAID not in await alert(system)
        await line.is_written_down(SAID)
        await line.is_written_down("something else")
        async with system.session.get(system.url + line.path) as page:
            assert SAID in await page.text()
        assert texts_to_business(system) == 1


@pytest.mark.parametrize(("text", "status"), [("", "failed"), ("", "completed")])
async def test_what_cannot_be_written_down_holds_nothing_up(
    business: Business, text: str, status: str
) -> None:
    async with business(transcribe=True) as system:
        line = await offered(system)
        await line.speaks()
        await line.is_written_down(text, status=status)
        assert line.path in await alert(system)


async def test_a_long_text_is_an_excerpt_and_breaks_no_lines(business: Business) -> None:
    async with business(transcribe=True) as system:
        line = await offered(system)
        await line.is_written_down("one\ntwo\x07 " + "word " * 100)
        told = await alert(system)
        assert '"one two word' in told
        assert len(told) <= 320


async def test_a_language_nobody_writes_down_is_not_waited_for(business: Business) -> None:
    async with business(transcribe=True) as system:
        line = await on_the_line(system, language="es")
        script = await line.is_offered()
        assert script.transcript_url == ""
        assert "Después del tono" in script.text
        await line.is_missed()
        await line.speaks()
        assert line.path in await alert(system)


async def test_a_caller_who_withholds_the_number_is_asked_for_it(business: Business) -> None:
    async with business() as system:
        line = await on_the_line(system, phone="")
        await line.is_missed("closed")
        script = await line.is_offered()
        assert script.text.startswith(
            "Acme Plumbing is closed at the moment. Please say your name, your number"
        )
        assert "record" in script.text
        await line.speaks()
        told = await alert(system)
        assert told.startswith("Missed call\nA caller, number withheld\n")
        assert "Reply 1" not in told
        assert "is yours. Nobody" in await system.sandbox.says("1", phone=OWNER, channel="sms")
        assert await system.status() == "missed"


async def test_where_no_messages_are_wanted_the_alert_waits_for_none(business: Business) -> None:
    async with business(voicemail=False) as system:
        line = await on_the_line(system)
        await line.is_missed()
        assert "/v/" not in await alert(system)


async def test_who_chose_another_time_meanwhile_cannot_be_taken(business: Business) -> None:
    async with business(transcribe=True) as system:
        line = await offered(system)
        await line.speaks()
        async with locked(system.services.office, ACME, line.callback.callback_id) as flow:
            assert flow
            assert await requests.move_to(flow, flow.now + timedelta(days=1))
        await line.is_written_down(SAID)
        told = await alert(system)
        assert line.path in told
        assert "Reply 1" not in told


async def test_who_had_taken_it_is_told_of_a_message_and_of_nothing_else(business: Business) -> None:
    async with business() as system:
        silent = await offered(system, claimed_by="ana")
        await wait_is_over(silent)
        assert texts_to_business(system) == 0
        line = await offered(system, phone="+18135557002", claimed_by="ana")
        await line.speaks()
        assert line.path in await alert(system)


Step = Callable[[Line], Awaitable[object]]
NEWS: tuple[Step, ...] = (
    lambda line: line.speaks(),
    lambda line: line.speaks(),
    lambda line: line.is_written_down(SAID),
    lambda line: line.hangs_up(),
    wait_is_over,
)


async def test_in_whatever_order_the_news_come_the_business_is_told_once(business: Business) -> None:
    async with business(transcribe=True) as system:
        orders = sorted(set(permutations(range(len(NEWS)))))[::4]
        for number, order in enumerate(orders):
            line = await on_the_line(system, phone=f"+1813555{7100 + number:04d}")
            await line.is_missed()
            for index in order:
                await NEWS[index](line)
            await line.is_offered()
            await wait_is_over(line)
            assert texts_to_business(system) == number + 1, order
            story = [sentence for sentence in await system.timeline() if "voice message" in sentence]
            assert len(story) == len(set(story)), order


async def test_what_was_said_is_not_readable_in_the_database(business: Business) -> None:
    async with business(transcribe=True) as system:
        line = await offered(system)
        await line.is_written_down(SAID)
        with psycopg.connect(system.services.settings.database.url.get_secret_value()) as connection:
            rows = connection.execute(b"SELECT v::text FROM voice_messages v").fetchall()
        assert RECORDING in rows[0][0]
        assert SAID not in rows[0][0]
        assert SAID.encode().hex() not in rows[0][0]
