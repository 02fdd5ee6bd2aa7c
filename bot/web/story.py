"""A callback as its customer is told about it: where it stands, and what happened so far.

Nothing of the business's inside: agents by first name, no reasons that are nobody's matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.callback import Callback, Status
from bot.domain.phone import display
from bot.domain.tenant import Tenant
from bot.domain.timeline import Entry
from bot.web.intake import zone_named
from bot.web.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the story."""

    seq: int
    at: datetime
    status: Status
    kind: str
    sentence: str


class Story:
    """Tells of one callback in one language."""

    def __init__(self, wording: Wording, language: str, tenant: Tenant, now: datetime) -> None:
        self._wording, self._language, self._tenant, self._now = wording, language, tenant, now

    def status(self, callback: Callback) -> str:
        """Where it stands, and what happens next."""
        key = f"status.{callback.status}"
        if callback.status is Status.MISSED and callback.reason == "closed":
            key = "status.missed_closed"
        return self._say(key, time=self.time(callback), line=self._line())

    def steps(self, entries: Sequence[Entry]) -> Iterator[Step]:
        """What happened, as far as it concerns the customer."""
        for entry in entries:
            key = f"step.{entry.kind}"
            if self._wording.has(key):
                yield Step(
                    seq=entry.seq,
                    at=entry.at,
                    status=entry.status,
                    kind=entry.kind.value,
                    sentence=self._say(key, agent=self._agent(entry)),
                )

    def time(self, callback: Callback) -> str:
        """When it is due, in the customer's zone when we know it; else with the name of the tenant's."""
        zone = self.zone(callback)
        moment = self._wording.moment(self._language, callback.scheduled_for, zone, self._now)
        if callback.customer_zone:
            return moment
        return self._say("time.in_zone", moment=moment, city=self._wording.city(self._language, zone))

    def zone(self, callback: Callback) -> ZoneInfo:
        return zone_named(callback.customer_zone or "") or self._tenant.zone

    def _agent(self, entry: Entry) -> str:
        names = str(entry.data.get("agent", "")).split()
        return names[0] if names else self._say("step.somebody")

    def _line(self) -> str:
        number = self._tenant.voice_number
        return display(number, self._tenant.region) if number else self._say("status.our_number")

    def _say(self, key: str, **params: object) -> str:
        return self._wording.say(self._language, key, company=self._tenant.company, **params)
