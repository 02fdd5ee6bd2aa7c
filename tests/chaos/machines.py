"""Engines that a test can stop, kill and start again."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import dataclass

import psutil

from bot.adapters.engines.lifecycle import Engine, running


@dataclass(slots=True)
class Machine:
    """An engine that can be stopped, killed and started again."""

    engine: Engine
    #: Where it keeps the id of its process; empty: found by its folder.
    pid_file: str = ""

    async def stop(self) -> None:
        await asyncio.to_thread(self.engine.stop)

    def kill(self) -> None:
        """``kill -9``."""
        self._process().send_signal(signal.SIGKILL)

    async def start(self) -> None:
        await asyncio.to_thread(self._bring_up)

    def _bring_up(self) -> None:
        # Asked as a further user of the folder would ask: the engine is brought up if it is not.
        with running(self.engine):
            pass

    def _process(self) -> psutil.Process:
        folder = self.engine.folder
        if self.pid_file:
            return psutil.Process(int((folder.data / self.pid_file).read_text().split("\n", 1)[0]))
        return next(
            process
            for process in psutil.process_iter(["cwd", "name"])
            if process.info["name"] == "valkey-server" and process.info["cwd"] == str(folder.data)
        )
