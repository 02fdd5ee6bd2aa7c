"""Everything that can happen to the service, by a name and two numbers: a machine can draw it and show it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from bot.domain.phone import E164
from bot.domain.telephony import Channel, MessageReceipt
from bot.domain.tenant import TenantId
from bot.services import sending, watching
from bot.storage import MessageId
from tests.machine.cast import CUSTOMERS, STAFF
from tests.machine.deeds import STAFF_TEXTS, TEXTS, Deeds
from tests.machine.house import House
from tests.machine.lives import is_in_turns
from tests.machine.phones import Letter

Work = Coroutine[Any, Any, None]
Some = TypeVar("Some")
CHANNELS: Final = (Channel.SMS, Channel.WHATSAPP)
#: From now; one is past, one is at night in New York.
LATER: Final = (timedelta(minutes=-1), timedelta(minutes=2), timedelta(hours=1), timedelta(hours=9))
RECEIPTS: Final = ("delivered", "undelivered", "sent")


@dataclass(slots=True)
class Works:
    """Makes the work that a name and two numbers stand for; None when there is nothing to do it to."""

    house: House
    deeds: Deeds

    def make(self, name: str, first: int, second: int) -> Work | None:
        return KINDS[name](self, first, second)

    def job(self, first: int, _: int) -> Work | None:
        """A worker takes a job that is due; nothing keeps two from taking the same."""
        due = _pick(self.house.due(), first)
        return self.house.run_job(due) if due else None

    def letter(self, first: int, _: int) -> Work | None:
        """A status webhook arrives, in whatever order."""
        letter = _pick(self.house.provider.mail, first)
        return self.house.receive(letter) if letter else None

    def repeat(self, first: int, _: int) -> Work | None:
        """A webhook arrives that had arrived before; nobody waits for the answer."""
        letter = _pick(self.house.provider.delivered, -1 - first)
        return self.changes_nothing(letter) if letter else None

    def wrong(self, first: int, second: int) -> Work | None:
        """A webhook arrives that speaks of another call than the attempt's."""
        letter = _pick(self.house.strange_letters(), first * 8 + second)
        return self.changes_nothing(letter) if letter else None

    def phone(self, first: int, second: int) -> Work | None:
        """Somebody does something with a phone, or a phone does."""
        calls = [call for call in self.house.provider.live_calls if call.possible]
        call = _pick(calls, first)
        act = _pick(list(call.possible.values()), second) if call else None
        if call is None or act is None:
            return None
        act(call)
        errands = self.house.provider.errands
        return self.house.run_errand(errands.pop()) if errands else None

    def submit(self, first: int, second: int) -> Work | None:
        """With a key of its own, the customer's usual one, or none; now or at another time."""
        when = None if second % 2 else self._later(second)
        keys = ("", f"key {first}", "key")
        return self.deeds.submit(_sure(CUSTOMERS, first), when, _sure(keys, second))

    def click(self, first: int, _: int) -> Work | None:
        return self.deeds.click(_sure(CUSTOMERS, first))

    def start_call(self, first: int, second: int) -> Work | None:
        when = None if second % 2 else self._later(second)
        return self.deeds.start_call(_sure(CUSTOMERS, first), when)

    def text(self, first: int, second: int) -> Work | None:
        """A customer writes."""
        customer, channel = _sure(CUSTOMERS, first), _sure(CHANNELS, first // 2)
        return self.deeds.hear(self.deeds.message(customer, channel, _sure(TEXTS, second)))

    def stop(self, first: int, second: int) -> Work | None:
        return self.deeds.hear(self.deeds.message(_sure(CUSTOMERS, first), _sure(CHANNELS, second), "STOP"))

    def staff(self, first: int, second: int) -> Work | None:
        """Somebody of the business writes."""
        return self._staff(_sure(STAFF, first), _sure(STAFF_TEXTS, second))

    def claim(self, first: int, _: int) -> Work | None:
        return self._staff(_sure(STAFF, first), "1")

    def again(self, first: int, _: int) -> Work | None:
        """A message is delivered again."""
        message = _pick(self.deeds.messages, -1 - first)
        return self.deeds.hear(message) if message else None

    def cancel(self, first: int, _: int) -> Work | None:
        callback = _pick(self.house.callbacks(), -1 - first)
        return self.deeds.cancel(callback) if callback else None

    def reschedule(self, first: int, second: int) -> Work | None:
        callback = _pick(self.house.callbacks(), -1 - first)
        return self.deeds.reschedule(callback, self._later(second)) if callback else None

    def receipt(self, first: int, second: int) -> Work | None:
        """The provider tells what became of a text."""
        text = _pick(self.house.provider.texts, first)
        if text is None:
            return None
        tenant, message = text.order.status_url.split("/")[-2:]
        news = MessageReceipt(message_sid=text.sid, status=_sure(RECEIPTS, second), error_code="30003")
        return sending.receipt(self.house.office, TenantId(tenant), MessageId(UUID(message)), news)

    def sweep(self, _: int, __: int) -> Work | None:
        return watching.sweep(self.house.office)

    async def changes_nothing(self, letter: Letter) -> None:
        """But for what somebody else does at the same time."""
        before = self.house.laws.state()
        await self.house.deliver(letter)
        if not is_in_turns():
            assert self.house.laws.state() == before, f"{letter.step} changed something"

    def _staff(self, person: E164, text: str) -> Work:
        return self.deeds.hear(self.deeds.message(person, Channel.SMS, text))

    def _later(self, number: int) -> Any:
        return self.house.clock.now() + _sure(LATER, number)


KINDS: Final[dict[str, Callable[[Works, int, int], Work | None]]] = {
    "phone": Works.phone,
    "job": Works.job,
    "letter": Works.letter,
    "repeat": Works.repeat,
    "wrong": Works.wrong,
    "submit": Works.submit,
    "click": Works.click,
    "start_call": Works.start_call,
    "text": Works.text,
    "stop": Works.stop,
    "staff": Works.staff,
    "claim": Works.claim,
    "again": Works.again,
    "cancel": Works.cancel,
    "reschedule": Works.reschedule,
    "receipt": Works.receipt,
    "sweep": Works.sweep,
}


def _pick(some: Sequence[Some], number: int) -> Some | None:
    """One of them, whatever the number; negative ones count from the end."""
    return some[number % len(some)] if some else None


def _sure(some: Sequence[Some], number: int) -> Some:
    return some[number % len(some)]
