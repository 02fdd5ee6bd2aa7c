"""Requests that come by HTTP: taken once whatever is repeated, and dialled at once where the caller waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.callback import Callback, Move, Status
from bot.domain.tenant import PBX, Tenant
from bot.services import calling, endings, requests
from bot.services.calling import Dialled
from bot.services.flow import locked
from bot.services.office import Office
from bot.services.requests import Ask, RequestRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """The caller's own name for one request, to repeat it safely."""

    key: str
    #: Hash of what is asked: the same key for something else is a mistake.
    fingerprint: bytes


class KeyReused(Exception):
    """The key was used before, for another request."""


class UnderWay(Exception):
    """The request with this key has no answer yet."""


class NotReachable(Exception):
    """The provider did not take the call; the request is closed, or its fate is being looked up."""


async def submit(office: Office, ask: Ask, once: Once | None, answer: Callable[[Callback], str]) -> str:
    """Store a request and its answer in one transaction; a repeated one gets the first one's answer.

    Raises ``RequestRefused``, and then nothing was stored; ``KeyReused``; ``UnderWay``.
    """
    async with office.store.transaction(ask.tenant.tenant_id) as tx:
        if once:
            stored = await tx.requests.claim(once.key, once.fingerprint, office.clock.now())
            if stored and not stored.same_request:
                raise KeyReused
            if stored:
                return _answered(stored.answer)
        await requests.count_visit(office, ask)
        callback = await requests.create(office, tx, ask)
        told = answer(callback)
        if once:
            await tx.requests.answer(once.key, told)
    await office.live.publish(str(callback.callback_id))
    return told


def can_call(tenant: Tenant) -> bool:
    """Whether the profile has what at least one of its providers needs: a queue, or a line and agents."""
    return any(
        tenant.pbx is not None if provider == PBX else bool(tenant.voice_number and tenant.agents)
        for provider in tenant.call_providers
    )


async def click(office: Office, ask: Ask) -> Callback:
    """A request whose sender waits for the provider's answer; ``ask.dialled_inline`` must be set.

    A click for a number that is being called already is answered with that callback. Raises
    ``RequestRefused`` and ``NotReachable``.
    """
    try:
        await requests.count_visit(office, ask)
        async with office.store.transaction(ask.tenant.tenant_id) as tx:
            callback = await requests.create(office, tx, ask)
    except RequestRefused as refusal:
        existing = refusal.existing or await _queued(office, ask, refusal)
        if existing is None:
            raise
        return existing
    await office.live.publish(str(callback.callback_id))
    if callback.status is not Status.REQUESTED:
        return callback
    return await _dial(office, callback)


async def read(office: Office, callback: Callback) -> Callback:
    """The callback as it is now."""
    async with office.store.transaction(callback.tenant_id) as tx:
        return await tx.callbacks.read(callback.callback_id) or callback


async def _dial(office: Office, callback: Callback) -> Callback:
    dialled = await calling.dial(office, callback.tenant_id, callback.callback_id)
    if dialled is Dialled.AWAY:
        await _give_up(office, callback)
    now = await read(office, callback)
    if dialled in (Dialled.REFUSED, Dialled.AWAY, Dialled.UNKNOWN) or now.status is Status.FAILED:
        raise NotReachable
    return now


async def _give_up(office: Office, callback: Callback) -> None:
    """The sender is told that it failed, so it must not ring later."""
    async with locked(office, callback.tenant_id, callback.callback_id) as flow:
        if flow and flow.callback.allows(Move.FAIL):
            await endings.fail(flow, "provider_away")


async def _queued(office: Office, ask: Ask, refusal: RequestRefused) -> Callback | None:
    """The callback that the PBX has in its queue, when the number was refused for having just been taken."""
    if refusal.why != "cooldown":
        return None
    async with office.store.transaction(ask.tenant.tenant_id) as tx:
        latest = await tx.callbacks.latest_for(ask.phone)
    return latest if latest and latest.status is Status.QUEUED_AT_PBX else None


def _answered(answer: str | None) -> str:
    if answer is None:
        raise UnderWay
    return answer
