"""``run``, ``web``, ``worker`` and ``migrate``."""

from __future__ import annotations

from argparse import Namespace

from bot import app
from bot.cli.settled import DONE, with_settings
from bot.config import Settings


def execute(arguments: Namespace) -> int:
    """Serve until told to stop, or migrate and be done."""

    async def serve(settings: Settings) -> int:
        return await app.run(settings, web=arguments.command != "worker", worker=arguments.command != "web")

    return with_settings(_migrate if arguments.command == "migrate" else serve)


async def _migrate(settings: Settings) -> int:
    await app.migrate(settings)
    return DONE
