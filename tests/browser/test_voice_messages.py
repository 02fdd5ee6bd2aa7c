"""The page of a voice message in a browser: it plays, in both colour schemes, for everybody."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.async_api import Browser, expect

from tests.browser.test_looks import hold
from tests.browser.theatre import NARROW, PATIENCE, WIDE
from tests.lines import on_the_line
from tests.system import ACME, ANA, BEN, JO, OWNER, System, until

SAID = "Hello this is Jo Held and my boiler leaks"


async def left(system: System) -> str:
    """Somebody rings in vain and speaks; the address of the page, from the text to the business."""
    for agent in (ANA, BEN):
        await system.sandbox.behave(agent, auto="decline")
    await system.sandbox.behave(JO, speak=SAID)
    await system.sandbox.act(JO, "call", to=ACME)
    (told,) = await until(lambda: system.sandbox.heard(OWNER), bool, patience=40)
    return str(told).partition(" s): ")[2].partition("\n")[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_holds_and_is_usable_by_everybody(
    browser: Browser, system: System, scheme: Literal["light", "dark"]
) -> None:
    line = await on_the_line(system)
    await line.is_offered()
    await line.speaks()
    await line.is_written_down(SAID)
    context = await browser.new_context(color_scheme=scheme, reduced_motion="reduce", viewport=WIDE)
    page = await context.new_page()
    await page.goto(system.url + line.path)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Voice message")
    await expect(page.get_by_text(SAID)).to_be_visible()
    for size in (WIDE, NARROW):
        await hold(page, size)
    await context.close()


async def test_the_message_plays(browser: Browser, system: System) -> None:
    page = await browser.new_page(viewport=WIDE)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    await page.goto(await left(system))
    length = await page.locator("audio").evaluate(
        "player => new Promise((done, failed) => {"
        " player.onloadedmetadata = () => done(player.duration);"
        " player.onerror = () => failed(player.error.message);"
        " player.load(); player.preload = 'metadata' })"
    )
    assert 1 < length < 120
    assert refused == []
    async with page.expect_response("**/audio", timeout=PATIENCE) as played:
        await page.get_by_role("link", name="Open the sound alone").click()
    assert (await played.value).headers["content-type"] == "audio/mpeg"
