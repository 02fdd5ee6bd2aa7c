"""Calls that the PBX makes: each waits in a queue, is talked on, and leaves a record; time alone moves them.

Nobody's phone rings for them: the PBX has lines of its own, which the stage does not show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

#: Seconds of the sandbox's time.
WAITS = 20.0
TALKS = 40.0


class Phase(StrEnum):
    """Where a call is, and so in which of the PBX's lists."""

    QUEUED = "queued"
    ACTIVE = "active"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxCall:
    """One call between a queue and a number."""

    at: datetime
    domain: str
    #: In whose name it is made; empty for a place in the queue.
    user: str = ""
    queue: str
    #: Chosen by who asked for it, or by the PBX.
    call_id: str
    destination: str

    def phase(self, now: datetime, time_scale: float) -> Phase:
        """A call that was asked for as such does not wait."""
        age = (now - self.at).total_seconds() * time_scale
        waits = 0.0 if self.user else WAITS
        if age < waits:
            return Phase.QUEUED
        return Phase.ACTIVE if age < waits + TALKS else Phase.OVER

    def as_queued(self) -> dict[str, object]:
        """An entry of the queue. The vendor describes none of its fields."""
        return {
            "domain": self.domain,
            "callqueue": self.queue,
            "destination": self.destination,
            "queued-datetime": _time(self.at),
        }

    def as_active(self) -> dict[str, object]:
        """ActiveCall of the vendor's description: https://docs.ns-api.com/v45.0/reference"""
        return {
            "core-server": "sandbox",
            "call-session-id": self.at.strftime("%Y%m%d%H%M%S%f"),
            "call-orig-call-id": self.call_id,
            "call-orig-match-uri": f"sip:{self.queue}@{self.domain}",
            "call-orig-user": self.queue,
            "call-orig-domain": self.domain,
            "call-orig-uri": f"sip:{self.queue}@{self.domain}",
            "call-orig-name": "",
            "caller-id-number": self.queue,
            "call-dialed-number": self.destination,
            "call-by-action": "CallRequest",
            "call-by-user": self.user,
            "call-by-domain": self.domain,
            "call-by-call-id": self.call_id,
            "call-term-call-id": f"{self.call_id}-term",
            "call-term-user": "",
            "call-term-domain": "*",
            "call-term-uri": f"sip:{self.destination}@carrier.example",
            "call-start-datetime": _time(self.at),
            "call-answer-datetime": _time(self.at),
            "call-orig-info": "active",
            "term-orig-info": "active",
            "call-audio-codec": "PCMU",
        }

    def as_record(self) -> dict[str, object]:
        """Of the many fields of a call record, those that tell calls apart."""
        return {
            "id": f"{self.call_id}-record",
            "domain": self.domain,
            "call-orig-call-id": self.call_id,
            "call-orig-to-user": self.destination,
            "call-start-datetime": _time(self.at),
            "call-disconnect-datetime": _time(self.at + timedelta(seconds=WAITS + TALKS)),
        }


def in_phase(calls: Sequence[PbxCall], phase: Phase, now: datetime, time_scale: float) -> Sequence[PbxCall]:
    """Those of the calls that are there at present."""
    return [call for call in calls if call.phase(now, time_scale) is phase]


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
