"""A PBX for tests: each form of handing over, and the sandbox to hand over to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
import jsonschema
import pytest
from aiohttp.test_utils import TestServer

from bot.adapters.netsapiens.api import HandOverForm, NetsapiensPbx, PbxMode
from bot.domain.handover import HandOver
from bot.domain.phone import E164
from bot.sandbox import SandboxConfig, create_app

ORDER = HandOver(reference="5f0c" * 8, queue="500", uid="201@acme.example", destination=E164("+18135557001"))
OTHER = replace(ORDER, reference="77aa" * 8, destination=E164("+18135557002"))
LEGACY = {"mode": PbxMode.LEGACY}
QUEUE = {"mode": PbxMode.V2, "form": HandOverForm.QUEUE}
CALL = {"mode": PbxMode.V2, "form": HandOverForm.CALL}
FORMS = pytest.mark.parametrize("form", [LEGACY, QUEUE, CALL], ids=["legacy", "v2-queue", "v2-call"])
V2_FORMS = pytest.mark.parametrize("form", [QUEUE, CALL], ids=["v2-queue", "v2-call"])
ASKED_AT = datetime(2026, 3, 9, 14, 0, tzinfo=UTC)
#: Far slower than life: whatever was queued is still there. And far faster: all of it is over.
STANDING, RACING = 0.001, 100_000.0

Form = dict[str, Any]


def pbx(session: aiohttp.ClientSession, url: str, **more: Any) -> NetsapiensPbx:
    return NetsapiensPbx(session, url=url, token="secret", **more)


@asynccontextmanager
async def sandboxed(time_scale: float = STANDING) -> AsyncIterator[TestServer]:
    """A sandbox whose time passes so much faster than life."""
    config = SandboxConfig(
        account_sid="AC" + "0" * 32, auth_token="token", ns_token="secret", time_scale=time_scale
    )
    async with TestServer(create_app(config)) as server:
        yield server


def at(server: TestServer) -> str:
    return str(server.make_url("/ns-api/"))


async def taken(session: aiohttp.ClientSession, server: TestServer) -> int:
    """How many hand-overs the PBX accepted."""
    async with session.get(server.make_url("/control/state")) as answer:
        return sum(asked["status"] < 300 for asked in (await answer.json())["ns"])


async def misbehave(session: aiohttp.ClientSession, server: TestServer, on: str, do: str) -> None:
    async with session.post(server.make_url("/control/misbehave"), json={"on": on, "do": do}) as answer:
        assert answer.status == 200, await answer.text()


def check(description: Any, schema: Any, value: Any) -> None:
    """Raises when the value is not what the schema of the description allows."""
    jsonschema.validate(value, {**schema, "components": description["components"]})
