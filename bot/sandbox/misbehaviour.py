"""Faults on demand: what a provider or the net between does on a bad day, by rule and so many times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

OCCASIONS = frozenset({"create_call", "create_message", "webhook", "queuedcall", "pbx_look_up"})
#: What can go wrong with a request to the provider, and with a request of the provider.
REQUEST_FAULTS = frozenset({"timeout_after_accept", "timeout_before", "status", "reset", "delay"})
WEBHOOK_FAULTS = frozenset({"delay", "duplicate", "reorder", "drop"})
WITH_VALUE = frozenset({"status", "delay"})


@dataclass(slots=True, kw_only=True)
class Rule:
    """One fault, written `{"on": occasion, "do": fault or "fault:value", "times": n, "to": number}`."""

    on: str
    fault: str
    value: float
    times: int
    to: str | None = None

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Self:
        """ValueError says what cannot be done."""
        fault, _, value = str(raw.get("do", "")).partition(":")
        rule = cls(
            on=str(raw.get("on", "")),
            fault=fault,
            value=float(value or 0),
            times=int(raw.get("times", 1)),
            to=raw.get("to"),
        )
        allowed = WEBHOOK_FAULTS if rule.on == "webhook" else REQUEST_FAULTS
        if rule.on not in OCCASIONS:
            raise ValueError(f"on is one of {sorted(OCCASIONS)}")
        if fault not in allowed or (fault in WITH_VALUE) != bool(value):
            raise ValueError(f"do is one of {sorted(allowed)}, with a value as in status:500 or delay:2")
        return rule


@dataclass(slots=True)
class Misbehaviour:
    """The rules in force, in the order they were given."""

    rules: list[Rule] = field(default_factory=list)

    def take(self, on: str, to: str) -> Rule | None:
        """The first rule that fits, used up by one; None when all shall go well."""
        for rule in self.rules:
            if rule.on == on and rule.to in (None, to):
                rule.times -= 1
                if rule.times <= 0:
                    self.rules.remove(rule)
                return rule
        return None
