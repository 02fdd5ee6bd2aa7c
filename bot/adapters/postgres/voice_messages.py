"""Rows of voice messages."""

from __future__ import annotations

from typing import Any

import psycopg

from bot.adapters.postgres.sealing import Sealing
from bot.domain.attempt import AttemptId
from bot.domain.callback import CallbackId
from bot.domain.tenant import TenantId
from bot.domain.voicemail import VoiceMail

COLUMNS = """attempt_id, callback_id, offered_at, transcribed, recording_sid, seconds, left_at,
             transcript_enc, ended_at, told_at"""
EXPECT = """
INSERT INTO voice_messages (tenant_id, attempt_id, callback_id, offered_at, transcribed)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING true
"""
READ = f"SELECT {COLUMNS} FROM voice_messages WHERE tenant_id = %s AND attempt_id = %s"  # noqa: S608
NEWEST = f"""
SELECT {COLUMNS} FROM voice_messages WHERE tenant_id = %s AND callback_id = %s AND recording_sid <> ''
ORDER BY left_at DESC LIMIT 1
"""  # noqa: S608
AWAITED = """
SELECT EXISTS (SELECT FROM voice_messages WHERE tenant_id = %s AND callback_id = %s AND told_at IS NULL)
"""
SAVE = """
UPDATE voice_messages SET recording_sid = %s, seconds = %s, left_at = %s, transcript_enc = %s, ended_at = %s,
                          told_at = %s
WHERE tenant_id = %s AND attempt_id = %s
"""


class PostgresVoiceMessages:
    """See ``bot.desk_storage.VoiceMessages``."""

    def __init__(
        self, connection: psycopg.AsyncConnection[tuple[Any, ...]], tenant: TenantId, sealing: Sealing
    ) -> None:
        self._connection, self._tenant, self._sealing = connection, tenant, sealing

    async def expect(self, mail: VoiceMail) -> bool:
        row = (self._tenant, mail.attempt_id, mail.callback_id, mail.offered_at, mail.transcribed)
        return await self._row(EXPECT, *row) is not None

    async def read(self, attempt_id: AttemptId) -> VoiceMail | None:
        return self._mail(await self._row(READ, self._tenant, attempt_id))

    async def newest(self, callback_id: CallbackId) -> VoiceMail | None:
        return self._mail(await self._row(NEWEST, self._tenant, callback_id))

    async def awaited(self, callback_id: CallbackId) -> bool:
        row = await self._row(AWAITED, self._tenant, callback_id)
        return bool(row and row[0])

    async def save(self, mail: VoiceMail) -> None:
        said = mail.transcript
        await self._connection.execute(
            SAVE,
            (
                mail.recording_sid,
                mail.seconds,
                mail.left_at,
                None if said is None else self._sealing.seal(said, self._tenant, "transcript"),
                mail.ended_at,
                mail.told_at,
                self._tenant,
                mail.attempt_id,
            ),
        )

    async def _row(self, query: str, *values: object) -> tuple[Any, ...] | None:
        return await (await self._connection.execute(query, values)).fetchone()

    def _mail(self, row: tuple[Any, ...] | None) -> VoiceMail | None:
        if row is None:
            return None
        return VoiceMail(
            attempt_id=AttemptId(row[0]),
            callback_id=CallbackId(row[1]),
            offered_at=row[2],
            transcribed=row[3],
            recording_sid=row[4],
            seconds=row[5],
            left_at=row[6],
            transcript=None if row[7] is None else self._sealing.open(row[7], self._tenant, "transcript"),
            ended_at=row[8],
            told_at=row[9],
        )
