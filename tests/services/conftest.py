"""A running system for tests of whole flows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.system import System, running, settings_for


@pytest.fixture
async def system(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[System]:
    async with running(settings_for(database_url, redis_url, str(tmp_path))) as it:
        yield it
