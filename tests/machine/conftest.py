"""One house for all tests of a module: what an example leaves behind is swept out before the next."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator

import psycopg
import pytest

from tests.machine.cast import BUSINESSES
from tests.machine.house import House, opened
from tests.system import settings_for


@pytest.fixture(scope="module")
def own_database_url(postgres_url: str, template: str) -> Iterator[str]:
    """A database with the present schema, for as long as the house stands."""
    name = f"house_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy".encode())
        yield postgres_url.replace("/callback?", f"/{name}?")
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="module")
def house(
    own_database_url: str, valkey_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    data_dir = str(tmp_path_factory.mktemp("house"))
    waits = {"unknown_after_seconds": 15, "reconcile_seconds": 20}
    settings = settings_for(own_database_url, valkey_url, data_dir, calls=waits, tenants=BUSINESSES)
    with asyncio.Runner() as runner:
        context = opened(settings, runner.get_loop())
        house = runner.run(context.__aenter__())
        try:
            yield house
        finally:
            runner.run(context.__aexit__(None, None, None))
