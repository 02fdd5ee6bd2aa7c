"""What the sandbox's stage shows of us: the latest callbacks of all tenants. Not there in production."""

from __future__ import annotations

from aiohttp import web

from bot.domain.callback import Callback
from bot.domain.tenant import Tenant
from bot.storage import Transaction
from bot.web.api import wire_time
from bot.web.services import SERVICES, STREAMS
from bot.web.streams import event

LATEST = 10
#: Channel of the live status that carries the changes of every callback.
EVERY_CALLBACK = "*"


async def live(request: web.Request) -> web.StreamResponse:
    """``GET /stage/live``: a ``snapshot`` now and at each change."""
    changes = request.app[SERVICES].office.live.changes(EVERY_CALLBACK)
    sent: dict[str, object] = {}
    async with request.app[STREAMS].open(request) as (response, stream):
        while True:
            snapshot = await _snapshot(request)
            if snapshot != sent:
                await stream.send(event("snapshot", snapshot))
                sent = snapshot
            await stream.keep_alive()
            await anext(changes)
    return response


async def _snapshot(request: web.Request) -> dict[str, object]:
    office = request.app[SERVICES].office
    latest: list[tuple[Callback, dict[str, object]]] = []
    for tenant in office.tenants.all():
        async with office.store.transaction(tenant.tenant_id) as tx:
            latest += [(each, await _told(tx, tenant, each)) for each in await tx.callbacks.recent(LATEST)]
    latest.sort(key=lambda told: told[0].requested_at, reverse=True)
    return {"callbacks": [told for _, told in latest[:LATEST]]}


async def _told(tx: Transaction, tenant: Tenant, callback: Callback) -> dict[str, object]:
    entries = await tx.timeline.of(callback.callback_id)
    return {
        "id": str(callback.callback_id),
        "tenant": callback.tenant_id,
        "status": callback.status.value,
        "channel": callback.channel.value,
        "created_at": wire_time(callback.requested_at),
        "scheduled_for": wire_time(callback.scheduled_for),
        "timeline": [
            {
                "seq": each.seq,
                "at": wire_time(each.at),
                "actor": each.actor,
                "sentence": each.told(tenant.zone),
            }
            for each in entries
        ],
    }
