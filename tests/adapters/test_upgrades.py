"""A version goes on working while the next one is rolled out: with its schema, and with what it stores."""

from __future__ import annotations

import psycopg
import pytest

from bot.adapters.postgres.migrations import is_current
from bot.adapters.postgres.registry import Registry
from bot.adapters.postgres.store import open_pool
from bot.adapters.postgres.tenants import upsert
from bot.config import tenant_from_profile

PROFILE = {"name": "Acme Plumbing", "voice_number": "+18135550001"}


@pytest.mark.parametrize(("version", "serves"), [("0001", False), ("9999", True)])
async def test_only_an_older_schema_keeps_a_version_from_starting(
    database_url: str, version: str, serves: bool
) -> None:
    async with await psycopg.AsyncConnection.connect(database_url) as connection:
        await connection.execute("UPDATE alembic_version SET version_num = %s", (version,))
    assert await is_current(database_url) is serves


async def test_a_profile_that_only_the_next_version_understands_leaves_the_tenant_as_it_was(
    database_url: str,
) -> None:
    async with open_pool(database_url, 2) as pool:
        registry = Registry(pool, tenant_from_profile)
        for routing in ({"strategy": "priority"}, {"strategy": "by_the_stars"}):
            async with pool.connection() as connection:
                await upsert(connection, "acme", {**PROFILE, "routing": routing}, "database")
            await registry.refresh()
            tenant = registry.by_id("acme")
            assert tenant is not None and tenant.routing.strategy == "priority"


async def test_a_profile_that_was_never_understood_is_left_out_and_the_others_go_on(
    database_url: str,
) -> None:
    async with open_pool(database_url, 2) as pool:
        async with pool.connection() as connection:
            await upsert(connection, "acme", {**PROFILE, "region": "Tampa"}, "database")
            await upsert(connection, "other", {"name": "Other"}, "database")
        registry = Registry(pool, tenant_from_profile)
        await registry.refresh()
        assert registry.by_id("acme") is None and registry.by_id("other") is not None
