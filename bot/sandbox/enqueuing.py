"""Enqueue: a leg waits, hears what its waitUrl says over and over, and is taken by a Dial or leaves.

https://www.twilio.com/docs/voice/twiml/enqueue
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

from bot.sandbox.calls import Call
from bot.sandbox.legs import Legs
from bot.sandbox.queues import LONGEST, Place, Queue
from bot.sandbox.twiml import PARSE_FAILURE, BadTwiml, Ending, Facts, Script, Verb
from bot.sandbox.vocabulary import ANNOUNCEMENT, HOLD, Vocabulary
from bot.sandbox.webhooks import WebhookFailed

NAME_TOO_SHORT = 14204
NAME_TOO_LONG = 14205
QUEUE_FULL = 14207
LONGEST_NAME = 64
#: The least time between two requests for the waitUrl: a document that says nothing must not spin.
REST_SECONDS = 1.0
Hold = Callable[[Call, Script, Vocabulary], Awaitable[Ending]]


class Result(StrEnum):
    """https://www.twilio.com/docs/voice/twiml/enqueue#attributes-action-queueresult-values"""

    BRIDGED = "bridged"
    BRIDGING = "bridging-in-process"
    ERROR = "error"
    HANG_UP = "hangup"
    LEAVE = "leave"
    REDIRECTED = "redirected"
    REDIRECTED_FROM_BRIDGED = "redirected-from-bridged"
    FULL = "queue-full"


class Enqueue:
    """One performance of the verb on one leg."""

    def __init__(self, legs: Legs, hold: Hold, call: Call, verb: Verb, script: Script) -> None:
        self._legs = legs
        self._world = legs.world
        self._hold = hold
        self._call = call
        self._verb = verb
        self._script = script
        self._place: Place | None = None
        self._waited = 0
        self._talked = False

    async def perform(self) -> Script | Ending | None:
        """Comes back when the leg has left the queue, or after the conversation it was taken for."""
        try:
            result = await self._stay()
        except asyncio.CancelledError:
            self._leave()
            self._tell_of_interruption()
            raise
        self._leave()
        if result is Result.HANG_UP:
            self._tell_when_over(result)
            return Ending.HANG_UP
        return self._after(result) if self._verb.get("action") else None

    async def _stay(self) -> Result:
        name = self._verb.text
        if not 1 <= len(name) <= LONGEST_NAME:
            self._world.warn(NAME_TOO_LONG if name else NAME_TOO_SHORT, "Enqueue: the name of the queue")
            return Result.ERROR
        queue = self._world.queues.setdefault(name, Queue(name=name))
        queue.longest = int(self._verb.seconds("maxQueueSize", LONGEST))
        place = self._place = queue.enter(self._call)
        if place is None:
            self._world.warn(QUEUE_FULL, "Enqueue: the queue is full")
            return Result.FULL
        self._call.queue = name
        self._call.note(f"waits in the queue {name}")
        waiting = asyncio.ensure_future(self._wait(place))
        try:
            ends: set[asyncio.Future[Any]] = {waiting, place.taken}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if not place.taken.done():
                return waiting.result()
        finally:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        return await self._meet(place)

    async def _wait(self, place: Place) -> Result:
        """What the waiting person hears; it ends only when the document says so or cannot be had."""
        url = self._verb.attributes.get("waitUrl")
        if not url:
            self._call.saying = "" if url == "" else "♪"
            self._world.changed()
            await place.call.over.wait()
            return Result.HANG_UP
        while True:
            rest = asyncio.ensure_future(self._world.pause(REST_SECONDS))
            try:
                ending = await self._listen(self._wait_script(place, url), HOLD)
                if ending is not None and ending is not Ending.OUT_OF_VERBS:
                    return Result.LEAVE if ending is Ending.LEAVE else Result.HANG_UP
                if ending is None:
                    return Result.ERROR
                await rest
            finally:
                rest.cancel()

    def _wait_script(self, place: Place, url: str) -> Script:
        waits = [self._world.elapsed(other.since) for other in place.queue.places]
        facts = (
            ("QueueSid", place.queue.sid),
            ("QueuePosition", str(place.position)),
            ("QueueTime", str(int(self._world.elapsed(place.since)))),
            ("AvgQueueTime", str(int(sum(waits) / len(waits)))),
            ("CurrentQueueSize", str(len(waits))),
            ("MaxQueueSize", str(place.queue.longest)),
        )
        method = self._verb.get("waitUrlMethod", "POST")
        return Script(url=self._script.resolve(url), method=method, extra=facts)

    async def _listen(self, script: Script, vocabulary: Vocabulary) -> Ending | None:
        """None when the document cannot be had or read."""
        try:
            return await self._hold(self._call, script, vocabulary)
        except (WebhookFailed, BadTwiml) as failed:
            code = failed.code if isinstance(failed, WebhookFailed) else PARSE_FAILURE
            self._world.warn(code, f"{script.url}: {failed}")
            return None

    async def _meet(self, place: Place) -> Result:
        """The leg was taken: it hears the announcement, and talks. An announcement that cannot be had is left
        out: the vendor's 14211 does not say that the two are kept apart for it.
        """
        self._leave()
        announcement = place.taken.result()
        if announcement:
            facts = (("QueueSid", place.queue.sid), ("QueueTime", str(self._waited)), *announcement.extra)
            told = Script(url=announcement.url, method=announcement.method, extra=facts)
            await self._listen(told, ANNOUNCEMENT)
        place.ready.set_result(True)
        await asyncio.wait({place.bridged})
        bridge = place.bridged.result()
        if bridge is None:
            return Result.BRIDGING
        self._talked = True
        await bridge.parted.wait()
        return Result.BRIDGED

    def _leave(self) -> None:
        """The leg waits no more; said once or twice."""
        place = self._place
        if place is None or not self._call.queue:
            return
        place.queue.leave(place)
        self._waited = int(self._world.elapsed(place.since))
        self._call.queue = self._call.saying = ""
        self._world.changed()

    def _tell_of_interruption(self) -> None:
        """Whoever hung up or was led elsewhere hears no answer of the action; the action hears of them."""
        if self._place:
            self._place.abandon()
        if self._call.leaving:
            self._tell_when_over(Result.BRIDGED if self._talked else Result.HANG_UP)
        elif self._verb.get("action"):
            action = self._after(Result.REDIRECTED_FROM_BRIDGED if self._talked else Result.REDIRECTED)
            params = self._legs.params(self._call) | dict(action.extra)
            self._legs.webhooks.tell(self._call.sid, action.url, action.method, params)

    def _tell_when_over(self, result: Result) -> None:
        if self._verb.get("action"):
            self._world.spawn(self._legs.tell_when_over(self._call, self._after(result)))

    def _after(self, result: Result) -> Script:
        facts: Facts = (("QueueResult", str(result)),)
        if self._place:
            facts += (("QueueSid", self._place.queue.sid), ("QueueTime", str(self._waited)))
        return self._script.after(self._verb, facts)
