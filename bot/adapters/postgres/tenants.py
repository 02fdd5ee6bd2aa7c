"""Profiles of tenants, in the shape of the settings file."""

from __future__ import annotations

from typing import Any, Literal

import psycopg
from psycopg.types.json import Jsonb

Source = Literal["file", "database"]

UPSERT = """
INSERT INTO tenants AS t (tenant_id, source, profile) VALUES (%s, %s, %s)
ON CONFLICT (tenant_id) DO UPDATE SET source = excluded.source, profile = excluded.profile, updated_at = now()
WHERE t.profile <> excluded.profile OR t.source <> excluded.source
RETURNING true
"""
ALL = "SELECT tenant_id, source, profile FROM tenants ORDER BY tenant_id"


async def upsert(
    connection: psycopg.AsyncConnection[tuple[Any, ...]], slug: str, profile: dict[str, Any], source: Source
) -> bool:
    """Store a profile. False: it was stored like this already."""
    cursor = await connection.execute(UPSERT, (slug, source, Jsonb(profile)))
    return await cursor.fetchone() is not None


async def all_profiles(
    connection: psycopg.AsyncConnection[tuple[Any, ...]],
) -> list[tuple[str, Source, dict[str, Any]]]:
    """Slug, source and profile of every tenant, by slug."""
    return [(row[0], row[1], row[2]) for row in await (await connection.execute(ALL)).fetchall()]
