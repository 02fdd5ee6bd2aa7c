"""Runs what works with the service's own equipment, on its database and memory, without its doors."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from bot import app
from bot.adapters import logs
from bot.cli.settled import with_settings
from bot.config import Settings
from bot.services.office import Office


def with_office(action: Callable[[Office], Coroutine[Any, Any, int]]) -> int:
    """Open the office and run the action to its exit code."""

    async def act(settings: Settings) -> int:
        logs.aside()
        async with app.build(settings) as services:
            return await action(services.office)

    return with_settings(act)
