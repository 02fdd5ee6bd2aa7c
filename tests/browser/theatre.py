"""The service as ``make run`` serves it, with its stage at ``/``, and the browser it is watched in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect

from bot.config import Settings
from tests.system import System, free_port, settings_for

#: Fast enough for a test, slow enough to pick up: a ring of 20 s lasts 5 s.
TIME_SCALE = 4.0
#: Longest wait for what the service does by itself, in milliseconds.
PATIENCE = 15_000
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
)
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 400, "height": 800}


@asynccontextmanager
async def browsing(chromium_path: str) -> AsyncIterator[Browser]:
    """A browser with a fresh profile, which asks nobody but us for anything."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=QUIET)
        try:
            yield browser
        finally:
            await browser.close()


def staged(database_url: str, redis_url: str, data_dir: str, **sections: Any) -> Settings:
    """Settings with the sandbox below the service's own address, as ``make run`` has it."""
    port = free_port()
    sandbox_url = f"http://127.0.0.1:{port}/sandbox"
    return settings_for(
        database_url,
        redis_url,
        data_dir,
        server={"port": port},
        sandbox={"time_scale": TIME_SCALE},
        twilio={"api_url": sandbox_url},
        netsapiens={"url": f"{sandbox_url}/ns-api/"},
        **sections,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The page with the phones, played as a person does: by reading, clicking and typing."""

    page: Page
    system: System

    @property
    def headline(self) -> Locator:
        """What happens, in one sentence."""
        return self.page.locator("#centre-title")

    @property
    def story(self) -> Locator:
        """The service's side: status and timeline of the latest callbacks."""
        return self.page.get_by_role("region", name="The service")

    @property
    def status(self) -> Locator:
        """Status of the newest callback."""
        return self.story.locator(".status").first

    def phone(self, name: str) -> Locator:
        return self.page.get_by_role("article", name=re.compile(rf"^{re.escape(name)},"))

    def texts(self, name: str) -> Locator:
        """What this phone received, oldest first."""
        return self.phone(name).locator(".bubble.theirs p")

    def control(self, name: str, words: str) -> Locator:
        return self.phone(name).get_by_role("button", name=words, exact=True)

    def box(self, name: str) -> Locator:
        """Where this phone's owner writes."""
        return self.phone(name).get_by_label("Message", exact=True)

    async def open(self) -> None:
        await self.page.goto(self.system.url)
        await expect(self.phone("Ana")).to_be_visible()

    async def writes(self, text: str, answer: str, *, name: str = "Jo") -> None:
        """Types a message, sends it and waits for an answer that contains these words."""
        await self.box(name).fill(text)
        await self.control(name, "Send").click()
        await self.hears(answer, name=name)

    async def hears(self, words: str, *, name: str = "Jo") -> None:
        await expect(self.texts(name).last).to_contain_text(words, timeout=PATIENCE)

    async def clicks(self, name: str, words: str) -> None:
        await self.control(name, words).click(timeout=PATIENCE)

    async def presses(self, name: str, key: str) -> None:
        """Presses a key that the voice asks for; one pressed before it speaks would be lost."""
        await self.phone(name).locator(".asked", has_text=key).click(timeout=PATIENCE)

    async def agree(self) -> None:
        """The shortest talk: three messages from the customer."""
        await self.writes("hi, can someone call me about a leaking boiler? Jo", "Shall we call you now")
        await self.writes("yes", "Reply AGREE")
        await self.writes("agree", "ringing our team")

    async def connect(self) -> None:
        """Ana answers and presses 1, Jo answers, and they talk."""
        await self.clicks("Ana", "Answer")
        await self.presses("Ana", "1")
        await self.clicks("Jo", "Answer")
        await expect(self.headline).to_have_text("Ana and Jo are talking", timeout=PATIENCE)
        await self.reaches("Connected")

    async def reaches(self, status: str) -> None:
        """Wait until the newest callback is shown with this status."""
        await expect(self.status).to_have_text(status, timeout=PATIENCE)
