"""Draws the tables of ``bot/domain/callback.py`` into docs/architecture.md: python scripts/diagrams.py

Each drawing stands between ``<!-- drawn: NAME -->`` and ``<!-- end -->``; the text around it is left alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

from bot.domain.attempt import ATTEMPT_ORDER, AttemptState
from bot.domain.callback import CALLBACK_TABLE, Move, Status

PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"
#: Moves that almost every state allows: a table tells them better than arrows do.
WAYS_OUT = (Move.CANCEL, Move.BLOCK, Move.FAIL)

_SPOT = re.compile(r"(?<=<!-- drawn: )(\w+)( -->\n)(?:.*?)(?=<!-- end -->)", re.DOTALL)


def callback() -> str:
    """The states of a callback with the moves between them, but for the ways out."""
    edges: dict[tuple[Status, Status], list[str]] = defaultdict(list)
    for state, moves in CALLBACK_TABLE.items():
        for move, target in moves.items():
            if move not in WAYS_OUT:
                edges[state, target].append(move)
    arrows = [f"{state} --> {target} : {', '.join(moves)}" for (state, target), moves in edges.items()]
    drawn = {target for _, target in edges}
    ends = [f"{state} --> [*]" for state, moves in CALLBACK_TABLE.items() if state in drawn and not moves]
    return _mermaid([f"[*] --> {Status.REQUESTED}", *arrows, *ends])


def ways_out() -> str:
    """Which states a callback can leave by a cancellation, an opt-out or a failure."""
    rows = ["| from | " + " | ".join(WAYS_OUT) + " |", "|---" * (len(WAYS_OUT) + 1) + "|"]
    for state, moves in CALLBACK_TABLE.items():
        cells = [f"`{moves[move]}`" if move in moves else "" for move in WAYS_OUT]
        if any(cells):
            rows.append(f"| `{state}` | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def attempt() -> str:
    """The states of an attempt in their order; any may be skipped, and each may be the last."""
    chain = [f"{state} --> {later}" for state, later in pairwise(ATTEMPT_ORDER)]
    ends = [f"{state} --> {AttemptState.ENDED}" for state in ATTEMPT_ORDER[:-2]]
    return _mermaid([f"[*] --> {ATTEMPT_ORDER[0]}", *chain, *ends, f"{AttemptState.ENDED} --> [*]"])


DRAWINGS: Mapping[str, Callable[[], str]] = {"callback": callback, "ways_out": ways_out, "attempt": attempt}


def redrawn(page: str) -> str:
    """The page with every drawing made anew; raises ``KeyError`` for one that nobody draws."""
    return _SPOT.sub(lambda spot: f"{spot[1]}{spot[2]}{DRAWINGS[spot[1]]()}", page)


def _mermaid(lines: list[str]) -> str:
    return "```mermaid\nstateDiagram-v2\n" + "".join(f"    {line}\n" for line in lines) + "```\n"


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
