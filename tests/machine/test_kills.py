"""A process is killed at each of its awaits, one after another: what it was at is done all the same, once."""

from __future__ import annotations

import os
from itertools import product

import pytest

from tests.machine.cast import CUSTOMERS
from tests.machine.deeds import Deeds
from tests.machine.house import House
from tests.machine.lives import Killed, Life
from tests.machine.scenes import SCENES, Scene, Stage
from tests.machine.settling import ABSENT, EAGER, Manners, settle

LONG = os.environ.get("CHAOS") == "long"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_kill_at_any_await_loses_and_doubles_nothing(house: House, scene: Scene) -> None:
    whole = Life()
    assert not isinstance(play(house, scene, whole, EAGER), Killed)
    assert whole.points
    for number, manners in product(points_that_differ(whole.points), (EAGER, ABSENT) if LONG else (ABSENT,)):
        outcome = play(house, scene, Life(kill_at=number), manners)
        assert isinstance(outcome, Killed), f"point {number} of {len(whole.points)} was not reached"


def points_that_differ(points: list[str]) -> list[int]:
    """All of them in the long form; else no statements before others of the same transaction: a kill there
    undoes the same as a kill at its commit."""
    following = [*points[1:], ""]
    return [
        number
        for number, (point, after) in enumerate(zip(points, following, strict=True), start=1)
        if LONG or point != "statement" or after not in ("statement", "commit")
    ]


def play(house: House, scene: Scene, life: Life, manners: Manners) -> object:
    """The scene with that life, and all that follows; the promises hold before and after."""
    house.enter(SCENES[scene])
    house.laws.knows(*CUSTOMERS)
    stage = Stage(house, Deeds(house))
    house.laws.before_step()
    work = house.do(scene(stage))
    house.laws.before_step()
    outcome = house.do(house.live(work, life))
    house.laws.hold()
    house.do(house.run_errands())
    house.do(settle(house, manners))
    house.laws.hold_when_settled()
    return outcome
