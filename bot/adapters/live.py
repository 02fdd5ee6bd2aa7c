"""Live status: a word over Valkey wakes whoever watches, in whatever process. Lost words become polling."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

CHANNEL = "live"
#: Watchers of everything (the stage, the board) wait under this name.
EVERYTHING = "*"
POLL_SECONDS = 3.0
RECONNECT_SECONDS = 1.0


class ValkeyLive:
    """See ``bot.ports.LiveStatus``. One subscription a process, however many watch."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._watchers: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._closing = False

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Hear the other processes while the context is open."""
        listener = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            # The client may take a cancellation for a broken connection and go on; the flag it cannot miss.
            self._closing = True
            listener.cancel()
            with suppress(asyncio.CancelledError):
                await listener

    async def publish(self, callback_id: str) -> None:
        # Watchers of this process need no Valkey to hear of it.
        self._wake(callback_id)
        try:
            async with asyncio.timeout(0.25):
                await self._client.publish(CHANNEL, callback_id)
        except (RedisError, OSError, TimeoutError):
            log.debug("live status not published", action="live_lost")

    async def changes(self, callback_id: str) -> AsyncIterator[None]:
        woken = asyncio.Event()
        self._watchers[callback_id].add(woken)
        # What changed while the reader was not waiting yet is seen at once.
        woken.set()
        try:
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_SECONDS):
                        await woken.wait()
                woken.clear()
                yield
        finally:
            self._watchers[callback_id].discard(woken)
            if not self._watchers[callback_id]:
                del self._watchers[callback_id]

    async def _listen(self) -> None:
        while not self._closing:
            try:
                async with self._client.pubsub(ignore_subscribe_messages=True) as subscription:
                    await subscription.subscribe(CHANNEL)
                    while not self._closing:
                        message = await subscription.get_message(timeout=RECONNECT_SECONDS)
                        if message:
                            self._wake(message["data"].decode())
            except (RedisError, OSError):
                await asyncio.sleep(RECONNECT_SECONDS)

    def _wake(self, callback_id: str) -> None:
        for name in (callback_id, EVERYTHING):
            for woken in self._watchers.get(name, ()):
                woken.set()
