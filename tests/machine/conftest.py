"""One house for all examples of a test: what an example leaves behind is swept out before the next."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machine.cast import BUSINESSES
from tests.machine.house import House, opened
from tests.system import settings_for


@pytest.fixture
def house(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[House]:
    waits = {"unknown_after_seconds": 15, "reconcile_seconds": 20}
    settings = settings_for(database_url, redis_url, str(tmp_path), calls=waits, tenants=BUSINESSES)
    with asyncio.Runner() as runner:
        context = opened(settings, runner.get_loop())
        house = runner.run(context.__aenter__())
        try:
            yield house
        finally:
            runner.run(context.__aexit__(None, None, None))
