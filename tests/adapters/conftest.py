"""A provider that answers what a test tells it to, and keeps what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: str


@dataclass(slots=True)
class ScriptedProvider:
    """Gives each request the next answer, the last one again and again."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    answers: list[tuple[int, Any, dict[str, str]]] = field(default_factory=list)

    def answers_with(self, status: int, content: Any = None, **headers: str) -> None:
        self.answers.append((status, content, {name.replace("_", "-"): v for name, v in headers.items()}))

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(
            Asked(
                method=request.method,
                path=request.path,
                query=request.query_string,
                headers=dict(request.headers),
                body=await request.text(),
            )
        )
        status, content, headers = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        if status == HANG:
            await asyncio.Event().wait()
        if status == BREAK_OFF:
            assert request.transport is not None
            request.transport.abort()
        if content is None:
            return web.Response(status=status, headers=headers)
        if isinstance(content, bytes):
            return web.Response(body=content, status=status, headers=headers)
        return web.json_response(content, status=status, headers=headers)


#: Instead of a status: no answer for ever, or the connection ends.
HANG, BREAK_OFF = 1, 2


@pytest.fixture
async def provider() -> AsyncIterator[ScriptedProvider]:
    scripted = ScriptedProvider()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", scripted.handle)
    server = TestServer(app)
    await server.start_server(shutdown_timeout=0)
    scripted.url = str(server.make_url("")).rstrip("/")
    yield scripted
    await server.close()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened
