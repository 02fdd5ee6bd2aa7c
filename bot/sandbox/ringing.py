"""Rings the numbers of a Dial, lets them screen the call, and joins the first that accepts.

https://www.twilio.com/docs/voice/twiml/number
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Any, Protocol

from bot.sandbox.calls import Bridge, Call, CallStatus, Direction, MachineDetection, StatusCallback
from bot.sandbox.legs import Legs
from bot.sandbox.twiml import Ending, Facts, Script, Verb

E164 = re.compile(r"\+[1-9]\d{6,14}")
INVALID_NUMBER = 13224
INVALID_CALLER_ID = 13214


class Performer(Protocol):
    """Performs scripts on a leg."""

    async def run(self, call: Call, script: Script) -> Ending:
        """A script that may hold every verb."""

    async def screen(self, call: Call, script: Script) -> Ending:
        """What a called person hears before the bridge."""


class Ringing:
    """One performance of a Dial with numbers."""

    def __init__(self, legs: Legs, performer: Performer, call: Call, verb: Verb, script: Script) -> None:
        self._legs = legs
        self._performer = performer
        self._call = call
        self._verb = verb
        self._script = script
        self._children: list[Call] = []
        self._accepted: asyncio.Queue[Call] = asyncio.Queue()

    async def reach(self) -> Bridge | None:
        """The conversation with the first who accepts; None when nobody does."""
        nouns = self._verb.children or (Verb("Number", text=self._verb.text),)
        groups = [(noun,) for noun in nouns] if self._verb.flag("sequential") else [nouns]
        for group in groups:
            if winner := await self._ring_together(group):
                self._hang_up_except(winner)
                bridge = self._legs.join(self._call, winner)
                if winner.released.is_set():
                    bridge.part()
                return bridge
        return None

    def let_go(self) -> None:
        """Everybody who was rung is hung up on, but for whom another document has taken over."""
        self._hang_up_except(None)

    async def settled(self) -> None:
        """Everybody who was rung is gone."""
        await _released(self._children)

    def outcome(self, bridge: Bridge | None) -> Facts:
        """DialCallStatus and its company: https://www.twilio.com/docs/voice/twiml/dial#action"""
        if not self._children:
            return (("DialCallStatus", str(CallStatus.FAILED)), ("DialBridged", "false"))
        child = bridge.other if bridge else self._children[-1]
        elsewhere = not child.over.is_set()
        status = CallStatus.COMPLETED if elsewhere else child.status
        outcome = [("DialCallStatus", str(status)), ("DialCallSid", child.sid)]
        if child.answered_at and not elsewhere:
            outcome.append(("DialCallDuration", str(child.seconds)))
        return (*outcome, ("DialBridged", "true" if bridge else "false"))

    async def _ring_together(self, nouns: tuple[Verb, ...]) -> Call | None:
        children = [child for noun in nouns if (child := self._child(noun))]
        if not children:
            return None
        accepted = asyncio.ensure_future(self._accepted.get())
        given_up = asyncio.ensure_future(_released(children))
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
            detection=self._detection(noun),
        )
        self._legs.world.calls[child.sid] = child
        self._children.append(child)
        self._legs.world.spawn(self._live(child, noun))
        return child

    def _callback(self, noun: Verb) -> StatusCallback | None:
        url = noun.get("statusCallback")
        if not url:
            return None
        events = frozenset(noun.get("statusCallbackEvent", "completed").split())
        method = noun.get("statusCallbackMethod", "POST")
        return StatusCallback(url=self._script.resolve(url), method=method, events=events)

    def _detection(self, noun: Verb) -> MachineDetection | None:
        """Whether the url waits for the verdict the vendor does not say: here it does, and has AnsweredBy."""
        mode, url = noun.get("machineDetection"), noun.get("amdStatusCallback")
        if not mode:
            return None
        return MachineDetection(
            until_beep=mode == "DetectMessageEnd",
            patience=noun.seconds("machineDetectionTimeout", 30),
            callback_url=self._script.resolve(url) if url else "",
            callback_method=noun.get("amdStatusCallbackMethod", "POST"),
        )

    async def _live(self, child: Call, noun: Verb) -> None:
        """The whole life of a called leg."""
        if await self._legs.ring(child):
            await self._legs.attend(child, self._screen(child, noun), self._performer.run)
            self._legs.finish(child, CallStatus.COMPLETED)

    async def _screen(self, child: Call, noun: Verb) -> None:
        """The called person hears the screening alone; a leg that stays after it is ready to talk."""
        await self._legs.detect(child)
        if url := noun.get("url"):
            screening = Script(url=self._script.resolve(url), method=noun.get("method", "POST"))
            if await self._performer.screen(child, screening) is Ending.HANG_UP:
                return
        self._accepted.put_nowait(child)
        await child.over.wait()

    def _hang_up_except(self, winner: Call | None) -> None:
        for child in self._children:
            if child is not winner and not child.released.is_set():
                self._legs.hang_up(child)


async def _released(children: Sequence[Call]) -> None:
    for child in children:
        await child.released.wait()
