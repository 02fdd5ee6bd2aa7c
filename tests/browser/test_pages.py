"""The hosted form and the page of one request, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.theatre import WIDE
from tests.system import ANA, BEN, System


@pytest.fixture
async def plain(browser: Browser, system: System) -> AsyncIterator[Page]:
    """The form in a browser that runs no scripts."""
    context = await browser.new_context(java_script_enabled=False, viewport=WIDE)
    page = await context.new_page()
    await page.goto(f"{system.url}/t/acme")
    yield page
    await context.close()


async def ask(page: Page, *, phone: str = "(813) 555-7002", agreed: bool = True) -> None:
    await page.get_by_label("Phone number").fill(phone)
    await page.get_by_label("Your name").fill("Maria Held")
    await page.get_by_label("What is it about?").fill("leaking boiler")
    for box in await page.get_by_role("checkbox").all():
        await box.set_checked(agreed)
    await page.get_by_role("button", name="Ask for a callback").click()


async def test_each_fault_stands_beside_its_field_and_what_was_typed_is_kept(plain: Page) -> None:
    await ask(plain, phone="813 555 01", agreed=False)
    await expect(plain.get_by_role("alert")).to_contain_text("3 things need your attention")
    phone = plain.get_by_label("Phone number")
    await expect(phone).to_have_value("813 555 01")
    await expect(phone).to_have_attribute("aria-invalid", "true")
    await expect(phone).to_have_accessible_description(re.compile("does not seem complete"))
    await expect(plain.get_by_label("Your name")).to_have_value("Maria Held")
    await plain.get_by_role("link", name="We may only call you if you agree").click()
    await expect(plain.get_by_role("checkbox").first).to_be_focused()


async def test_a_good_form_leads_to_the_page_of_the_request(plain: Page, system: System) -> None:
    await system.sandbox.behave(ANA, auto="ignore")
    await ask(plain)
    await plain.wait_for_url("**/r/*")
    await expect(plain.get_by_role("heading", level=1)).to_have_text("Ringing our team")
    await expect(plain.get_by_role("listitem").filter(has_text="You asked for a callback.")).to_have_count(1)
    await expect(plain.get_by_text("ends in 02")).to_be_visible()
    await plain.get_by_role("link", name="Keep it still").click()
    await expect(plain.locator("meta[http-equiv=refresh]")).to_have_count(0)
    await plain.get_by_role("link", name="Let this page renew itself").click()
    await expect(plain.locator("meta[http-equiv=refresh]")).to_have_count(1)
    assert "7002" not in plain.url
    assert "7002" not in await plain.content()


async def test_nobody_free_can_be_answered_with_another_time_and_then_with_a_no(
    plain: Page, system: System
) -> None:
    await system.sandbox.behave(ANA, auto="busy")
    await system.sandbox.behave(BEN, auto="busy")
    await ask(plain)
    await system.reaches("missed")
    heading = plain.get_by_role("heading", level=1)
    await expect(heading).to_have_text("Nobody could pick up")
    await plain.get_by_label("Another time").select_option(index=2)
    await plain.get_by_role("button", name="Move the call").click()
    await expect(heading).to_have_text("Your callback is booked")
    await plain.get_by_role("button", name="Do not call me").click()
    await expect(heading).to_have_text("Called off")
    assert await system.status() == "cancelled"
