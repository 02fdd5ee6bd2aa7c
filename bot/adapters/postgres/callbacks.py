"""Rows of callbacks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import psycopg

from bot.adapters.postgres.sealing import Sealing
from bot.domain.callback import LIVE, Callback, CallbackId, ConsentId, Details, Status
from bot.domain.phone import E164
from bot.domain.telephony import Channel
from bot.domain.tenant import AgentId, TenantId

COLUMNS = """callback_id, status, channel, language, phone_enc, details_enc, customer_zone, consent_id,
             requested_at, scheduled_for, flow_started_at, provider, reason, claimed_by"""
ADD = f"""
INSERT INTO callbacks (tenant_id, phone_hash, updated_at, {COLUMNS})
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING true
"""  # noqa: S608
LOCK = f"SELECT {COLUMNS} FROM callbacks WHERE tenant_id = %s AND callback_id = %s FOR UPDATE"  # noqa: S608
READ = f"SELECT {COLUMNS} FROM callbacks WHERE tenant_id = %s AND callback_id = %s"  # noqa: S608
#: The live one, which may be older than one that ended, for it can come back to life; else the newest.
LIVE_WORDS = ", ".join(f"'{status}'" for status in sorted(LIVE))
LATEST_FIRST = f"ORDER BY status IN ({LIVE_WORDS}) DESC, requested_at DESC"
LATEST = f"""
SELECT {COLUMNS} FROM callbacks WHERE tenant_id = %s AND phone_hash = %s {LATEST_FIRST} LIMIT 1
"""  # noqa: S608
RECENT = f"SELECT {COLUMNS} FROM callbacks WHERE tenant_id = %s ORDER BY requested_at DESC LIMIT %s"  # noqa: S608
WAITING = """
SELECT callback_id FROM callbacks
WHERE tenant_id = %s AND reason = 'waiting_for_agent' AND scheduled_for <= %s
  AND status IN ('requested', 'scheduled', 'calling_agent') AND (claimed_by IS NULL OR claimed_by = %s)
ORDER BY claimed_by IS NULL, requested_at
"""
SAVE = """
UPDATE callbacks SET status = %s, language = %s, customer_zone = %s, consent_id = %s, scheduled_for = %s,
                     flow_started_at = %s, provider = %s, reason = %s, claimed_by = %s, updated_at = %s
WHERE tenant_id = %s AND callback_id = %s
"""


class PostgresCallbacks:
    """See ``bot.storage.Callbacks``."""

    def __init__(
        self, connection: psycopg.AsyncConnection[tuple[Any, ...]], tenant: TenantId, sealing: Sealing
    ) -> None:
        self._connection, self._tenant, self._sealing = connection, tenant, sealing

    async def add(self, callback: Callback) -> bool:
        cursor = await self._connection.execute(
            ADD,
            (
                self._tenant,
                # Two who withhold their numbers are two people.
                self._sealing.person(callback.phone or str(callback.callback_id), self._tenant),
                callback.requested_at,
                callback.callback_id,
                callback.status.value,
                callback.channel.value,
                callback.language,
                self._sealing.seal(callback.phone, self._tenant, "phone"),
                self._sealing.seal(json.dumps(asdict(callback.details)), self._tenant, "details"),
                callback.customer_zone,
                callback.consent_id,
                callback.requested_at,
                callback.scheduled_for,
                callback.flow_started_at,
                callback.provider,
                callback.reason,
                callback.claimed_by,
            ),
        )
        return await cursor.fetchone() is not None

    async def lock(self, callback_id: CallbackId) -> Callback | None:
        return await self._one(LOCK, callback_id)

    async def read(self, callback_id: CallbackId) -> Callback | None:
        return await self._one(READ, callback_id)

    async def latest_for(self, person: str) -> Callback | None:
        return await self._one(LATEST, self._sealing.person(person, self._tenant))

    async def recent(self, limit: int) -> Sequence[Callback]:
        cursor = await self._connection.execute(RECENT, (self._tenant, limit))
        return [self._callback(row) for row in await cursor.fetchall()]

    async def waiting_for_agents(self, now: datetime, free: AgentId | None = None) -> Sequence[CallbackId]:
        cursor = await self._connection.execute(WAITING, (self._tenant, now, free))
        return [CallbackId(row[0]) for row in await cursor.fetchall()]

    async def revive(self, callback: Callback, now: datetime) -> bool:
        try:
            # A savepoint: the index that allows one live callback per number ends the statement, not all.
            async with self._connection.transaction():
                await self.save(callback, now)
        except psycopg.errors.UniqueViolation:
            return False
        return True

    async def save(self, callback: Callback, now: datetime) -> None:
        await self._connection.execute(
            SAVE,
            (
                callback.status.value,
                callback.language,
                callback.customer_zone,
                callback.consent_id,
                callback.scheduled_for,
                callback.flow_started_at,
                callback.provider,
                callback.reason,
                callback.claimed_by,
                now,
                self._tenant,
                callback.callback_id,
            ),
        )

    async def _one(self, query: str, key: object) -> Callback | None:
        row = await (await self._connection.execute(query, (self._tenant, key))).fetchone()
        return self._callback(row) if row else None

    def _callback(self, row: tuple[Any, ...]) -> Callback:
        return callback_of(row, self._tenant, self._sealing)


def callback_of(row: tuple[Any, ...], tenant: TenantId, sealing: Sealing) -> Callback:
    """The callback in a row of ``COLUMNS``."""
    return Callback(
        tenant_id=tenant,
        callback_id=CallbackId(row[0]),
        status=Status(row[1]),
        channel=Channel(row[2]),
        language=row[3],
        phone=E164(sealing.open(row[4], tenant, "phone")),
        details=Details(**json.loads(sealing.open(row[5], tenant, "details"))),
        customer_zone=row[6],
        consent_id=ConsentId(row[7]),
        requested_at=row[8],
        scheduled_for=row[9],
        flow_started_at=row[10],
        provider=row[11],
        reason=row[12],
        claimed_by=AgentId(row[13]) if row[13] else None,
    )
