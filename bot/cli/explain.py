"""``explain ID``: why a callback went as it did."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from bot.cli.opened import with_office
from bot.cli.settled import DONE, FAILED, say
from bot.domain.callback import CallbackId
from bot.services import explaining
from bot.services.explaining import Account
from bot.services.office import Office


def execute(arguments: Namespace) -> int:
    """Print everything that happened to the callback, in the time of its business."""

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


async def _find(office: Office, callback_id: CallbackId, slug: str | None) -> Account | None:
    for tenant in office.tenants.all():
        if slug in (None, tenant.tenant_id):
            found = await explaining.account(office, tenant, callback_id)
            if found:
                return found
    return None
