"""Lets everything come to its end: letters arrive, people do what they do, jobs run, time passes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from bot.services import watching
from tests.machine.house import House
from tests.machine.phones import POSSIBLE, Stage

#: More rounds than any number of callbacks of a test may need.
ROUNDS: Final = 400
#: Looks for what lost its timer, with nothing else left to do, before it is given up.
SWEEPS: Final = 12

Manners = Mapping[Stage, str]

#: Everybody picks up and talks.
EAGER: Final[Manners] = {
    Stage.PLACED: "rings",
    Stage.RINGING: "the agent answers",
    Stage.ASKED: "the agent presses 1",
    Stage.DIALLING: "the customer answers",
    Stage.GREETED: "the customer listens",
    Stage.TALKING: "the customer hangs up",
}
#: No agent picks up.
ABSENT: Final[Manners] = {**EAGER, Stage.RINGING: "the agent lets it ring"}
#: Agents do, customers do not.
SHY: Final[Manners] = {**EAGER, Stage.DIALLING: "the customer lets it ring"}
MANNERS: Final = {"eager": EAGER, "absent": ABSENT, "shy": SHY}


async def settle(house: House, manners: Manners) -> None:
    """Until nothing is left to happen; fails when it does not come to that."""
    house.provider.faults.clear()
    house.provider.away = False
    sweeps = 0
    for _ in range(ROUNDS):
        if await _something_happens(house, manners):
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
        act = POSSIBLE[call.stage].get(manners.get(call.stage, ""))
        if act:
            act(call)
            happened = True
    await house.run_errands()
    for job in house.due():
        await house.run_job(job)
        happened = True
    return happened
