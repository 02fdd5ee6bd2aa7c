"""Rows of presence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from bot.domain.desk import Availability, Presence
from bot.domain.tenant import AgentId, TenantId

SAY = """
INSERT INTO presence (tenant_id, agent_id, state, until, updated_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, agent_id) DO UPDATE
SET state = excluded.state, until = excluded.until, updated_at = excluded.updated_at
"""
OF = "SELECT state, until FROM presence WHERE tenant_id = %s AND agent_id = %s"
AWAY = """
SELECT agent_id FROM presence
WHERE tenant_id = %s AND state <> 'online' AND (until IS NULL OR until > %s)
"""


class PostgresPresences:
    """See ``bot.storage.Presences``."""

    def __init__(self, connection: psycopg.AsyncConnection[tuple[Any, ...]], tenant: TenantId) -> None:
        self._connection, self._tenant = connection, tenant

    async def say(self, agent: AgentId, presence: Presence, now: datetime) -> None:
        row = (self._tenant, agent, presence.state.value, presence.until, now)
        await self._connection.execute(SAY, row)

    async def of(self, agent: AgentId) -> Presence | None:
        row = await (await self._connection.execute(OF, (self._tenant, agent))).fetchone()
        return Presence(state=Availability(row[0]), until=row[1]) if row else None

    async def away(self, now: datetime) -> set[AgentId]:
        cursor = await self._connection.execute(AWAY, (self._tenant, now))
        return {AgentId(row[0]) for row in await cursor.fetchall()}
