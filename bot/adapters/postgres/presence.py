"""Rows of presence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from bot.domain.desk import Availability, Presence
from bot.domain.tenant import AgentId, TenantId

#: The version before consoles says things without minding them: a newer word is one by text.
PRESENCE = "state, until, CASE WHEN console_heard_at >= updated_at THEN console_heard_at END"
#: Locked until the end: of two words at once each hears the other as what was said before, or is said first.
BEFORE = f"SELECT {PRESENCE} FROM presence WHERE tenant_id = %s AND agent_id = %s FOR UPDATE"  # noqa: S608
SAY = """
INSERT INTO presence (tenant_id, agent_id, state, until, console_heard_at, updated_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, agent_id) DO UPDATE
SET state = excluded.state, until = excluded.until, console_heard_at = excluded.console_heard_at,
    updated_at = excluded.updated_at
"""
OF = f"SELECT {PRESENCE} FROM presence WHERE tenant_id = %s AND agent_id = %s"  # noqa: S608
ALL = f"SELECT agent_id, {PRESENCE} FROM presence WHERE tenant_id = %s"  # noqa: S608
END_CONSOLE = f"""
DELETE FROM presence WHERE tenant_id = %s AND agent_id = %s AND console_heard_at >= updated_at
RETURNING {PRESENCE}
"""  # noqa: S608


class PostgresPresences:
    """See ``bot.desk_storage.Presences``."""

    def __init__(self, connection: psycopg.AsyncConnection[tuple[Any, ...]], tenant: TenantId) -> None:
        self._connection, self._tenant = connection, tenant

    async def say(self, agent: AgentId, presence: Presence, now: datetime) -> Presence | None:
        before = await self._one(BEFORE, agent)
        heard = presence.console_heard_at
        row = (self._tenant, agent, presence.state.value, presence.until, heard, heard or now)
        await self._connection.execute(SAY, row)
        return before

    async def of(self, agent: AgentId) -> Presence | None:
        return await self._one(OF, agent)

    async def all(self) -> dict[AgentId, Presence]:
        cursor = await self._connection.execute(ALL, (self._tenant,))
        return {AgentId(row[0]): _presence(row[1:]) for row in await cursor.fetchall()}

    async def end_console(self, agent: AgentId) -> Presence | None:
        return await self._one(END_CONSOLE, agent)

    async def _one(self, query: str, agent: AgentId) -> Presence | None:
        row = await (await self._connection.execute(query, (self._tenant, agent))).fetchone()
        return _presence(row) if row else None


def _presence(row: tuple[Any, ...]) -> Presence:
    return Presence(state=Availability(row[0]), until=row[1], console_heard_at=row[2])
