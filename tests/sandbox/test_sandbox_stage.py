"""The stage alone, played in a browser: ringing in, waiting, pressing keys, speaking after the beep."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

AGENT, OTHER_AGENT = "+18135550101", "+18135550102"
ENQUEUE = '<Response><Enqueue waitUrl="/hold" action="/after">support</Enqueue></Response>'
HOLD = (
    '<Response><Gather numDigits="1" action="/key" timeout="600">'
    "<Say>Please hold, or press 2 to leave a message.</Say></Gather></Response>"
)
RECORD = (
    '<Response><Record action="/left" timeout="60" recordingStatusCallback="/tape"'
    ' transcribe="true" transcribeCallback="/text"/></Response>'
)
FETCH = '<Response><Dial action="/fetched"><Queue>support</Queue></Dial></Response>'
MESSAGE = "my boiler leaks and nobody can stop the water here"


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=re.compile(rf"^{name},"))


def caption(page: Page, name: str) -> Locator:
    return phone(page, name).locator(".caption")


async def clicks(page: Page, name: str, words: str) -> None:
    await phone(page, name).get_by_role("button", name=words, exact=True).click()


async def says(page: Page, name: str, text: str) -> None:
    await phone(page, name).get_by_label("What you say").fill(text)
    await clicks(page, name, "Say")


@pytest.fixture
async def page(chromium_path: str, sandbox, service) -> AsyncIterator[Page]:
    service.says("/voice", ENQUEUE)
    service.says("/hold", HOLD)
    service.says("/key", "<Response><Leave/></Response>")
    service.says("/after", RECORD)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        await page.goto(sandbox.base + "/")
        yield page
        await browser.close()


async def test_a_caller_waits_presses_a_key_and_leaves_a_message(page, sandbox, service):
    headline = page.locator("#centre-title")
    await clicks(page, "Jo", "Ring them")
    await expect(headline).to_have_text("Jo is on hold")
    await expect(caption(page, "Jo")).to_contain_text("press 2 to leave a message")
    await expect(phone(page, "Jo").locator(".asked")).to_have_text(["2"])
    await phone(page, "Jo").locator(".asked").click()
    await expect(headline).to_have_text("Jo leaves a message")
    await says(page, "Jo", MESSAGE)
    await clicks(page, "Jo", "Hang up")
    assert (await service.until("/left"))[0]["Digits"] == "hangup"
    assert (await service.until("/tape"))[0]["RecordingDuration"] == "4"
    assert (await service.until("/text"))[0]["TranscriptionText"] == MESSAGE
    await expect(headline).to_have_text("The call is over")


async def test_a_caller_on_hold_is_taken_by_an_agent_and_they_hear_each_other(page, sandbox, service):
    headline = page.locator("#centre-title")
    service.says("/after", "<Response/>")
    await clicks(page, "Jo", "Ring them")
    await expect(headline).to_have_text("Jo is on hold")
    await sandbox.call(AGENT, Url=service.says("/agent", FETCH), Timeout="600")
    await expect(headline).to_have_text("Ana’s phone is ringing")
    await clicks(page, "Ana", "Answer")
    await expect(headline).to_have_text("Ana and Jo are talking")
    await expect(caption(page, "Jo")).to_have_text("You hear each other now.")
    await says(page, "Ana", "Ana of Acme, good morning")
    await expect(caption(page, "Jo")).to_have_text("Ana of Acme, good morning")
    await clicks(page, "Ana", "Hang up")
    await expect(headline).to_have_text("The call is over")


async def test_who_is_on_hold_and_whose_phones_ring_at_the_same_time_is_told_together(page, sandbox, service):
    headline, more = page.locator("#centre-title"), page.locator("#now-more")
    await clicks(page, "Jo", "Ring them")
    await expect(headline).to_have_text("Jo is on hold")
    for agent in (AGENT, OTHER_AGENT):
        await sandbox.call(agent, Url=service.says("/agent", FETCH), Timeout="600")
    await expect(headline).to_have_text("The phones of Ana and Ben are ringing")
    await clicks(page, "Ana", "Decline")
    await expect(headline).to_have_text("Ben’s phone is ringing")
    await expect(more).to_contain_text("Jo is on hold")
    await clicks(page, "Ben", "Decline")
    await expect(headline).to_have_text("Jo is on hold")
    await clicks(page, "Jo", "Hang up")
    await expect(headline).to_have_text("The call is over")


async def test_what_is_being_written_survives_a_change_of_the_call(page, sandbox, service):
    await clicks(page, "Jo", "Ring them")
    await phone(page, "Jo").get_by_label("What you say").fill("half a sent")
    await phone(page, "Jo").get_by_label("What you say").focus()
    await sandbox.do("+18135557001", "press", digits="2")
    await expect(page.locator("#centre-title")).to_have_text("Jo leaves a message")
    await page.keyboard.type("ence")
    await expect(phone(page, "Jo").get_by_label("What you say")).to_have_value("half a sentence")
    await page.keyboard.press("Enter")
    await sandbox.until(
        lambda state: "says: half a sentence" in [event["what"] for event in state["calls"][0]["events"]]
    )
