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
from bot.domain.retries import NEXT_ROUND, planned
from bot.domain.telephony import Channel
from bot.domain.tenant import First, Tenant
from bot.domain.timeline import Entry
from bot.services.office import Words
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

    def __init__(self, wording: Wording, words: Words, language: str, tenant: Tenant, now: datetime) -> None:
        self._wording, self._words = wording, words
        self._language, self._tenant, self._now = language, tenant, now

    def title(self, callback: Callback) -> str:
        """Where it stands, in a few words."""
        return self._say("title.again" if planned(callback) else self._key("title", callback))

    def status(self, callback: Callback) -> str:
        """Where it stands, and what happens next."""
        key = self._key("status", callback)
        if callback.status is Status.REQUESTED and self._tenant.customers.first is First.CUSTOMER:
            key = "status.requested_customer_first"
        told = self._say(key, time=self.time(callback), line=self._line())
        apologised = callback.status is Status.MISSED and callback.reason != "closed"
        if not apologised and not (planned(callback) and callback.reason == NEXT_ROUND):
            return told
        return f"{told} {self._elsewhere(callback)}".rstrip()

    def steps(self, entries: Sequence[Entry], zone: ZoneInfo) -> Iterator[Step]:
        """What happened, as far as it concerns the customer; times as the clocks of ``zone`` show them."""
        for entry in entries:
            key = self._step_key(entry)
            if self._wording.has(key):
                yield Step(
                    seq=entry.seq,
                    at=entry.at,
                    status=entry.status,
                    kind=entry.kind.value,
                    sentence=self._say(key, agent=self._agent(entry), time=self._due(entry, zone)),
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

    def _key(self, section: str, callback: Callback) -> str:
        """Some reasons have words of their own."""
        own = f"{section}.{callback.status}_{callback.reason}"
        return own if self._wording.has(own) else f"{section}.{callback.status}"

    def _step_key(self, entry: Entry) -> str:
        own = f"step.{entry.kind}_{entry.data.get('why', '')}"
        return own if self._wording.has(own) else f"step.{entry.kind}"

    def _elsewhere(self, callback: Callback) -> str:
        """The way to WhatsApp, for who is not there already."""
        tenant = self._tenant
        if not tenant.chat_link or callback.channel is Channel.WHATSAPP:
            return ""
        facts = {"chat": tenant.chat_link, "week": tenant.hours.week, "zone": tenant.zone}
        return self._words.say(self._language, "or_whatsapp", facts)

    def _due(self, entry: Entry, zone: ZoneInfo) -> str:
        due = entry.data.get("due")
        if not isinstance(due, str):
            return ""
        return self._wording.moment(self._language, datetime.fromisoformat(due), zone, self._now)

    def _agent(self, entry: Entry) -> str:
        names = str(entry.data.get("agent", "")).split()
        return names[0] if names else self._say("step.somebody")

    def _line(self) -> str:
        number = self._tenant.voice_number
        return display(number, self._tenant.region) if number else self._say("status.our_number")

    def _say(self, key: str, **params: object) -> str:
        return self._wording.say(self._language, key, company=self._tenant.company, **params)
