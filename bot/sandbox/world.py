"""Everything that exists in the sandbox, and who is told when it changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.calls import Call, new_sid, now
from bot.sandbox.config import OwnedNumber, SandboxConfig
from bot.sandbox.messages import Message
from bot.sandbox.misbehaviour import Misbehaviour
from bot.sandbox.pbx_calls import PbxCall
from bot.sandbox.phones import Phone
from bot.sandbox.queues import Queue

HEARTBEAT_SECONDS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Something the provider's debugger would show, under the provider's own code."""

    at: datetime
    code: int
    text: str


@dataclass(slots=True, kw_only=True, eq=False)
class Recording:
    """A recording: the tape is silent, everything around it is real."""

    call: Call
    source: str
    sid: str = field(default_factory=lambda: new_sid("RE"))
    status: str = "in-progress"
    seconds: int = 0
    created_at: datetime = field(default_factory=now)

    def stop(self, seconds: float) -> None:
        """The tape is complete; its length counts in the sandbox's time. Only silence, cut off, has none."""
        self.seconds = max(1, round(seconds)) if seconds else 0
        self.status = "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxRequest:
    """One request to the PBX, as it came."""

    at: datetime
    path: str
    headers: dict[str, str]
    fields: dict[str, Any]
    status: int


class World:
    """The state shared by the sandbox's parts; everything runs on one event loop."""

    def __init__(self, config: SandboxConfig) -> None:
        self.config = config
        self.numbers: dict[str, OwnedNumber] = {number.number: number for number in config.numbers}
        self.misbehaviour = Misbehaviour()
        self.closing = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._watchers: set[asyncio.Event] = set()
        self._clear()

    def _clear(self) -> None:
        self.calls: dict[str, Call] = {}
        self.messages: dict[str, Message] = {}
        self.recordings: dict[str, Recording] = {}
        self.queues: dict[str, Queue] = {}
        self.pbx_requests: list[PbxRequest] = []
        self.pbx_calls: list[PbxCall] = []
        self.warnings: list[Complaint] = []
        self.phones: dict[str, Phone] = {
            cast.number: Phone(
                number=cast.number, role=cast.role, label=cast.label or cast.number, channels=cast.channels
            )
            for cast in self.config.phones
        }

    def phone(self, number: str) -> Phone:
        """The phone behind a number; a number nobody knew gets one, as any number can be dialled."""
        if number not in self.phones:
            channels = ("voice", "sms", "whatsapp")
            self.phones[number] = Phone(number=number, role="customer", label=number, channels=channels)
        return self.phones[number]

    def warn(self, code: int, text: str) -> None:
        """Keeps what the provider would complain about."""
        self.warnings.append(Complaint(at=now(), code=code, text=text))
        self.changed()

    def record(self, call: Call, source: str) -> Recording:
        """Begins a recording of a leg."""
        tape = Recording(call=call, source=source)
        self.recordings[tape.sid] = tape
        return tape

    def elapsed(self, since: datetime, until: datetime | None = None) -> float:
        """Seconds of the sandbox's time between two moments; the later is now by default."""
        return ((until or now()) - since).total_seconds() * self.config.time_scale

    def scaled(self, seconds: float) -> float:
        """Real seconds that the given seconds of the sandbox's time take."""
        return seconds / self.config.time_scale

    async def pause(self, seconds: float) -> None:
        """Lets time pass on a line."""
        await asyncio.sleep(self.scaled(seconds))

    async def linger(self, seconds: float) -> None:
        """Keeps a client waiting in real time, but never holds up the end of the process."""
        await asyncio.wait({self.spawn(self._until_closing())}, timeout=seconds)

    async def _until_closing(self) -> None:
        await self.closing.wait()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Runs work beside the current one and keeps it until it is done."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def changed(self) -> None:
        """Wakes everybody who watches."""
        for watcher in self._watchers:
            watcher.set()

    async def changes(self) -> AsyncGenerator[bool, None]:
        """Yields True at once and after changes (several at a time count as one), False as a heartbeat."""
        watcher = asyncio.Event()
        watcher.set()
        self._watchers.add(watcher)
        try:
            while not self.closing.is_set():
                try:
                    await asyncio.wait_for(watcher.wait(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield False
                else:
                    watcher.clear()
                    yield True
        finally:
            self._watchers.discard(watcher)

    async def reset(self) -> None:
        """Back to the first morning: no calls, no messages, no rules."""
        await self._stop()
        self.misbehaviour.rules.clear()
        self._clear()
        self.changed()

    async def close(self) -> None:
        """Ends everything that still runs."""
        self.closing.set()
        self.changed()
        await self._stop()

    async def _stop(self) -> None:
        """What is stopped may still begin something, as a last webhook: that is stopped as well."""
        while running := self._tasks - {asyncio.current_task()}:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
