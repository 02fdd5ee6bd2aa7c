"""Applies the rules of misbehaviour to requests that reach the provider."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.sandbox.misbehaviour import Rule
from bot.sandbox.world import World

#: Longer than any patient client waits, in real seconds.
SILENCE_SECONDS = 60.0
Serve = Callable[[], Awaitable[web.StreamResponse]]
Refuse = Callable[[int], web.StreamResponse]


async def serve(
    world: World, request: web.Request, occasion: tuple[str, str], accept: Serve, refuse: Refuse
) -> web.StreamResponse:
    """Accepts a request, or does with it what a rule for this occasion (its name and the number) asks."""
    match world.misbehaviour.take(*occasion):
        case Rule(fault="timeout_after_accept"):
            await accept()
            await world.linger(SILENCE_SECONDS)
            return _cut(request)
        case Rule(fault="timeout_before"):
            await world.linger(SILENCE_SECONDS)
            return _cut(request)
        case Rule(fault="reset"):
            return _cut(request)
        case Rule(fault="status", value=status):
            return refuse(int(status))
        case Rule(fault="delay", value=seconds):
            await world.pause(seconds)
    return await accept()


def _cut(request: web.Request) -> web.StreamResponse:
    """The connection breaks off without an answer."""
    if request.transport:
        request.transport.abort()
    return web.Response(status=504)
