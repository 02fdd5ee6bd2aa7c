"""Consoles of agents: their silence counts, a text goes over them, and who comes back serves the line."""

from __future__ import annotations

import re

import psycopg
import pytest

from bot.domain.tenant import TenantId
from tests.agents import AgentsApi
from tests.conftest import administer
from tests.system import ACME, ANA, BEN, JO, Run, System, until

MARIA = "+18135557002"


async def ask(system: System, phone: str = JO) -> None:
    for text in ("call me about a leaking boiler, I'm Jo", "yes", "agree"):
        await system.sandbox.says(text, phone=phone, channel="sms")


async def rang(system: System, number: str) -> int:
    return int((await system.sandbox.counts()).get(number, {}).get("rang", 0))


async def everybody_answers(system: System, hang_up_after: float = 20) -> None:
    for agent in (ANA, BEN):
        await system.sandbox.behave(agent, auto="answer", press="1", hang_up_after=hang_up_after)
    for customer in (JO, MARIA):
        await system.sandbox.behave(customer, auto="answer")


def let_pass(database_url: str, seconds: int) -> None:
    """Since the words of all agents so much time has passed."""
    columns = ("console_heard_at", "updated_at", "until")
    earlier = ", ".join(f"{column} = {column} - interval '{seconds} s'" for column in columns)
    administer(database_url, f"UPDATE presence SET {earlier}")  # noqa: S608


async def test_an_agent_whose_console_is_silent_is_passed_over_and_the_timeline_says_since_when(
    run: Run, database_url: str
) -> None:
    async with run() as system:
        api = await AgentsApi.of(system)
        await everybody_answers(system)
        await api.heartbeat("ana")
        let_pass(database_url, 90)
        ana = await api.agent("ana")
        assert (ana["presence"], ana["not_rung"]) == ("offline", "console_silent")
        await ask(system)
        await system.reaches("completed")
        assert (await rang(system, ANA), await rang(system, BEN)) == (0, 1)
        [told] = [line for line in await system.timeline() if line.startswith("Ana not rung")]
        assert re.fullmatch(
            r"Ana not rung: the console has been silent since [\w\-: ]*\d\d:\d\d(:\d\d)?\.", told
        )


async def test_an_agent_whose_console_was_heard_in_time_is_rung(run: Run, database_url: str) -> None:
    async with run() as system:
        await everybody_answers(system)
        await (await AgentsApi.of(system)).heartbeat("ana")
        let_pass(database_url, 60)
        await ask(system)
        await system.reaches("completed")
        assert (await rang(system, ANA), await rang(system, BEN)) == (1, 0)


@pytest.mark.parametrize("state", ["busy", "offline"])
async def test_what_a_console_says_is_heeded(run: Run, state: str) -> None:
    async with run() as system:
        await everybody_answers(system)
        await (await AgentsApi.of(system)).heartbeat("ana", state)
        await ask(system)
        await system.reaches("completed")
        assert (await rang(system, ANA), await rang(system, BEN)) == (0, 1)
        assert "Ana not rung: not there at the moment." in await system.timeline()


async def test_a_text_ends_the_say_of_the_console_until_it_speaks_again(run: Run, database_url: str) -> None:
    async with run() as system:
        api = await AgentsApi.of(system)
        await api.heartbeat("ana", "offline")
        let_pass(database_url, 30)
        assert "You are ON" in await system.sandbox.says("ON", phone=ANA, channel="sms")
        ana = await api.agent("ana")
        assert (ana["presence"], ana["by"], ana["not_rung"]) == ("online", "phone", None)
        let_pass(database_url, 900)
        assert (await api.agent("ana"))["not_rung"] is None
        await api.heartbeat("ana", "busy")
        ana = await api.agent("ana")
        assert (ana["presence"], ana["by"], ana["not_rung"]) == ("busy", "console", "away")


