"""Runs what needs settings; what stops it is said in a sentence, without a traceback."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop

from bot.adapters.engines import EngineFailed
from bot.config import Settings, SettingsError, load
from bot.storage import StorageAway

DONE, FAILED, UNUSABLE = 0, 1, 2

#: As shells report a process that was interrupted.
INTERRUPTED = 130


def with_settings(action: Callable[[Settings], Coroutine[Any, Any, int]]) -> int:
    """Load the settings and run the action to its exit code."""
    try:
        settings = load()
        return uvloop.run(action(settings))
    except SettingsError as problem:
        return say(str(problem), UNUSABLE)
    except (EngineFailed, StorageAway) as problem:
        return say(str(problem), FAILED)
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            raise
        return say(_port_taken(settings.server.port), UNUSABLE)
    except KeyboardInterrupt:
        return INTERRUPTED


def say(problem: str, code: int) -> int:
    """Tell the operator; returns the exit code."""
    sys.stderr.write(f"callback-bot: {problem}\n")
    return code


def _port_taken(port: int) -> str:
    other = port + 1 if port < 65535 else port - 1
    return (
        f"port {port} is taken, perhaps by another callback-bot.\n"
        f"Fix: stop the process that has it, or choose another port: BOT_SERVER__PORT={other}"
    )
