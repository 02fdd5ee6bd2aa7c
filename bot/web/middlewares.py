"""What every request passes, outermost first: its id and log line, then errors, then other sites."""

from __future__ import annotations

import re
import secrets
import traceback
from http import HTTPStatus
from time import monotonic
from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.ports import ProviderError
from bot.storage import StorageAway
from bot.web.languages import language_of
from bot.web.origins import cross_origin
from bot.web.problems import Problem, as_plain_json, as_problem_json, as_text
from bot.web.services import METRICS, PAGES, REQUEST_ID, WORDING

log = structlog.get_logger()

STORAGE_RETRY_SECONDS: Final = 5
SAFE_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
#: Pages that people open; they get their errors as pages.
PAGE_PATHS: Final = ("/t/", "/r/", "/v/", "/wa/")
#: Asked by machines every few seconds: worth a number, not a line.
QUIET_ROUTES: Final = frozenset({"/healthz", "/readyz", "/metrics", "/api/v1/agents/{agent_id}/presence"})

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@web.middleware
async def identify(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request an id, or keep the one a proxy gave; count it and write one line about it.

    The line carries the route's pattern, never the path: paths hold tokens.
    """
    given = request.headers.get("X-Request-Id", "")
    request[REQUEST_ID] = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(12)
    structlog.contextvars.bind_contextvars(request_id=request[REQUEST_ID])
    began, status = monotonic(), 499
    try:
        response = await handler(request)
        status = response.status
        return response
    finally:
        _account(request, status, monotonic() - began)
        structlog.contextvars.unbind_contextvars("request_id")


@web.middleware
async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever went wrong into a sentence, in the shape of the door that was knocked at."""
    try:
        return await handler(request)
    except Problem as problem:
        return _explained(request, problem)
    except web.HTTPException as answer:
        # An application mounted into ours, such as the sandbox, speaks for itself.
        if answer.status < 400 or len(request.match_info.apps) > 1:
            raise
        response = _explained(request, _problem(request, answer.status, f"http.{answer.status}"))
        if "Allow" in answer.headers:
            response.headers["Allow"] = answer.headers["Allow"]
        return response
    except StorageAway:
        log.error("storage away", action="storage_away", route=_route(request))
        return _explained(request, _problem(request, 503, "http.503", STORAGE_RETRY_SECONDS))
    except ProviderError as error:
        log.warning("provider failed", action="provider_failed", route=_route(request), code=error.code)
        return _explained(request, _problem(request, 502, "http.502"))
    except Exception as error:
        # Without its message: it may quote what a person wrote.
        stack = "".join(traceback.format_tb(error.__traceback__))
        log.error("request failed", action="request_failed", error=type(error).__name__, stack=stack)
        return _explained(request, _problem(request, 500, "http.500"))


async def secure(request: web.Request, response: web.StreamResponse) -> None:
    """Signal of every response: headers that keep browsers from guessing, framing and telling."""
    response.headers["X-Request-Id"] = request.get(REQUEST_ID, "")
    for name, value in SAFE_HEADERS.items():
        response.headers.setdefault(name, value)


#: Outermost first.
MIDDLEWARES: Final = (identify, explain, cross_origin)


def _account(request: web.Request, status: int, seconds: float) -> None:
    route, metrics = _route(request), request.app[METRICS]
    metrics.requests.labels(request.method, route, str(status)).inc()
    metrics.seconds.labels(route).observe(seconds)
    if route not in QUIET_ROUTES:
        log.info(
            "request",
            action="http_request",
            method=request.method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
        )


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unmatched"


def _problem(request: web.Request, status: int, key: str, retry_after: int | None = None) -> Problem:
    wording = request.app[WORDING]
    language = language_of(request)
    sentence = wording.say(language, key if wording.has(key) else "http.other")
    code = HTTPStatus(status).phrase.lower().replace(" ", "-")
    return Problem(status=status, code=code, sentence=sentence, retry_after=retry_after)


def _explained(request: web.Request, problem: Problem) -> web.Response:
    if request.path.startswith("/api/"):
        return as_problem_json(problem, request[REQUEST_ID])
    if request.path == "/click-to-call":
        return as_plain_json(problem)
    if request.path.startswith(PAGE_PATHS):
        response = request.app[PAGES].render(
            "problem.html",
            language_of(request),
            status=problem.status,
            sentence=problem.sentence,
            request_id=request[REQUEST_ID],
        )
        response.headers.update(problem.headers)
        return response
    return as_text(problem)
