"""Takes the first who waits in the queue of a Dial: https://www.twilio.com/docs/voice/twiml/queue"""

from __future__ import annotations

import asyncio

from bot.sandbox.calls import Bridge, Call, CallStatus
from bot.sandbox.legs import Legs
from bot.sandbox.queues import Place
from bot.sandbox.twiml import Facts, Script, Verb

#: The vendor's debugger has no code of its own for it.
NO_SUCH_QUEUE = 20404


class Dequeuing:
    """One performance of a Dial with a Queue."""

    def __init__(self, legs: Legs, call: Call, verb: Verb, script: Script) -> None:
        self._legs = legs
        self._call = call
        self._noun = next(noun for noun in verb.children if noun.name == "Queue")
        self._patience = legs.world.scaled(verb.seconds("timeout", 30))
        self._script = script
        self._queue = legs.world.queues.get(self._noun.text)
        self._place: Place | None = None

    async def reach(self) -> Bridge | None:
        """The conversation with who has waited longest; an empty queue is waited at until the timeout.

        The vendor does not say what becomes of a Dial whose partner hangs up during the announcement;
        here it ends like one that found nobody.
        """
        if self._queue is None:
            self._legs.world.warn(NO_SUCH_QUEUE, "Dial: there is no such queue")
            return None
        try:
            async with asyncio.timeout(self._patience):
                place = self._place = await self._queue.take(self._announcement)
        except TimeoutError:
            return None
        await asyncio.wait({place.ready})
        if place.bridged.done():
            return None
        bridge = self._legs.join(self._call, place.call)
        place.bridged.set_result(bridge)
        return bridge

    @property
    def _announcement(self) -> Script | None:
        url = self._noun.get("url")
        if not url:
            return None
        extra = (("DequeingCallSid", self._call.sid),)  # the vendor's spelling
        return Script(url=self._script.resolve(url), method=self._noun.get("method", "POST"), extra=extra)

    def let_go(self) -> None:
        """Who was taken, but not talked to yet, learns that nobody is there."""
        if self._place and not self._place.bridged.done():
            self._place.bridged.set_result(None)

    async def settled(self) -> None:
        """Nothing to wait for: the other leg goes its own way."""

    def outcome(self, bridge: Bridge | None) -> Facts:
        """How it went. The vendor documents no status of an empty queue (here no-answer, as of a phone that
        nobody picks up) nor of one that does not exist beyond "an error status" (here failed); and what
        DialCallSid and DialCallDuration are of a queue: here the leg that waited, and the conversation.
        """
        if bridge is None or self._place is None:
            status = CallStatus.NO_ANSWER if self._queue else CallStatus.FAILED
            return (("DialCallStatus", str(status)), ("DialBridged", "false"))
        waited = self._legs.world.elapsed(self._place.since, bridge.joined_at)
        return (
            ("DialCallStatus", str(CallStatus.COMPLETED)),
            ("DialCallSid", bridge.other.sid),
            ("DialCallDuration", str(bridge.seconds)),
            ("DialBridged", "true"),
            ("QueueSid", self._place.queue.sid),
            ("QueueTime", str(round(waited))),
            ("DequeingCallSid", self._call.sid),
        )
