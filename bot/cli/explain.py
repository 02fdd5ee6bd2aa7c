"""``explain ID``: why a callback went as it did; ``explain --tenant SLUG``: which callbacks there are."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from bot.cli.opened import with_office
from bot.cli.settled import DONE, FAILED, UNUSABLE, say
from bot.domain.callback import CallbackId
from bot.services import explaining
from bot.services.explaining import Account
from bot.services.office import Office

NEWEST = 20


def execute(arguments: Namespace) -> int:
    """Print everything that happened to the callback, in the time of its business."""
    if arguments.id is None:
        return _list(arguments.tenant)

    async def explain(office: Office) -> int:
        account = await _find(office, CallbackId(arguments.id), arguments.tenant)
        if account is None:
            where = f" of tenant {arguments.tenant!r}" if arguments.tenant else ""
            return say(f"there is no callback {arguments.id}{where}", FAILED)
        if arguments.json:
            sys.stdout.write(json.dumps(account.as_json(), indent=2, ensure_ascii=False) + "\n")
        else:
            sys.stdout.writelines(f"{line}\n" for line in account.lines())
        return DONE

    return with_office(explain)


def _list(slug: str | None) -> int:
    if slug is None:
        return say("give the ID of a callback, or --tenant SLUG to see the newest ones", UNUSABLE)

    async def newest(office: Office) -> int:
        tenant = office.tenants.by_id(slug)
        if tenant is None:
            return say(f"there is no tenant {slug!r}; see: callback-bot tenants list", FAILED)
        async with office.store.transaction(tenant.tenant_id) as tx:
            for each in await tx.callbacks.recent(NEWEST):
                asked = f"{each.requested_at.astimezone(tenant.zone):%Y-%m-%d %H:%M:%S}"
                sys.stdout.write(f"{each.callback_id}\t{asked}\t{each.channel}\t{each.status}\n")
        return DONE

    return with_office(newest)


async def _find(office: Office, callback_id: CallbackId, slug: str | None) -> Account | None:
    for tenant in office.tenants.all():
        if slug in (None, tenant.tenant_id):
            found = await explaining.account(office, tenant, callback_id)
            if found:
                return found
    return None
