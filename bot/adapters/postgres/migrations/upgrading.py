"""Runs what is missing, with Alembic. Apart, because a start that finds nothing to do should not load it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy
from alembic import command
from alembic.config import Config
from procrastinate.schema import SchemaManager

from bot.storage import StorageAway

#: One process migrates at a time; any constant will do, as long as it stays.
LOCK = 7_001_813

TAKE_LOCK = sqlalchemy.text("SELECT pg_advisory_xact_lock(:lock)")
HAS_JOBS = sqlalchemy.text("SELECT to_regclass('procrastinate_jobs') IS NOT NULL")
GRANT_JOBS = """
DO $$ DECLARE t text; BEGIN
    FOR t IN SELECT tablename FROM pg_tables
             WHERE schemaname = 'public' AND tablename LIKE 'procrastinate_%' LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO callback_service', t);
    END LOOP;
END $$;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO callback_service;
"""


def upgrade(url: str) -> None:
    """Bring the database at ``url`` to the newest revision, in one transaction; waits for others who do."""
    with _connected(url) as connection:
        connection.execute(TAKE_LOCK, {"lock": LOCK})
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if not connection.execute(HAS_JOBS).scalar():
            connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
        connection.exec_driver_sql(GRANT_JOBS.replace("%", "%%"))


@contextmanager
def _connected(url: str) -> Iterator[sqlalchemy.Connection]:
    # libpq understands more URLs than SQLAlchemy; psycopg is given ours as it is.
    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=sqlalchemy.NullPool
    )
    try:
        with engine.begin() as connection:
            yield connection
    except sqlalchemy.exc.OperationalError as error:
        raise StorageAway(f"PostgreSQL cannot be used: {error.orig}. Fix: check database.url") from error
