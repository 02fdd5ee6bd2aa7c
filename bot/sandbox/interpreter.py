"""Performs TwiML on a leg, verb by verb: https://www.twilio.com/docs/voice/twiml"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.sandbox.calls import Call, CallStatus, Direction
from bot.sandbox.dialing import Dial
from bot.sandbox.enqueuing import Enqueue
from bot.sandbox.legs import Legs, spoken_seconds
from bot.sandbox.messaging import Messaging
from bot.sandbox.recorder import Recorder
from bot.sandbox.twiml import PARSE_FAILURE, BadTwiml, Document, Ending, Script, Verb, parse
from bot.sandbox.vocabulary import SCREENING, VOICE, Vocabulary
from bot.sandbox.webhooks import WebhookFailed

INVALID_CONTENT = 12200
APOLOGY = "We are sorry, an application error has occurred. Goodbye."
#: A played file is taken to last this long, in seconds.
PLAY_SECONDS = 3.0

#: What follows a verb: another script, the end, or (None) the next verb.
Next = Script | Ending | None


class Interpreter:
    """Performs scripts; one instance serves every leg."""

    def __init__(self, legs: Legs, messaging: Messaging) -> None:
        self._legs = legs
        self._world = legs.world
        self._messaging = messaging
        self._verbs: dict[str, Callable[[Call, Verb, Script], Awaitable[Next]]] = {
            "Say": self._say,
            "Play": self._play,
            "Pause": self._pause,
            "Gather": self._gather,
            "Dial": self._dial,
            "Enqueue": self._enqueue,
            "Leave": self._leave,
            "Record": self._record,
            "Hangup": self._hang_up,
            "Redirect": self._redirect,
            "Reject": self._reject,
            "Message": self._message,
        }

    async def run(self, call: Call, script: Script) -> Ending:
        """Performs a script and all it leads to."""
        return await self._follow(call, script, VOICE)

    async def screen(self, call: Call, script: Script) -> Ending:
        """The same for a called person before the bridge."""
        return await self._follow(call, script, SCREENING)

    async def _follow(self, call: Call, script: Script, vocabulary: Vocabulary) -> Ending:
        step: Script | Ending = script
        while isinstance(step, Script):
            document = await self._load(call, step, vocabulary)
            step = await self._perform(call, document, step)
        return step

    async def hold(self, call: Call, script: Script, vocabulary: Vocabulary) -> Ending:
        """The same for one who waits in a queue; WebhookFailed or BadTwiml end the waiting, not the call."""
        step: Script | Ending = script
        while isinstance(step, Script):
            document = await self._read(call, step, vocabulary)
            step = await self._perform(call, document, step)
        return step

    async def _load(self, call: Call, script: Script, vocabulary: Vocabulary) -> Document:
        try:
            return await self._read(call, script, vocabulary)
        except (WebhookFailed, BadTwiml) as failed:
            code = failed.code if isinstance(failed, WebhookFailed) else PARSE_FAILURE
            self._world.warn(code, f"{script.url or 'TwiML'}: {failed}")
            call.note(f"error {code}")
        if script.fallback_url:
            extra = (("ErrorCode", str(code)), ("ErrorUrl", script.url))
            fallback = Script(url=script.fallback_url, method=script.fallback_method, extra=extra)
            return await self._load(call, fallback, vocabulary)
        return Document((Verb("Say", text=APOLOGY), Verb("Hangup")), ())

    async def _read(self, call: Call, script: Script, vocabulary: Vocabulary) -> Document:
        text = script.twiml
        if script.url:
            params = self._legs.params(call) | dict(script.extra)
            answer = await self._legs.webhooks.ask(script.url, script.method, params)
            if answer.content_type.startswith("audio/"):
                return Document((Verb("Play", text=script.url),), ())
            text = answer.text
        document = parse(text, vocabulary)
        for warning in document.warnings:
            self._world.warn(INVALID_CONTENT, warning)
        return document

    async def _perform(self, call: Call, document: Document, script: Script) -> Script | Ending:
        for verb in document.verbs:
            if _answers(verb):
                self._legs.pick_up(call)
            following = await self._verbs[verb.name](call, verb, script)
            if following is not None:
                return following
        return Ending.OUT_OF_VERBS

    async def _say(self, call: Call, verb: Verb, script: Script) -> Next:
        for _ in range(int(verb.seconds("loop", 1)) or 1):
            await self._utter(call, verb.text, spoken_seconds(verb.text))
        return None

    async def _play(self, call: Call, verb: Verb, script: Script) -> Next:
        await self._utter(call, "♪", PLAY_SECONDS)
        return None

    async def _pause(self, call: Call, verb: Verb, script: Script) -> Next:
        await self._world.pause(verb.seconds("length", 1))
        return None

    async def _utter(self, call: Call, words: str, seconds: float) -> None:
        call.saying = words
        call.note(f"hears: {words}")
        self._world.changed()
        try:
            await self._world.pause(seconds)
        finally:
            call.saying = ""
            self._world.changed()

    async def _gather(self, call: Call, verb: Verb, script: Script) -> Next:
        """https://www.twilio.com/docs/voice/twiml/gather"""
        digits, finished_on = await self._digits(call, verb, script)
        if not digits and not finished_on and not verb.flag("actionOnEmptyResult"):
            return None
        extra = (("Digits", digits), ("FinishedOnKey", finished_on), ("msg", "Gather End"))
        return script.after(verb, extra)

    async def _digits(self, call: Call, verb: Verb, script: Script) -> tuple[str, str]:
        """The keys and the key that ended them; the first key silences the prompts, each gives new time."""
        digits, wanted = "", verb.seconds("numDigits", float("inf"))
        finish = verb.get("finishOnKey", "#")
        patience = self._world.scaled(verb.seconds("timeout", 5))
        prompts = self._world.spawn(self._prompts(call, verb, script))
        try:
            while len(digits) < wanted:
                key = await _next_key(call, prompts, patience)
                prompts.cancel()
                if key is None:
                    break
                if key in finish:
                    return digits, key
                digits += key
        finally:
            prompts.cancel()
        return digits, ""

    async def _prompts(self, call: Call, verb: Verb, script: Script) -> None:
        for prompt in verb.children:
            await self._verbs[prompt.name](call, prompt, script)

    async def _dial(self, call: Call, verb: Verb, script: Script) -> Next:
        return await Dial(self._legs, self, call, verb, script).perform()

    async def _enqueue(self, call: Call, verb: Verb, script: Script) -> Next:
        return await Enqueue(self._legs, self.hold, call, verb, script).perform()

    async def _leave(self, call: Call, verb: Verb, script: Script) -> Next:
        return Ending.LEAVE

    async def _record(self, call: Call, verb: Verb, script: Script) -> Next:
        return await Recorder(self._legs, call, verb, script).perform()

    async def _hang_up(self, call: Call, verb: Verb, script: Script) -> Next:
        return Ending.HANG_UP

    async def _redirect(self, call: Call, verb: Verb, script: Script) -> Next:
        return Script(url=script.resolve(verb.text), method=verb.get("method", "POST"))

    async def _reject(self, call: Call, verb: Verb, script: Script) -> Next:
        reason = CallStatus.BUSY if verb.get("reason") == "busy" else CallStatus.NO_ANSWER
        if call.direction is Direction.INBOUND and call.answered_at is None:
            self._legs.finish(call, reason)
        return Ending.HANG_UP

    async def _message(self, call: Call, verb: Verb, script: Script) -> Next:
        account = call.to if call.direction is Direction.INBOUND else call.caller
        self._messaging.reply(verb, sender=account, to=call.phone_number, script=script)
        return None


def _answers(verb: Verb) -> bool:
    """True for verbs that need an open line; the caller hears ringing until one comes."""
    waits = verb.name == "Dial" and verb.flag("answerOnBridge")
    return verb.name not in ("Reject", "Redirect", "Message") and not waits


async def _next_key(call: Call, prompts: asyncio.Task[None], patience: float) -> str | None:
    """The next key; `patience`, in real seconds, begins when the prompts have been said."""
    key = asyncio.ensure_future(call.keys.get())
    try:
        await asyncio.wait({key, prompts}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({key}, timeout=patience)
        return key.result() if key.done() else None
    finally:
        key.cancel()
