"""Dial: rings other phones, lets them screen the call, and bridges the first that accepts.

https://www.twilio.com/docs/voice/twiml/dial and /docs/voice/twiml/number
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox.calls import Call, CallStatus, Direction, MachineDetection, StatusCallback, now
from bot.sandbox.legs import Legs
from bot.sandbox.tape import announce, facts
from bot.sandbox.twiml import Ending, Script, Verb

E164 = re.compile(r"\+[1-9]\d{6,14}")
INVALID_NUMBER = 13224
INVALID_CALLER_ID = 13214
Run = Callable[[Call, Script], Awaitable[Ending]]
Facts = tuple[tuple[str, str], ...]


class Dial:
    """One performance of the verb on one leg."""

    def __init__(self, legs: Legs, run: Run, call: Call, verb: Verb, script: Script) -> None:
        self._legs = legs
        self._run = run
        self._call = call
        self._verb = verb
        self._script = script
        self._children: list[Call] = []
        self._accepted: asyncio.Queue[Call] = asyncio.Queue()
        self._tape: Facts = ()

    async def perform(self) -> Script | None:
        """Comes back when the conversation is over, with the action's document if there is one."""
        try:
            winner = await self._reach()
            if winner:
                await self._bridge(winner)
        except asyncio.CancelledError:
            if self._call.leaving and self._verb.get("action"):
                self._legs.world.spawn(self._tell_action())
            raise
        finally:
            self._hang_up_except(None)
        await asyncio.gather(*(child.over.wait() for child in self._children))
        return self._script.after(self._verb, self._outcome()) if self._verb.get("action") else None

    async def _reach(self) -> Call | None:
        nouns = self._verb.children or (Verb("Number", text=self._verb.text),)
        groups = [(noun,) for noun in nouns] if self._verb.flag("sequential") else [nouns]
        for group in groups:
            if winner := await self._ring_together(group):
                return winner
        return None

    async def _ring_together(self, nouns: tuple[Verb, ...]) -> Call | None:
        lives = [
            self._legs.world.spawn(self._live(child, noun)) for noun in nouns if (child := self._child(noun))
        ]
        if not lives:
            return None
        accepted = asyncio.ensure_future(self._accepted.get())
        given_up = asyncio.ensure_future(asyncio.wait(lives))
        try:
            waiting: set[asyncio.Future[Any]] = {accepted, given_up}
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            return accepted.result() if accepted.done() else None
        finally:
            accepted.cancel()
            given_up.cancel()

    def _child(self, noun: Verb) -> Call | None:
        to, caller = re.sub(r"[ ().-]", "", noun.text), self._verb.get("callerId") or self._call.caller
        if not E164.fullmatch(to):
            self._legs.world.warn(INVALID_NUMBER, "Dial: the number cannot be dialled")
            return None
        if caller not in self._legs.world.numbers and caller != self._call.caller:
            self._legs.world.warn(INVALID_CALLER_ID, "Dial: callerId is not a number of the account")
            return None
        child = Call(
            to=to,
            caller=caller,
            direction=Direction.DIAL,
            parent=self._call,
            ring_seconds=self._verb.seconds("timeout", 30),
            callback=self._callback(noun),
            detection=_detection(noun),
        )
        self._legs.world.calls[child.sid] = child
        self._children.append(child)
        return child

    def _callback(self, noun: Verb) -> StatusCallback | None:
        url = noun.get("statusCallback")
        if not url:
            return None
        events = frozenset(noun.get("statusCallbackEvent", "completed").split())
        method = noun.get("statusCallbackMethod", "POST")
        return StatusCallback(url=self._script.resolve(url), method=method, events=events)

    async def _live(self, child: Call, noun: Verb) -> None:
        """The whole life of a called leg."""
        if await self._legs.ring(child):
            await self._legs.detect(child)
            url = noun.get("url")
            screening = Script(
                url=self._script.resolve(url) if url else "", method=noun.get("method", "POST")
            )
            await self._legs.attend(child, screening, self._screen)
            self._legs.finish(child, CallStatus.COMPLETED)

    async def _screen(self, child: Call, screening: Script) -> None:
        """The called person hears the screening alone; a leg that stays after it is ready to talk."""
        if screening.url and await self._run(child, screening) is Ending.HANG_UP:
            return
        self._accepted.put_nowait(child)
        await child.over.wait()

    async def _bridge(self, child: Call) -> None:
        call, started = self._call, now()
        self._hang_up_except(child)
        self._legs.pick_up(call)
        call.bridged_to, child.bridged_to = child, call
        for leg in (call, child):
            leg.note("connected")
        self._legs.world.changed()
        try:
            await self._talk(child)
        finally:
            call.bridged_to = None
            self._legs.world.changed()
            if self._verb.get("record", "do-not-record") not in ("do-not-record", "false"):
                tape = self._legs.world.record(call, "DialVerb", started)
                self._tape = facts(self._legs.world, tape)
                announce(self._legs, tape, self._verb, self._script)

    async def _talk(self, child: Call) -> None:
        """Until the called person leaves, the time is up, or the caller presses star where that ends it."""
        ends: list[asyncio.Future[Any]] = [asyncio.ensure_future(child.over.wait())]
        if self._verb.flag("hangupOnStar"):
            ends.append(asyncio.ensure_future(_star(self._call)))
        limit = self._legs.world.scaled(self._verb.seconds("timeLimit", 14_400))
        try:
            await asyncio.wait(ends, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()

    def _hang_up_except(self, winner: Call | None) -> None:
        for child in self._children:
            if child is not winner and not child.over.is_set():
                self._legs.hang_up(child)

    async def _tell_action(self) -> None:
        """The caller has gone: the action still hears how it ended."""
        await asyncio.gather(*(child.over.wait() for child in self._children))
        await self._legs.tell_when_over(self._call, self._script.after(self._verb, self._outcome()))

    def _outcome(self) -> Facts:
        """DialCallStatus and its company: https://www.twilio.com/docs/voice/twiml/dial#attributes-action"""
        if not self._children:
            return (("DialCallStatus", str(CallStatus.FAILED)), ("DialBridged", "false"))
        bridged = next((child for child in self._children if child.bridged_to), None)
        child = bridged or self._children[-1]
        outcome = [("DialCallStatus", str(child.status)), ("DialCallSid", child.sid)]
        if child.answered_at:
            outcome.append(("DialCallDuration", str(child.seconds)))
        return (*outcome, ("DialBridged", "true" if bridged else "false"), *self._tape)


async def _star(call: Call) -> None:
    while await call.keys.get() != "*":
        pass


def _detection(noun: Verb) -> MachineDetection | None:
    mode = noun.get("machineDetection")
    return MachineDetection(until_beep=mode == "DetectMessageEnd") if mode else None
