"""Figures of several runs, and the table they are printed in."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import psycopg
import redis


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity, measured several times."""

    runs: Sequence[float]
    unit: str

    @property
    def median(self) -> float:
        """The run in the middle."""
        return median(self.runs)

    def __str__(self) -> str:
        spread = f" ({min(self.runs):,.0f} to {max(self.runs):,.0f})" if len(self.runs) > 1 else ""
        return f"{self.median:,.0f}{spread} {self.unit}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table; ``other`` is the server we stand beside."""

    what: str
    ours: Figure
    other: Figure | None = None
    aim: str

    def cells(self) -> tuple[str, ...]:
        """As printed."""
        ratio = f"{self.ours.median / self.other.median:.2f}x" if self.other else ""
        return self.what, str(self.ours), str(self.other or ""), ratio, self.aim


def table(rows: Sequence[Row]) -> str:
    """A Markdown table, aligned to be read as it is."""
    lines = [("measured", "ours", "other", "ratio", "aim"), *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |"
        for line in lines
    )


def machine(cores: int, database_url: str, redis_url: str) -> str:
    """What it was measured on."""
    with psycopg.connect(database_url) as connection:
        postgres = connection.info.server_version // 10000
        fsync = connection.execute("SHOW fsync").fetchone()
    with redis.Redis.from_url(redis_url) as client:
        valkey = client.info("server")["valkey_version"]
    return (
        f"{cores} cores, Python {platform.python_version()}, "
        f"PostgreSQL {postgres} (fsync {fsync[0] if fsync else '?'}), Valkey {valkey}"
    )
