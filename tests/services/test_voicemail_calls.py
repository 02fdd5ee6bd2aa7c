"""Voice messages by phone: somebody rings in, nobody takes it, and they speak, or do not, after the tone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.system import ACME, ANA, BEN, JO, OWNER, System, profile, running, settings_for, until

SAID = "Hello this is Jo Held and my boiler has been leaking since this morning"
TONE = "hears: beep"
OTHER = "+18135557002"
CLOSED: dict[str, Any] = {"mon": [], "outside": "notify"}


class Business(Protocol):
    """A running system whose business is Acme with these changes; nobody of it takes calls."""

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


async def alert(system: System) -> str:
    """The text that the business got; there is one. Its wait for lost news is counted in seconds of ours."""
    (text,) = await until(lambda: system.sandbox.heard(OWNER), bool, patience=40)
    return str(text)


async def rings(system: System) -> None:
    """Jo rings the business."""
    await system.sandbox.act(JO, "call", to=ACME)


async def hears(system: System, words: str) -> None:
    """Wait until Jo hears it."""

    async def heard() -> list[str]:
        calls = (await system.sandbox.state())["calls"]
        return [event["what"] for call in calls if call["from"] == JO for event in call["events"]]

    await until(heard, lambda events: any(words in event for event in events))


async def test_who_rings_in_vain_speaks_and_the_business_listens(business: Business) -> None:
    async with business(inbound={"transcribe": True}) as system:
        await system.sandbox.behave(JO, speak=SAID)
        await rings(system)
        told = await alert(system)
        assert told.startswith("Missed call\nA caller, (813) 555-7001\n")
        assert f'\n"{SAID}"\nReply 1 to take it' in told
        link = told.partition(" s): ")[2].partition("\n")[0]
        async with system.session.get(link) as page:
            assert SAID in await page.text()
        async with system.session.get(f"{link}/audio") as sound:
            assert (sound.status, sound.content_type) == (200, "audio/mpeg")
            assert sound.headers["Cache-Control"] == "private, no-store"
            whole = await sound.read()
        assert len(whole) > 1000
        async with system.session.get(f"{link}/audio", headers={"Range": "bytes=4-7"}) as part:
            assert (part.status, await part.read()) == (206, whole[4:8])
            assert part.headers["Content-Range"] == f"bytes 4-7/{len(whole)}"
        async with system.session.get(f"{link}/audio", headers={"Range": "pages=1"}) as odd:
            assert (odd.status, await odd.read()) == (200, whole)


async def test_who_hangs_up_while_speaking_has_left_a_message(business: Business) -> None:
    async with business() as system:
        await rings(system)
        await hears(system, TONE)
        await system.sandbox.act(JO, "speak", text=SAID)
        await system.sandbox.act(JO, "hangup")
        assert "/v/" in await alert(system)


async def test_who_takes_a_call_with_a_message_at_once_rings_the_caller(business: Business) -> None:
    """The provider has not told yet that the caller's line is over: nobody waits on it any more."""
    async with business() as system:
        await system.sandbox.behave(JO, speak=SAID)
        await system.sandbox.behave(OWNER, auto="answer", press="1")
        await rings(system)
        assert "/v/" in await alert(system)
        await system.sandbox.quiet()
        await system.sandbox.act(OWNER, "send", to=ACME, channel="sms", body="1")
        await until(lambda: system.sandbox.rang(JO), bool)
        assert "They are on the line" not in await system.sandbox.told(OWNER)


async def test_who_hangs_up_before_the_tone_has_left_none(business: Business) -> None:
    async with business() as system:
        await rings(system)
        await hears(system, "after the tone")
        await system.sandbox.act(JO, "hangup")
        told = await alert(system)
        assert told.startswith("Missed call\n")
        assert "Left no voice message." in await system.timeline()


async def test_who_says_nothing_after_the_tone_is_missed_all_the_same(business: Business) -> None:
    """The provider tells of silence as of words; that nothing is heard on it, it knows later."""
    async with business() as system:
        await rings(system)
        await hears(system, TONE)
        assert (await alert(system)).startswith("Missed call")


@pytest.mark.parametrize("fault", ["duplicate", "delay:10", "drop"])
async def test_news_that_come_twice_late_or_never_lose_no_message(business: Business, fault: str) -> None:
    async with business() as system:
        await rings(system)
        await hears(system, TONE)
        await system.sandbox.misbehave("webhook", fault, to=ACME)
        await system.sandbox.act(JO, "speak", text=SAID)
        assert "/v/" in await alert(system)
        timeline = await system.timeline()
        assert sum(sentence.startswith("Left a voice message") for sentence in timeline) == 1


async def test_who_rings_while_the_business_is_closed_may_leave_a_message(business: Business) -> None:
    async with business(hours=CLOSED) as system:
        await system.sandbox.behave(JO, speak=SAID)
        await rings(system)
        await hears(system, "Acme Plumbing is closed at the moment")
        assert "/v/" in await alert(system)
        assert not (await system.sandbox.counts())[ANA]["rang"]


async def test_a_customer_who_was_rung_first_and_waited_in_vain_may_leave_a_message(
    business: Business,
) -> None:
    async with business(customers={"first": "customer"}, routing={"on_exhausted": "voicemail"}) as system:
        await system.sandbox.behave(JO, auto="answer", speak=SAID)
        for text in ("hi, can someone call me about a leaking boiler? Jo", "yes", "agree"):
            await system.sandbox.says(text)
        told = await alert(system)
        assert told.startswith("Missed callback request\nJo, (813) 555-7001\nleaking boiler\n")
        assert "/v/" in told
        assert (await system.sandbox.counts())[JO]["rang"] == 1


async def test_two_callers_leave_two_messages_each_in_a_text_of_its_own(business: Business) -> None:
    async with business() as system:
        for phone in (JO, OTHER):
            await system.sandbox.behave(phone, speak=SAID)
            await system.sandbox.act(phone, "call", to=ACME)
        texts = await until(lambda: system.sandbox.heard(OWNER), lambda heard: len(heard) == 2, patience=40)
        assert [sum(number in text for text in texts) for number in ("555-7001", "555-7002")] == [1, 1]
        assert len({text.partition(" s): ")[2] for text in texts}) == 2
