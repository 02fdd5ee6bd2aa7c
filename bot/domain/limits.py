"""Limits as data: which counts a request must pass, and when one that refuses allows again.

A limit is a sliding window over the log of what was counted, so a refusal can name the exact second at which
asking again succeeds. ``judge`` is the meaning of a limit; storages only do it faster or for many processes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from bot.domain.tenant import Limits

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

#: Toll-fraud thresholds that worked elsewhere: name, max, seconds. For one number:
NUMBER_THRESHOLDS = (("number_15m", 7, 15 * MINUTE), ("number_1h", 9, HOUR), ("number_24h", 15, DAY))
#: and for different numbers asked for by one visitor:
VISITOR_THRESHOLDS = (("visitor_numbers_1h", 3, HOUR), ("visitor_numbers_24h", 4, DAY))


class Kind(StrEnum):
    """How a rule counts."""

    #: Events in a sliding window.
    COUNT = "count"
    #: Different members in a sliding window (numbers one visitor asks for).
    DISTINCT = "distinct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """At most ``max`` in the last ``seconds`` under ``name`` and ``key``; with ``max`` 0 nothing passes."""

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
class Hit:
    """Something that was counted."""

    member: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Answer of a reservation: allowed, or the rule that refuses longest and when it allows again."""

    allowed: bool
    #: When allowed: how much each rule has counted with this one, in the order of the rules.
    counts: tuple[int, ...] = ()
    refused_by: Rule | None = None
    retry_after_seconds: int = 0


def callback_rules(limits: Limits, *, number: str, visitor: str = "") -> tuple[Rule, ...]:
    """What a request for a callback must pass.

    ``number`` is the hash of the number to be called, ``visitor`` that of the address or sender who asks;
    empty when the business itself asks, who is not limited as a visitor.
    """
    return (
        *(_visitor_rules(limits, number=number, visitor=visitor) if visitor else ()),
        Rule(name="sustained", key="", max=limits.sustained.count, seconds=limits.sustained.seconds),
        Rule(name="daily_calls", key="", max=limits.daily_calls, seconds=DAY),
        *_number_rules(limits, number),
    )


def text_back_rule(number: str) -> Rule:
    """Who rang in vain is texted once a day; ``number`` is the hash of theirs."""
    return Rule(name="text_back", key=number, max=1, seconds=DAY)


def judge(rules: Sequence[Rule], hits: Sequence[Sequence[Hit]], now: datetime) -> Verdict:
    """The verdict on counting once more at ``now``, given what each rule has counted, oldest first.

    Of several rules that refuse the one that does so longest is named: then asking again does succeed.
    """
    waits = [_wait(rule, counted, now) for rule, counted in zip(rules, hits, strict=True)]
    longest = max(waits, default=timedelta())
    if longest <= timedelta():
        counts = [_count(rule, counted, now) for rule, counted in zip(rules, hits, strict=True)]
        return Verdict(allowed=True, counts=tuple(counts))
    return refusal(rules[waits.index(longest)], longest)


def refusal(rule: Rule, wait: timedelta) -> Verdict:
    """A rule's no, in whole seconds, rounded up: never a moment too early."""
    return Verdict(allowed=False, refused_by=rule, retry_after_seconds=max(1, ceil(wait.total_seconds())))


def _wait(rule: Rule, hits: Sequence[Hit], now: datetime) -> timedelta:
    """Time until ``rule`` allows one more; zero when it does now. A hit as old as the window has left it."""
    recent = _recent(rule, hits, now)
    if rule.kind is Kind.DISTINCT:
        latest = {hit.member: hit.at for hit in recent}
        counted = [] if rule.member in latest else sorted(latest.values())
    else:
        counted = [hit.at for hit in recent]
    if len(counted) < rule.max:
        return timedelta()
    leaving = counted[len(counted) - rule.max] if rule.max else now
    return leaving + timedelta(seconds=rule.seconds) - now


def _count(rule: Rule, hits: Sequence[Hit], now: datetime) -> int:
    """How much ``rule`` has counted once this one is added."""
    recent = _recent(rule, hits, now)
    if rule.kind is Kind.DISTINCT:
        return len({hit.member for hit in recent} | {rule.member})
    return len(recent) + 1


def _recent(rule: Rule, hits: Sequence[Hit], now: datetime) -> list[Hit]:
    return [hit for hit in hits if hit.at > now - timedelta(seconds=rule.seconds)]


def _visitor_rules(limits: Limits, *, number: str, visitor: str) -> tuple[Rule, ...]:
    burst = Rule(name="burst", key=visitor, max=limits.burst.count, seconds=limits.burst.seconds)
    if limits.thresholds == "off":
        return (burst,)
    return burst, *(
        Rule(name=name, key=visitor, max=most, seconds=seconds, kind=Kind.DISTINCT, member=number)
        for name, most, seconds in VISITOR_THRESHOLDS
    )


def _number_rules(limits: Limits, number: str) -> tuple[Rule, ...]:
    own = (
        ("cooldown", 1, limits.cooldown_seconds),
        ("per_number_daily", limits.per_number_daily, DAY),
    )
    thresholds = () if limits.thresholds == "off" else NUMBER_THRESHOLDS
    return tuple(
        Rule(name=name, key=number, max=most, seconds=seconds)
        for name, most, seconds in (*own, *thresholds)
        if seconds
    )
