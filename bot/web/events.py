"""The live story of one callback, for its customer: every step of every leg, as it happens.

What is told is read from the store; a signal only says when to look. So any process can tell it, a client
that comes back misses nothing, and a lost signal costs seconds.
"""

from __future__ import annotations

from aiohttp import web

from bot.domain.callback import Callback
from bot.domain.timeline import Entry
from bot.web.api import callback_of, story_for, wire_status, wire_time
from bot.web.languages import language_of
from bot.web.services import SERVICES, STREAMS
from bot.web.story import Step, Story
from bot.web.streams import Stream, event, last_seen


async def events(request: web.Request) -> web.StreamResponse:
    """``GET /api/v1/callbacks/{id}/events?token=``: ``step`` for each step, ``status`` after them."""
    tenant, callback = await callback_of(request)
    seen = last_seen(request)
    callback, entries = await _news(request, callback, seen)
    if seen and not entries and not callback.status.live:
        return web.Response(status=204)  # tells an EventSource to stop reconnecting
    language = language_of(request, tenant, callback.language)
    telling = _Telling(story_for(request, tenant, language), seen)
    async with request.app[STREAMS].open(request) as (response, stream):
        await telling.tell(stream, callback, entries)
        changes = request.app[SERVICES].office.live.changes(str(callback.callback_id))
        while callback.status.live:
            await anext(changes)
            callback, entries = await _news(request, callback, telling.seen)
            await telling.tell(stream, callback, entries)
            await stream.keep_alive()
    return response


class _Telling:
    """How far the story was told on one stream."""

    def __init__(self, story: Story, seen: int) -> None:
        self._story, self.seen = story, seen
        self._last: dict[str, object] = {}

    async def tell(self, stream: Stream, callback: Callback, entries: list[Entry]) -> None:
        for step in self._story.steps(entries, self._story.zone(callback)):
            await stream.send(event("step", _wire(step), seq=step.seq))
        self.seen = max([self.seen, *(entry.seq for entry in entries)])
        standing = wire_status(self._story, callback)
        if standing != self._last:
            await stream.send(event("status", standing, seq=self.seen))
            self._last = standing


async def _news(request: web.Request, callback: Callback, after: int) -> tuple[Callback, list[Entry]]:
    """The callback, and what was added to its timeline; never a final callback without its last entry."""
    async with request.app[SERVICES].office.store.transaction(callback.tenant_id) as tx:
        now = await tx.callbacks.read(callback.callback_id) or callback
        return now, list(await tx.timeline.of(callback.callback_id, after))


def _wire(step: Step) -> dict[str, object]:
    return {
        "seq": step.seq,
        "at": wire_time(step.at),
        "status": step.status.value,
        "step": step.kind,
        "message": step.sentence,
    }
