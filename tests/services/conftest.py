"""A running system for tests of whole flows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.system import ANA, BEN, JO, TIME_SCALE, Run, System, profile, running, settings_for
from tests.trying import Business


@pytest.fixture
async def system(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[System]:
    async with running(settings_for(database_url, redis_url, str(tmp_path))) as it:
        yield it


@pytest.fixture
def trying(database_url: str, redis_url: str, tmp_path: Path) -> Business:
    """Acme with changes. Ana takes every call, Ben none, and Jo does not pick up."""

    @asynccontextmanager
    async def run(**changes: Any) -> AsyncIterator[System]:
        tenants = {"acme": profile(**changes)}
        async with running(settings_for(database_url, redis_url, str(tmp_path), tenants=tenants)) as system:
            await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
            await system.sandbox.behave(BEN, auto="decline")
            await system.sandbox.behave(JO, auto="ignore")
            yield system

    return run


@pytest.fixture
def run(database_url: str, redis_url: str, tmp_path: Path) -> Run:
    """Acme with changes; life passes ``time_scale`` times faster."""

    def start(time_scale: float = TIME_SCALE, **changes: Any) -> AbstractAsyncContextManager[System]:
        settings = settings_for(
            database_url,
            redis_url,
            str(tmp_path),
            tenants={"acme": profile(**changes)},
            sandbox={"time_scale": time_scale},
        )
        return running(settings)

    return start
