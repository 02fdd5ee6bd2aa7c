"""Queues of calls that wait: https://www.twilio.com/docs/voice/api/queue-resource"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.calls import Bridge, Call, new_sid, now
from bot.sandbox.twiml import Script

LONGEST = 1000


def _undecided() -> asyncio.Future[Any]:
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True, kw_only=True, eq=False)
class Place:
    """A leg's place in a queue, and how it is taken: the two sides wait for one another here."""

    call: Call
    queue: Queue
    since: datetime = field(default_factory=now)
    #: Somebody dials the queue and gets this leg: what it shall hear first (None: nothing).
    taken: asyncio.Future[Script | None] = field(default_factory=_undecided)
    #: The leg has heard it and can talk (True), or is gone (False).
    ready: asyncio.Future[bool] = field(default_factory=_undecided)
    #: The conversation, or None when the one who dialled is gone.
    bridged: asyncio.Future[Bridge | None] = field(default_factory=_undecided)

    @property
    def position(self) -> int:
        """1 for who is next."""
        return self.queue.places.index(self) + 1

    def abandon(self) -> None:
        """The leg goes elsewhere, at whatever moment: whoever took it is not left waiting."""
        if not self.ready.done():
            self.ready.set_result(False)
        if not self.bridged.done():
            self.bridged.set_result(None)
        elif bridge := self.bridged.result():
            bridge.part()


@dataclass(slots=True, kw_only=True, eq=False)
class Queue:
    """Legs in the order of their arrival; once made, a queue stays, be it empty."""

    name: str
    longest: int = LONGEST
    sid: str = field(default_factory=lambda: new_sid("QU"))
    places: list[Place] = field(default_factory=list)
    _arrival: asyncio.Event = field(default_factory=asyncio.Event)

    def enter(self, call: Call) -> Place | None:
        """The last place; None when the queue is full."""
        if len(self.places) >= self.longest:
            return None
        place = Place(call=call, queue=self)
        self.places.append(place)
        self._arrival.set()
        return place

    async def take(self, announcement: Script | None) -> Place:
        """Waits for somebody to wait, and takes the first."""
        while not self.places:
            self._arrival.clear()
            await self._arrival.wait()
        place = self.places.pop(0)
        place.taken.set_result(announcement)
        return place

    def leave(self, place: Place) -> None:
        """Gives a place up, wherever in the queue it is."""
        if place in self.places:
            self.places.remove(place)
