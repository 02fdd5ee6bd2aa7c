"""Conversations and the messages they took in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import psycopg

from bot.adapters.postgres.callbacks import COLUMNS, LATEST_FIRST, callback_of
from bot.adapters.postgres.sealing import Sealing
from bot.domain.telephony import Channel, InboundMessage
from bot.domain.tenant import TenantId
from bot.storage import Hearing

#: One round trip: note the message once, lock the talk, count the sender's messages in this minute.
HEAR = f"""
WITH event AS (
    INSERT INTO inbound_events (tenant_id, event_id, heard_at) VALUES (%(tenant)s, %(event)s, %(now)s)
    ON CONFLICT DO NOTHING RETURNING true AS fresh
), talk AS (
    INSERT INTO conversations AS c (tenant_id, channel, person_hash, heard_at, window_start)
    SELECT %(tenant)s, %(channel)s, %(person)s, %(now)s, %(now)s FROM event
    ON CONFLICT (tenant_id, channel, person_hash) DO UPDATE SET
        heard_at = excluded.heard_at,
        window_start = CASE WHEN c.window_start < %(minute_ago)s THEN excluded.heard_at
                            ELSE c.window_start END,
        window_count = CASE WHEN c.window_start < %(minute_ago)s THEN 1 ELSE c.window_count + 1 END
    RETURNING state_enc, window_count
)
SELECT EXISTS (SELECT FROM event), talk.state_enc, talk.window_count,
       EXISTS (SELECT FROM opt_outs o WHERE o.tenant_id = %(tenant)s AND o.person_hash = %(person)s),
       latest.*
FROM (VALUES (1)) AS one (n) LEFT JOIN talk ON true
LEFT JOIN LATERAL (
    SELECT {COLUMNS} FROM callbacks WHERE tenant_id = %(tenant)s AND phone_hash = %(person)s
    {LATEST_FIRST} LIMIT 1
) AS latest ON true
"""  # noqa: S608
EARLIER_ANSWER = "SELECT answer_enc FROM inbound_events WHERE tenant_id = %s AND event_id = %s"
RECALL = """
SELECT state_enc FROM conversations WHERE tenant_id = %s AND channel = %s AND person_hash = %s FOR UPDATE
"""
KEEP = """
UPDATE conversations SET state_enc = %s WHERE tenant_id = %s AND channel = %s AND person_hash = %s
"""
REMEMBER = """
WITH talk AS (
    UPDATE conversations SET state_enc = %(state)s
    WHERE tenant_id = %(tenant)s AND channel = %(channel)s AND person_hash = %(person)s
)
UPDATE inbound_events SET answer_enc = %(answer)s WHERE tenant_id = %(tenant)s AND event_id = %(event)s
"""


class PostgresConversations:
    """See ``bot.storage.Conversations``."""

    def __init__(
        self, connection: psycopg.AsyncConnection[tuple[Any, ...]], tenant: TenantId, sealing: Sealing
    ) -> None:
        self._connection, self._tenant, self._sealing = connection, tenant, sealing

    async def hear(self, message: InboundMessage, now: datetime) -> Hearing:
        values = self._key(message) | {"now": now, "minute_ago": now - timedelta(minutes=1)}
        row = await (await self._connection.execute(HEAR, values)).fetchone()
        assert row is not None  # noqa: S101  (the statement always yields one row)
        fresh, state, recent, opted_out, *latest = row
        if not fresh:
            return Hearing(fresh=False, answer=await self._earlier_answer(message.event_id))
        return Hearing(
            fresh=True,
            state=self._sealing.open(state, self._tenant, "conversation") if state else None,
            opted_out=opted_out,
            recent=recent,
            latest=callback_of(tuple(latest), self._tenant, self._sealing) if latest[0] else None,
        )

    async def remember(self, message: InboundMessage, state: str, answer: Sequence[str]) -> None:
        values = self._key(message) | {
            "state": self._sealing.seal(state, self._tenant, "conversation"),
            "answer": self._sealing.seal(json.dumps(list(answer)), self._tenant, "answer"),
        }
        await self._connection.execute(REMEMBER, values)

    async def recall(self, channel: Channel, person: str) -> str | None:
        key = (self._tenant, channel.value, self._sealing.person(person, self._tenant))
        row = await (await self._connection.execute(RECALL, key)).fetchone()
        return self._sealing.open(row[0], self._tenant, "conversation") if row and row[0] else None

    async def keep(self, channel: Channel, person: str, state: str) -> None:
        key = (self._tenant, channel.value, self._sealing.person(person, self._tenant))
        await self._connection.execute(KEEP, (self._sealing.seal(state, self._tenant, "conversation"), *key))

    async def _earlier_answer(self, event_id: str) -> tuple[str, ...]:
        row = await (await self._connection.execute(EARLIER_ANSWER, (self._tenant, event_id))).fetchone()
        sealed = row[0] if row else None
        return tuple(json.loads(self._sealing.open(sealed, self._tenant, "answer"))) if sealed else ()

    def _key(self, message: InboundMessage) -> dict[str, Any]:
        person = message.sender or message.sender_address
        return {
            "tenant": self._tenant,
            "event": message.event_id,
            "channel": message.channel.value,
            "person": self._sealing.person(person, self._tenant),
        }
