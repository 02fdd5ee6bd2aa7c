"""The life of a leg: queued, ringing, in progress, over; and who is told of each step."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from email.utils import format_datetime
from typing import Any

from bot.sandbox.calls import Bridge, Call, CallStatus, Direction, MachineDetection, now
from bot.sandbox.phones import Phone, Reaction
from bot.sandbox.twiml import Script
from bot.sandbox.webhooks import Webhooks
from bot.sandbox.world import World

API_VERSION = "2010-04-01"
#: What the detection of machines costs before the TwiML starts, in seconds.
DETECTION_SECONDS = 2.0
#: What a voicemail says before its beep, in seconds.
GREETING_SECONDS = 6.0
#: Speed of speech.
WORDS_PER_SECOND = 2.5
_COUNTRIES = (("+1", "US"), ("+34", "ES"), ("+44", "GB"), ("+49", "DE"), ("+52", "MX"))
_SIP = {
    CallStatus.COMPLETED: "200",
    CallStatus.BUSY: "486",
    CallStatus.NO_ANSWER: "487",
    CallStatus.CANCELED: "487",
    CallStatus.FAILED: "404",
}
_TOLD = {"initiated": "dialled", "ringing": "ringing", "answered": "answered"}
Performance = Callable[[Call, Script], Awaitable[Any]]


def spoken_seconds(words: str) -> float:
    """How long it takes to say something, in seconds."""
    return len(words.split()) / WORDS_PER_SECOND


def country(number: str) -> str:
    """ISO code of the commonest calling codes, else empty."""
    return next((code for prefix, code in _COUNTRIES if number.startswith(prefix)), "")


def places(**numbers: str) -> dict[str, str]:
    """Where the numbers of a webhook are from, as far as the sandbox knows: FromCountry, FromState, ..."""
    named: dict[str, str] = {}
    for side, number in numbers.items():
        named |= {f"{side}Country": country(number), f"{side}State": "", f"{side}City": "", f"{side}Zip": ""}
    return named


class Legs:
    """Rings, connects and ends legs."""

    def __init__(self, world: World, webhooks: Webhooks) -> None:
        self.world = world
        self.webhooks = webhooks

    def params(self, call: Call) -> dict[str, str]:
        """What every voice webhook says of its leg."""
        named = {
            "CallSid": call.sid,
            "AccountSid": self.world.config.account_sid,
            "ApiVersion": API_VERSION,
            "From": call.caller,
            "To": call.to,
            "Caller": call.caller,
            "Called": call.to,
            "CallStatus": str(call.status),
            "Direction": str(call.direction),
        }
        named |= places(From=call.caller, Caller=call.caller, To=call.to, Called=call.to)
        if call.parent:
            named["ParentCallSid"] = call.parent.sid
        if call.detection and not call.detection.asynchronous and call.answered_by:
            named["AnsweredBy"] = call.answered_by
        return named

    async def ring(self, call: Call) -> bool:
        """Rings the called phone; True once somebody (or a machine) has answered, else the leg is over."""
        self.report(call, "initiated")
        phone = self.world.phone(call.to)
        phone.placed += 1
        verdict = _refusal(phone) or await self._ring_phone(call, phone)
        if verdict is not CallStatus.IN_PROGRESS:
            self.finish(call, verdict)
            return False
        phone.answered += 1
        call.answered_by = "machine_start" if phone.behaviour.auto is Reaction.VOICEMAIL else "human"
        self.pick_up(call)
        return True

    async def _ring_phone(self, call: Call, phone: Phone) -> CallStatus:
        call.status = CallStatus.RINGING
        phone.rang += 1
        phone.call = call
        self.report(call, "ringing")
        if phone.behaviour.auto:
            self.world.spawn(self._react(call, phone))
        try:
            return await asyncio.wait_for(call.verdicts.get(), self.world.scaled(call.ring_seconds))
        except TimeoutError:
            return CallStatus.NO_ANSWER

    async def _react(self, call: Call, phone: Phone) -> None:
        behaviour = phone.behaviour
        await self.world.pause(behaviour.after)
        if behaviour.auto is Reaction.DECLINE:
            call.verdicts.put_nowait(CallStatus.BUSY)
        elif behaviour.auto in (Reaction.ANSWER, Reaction.VOICEMAIL):
            call.verdicts.put_nowait(CallStatus.IN_PROGRESS)
            self.press(call, behaviour.press)
            if behaviour.hang_up_after is not None:
                await self.world.pause(behaviour.hang_up_after)
                self.hang_up(call)

    def pick_up(self, call: Call) -> None:
        """The leg is answered; nothing when it already was."""
        if call.status not in (CallStatus.QUEUED, CallStatus.RINGING):
            return
        call.status = CallStatus.IN_PROGRESS
        call.answered_at = now()
        self.limit(call, call.limit_seconds)
        self.report(call, "answered")

    def limit(self, call: Call, seconds: float) -> None:
        """The answered leg lasts so many seconds in all, whatever limit it had."""
        if call.limit:
            call.limit.cancel()
        left = seconds - (self.world.elapsed(call.answered_at) if call.answered_at else 0)
        loop = asyncio.get_running_loop()
        call.limit = loop.call_later(self.world.scaled(max(0, left)), self.hang_up, call)

    async def attend(self, call: Call, work: Awaitable[Any], perform: Performance) -> None:
        """Lets a leg do its work until that is done or somebody hangs up; a new document takes its place."""
        while True:
            running = asyncio.ensure_future(work)
            interruption = asyncio.ensure_future(call.interruptions.get())
            try:
                await asyncio.wait({running, interruption}, return_when=asyncio.FIRST_COMPLETED)
                if not interruption.done():
                    running.result()
                    return
                script = interruption.result()
                self._interrupt(call, script)
            finally:
                for task in (running, interruption):
                    task.cancel()
                await asyncio.gather(running, interruption, return_exceptions=True)
            if script is None:
                return
            work = perform(call, script)

    def _interrupt(self, call: Call, script: Script | None) -> None:
        if call.bridge:
            call.bridge.part()
        if script:
            call.released.set()
            call.note("follows another document")

    def join(self, dialling: Call, other: Call) -> Bridge:
        """Two legs hear each other from now on."""
        self.pick_up(dialling)
        bridge = Bridge(dialling=dialling, other=other)
        for leg in (dialling, other):
            leg.bridge = bridge
            leg.note("connected")
        self.world.changed()
        return bridge

    def press(self, call: Call, digits: str) -> None:
        """Keys of the person on the leg; they wait for the next verb that listens."""
        for key in digits:
            call.keys.put_nowait(key)
        if digits:
            call.note(f"pressed {digits}")
            self.world.changed()

    def speak(self, call: Call, words: str) -> None:
        """Words of the person on the leg: kept while it is recorded, and heard by whom it is bridged to."""
        if words:
            call.note(f"says: {words}")
            if call.bridged_to:
                call.bridged_to.note(f"hears: {words}")
        if call.microphone:
            call.microphone.put_nowait(words)
        self.world.changed()

    def hang_up(self, call: Call) -> None:
        """Either end gives up: a ringing leg is canceled, an answered one completed."""
        if call.status in (CallStatus.QUEUED, CallStatus.RINGING) and call.direction is not Direction.INBOUND:
            call.verdicts.put_nowait(CallStatus.CANCELED)
        else:
            call.leaving = True
            call.interruptions.put_nowait(None)

    def finish(self, call: Call, status: CallStatus) -> None:
        """The leg is over; only the first word counts."""
        if call.over.is_set():
            return
        call.status = status
        call.ended_at = now()
        call.saying = ""
        call.over.set()
        call.released.set()
        if call.bridge:
            call.bridge.part()
        if call.limit:
            call.limit.cancel()
        phone = self.world.phone(call.phone_number)
        if phone.call is call:
            phone.call = None
        self.report(call, "completed")

    def report(self, call: Call, event: str) -> None:
        """Writes a step into the leg's story and posts it to whoever asked for such events.

        https://www.twilio.com/docs/voice/api/call-resource#statuscallbackevent
        """
        call.note(_TOLD.get(event, str(call.status)))
        self.world.changed()
        if call.callback is None or event not in call.callback.events:
            return
        params = self.params(call) | {
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(call.sequence),
            "Timestamp": format_datetime(now()),
        }
        if event == "initiated":
            params["CallStatus"] = "initiated"
        if event == "completed":
            minutes = -(-call.seconds // 60)
            params |= {"CallDuration": str(call.seconds), "Duration": str(minutes)}
            params["SipResponseCode"] = _SIP[call.status]
        call.sequence += 1
        self.webhooks.tell(call.sid, call.callback.url, call.callback.method, params)

    async def tell_when_over(self, call: Call, action: Script) -> None:
        """Tells an action of a leg that has hung up; whatever it answers moves nobody."""
        await call.over.wait()
        self.webhooks.tell(call.sid, action.url, action.method, self.params(call) | dict(action.extra))

    async def detect(self, call: Call) -> None:
        """Tells a machine from a person, where that was asked for; asynchronously it keeps nobody waiting.

        https://www.twilio.com/docs/voice/answering-machine-detection
        """
        detection = call.detection
        if detection is None:
            return
        seconds, machine = DETECTION_SECONDS, call.answered_by == "machine_start"
        if machine and detection.until_beep:
            call.answered_by = "machine_end_beep"
            seconds += GREETING_SECONDS
        if seconds > detection.patience:
            call.answered_by, seconds = "unknown", detection.patience
        verdict = self._tell_who(call, detection, seconds)
        if detection.asynchronous:
            self.world.spawn(verdict)
        else:
            await verdict

    async def _tell_who(self, call: Call, detection: MachineDetection, seconds: float) -> None:
        await self.world.pause(seconds)
        if not detection.callback_url or call.over.is_set():
            return
        params = {
            "CallSid": call.sid,
            "AccountSid": self.world.config.account_sid,
            "AnsweredBy": call.answered_by or "unknown",
            "MachineDetectionDuration": str(int(seconds * 1000)),
        }
        self.webhooks.tell(call.sid, detection.callback_url, detection.callback_method, params)


def _refusal(phone: Phone) -> CallStatus | None:
    """Why a phone cannot even ring: it talks to somebody else, is set to busy, or cannot be reached."""
    if phone.behaviour.auto is Reaction.UNREACHABLE:
        return CallStatus.FAILED
    if phone.behaviour.auto is Reaction.BUSY or phone.call is not None:
        return CallStatus.BUSY
    return None
