"""Limits as data: which counts a request must pass, and what is said when one refuses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a rule counts."""

    #: Events in a sliding window.
    COUNT = "count"
    #: Different members in a sliding window (numbers one visitor asks for).
    DISTINCT = "distinct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """At most ``max`` in the last ``seconds`` under ``key``."""

    #: Stable name, shown in the timeline and used to choose the sentence for the visitor.
    name: str
    #: What is counted; holds hashes, never a number or an address.
    key: str
    max: int
    seconds: int
    kind: Kind = Kind.COUNT
    #: For ``DISTINCT``: what must differ.
    member: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Answer of a reservation: allowed, or the rule that refused and when it allows again."""

    allowed: bool
    refused_by: Rule | None = None
    retry_after_seconds: int = 0
