"""The tenants in memory, as the database has them; read again every few seconds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from bot.adapters.postgres.store import Pool
from bot.adapters.postgres.tenants import all_profiles
from bot.domain.phone import E164
from bot.domain.tenant import Tenant

log = structlog.get_logger()

REFRESH_SECONDS = 5.0
Reader = Callable[[str, Mapping[str, Any]], Tenant]


class Registry:
    """See ``bot.storage.Tenants``."""

    def __init__(self, pool: Pool, read: Reader) -> None:
        self._pool, self._read = pool, read
        self._stored: list[tuple[str, str, dict[str, Any]]] = []
        self._by_id: dict[str, Tenant] = {}
        self._by_domain: dict[str, Tenant] = {}
        self._by_number: dict[E164, Tenant] = {}

    def by_id(self, tenant_id: str) -> Tenant | None:
        return self._by_id.get(tenant_id)

    def by_domain(self, domain: str) -> Tenant | None:
        return self._by_domain.get(domain.lower().removeprefix("www."))

    def by_number(self, number: E164) -> Tenant | None:
        return self._by_number.get(number)

    def all(self) -> Sequence[Tenant]:
        return tuple(self._by_id.values())

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[None]:
        """Loaded, and kept up to date while the context is open."""
        await self.refresh()
        keeper = asyncio.create_task(self._keep_fresh())
        try:
            yield
        finally:
            keeper.cancel()
            with suppress(asyncio.CancelledError):
                await keeper

    async def refresh(self) -> None:
        """Read the profiles. One that cannot be read is logged and stays as it was; new, it is left out."""
        async with self._pool.connection() as connection:
            stored = await all_profiles(connection)
        if stored == self._stored:
            return
        # Where two claim one domain or number, the settings file has the last word.
        ranked = sorted(stored, key=lambda row: row[1] == "file")
        tenants = [tenant for slug, _, profile in ranked if (tenant := self._tenant(slug, profile))]
        self._by_id = {tenant.tenant_id: tenant for tenant in tenants}
        self._by_domain = {domain.removeprefix("www."): t for t in tenants for domain in t.domains}
        self._by_number = {number: tenant for tenant in tenants for number in _numbers(tenant)}
        self._stored = [*stored]

    def _tenant(self, slug: str, profile: Mapping[str, Any]) -> Tenant | None:
        try:
            return self._read(slug, profile)
        except ValueError:
            log.error("profile of a tenant cannot be read", action="bad_profile", tenant=slug)
            return self._by_id.get(slug)

    async def _keep_fresh(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            with suppress(OperationalError, PoolTimeout):
                await self.refresh()


def _numbers(tenant: Tenant) -> set[E164]:
    return {n for n in (tenant.voice_number, tenant.sms_number, tenant.whatsapp_number) if n}
