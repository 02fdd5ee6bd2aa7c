"""The businesses of the chaos tests, their agents and their customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.system import ALWAYS

#: Nobody picks up, and at the end of a test each phone that was rung still rings.
RINGS_ON: Mapping[str, object] = {"ring_seconds": 120, "total_seconds": 600, "max_agents": 20}


def number(digits: int) -> str:
    return f"+1813555{digits:04}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """A tenant. Without ``staff`` it has more agents than callbacks: nobody waits for a free one."""

    index: int
    callbacks: int
    staff: int = 0
    routing: Mapping[str, object] = field(default_factory=lambda: RINGS_ON)
    #: Whether somebody is told by SMS of what was missed.
    alerted: bool = False

    @property
    def slug(self) -> str:
        return f"business-{self.index}"

    @property
    def line(self) -> str:
        return number(1000 + self.index)

    @property
    def owner(self) -> str:
        return number(1500 + self.index)

    @property
    def customers(self) -> Sequence[str]:
        return [number(2000 + self.index * self.callbacks + n) for n in range(self.callbacks)]

    @property
    def agents(self) -> Sequence[str]:
        staff = self.staff or self.callbacks + 2
        return [number(4000 + self.index * staff + n) for n in range(staff)]

    def profile(self) -> dict[str, Any]:
        return {
            "name": f"Business {self.index}",
            "domains": [f"{self.slug}.example"],
            "voice_number": self.line,
            "sms_number": self.line,
            "alert_numbers": [self.owner] if self.alerted else [],
            "hours": ALWAYS,
            "agents": [{"name": f"Agent {n}", "phone": phone} for n, phone in enumerate(self.agents)],
            "routing": dict(self.routing),
            "limits": {
                "burst": "5000/60s",
                "sustained": "5000/1h",
                "daily_calls": 5000,
                "thresholds": "off",
                "cooldown_seconds": 0,
                "max_call_seconds": 60,
            },
        }
