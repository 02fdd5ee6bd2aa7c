"""Bodies of requests: read once, checked for shape, never trusted."""

from __future__ import annotations

import json
from typing import Annotated, TypeVar
from urllib.parse import parse_qsl

from aiohttp import web
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from bot.domain.desk import LONGEST_BUSY_MINUTES, Availability
from bot.services.owner import Basis
from bot.web.languages import language_of
from bot.web.problems import FieldFault, Problem
from bot.web.services import WORDING

FORM = "application/x-www-form-urlencoded"
TRUE_WORDS = frozenset({"true", "on", "yes", "1"})


def _ticked(value: object) -> object:
    """A checkbox of a form, which sends a word."""
    return value.lower() in TRUE_WORDS if isinstance(value, str) else value


Line = Annotated[str, Field(max_length=500)]
Tick = Annotated[bool, BeforeValidator(_ticked)]


class _Body(BaseModel):
    """Wrong types are told; fields that are unknown are let be, for senders are newer or older than we."""

    model_config = ConfigDict(strict=True, extra="ignore", str_strip_whitespace=True)


class Consents(_Body):
    callback: bool = False
    disclosure: bool = False


class CallbackBody(_Body):
    """``POST /api/v1/callbacks``."""

    domain: Line
    phone: Line
    name: Annotated[str, Field(max_length=100)] = ""
    email: Line = ""
    topic: Line = ""
    when: Annotated[str, Field(max_length=40)] = "now"
    timezone: Annotated[str, Field(max_length=64)] = ""
    locale: Annotated[str, Field(max_length=35)] = ""
    consent: Consents = Consents()
    page: Annotated[str, Field(max_length=2000)] = ""


class RescheduleBody(_Body):
    """``POST /api/v1/callbacks/{id}/reschedule``."""

    when: Annotated[str, Field(max_length=40)]
    timezone: Annotated[str, Field(max_length=64)] = ""


class OwnerCallBody(_Body):
    """``POST /api/v1/owner-calls``."""

    phone: Line
    basis: Annotated[Basis, Field(strict=False)]
    reference: Annotated[str, Field(max_length=200)] = ""
    when: Annotated[str, Field(max_length=40)] = "now"
    timezone: Annotated[str, Field(max_length=64)] = ""
    name: Annotated[str, Field(max_length=100)] = ""
    topic: Line = ""
    #: The customer's language, in which the call is announced to them.
    locale: Annotated[str, Field(max_length=35)] = ""


class PresenceBody(_Body):
    """``PUT /api/v1/agents/{agent_id}/presence``."""

    state: Annotated[Availability, Field(strict=False)]
    #: How long they are busy; without it: until the console says something else.
    minutes: Annotated[int, Field(ge=1, le=LONGEST_BUSY_MINUTES)] | None = None

    @field_validator("minutes")
    @classmethod
    def only_busy_ends_by_itself(cls, minutes: int | None, info: ValidationInfo) -> int | None:
        if minutes is not None and info.data.get("state") is not Availability.BUSY:
            raise ValueError("only with the state busy")
        return minutes


class CodeBody(_Body):
    """``POST /api/v1/agents/{agent_id}/verification/confirm``."""

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class ClickBody(_Body):
    """``POST /click-to-call``, as JSON or as a form."""

    domain: Line
    phone_number: Line
    name: Annotated[str, Field(max_length=100)] = ""
    topic: Line = ""
    consent: Tick = False
    disclosure: Tick = False


B = TypeVar("B", bound=_Body)


async def read_json(request: web.Request, shape: type[B]) -> B:
    """The JSON body. Raises ``Problem`` 400, with each field that is wrong."""
    raw = await request.read()
    try:
        return shape.model_validate(json.loads(raw))
    except ValidationError as error:
        raise _misshapen(request, error) from None
    except (ValueError, RecursionError):
        raise _unreadable(request) from None


async def read_json_or_form(request: web.Request, shape: type[B]) -> B:
    """The body as JSON, or as the form that plain pages send."""
    if request.content_type != FORM:
        return await read_json(request, shape)
    try:
        return shape.model_validate(await read_form(request))
    except ValidationError as error:
        raise _misshapen(request, error) from None


async def read_form(request: web.Request) -> dict[str, str]:
    """The fields of a form; of a repeated one the last."""
    if request.content_type != FORM:
        raise _unreadable(request, status=415)
    try:
        text = (await request.read()).decode()
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=50))
    except ValueError:
        raise _unreadable(request) from None


def _misshapen(request: web.Request, error: ValidationError) -> Problem:
    wording, language = request.app[WORDING], language_of(request)
    faults = tuple(
        FieldFault(field=".".join(map(str, each["loc"])) or "body", message=each["msg"])
        for each in error.errors(include_input=False, include_url=False)
    )
    fields = ", ".join(fault.field for fault in faults)
    sentence = wording.say(language, "http.fields", fields=fields)
    return Problem(status=400, code="bad-fields", sentence=sentence, faults=faults)


def _unreadable(request: web.Request, status: int = 400) -> Problem:
    sentence = request.app[WORDING].say(language_of(request), f"http.{status}")
    return Problem(status=status, code="unreadable-body", sentence=sentence)
