"""Rows of alerts and of dispositions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from bot.domain.callback import CallbackId
from bot.domain.desk import Alert, Question, Report
from bot.domain.tenant import AgentId, TenantId

RAISE = """
INSERT INTO alerts AS a (tenant_id, callback_id, alerted_at) VALUES (%s, %s, %s)
ON CONFLICT (tenant_id, callback_id)
DO UPDATE SET alerted_at = excluded.alerted_at, told = 0, claimed_by = NULL, claimed_at = NULL
WHERE a.alerted_at < %s RETURNING true
"""
READ = """
SELECT callback_id, alerted_at, told, claimed_by FROM alerts WHERE tenant_id = %s AND callback_id = %s
"""
NEWEST_OPEN = """
SELECT a.callback_id, a.alerted_at, a.told, a.claimed_by
FROM alerts a JOIN callbacks c USING (tenant_id, callback_id)
WHERE a.tenant_id = %s AND a.claimed_by IS NULL AND a.alerted_at > %s
  AND (c.status = 'missed' OR (c.status = 'scheduled' AND c.reason = 'next_round'))
ORDER BY a.alerted_at DESC LIMIT 1
"""
NEWEST_CLAIMED = """
SELECT callback_id, alerted_at, told, claimed_by FROM alerts
WHERE tenant_id = %s AND claimed_by IS NOT NULL AND alerted_at > %s
ORDER BY claimed_at DESC LIMIT 1
"""
TOLD = "UPDATE alerts SET told = %s WHERE tenant_id = %s AND callback_id = %s"
CLAIM = """
UPDATE alerts SET claimed_by = %s, claimed_at = %s
WHERE tenant_id = %s AND callback_id = %s AND claimed_by IS NULL RETURNING true
"""
ASK = """
INSERT INTO dispositions (tenant_id, callback_id, agent_id, asked_at) VALUES (%s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING true
"""
QUESTION = """
SELECT callback_id, asked_at FROM dispositions
WHERE tenant_id = %s AND agent_id = %s AND outcome IS NULL AND asked_at > %s
ORDER BY asked_at DESC LIMIT 1
"""
REPORT = """
UPDATE dispositions SET outcome = %s, at = %s
WHERE tenant_id = %s AND callback_id = %s AND agent_id = %s AND outcome IS NULL
"""


class PostgresDesk:
    """See ``bot.desk_storage.Desk``."""

    def __init__(self, connection: psycopg.AsyncConnection[tuple[Any, ...]], tenant: TenantId) -> None:
        self._connection, self._tenant = connection, tenant

    async def raise_alert(self, callback_id: CallbackId, since: datetime, now: datetime) -> bool:
        return await self._row(RAISE, self._tenant, callback_id, now, since) is not None

    async def alert(self, callback_id: CallbackId) -> Alert | None:
        return _alert(await self._row(READ, self._tenant, callback_id))

    async def newest_open(self, since: datetime) -> Alert | None:
        return _alert(await self._row(NEWEST_OPEN, self._tenant, since))

    async def newest_claimed(self, since: datetime) -> Alert | None:
        return _alert(await self._row(NEWEST_CLAIMED, self._tenant, since))

    async def told(self, callback_id: CallbackId, contacts: int) -> None:
        await self._connection.execute(TOLD, (contacts, self._tenant, callback_id))

    async def claim(self, callback_id: CallbackId, person: AgentId, now: datetime) -> bool:
        return await self._row(CLAIM, person, now, self._tenant, callback_id) is not None

    async def ask(self, callback_id: CallbackId, agent: AgentId, now: datetime) -> bool:
        return await self._row(ASK, self._tenant, callback_id, agent, now) is not None

    async def question(self, agent: AgentId, since: datetime) -> Question | None:
        row = await self._row(QUESTION, self._tenant, agent, since)
        return Question(callback_id=CallbackId(row[0]), asked_at=row[1]) if row else None

    async def report(self, callback_id: CallbackId, agent: AgentId, report: Report, now: datetime) -> None:
        await self._connection.execute(REPORT, (report.value, now, self._tenant, callback_id, agent))

    async def _row(self, query: str, *values: object) -> tuple[Any, ...] | None:
        return await (await self._connection.execute(query, values)).fetchone()


def _alert(row: tuple[Any, ...] | None) -> Alert | None:
    if row is None:
        return None
    return Alert(
        callback_id=CallbackId(row[0]),
        alerted_at=row[1],
        told=row[2],
        claimed_by=AgentId(row[3]) if row[3] else None,
    )
