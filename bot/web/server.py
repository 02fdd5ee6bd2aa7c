"""The HTTP application: every door of the service in one table."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from bot.web import (
    agents_api,
    api,
    availability,
    clicks,
    events,
    forms,
    health,
    links,
    selfservice,
    stage,
    tenant_api,
    voice,
    voice_messages,
    webhooks,
)
from bot.web.metrics import Metrics
from bot.web.middlewares import MIDDLEWARES, secure
from bot.web.origins import grant_origin
from bot.web.pages import Pages
from bot.web.services import METRICS, PAGES, SERVICES, STREAMS, WORDING, WebServices
from bot.web.streams import Streams
from bot.web.webhooks import signed
from bot.web.wording import Wording

LARGEST_BODY: Final = 64 * 1024


def build(services: WebServices) -> web.Application:
    """The application of these services; it opens nothing and closes only its own streams."""
    app = web.Application(middlewares=MIDDLEWARES, client_max_size=LARGEST_BODY)
    wording = Wording(services.templates / "pages")
    app[SERVICES] = services
    app[WORDING] = wording
    app[PAGES] = Pages(services.templates / "pages", wording, services.version)
    app[METRICS] = Metrics(services.registry)
    app[STREAMS] = Streams()
    app.on_response_prepare.append(secure)
    app.on_response_prepare.append(grant_origin)
    app.on_shutdown.append(app[STREAMS].end_all)
    app.add_routes(routes(services))
    return app


def routes(services: WebServices) -> list[web.AbstractRouteDef]:
    """The whole surface; the stage is there with the sandbox only."""
    table: list[web.AbstractRouteDef] = [
        web.post("/webhooks/twilio/message", signed(webhooks.message)),
        web.post("/webhooks/twilio/voice", signed(webhooks.inbound_call)),
        web.post("/webhooks/twilio/calls/{tenant}/{callback}/{attempt}/{step}", signed(voice.step)),
        web.post("/webhooks/twilio/receipts/{tenant}/{message}", signed(webhooks.receipt)),
        web.post("/click-to-call", clicks.click),
        web.post("/api/v1/callbacks", api.create),
        web.get("/api/v1/callbacks/{id}", api.status),
        web.get("/api/v1/callbacks/{id}/events", events.events),
        web.post("/api/v1/callbacks/{id}/cancel", api.cancel),
        web.post("/api/v1/callbacks/{id}/reschedule", api.reschedule),
        web.get("/api/v1/callbacks/{id}/timeline", tenant_api.timeline),
        web.post("/api/v1/owner-calls", tenant_api.call),
        web.get("/api/v1/agents", agents_api.agents),
        web.put("/api/v1/agents/{agent_id}/presence", agents_api.say_presence),
        web.delete("/api/v1/agents/{agent_id}/presence", agents_api.end_presence),
        web.post("/api/v1/agents/{agent_id}/verification", agents_api.send_code),
        web.post("/api/v1/agents/{agent_id}/verification/confirm", agents_api.confirm),
        web.get("/api/v1/availability", availability.availability),
        web.get("/t/{slug}", forms.show),
        web.post("/t/{slug}", forms.submit),
        web.get("/r/{token}", selfservice.show),
        web.post("/r/{token}/cancel", selfservice.cancel),
        web.post("/r/{token}/reschedule", selfservice.reschedule),
        web.get("/v/{token}", voice_messages.show),
        web.get("/v/{token}/audio", voice_messages.play),
        web.get("/wa/{slug}.svg", links.qr),
        web.get("/wa/{slug}", links.whatsapp),
        web.get("/healthz", health.alive),
        web.get("/readyz", health.ready),
        web.get("/metrics", health.metrics),
        web.static("/static", services.templates / "static"),
    ]
    if services.sandbox:
        table.append(web.get("/stage/live", stage.live))
    return table
