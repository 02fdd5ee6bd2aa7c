"""Says what is wrong with settings: the key, the problem with its value, an example. Never a secret."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticUndefined, to_jsonable_python

Location = tuple[int | str, ...]

#: How pydantic marks that a key, not the value under it, is wrong.
KEY_MARK = "[key]"


class SettingsError(Exception):
    """The settings cannot be used; the text is for the operator."""


def explain(error: ValidationError, model: type[BaseModel], source: str) -> SettingsError:
    """All problems of one reading of the settings, a line or two each."""
    lines = "".join(f"\n  {line}" for details in _causes(error.errors()) for line in _lines(details, model))
    return SettingsError(f"The settings ({source}) cannot be used:{lines}")


def _causes(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without the complaints that a list is too short which lost its wrong members."""
    parents = {details["loc"][:-1] for details in errors}
    return [d for d in errors if not (d["type"] == "too_short" and d["loc"] in parents)]


def _lines(details: ErrorDetails, model: type[BaseModel]) -> Iterator[str]:
    location = tuple(part for part in details["loc"] if part != KEY_MARK)
    if details["type"] == "extra_forbidden":
        yield f"{_dotted(location)}: there is no such setting{_nearest(location, model)}"
        return
    name, field = _field(location, model)
    yield f"{_dotted(location)}: {_sentence(details)}{_shown(details, field)}"
    if field and (example := _example(field)):
        yield f"  example: {name} = {example}"


def _sentence(details: ErrorDetails) -> str:
    return "is missing" if details["type"] == "missing" else details["msg"].removeprefix("Value error, ")


def _shown(details: ErrorDetails, field: FieldInfo | None) -> str:
    """The value, unless it is a secret; our own validators quote what may be quoted."""
    value = details["input"]
    secret = field is None or SecretStr in (field.annotation, *get_args(field.annotation))
    if secret or details["type"] == "value_error" or not isinstance(value, str | int | float):
        return ""
    return f" (it is {value!r})"


def _example(field: FieldInfo) -> str:
    """As it is written in TOML; empty when there is nothing to show."""
    if field.examples:
        return _toml(field.examples[0])
    if isinstance(field.default, SecretStr) or field.default in (PydanticUndefined, None, ""):
        return ""
    return _toml(field.default) if isinstance(field.default, str | int | float | Path) else ""


def _nearest(location: Location, model: type[BaseModel]) -> str:
    siblings = _section_at(location[:-1], model)
    names = list(siblings.model_fields) if siblings else []
    near = difflib.get_close_matches(str(location[-1]).lower(), names, n=1)
    if near:
        return f"; did you mean {_dotted((*location[:-1], near[0]))}?"
    return f"; there are {', '.join(names)}" if names else ""


def _section_at(location: Location, model: type[BaseModel]) -> type[BaseModel] | None:
    if not location:
        return model
    _, field = _field(location, model)
    return _section_in(field.annotation) if field else None


def _field(location: Location, model: type[BaseModel]) -> tuple[str, FieldInfo | None]:
    """The last named setting on the way to that place; indexes and keys of mappings name none."""
    name, found, section, is_entry = "", None, model, False
    for part in location:
        if is_entry:
            is_entry = False
        elif part in section.model_fields:
            name, found = str(part), section.model_fields[str(part)]
            is_entry = get_origin(found.annotation) in (dict, tuple)
            section = _section_in(found.annotation) or section
    return name, found


def _section_in(annotation: Any) -> type[BaseModel] | None:
    """The section an annotation such as ``dict[str, Profile]`` or ``QueueProfile | None`` is about."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((section for part in get_args(annotation) if (section := _section_in(part))), None)


def _dotted(location: Location) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return "".join(parts).removeprefix(".")


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(inner)}" for key, inner in value.items()) + " }"
    return json.dumps(to_jsonable_python(value), ensure_ascii=False)
