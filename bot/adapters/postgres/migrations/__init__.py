"""Brings a database to the schema of this version. Safe to repeat and with several processes at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager

from bot.storage import StorageAway

#: One process migrates at a time; any constant will do, as long as it stays.
LOCK = 7_001_813

TAKE_LOCK = sqlalchemy.text("SELECT pg_advisory_xact_lock(:lock)")
HAS_JOBS = sqlalchemy.text("SELECT to_regclass('procrastinate_jobs') IS NOT NULL")
HAS_VERSION = sqlalchemy.text("SELECT to_regclass('alembic_version') IS NOT NULL")
CURRENT = sqlalchemy.text("SELECT version_num FROM alembic_version")
GRANT_JOBS = """
DO $$ DECLARE t text; BEGIN
    FOR t IN SELECT tablename FROM pg_tables
             WHERE schemaname = 'public' AND tablename LIKE 'procrastinate_%' LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO callback_service', t);
    END LOOP;
END $$;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO callback_service;
"""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config


def _engine(url: str) -> sqlalchemy.Engine:
    # libpq understands more URLs than SQLAlchemy; psycopg is given ours as it is.
    import psycopg  # noqa: PLC0415  (imported where SQLAlchemy needs a plain connection)

    return sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=sqlalchemy.NullPool
    )


@contextmanager
def _connected(url: str) -> Iterator[sqlalchemy.Connection]:
    """One transaction; raises ``StorageAway`` when there is no database at ``url``."""
    try:
        with _engine(url).begin() as connection:
            yield connection
    except sqlalchemy.exc.OperationalError as error:
        raise StorageAway(f"PostgreSQL cannot be used: {error.orig}. Fix: check database.url") from error


def _migrate(url: str) -> None:
    with _connected(url) as connection:
        connection.execute(TAKE_LOCK, {"lock": LOCK})
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if not connection.execute(HAS_JOBS).scalar():
            connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
        connection.exec_driver_sql(GRANT_JOBS.replace("%", "%%"))


async def migrate(url: str) -> None:
    """Upgrade the database at ``url`` (libpq form) to this version's schema."""
    await asyncio.to_thread(_migrate, url)


async def is_current(url: str) -> bool:
    """Whether the database has exactly this version's schema."""

    def look() -> bool:
        head = ScriptDirectory.from_config(_config()).get_current_head()
        with _connected(url) as connection:
            if not connection.execute(HAS_VERSION).scalar():
                return False
            return bool(connection.execute(CURRENT).scalar() == head)

    return await asyncio.to_thread(look)
