"""``tenants import FILE``, ``tenants list`` and ``tenants show SLUG``."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot import app
from bot.cli.settled import DONE, FAILED, UNUSABLE, say, with_settings
from bot.config import Settings
from bot.config.legacy import Takeover, take_over


def execute(arguments: Namespace) -> int:
    """Do what was asked with the stored businesses."""
    if arguments.action == "import":
        return _import(arguments.file)
    if arguments.action == "list":
        return with_settings(_list)
    return with_settings(lambda settings: _show(settings, arguments.slug))


def _import(file: Path) -> int:
    try:
        takeovers = take_over(_read(file))
    except (OSError, ValueError) as problem:
        return say(f"{file} cannot be imported: {problem}", UNUSABLE)

    async def store(settings: Settings) -> int:
        good = {takeover.slug: takeover.profile for takeover in takeovers if takeover.profile is not None}
        for line in await app.import_tenants(settings, good):
            sys.stdout.write(f"{line}\n")
        _remark(takeovers)
        return DONE if len(good) == len(takeovers) else FAILED

    return with_settings(store)


def _read(file: Path) -> dict[str, Any]:
    domains = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(domains, dict):
        raise ValueError("it is not a JSON object with one table by domain")
    return domains


def _remark(takeovers: Sequence[Takeover]) -> None:
    for takeover in takeovers:
        verdict = "note" if takeover.profile is not None else "skipped"
        for remark in takeover.remarks:
            sys.stdout.write(f"{takeover.slug}: {verdict}: {remark}\n")


async def _list(settings: Settings) -> int:
    for slug, source, profile in await app.list_tenants(settings):
        sys.stdout.write(f"{slug}\\t{source}\\t{profile['name']}\\t{' '.join(profile.get('domains', ()))}\n")
    return DONE


async def _show(settings: Settings, slug: str) -> int:
    profiles = {stored: profile for stored, _, profile in await app.list_tenants(settings)}
    if slug not in profiles:
        return say(f"there is no tenant {slug!r}; `callback-bot tenants list` shows those there are", FAILED)
    sys.stdout.write(json.dumps(profiles[slug], indent=2, ensure_ascii=False) + "\n")
    return DONE
