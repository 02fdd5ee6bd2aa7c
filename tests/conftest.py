"""Real engines for every test that wants them: one server a session, one database a test."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
import redis

from bot.adapters.engines.folder import Folder
from bot.adapters.engines.lifecycle import running
from bot.adapters.engines.servers import PostgresServer, ValkeyServer

#: Data of a test run need not survive a power cut.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
TEMPLATE = "migrated"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

numbers = itertools.count(1)


@contextmanager
def directory() -> Iterator[Path]:
    """A new one; not under pytest's, which each start of pytest closes to the account of root's engines."""
    with TemporaryDirectory(prefix="callback-bot-test-") as path:
        yield Path(path)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data directory for engines of the test's own."""
    with directory() as path:
        yield path / "var"


@pytest.fixture(scope="session")
def engines_dir() -> Iterator[Path]:
    with directory() as path:
        yield path


@pytest.fixture(scope="session")
def postgres_url(engines_dir: Path) -> Iterator[str]:
    """An empty PostgreSQL of the test session, as its superuser."""
    with running(PostgresServer(Folder(engines_dir, "postgres"), FAST)) as url:
        yield url


@pytest.fixture(scope="session")
def template(postgres_url: str) -> str:
    """Name of a database with the present schema, to copy."""
    from bot.adapters.postgres.migrations import migrate  # noqa: PLC0415  (only who uses it pays for it)

    administer(postgres_url, f"CREATE DATABASE {TEMPLATE}")
    loop = asyncio.new_event_loop()
    loop.run_until_complete(migrate(url_of(postgres_url, TEMPLATE)))
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
    return TEMPLATE


@pytest.fixture
def database_url(postgres_url: str, template: str) -> Iterator[str]:
    """A database of the test's own with the present schema."""
    name = f"test_{next(numbers)}"
    administer(postgres_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield url_of(postgres_url, name)
    administer(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


def url_of(postgres_url: str, database: str) -> str:
    return postgres_url.replace("/callback?", f"/{database}?")


def administer(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture(scope="session")
def valkey_url(engines_dir: Path) -> Iterator[str]:
    with running(ValkeyServer(Folder(engines_dir, "valkey"))) as url:
        yield url


@pytest.fixture
def redis_url(valkey_url: str) -> str:
    """An empty Valkey."""
    with redis.Redis.from_url(valkey_url) as client:
        client.flushall()
    return valkey_url


@pytest.fixture(scope="session")
def specs_dir() -> Path:
    """The vendors' descriptions, vectors and samples, which are not part of the repository."""
    folder = os.environ.get("SPECS_DIR")
    if not folder:
        pytest.skip("NOT TESTED AGAINST THE VENDORS' DESCRIPTIONS: set SPECS_DIR to their folder")
    return Path(folder)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """A Chrome or Chromium that Playwright can drive; ``make test`` sees to it that there is one."""
    found = os.environ.get("CHROMIUM_PATH") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not found:
        pytest.skip("NO BROWSER TESTS: there is no Chrome or Chromium; scripts/chromium.sh installs one")
    return found
