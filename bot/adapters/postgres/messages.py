"""Rows of outgoing messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from bot.adapters.postgres.queue import PostgresJobs
from bot.adapters.postgres.sealing import Sealing
from bot.domain.callback import CallbackId
from bot.domain.telephony import Channel
from bot.domain.tenant import TenantId
from bot.storage import MessageId, OutMessage, SendState, Task

ADD = """
INSERT INTO messages (tenant_id, message_id, callback_id, purpose, channel, to_enc, body_enc, state,
                      created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING true
"""
COLUMNS = (
    "message_id, callback_id, purpose, channel, to_enc, body_enc, state, message_sid, error_code, asked_at"
)
LOCK = f"SELECT {COLUMNS} FROM messages WHERE tenant_id = %s AND message_id = %s FOR UPDATE"  # noqa: S608
SAVE = """
UPDATE messages SET state = %s, message_sid = %s, error_code = %s, asked_at = %s
WHERE tenant_id = %s AND message_id = %s
"""


class PostgresMessages:
    """See ``bot.storage.Messages``."""

    def __init__(
        self,
        connection: psycopg.AsyncConnection[tuple[Any, ...]],
        tenant: TenantId,
        sealing: Sealing,
        jobs: PostgresJobs,
    ) -> None:
        self._connection, self._tenant, self._sealing, self._jobs = connection, tenant, sealing, jobs

    async def add(self, message: OutMessage, now: datetime) -> bool:
        cursor = await self._connection.execute(
            ADD,
            (
                self._tenant,
                message.message_id,
                message.callback_id,
                message.purpose,
                message.channel.value,
                self._sealing.seal(message.to, self._tenant, "to"),
                self._sealing.seal(message.body, self._tenant, "body"),
                message.state.value,
                now,
            ),
        )
        if await cursor.fetchone() is None:
            return False
        await self._jobs.defer(Task.SEND_MESSAGE, message.message_id)
        return True

    async def lock(self, message_id: MessageId) -> OutMessage | None:
        return await self._one(LOCK, message_id)

    async def save(self, message: OutMessage) -> None:
        await self._connection.execute(
            SAVE,
            (
                message.state.value,
                message.message_sid,
                message.error_code,
                message.asked_at,
                self._tenant,
                message.message_id,
            ),
        )

    async def _one(self, query: str, key: object) -> OutMessage | None:
        row = await (await self._connection.execute(query, (self._tenant, key))).fetchone()
        if row is None:
            return None
        return OutMessage(
            message_id=MessageId(row[0]),
            callback_id=CallbackId(row[1]) if row[1] else None,
            purpose=row[2],
            channel=Channel(row[3]),
            to=self._sealing.open(row[4], self._tenant, "to"),
            body=self._sealing.open(row[5], self._tenant, "body"),
            state=SendState(row[6]),
            message_sid=row[7],
            error_code=row[8],
            asked_at=row[9],
        )
