"""``settings``: the reference of all settings."""

from __future__ import annotations

import sys
from argparse import Namespace

from bot.cli.settled import DONE
from bot.config import settings_page


def execute(arguments: Namespace) -> int:
    """Print the page; it needs no settings to be right."""
    sys.stdout.write(settings_page())
    return DONE
