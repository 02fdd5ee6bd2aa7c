"""Makes the pictures of the documentation from the running service.

``python -m tests.browser.pictures`` writes them to ``docs/pictures``; ``CHROMIUM_PATH`` names the browser.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.browser.theatre import PATIENCE, Stage, browsing, staged
from tests.system import ANA, BEN, System, running

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
CHROMIUM = os.environ.get("CHROMIUM_PATH", "/usr/bin/chromium")
#: The header, one customer, the line and both agents: what fits on the screen of a laptop.
STAGE: ViewportSize = {"width": 1280, "height": 800}
#: The same and the office's phone, below the agents.
STAGE_WITH_OFFICE: ViewportSize = {"width": 1280, "height": 1120}
PAGE: ViewportSize = {"width": 720, "height": 400}


async def connected(stage: Stage) -> None:
    """Ana and Jo talk."""
    await stage.agree()
    await stage.connect()
    await stage.page.screenshot(path=FOLDER / "stage-connected.png")
    await stage.clicks("Ana", "Hang up")
    await stage.reaches("Done")


async def missed(stage: Stage) -> None:
    """Nobody picks up; the business has its text, Jo chooses another time."""
    await stage.page.get_by_role("button", name="Start over").click()
    await stage.agree()
    await stage.clicks("Ana", "Decline")
    await stage.clicks("Ben", "Decline")
    await expect(stage.texts("Acme Plumbing")).to_have_count(1, timeout=PATIENCE)
    await stage.hears("Nobody could pick up")
    await stage.page.set_viewport_size(STAGE_WITH_OFFICE)
    await stage.page.screenshot(path=FOLDER / "stage-missed.png")


async def pages(page: Page, system: System) -> None:
    """The hosted form, and the page it leads to when everybody is busy."""
    for number in (ANA, BEN):
        await system.sandbox.behave(number, auto="busy")
    await page.goto(f"{system.url}/t/acme")
    await page.get_by_label("Phone number").fill("(813) 555-7002")
    await page.get_by_label("Your name").fill("Maria Held")
    await page.get_by_label("What is it about?").fill("leaking boiler")
    for box in await page.get_by_role("checkbox").all():
        await box.check()
    await page.get_by_role("button").focus()
    await page.screenshot(path=FOLDER / "form.png", full_page=True)
    await page.get_by_role("button", name="Ask for a callback").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Nobody could pick up", timeout=PATIENCE)
    await page.screenshot(path=FOLDER / "status.png", full_page=True)


async def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="callback-bot-pictures-") as data_dir:
        settings = staged("embedded", "embedded", data_dir)
        async with running(settings) as system, browsing(CHROMIUM) as browser:
            stage = Stage(page=await _screen(browser, STAGE), system=system)
            await stage.open()
            await connected(stage)
            await missed(stage)
            await pages(await _screen(browser, PAGE), system)


async def _screen(browser: Browser, size: ViewportSize) -> Page:
    """In the business's zone, and at rest: pictures of movement are blurred."""
    return await browser.new_page(
        viewport=size,
        timezone_id="America/New_York",
        reduced_motion="reduce",
    )


if __name__ == "__main__":
    asyncio.run(main())
