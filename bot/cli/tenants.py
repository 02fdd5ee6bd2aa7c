"""``tenants import FILE``, ``tenants list`` and ``tenants show SLUG``."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import replace
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
        judged = [_leave_to_the_file(takeover, settings) for takeover in takeovers]
        good = {takeover.slug: takeover.profile for takeover in judged if takeover.profile is not None}
        changed = await app.import_tenants(settings, good)
        for takeover in judged:
            sys.stdout.write(_report(takeover, changed=takeover.slug in changed))
        return DONE if len(good) == len(judged) else FAILED

    return with_settings(store)


def _leave_to_the_file(takeover: Takeover, settings: Settings) -> Takeover:
    """Tenants of the settings file are stored anew at each start: the file's word counts."""
    domains = set(takeover.profile["domains"]) if takeover.profile else set()
    for slug, profile in settings.tenants.items():
        if slug == takeover.slug or domains.intersection(profile.domains):
            return replace(takeover, profile=None, remarks=(f"it is tenants.{slug} of the settings file",))
    return takeover


def _report(takeover: Takeover, *, changed: bool) -> str:
    outcome = "skipped" if takeover.profile is None else "imported" if changed else "unchanged"
    return "".join([f"{takeover.slug}: {outcome}\n", *(f"  {remark}\n" for remark in takeover.remarks)])


def _read(file: Path) -> dict[str, Any]:
    domains = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(domains, dict):
        raise ValueError("it is not a JSON object with one table by domain")
    return domains


async def _list(settings: Settings) -> int:
    for slug, source, profile in await app.list_tenants(settings):
        sys.stdout.write(f"{slug}\t{source}\t{profile['name']}\t{' '.join(profile.get('domains', ()))}\n")
    return DONE


async def _show(settings: Settings, slug: str) -> int:
    profiles = {stored: profile for stored, _, profile in await app.list_tenants(settings)}
    if slug not in profiles:
        return say(f"there is no tenant {slug!r}; `callback-bot tenants list` shows those there are", FAILED)
    sys.stdout.write(json.dumps(profiles[slug], indent=2, ensure_ascii=False) + "\n")
    return DONE
