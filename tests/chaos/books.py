"""What a run came to: the calls and texts that the sandbox counted, beside what the service believes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tests.chaos.business import Business
from tests.chaos.fleet import Fleet

ATTEMPTS = "SELECT call_sid, callback_id::text FROM attempts WHERE call_sid IS NOT NULL"
STATUSES = "SELECT callback_id::text, status FROM callbacks"
TEXTS = "SELECT message_sid, callback_id::text, purpose FROM messages"
#: What tells a customer that the call did not come about, and what tells the business.
ENDING, ALERT = re.compile(r"ending:.*|failed"), re.compile(r"alert:\d+(:.*)?")
UNTOLD = frozenset({"completed", "cancelled", "queued_at_pbx"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A call to one phone, as the sandbox saw it. Times as it writes them, which can be compared."""

    sid: str
    phone: str
    #: The agent's leg that a customer's one belongs to.
    parent: str | None
    placed_at: str
    #: Empty while it lasts.
    ended_at: str
    rang: bool
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Both sides, to be held against each other."""

    #: Legs to agents, and to customers.
    agents: Sequence[Leg]
    customers: Sequence[Leg]
    #: Receiver of each text, by its id at the provider.
    texts: Mapping[str, str]
    #: Who wrote to the business, and is told there what happens.
    writers: frozenset[str]
    #: By the id of the call, whose callback it is for.
    calls: Mapping[str, str]
    statuses: Mapping[str, str]
    #: Callback and purpose of each text, by its id at the provider; None: never sent.
    told: Sequence[tuple[str | None, str, str]]

    def check(self, businesses: Sequence[Business]) -> None:
        """Every promise that is about counts."""
        assert self.without_a_ring() == set(), "a confirmed callback did not ring"
        assert self.strays() == [], "a call belongs to no attempt: it was placed twice"
        assert double_booked(self.customers) == [], "a customer was called while in a call"
        assert max(Counter(leg.parent for leg in self.customers).values(), default=0) <= 1
        assert self.talked_again() == [], "somebody who had talked was called again"
        self._check_texts()
        self._check_endings(businesses)
        assert double_booked(self.agents) == [], "an agent was called while in a call"

    def without_a_ring(self) -> set[str]:
        """Callbacks for which no agent's phone was called."""
        return set(self.statuses) - {self.calls[leg.sid] for leg in self.agents if leg.sid in self.calls}

    def strays(self) -> list[Leg]:
        return [leg for leg in self.agents if leg.sid not in self.calls]

    def talked_again(self) -> list[str]:
        """Customers with a call after one that they answered, for the same callback."""
        legs = sorted(self.customers, key=lambda leg: leg.placed_at)
        answered = {leg.phone for leg in legs if leg.answered}
        last = {leg.phone: leg for leg in legs}
        return [phone for phone in answered if not last[phone].answered]

    def _check_texts(self) -> None:
        """Each text is at the provider once, and there are no others."""
        sent = [sid for sid, _, _ in self.told if sid]
        assert Counter(sent) == Counter(self.texts.keys())

    def _check_endings(self, businesses: Sequence[Business]) -> None:
        endings, alerts = self.count(ENDING), self.count(ALERT)
        owners = {business.owner for business in businesses}
        told = {
            callback: self.texts[sid]
            for sid, callback, _ in self.told
            if sid and self.texts[sid] not in owners
        }
        for callback, status in self.statuses.items():
            writes = told.get(callback) in self.writers
            assert endings[callback] == int(writes and status not in UNTOLD), (status, endings[callback])
            assert alerts[callback] == int(status in ("missed", "failed")), (status, alerts[callback])

    def count(self, purpose: re.Pattern[str]) -> Counter[str]:
        """Texts of that purpose at the provider, by callback."""
        return Counter(callback for sid, callback, what in self.told if sid and purpose.fullmatch(what))

    def __str__(self) -> str:
        rung = Counter(leg.rang for leg in self.agents)
        return (
            f"{len(self.statuses)} callbacks ended {dict(Counter(self.statuses.values()))}; "
            f"{rung[True]} calls rang agents and {rung[False]} could not, "
            f"{len(self.customers)} rang customers; "
            f"{self.count(ENDING).total()} endings told to {len(self.writers)} who wrote, "
            f"{self.count(ALERT).total()} alerts"
        )


async def books(ships: Fleet) -> Books:
    """As they stand now."""
    state = await ships.sandbox.state()
    legs = [_leg(call) for call in state["calls"]]
    threads = [(phone["number"], thread) for phone in state["phones"] for thread in phone["threads"]]
    return Books(
        agents=[leg for leg in legs if leg.parent is None],
        customers=[leg for leg in legs if leg.parent],
        texts={
            message["sid"]: phone
            for phone, thread in threads
            for message in thread["messages"]
            if message["direction"] == "in"
        },
        writers=frozenset(ships.writers),
        calls=dict(await ships.ask_database(ATTEMPTS)),
        statuses=dict(await ships.ask_database(STATUSES)),
        told=[tuple(row) for row in await ships.ask_database(TEXTS)],
    )


def double_booked(legs: Sequence[Leg]) -> list[tuple[Leg, Leg]]:
    """Pairs of legs to one phone that overlap."""
    legs = sorted(legs, key=lambda leg: (leg.phone, leg.placed_at))
    return [
        (first, second)
        for first, second in pairwise(legs)
        if first.phone == second.phone and not "" < first.ended_at <= second.placed_at
    ]


def _leg(call: Mapping[str, Any]) -> Leg:
    events = call["events"]
    return Leg(
        sid=call["sid"],
        phone=call["to"],
        parent=call["parent"],
        placed_at=events[0]["at"] if events else "",
        ended_at=call["ended_at"] or "",
        rang=any(event["what"] == "ringing" for event in events),
        answered=call["answered_at"] is not None,
    )
