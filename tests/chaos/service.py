"""The service as a process of its own, which a test may kill."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp
import psutil

COMMAND = "import sys; from bot.cli import main; sys.exit(main())"
BOOT_SECONDS = 60.0


class Service:
    """``callback-bot run``, or another command, with these settings; what it says goes to a file."""

    def __init__(
        self,
        settings: Mapping[str, Any],
        folder: Path,
        session: aiohttp.ClientSession,
        command: str = "run",
    ) -> None:
        self.url = f"http://127.0.0.1:{settings['server']['port']}"
        self.log = folder / f"{command}-{settings['server']['port']}.log"
        self.command = command
        self._session = session
        nothing = folder / "settings.toml"
        nothing.touch()
        sections = {f"BOT_{name.upper()}": json.dumps(section) for name, section in settings.items()}
        self._environment = {**os.environ, "BOT_SETTINGS_FILE": str(nothing), **sections}

    def change(self, name: str, section: Mapping[str, Any]) -> None:
        """Give it another section of settings, from its next start on."""
        self._environment[f"BOT_{name.upper()}"] = json.dumps(section)

    async def start(self) -> None:
        """Start it and wait until it takes requests."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", COMMAND, self.command, env=self._environment, stdout=log, stderr=log
            )
        async with asyncio.timeout(BOOT_SECONDS):
            while not await self._ready():
                assert self._process.returncode is None, self.log.read_text()
                await asyncio.sleep(0.01)

    async def stop(self) -> tuple[int, float]:
        """SIGTERM; its exit code, and the seconds it took to leave."""
        began = monotonic()
        self._process.terminate()
        return await self._process.wait(), monotonic() - began

    @property
    def ended(self) -> bool:
        """Whether it has left, of itself or not."""
        return self._process.returncode is not None

    @property
    def memory(self) -> int:
        """Bytes of the process in the machine's memory."""
        return int(psutil.Process(self._process.pid).memory_info().rss)

    @property
    def share_of_memory(self) -> int:
        """The same, with memory that several processes have in common divided among them; Linux tells."""
        return int(psutil.Process(self._process.pid).memory_full_info().pss)

    async def kill(self) -> None:
        """``kill -9``; it has no time for a last word."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    async def _ready(self) -> bool:
        if self.command == "worker":
            return True  # it takes no requests; its jobs wait until it is there
        try:
            async with self._session.get(f"{self.url}/readyz") as answer:
                return answer.status == 200
        except aiohttp.ClientConnectionError:
            return False
