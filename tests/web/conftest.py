"""A running service to knock at; one business is open, others lack this or that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.system import System, profile, running, settings_for

CLOSED: dict[str, list[str]] = {day: [] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
QUEUE = {"queue": "500", "uid": "100@queue.example"}
STRICT = {"thresholds": "off", "cooldown_seconds": 300}


def tenants() -> dict[str, Any]:
    """A business for each case, by what it is like."""
    return {
        "acme": profile(limits=STRICT),
        "queue": profile(
            domains=["queue.example"],
            call_providers=["netsapiens"],
            netsapiens=QUEUE,
            consent={"implied_by_click": True},
            limits=STRICT,
            agents=[],
            voice_number="+18135550002",
            sms_number=None,
            whatsapp_number=None,
        ),
        "nobody": profile(
            domains=["nobody.example"],
            agents=[],
            voice_number="+18135550003",
            sms_number=None,
            whatsapp_number=None,
        ),
        "queueless": profile(
            domains=["queueless.example"],
            call_providers=["netsapiens"],
            agents=[],
            voice_number="+18135550004",
            sms_number=None,
            whatsapp_number=None,
        ),
        "shut": profile(
            domains=["shut.example"],
            hours={**CLOSED, "outside": "notify"},
            voice_number="+18135550005",
            sms_number=None,
            whatsapp_number=None,
        ),
    }


@pytest.fixture
async def system(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[System]:
    settings = settings_for(database_url, redis_url, str(tmp_path), tenants=tenants())
    async with running(settings) as it:
        yield it


@pytest.fixture
async def idle(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[System]:
    """The same without a worker: what is asked for stays as it is."""
    settings = settings_for(database_url, redis_url, str(tmp_path), tenants=tenants())
    async with running(settings, worker=False) as it:
        yield it
