"""Keys with which a business's own programs ask: made, recognised, revoked.

A key reads ``cb_<tenant>_<id>_<secret>``. Tenant and id only tell where to look; the secret, 192 random bits,
is shown once and kept as a hash.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Final

from bot.domain.limits import MINUTE, Rule
from bot.domain.tenant import Tenant, TenantId
from bot.services.office import Office
from bot.storage import ApiKey

KEY: Final = re.compile(r"cb_([a-z0-9-]{1,63})_([0-9a-f]{8})_([0-9a-f]{48})")
#: Wrong keys that one address may try in a minute, for one business.
WRONG_KEYS_A_MINUTE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who asks with a key."""

    tenant: Tenant
    key_id: str


class TooManyWrongKeys(Exception):
    """This address has tried enough wrong keys for now."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        #: Seconds until it may try the next one.
        self.retry_after = retry_after


async def issue(office: Office, tenant_id: TenantId) -> str:
    """A new key of the business, in the only form in which it is ever readable."""
    key_id, secret = secrets.token_hex(4), secrets.token_hex(24)
    key = ApiKey(
        key_id=key_id, key_hash=_hash(office, tenant_id, key_id, secret), created_at=office.clock.now()
    )
    async with office.store.transaction(tenant_id) as tx:
        await tx.keys.add(key)
    return f"cb_{tenant_id}_{key_id}_{secret}"


async def revoke(office: Office, tenant_id: TenantId, key_id: str) -> bool:
    """The key opens nothing any more. False: there is no such key in use."""
    async with office.store.transaction(tenant_id) as tx:
        return await tx.keys.revoke(key_id, office.clock.now())


async def holder(office: Office, text: str, address: str) -> Holder | None:
    """Whose key it is; None for one that is unknown or revoked. Raises ``TooManyWrongKeys``.

    Only wrong keys count against ``address``: one server may speak for many consoles at the same moment.
    """
    parts = KEY.fullmatch(text)
    tenant = office.tenants.by_id(parts[1]) if parts else None
    if parts is None or tenant is None:
        return None
    if await _opens(office, tenant.tenant_id, key_id=parts[2], secret=parts[3]):
        return Holder(tenant=tenant, key_id=parts[2])
    rules = (_wrong_keys(office, tenant.tenant_id, address),)
    verdict = await office.limiter.reserve(tenant.tenant_id, rules, office.clock.now())
    if not verdict.allowed:
        raise TooManyWrongKeys(verdict.retry_after_seconds)
    return None


async def _opens(office: Office, tenant_id: TenantId, *, key_id: str, secret: str) -> bool:
    async with office.store.transaction(tenant_id) as tx:
        key = await tx.keys.read(key_id)
    if key is None or key.revoked_at is not None:
        return False
    return hmac.compare_digest(key.key_hash, _hash(office, tenant_id, key_id, secret))


def _hash(office: Office, tenant_id: TenantId, key_id: str, secret: str) -> bytes:
    """HMAC-SHA-256 of the secret; a stolen table is worth nothing without the installation's pepper."""
    peppered = office.pseudonyms.hash(f"api-key/{key_id}", tenant=tenant_id)
    return hmac.digest(peppered, secret.encode(), "sha256")


def _wrong_keys(office: Office, tenant_id: TenantId, address: str) -> Rule:
    key = office.pseudonyms.hash(address, tenant=tenant_id).hex()
    return Rule(name="wrong_keys", key=key, max=WRONG_KEYS_A_MINUTE, seconds=MINUTE)
