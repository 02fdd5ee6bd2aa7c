"""``tenants key new|list|revoke``: keys for the programs of a business."""

from __future__ import annotations

import sys
from argparse import Namespace

from bot.cli.opened import with_office
from bot.cli.settled import DONE, FAILED, say
from bot.domain.tenant import TenantId
from bot.services import keys
from bot.services.office import Office


def execute(arguments: Namespace) -> int:
    """Do what was asked with the keys of one business."""

    async def act(office: Office) -> int:
        tenant = office.tenants.by_id(arguments.slug)
        if tenant is None:
            return say(f"there is no tenant {arguments.slug!r}; see: callback-bot tenants list", FAILED)
        if arguments.deed == "new":
            return await _new(office, tenant.tenant_id)
        if arguments.deed == "list":
            return await _list(office, tenant.tenant_id)
        return await _revoke(office, tenant.tenant_id, arguments.key_id)

    return with_office(act)


async def _new(office: Office, tenant_id: TenantId) -> int:
    sys.stdout.write(await keys.issue(office, tenant_id) + "\n")
    sys.stderr.write("Keep it well: it is not shown again, and nobody can read it from the database.\n")
    return DONE


async def _list(office: Office, tenant_id: TenantId) -> int:
    async with office.store.transaction(tenant_id) as tx:
        for key in await tx.keys.all():
            state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "in use"
            sys.stdout.write(f"{key.key_id}\t{key.created_at:%Y-%m-%d}\t{state}\n")
    return DONE


async def _revoke(office: Office, tenant_id: TenantId, key_id: str) -> int:
    if not await keys.revoke(office, tenant_id, key_id):
        return say(f"{tenant_id} has no key {key_id!r} in use", FAILED)
    sys.stdout.write(f"{key_id}: revoked\n")
    return DONE
