"""A browser and a stage for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.browser.theatre import WIDE, Stage, browsing, staged
from tests.system import System, running


@pytest.fixture
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    async with browsing(chromium_path) as it:
        yield it


@pytest.fixture
async def system(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[System]:
    async with running(staged(database_url, redis_url, str(tmp_path))) as it:
        yield it


@pytest.fixture
async def stage(system: System, browser: Browser) -> Stage:
    stage = Stage(page=await browser.new_page(viewport=WIDE), system=system)
    await stage.open()
    return stage
