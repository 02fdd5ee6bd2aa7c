"""What must hold on every page, wide and narrow, light and dark: nothing sticks out, everybody can use it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.browser.theatre import NARROW, WIDE, Stage
from tests.system import ANA, System

WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: The page of a request renews itself without scripts, which this rule forbids; what the criterion asks for,
#: a way to stop it, is tested in test_pages.
RULES = {"meta-refresh": {"enabled": False}}
Scheme = Literal["light", "dark"]


@pytest.fixture(params=["light", "dark"])
async def painted(request: pytest.FixtureRequest, browser: Browser, system: System) -> AsyncIterator[Stage]:
    """A stage in each colour scheme, with motion reduced so that what is judged has come to rest."""
    scheme: Scheme = request.param
    context = await browser.new_context(color_scheme=scheme, reduced_motion="reduce", viewport=WIDE)
    yield Stage(page=await context.new_page(), system=system)
    await context.close()


async def hold(page: Page, size: ViewportSize) -> None:
    """The laws of every page at this size."""
    await page.set_viewport_size(size)
    widths = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1], f"{page.url.rsplit('/', 1)[0]} is {widths[0]} wide in {widths[1]}"
    options = {"runOnly": WCAG_22_AA, "rules": RULES, "resultTypes": ["violations"]}
    found = await Axe().run(page, options=options)
    assert found.violations_count == 0, found.generate_report()


async def test_the_stage_holds_in_every_scene(painted: Stage) -> None:
    await painted.open()
    for size in (WIDE, NARROW):
        await hold(painted.page, size)
    await painted.writes("hi, can someone call me about a leaking boiler? Jo", "Shall we call you now")
    await hold(painted.page, NARROW)
    await painted.writes("yes, call me now", "Reply AGREE")
    await painted.writes("agree", "ringing our team")
    await expect(painted.control("Ana", "Answer")).to_be_visible()
    await hold(painted.page, WIDE)
    await painted.clicks("Ana", "Answer")
    await expect(painted.phone("Ana").locator(".asked").first).to_be_visible()
    await hold(painted.page, NARROW)
    await painted.presses("Ana", "1")
    await painted.clicks("Jo", "Answer")
    await painted.reaches("Connected")
    for size in (WIDE, NARROW):
        await hold(painted.page, size)


async def test_the_form_and_the_page_of_a_request_hold(painted: Stage) -> None:
    page = painted.page
    await page.goto(f"{painted.system.url}/t/acme")
    for size in (WIDE, NARROW):
        await hold(page, size)
    await page.get_by_role("button", name="Ask for a callback").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    for size in (WIDE, NARROW):
        await hold(page, size)
    await painted.system.sandbox.behave(ANA, auto="ignore")
    await page.get_by_label("Phone number").fill("(813) 555-7002")
    for box in await page.get_by_role("checkbox").all():
        await box.check()
    await page.get_by_role("button", name="Ask for a callback").click()
    await page.wait_for_url("**/r/*")
    for size in (WIDE, NARROW):
        await hold(page, size)


async def test_who_must_answer_is_on_the_screen_of_a_laptop(stage: Stage) -> None:
    """Nobody has to look for the phone that rings."""
    await stage.page.set_viewport_size({"width": 1280, "height": 720})
    await stage.agree()
    await expect(stage.control("Ana", "Answer")).to_be_in_viewport(ratio=1)
