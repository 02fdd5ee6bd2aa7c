"""Lets everything come to its end: letters arrive, people do what they do, jobs run, time passes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from bot.services import watching
from tests.machine.house import House

#: More rounds than any number of callbacks of a test may need.
ROUNDS: Final = 400
#: Looks for what lost its timer, with nothing else left to do, before it is given up.
SWEEPS: Final = 12

Manners = frozenset[str]

#: Everybody picks up and talks.
EAGER: Final[Manners] = frozenset(
    {
        "rings",
        "the last words end",
        "the agent answers",
        "the agent presses 1",
        "the customer answers",
        "the customer listens",
        "the customer hangs up",
        "the customer picks up",
        "the customer presses nothing",
    }
)
#: No agent picks up.
ABSENT: Final[Manners] = EAGER - {"the agent answers"} | {"the agent lets it ring"}
#: Agents do, customers do not.
SHY: Final[Manners] = EAGER - {"the customer answers", "the customer picks up"} | {
    "the customer lets it ring"
}
MANNERS: Final = {"eager": EAGER, "absent": ABSENT, "shy": SHY}


Look = Callable[[], Awaitable[None]]


async def nothing() -> None:
    """For those who do not look."""


async def settle(house: House, manners: Manners, look: Look = nothing) -> None:
    """Until nothing is left to happen; fails when it does not come to that. ``look``: after each round."""
    house.provider.faults.clear()
    house.provider.away = False
    sweeps = 0
    for _ in range(ROUNDS):
        if await _something_happens(house, manners):
            await look()
            continue
        due = house.next_due()
        if due is None and (sweeps == SWEEPS or not house.laws.unfinished()):
            return
        sweeps += due is None
        now = house.clock.now()
        house.clock.move(max(due - now, timedelta()) if due else timedelta(minutes=1))
        house.provider.time_is(house.clock.now())
        await watching.sweep(house.office)
    raise AssertionError("it does not come to an end")


async def _something_happens(house: House, manners: Manners) -> bool:
    provider, happened = house.provider, False
    house.laws.before_step()
    for letter in list(provider.mail):
        await house.receive(letter)
        happened = True
    for call in provider.live_calls:
        act = next((act for name, act in call.possible.items() if name in manners), None)
        if act:
            act(call)
            happened = True
    await house.run_errands()
    for job in house.due():
        await house.run_job(job)
        happened = True
    return happened
