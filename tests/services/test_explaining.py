"""Why it went as it did: what is decided in silence elsewhere stands in the timeline."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import pytest

from bot.services import explaining
from tests.system import ANA, BEN, JO, OWNER, System, until

ANN = "+18135557002"


async def ask(
    system: System, phone: str = JO, before_agreeing: Callable[[], Awaitable[None]] | None = None
) -> None:
    for text in ("call me about a leaking boiler, I'm Jo", "yes"):
        await system.sandbox.says(text, phone=phone)
    if before_agreeing:
        await before_agreeing()
    await system.sandbox.says("agree", phone=phone)


async def lines(system: System) -> list[str]:
    """The account of the newest callback, without ids and clock times."""
    office = system.services.office
    tenant = office.tenants.by_id("acme")
    assert tenant
    account = await explaining.account(office, tenant, (await system.callbacks())[0].callback_id)
    assert account
    head, zone, _, *rest = account.lines()
    assert (head.split()[1:3], zone) == (["of", "acme:"], "Times are those of America/New_York.")
    return [head.split(": ", 1)[1], *(line[10:] for line in rest)]


async def test_a_missed_call_is_accounted_for_from_the_first_word_to_the_last(system: System) -> None:
    for agent in (ANA, BEN):
        await system.sandbox.behave(agent, auto="ignore")
    await ask(system)
    await system.reaches("missed")
    await until(lambda: system.sandbox.heard(OWNER), bool)
    told = await until(
        lambda: lines(system), lambda told: told.count("Text sent: the text to the business.") == 1
    )
    assert told[0] == "missed (everybody was tried)."
    in_order = [
        "Asked for a callback by WhatsApp; consent recorded.",
        "Within the limits: sustained 1 of 30, daily calls 1 of 500, per number daily 1 of 5.",
        "Ringing Ana (next by priority).",
        "Ana did not take it: no answer.",
        "Ringing Ben (next by priority).",
        "Ben did not take it: no answer.",
        "Nobody took it: everybody was tried.",
    ]
    assert [line for line in told if line in in_order] == in_order


async def test_who_was_passed_over_and_why_is_told(system: System) -> None:
    await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=3600)
    await system.sandbox.behave(JO, auto="answer")
    await ask(system)
    await system.reaches("connected")
    await system.sandbox.behave(BEN, auto="ignore")
    await ask(system, ANN)
    told = await until(lambda: lines(system), lambda told: "Ringing Ben (next by priority)." in told)
    assert told.index("Ana not rung: in another call.") < told.index("Ringing Ben (next by priority).")


@pytest.mark.parametrize(
    ("request_kind", "sentence"),
    [
        ("create_call", r"Twilio cannot be reached; trying again at .*\d\d:\d\d.*\."),
        ("create_message", r"A text cannot be sent yet \(who is calling\); trying again at .*\d\d:\d\d.*\."),
    ],
)
async def test_each_retry_is_told_with_its_time(system: System, request_kind: str, sentence: str) -> None:
    await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=3600)
    await ask(system, before_agreeing=lambda: system.sandbox.misbehave(request_kind, "status:429"))
    await until(lambda: lines(system), lambda told: any(re.fullmatch(sentence, line) for line in told))


async def test_a_look_up_that_found_nothing_is_told_before_the_next(system: System) -> None:
    await system.sandbox.behave(ANA, auto="ignore")
    await ask(system, before_agreeing=lambda: system.sandbox.misbehave("create_call", "timeout_before"))
    told = await until(
        lambda: lines(system), lambda told: "Twilio has no such call; ringing is safe." in told
    )
    looked = [line for line in told if line.startswith("Twilio shows no such call yet; looking again at ")]
    assert len(looked) == 1
