"""What customers and the business's own people do, each as one piece of work for the service."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.callback import Callback, Details
from bot.domain.phone import E164
from bot.domain.telephony import Channel, InboundMessage
from bot.services import owner, requests, submissions, talks
from bot.services.owner import Basis, Grounds
from bot.services.requests import Ask, RequestRefused
from bot.services.submissions import KeyReused, NotReachable, Once, UnderWay
from tests.machine.house import House
from tests.machine.lives import is_in_turns

ASKING = "hi, can someone call me about a leaking boiler? Jo"
#: The shortest talk that ends with a callback.
AGREEING = (ASKING, "yes", "agree")
#: What else customers write.
TEXTS = (*AGREEING, "STOP", "START", "cancel", "tomorrow at 10am", "call me now", "no", "1", "what?")
STAFF_TEXTS = ("1", "ON", "OFF", "BUSY 30", "2", "3", "STATUS", "STOP", "START")
#: A request that was not taken, for a reason that may be told.
SAID_NO = (RequestRefused, KeyReused, UnderWay, NotReachable)


@dataclass(slots=True)
class Deeds:
    """Whoever asks, writes or cancels. Each method is one request to the service."""

    house: House
    #: Every message so far; a provider delivers some of them again.
    messages: list[InboundMessage] = field(default_factory=list)
    #: The answers they got, by event.
    answers: dict[str, Sequence[str]] = field(default_factory=dict)

    async def submit(self, customer: E164, when: datetime | None = None, key: str = "") -> None:
        """The form on the site."""
        once = Once(key=key, fingerprint=customer.encode()) if key else None
        await self._submit(self._ask(customer, when), once)

    async def start_call(self, customer: E164, when: datetime | None = None) -> None:
        """The business itself asks for it."""
        grounds = Grounds(basis=Basis.ASKED_BY_PHONE, started_by="API key 1")
        tenant = self.house.tenant
        ask = owner.ask(tenant, grounds, phone=customer, when=when, language="en", details=Details())
        await self._submit(ask, None)

    async def click(self, customer: E164) -> None:
        """The older button, whose answer waits for the provider."""
        ask = self._ask(customer, None, inline=True)
        try:
            callback = await submissions.click(self.house.office, ask)
        except SAID_NO:
            return
        self._confirmed(str(callback.callback_id))

    async def hear(self, message: InboundMessage) -> None:
        """A message comes in, for the first time or again."""
        answer = await talks.hear(self.house.office, message)
        earlier = self.answers.setdefault(message.event_id, answer)
        assert list(answer) == list(earlier), "a message that came twice got two answers"
        if message.text == "STOP" and answer is earlier and not is_in_turns():
            assert await self._is_out(message), "a STOP was heard, and does not hold"

    def message(self, sender: E164, channel: Channel, text: str) -> InboundMessage:
        """A new one."""
        line = self.house.tenant.sms_number
        assert line
        message = InboundMessage(
            event_id=f"SM-in-{len(self.messages)}",
            channel=channel,
            to=line,
            sender=sender,
            sender_address=sender,
            text=text,
        )
        self.messages.append(message)
        return message

    async def agree(self, customer: E164, channel: Channel) -> None:
        """A talk that ends with a callback, if nothing stands against it."""
        for text in AGREEING:
            await self.hear(self.message(customer, channel, text))

    async def cancel(self, callback: Callback) -> None:
        await requests.cancel(self.house.office, callback.tenant_id, callback.callback_id)

    async def reschedule(self, callback: Callback, when: datetime) -> None:
        await requests.reschedule(self.house.office, callback.tenant_id, callback.callback_id, when)

    async def _is_out(self, message: InboundMessage) -> bool:
        async with self.house.office.store.transaction(self.house.tenant.tenant_id) as tx:
            return await tx.people.opted_out(message.sender_address)

    async def _submit(self, ask: Ask, once: Once | None) -> None:
        try:
            told = await submissions.submit(
                self.house.office, ask, once, lambda callback: json.dumps(str(callback.callback_id))
            )
        except SAID_NO:
            return
        self._confirmed(json.loads(told))

    def _confirmed(self, callback_id: str) -> None:
        self.house.laws.confirmed.add(callback_id)

    def _ask(self, customer: E164, when: datetime | None, *, inline: bool = False) -> Ask:
        return Ask(
            tenant=self.house.tenant,
            phone=customer,
            channel=Channel.WEB,
            language="en",
            when=when,
            visitor="192.0.2.1",
            consent_text="May we ring you?",
            evidence={"page": "https://acme.example/"},
            dialled_inline=inline,
        )
