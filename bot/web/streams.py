"""Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from time import monotonic

from aiohttp import web

from bot.storage import StorageAway

#: Proxies close what is silent for a minute or even half.
HEARTBEAT_SECONDS = 15.0
HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    # nginx would hold events back until its buffer is full.
    "X-Accel-Buffering": "no",
}


def event(name: str, data: Mapping[str, object], *, seq: int | None = None) -> bytes:
    """One event; ``seq`` comes back as ``Last-Event-ID`` when the client reconnects."""
    lines = [f"id: {seq}"] if seq is not None else []
    lines += [f"event: {name}", f"data: {json.dumps(data, separators=(',', ':'), ensure_ascii=False)}"]
    return ("\n".join(lines) + "\n\n").encode()


def last_seen(request: web.Request) -> int:
    """``Last-Event-ID`` of a client that comes back; 0 for a new one, or for one that sends no number."""
    given = request.headers.get("Last-Event-ID", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0


class Stream:
    """One open stream."""

    def __init__(self, response: web.StreamResponse) -> None:
        self._response = response
        self._wrote_at = monotonic()

    async def send(self, chunk: bytes) -> None:
        await self._response.write(chunk)
        self._wrote_at = monotonic()

    async def keep_alive(self) -> None:
        """A comment when nothing was said for long."""
        if monotonic() - self._wrote_at >= HEARTBEAT_SECONDS:
            await self.send(b": still here\n\n")


class Streams:
    """The streams of this process, to be ended when it stops: clients reconnect elsewhere."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    @asynccontextmanager
    async def open(self, request: web.Request) -> AsyncIterator[tuple[web.StreamResponse, Stream]]:
        """A prepared stream; it ends quietly when the client or the database leaves, or the process stops."""
        task = asyncio.current_task()
        response = web.StreamResponse(headers=HEADERS)
        await response.prepare(request)
        if task:
            self._tasks.add(task)
        try:
            yield response, Stream(response)
        except (ConnectionResetError, StorageAway):
            pass  # its answer has begun, so it can only end; a client that is still there comes back
        finally:
            if task:
                self._tasks.discard(task)

    async def end_all(self, _: web.Application) -> None:
        """On shutdown."""
        for task in tuple(self._tasks):
            task.cancel()
