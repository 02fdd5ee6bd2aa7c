"""Two things happen to one callback at once: one is stopped at each of its awaits while the other goes on."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable

import pytest

from bot.domain.telephony import Channel, KeyPress
from bot.storage import Task
from tests.machine.cast import CUSTOMERS, STAFF
from tests.machine.deeds import AGREEING, Deeds
from tests.machine.house import House
from tests.machine.lives import Life, together
from tests.machine.phones import Letter
from tests.machine.provider import Fault
from tests.machine.scenes import JO, Stage
from tests.machine.settling import ABSENT, settle
from tests.machine.works import Work

LONG = os.environ.get("CHAOS") == "long"
#: In the short form not every await is stopped at, but others in the next race.
STRIDE = 1 if LONG else 3


async def two_dials(stage: Stage) -> list[Work]:
    await stage.agreed()
    return [stage.job(Task.DIAL), stage.job(Task.DIAL)]


async def dials_of_two_callbacks_for_one_agent(stage: Stage) -> list[Work]:
    await stage.agreed()
    await stage.deeds.agree(CUSTOMERS[1], Channel.SMS)
    return [stage.house.run_job(job) for job in stage.house.due() if job.task == Task.DIAL]


async def dial_and_stop(stage: Stage) -> list[Work]:
    await stage.agreed()
    return [stage.job(Task.DIAL), stage.says("STOP")]


async def dial_and_cancel(stage: Stage) -> list[Work]:
    await stage.agreed()
    return [stage.job(Task.DIAL), await stage.cancelling()]


async def dial_and_another_time(stage: Stage) -> list[Work]:
    await stage.agreed()
    return [stage.job(Task.DIAL), stage.says("tomorrow at 10am")]


async def accept_and_stop(stage: Stage) -> list[Work]:
    await stage.rung()
    await stage.acts("the agent answers")
    return [stage.errand_of("the agent presses 1"), stage.says("STOP")]


async def accept_and_cancel(stage: Stage) -> list[Work]:
    await stage.rung()
    await stage.acts("the agent answers")
    return [stage.errand_of("the agent presses 1"), await stage.cancelling()]


async def accept_twice(stage: Stage) -> list[Work]:
    await stage.rung()
    await stage.acts("the agent answers")
    accept, call = stage.errand_of("the agent presses 1"), stage.house.provider.calls[-1]
    again = Letter(call=call, step="accept", news=KeyPress(call_sid=call.sid, digits="1"))
    return [accept, stage.house.deliver(again)]


async def whisper_and_hanging_up(stage: Stage) -> list[Work]:
    await stage.rung()
    return [stage.errand_of("the agent answers"), stage.news_of("the agent hangs up")]


async def no_answer_twice(stage: Stage) -> list[Work]:
    await stage.rung()
    told = stage.news_of("the agent lets it ring")
    return [told, stage.house.deliver(stage.house.provider.mail[-1])]


async def key_3_and_stop(stage: Stage) -> list[Work]:
    await stage.accepted()
    await stage.acts("the customer answers")
    return [stage.errand_of("the customer presses 3"), stage.says("STOP")]


async def two_look_ups(stage: Stage) -> list[Work]:
    await stage.lost()
    return [stage.job(Task.WATCH_ATTEMPT), stage.job(Task.WATCH_ATTEMPT)]


async def look_up_and_ringing(stage: Stage) -> list[Work]:
    await stage.lost()
    return [stage.job(Task.WATCH_ATTEMPT), stage.news_of("rings")]


async def two_sendings(stage: Stage) -> list[Work]:
    await stage.accepted()
    return [stage.job(Task.SEND_MESSAGE), stage.job(Task.SEND_MESSAGE)]


async def two_sendings_after_a_lost_answer(stage: Stage) -> list[Work]:
    stage.house.provider.faults["send_message"] = [Fault.LOST_BEFORE]
    await stage.accepted()
    await stage.runs(Task.SEND_MESSAGE)
    stage.wait(16)
    return [stage.job(Task.SEND_MESSAGE), stage.job(Task.SEND_MESSAGE)]


async def two_endings_told(stage: Stage) -> list[Work]:
    await stage.missed()
    return [stage.job(Task.TELL_ENDING), stage.job(Task.TELL_ENDING)]


async def two_claims(stage: Stage) -> list[Work]:
    await stage.missed()
    return [stage.claiming(STAFF[0]), stage.claiming(STAFF[2])]


async def claim_and_stop(stage: Stage) -> list[Work]:
    await stage.missed()
    return [stage.claiming(STAFF[2]), stage.says("STOP")]


async def form_and_talk(stage: Stage) -> list[Work]:
    for text in AGREEING[:-1]:
        await stage.deeds.hear(stage.deeds.message(JO, Channel.SMS, text))
    return [stage.deeds.submit(JO, None, "key"), stage.says("agree")]


async def form_twice(stage: Stage) -> list[Work]:
    return [stage.deeds.submit(JO, None, "key"), stage.deeds.submit(JO, None, "key")]


async def two_agents_accept(stage: Stage) -> list[Work]:
    await stage.agreed()
    await stage.runs(Task.DIAL)
    await stage.runs(Task.DIAL)
    calls = stage.house.provider.live_calls
    assert len(calls) == 2
    for call in calls:
        await stage.acts("rings", "the agent answers", call=call)
    return [stage.errand_of("the agent presses 1", call=call) for call in calls]


Race = Callable[[Stage], Awaitable[list[Work]]]
#: Each with the business in which it comes about.
RACES: dict[Race, str] = {
    two_dials: "by-priority",
    dials_of_two_callbacks_for_one_agent: "alone",
    dial_and_stop: "by-priority",
    dial_and_cancel: "by-priority",
    dial_and_another_time: "by-priority",
    accept_and_stop: "by-priority",
    accept_and_cancel: "by-priority",
    accept_twice: "by-priority",
    whisper_and_hanging_up: "by-priority",
    no_answer_twice: "by-priority",
    key_3_and_stop: "by-priority",
    two_look_ups: "by-priority",
    look_up_and_ringing: "by-priority",
    two_sendings: "by-priority",
    two_sendings_after_a_lost_answer: "by-priority",
    two_endings_told: "by-priority",
    two_claims: "in-turn",
    claim_and_stop: "by-priority",
    form_and_talk: "by-priority",
    form_twice: "by-priority",
    two_agents_accept: "at-once",
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
@pytest.mark.parametrize("first", [0, 1], ids=["one-first", "other-first"])
def test_whoever_is_faster_the_promises_hold(house: House, race: Race, first: int) -> None:
    stop_at, awaits = 1, 1
    while stop_at <= awaits:
        awaits = run(house, race, first, stop_at)
        stop_at += STRIDE


def run(house: House, race: Race, first: int, stop_at: int) -> int:
    """``first`` of the two is stopped at that await until the other has come to its end, or waits for it.

    Returns how many awaits it had.
    """
    house.enter(RACES[race])
    house.laws.knows(*CUSTOMERS)
    house.laws.before_step()
    works = house.do(race(Stage(house, Deeds(house))))
    house.laws.before_step()
    lives = [Life(), Life()]
    one, other = lives[first], lives[1 - first]

    def choose(waiting: list[Life]) -> Life:
        preferred = one if len(one.points) < stop_at or other.done else other
        return preferred if preferred in waiting else waiting[0]

    results = house.do(together(list(zip(works, lives, strict=True)), choose, house.held_up))
    for result in results:
        if isinstance(result, BaseException):
            raise result
    house.laws.hold()
    house.do(house.run_errands())
    house.do(settle(house, ABSENT))
    house.laws.hold_when_settled()
    return len(one.points)
