"""What the HTTP edge works with, and the typed keys under which an application carries it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry

from bot.ports import PhoneWebhooks
from bot.services.office import Office
from bot.web.metrics import Metrics
from bot.web.pages import Pages
from bot.web.streams import Streams
from bot.web.wording import Wording

Probe = Callable[[], Awaitable[None]]
"""Asks one dependency whether it works; raises when it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebServices:
    """Equipment of the HTTP edge, put together once by the composition root."""

    office: Office
    webhooks: PhoneWebhooks
    #: Where the world reaches us, without a slash at the end; signatures are checked against it.
    public_url: str
    #: Proxies of ours in front; each appends one address to ``X-Forwarded-For``.
    trusted_proxies: int
    #: Whether the stage of the sandbox may watch everything.
    sandbox: bool
    #: By name of the dependency.
    probes: Mapping[str, Probe]
    #: Names of the providers that this process leaves alone after failures.
    waiting: Callable[[], Sequence[str]]
    registry: CollectorRegistry
    #: The folder that holds ``pages`` and ``static``.
    templates: Path
    version: str


SERVICES = web.AppKey("services", WebServices)
WORDING = web.AppKey("wording", Wording)
PAGES = web.AppKey("pages", Pages)
METRICS = web.AppKey("metrics", Metrics)
STREAMS = web.AppKey("streams", Streams)
REQUEST_ID = web.RequestKey("request_id", str)
