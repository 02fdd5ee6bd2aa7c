"""One run of a piece of the service, stopped at its awaits: killed at any, or taking turns with another.

A run awaits where it speaks with the outside: before every statement, before and after every commit and every
request to a provider. A kill at one of these points stands for ``kill -9``: what was not committed is rolled
back, what was asked of a provider has happened, and nothing that the run still does on its way out counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import psycopg

#: Longest wait for a run to get to its next await before the database is asked whether a lock holds it up.
GLANCE_SECONDS = 0.004


class Killed(BaseException):
    """The process is gone; nobody may catch this."""


@dataclass(slots=True)
class Life:
    """The life of one run."""

    #: Number of the point at which it ends, from 1; None: it lives on.
    kill_at: int | None = None
    #: Whether it waits for its turn at every point.
    in_turns: bool = False
    #: Every point so far, by name.
    points: list[str] = field(default_factory=list)
    dead: bool = False
    #: Where it waits for its turn.
    turn: asyncio.Future[None] | None = None
    done: bool = False
    #: Set when it has come to a point, or to its end.
    stopped: asyncio.Event = field(default_factory=asyncio.Event)

    async def point(self, name: str) -> None:
        """Raises ``Killed`` when this is the last one."""
        if not self.dead:
            self.points.append(name)
            self.dead = len(self.points) == self.kill_at
        if self.dead:
            raise Killed
        if self.in_turns:
            self.turn = asyncio.get_running_loop().create_future()
            self.stopped.set()
            await self.turn

    def go_on(self) -> None:
        """Take the turn."""
        turn, self.turn = self.turn, None
        self.stopped.clear()
        assert turn
        turn.set_result(None)

    @property
    def moving(self) -> bool:
        """Whether it is on its way to its next point."""
        return not self.done and self.turn is None


LIFE: ContextVar[Life | None] = ContextVar("life", default=None)


async def point(name: str) -> None:
    """A point in the life of whoever is running; of no meaning outside a life."""
    life = LIFE.get()
    if life:
        await life.point(name)


def is_in_turns() -> bool:
    """Whether others do something at the same time."""
    life = LIFE.get()
    return life is not None and life.in_turns


class Cursor(psycopg.AsyncCursor[Any]):
    """Stops before every statement."""

    async def execute(self, *args: Any, **kwargs: Any) -> Cursor:
        await point("statement")
        return await super().execute(*args, **kwargs)


class Connection(psycopg.AsyncConnection[Any]):
    """Stops before and after every commit."""

    async def commit(self) -> None:
        await point("commit")
        await super().commit()
        await point("committed")


async def live(work: Coroutine[Any, Any, Any], life: Life) -> Any:
    """Run to the end, or to the kill, which comes out as ``Killed``."""
    return await asyncio.create_task(_lived(work, life))


async def together(
    works: Sequence[tuple[Coroutine[Any, Any, Any], Life]],
    choose: Callable[[list[Life]], Life],
    held_up: Callable[[], int],
) -> list[Any]:
    """Run all at once, one step at a time: ``choose`` says which of those that wait goes on.

    ``held_up`` counts the runs that wait for a lock of another. Returns results and exceptions.
    """
    lives = [life for _, life in works]
    for life in lives:
        life.in_turns = True
    tasks = [asyncio.create_task(_lived(work, life)) for work, life in works]
    while not all(life.done for life in lives):
        await _at_rest(lives, held_up)
        waiting = [life for life in lives if life.turn]
        if waiting:
            choose(waiting).go_on()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def _at_rest(lives: Sequence[Life], held_up: Callable[[], int]) -> None:
    """Wait until every run is at a point, at its end, or held up by a lock of another."""
    while moving := [life for life in lives if life.moving]:
        waits = [asyncio.ensure_future(life.stopped.wait()) for life in moving]
        await asyncio.wait(waits, timeout=GLANCE_SECONDS)
        for wait in waits:
            wait.cancel()
        moving = [life for life in lives if life.moving]
        if moving and held_up() == len(moving):
            return


async def _lived(work: Coroutine[Any, Any, Any], life: Life) -> Any:
    LIFE.set(life)
    try:
        return await work
    finally:
        life.done = True
        life.stopped.set()
