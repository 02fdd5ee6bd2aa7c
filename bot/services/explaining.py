"""Why it went as it went: everything that happened to one callback, for the business and for operators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.callback import Callback, CallbackId
from bot.domain.tenant import Tenant
from bot.domain.timeline import REASONS, Entry
from bot.services.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One callback with its whole timeline. Holds no number, name or text of the customer to be told."""

    tenant: Tenant
    callback: Callback
    entries: Sequence[Entry]

    def as_json(self) -> dict[str, object]:
        """For programs; times are wall time in the business's zone, with their offset."""
        return {
            "id": str(self.callback.callback_id),
            "status": self.callback.status.value,
            "reason": self.callback.reason,
            "entries": [
                {
                    "seq": entry.seq,
                    "at": self._wall(entry.at).isoformat(timespec="milliseconds"),
                    "actor": entry.actor,
                    "kind": entry.kind.value,
                    "status": entry.status.value,
                    "sentence": entry.told(self.tenant.zone),
                    "data": entry.data,
                }
                for entry in self.entries
            ],
        }

    def lines(self) -> Iterator[str]:
        """For people: where it stands and why, then a sentence for each entry below the day it happened."""
        yield f"{self.callback.callback_id} of {self.tenant.tenant_id}: {self._standing()}"
        yield f"Times are those of {self.tenant.zone.key}."
        day: date | None = None
        for entry in self.entries:
            at = self._wall(entry.at)
            if at.date() != day:
                day = at.date()
                yield f"{day:%A}, {day.isoformat()}"
            yield f"{at:%H:%M:%S}  {entry.told(self.tenant.zone)}"
            if entry.counts:
                yield f"{'':8}  Within the limits: {entry.counts}."

    def _standing(self) -> str:
        status, reason = self.callback.status.value.replace("_", " "), self.callback.reason
        return f"{status} ({REASONS.get(reason, reason)})." if reason else f"{status}."

    def _wall(self, at: datetime) -> datetime:
        return at.astimezone(self.tenant.zone)


async def account(office: Office, tenant: Tenant, callback_id: CallbackId) -> Account | None:
    """The account of a callback; None when the business has no such callback."""
    async with office.store.transaction(tenant.tenant_id) as tx:
        callback = await tx.callbacks.read(callback_id)
        if callback is None:
            return None
        entries = await tx.timeline.of(callback_id)
    return Account(tenant=tenant, callback=callback, entries=entries)
