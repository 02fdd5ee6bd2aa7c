"""Brings a database to the schema of this version. Safe to repeat and with several processes at once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg

from bot.storage import StorageAway

#: Revisions are numbered in the names of their files.
NEWEST = max(path.name[:4] for path in (Path(__file__).parent / "versions").glob("[0-9]*.sql"))

HAS_VERSION = (
    "SELECT to_regclass('alembic_version') IS NOT NULL AND to_regclass('procrastinate_jobs') IS NOT NULL"
)
VERSION = "SELECT version_num FROM alembic_version"


async def migrate(url: str) -> None:
    """Upgrade the database at ``url`` (libpq form) to this version's schema. Raises ``StorageAway``."""
    if not await is_current(url):
        from bot.adapters.postgres.migrations.upgrading import upgrade  # noqa: PLC0415  (slow to load)

        await asyncio.to_thread(upgrade, url)


async def is_current(url: str) -> bool:
    """Whether the database has what this version needs. Raises ``StorageAway``.

    A newer schema has it, too: migrations only add, so that a version survives the roll-out of the next one.
    """
    try:
        async with await psycopg.AsyncConnection.connect(url) as connection:
            known = await (await connection.execute(HAS_VERSION)).fetchone()
            if not known or not known[0]:
                return False
            version = await (await connection.execute(VERSION)).fetchone()
            return version is not None and version[0] >= NEWEST
    except psycopg.OperationalError as error:
        raise StorageAway(f"PostgreSQL cannot be used: {error}. Fix: check database.url") from error
