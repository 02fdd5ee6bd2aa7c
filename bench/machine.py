"""The cores: one for the process that is measured, the others for everything around it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

ALL = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set[int]()
MEASURED = set(sorted(ALL)[:1])
AROUND = ALL - MEASURED or MEASURED


def pin(cores: set[int]) -> None:
    """Keep this process, and those it starts from now on, on these cores, where the system can do so."""
    if cores:
        os.sched_setaffinity(0, cores)


@contextmanager
def pinned(cores: set[int]) -> Iterator[None]:
    """What is started within the context stays on these cores; we ourselves stay where we are."""
    ours = os.sched_getaffinity(0) if ALL else ALL
    pin(cores)
    try:
        yield
    finally:
        pin(ours)
