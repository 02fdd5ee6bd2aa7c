"""Dial: reaches somebody, lets the two talk, and tells how it went. https://www.twilio.com/docs/voice/twiml/dial"""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from bot.sandbox.calls import Bridge, Call
from bot.sandbox.dequeuing import Dequeuing
from bot.sandbox.legs import Legs
from bot.sandbox.ringing import Performer, Ringing
from bot.sandbox.tape import announce, facts
from bot.sandbox.twiml import Facts, Script, Verb
from bot.sandbox.world import Recording


class Reach(Protocol):
    """A way to find somebody to talk to."""

    async def reach(self) -> Bridge | None:
        """The conversation; None when there is none to be had."""

    def let_go(self) -> None:
        """The Dial is over, however it ended."""

    async def settled(self) -> None:
        """Waits until the outcome is known."""

    def outcome(self, bridge: Bridge | None) -> Facts:
        """What the action is told."""


class Dial:
    """One performance of the verb on one leg."""

    def __init__(self, legs: Legs, performer: Performer, call: Call, verb: Verb, script: Script) -> None:
        self._legs = legs
        self._call = call
        self._verb = verb
        self._script = script
        self._bridge: Bridge | None = None
        self._told: Facts = ()
        queued = any(noun.name == "Queue" for noun in verb.children)
        self._way: Reach = (
            Dequeuing(legs, call, verb, script) if queued else Ringing(legs, performer, call, verb, script)
        )

    async def perform(self) -> Script | None:
        """Comes back when the conversation is over, with the action's document if there is one."""
        try:
            self._bridge = await self._way.reach()
            if self._bridge:
                await self._talk(self._bridge)
        except asyncio.CancelledError:
            if self._call.leaving and self._verb.get("action"):
                self._legs.world.spawn(self._tell_action())
            raise
        finally:
            self._way.let_go()
        await self._way.settled()
        return self._script.after(self._verb, self._outcome()) if self._verb.get("action") else None

    async def _talk(self, bridge: Bridge) -> None:
        """Until either leaves, the time is up, or the caller presses star where that ends it."""
        ends: list[asyncio.Future[Any]] = [asyncio.ensure_future(bridge.parted.wait())]
        if self._verb.flag("hangupOnStar"):
            ends.append(asyncio.ensure_future(_star(self._call)))
        limit = self._legs.world.scaled(self._verb.seconds("timeLimit", 14_400))
        tape = self._record()
        try:
            await asyncio.wait(ends, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()
            bridge.part()
            self._legs.world.changed()
            if tape:
                tape.stop(self._legs.world.elapsed(tape.created_at))
                self._told = facts(self._legs.world, tape)
                announce(self._legs, tape, self._verb, self._script)

    def _record(self) -> Recording | None:
        if self._verb.get("record", "do-not-record") in ("do-not-record", "false"):
            return None
        tape = self._legs.world.record(self._call, "DialVerb")
        announce(self._legs, tape, self._verb, self._script)
        return tape

    async def _tell_action(self) -> None:
        """The caller has gone: the action still hears how it ended."""
        await self._way.settled()
        await self._legs.tell_when_over(self._call, self._script.after(self._verb, self._outcome()))

    def _outcome(self) -> Facts:
        return (*self._way.outcome(self._bridge), *self._told)


async def _star(call: Call) -> None:
    while await call.keys.get() != "*":
        pass
