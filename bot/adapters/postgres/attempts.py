"""Rows of attempts, and when each agent was rung last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg

from bot.domain.attempt import Attempt, AttemptId, AttemptState, Outcome
from bot.domain.callback import CallbackId
from bot.domain.tenant import AgentId, TenantId

COLUMNS = """attempt_id, callback_id, provider, agent_id, state, outcome, call_sid, asked_at, look_ups,
             duration_seconds, updated_at, lane"""
ADD = f"""
INSERT INTO attempts (tenant_id, {COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING true
"""  # noqa: S608
READ = f"SELECT {COLUMNS} FROM attempts WHERE tenant_id = %s AND attempt_id = %s"  # noqa: S608
OF = f"SELECT {COLUMNS} FROM attempts WHERE tenant_id = %s AND callback_id = %s ORDER BY asked_at"  # noqa: S608
SAVE = """
UPDATE attempts SET state = %s, outcome = %s, call_sid = %s, asked_at = %s, look_ups = %s,
                    duration_seconds = %s, updated_at = %s
WHERE tenant_id = %s AND attempt_id = %s
"""
OF_CALL = f"SELECT {COLUMNS} FROM attempts WHERE tenant_id = %s AND call_sid = %s"  # noqa: S608
CLAIMED = "SELECT call_sid FROM attempts WHERE tenant_id = %s AND call_sid = ANY(%s)"
#: In a call, or noting down the last one.
BUSY = """
SELECT DISTINCT agent_id FROM attempts
WHERE tenant_id = %s AND agent_id IS NOT NULL
  AND (state <> 'ended' OR (outcome = 'completed' AND updated_at > %s))
"""
RUNG = "SELECT agent_id, rung_at FROM agent_rings WHERE tenant_id = %s"
REMEMBER_RING = """
INSERT INTO agent_rings (tenant_id, agent_id, rung_at) VALUES (%s, %s, %s)
ON CONFLICT (tenant_id, agent_id) DO UPDATE SET rung_at = excluded.rung_at
"""


class PostgresAttempts:
    """See ``bot.storage.Attempts``."""

    def __init__(self, connection: psycopg.AsyncConnection[tuple[Any, ...]], tenant: TenantId) -> None:
        self._connection, self._tenant = connection, tenant

    async def add(self, attempt: Attempt) -> bool:
        cursor = await self._connection.execute(
            ADD,
            (
                self._tenant,
                attempt.attempt_id,
                attempt.callback_id,
                attempt.provider,
                attempt.agent_id,
                attempt.state.value,
                attempt.outcome,
                attempt.call_sid,
                attempt.asked_at,
                attempt.look_ups,
                attempt.duration_seconds,
                attempt.updated_at,
                attempt.lane,
            ),
        )
        return await cursor.fetchone() is not None

    async def read(self, attempt_id: AttemptId) -> Attempt | None:
        row = await (await self._connection.execute(READ, (self._tenant, attempt_id))).fetchone()
        return self._attempt(row) if row else None

    async def of(self, callback_id: CallbackId) -> Sequence[Attempt]:
        cursor = await self._connection.execute(OF, (self._tenant, callback_id))
        return [self._attempt(row) for row in await cursor.fetchall()]

    async def of_call(self, call_sid: str) -> Attempt | None:
        row = await (await self._connection.execute(OF_CALL, (self._tenant, call_sid))).fetchone()
        return self._attempt(row) if row else None

    async def save(self, attempt: Attempt) -> None:
        await self._connection.execute(
            SAVE,
            (
                attempt.state.value,
                attempt.outcome,
                attempt.call_sid,
                attempt.asked_at,
                attempt.look_ups,
                attempt.duration_seconds,
                attempt.updated_at,
                self._tenant,
                attempt.attempt_id,
            ),
        )

    async def claimed(self, call_sids: Sequence[str]) -> set[str]:
        cursor = await self._connection.execute(CLAIMED, (self._tenant, list(call_sids)))
        return {row[0] for row in await cursor.fetchall()}

    async def busy_agents(self, wrapping_up_since: datetime) -> set[AgentId]:
        cursor = await self._connection.execute(BUSY, (self._tenant, wrapping_up_since))
        return {AgentId(row[0]) for row in await cursor.fetchall()}

    async def rung(self) -> dict[AgentId, datetime]:
        cursor = await self._connection.execute(RUNG, (self._tenant,))
        return {AgentId(agent): at for agent, at in await cursor.fetchall()}

    async def remember_ring(self, agent: AgentId, now: datetime) -> None:
        await self._connection.execute(REMEMBER_RING, (self._tenant, agent, now))

    def _attempt(self, row: tuple[Any, ...]) -> Attempt:
        return Attempt(
            tenant_id=self._tenant,
            attempt_id=AttemptId(row[0]),
            callback_id=CallbackId(row[1]),
            provider=row[2],
            agent_id=AgentId(row[3]) if row[3] else None,
            state=AttemptState(row[4]),
            outcome=Outcome(row[5]) if row[5] else None,
            call_sid=row[6],
            asked_at=row[7],
            look_ups=row[8],
            duration_seconds=row[9],
            updated_at=row[10],
            lane=row[11],
        )
