"""Rows of the numbers of agents that were sent a code."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import psycopg

from bot.adapters.postgres.sealing import Sealing
from bot.domain.phone import E164
from bot.domain.tenant import TenantId

VERIFIED = """
SELECT number_hash FROM agent_numbers
WHERE tenant_id = %s AND number_hash = ANY(%s) AND verified_at IS NOT NULL
"""
EXPECT = """
INSERT INTO agent_numbers (tenant_id, number_hash, code_hash, expires_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (tenant_id, number_hash) DO UPDATE
SET code_hash = excluded.code_hash, expires_at = excluded.expires_at, tries = 0
"""
#: In one statement, so that codes tried at once are counted one by one.
SPEND_TRY = """
UPDATE agent_numbers SET tries = tries + 1
WHERE tenant_id = %s AND number_hash = %s AND code_hash IS NOT NULL AND tries < %s AND expires_at > %s
RETURNING code_hash
"""
VERIFY = """
UPDATE agent_numbers SET verified_at = %s, code_hash = NULL, expires_at = NULL
WHERE tenant_id = %s AND number_hash = %s
"""


class PostgresAgentNumbers:
    """See ``bot.desk_storage.AgentNumbers``."""

    def __init__(
        self, connection: psycopg.AsyncConnection[tuple[Any, ...]], tenant: TenantId, sealing: Sealing
    ) -> None:
        self._connection, self._tenant, self._sealing = connection, tenant, sealing

    async def verified(self, numbers: Collection[E164]) -> set[E164]:
        by_hash = {self._hash(number): number for number in numbers}
        cursor = await self._connection.execute(VERIFIED, (self._tenant, list(by_hash)))
        return {by_hash[bytes(row[0])] for row in await cursor.fetchall()}

    async def expect(self, number: E164, code_hash: bytes, expires_at: datetime) -> None:
        row = (self._tenant, self._hash(number), code_hash, expires_at)
        await self._connection.execute(EXPECT, row)

    async def spend_try(self, number: E164, tries: int, now: datetime) -> bytes | None:
        values = (self._tenant, self._hash(number), tries, now)
        row = await (await self._connection.execute(SPEND_TRY, values)).fetchone()
        return bytes(row[0]) if row else None

    async def verify(self, number: E164, now: datetime) -> None:
        await self._connection.execute(VERIFY, (now, self._tenant, self._hash(number)))

    def _hash(self, number: E164) -> bytes:
        return self._sealing.person(number, self._tenant)
