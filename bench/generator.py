"""Sends prepared requests over raw keep-alive connections, as lightly as Python can.

Two manners: as fast as they are answered, or at a constant rate. At a constant rate the time of an answer is
counted from when its request was due, so that a server that stalls is not spared the requests it held up.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from statistics import quantiles
from time import monotonic

import uvloop

from bench.machine import AROUND, pin

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Requests and the manner of sending them. Those of one person must be ``connections`` apart."""

    #: One, or those of equal processes, between which the connections are shared out.
    ports: Sequence[int]
    requests: Sequence[bytes]
    connections: int
    #: Requests a second; None: each connection asks again as soon as it is answered.
    rate: float | None = None
    #: Answers within this time after the start are not counted.
    warm_up_seconds: float = 1.0
    seconds: float = 3.0

    def with_requests(self, requests: Sequence[bytes]) -> Load:
        """The same manner with these requests."""
        return replace(self, requests=requests)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came back within the counted time."""

    per_second: float
    median_ms: float
    p99_ms: float


class _Connection(asyncio.Protocol):
    """One request at a time; an answer is complete when its Content-Length is there."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._answer: asyncio.Future[int] | None = None

    async def ask(self, request: bytes) -> int:
        """The status of the answer."""
        loop = asyncio.get_running_loop()
        if self._transport is None or self._transport.is_closing():
            transport, _ = await loop.create_connection(lambda: self, "127.0.0.1", self._port)
            self._transport = transport
        self._answer = loop.create_future()
        self._transport.write(request)
        return await self._answer

    def data_received(self, data: bytes) -> None:
        self._received += data
        head = self._received.find(b"\r\n\r\n")
        if head < 0 or self._answer is None:
            return
        length = _LENGTH.search(self._received, 0, head + 2)
        whole = head + 4 + (int(length.group(1)) if length else 0)
        if len(self._received) < whole:
            return
        status, closing = int(self._received[9:12]), b"connection: close" in self._received[:head].lower()
        del self._received[:whole]
        if closing and self._transport:
            self._transport.close()
        self._answer.set_result(status)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("closed before it answered"))


def generate(load: Load) -> Outcome:
    """Send the load from a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn"), pin, (AROUND,)) as process:
        return process.submit(_generate, load).result()


def _generate(load: Load) -> Outcome:
    return uvloop.run(_send(load))


async def _send(load: Load) -> Outcome:
    began = monotonic() + 0.05
    counted = (began + load.warm_up_seconds, began + load.warm_up_seconds + load.seconds)
    answers: list[tuple[float, float, int]] = []

    async def send_through(connection: _Connection, first: int) -> None:
        for number in range(first, len(load.requests), load.connections):
            due = began + number / load.rate if load.rate else max(began, monotonic())
            await asyncio.sleep(max(0.0, due - monotonic()))
            if due > counted[1]:
                return
            status = await connection.ask(load.requests[number])
            now = monotonic()
            answers.append((now if load.rate is None else due, now - due, status))

    connections = [_Connection(load.ports[n % len(load.ports)]) for n in range(load.connections)]
    await asyncio.gather(*(send_through(connection, n) for n, connection in enumerate(connections)))
    return _outcome(answers, counted, load)


def _outcome(answers: list[tuple[float, float, int]], counted: tuple[float, float], load: Load) -> Outcome:
    within = [(took, status) for at, took, status in answers if counted[0] <= at < counted[1]]
    if max(at for at, _, _ in answers) < counted[1] - 0.5:
        raise RuntimeError("the requests were used up before the time was")
    statuses = Counter(status for _, status in within)
    if set(statuses) != {200}:
        raise RuntimeError(f"not every request was taken: {dict(statuses)}")
    percentiles = quantiles([took * 1000 for took, _ in within], n=100)
    return Outcome(per_second=len(within) / load.seconds, median_ms=percentiles[49], p99_ms=percentiles[98])
