"""Puts the sandbox together: one world, its provider's APIs, its PBX, its phones and its page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from html import escape
from pathlib import Path
from string import Template

from aiohttp import web

from bot.sandbox.config import SandboxConfig
from bot.sandbox.control import Control
from bot.sandbox.interpreter import Interpreter
from bot.sandbox.legs import Legs
from bot.sandbox.messaging import Messaging
from bot.sandbox.netsapiens import NetSapiensApi
from bot.sandbox.rest import TwilioApi
from bot.sandbox.switchboard import Switchboard
from bot.sandbox.webhooks import Webhooks
from bot.sandbox.world import World

ASSETS = Path(__file__).parent / "assets"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def page(prefix: str, live_url: str = "") -> Handler:
    """A handler that serves the stage; `prefix` is the sandbox's root as the page's URL sees it."""

    async def show(request: web.Request) -> web.StreamResponse:
        template = Template((ASSETS / "index.html").read_text(encoding="utf-8"))
        html = template.substitute(prefix=escape(prefix), live_url=escape(live_url))
        return web.Response(text=html, content_type="text/html", headers={"Cache-Control": "no-cache"})

    return show


def create_app(config: SandboxConfig) -> web.Application:
    """The sandbox, to run alone or to mount below any prefix."""
    world = World(config)
    webhooks = Webhooks(world)
    legs = Legs(world, webhooks)
    messaging = Messaging(world, webhooks)
    switchboard = Switchboard(world, legs, Interpreter(legs, messaging))

    @asynccontextmanager
    async def running(app: web.Application) -> AsyncIterator[None]:
        async with webhooks:
            yield

    async def close(app: web.Application) -> None:
        await world.close()

    app = web.Application()
    app.cleanup_ctx.append(running)
    app.on_shutdown.append(close)
    app.add_subapp("/2010-04-01/Accounts", TwilioApi(world, switchboard, messaging).app())
    app.add_subapp("/control", Control(world, switchboard, messaging).app())
    app.add_routes([web.get("/", page(".", config.live_url)), *NetSapiensApi(world).routes()])
    app.router.add_static("/assets", ASSETS)
    return app
