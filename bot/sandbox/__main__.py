"""Runs the sandbox on its own: `python -m bot.sandbox --config FILE.json --port N` (0 = any free port)."""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import sys
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from bot.sandbox import SandboxConfig, create_app

LOOPBACK = "127.0.0.1"


async def serve(config: SandboxConfig, port: int) -> None:
    """Serves until cancelled; prints one line with the URL as soon as requests are answered."""
    listener = socket.create_server((LOOPBACK, port))
    url = "http://{}:{}".format(*listener.getsockname())
    runner = web.AppRunner(create_app(replace(config, base_url=config.base_url or url)))
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        print(f"Sandbox ready at {url}/", flush=True)  # noqa: T201 - the promised line
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def main() -> int:
    """Returns the exit code: 2 for a settings file that cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="JSON file, see SandboxConfig")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 picks a free one")
    arguments = parser.parse_args()
    try:
        config = SandboxConfig.from_dict(json.loads(arguments.config.read_text(encoding="utf-8")))
    except (OSError, ValueError) as problem:
        print(f"{arguments.config}: {problem}", file=sys.stderr)  # noqa: T201
        return 2
    try:
        asyncio.run(serve(config, arguments.port))
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
