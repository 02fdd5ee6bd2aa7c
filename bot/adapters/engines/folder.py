"""An engine's folder, its socket, and the account its programs run under."""

from __future__ import annotations

import hashlib
import logging
import os
import pwd
import stat
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import IO

log = logging.getLogger(__name__)

#: Seconds for an engine to come up (it may have a crash to recover from), and to go down.
PATIENCE = 30.0
#: PostgreSQL refuses to run as root; root runs the engines under this account, created when missing.
ACCOUNT = "pgserver"
#: The longest address of a unix socket on macOS; Linux has four bytes more.
SOCKET_BYTES = 103
#: Not the folder of TMPDIR: processes with another environment must find the same socket.
SHORT_DIR = Path("/tmp")  # noqa: S108  (what is made there is checked to be ours)


class EngineFailed(Exception):
    """An embedded engine cannot run; the message names the fix."""


class Folder:
    """``data_dir``/``name``, made when missing. Raises ``EngineFailed`` when it cannot be used."""

    def __init__(self, data_dir: Path, name: str) -> None:
        self.name = name
        self.path = data_dir.resolve() / name
        self.data = self.path / "data"
        self.log = self.path / "log"
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except PermissionError as error:
            raise self._not_ours() from error
        #: User and group the programs run under; None: as we do.
        self._account = _account(self.path) if os.geteuid() == 0 else None
        if self._account:
            os.chown(self.path, *self._account)
            let_pass(self.path)

    def lock_file(self, name: str) -> IO[str]:
        """Open the file called ``name``, for locking only."""
        try:
            return open(os.open(self.path / name, os.O_RDONLY | os.O_CREAT, 0o644), encoding="ascii")
        except PermissionError as error:
            raise self._not_ours() from error

    def socket(self, name: str) -> Path:
        """Where the socket called ``name`` goes: here, or, when that is no good address, under /tmp."""
        here = self.path / name
        # libpq takes a comma for the end of a host's name.
        if len(os.fsencode(here)) <= SOCKET_BYTES and "," not in str(here):
            return here
        short = self._short_dir()
        self.make(short)
        found = short.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.path.stat().st_uid:
            raise EngineFailed(f"{short} is not ours: remove it, or choose a shorter server.data_dir.")
        return short / name

    def make(self, directory: Path) -> None:
        """Make it, when it is missing, for the account alone."""
        with suppress(FileExistsError):
            directory.mkdir(mode=0o700)
            if self._account:
                os.chown(directory, *self._account)

    def leave(self) -> None:
        """Keep nothing outside of the folder."""
        with suppress(OSError):
            self._short_dir().rmdir()

    def run(self, program: Path, *arguments: str, inherit: IO[str] | None = None) -> None:
        """Run ``program`` in this folder until it ends. Raises ``EngineFailed`` unless it succeeds."""
        user, group = self._account or (None, None)
        try:
            subprocess.run(  # noqa: S603  (programs of ours, no shell)
                [program, *arguments],
                cwd=self.path,
                user=user,
                group=group,
                extra_groups=[] if self._account else None,
                pass_fds=[inherit.fileno()] if inherit else [],
                start_new_session=True,  # Ctrl-C is for us; we end what we started
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=True,
                timeout=PATIENCE,
            )
        except OSError as error:
            raise EngineFailed(
                f"{program} cannot run on this machine ({error.strerror}): "
                f"reinstall with pip, or give a real server as the url of {self.name}."
            ) from error
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise EngineFailed(self.complaint(f"{program.name} failed. {error.output or ''}")) from error

    def complaint(self, what: str) -> str:
        """``what`` is wrong, and the last that the engine itself said about it."""
        tail = self.log.read_text(errors="replace").splitlines()[-5:] if self.log.exists() else []
        return "\n".join([f"{self.name} in {self.path}: {what.strip()}", *tail])

    def _short_dir(self) -> Path:
        return SHORT_DIR / f"callback-bot-{hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]}"

    def _not_ours(self) -> EngineFailed:
        return EngineFailed(
            f"{self.path} belongs to another user: run as that user, or choose another server.data_dir."
        )


def let_pass(path: Path) -> None:
    """Let other accounts pass through, not list, the folders above ``path``."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            log.warning("folder opened for passing through", extra={"folder": str(folder)})
            folder.chmod(mode | stat.S_IXOTH)


def _account(folder: Path) -> tuple[int, int]:
    """Who runs the engine in ``folder`` when we are root: its owner, or an account of its own."""
    found = folder.stat()
    if found.st_uid != 0:
        return found.st_uid, found.st_gid
    try:
        with suppress(KeyError):
            return _ids(ACCOUNT)
        subprocess.run(["useradd", "--system", ACCOUNT], check=True, capture_output=True)  # noqa: S603, S607
        return _ids(ACCOUNT)
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineFailed(
            f"PostgreSQL does not run as root and the account {ACCOUNT} could not be made: "
            "create it with useradd, or run the service as another user."
        ) from error


def _ids(account: str) -> tuple[int, int]:
    entry = pwd.getpwnam(account)
    return entry.pw_uid, entry.pw_gid
