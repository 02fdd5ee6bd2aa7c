"""Phones of agents that are rung only after a code came back: by text, through the whole service."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from bot.domain.desk import Alert
from bot.domain.verification import TRIES
from bot.services import alerts
from bot.services.flow import locked
from tests.agents import AgentsApi, wrong
from tests.system import ACME, ANA, BEN, JO, OWNER, System, profile, running, settings_for, until

Run = Callable[..., AbstractAsyncContextManager[System]]
STRICT = {"verify_agents": True}
NEW_PHONE = "+18135550013"
MARIA = "+18135557002"


@pytest.fixture
def run(database_url: str, redis_url: str, tmp_path: Path) -> Run:
    def start(**changes: Any) -> AbstractAsyncContextManager[System]:
        tenants = {"acme": profile(**{"routing": STRICT, **changes})}
        return running(settings_for(database_url, redis_url, str(tmp_path), tenants=tenants))

    return start


async def ask(system: System) -> None:
    for text in ("call me about a leaking boiler, I'm Jo", "yes", "agree"):
        await system.sandbox.says(text)


async def texts(system: System, phone: str, text: str) -> str:
    return await system.sandbox.says(text, phone=phone, channel="sms")


async def rang(system: System, number: str) -> int:
    return int((await system.sandbox.counts()).get(number, {}).get("rang", 0))


async def everybody_answers(system: System) -> None:
    for agent in (ANA, BEN, OWNER, NEW_PHONE):
        await system.sandbox.behave(agent, auto="answer", press="1", hang_up_after=20)
    await system.sandbox.behave(JO, auto="answer")


async def newest_alert(system: System) -> Alert | None:
    newest = (await system.callbacks())[0]
    async with system.services.office.store.transaction(newest.tenant_id) as tx:
        return await tx.desk.alert(newest.callback_id)


@pytest.mark.parametrize("strategy", ["priority", "least_recent", "simultaneous"])
async def test_who_is_not_verified_is_never_rung_and_the_timeline_says_so(run: Run, strategy: str) -> None:
    async with run(routing={**STRICT, "strategy": strategy}) as system:
        api = await AgentsApi.of(system)
        await everybody_answers(system)
        code = await api.code_of("ben", BEN)
        assert "this phone is confirmed" in await texts(system, BEN, code)
        assert (await api.agent("ben"))["not_rung"] is None
        assert (await api.agent("ana"))["not_rung"] == "not_verified"
        await ask(system)
        await system.reaches("completed")
        assert (await rang(system, ANA), await rang(system, BEN)) == (0, 1)
        assert "Ana not rung: the phone is not verified." in await system.timeline()


async def test_for_who_rings_the_business_nobody_is_rung_who_is_not_verified(run: Run) -> None:
    async with run() as system:
        api = await AgentsApi.of(system)
        await everybody_answers(system)
        await texts(system, BEN, await api.code_of("ben", BEN))
        await system.sandbox.act(JO, "call", to=ACME)
        await until(lambda: rang(system, BEN), lambda times: times == 1)
        await system.reaches("connected", "completed")
        assert await rang(system, ANA) == 0


async def test_when_nobody_is_verified_the_business_hears_of_it_and_nobody_is_rung(run: Run) -> None:
    async with run() as system:
        await everybody_answers(system)
        await ask(system)
        await system.reaches("missed")
        assert (await rang(system, ANA), await rang(system, BEN)) == (0, 0)
        assert "0 people tried" in (await until(lambda: system.sandbox.heard(OWNER), bool))[0]


async def test_an_agent_who_is_not_verified_takes_nothing_and_says_nothing(run: Run) -> None:
    async with run(alert_numbers=[OWNER, ANA]) as system:
        api = await AgentsApi.of(system)
        await everybody_answers(system)
        await ask(system)
        await until(lambda: system.sandbox.heard(ANA), bool)
        for word in ("1", "OFF", "ON", "STATUS", "hello"):
            assert "not confirmed yet" in await texts(system, ANA, word)
        alert = await newest_alert(system)
        assert alert and alert.claimed_by is None
        assert (await api.agent("ana"))["presence"] == "online"
        await texts(system, ANA, await api.code_of("ana", ANA))
        assert "is yours" in await texts(system, ANA, "1")
        await system.reaches("completed")
        assert await rang(system, ANA) == 1


async def test_a_contact_who_is_no_agent_needs_no_code(run: Run) -> None:
    async with run() as system:
        await everybody_answers(system)
        await ask(system)
        await until(lambda: system.sandbox.heard(OWNER), bool)
        assert "is yours" in await texts(system, OWNER, "1")
        await system.reaches("completed")
        assert (await rang(system, OWNER), await rang(system, ANA)) == (1, 0)
        assert "Customers write from their own phones" in await texts(system, OWNER, "482913")


async def test_a_code_guessed_by_text_is_worth_nothing_after_five(run: Run) -> None:
    async with run() as system:
        api = await AgentsApi.of(system)
        code = await api.code_of("ana", ANA)
        for _ in range(TRIES):
            assert "not the code" in await texts(system, ANA, wrong(code))
        assert "No code is waiting" in await texts(system, ANA, code)
        assert not (await api.agent("ana"))["verified"]


async def test_tries_by_text_and_by_api_are_counted_together(run: Run) -> None:
    async with run() as system:
        api = await AgentsApi.of(system)
        code = await api.code_of("ana", ANA)
        for _ in range(TRIES - 1):
            assert (await api.confirm("ana", wrong(code))).problem == "wrong-code"
        assert "not the code" in await texts(system, ANA, wrong(code))
        assert (await api.confirm("ana", code)).problem == "no-code"


async def test_the_code_of_one_agent_texted_by_another_verifies_neither(run: Run) -> None:
    async with run() as system:
        api = await AgentsApi.of(system)
        code = await api.code_of("ana", ANA)
        assert "No code is waiting" in await texts(system, BEN, code)
        assert not any(agent["verified"] for agent in (await api.ask("GET")).body["agents"])


async def test_a_code_that_is_texted_again_verifies_nothing_more(run: Run) -> None:
    async with run() as system:
        code = await (await AgentsApi.of(system)).code_of("ana", ANA)
        assert "confirmed" in await texts(system, ANA, code)
        assert "No code is waiting" in await texts(system, ANA, code)


async def test_it_is_the_number_that_is_verified_and_not_the_name(run: Run) -> None:
    async with run() as system:
        code = await (await AgentsApi.of(system)).code_of("ana", ANA)
        await texts(system, ANA, code)
    swapped = [{"name": "Ana", "phone": NEW_PHONE}, {"name": "Cleo", "phone": ANA}]
    async with run(agents=swapped) as system:
        api = await AgentsApi.of(system)
        assert not (await api.agent("ana"))["verified"]
        assert (await api.agent("cleo"))["verified"]
        assert (await api.confirm("ana", code)).problem == "no-code"
        await everybody_answers(system)
        await ask(system)
        await system.reaches("completed")
        assert (await rang(system, NEW_PHONE), await rang(system, ANA)) == (0, 1)


async def test_a_claim_does_not_ring_a_phone_that_is_not_verified_any_more(run: Run) -> None:
    """The claim was made while codes were not wanted, or from a phone that has changed since."""
    async with run() as system:
        await everybody_answers(system)
        await ask(system)
        await system.reaches("missed")
        newest = (await system.callbacks())[0]
        async with locked(system.services.office, newest.tenant_id, newest.callback_id) as flow:
            assert flow
            alert = await flow.tx.desk.alert(newest.callback_id)
            assert alert and await alerts.taken(flow, alert, flow.tenant.agents[0])
        lost = "Nobody took it: who took it was not reached."
        await until(system.timeline, lambda lines: lost in lines)
        assert await rang(system, ANA) == 0


async def test_who_is_verified_while_callbacks_wait_gets_the_first_at_once(run: Run) -> None:
    async with run() as system:
        api = await AgentsApi.of(system)
        await everybody_answers(system)
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=600)
        await texts(system, ANA, await api.code_of("ana", ANA))
        await ask(system)
        await system.reaches("connected")
        await system.sandbox.behave(MARIA, auto="answer")
        for text in ("call me about a boiler, I'm Maria", "yes", "agree"):
            await system.sandbox.says(text, phone=MARIA, channel="sms")
        await until(system.timeline, lambda lines: any("waiting" in line for line in lines))
        await texts(system, BEN, await api.code_of("ben", BEN))
        await system.reaches("connected", "completed")
        assert await rang(system, BEN) == 1
