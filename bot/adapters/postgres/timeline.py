"""Rows of the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from bot.domain.callback import Callback, CallbackId, Status
from bot.domain.tenant import TenantId
from bot.domain.timeline import Entry, Kind

NOTE = """
INSERT INTO timeline (tenant_id, callback_id, at, actor, kind, status, data)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
OF = """
SELECT seq, at, actor, kind, status, data FROM timeline
WHERE tenant_id = %s AND callback_id = %s AND seq > %s ORDER BY seq
"""
KNOWN = frozenset(Kind)


class PostgresTimeline:
    """See ``bot.storage.Timeline``."""

    def __init__(self, connection: psycopg.AsyncConnection[tuple[Any, ...]], tenant: TenantId) -> None:
        self._connection, self._tenant = connection, tenant

    async def note(
        self, callback: Callback, kind: Kind, now: datetime, *, actor: str = "service", **data: object
    ) -> None:
        status = callback.status.value
        row = (self._tenant, callback.callback_id, now, actor, kind.value, status, Jsonb(data))
        await self._connection.execute(NOTE, row)

    async def of(self, callback_id: CallbackId, after: int = 0) -> Sequence[Entry]:
        cursor = await self._connection.execute(OF, (self._tenant, callback_id, after))
        return [
            Entry(
                seq=seq,
                callback_id=callback_id,
                at=at,
                actor=actor,
                kind=Kind(kind),
                status=Status(status),
                data=data,
            )
            for seq, at, actor, kind, status, data in await cursor.fetchall()
            # What only the next version tells, while it is rolled out, is left to that one.
            if kind in KNOWN
        ]