async def test_closing_a_console_leaves_what_was_texted(run: Run) -> None:
    async with run() as system:
        api = await AgentsApi.of(system)
        await system.sandbox.says("OFF", phone=ANA, channel="sms")
        assert (await api.close("ana")).status == 204
        assert (await api.agent("ana"))["not_rung"] == "away"
        await api.heartbeat("ana")
        assert (await api.close("ana")).status == 204
        assert (await api.agent("ana"))["not_rung"] is None


async def test_a_word_by_text_of_the_version_before_goes_over_the_console_too(
    run: Run, database_url: str
) -> None:
    """It knows of no consoles, and leaves their column as it is."""
    async with run() as system:
        api = await AgentsApi.of(system)
        await api.heartbeat("ana", "offline")
        administer(database_url, "UPDATE presence SET state = 'online', until = NULL, updated_at = now()")
        let_pass(database_url, 900)
        ana = await api.agent("ana")
        assert (ana["by"], ana["not_rung"]) == ("phone", None)


@pytest.mark.parametrize("way", ["text", "heartbeat after silence", "heartbeat", "closed console"])
async def test_when_an_agent_comes_back_the_first_in_line_is_dialled_at_once(
    run: Run, database_url: str, way: str
) -> None:
    async with run() as system:
        api = await AgentsApi.of(system)
        await everybody_answers(system, hang_up_after=600)
        if way == "text":
            await system.sandbox.says("OFF", phone=BEN, channel="sms")
        else:
            await api.heartbeat("ben", "online" if "silence" in way else "offline")
        if "silence" in way:
            let_pass(database_url, 90)
        await ask(system, JO)
        await system.reaches("connected")
        await ask(system, MARIA)
        await until(system.timeline, lambda lines: any("waiting" in line for line in lines))
        assert await rang(system, BEN) == 0
        if way == "text":
            await system.sandbox.says("ON", phone=BEN, channel="sms")
        elif way == "closed console":
            await api.close("ben")
        else:
            await api.heartbeat("ben")
        # Callbacks in line look again by themselves only after a minute: longer than this test waits.
        await system.reaches("connected")
        assert await rang(system, BEN) == 1


async def test_heartbeats_of_who_was_there_all_the_time_dial_nobody(run: Run, database_url: str) -> None:
    async with run() as system:
        api = await AgentsApi.of(system)
        await everybody_answers(system, hang_up_after=600)
        await api.heartbeat("ben", "offline")
        await ask(system, JO)
        await system.reaches("connected")
        await ask(system, MARIA)
        await until(system.timeline, lambda lines: any("waiting" in line for line in lines))
        await until(lambda: looks_to_come(system, database_url), lambda count: count == 1)
        for _ in range(3):
            await api.heartbeat("ana")
            await api.heartbeat("ben", "offline")
        assert await looks_to_come(system, database_url) == 1


async def looks_to_come(system: System, database_url: str) -> int:
    """Jobs that will look at the newest callback again; each that runs in vain is followed by another."""
    newest = (await system.callbacks())[0]
    async with await psycopg.AsyncConnection.connect(database_url) as connection:
        query = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'dial' AND args->>'subject' = %s"
        row = await (await connection.execute(query, (str(newest.callback_id),))).fetchone()
        return int(row[0]) if row else 0


async def test_an_agent_who_said_stop_is_not_rung(run: Run) -> None:
    async with run() as system:
        await system.sandbox.act(ANA, "send", to=ACME, channel="sms", body="STOP")
        await until(lambda: opted_out(system), lambda out: out == {ANA})
        await system.sandbox.behave(BEN, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        await ask(system)
        assert await system.reaches("completed") == "completed"
        assert await system.sandbox.rang(ANA) == 0
        assert "Ana not rung: this number asked not to be contacted." in await system.timeline()


async def opted_out(system: System) -> set[str]:
    async with system.services.office.store.transaction(TenantId("acme")) as tx:
        return await tx.people.opted_out_among([ANA, BEN])
