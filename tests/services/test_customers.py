"""How customers are rung, through real HTTP: first or second, proven, in a mailbox, or hanging up."""

from __future__ import annotations

import pytest

from tests.system import ANA, BEN, JO, OWNER, Run, System, until


async def ask(system: System) -> None:
    for text in ("call me about a leaking boiler, I'm Jo", "yes", "agree"):
        await system.sandbox.says(text, channel="sms")


async def test_the_customer_hears_who_calls_then_the_disclosure_then_the_way_out(run: Run) -> None:
    async with run(consent={"recording": True}) as system:
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        await ask(system)
        told = await system.sandbox.hears(JO, "Press 3")
        order = [told.index(words) for words in ("This is Acme Plumbing", "may be recorded", "Press 3")]
        assert order == sorted(order)


async def test_who_hangs_up_during_the_greeting_was_reached_and_is_asked_what_now(run: Run) -> None:
    async with run() as system:
        await system.sandbox.behave(ANA, auto="answer", press="1")
        await system.sandbox.behave(JO, auto="answer", hang_up_after=0.2)
        await ask(system)
        assert await system.reaches("no_answer") == "no_answer"
        await system.sandbox.hears(ANA, "The customer hung up")
        texts = await until(lambda: system.sandbox.heard(JO), lambda heard: "hung up" in heard[-1])
        assert "could not reach you" not in texts[-1]


async def test_a_mailbox_that_presses_no_key_is_not_connected(run: Run) -> None:
    async with run(customers={"proof": "press-1"}) as system:
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="voicemail")
        await ask(system)
        assert await system.reaches("no_answer") == "no_answer"
        await system.sandbox.hears(ANA, "The customer's mailbox answered")
        assert (await system.callbacks())[0].reason == "customer_machine"


async def test_a_customer_who_presses_the_key_is_connected(run: Run) -> None:
    async with run(customers={"proof": "press-1"}) as system:
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer", press="1")
        await ask(system)
        assert await system.reaches("completed") == "completed"


@pytest.mark.parametrize("mailbox", ["hang_up", "message"])
async def test_a_mailbox_that_the_provider_hears_gets_what_the_business_chose(run: Run, mailbox: str) -> None:
    async with run(customers={"proof": "amd", "mailbox": mailbox}) as system:
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="voicemail")
        await ask(system)
        assert await system.reaches("no_answer") == "no_answer"
        await system.sandbox.quiet()
        said = "You asked us to call you" in await system.sandbox.told(JO)
        assert said is (mailbox == "message")


async def test_a_person_that_the_provider_hears_is_connected(run: Run) -> None:
    async with run(customers={"proof": "amd"}) as system:
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        await ask(system)
        assert await system.reaches("completed") == "completed"


async def test_a_customer_who_presses_3_is_never_called_again_and_the_agent_hears_it(run: Run) -> None:
    async with run() as system:
        await system.sandbox.behave(ANA, auto="answer", press="1")
        await system.sandbox.behave(JO, auto="answer", press="3")
        await ask(system)
        assert await system.reaches("blocked") == "blocked"
        await system.sandbox.hears(JO, "We will never call this number again")
        await system.sandbox.hears(ANA, "asked never to be called again")


async def test_the_customer_first_waits_while_the_agents_are_rung(run: Run) -> None:
    async with run(customers={"first": "customer"}) as system:
        await system.sandbox.behave(JO, auto="answer")
        await system.sandbox.behave(ANA, auto="decline")
        await system.sandbox.behave(BEN, auto="answer", press="1", hang_up_after=60)
        await ask(system)
        assert await system.reaches("completed") == "completed"
        await system.sandbox.quiet()
        counts = await system.sandbox.counts()
        assert [counts[phone]["rang"] for phone in (JO, ANA, BEN)] == [1, 1, 1]
        texts = await system.sandbox.heard(JO)
        assert "We are calling you now" in texts[2] and "is calling you from" in texts[3]
        told = await system.sandbox.told(JO)
        assert told.index("This is Acme Plumbing") < told.index("Thank you for waiting")
        story = await system.timeline()
        assert story.index("Ringing the customer first.") < story.index("Ringing Ana (next by priority).")


