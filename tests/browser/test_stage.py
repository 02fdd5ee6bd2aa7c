"""The product played on its stage, by reading, clicking and typing only."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, expect

from tests.browser.theatre import PATIENCE, WIDE, Stage, staged
from tests.system import ALWAYS, profile, running

#: From the start of the service to the opening of the business: long enough for both to start and to talk.
UNTIL_OPENING = timedelta(seconds=12)


async def talk(stage: Stage) -> None:
    """Ana and Jo are connected, and Ana hangs up."""
    await stage.connect()
    await stage.clicks("Ana", "Hang up")
    await stage.reaches("Done")


async def test_a_customer_writes_and_two_people_talk(stage: Stage) -> None:
    await stage.agree()
    await stage.reaches("Ringing the team")
    await expect(stage.headline).to_have_text("Ana’s phone is ringing")
    await talk(stage)
    await expect(stage.headline).to_have_text("The call is over")
    for sentence in ("Ana's phone rings.", "Ana took the call", "The customer picked up.", "They talked for"):
        await expect(stage.story).to_contain_text(sentence)
    await expect(stage.texts("Jo").filter(has_text="Ana has your message")).to_have_count(1)
    await expect(stage.texts("Acme Plumbing")).to_have_count(0)


async def test_the_agent_hears_who_and_what_before_a_key_is_pressed(stage: Stage) -> None:
    await stage.agree()
    await stage.clicks("Ana", "Answer")
    await expect(stage.phone("Ana").locator(".caption")).to_contain_text("Jo, about leaking boiler")
    await expect(stage.phone("Ana").locator(".asked")).to_have_text(["1", "3"])
    await expect(stage.headline).to_have_text("Ana is on the line")
    await expect(stage.control("Jo", "Answer")).to_have_count(0)


async def test_the_same_in_spanish(stage: Stage) -> None:
    await stage.writes("Hola, soy Jo, ¿me pueden llamar ahora por una fuga de agua?", "¿Le llamamos ahora")
    await stage.clicks("Jo", "Llámenme ahora")
    await stage.hears("Responda ACEPTO")
    await stage.clicks("Jo", "Acepto")
    await stage.hears("avisando al equipo")
    await talk(stage)
    await expect(stage.texts("Jo").last).to_contain_text("Ana tiene su mensaje y le está llamando")


async def test_nobody_answers_and_one_text_tells_the_business_everything(stage: Stage) -> None:
    await stage.agree()
    await stage.clicks("Ana", "Decline")
    await stage.clicks("Ben", "Decline")
    await stage.reaches("Missed")
    await stage.hears("Nobody could pick up")
    alert = stage.texts("Acme Plumbing")
    await expect(alert).to_have_count(1)
    for fact in ("Missed callback request", "Jo, (813) 555-7001", "leaking boiler", "via WhatsApp"):
        await expect(alert).to_contain_text(fact)
    await expect(alert).to_contain_text(re.compile(r"asked (1[0-2]|\d)(:[0-5]\d)? [AP]M"))
    await expect(stage.control("Jo", "No call")).to_be_visible()
    await expect(alert).to_have_count(1)


async def test_the_whole_talk_and_call_by_keyboard(stage: Stage) -> None:
    keyboard = stage.page.keyboard

    async def tab_to(control: str, *, of: str) -> None:
        """Tab, as often as it takes, at most once around the page."""
        wanted = stage.control(of, control)
        await expect(wanted).to_be_visible(timeout=PATIENCE)
        for _ in range(80):
            if await wanted.evaluate("element => element === document.activeElement"):
                return
            await keyboard.press("Tab")
        raise AssertionError(f"{control} of {of} cannot be reached by Tab")

    await keyboard.press("Tab")
    await expect(stage.page.get_by_role("link", name="Skip to the customer's phone")).to_be_focused()
    await keyboard.press("Enter")
    await tab_to("“hi, can someone call me about a leaking boiler? Jo”", of="Jo")
    await keyboard.press("Enter")
    await expect(stage.box("Jo")).to_be_focused()
    await keyboard.press("Enter")
    await stage.hears("Shall we call you now")
    await keyboard.type("yes")
    await keyboard.press("Enter")
    await stage.hears("Reply AGREE")
    await keyboard.type("agree")
    await keyboard.press("Enter")
    await stage.hears("ringing our team")
    await tab_to("Answer", of="Ana")
    await keyboard.press("Enter")
    await expect(stage.phone("Ana").locator(".asked")).to_have_text(["1", "3"])
    await tab_to("1", of="Ana")
    await keyboard.press("Enter")
    await tab_to("Answer", of="Jo")
    await keyboard.press("Enter")
    await expect(stage.headline).to_have_text("Ana and Jo are talking", timeout=PATIENCE)
    await tab_to("Hang up", of="Jo")
    await keyboard.press("Enter")
    await stage.reaches("Done")


@pytest.fixture
async def before_opening(
    database_url: str, redis_url: str, tmp_path: Path, browser: Browser
) -> AsyncIterator[Stage]:
    """A stage on a Monday at 8:59, some seconds before Acme opens."""
    opening = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("America/New_York"))
    offset = (opening - UNTIL_OPENING - datetime.now(UTC)).total_seconds()
    hours = ALWAYS | {"sun": [], "mon": ["09:00-17:00"]}
    settings = staged(
        database_url,
        redis_url,
        str(tmp_path),
        testing={"clock_offset_seconds": offset},
        tenants={"acme": profile(hours=hours)},
    )
    async with running(settings) as system:
        stage = Stage(page=await browser.new_page(viewport=WIDE), system=system)
        await stage.open()
        yield stage


async def test_outside_hours_the_call_is_booked_and_made_at_opening(before_opening: Stage) -> None:
    stage = before_opening
    await stage.writes("hi, can someone call me about a leaking boiler? Jo", "closed until")
    await stage.writes("at 9", "Before we call (813) 555-7001 at 9 AM")
    await stage.clicks("Jo", "Agree")
    await stage.hears("We will call (813) 555-7001")
    await expect(stage.status).to_contain_text("Scheduled for Mon")
    await expect(stage.headline).to_have_text("Jo and the assistant arrange a call")
    await expect(stage.story).to_contain_text("because the customer chose the time")
    await talk(stage)
