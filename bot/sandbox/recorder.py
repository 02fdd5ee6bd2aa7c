"""Record: keeps what is said after the beep. https://www.twilio.com/docs/voice/twiml/record"""

from __future__ import annotations

import asyncio

from bot.sandbox.calls import Call
from bot.sandbox.legs import Legs, spoken_seconds
from bot.sandbox.tape import announce, facts
from bot.sandbox.transcription import LONGEST, transcribe
from bot.sandbox.twiml import Script, Verb

ANY_KEY = "1234567890*#"


class Recorder:
    """One performance of the verb on one leg.

    What is said is on the tape whole, even if the phone hangs up before it could have been spoken: who
    plays a phone types faster than people talk.
    """

    def __init__(self, legs: Legs, call: Call, verb: Verb, script: Script) -> None:
        self._legs = legs
        self._world = legs.world
        self._call = call
        self._verb = verb
        self._script = script
        self._tape = legs.world.record(call, "RecordVerb")
        self._longest = verb.seconds("maxLength", LONGEST if verb.flag("transcribe") else 3600)
        self._words: list[str] = []
        self._clock = asyncio.get_running_loop().time
        #: When the voice falls silent, on the loop's clock.
        self._silent_at = self._began = self._clock()

    async def perform(self) -> Script:
        """A key, silence, the length or hanging up ends it; comes back with the action's document."""
        call = self._call
        if self._verb.get("playBeep", "true") == "true":
            call.note("hears: beep")
        call.saying = "Recording. Press a key when you have finished."
        microphone = call.microphone = asyncio.Queue()
        call.keys = asyncio.Queue()  # what was pressed before the beep ends nothing
        if words := self._world.phone(call.phone_number).behaviour.speak:
            self._legs.speak(call, words)
        announce(self._legs, self._tape, self._verb, self._script)
        self._world.changed()
        key = "hangup"
        try:
            key = await self._listen(microphone)
        finally:
            call.saying, call.microphone = "", None
            self._world.changed()
            action = self._finish(key)
            if call.leaving and self._verb.get("action"):
                self._world.spawn(self._legs.tell_when_over(call, action))
        return action

    async def _listen(self, microphone: asyncio.Queue[str]) -> str:
        """The key that ended it; empty for silence and for the full length."""
        finish = self._verb.get("finishOnKey", ANY_KEY)
        silence = self._world.scaled(self._verb.seconds("timeout", 5)) or float("inf")
        end = self._began + self._world.scaled(self._longest)
        while True:
            patience = min(end, self._silent_at + silence) - self._clock()
            heard = await _first(self._call.keys, microphone, patience)
            if heard is None:
                return ""
            source, text = heard
            if source is microphone:
                self._hear(text)
            elif text in finish:
                return text

    def _hear(self, words: str) -> None:
        self._silent_at = max(self._silent_at, self._clock()) + self._world.scaled(spoken_seconds(words))
        self._words.append(words)

    def _finish(self, key: str) -> Script:
        """The action is told the whole length; the tape itself, trimmed, is as long as what was said.

        https://www.twilio.com/docs/voice/twiml/record#request-parameters
        """
        text = " ".join(filter(None, self._words))
        whole = max(self._clock(), self._silent_at) - self._began
        length = min(whole * self._world.config.time_scale, self._longest)
        trimmed = self._verb.get("trim", "trim-silence") == "trim-silence"
        self._tape.stop(min(spoken_seconds(text), self._longest) if trimmed else length)
        announce(self._legs, self._tape, self._verb, self._script)
        if self._verb.flag("transcribe"):
            transcribe(self._legs, self._tape, text, self._callback())
        told = facts(self._world, self._tape, seconds=max(self._tape.seconds, round(length)))
        return self._script.after(self._verb, (*told, ("Digits", key)))

    def _callback(self) -> str:
        url = self._verb.get("transcribeCallback")
        return self._script.resolve(url) if url else ""


async def _first(
    keys: asyncio.Queue[str], microphone: asyncio.Queue[str], patience: float
) -> tuple[asyncio.Queue[str], str] | None:
    """What comes first, and from where; None when nothing comes in so many real seconds."""
    sources = (microphone, keys)
    waiting = [asyncio.ensure_future(source.get()) for source in sources]
    try:
        await asyncio.wait(
            waiting,
            timeout=max(0, patience) if patience < float("inf") else None,
            return_when=asyncio.FIRST_COMPLETED,
        )
        for source, future in zip(sources, waiting, strict=True):
            if future.done():
                return source, future.result()
        return None
    finally:
        for future in waiting:
            future.cancel()
