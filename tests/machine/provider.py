"""A model of the phone provider and of the PBX: it stands for the paid services, and remembers everything.

What breaks a promise at the provider (a second call for one attempt, an agent with two calls) is written down
in ``broken`` the moment it happens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.handover import Found, HandOver
from bot.domain.phone import E164
from bot.domain.scripts import BridgeTo, JoinLine
from bot.domain.telephony import CallOrder, CallRecord, LegStatus, MessageOrder, VoiceMessage
from bot.domain.tenant import First, Tenant
from bot.ports import NotPlaced, OptedOut, Refused, Unknown
from tests.machine.clock import HandClock
from tests.machine.lines import Line
from tests.machine.lives import point
from tests.machine.phones import Call, Letter, Stage, step_of


class Fault(StrEnum):
    """What goes wrong with one request."""

    REFUSED = "refused"
    OPTED_OUT = "opted out"
    NOT_PLACED = "not placed"
    #: The answer is lost, and so was the request.
    LOST_BEFORE = "lost before"
    #: The answer is lost, and what was asked has happened.
    LOST_AFTER = "lost after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noes:
    """What must not be called or written to any more, as it was committed before the present step began."""

    #: Callbacks that ended for good.
    callbacks: frozenset[str] = frozenset()
    #: People who said STOP.
    phones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A message the provider took."""

    sid: str
    order: MessageOrder
    at: datetime