async def test_no_agent_is_rung_for_a_customer_who_does_not_pick_up(run: Run) -> None:
    async with run(customers={"first": "customer"}) as system:
        await system.sandbox.behave(JO, auto="busy")
        await ask(system)
        assert await system.reaches("no_answer") == "no_answer"
        await system.sandbox.quiet()
        assert await system.sandbox.rang(ANA) == 0
        await until(lambda: system.sandbox.heard(JO), lambda heard: "Shall we try again" in heard[-1])


async def test_a_mailbox_is_not_held_on_the_line(run: Run) -> None:
    async with run(customers={"first": "customer", "proof": "press-1"}) as system:
        await system.sandbox.behave(JO, auto="voicemail")
        await ask(system)
        assert await system.reaches("no_answer") == "no_answer"
        await system.sandbox.quiet()
        assert await system.sandbox.rang(ANA) == 0


async def test_a_customer_rung_first_who_presses_3_is_never_called_again(run: Run) -> None:
    async with run(customers={"first": "customer"}) as system:
        await system.sandbox.behave(JO, auto="answer", press="3")
        await ask(system)
        assert await system.reaches("blocked") == "blocked"
        await system.sandbox.quiet()
        assert await system.sandbox.rang(ANA) == 0


async def test_nobody_takes_it_and_the_customer_who_was_rung_first_hears_it(run: Run) -> None:
    async with run(customers={"first": "customer"}) as system:
        await system.sandbox.behave(JO, auto="answer")
        for agent in (ANA, BEN):
            await system.sandbox.behave(agent, auto="decline")
        await ask(system)
        assert await system.reaches("missed") == "missed"
        await system.sandbox.hears(JO, "Nobody could take your call")
        await system.sandbox.quiet()
        assert len(await until(lambda: system.sandbox.heard(OWNER), bool)) == 1


async def test_a_customer_rung_first_whose_call_was_lost_is_looked_up_and_not_rung_twice(run: Run) -> None:
    async with run(customers={"first": "customer"}) as system:
        await system.sandbox.misbehave("create_call", "timeout_after_accept")
        await system.sandbox.behave(JO, auto="answer", after=4)
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
        await ask(system)
        assert await system.reaches("completed") == "completed"
        assert (await system.sandbox.counts())[JO]["placed"] == 1


async def test_a_customer_rung_first_whose_call_was_never_placed_is_rung_after_looking_twice(
    run: Run,
) -> None:
    async with run(customers={"first": "customer"}) as system:
        await system.sandbox.misbehave("create_call", "timeout_before")
        await system.sandbox.behave(JO, auto="answer")
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
        await ask(system)
        assert await system.reaches("completed") == "completed"
        assert (await system.sandbox.counts())[JO]["placed"] == 1


async def test_the_agent_says_by_key_how_it_went_and_gets_no_text(run: Run) -> None:
    async with run(routing={"ask_outcome": True}) as system:
        await system.sandbox.behave(ANA, auto="answer", press="12")
        await system.sandbox.behave(JO, auto="answer", hang_up_after=20)
        await ask(system)
        assert await system.reaches("completed") == "completed"
        await system.sandbox.hears(ANA, "that is noted")
        await until(system.timeline, lambda story: "Ana says how it went: call again." in story)
        await system.sandbox.quiet()
        assert await system.sandbox.heard(ANA) == []


async def test_an_agent_who_hangs_up_is_asked_by_text(run: Run) -> None:
    async with run(routing={"ask_outcome": True}) as system:
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=40)
        await system.sandbox.behave(JO, auto="answer")
        await ask(system)
        assert await system.reaches("completed") == "completed"
        texts = await until(lambda: system.sandbox.heard(ANA), bool)
        assert len(texts) == 1 and "Reply 1 reached" in texts[0]
