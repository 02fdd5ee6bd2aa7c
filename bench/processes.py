"""Servers as processes of their own, and the engines they share."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg

from bench.machine import pinned

PATIENCE = 30.0
SERVICE = "import sys; from bot.cli import main; sys.exit(main())"
ACCOUNT, TOKEN = "AC" + "b" * 32, "bench"
BUSINESS = "+18135550001"
ALWAYS = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
#: Every limit is counted, none is reached.
WIDE = {
    "burst": "100000/60s",
    "sustained": "1000000/1h",
    "daily_calls": 1_000_000,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """URLs of the running PostgreSQL and Valkey, and a folder for what a server keeps."""

    database_url: str
    redis_url: str
    folder: Path

    def room(self, name: str) -> Path:
        """A folder of its own for a server."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return folder

    def settings(self, port: int, **sections: Any) -> dict[str, Any]:
        """Settings of a service on these engines, as in production."""
        key = b64encode(b"k" * 32).decode()
        return {
            "server": {"port": port, "data_dir": str(self.room(f"service-{port}")), "trusted_proxies": 1},
            "database": {"url": self.database_url},
            "redis": {"url": self.redis_url},
            "security": {"encryption_keys": {"bench": key}, "pepper": key},
            "log": {"level": "info", "format": "json"},
            **sections,
            "twilio": {
                "account_sid": ACCOUNT,
                "auth_token": TOKEN,
                "calls_per_second": 1000,
                **sections.get("twilio", {}),
            },
        }


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def service(command: str, settings: Mapping[str, Any], cores: set[int]) -> Iterator[None]:
    """``callback-bot COMMAND`` with these settings, ready to be asked."""
    folder, port = Path(settings["server"]["data_dir"]), settings["server"]["port"]
    environment = _environment(settings, folder)
    command_line = [sys.executable, "-c", SERVICE, command]
    with server(command_line, f"http://127.0.0.1:{port}/readyz", cores, folder, environment):
        yield


@contextmanager
def worker(settings: Mapping[str, Any], cores: set[int]) -> Iterator[None]:
    """``callback-bot worker`` with these settings, taking jobs. It must be the first on its database."""
    folder, database_url = Path(settings["server"]["data_dir"]), settings["database"]["url"]

    def takes_jobs() -> bool:
        with psycopg.connect(database_url) as connection:
            return bool(connection.execute("SELECT 1 FROM procrastinate_workers").fetchone())

    command_line = [sys.executable, "-c", SERVICE, "worker"]
    with _process(command_line, takes_jobs, cores, folder, _environment(settings, folder)):
        yield


def _environment(settings: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """These settings, and none of the machine's file."""
    nothing = folder / "settings.toml"
    nothing.touch()
    sections = {f"BOT_{name.upper()}": json.dumps(section) for name, section in settings.items()}
    return {**os.environ, "BOT_SETTINGS_FILE": str(nothing), **sections}


@contextmanager
def server(
    command: Sequence[str],
    ready_url: str,
    cores: set[int],
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """A server that runs while the context is open; its output goes to a file, as in production."""
    with _process(command, lambda: _answers(ready_url), cores, folder, environment):
        yield


@contextmanager
def _process(
    command: Sequence[str],
    ready: Callable[[], bool],
    cores: set[int],
    folder: Path,
    environment: Mapping[str, str] | None,
) -> Iterator[None]:
    log = folder / "server.log"
    with log.open("wb") as output, pinned(cores):
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)  # noqa: S603
    try:
        deadline = monotonic() + PATIENCE
        while not ready():
            if process.poll() is not None or monotonic() > deadline:
                raise RuntimeError(f"{command} did not start:\n{log.read_text()[-3000:]}")
            sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _answers(url: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310
        return bool(answer.status < 400)
    return False