@dataclass(slots=True)
class Provider:
    """See ``bot.ports.Telephony`` and ``bot.ports.Pbx``."""

    clock: HandClock
    agents: frozenset[E164] = frozenset()
    calls: list[Call] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    #: What the PBX has taken over, and whether it can be asked about it.
    handed_over: list[HandOver] = field(default_factory=list)
    #: Status webhooks that have not arrived.
    mail: list[Letter] = field(default_factory=list)
    #: What the provider waits for before a leg goes on.
    errands: list[Letter] = field(default_factory=list)
    #: Webhooks that arrived.
    delivered: list[Letter] = field(default_factory=list)
    #: By kind of request, what goes wrong with the next ones.
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    away: bool = False
    customers_first: bool = False
    pbx_can_tell: bool = False
    noes: Noes = Noes()
    broken: list[str] = field(default_factory=list)

    def begin_anew(self, tenant: Tenant) -> None:
        """Forget everything."""
        for memory in (self.calls, self.texts, self.handed_over, self.mail, self.errands, self.delivered):
            memory.clear()
        self.broken.clear()
        self.faults.clear()
        self.agents = frozenset(agent.phone for agent in (*tenant.agents, *tenant.contacts))
        self.customers_first = tenant.customers.first is First.CUSTOMER
        self.away, self.noes = False, Noes()
        self.pbx_can_tell = False

    @property
    def live_calls(self) -> list[Call]:
        return [call for call in self.calls if not call.over]

    async def create_call(self, order: CallOrder) -> str:
        fault = await self._asked("create_call")
        call = None if fault is Fault.LOST_BEFORE else self._place(order)
        await point("placed")
        if fault or call is None:
            raise Unknown("the answer was lost")
        return call.sid

    async def end_call(self, call_sid: str) -> None:
        fault = await self._asked("end_call")
        call = self._call(call_sid)
        if fault is not Fault.LOST_BEFORE and not call.over:
            rings = call.status in (LegStatus.QUEUED, LegStatus.RINGING)
            call.finish(LegStatus.CANCELED if rings else LegStatus.COMPLETED)
        await point("hung up")
        if fault:
            raise Unknown("the answer was lost")

    async def redirect_call(self, call_sid: str, url: str) -> None:
        fault = await self._asked("redirect_call")
        call = self._call(call_sid)
        if fault is not Fault.LOST_BEFORE and not call.over:
            call.is_led_to(step_of(url))
        await point("redirected")
        if fault:
            raise Unknown("the answer was lost")

    async def fetch_call(self, call_sid: str) -> CallRecord:
        if await self._asked("fetch_call"):
            raise NotPlaced("a question that was lost is as good as not asked")
        return self._record(self._call(call_sid))

    async def list_calls(self, *, to: E164, caller_id: E164, since: datetime) -> Sequence[CallRecord]:
        if await self._asked("list_calls"):
            raise NotPlaced("a question that was lost is as good as not asked")
        ours = [call for call in reversed(self.calls) if call.order.caller_id == caller_id]
        rung = [call for call in ours if call.order.to == to and call.placed_at >= since]
        # The customers' legs are calls of the account like all others.
        dialled = [call for call in ours if call.customer == to and (call.dialled_at or since) >= since]
        return [*map(self._record, rung), *map(self._child, dialled)]

    async def send_message(self, order: MessageOrder) -> str:
        fault = await self._asked("send_message")
        sid = "" if fault is Fault.LOST_BEFORE else self._send(order)
        await point("sent")
        if fault:
            raise Unknown("the answer was lost")
        return sid

    async def find_message(self, order: MessageOrder, since: datetime) -> str | None:
        if await self._asked("find_message"):
            raise NotPlaced("a question that was lost is as good as not asked")
        wanted = (order.to, order.sender, order.body)
        found = (
            text.sid
            for text in self.texts
            if (text.order.to, text.order.sender, text.order.body) == wanted and text.at >= since
        )
        return next(found, None)

    async def hand_over(self, order: HandOver) -> None:
        fault = await self._asked("hand_over")
        if fault is not Fault.LOST_BEFORE:
            self.handed_over.append(order)
            self._may_ring_customer("the PBX was given", None, order.destination)
        await point("handed over")
        if fault:
            raise Unknown("the answer was lost")

    async def find(self, order: HandOver, since: datetime) -> Found:
        if await self._asked("find"):
            raise NotPlaced("a question that was lost is as good as not asked")
        if not self.pbx_can_tell:
            return Found.CANNOT_TELL
        return Found.YES if order in self.handed_over else Found.NO

    async def find_recording(self, call_sid: str) -> VoiceMessage | None:
        return None

    async def fetch_recording(self, recording_sid: str) -> bytes:
        raise Refused("nothing is recorded", code="20404")

    def time_is(self, now: datetime) -> None:
        """What phones do by themselves as time passes."""
        for call in self.calls:
            call.time_is(now)

    async def _asked(self, what: str) -> Fault | None:
        """A request has come; raises what it is refused with at once."""
        await point(what)
        if self.away:
            raise NotPlaced("away", retry_after=None)
        waiting = self.faults.get(what)
        fault = waiting.pop(0) if waiting else None
        match fault:
            case Fault.REFUSED:
                raise Refused("refused", code="21211")
            case Fault.OPTED_OUT:
                raise OptedOut("opted out", code="21610")
            case Fault.NOT_PLACED:
                raise NotPlaced("too many requests", retry_after=3)
        return fault

    def _place(self, order: CallOrder) -> Call:
        is_line = step_of(order.answer_url) == "line"
        call = (Line if is_line else Call)(
            sid=f"CA{len(self.calls)}",
            order=order,
            placed_at=self.clock.now(),
            tell=self.mail.append,
            ask=self.errands.append,
            rings_customer=self._rings_customer,
            joins=self._joins,
        )
        if any(earlier.attempt == call.attempt for earlier in self.calls):
            self.broken.append("an attempt has two calls at the provider")
        if any(earlier.order.to == order.to for earlier in self.live_calls):
            self.broken.append("a phone has two of our calls at once")
        if call.callback in self.noes.callbacks:
            self.broken.append("a call was placed for a callback that had ended")
        if not is_line and order.to not in self.agents:
            self.broken.append("somebody was rung as an agent who is none")
        if is_line and not self.customers_first:
            self.broken.append("a customer was rung first where agents are")
        if order.to in self.noes.phones:
            self.broken.append("somebody was rung who had said STOP")
        self.calls.append(call)
        return call

    def _rings_customer(self, call: Call, script: BridgeTo) -> None:
        if call.dialled_at:
            self.broken.append("an attempt rang the customer twice")
        call.dialled_at = self.clock.now()
        if not call.accepted:
            self.broken.append("a customer was rung before an agent accepted")
        busy = [other for other in self.live_calls if other.bridge and other is not call]
        if any(other.bridge and other.bridge.customer == script.customer for other in busy):
            self.broken.append("a customer has two of our calls at once")
        self._may_ring_customer("the provider rang", call.callback, script.customer)

    def _joins(self, call: Call, script: JoinLine) -> None:
        if not call.accepted:
            self.broken.append("an agent was connected who had not accepted")
        waiting = (
            line for line in self.live_calls if isinstance(line, Line) and line.callback == script.line
        )
        line = next((line for line in waiting if line.stage is Stage.HOLDING), None)
        if line is None:
            call.customer_gone(LegStatus.COMPLETED)
            return
        line.stage = call.stage = Stage.TALKING
        line.peer, call.peer = call, line

    def _may_ring_customer(self, what: str, callback: str | None, phone: E164) -> None:
        if phone in self.noes.phones:
            self.broken.append(f"{what} a customer who had said STOP")
        if callback in self.noes.callbacks:
            self.broken.append(f"{what} a customer whose callback had ended")

    def _send(self, order: MessageOrder) -> str:
        text = Text(sid=f"SM{len(self.texts)}", order=order, at=self.clock.now())
        self.texts.append(text)
        if max(Counter(text.order.status_url for text in self.texts).values()) > 1:
            self.broken.append("a text was sent twice")
        if order.to in self.noes.phones:
            self.broken.append("a text went to somebody who had said STOP")
        return text.sid

    def _call(self, call_sid: str) -> Call:
        found = next((call for call in self.calls if call.sid == call_sid), None)
        if found is None:
            raise Refused("no such call", code="20404")
        return found

    def _child(self, call: Call) -> CallRecord:
        status = LegStatus.IN_PROGRESS if call.bridge else LegStatus.COMPLETED
        return CallRecord(call_sid=call.child_sid, status=status, started_at=call.dialled_at)

    def _record(self, call: Call) -> CallRecord:
        return CallRecord(call_sid=call.sid, status=call.status, started_at=call.placed_at)
