"""Rows of consent and of opt-outs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg

from bot.adapters.postgres.sealing import Sealing
from bot.domain.consent import Consent
from bot.domain.telephony import Channel
from bot.domain.tenant import TenantId

RECORD = """
INSERT INTO consents (tenant_id, consent_id, person_hash, act, purpose, channel, language, text_version,
                      text_hash, evidence_enc, at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
OPT_OUT = """
INSERT INTO opt_outs (tenant_id, person_hash, channel, at) VALUES (%s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING true
"""
OPT_IN = "DELETE FROM opt_outs WHERE tenant_id = %s AND person_hash = %s"
OPTED_OUT = "SELECT EXISTS (SELECT FROM opt_outs WHERE tenant_id = %s AND person_hash = %s)"
OPTED_OUT_AMONG = "SELECT person_hash FROM opt_outs WHERE tenant_id = %s AND person_hash = ANY(%s)"


class PostgresPeople:
    """See ``bot.storage.People``."""

    def __init__(
        self, connection: psycopg.AsyncConnection[tuple[Any, ...]], tenant: TenantId, sealing: Sealing
    ) -> None:
        self._connection, self._tenant, self._sealing = connection, tenant, sealing

    async def record(self, consent: Consent) -> None:
        evidence = json.dumps(consent.evidence | {"text": consent.text})
        await self._connection.execute(
            RECORD,
            (
                self._tenant,
                consent.consent_id,
                self._sealing.person(consent.person, self._tenant),
                consent.act.value,
                consent.purpose,
                consent.channel.value,
                consent.language,
                consent.text_hash.hex()[:12],
                consent.text_hash,
                self._sealing.seal(evidence, self._tenant, "evidence"),
                consent.at,
            ),
        )

    async def opt_out(self, person: str, channel: Channel, now: datetime) -> bool:
        row = (self._tenant, self._sealing.person(person, self._tenant), channel.value, now)
        return await (await self._connection.execute(OPT_OUT, row)).fetchone() is not None

    async def opt_in(self, person: str) -> None:
        await self._connection.execute(OPT_IN, (self._tenant, self._sealing.person(person, self._tenant)))

    async def opted_out(self, person: str) -> bool:
        key = (self._tenant, self._sealing.person(person, self._tenant))
        row = await (await self._connection.execute(OPTED_OUT, key)).fetchone()
        return bool(row and row[0])

    async def opted_out_among(self, people: Sequence[str]) -> set[str]:
        by_hash = {self._sealing.person(person, self._tenant): person for person in people}
        cursor = await self._connection.execute(OPTED_OUT_AMONG, (self._tenant, list(by_hash)))
        return {by_hash[bytes(row[0])] for row in await cursor.fetchall()}
