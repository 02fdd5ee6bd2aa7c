"""What a request that cannot be served is told: a sentence, in the shape its door speaks.

Problem details: https://www.rfc-editor.org/rfc/rfc9457
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web

PROBLEM_JSON = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFault:
    """What is wrong with one field of a form or body."""

    field: str
    message: str


@dataclass(eq=False, slots=True, kw_only=True)
class Problem(Exception):
    """A request is not served, and why."""

    status: int
    #: Stable code for programs, such as "unknown-domain".
    code: str
    #: A sentence that a visitor understands.
    sentence: str
    #: Seconds after which asking again makes sense.
    retry_after: int | None = None
    faults: tuple[FieldFault, ...] = field(default=())

    @property
    def headers(self) -> Mapping[str, str]:
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        # https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1: a 401 says what is wanted.
        return headers | {"WWW-Authenticate": "Bearer"} if self.status == 401 else headers


def as_problem_json(problem: Problem, request_id: str) -> web.Response:
    """Problem details, for programs."""
    body: dict[str, object] = {
        "type": f"urn:callback-bot:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.sentence,
        "instance": f"urn:request:{request_id}",
    }
    if problem.retry_after is not None:
        body["retry_after"] = problem.retry_after
    if problem.faults:
        body["errors"] = [{"field": each.field, "message": each.message} for each in problem.faults]
    return web.json_response(body, status=problem.status, headers=problem.headers, content_type=PROBLEM_JSON)


def as_plain_json(problem: Problem) -> web.Response:
    """The shape of the older click-to-call responder."""
    return web.json_response(
        {"status": "error", "message": problem.sentence}, status=problem.status, headers=problem.headers
    )


def as_text(problem: Problem) -> web.Response:
    """For webhooks and operators: nobody but a log reads it."""
    return web.Response(text=f"{problem.sentence}\n", status=problem.status, headers=problem.headers)
