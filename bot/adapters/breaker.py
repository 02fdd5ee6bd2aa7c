"""Leaves a provider alone that does not work: it is not asked in vain, and not flooded when it comes back.

Each process learns by itself, and calls, messages and the PBX each have a breaker of their own: a provider
whose calls fail can often still send the message that says so.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

import structlog
from prometheus_client import CollectorRegistry, Gauge

from bot.domain.handover import Found, HandOver
from bot.domain.phone import E164
from bot.domain.telephony import CallOrder, CallRecord, MessageOrder, VoiceMessage
from bot.ports import NotPlaced, Pbx, Refused, Telephony, Unknown

log = structlog.get_logger()

CIRCUIT_OPEN = "circuit_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What is borne before a provider is left alone, and for how long."""

    #: So many failures in a row are too many,
    in_a_row: int = 5
    #: and so is this share of the latest ``window`` requests.
    share: float = 0.5
    window: int = 20
    #: Seconds; the pause doubles with each probe that fails.
    first_pause: float = 15.0
    longest_pause: float = 300.0


def _give_or_take(seconds: float) -> float:
    """Processes that failed together do not come back together."""
    return seconds * random.uniform(0.8, 1.2)  # noqa: S311


class Breaker:
    """Closed, open, half-open: https://martinfowler.com/bliki/CircuitBreaker.html

    Open, it lets nothing through; when the pause is over exactly one request, the probe, decides whether it
    closes or opens for longer. ``Refused`` is an answer: a provider that refuses works.
    """

    def __init__(
        self,
        name: str,
        tolerance: Tolerance | None = None,
        *,
        now: Callable[[], float] = monotonic,
        jitter: Callable[[float], float] = _give_or_take,
    ) -> None:
        self.name = name
        self._tolerance = tolerance or Tolerance()
        self._now = now
        self._jitter = jitter
        #: The latest outcomes while closed; True: failed.
        self._failures = deque[bool](maxlen=self._tolerance.window)
        self._pause = 0.0
        #: When the provider is asked again; None: closed.
        self._retry_at: float | None = None
        self._probing = False

    @property
    def waiting(self) -> bool:
        """Whether the provider is left alone, or on probation."""
        return self._retry_at is not None

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Around one request. Raises ``NotPlaced`` instead of letting it happen while the circuit is open."""
        probe = self._admit()
        try:
            yield
        except (NotPlaced, Unknown):
            self._failed(probe)
            raise
        except Refused:
            self._worked(probe)
            raise
        else:
            self._worked(probe)
        finally:
            # Also when the probe was cancelled, and nothing is known: the next request is the probe then.
            self._probing = self._probing and not probe

    def _admit(self) -> bool:
        """Whether the request is the probe."""
        if self._retry_at is None:
            return False
        wait = self._retry_at - self._now()
        if wait > 0 or self._probing:
            raise NotPlaced(
                f"{self.name}: waiting after failures", code=CIRCUIT_OPEN, retry_after=max(wait, 0.0)
            )
        self._probing = True
        return True

    def _failed(self, probe: bool) -> None:
        # What was asked before the circuit opened says nothing new.
        if not probe and self.waiting:
            return
        self._failures.append(True)
        if probe or self._too_many():
            self._open()

    def _worked(self, probe: bool) -> None:
        if probe:
            self._close()
        elif not self.waiting:
            self._failures.append(False)

    def _too_many(self) -> bool:
        limits, latest = self._tolerance, list(self._failures)
        in_a_row = len(latest) >= limits.in_a_row and all(latest[-limits.in_a_row :])
        return in_a_row or (len(latest) == limits.window and sum(latest) >= limits.share * limits.window)

    def _open(self) -> None:
        self._pause = min(self._pause * 2 or self._tolerance.first_pause, self._tolerance.longest_pause)
        seconds = self._jitter(self._pause)
        self._retry_at = self._now() + seconds
        log.warning(
            "provider left alone", action="circuit_opened", provider=self.name, seconds=round(seconds, 1)
        )

    def _close(self) -> None:
        self._retry_at, self._pause = None, 0.0
        self._failures.clear()
        log.info("provider works again", action="circuit_closed", provider=self.name)


class Circuits:
    """The breakers of one process."""

    def __init__(self, tolerance: Tolerance | None = None) -> None:
        self.calls = Breaker("twilio_calls", tolerance)
        self.messages = Breaker("twilio_messages", tolerance)
        self.pbx = Breaker("netsapiens", tolerance)

    def waiting(self) -> Sequence[str]:
        """Names of what is left alone at present."""
        return [breaker.name for breaker in self._all() if breaker.waiting]

    def expose(self, registry: CollectorRegistry) -> None:
        """Show each breaker as a gauge."""
        help_text = "1 while this process leaves the provider alone after failures."
        gauge = Gauge("provider_waiting", help_text, ("provider",), registry=registry)
        for breaker in self._all():
            _show(gauge, breaker)

    def _all(self) -> Sequence[Breaker]:
        return self.calls, self.messages, self.pbx


def _show(gauge: Gauge, breaker: Breaker) -> None:
    gauge.labels(breaker.name).set_function(lambda: float(breaker.waiting))


class GuardedTelephony:
    """``ports.Telephony`` that does not ask in vain for calls and messages.

    Look-ups, and what is done with calls that exist, always pass, and say nothing about the circuit: a call
    whose answer was lost must be found however the provider fares, and a provider that still lists calls may
    well not place any.
    """

    def __init__(self, telephony: Telephony, circuits: Circuits) -> None:
        self._telephony = telephony
        self._circuits = circuits

    async def create_call(self, order: CallOrder) -> str:
        with self._circuits.calls.asking():
            return await self._telephony.create_call(order)

    async def send_message(self, order: MessageOrder) -> str:
        with self._circuits.messages.asking():
            return await self._telephony.send_message(order)

    async def end_call(self, call_sid: str) -> None:
        await self._telephony.end_call(call_sid)

    async def redirect_call(self, call_sid: str, url: str) -> None:
        await self._telephony.redirect_call(call_sid, url)

    async def fetch_call(self, call_sid: str) -> CallRecord:
        return await self._telephony.fetch_call(call_sid)

    async def list_calls(self, *, to: E164, caller_id: E164, since: datetime) -> Sequence[CallRecord]:
        return await self._telephony.list_calls(to=to, caller_id=caller_id, since=since)

    async def find_message(self, order: MessageOrder, since: datetime) -> str | None:
        return await self._telephony.find_message(order, since)

    async def find_recording(self, call_sid: str) -> VoiceMessage | None:
        return await self._telephony.find_recording(call_sid)

    async def fetch_recording(self, recording_sid: str) -> bytes:
        return await self._telephony.fetch_recording(recording_sid)


class GuardedPbx:
    """``ports.Pbx`` that does not ask in vain. Look-ups always pass, as those of calls do."""

    def __init__(self, pbx: Pbx, circuits: Circuits) -> None:
        self._pbx = pbx
        self._circuits = circuits

    async def hand_over(self, order: HandOver) -> None:
        with self._circuits.pbx.asking():
            await self._pbx.hand_over(order)

    async def find(self, order: HandOver, since: datetime) -> Found:
        return await self._pbx.find(order, since)
