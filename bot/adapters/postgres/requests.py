"""Rows of ``Idempotency-Key`` answers."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import psycopg

from bot.adapters.postgres.sealing import Sealing
from bot.domain.tenant import TenantId
from bot.storage import StoredAnswer

#: A second request with the key waits here until the first has committed.
CLAIM = """
INSERT INTO idempotency_keys (tenant_id, key_hash, request_hash, at) VALUES (%s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING true
"""
FIND = "SELECT request_hash, answer_enc FROM idempotency_keys WHERE tenant_id = %s AND key_hash = %s"
ANSWER = "UPDATE idempotency_keys SET answer_enc = %s WHERE tenant_id = %s AND key_hash = %s"


class PostgresRequests:
    """See ``bot.storage.Requests``."""

    def __init__(
        self, connection: psycopg.AsyncConnection[tuple[Any, ...]], tenant: TenantId, sealing: Sealing
    ) -> None:
        self._connection, self._tenant, self._sealing = connection, tenant, sealing

    async def claim(self, key: str, fingerprint: bytes, now: datetime) -> StoredAnswer | None:
        row = (self._tenant, _hash(key), fingerprint, now)
        if await (await self._connection.execute(CLAIM, row)).fetchone():
            return None
        found = await (await self._connection.execute(FIND, (self._tenant, _hash(key)))).fetchone()
        request_hash, sealed = found or (fingerprint, None)
        answer = self._sealing.open(sealed, self._tenant, "answer") if sealed else None
        return StoredAnswer(same_request=bytes(request_hash) == fingerprint, answer=answer)

    async def answer(self, key: str, answer: str) -> None:
        sealed = self._sealing.seal(answer, self._tenant, "answer")
        await self._connection.execute(ANSWER, (sealed, self._tenant, _hash(key)))


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
