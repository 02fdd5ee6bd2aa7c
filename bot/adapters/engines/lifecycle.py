"""Who starts an engine and who stops it.

An engine outlives a killed parent and is adopted by the next process that asks for the same folder; the last
process to leave stops it. File locks tell who is there: the kernel drops them together with their holder.
Process ids, which are reused, are not asked.

* ``gate.lock``   held while starting or stopping, so that one process does either at a time;
* ``users.lock``  shared by every process that uses the engine;
* ``alive.lock``  inherited by the engine itself, and so held as long as any process of it lives.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Protocol

from bot.adapters.engines.folder import PATIENCE, EngineFailed, Folder

#: Seconds between two looks at an engine that comes up or goes down.
PAUSE = 0.01


class Engine(Protocol):
    """What starting and stopping needs to know of an engine."""

    folder: Folder
    url: str

    def answers(self) -> bool: ...

    def launch(self, alive: IO[str]) -> None:
        """Start the server, detached from us and from our terminal, holding ``alive``."""
        ...

    def prepare(self) -> None:
        """Create in the running server what the service expects to find."""
        ...

    def stop(self) -> None:
        """Have the server end in good order."""
        ...


@contextmanager
def running(engine: Engine) -> Iterator[str]:
    """The engine's URL, while it runs.

    Starting and stopping block the event loop on purpose: nothing could be served meanwhile,
    and a cancellation halfway would lose a server just started.
    """
    with engine.folder.lock_file("users.lock") as users:
        try:
            with _gate(engine):
                fcntl.flock(users, fcntl.LOCK_SH)
                _ensure_running(engine)
            yield engine.url
        finally:
            with _gate(engine):
                if _try_lock(users):
                    _ensure_stopped(engine)


@contextmanager
def _gate(engine: Engine) -> Iterator[None]:
    with engine.folder.lock_file("gate.lock") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _ensure_running(engine: Engine) -> None:
    launched = False
    for _ in _patiently(engine, "does not answer"):
        if engine.answers():
            return engine.prepare()
        with engine.folder.lock_file("alive.lock") as alive:
            # Taken: the engine is on its way up or down, or a crashed one still has a process left. Wait.
            if _try_lock(alive):
                if launched:
                    raise EngineFailed(engine.folder.complaint("it ended as soon as it was started"))
                engine.launch(alive)
                launched = True
    return None


def _ensure_stopped(engine: Engine) -> None:
    with engine.folder.lock_file("alive.lock") as alive:
        if not _try_lock(alive):
            engine.stop()
        for _ in _patiently(engine, "does not stop"):
            if _try_lock(alive):
                return engine.folder.leave()
    return None


def _patiently(engine: Engine, complaint: str) -> Iterator[None]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        yield
        time.sleep(PAUSE)
    raise EngineFailed(engine.folder.complaint(f"it {complaint}"))


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
