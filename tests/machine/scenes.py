"""What a process may be in the middle of when it is killed: one scene each, up to the work itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.domain.phone import E164
from bot.domain.telephony import Channel
from bot.services import watching
from bot.storage import Task
from tests.machine.cast import CUSTOMERS, STAFF
from tests.machine.deeds import AGREEING, Deeds
from tests.machine.house import House
from tests.machine.phones import Call
from tests.machine.provider import Fault
from tests.machine.works import Work

JO: Final = CUSTOMERS[0]


@dataclass(slots=True)
class Stage:
    """Brings a callback to where a scene begins."""

    house: House
    deeds: Deeds

    async def runs(self, task: Task) -> None:
        """The jobs of this kind that are due run."""
        for job in [job for job in self.house.due() if job.task == task]:
            await self.house.run_job(job)

    def job(self, task: Task) -> Work:
        """The first of this kind that is due."""
        return self.house.run_job(next(job for job in self.house.due() if job.task == task))

    async def acts(self, *acts: str, call: Call | None = None) -> None:
        """What happens to the newest call, with what the service says to it; all its news arrive."""
        for act in acts:
            self._act(act, call)
            await self.house.run_errands()
            for each in self.house.provider.live_calls:
                each.possible.get("the last words end", lambda _: None)(each)
            for letter in list(self.house.provider.mail):
                await self.house.receive(letter)

    def errand_of(self, act: str, *, call: Call | None = None) -> Work:
        """What the service is asked after the act."""
        self._act(act, call)
        return self.house.run_errand(self.house.provider.errands.pop())

    def news_of(self, act: str) -> Work:
        """What the service is told after the act."""
        self._act(act, None)
        return self.house.receive(self.house.provider.mail[-1])

    def says(self, text: str) -> Work:
        """The customer writes."""
        return self.deeds.hear(self.deeds.message(JO, Channel.SMS, text))

    def claiming(self, person: E164) -> Work:
        return self.deeds.hear(self.deeds.message(person, Channel.SMS, "1"))

    async def cancelling(self) -> Work:
        """The customer cancels on the page."""
        return self.deeds.cancel((await self.house.recent())[0])

    def _act(self, act: str, call: Call | None) -> None:
        call = call or self.house.provider.calls[-1]
        call.possible[act](call)

    async def agreed(self) -> None:
        await self.deeds.agree(JO, Channel.SMS)

    async def rung(self) -> None:
        await self.agreed()
        await self.runs(Task.DIAL)
        await self.acts("rings")

    async def accepted(self) -> None:
        await self.rung()
        await self.acts("the agent answers", "the agent presses 1")

    async def missed(self) -> None:
        """Nobody takes it, and the business was told."""
        await self.rung()
        await self.acts("the agent lets it ring")
        await self.runs(Task.DIAL)
        await self.acts("rings", "the agent lets it ring")
        await self.runs(Task.DIAL)
        await self.runs(Task.SEND_MESSAGE)

    async def lost(self) -> None:
        """The provider took the call, and its answer was lost."""
        self.house.provider.faults["create_call"] = [Fault.LOST_AFTER]
        await self.agreed()
        await self.runs(Task.DIAL)
        self.wait(16)

    def wait(self, seconds: float) -> None:
        self.house.clock.move(timedelta(seconds=seconds))
        self.house.provider.time_is(self.house.clock.now())


Scene = Callable[[Stage], Awaitable[Work]]


async def last_word_of_the_talk(stage: Stage) -> Work:
    for text in AGREEING[:-1]:
        await stage.deeds.hear(stage.deeds.message(JO, Channel.WHATSAPP, text))
    return stage.deeds.hear(stage.deeds.message(JO, Channel.WHATSAPP, AGREEING[-1]))


async def form(stage: Stage) -> Work:
    return stage.deeds.submit(JO, None, "key")


async def click(stage: Stage) -> Work:
    return stage.deeds.click(JO)


async def dial(stage: Stage) -> Work:
    await stage.agreed()
    return stage.job(Task.DIAL)


async def dial_refused(stage: Stage) -> Work:
    stage.house.provider.faults["create_call"] = [Fault.REFUSED]
    return await dial(stage)


async def dial_while_away(stage: Stage) -> Work:
    stage.house.provider.faults["create_call"] = [Fault.NOT_PLACED]
    return await dial(stage)


async def dial_without_answer(stage: Stage) -> Work:
    stage.house.provider.faults["create_call"] = [Fault.LOST_AFTER]
    return await dial(stage)


async def dial_after_a_no_that_only_the_provider_knew(stage: Stage) -> Work:
    """Its own list keeps who texted STOP to it; the callback has been waiting for the provider meanwhile."""
    stage.house.provider.faults = {"create_call": [Fault.NOT_PLACED], "send_message": [Fault.OPTED_OUT]}
    await stage.agreed()
    await stage.runs(Task.DIAL)
    await stage.runs(Task.SEND_MESSAGE)
    stage.wait(31)
    return stage.job(Task.DIAL)


async def look_up(stage: Stage) -> Work:
    await stage.lost()
    return stage.job(Task.WATCH_ATTEMPT)


async def second_look_up(stage: Stage) -> Work:
    """There is no such call: after this one ringing again is safe."""
    stage.house.provider.faults["create_call"] = [Fault.LOST_BEFORE]
    await stage.agreed()
    await stage.runs(Task.DIAL)
    stage.wait(16)
    await stage.runs(Task.WATCH_ATTEMPT)
    stage.wait(6)
    return stage.job(Task.WATCH_ATTEMPT)


async def look_up_beside_another_call(stage: Stage) -> Work:
    """The agent was rung for somebody else at the same moment: that call is not the one looked for."""
    await stage.agreed()
    await stage.deeds.agree(CUSTOMERS[1], Channel.SMS)
    first, second = [job for job in stage.house.due() if job.task == Task.DIAL]
    await stage.house.run_job(first)
    await stage.house.run_job(second)
    stage.house.provider.faults["create_call"] = [Fault.LOST_BEFORE]
    await stage.acts("rings", "the agent is busy")
    await stage.runs(Task.DIAL)
    stage.wait(16)
    *_, look_up = [job for job in stage.house.due() if job.task == Task.WATCH_ATTEMPT]
    return stage.house.run_job(look_up)


async def ringing(stage: Stage) -> Work:
    await stage.agreed()
    await stage.runs(Task.DIAL)
    return stage.news_of("rings")


async def whisper(stage: Stage) -> Work:
    await stage.rung()
    return stage.errand_of("the agent answers")


async def accept(stage: Stage) -> Work:
    await stage.rung()
    await stage.acts("the agent answers")
    return stage.errand_of("the agent presses 1")


async def decline(stage: Stage) -> Work:
    await stage.rung()
    await stage.acts("the agent answers")
    return stage.errand_of("the agent presses 3")


async def no_answer(stage: Stage) -> Work:
    await stage.rung()
    return stage.news_of("the agent lets it ring")


async def screen(stage: Stage) -> Work:
    await stage.accepted()
    return stage.errand_of("the customer answers")


async def screened_with_3(stage: Stage) -> Work:
    await stage.accepted()
    await stage.acts("the customer answers")
    return stage.errand_of("the customer presses 3")


async def customer_busy(stage: Stage) -> Work:
    await stage.accepted()
    return stage.errand_of("the customer is busy")


async def talk_ends(stage: Stage) -> Work:
    await stage.accepted()
    await stage.acts("the customer answers", "the customer listens")
    return stage.errand_of("the customer hangs up")


async def nobody_left(stage: Stage) -> Work:
    """The dial that finds that everybody was tried: the alert is raised."""
    await stage.rung()
    await stage.acts("the agent lets it ring")
    await stage.runs(Task.DIAL)
    await stage.acts("rings", "the agent lets it ring")
    return stage.job(Task.DIAL)


async def send(stage: Stage) -> Work:
    await stage.missed()
    await stage.runs(Task.TELL_ENDING)
    return stage.job(Task.SEND_MESSAGE)


async def send_without_answer(stage: Stage) -> Work:
    stage.house.provider.faults["send_message"] = [Fault.LOST_AFTER]
    await stage.accepted()
    await stage.runs(Task.SEND_MESSAGE)
    stage.wait(16)
    return stage.job(Task.SEND_MESSAGE)


async def tell_ending(stage: Stage) -> Work:
    await stage.missed()
    return stage.job(Task.TELL_ENDING)


async def escalate(stage: Stage) -> Work:
    await stage.missed()
    stage.wait(301)
    return stage.job(Task.ESCALATE)


async def claim(stage: Stage) -> Work:
    await stage.missed()
    return stage.deeds.hear(stage.deeds.message(STAFF[0], Channel.SMS, "1"))


async def stop(stage: Stage) -> Work:
    await stage.rung()
    return stage.deeds.hear(stage.deeds.message(JO, Channel.SMS, "STOP"))


async def cancel(stage: Stage) -> Work:
    await stage.rung()
    return stage.deeds.cancel((await stage.house.recent())[0])


async def end_legs(stage: Stage) -> Work:
    await stage.rung()
    await stage.deeds.hear(stage.deeds.message(JO, Channel.SMS, "STOP"))
    return stage.job(Task.END_LEGS)


async def reschedule(stage: Stage) -> Work:
    await stage.missed()
    later = stage.house.clock.now() + timedelta(hours=1)
    return stage.deeds.reschedule((await stage.house.recent())[0], later)


async def sweep(stage: Stage) -> Work:
    """A dial was lost between the refusal and the next step, and a call has been silent for long."""
    await stage.lost()
    stage.wait(400)
    return watching.sweep(stage.house.office)


async def hand_over(stage: Stage) -> Work:
    return await dial(stage)


async def hand_over_without_answer(stage: Stage) -> Work:
    stage.house.provider.faults["hand_over"] = [Fault.LOST_AFTER]
    await stage.agreed()
    await stage.runs(Task.DIAL)
    stage.wait(16)
    return stage.job(Task.WATCH_ATTEMPT)


#: Each with the business in which it comes about.
SCENES: Final[dict[Scene, str]] = {
    last_word_of_the_talk: "by-priority",
    form: "by-priority",
    click: "by-priority",
    dial: "by-priority",
    dial_refused: "queue-last",
    dial_while_away: "by-priority",
    dial_without_answer: "by-priority",
    dial_after_a_no_that_only_the_provider_knew: "by-priority",
    look_up: "by-priority",
    second_look_up: "by-priority",
    look_up_beside_another_call: "alone",
    ringing: "by-priority",
    whisper: "by-priority",
    accept: "by-priority",
    decline: "by-priority",
    no_answer: "by-priority",
    screen: "by-priority",
    screened_with_3: "by-priority",
    customer_busy: "by-priority",
    talk_ends: "in-turn",
    nobody_left: "in-turn",
    send: "by-priority",
    send_without_answer: "by-priority",
    tell_ending: "by-priority",
    escalate: "in-turn",
    claim: "in-turn",
    stop: "by-priority",
    cancel: "by-priority",
    end_legs: "by-priority",
    reschedule: "by-priority",
    sweep: "by-priority",
    hand_over: "queue-first",
    hand_over_without_answer: "queue-first",
}
