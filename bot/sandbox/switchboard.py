"""The provider's exchange as the API and the phones use it: place, ring in, redirect, hang up."""

from __future__ import annotations

from bot.sandbox.calls import Call, CallStatus, Direction, StatusCallback
from bot.sandbox.interpreter import Interpreter
from bot.sandbox.legs import Legs
from bot.sandbox.phones import Phone
from bot.sandbox.twiml import Script
from bot.sandbox.world import World


class NotPossible(Exception):
    """The line is not in a state for that; the text says why."""


class Switchboard:
    """Starts and steers calls."""

    def __init__(self, world: World, legs: Legs, interpreter: Interpreter) -> None:
        self._world = world
        self._legs = legs
        self._interpreter = interpreter

    def place(self, call: Call, script: Script) -> None:
        """Puts an API call on its way."""
        self._world.calls[call.sid] = call
        self._world.spawn(self._outbound(call, script))

    async def _outbound(self, call: Call, script: Script) -> None:
        if await self._legs.ring(call):
            await self._legs.attend(call, self._talk(call, script), self._interpreter.run)
            self._legs.finish(call, CallStatus.COMPLETED)

    async def _talk(self, call: Call, script: Script) -> None:
        await self._legs.detect(call)
        await self._interpreter.run(call, script)

    def ring_in(self, phone: Phone, to: str) -> Call:
        """A phone calls one of the account's numbers."""
        owned = self._world.numbers.get(to)
        if owned is None or not owned.voice_url:
            raise NotPossible("Nobody answers at that number.")
        if phone.call is not None:
            raise NotPossible("This phone is already on a call.")
        call = Call(
            to=to,
            caller=phone.number,
            direction=Direction.INBOUND,
            status=CallStatus.RINGING,
            callback=StatusCallback(url=owned.status_callback) if owned.status_callback else None,
        )
        call.note("dialled")
        phone.call = call
        self._world.calls[call.sid] = call
        script = Script(url=owned.voice_url, fallback_url=owned.voice_fallback_url)
        self._world.spawn(self._inbound(call, script))
        return call

    async def _inbound(self, call: Call, script: Script) -> None:
        await self._legs.attend(call, self._interpreter.run(call, script), self._interpreter.run)
        self._legs.finish(call, CallStatus.COMPLETED if call.answered_at else CallStatus.NO_ANSWER)

    def redirect(self, call: Call, script: Script, callback: StatusCallback | None = None) -> None:
        """Gives an answered call another document, now, and perhaps somebody else to tell of its end."""
        if call.status is not CallStatus.IN_PROGRESS:
            raise NotPossible("Call is not in-progress. Cannot redirect.")
        call.callback = callback or call.callback
        call.interruptions.put_nowait(script)

    def limit(self, call: Call, seconds: int) -> None:
        """Limits the length of a live call."""
        if call.over.is_set():
            raise NotPossible("The call is over.")
        call.limit_seconds = seconds
        if call.answered_at:
            self._legs.limit(call, seconds)

    def hang_up(self, call: Call) -> None:
        """Ends a live call."""
        if call.over.is_set():
            raise NotPossible("The call is over.")
        self._legs.hang_up(call)

    def answer(self, phone: Phone) -> None:
        """The person takes the ringing call."""
        self._ringing(phone).verdicts.put_nowait(CallStatus.IN_PROGRESS)

    def decline(self, phone: Phone) -> None:
        """The person presses the red button while it rings."""
        self._ringing(phone).verdicts.put_nowait(CallStatus.BUSY)

    def press(self, phone: Phone, digits: str) -> None:
        """The person presses keys."""
        if not digits or set(digits) - set("0123456789*#"):
            raise NotPossible("Keys are 0 to 9, * and #.")
        self._legs.press(self._line(phone), digits)

    def speak(self, phone: Phone, words: str) -> None:
        """The person says something; without words it is a breath, which only breaks the silence."""
        call = self._line(phone)
        if call.status is not CallStatus.IN_PROGRESS:
            raise NotPossible("Nobody hears this phone yet.")
        self._legs.speak(call, " ".join(words.split()))

    def hang_up_phone(self, phone: Phone) -> None:
        """The person hangs up, or gives up a call that is not answered yet."""
        self._legs.hang_up(self._line(phone))

    def _ringing(self, phone: Phone) -> Call:
        call = self._line(phone)
        if call.status is not CallStatus.RINGING or call.direction is Direction.INBOUND:
            raise NotPossible("This phone is not ringing.")
        return call

    def _line(self, phone: Phone) -> Call:
        if phone.call is None:
            raise NotPossible("This phone is not on a call.")
        return phone.call
