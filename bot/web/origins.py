"""Which sites' scripts may talk to us: those of our tenants, and our own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.domain.tenant import Tenant
from bot.storage import Tenants
from bot.web.problems import Problem
from bot.web.services import SERVICES

#: Doors that scripts of other sites knock at.
OPEN_PATHS = ("/api/", "/click-to-call")
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type, Idempotency-Key, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}
EXPOSED = "Retry-After, X-Request-Id, Location"
#: The site that may read the answer.
GRANTED = web.RequestKey("granted_origin", str)


def tenant_of(tenants: Tenants, domain: str) -> Tenant | None:
    """The business of a domain, with or without "www."."""
    name = domain.strip().lower().rstrip(".")
    return tenants.by_domain(name) or tenants.by_domain(name.removeprefix("www."))


def same_site(request: web.Request) -> bool:
    """Whether a form was sent from a page of ours; clients that are no browser tell neither header."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or _is_ours(request, origin)


@web.middleware
async def cross_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer preflights, keep other sites from asking for calls, and let the tenants' sites read answers."""
    origin = request.headers.get("Origin")
    if origin is None or not request.path.startswith(OPEN_PATHS):
        return await handler(request)
    allowed = _allowed(request, origin)
    if request.method == "OPTIONS":
        headers = _granted(origin) | PREFLIGHT if allowed else {}
        return web.Response(status=204 if allowed else 403, headers=headers)
    if not allowed and request.method in CHANGING:
        # A simple form post needs no preflight: without this any page could have people called.
        raise Problem(status=403, code="foreign-site", sentence="This site is not set up for callbacks.")
    if allowed:
        request[GRANTED] = origin
    return await handler(request)


async def grant_origin(request: web.Request, response: web.StreamResponse) -> None:
    """Signal of every response, streams and errors too: the tenant's site may read it."""
    if request.path.startswith(OPEN_PATHS):
        response.headers.add("Vary", "Origin")
    origin = request.get(GRANTED)
    if origin is not None:
        response.headers.update(_granted(origin))


def _granted(origin: str) -> dict[str, str]:
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": EXPOSED}


def _allowed(request: web.Request, origin: str) -> bool:
    host = urlsplit(origin).hostname
    return _is_ours(request, origin) or bool(host and tenant_of(request.app[SERVICES].office.tenants, host))


def _is_ours(request: web.Request, origin: str) -> bool:
    parts = urlsplit(origin)
    public = urlsplit(request.app[SERVICES].public_url)
    return (parts.scheme, parts.netloc) == (public.scheme, public.netloc) or parts.netloc == request.host
