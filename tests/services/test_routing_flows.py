"""Routing, through real HTTP: turns, own ways of agents, waiting in line, rest after a talk."""

from __future__ import annotations

import pytest

from tests.system import ANA, BEN, JO, Run, System, until

MARIA = "+18135557002"
PEDRO = "+18135557003"


async def ask(system: System, phone: str = JO) -> None:
    for text in ("call me about a leaking boiler, I'm Jo", "yes", "agree"):
        await system.sandbox.says(text, phone=phone, channel="sms")


async def rang(system: System, number: str) -> int:
    return int((await system.sandbox.counts()).get(number, {}).get("rang", 0))


async def talks(system: System, times: int) -> None:
    async def completed() -> int:
        return sum(callback.status == "completed" for callback in await system.callbacks())

    await until(completed, lambda count: count == times)


@pytest.mark.parametrize("strategy", ["round_robin", "round-robin", "least_recent"])
async def test_calls_go_round(run: Run, strategy: str) -> None:
    async with run(routing={"strategy": strategy}) as system:
        for agent in (ANA, BEN):
            await system.sandbox.behave(agent, auto="answer", press="1", hang_up_after=10)
        for number, customer in enumerate((JO, MARIA), start=1):
            await system.sandbox.behave(customer, auto="answer")
            await ask(system, customer)
            await talks(system, number)
        assert (await rang(system, ANA), await rang(system, BEN)) == (1, 1)


@pytest.mark.parametrize(("accept", "key"), [("any-key", "7"), ("auto", None)])
async def test_an_agent_may_have_a_way_of_their_own_to_take_calls(
    run: Run, accept: str, key: str | None
) -> None:
    async with run(agents=[{"name": "Ana", "phone": ANA, "accept": accept}]) as system:
        pressed = {"press": key} if key else {}
        await system.sandbox.behave(ANA, auto="answer", hang_up_after=60, **pressed)
        await system.sandbox.behave(JO, auto="answer")
        await ask(system)
        await talks(system, 1)


async def test_a_machine_that_the_provider_hears_is_followed_by_the_next_agent(run: Run) -> None:
    async with run(routing={"accept": "amd"}) as system:
        await system.sandbox.behave(ANA, auto="voicemail")
        await system.sandbox.behave(BEN, auto="answer", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        await ask(system)
        await talks(system, 1)
        assert (await rang(system, ANA), await rang(system, BEN)) == (1, 1)
        assert any("a machine answered" in sentence for sentence in await system.timeline())


async def test_who_waits_for_an_agent_is_served_in_the_order_of_asking(run: Run) -> None:
    async with run(agents=[{"name": "Ana", "phone": ANA}]) as system:
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=40)
        for customer in (JO, MARIA, PEDRO):
            await system.sandbox.behave(customer, auto="answer")
            await ask(system, customer)
        await talks(system, 3)
        started = [callback.flow_started_at for callback in await system.callbacks()]
        assert started == sorted(started, reverse=True)
        assert await rang(system, ANA) == 3


async def test_an_agent_who_hears_our_last_words_is_not_rung_for_another_customer(run: Run) -> None:
    async with run(agents=[{"name": "Ana", "phone": ANA}], routing={"ring_seconds": 120}) as system:
        await system.sandbox.behave(ANA, auto="answer", press="3", after=60)
        for customer in (JO, MARIA):
            await ask(system, customer)
        await until(lambda: missed(system), lambda count: count == 2)
        counts = (await system.sandbox.counts())[ANA]
        # Who is called while in a call is not rung: that would be placed, and busy.
        assert (counts["placed"], counts["rang"]) == (2, 2)


async def missed(system: System) -> int:
    return sum(callback.status == "missed" for callback in await system.callbacks())


async def test_an_agent_rests_after_a_talk_for_as_long_as_the_business_says(run: Run) -> None:
    resting = {"wrap_up_seconds": 3}
    async with run(agents=[{"name": "Ana", "phone": ANA}], routing=resting) as system:
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=10)
        for customer in (JO, MARIA):
            await system.sandbox.behave(customer, auto="answer")
        await ask(system, JO)
        await talks(system, 1)
        await ask(system, MARIA)
        assert any("waiting" in sentence for sentence in await until(system.timeline, lambda t: len(t) > 1))
        await talks(system, 2)
        first, second = reversed(await system.callbacks())
        assert first.flow_started_at and second.flow_started_at
        assert (second.flow_started_at - first.flow_started_at).total_seconds() >= 3
