"""Rows of the keys of a business's own programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg

from bot.domain.tenant import TenantId
from bot.storage import ApiKey

ADD = "INSERT INTO api_keys (tenant_id, key_id, key_hash, created_at) VALUES (%s, %s, %s, %s)"
READ = """
SELECT key_id, key_hash, created_at, revoked_at FROM api_keys WHERE tenant_id = %s AND key_id = %s
"""
ALL = """
SELECT key_id, key_hash, created_at, revoked_at FROM api_keys WHERE tenant_id = %s ORDER BY created_at
"""
REVOKE = """
UPDATE api_keys SET revoked_at = %s WHERE tenant_id = %s AND key_id = %s AND revoked_at IS NULL RETURNING true
"""


class PostgresKeys:
    """See ``bot.storage.Keys``."""

    def __init__(self, connection: psycopg.AsyncConnection[tuple[Any, ...]], tenant: TenantId) -> None:
        self._connection, self._tenant = connection, tenant

    async def add(self, key: ApiKey) -> None:
        row = (self._tenant, key.key_id, key.key_hash, key.created_at)
        await self._connection.execute(ADD, row)

    async def read(self, key_id: str) -> ApiKey | None:
        row = await (await self._connection.execute(READ, (self._tenant, key_id))).fetchone()
        return _key(row) if row else None

    async def all(self) -> Sequence[ApiKey]:
        return [_key(row) async for row in await self._connection.execute(ALL, (self._tenant,))]

    async def revoke(self, key_id: str, now: datetime) -> bool:
        cursor = await self._connection.execute(REVOKE, (now, self._tenant, key_id))
        return await cursor.fetchone() is not None


def _key(row: tuple[Any, ...]) -> ApiKey:
    return ApiKey(key_id=row[0], key_hash=bytes(row[1]), created_at=row[2], revoked_at=row[3])
