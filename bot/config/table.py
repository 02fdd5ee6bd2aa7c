"""The reference of all settings, made from the settings themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined, to_jsonable_python

from bot.config.settings import Settings

_TABLE_HEAD = "| setting | default | meaning |\n| --- | --- | --- |\n"

_PAGE = """\
# Settings

This page is made by `callback-bot settings`; change a setting's description where the setting is defined.

Settings are read from `settings.toml` of the working directory, or from the file that `BOT_SETTINGS_FILE`
names. The environment goes over it: `server.port` is `BOT_SERVER__PORT`; lists and tables are JSON there.
Files in the directory `BOT_SECRETS_DIR`, named like the variables, go over both. A wrong or unknown setting
stops the process with its key, what is wrong with the value, and an example. A rate is so many in a time, in
`s`, `m`, `h` or `d`.

In a tenant's hours, weekdays that are not named are closed; when none is named, the tenant is open Monday to
Friday, 09:00 to 17:00. Tenants of the file are stored at start; `callback-bot tenants list` shows all.

"""


def settings_page() -> str:
    """The page of the documentation about settings."""
    return _PAGE + settings_table()


def settings_table() -> str:
    """A Markdown table of every setting, in the order of the tree."""
    rows = (f"| `{key}` | {default} | {meaning} |\n" for key, default, meaning in _rows("", Settings))
    return _TABLE_HEAD + "".join(rows)


def _rows(prefix: str, section: type[BaseModel]) -> Iterator[tuple[str, str, str]]:
    for name, field in section.model_fields.items():
        inner, entry = _inner(field.annotation)
        if inner:
            yield from _rows(f"{prefix}{name}{entry}.", inner)
        else:
            yield f"{prefix}{name}", _default(section, name, field), _meaning(field)


def _inner(annotation: Any) -> tuple[type[BaseModel] | None, str]:
    """The section below, and how one entry of several is written in a key."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, ""
    origin = get_origin(annotation)
    entry = ".<slug>" if origin is dict else "[]" if origin is tuple else ""
    inner = next((inner for part in get_args(annotation) if (inner := _inner(part)[0])), None)
    return inner, entry


def _default(section: type[BaseModel], name: str, field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "required"
    value = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    elif field.metadata:  # as it is written in the file, not as decisions see it
        value = section.model_construct(**{name: value}).model_dump(include={name}, mode="json")[name]
    value = to_jsonable_python(value, fallback=str)
    return "" if value in (None, "") else f"`{json.dumps(value, ensure_ascii=False)}`"


def _meaning(field: FieldInfo) -> str:
    choices = [str(to_jsonable_python(choice)) for choice in _choices(field.annotation)]
    listed = f" One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""
    example = f" Example: `{json.dumps(field.examples[0], ensure_ascii=False)}`." if field.examples else ""
    return f"{field.description}.{listed}{example}"


def _choices(annotation: Any) -> list[Any]:
    if isinstance(annotation, type):
        return list(getattr(annotation, "__members__", {}).values())
    arguments = get_args(annotation)
    if arguments and all(isinstance(argument, str) for argument in arguments):
        return list(arguments)
    return [choice for argument in arguments for choice in _choices(argument)]
