"""Says what is wrong with settings: the key, the problem with its value, the way out. Never a secret."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

Location = tuple[int | str, ...]


class SettingsError(Exception):
    """The settings cannot be used; the text is for the operator."""


def explain(error: ValidationError, model: type[BaseModel], source: str) -> SettingsError:
    """All problems of one reading of the settings, one paragraph each."""
    problems = "\n".join(f"  {problem}" for details in error.errors() for problem in _problem(details, model))
    return SettingsError(f"The settings ({source}) cannot be used:\n{problems}")


def _problem(details: ErrorDetails, model: type[BaseModel]) -> Iterator[str]:
    location = details["loc"]
    key = _dotted(tuple(part for part in location if part != "[key]"))
    if details["type"] == "extra_forbidden":
        yield f"{key}: there is no such setting{_nearest(location, model)}"
        return
    if details["type"] == "missing":
        yield f"{key}: is missing"
    elif "[key]" in location:
        yield f"{key}: a slug is made of lower case letters, digits and dashes, such as acme-plumbing"
    else:
        yield f"{key}: {_sentence(details)}{_shown(details, model)}"
    field = _field(location, model)
    if field and field.examples:
        yield f"  example: {_last_name(location)} = {_toml(field.examples[0])}"


def _sentence(details: ErrorDetails) -> str:
    return details["msg"].removeprefix("Value error, ")


def _shown(details: ErrorDetails, model: type[BaseModel]) -> str:
    """The value, unless it is a secret; our own validators quote what may be quoted."""
    value = details["input"]
    field = _field(details["loc"], model)
    if details["type"] == "value_error" or not isinstance(value, str | int | float) or _is_secret(field):
        return ""
    return f" (it is {value!r})"


def _is_secret(field: FieldInfo | None) -> bool:
    return field is None or SecretStr in (field.annotation, *get_args(field.annotation))


def _nearest(location: Location, model: type[BaseModel]) -> str:
    siblings = _model_at(location[:-1], model)
    names = list(siblings.model_fields) if siblings else []
    near = difflib.get_close_matches(str(location[-1]).lower(), names, n=1)
    if near:
        return f"; did you mean {_dotted((*location[:-1], near[0]))}?"
    return f"; there are {', '.join(names)}" if names else ""


def _model_at(location: Location, model: type[BaseModel]) -> type[BaseModel] | None:
    """The table at that place; indexes and keys of mappings lead to what is kept under them."""
    field = _field(location, model)
    return _table_in(field.annotation) if field else model if not location else None


def _field(location: Location, model: type[BaseModel]) -> FieldInfo | None:
    """The last named setting on the way to that place."""
    found: FieldInfo | None = None
    table: type[BaseModel] | None = model
    for part in location:
        if table and part in table.model_fields:
            found = table.model_fields[str(part)]
            table = None if _is_keyed(found.annotation) else _table_in(found.annotation)
            inner = _table_in(found.annotation)
        elif found:
            table = inner
    return found


def _is_keyed(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) in (dict, tuple)


def _table_in(annotation: Any) -> type[BaseModel] | None:
    """The section an annotation such as ``dict[str, Profile]`` or ``QueueProfile | None`` is about."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((table for part in get_args(annotation) if (table := _table_in(part))), None)


def _dotted(location: Location) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return "".join(parts).removeprefix(".")


def _last_name(location: Location) -> str:
    return next(part for part in reversed(location) if isinstance(part, str))


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(inner)}" for key, inner in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
