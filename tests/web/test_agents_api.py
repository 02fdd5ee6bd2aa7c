"""The agents of a business by API: who may ask, what is shown, and codes that are guessed at."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from bot.domain.telephony import Channel
from bot.domain.tenant import TenantId
from bot.domain.verification import TEXTS_A_DAY, TRIES
from tests.agents import AgentsApi, wrong
from tests.conftest import administer
from tests.system import ANA, BEN, System, until

ACME = TenantId("acme")


@pytest.fixture
async def api(system: System) -> AgentsApi:
    return await AgentsApi.of(system)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("PUT", "/ana/presence"),
        ("DELETE", "/ana/presence"),
        ("POST", "/ana/verification"),
        ("POST", "/ana/verification/confirm"),
    ],
)
async def test_nothing_is_told_or_done_without_a_key(idle: System, method: str, path: str) -> None:
    nobody = AgentsApi(system=idle, key="cb_acme_00000000_" + "0" * 48)
    answer = await nobody.ask(method, path, state="offline", code="000000")
    assert (answer.status, answer.problem) == (401, "wrong-key")
    async with idle.services.office.store.transaction(ACME) as tx:
        assert await tx.presences.all() == {}


async def test_the_key_of_another_business_does_not_reach_these_agents(idle: System) -> None:
    queue, acme = await AgentsApi.of(idle, "queue"), await AgentsApi.of(idle)
    assert (await queue.ask("GET")).body == {"agents": []}
    for answer in (
        await queue.heartbeat("ana", "offline"),
        await queue.close("ana"),
        await queue.send_code("ana"),
        await queue.confirm("ana", "123456"),
    ):
        assert (answer.status, answer.problem) == (404, "unknown-agent")
    assert (await acme.agent("ana"))["presence"] == "online"


async def test_a_console_of_another_business_with_an_agent_of_the_same_name_is_another_agents(
    idle: System,
) -> None:
    shut, acme = await AgentsApi.of(idle, "shut"), await AgentsApi.of(idle)
    assert (await shut.heartbeat("ana", "offline")).status == 204
    assert (await shut.agent("ana"))["presence"] == "offline"
    assert (await acme.agent("ana"))["presence"] == "online"


async def test_agents_are_listed_without_their_numbers(idle: System) -> None:
    api = await AgentsApi.of(idle)
    answer = await api.ask("GET")
    assert answer.body["agents"][0] == {
        "id": "ana",
        "name": "Ana",
        "phone_ends": "11",
        "presence": "online",
        "until": None,
        "by": "phone",
        "console_heard_at": None,
        "in_call": False,
        "verified": False,
        "not_rung": None,
    }
    assert [agent["id"] for agent in answer.body["agents"]] == ["ana", "ben"]
    for number in (ANA, BEN):
        assert number[-3:] not in str(answer.body)


async def test_a_heartbeat_is_shown_with_its_time_until_the_console_closes(idle: System) -> None:
    api, before = await AgentsApi.of(idle), datetime.now(UTC) - timedelta(seconds=1)
    assert (await api.heartbeat("ana", "busy", minutes=10)).status == 204
    ana = await api.agent("ana")
    assert (ana["presence"], ana["by"], ana["not_rung"]) == ("busy", "console", "away")
    assert before <= datetime.fromisoformat(ana["console_heard_at"])
    rest = datetime.fromisoformat(ana["until"]) - datetime.now(UTC)
    assert timedelta(minutes=9) < rest <= timedelta(minutes=10)
    assert [(await api.close("ana")).status for _ in range(2)] == [204, 204]
    ana = await api.agent("ana")
    assert (ana["presence"], ana["by"], ana["until"]) == ("online", "phone", None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"state": "asleep"},
        {"state": "busy", "minutes": 0},
        {"state": "busy", "minutes": 1441},
        {"state": "busy", "minutes": "10"},
        {"state": "online", "minutes": 10},
        {"state": "offline", "minutes": 10},
    ],
    ids=str,
)
async def test_a_heartbeat_that_says_nothing_clear_changes_nothing(
    idle: System, body: dict[str, object]
) -> None:
    api = await AgentsApi.of(idle)
    answer = await api.ask("PUT", "/ana/presence", **body)
    assert answer.status == 400
    assert (await api.agent("ana"))["by"] == "phone"


async def test_a_code_that_comes_back_verifies_the_phone_once(api: AgentsApi) -> None:
    code = await api.code_of("ana", ANA)
    assert not (await api.agent("ana"))["verified"]
    answer = await api.confirm("ana", code)
    assert (answer.status, answer.body) == (200, {"id": "ana", "verified": True})
    assert (await api.agent("ana"))["verified"]
    replayed = await api.confirm("ana", code)
    assert (replayed.status, replayed.problem) == (409, "no-code")
    assert not (await api.agent("ben"))["verified"]


async def test_a_phone_that_is_verified_is_texted_no_more(api: AgentsApi) -> None:
    await api.confirm("ana", await api.code_of("ana", ANA))
    answer = await api.send_code("ana")
    assert (answer.status, answer.body["verified"]) == (200, True)
    assert len(await api.system.sandbox.heard(ANA)) == 1


async def test_after_five_wrong_codes_the_right_one_is_worth_nothing(api: AgentsApi) -> None:
    code = await api.code_of("ana", ANA)
    answers = [await api.confirm("ana", wrong(code)) for _ in range(TRIES)]
    assert {(answer.status, answer.problem) for answer in answers} == {(400, "wrong-code")}
    answer = await api.confirm("ana", code)
    assert (answer.status, answer.problem) == (409, "no-code")
    assert not (await api.agent("ana"))["verified"]
    assert (await api.confirm("ana", await api.code_of("ana", ANA))).status == 200


async def test_of_fifty_guesses_at_once_five_are_looked_at(api: AgentsApi) -> None:
    code = await api.code_of("ana", ANA)
    answers = await asyncio.gather(*(api.confirm("ana", wrong(code)) for _ in range(50)))
    assert sum(answer.problem == "wrong-code" for answer in answers) == TRIES
    assert sum(answer.problem == "no-code" for answer in answers) == 50 - TRIES


async def test_of_fifty_right_codes_at_once_one_verifies(api: AgentsApi) -> None:
    code = await api.code_of("ana", ANA)
    answers = await asyncio.gather(*(api.confirm("ana", code) for _ in range(50)))
    assert sorted(answer.status for answer in answers) == [200] + [409] * 49


async def test_the_code_of_another_agent_verifies_nobody(api: AgentsApi) -> None:
    anas, bens = await api.code_of("ana", ANA), await api.code_of("ben", BEN)
    assert (await api.confirm("ben", anas)).problem == "wrong-code"
    assert (await api.confirm("ana", bens)).problem == "wrong-code"
    assert not any(agent["verified"] for agent in (await api.ask("GET")).body["agents"])


async def test_the_code_of_another_business_verifies_nobody(api: AgentsApi) -> None:
    shut = await AgentsApi.of(api.system, "shut")
    code = await api.code_of("ana", ANA)
    assert (await shut.confirm("ana", code)).problem == "no-code"
    assert (await api.confirm("ana", code)).status == 200
    assert not (await shut.agent("ana"))["verified"]


async def test_a_new_code_replaces_the_one_before(api: AgentsApi) -> None:
    first, second = await api.code_of("ana", ANA), await api.code_of("ana", ANA)
    assert first == second or (await api.confirm("ana", first)).problem == "wrong-code"
    assert (await api.confirm("ana", second)).status == 200


async def test_a_code_is_good_for_half_an_hour(api: AgentsApi, database_url: str) -> None:
    code = await api.code_of("ana", ANA)
    administer(database_url, "UPDATE agent_numbers SET expires_at = expires_at - interval '29 minutes'")
    assert (await api.confirm("ana", wrong(code))).problem == "wrong-code"
    administer(database_url, "UPDATE agent_numbers SET expires_at = expires_at - interval '1 minute'")
    assert (await api.confirm("ana", code)).problem == "no-code"


async def test_a_phone_is_texted_three_codes_a_day_however_many_ask_at_once(api: AgentsApi) -> None:
    answers = await asyncio.gather(*(api.send_code("ana") for _ in range(10)))
    refused = [answer for answer in answers if answer.status == 429]
    assert len(refused) == 10 - TEXTS_A_DAY
    assert {answer.problem for answer in refused} == {"limit-agent-codes"}
    assert all(answer.retry_after and 0 < int(answer.retry_after) <= 24 * 3600 for answer in refused)
    await until(lambda: api.system.sandbox.heard(ANA), lambda texts: len(texts) == TEXTS_A_DAY)
    assert (await api.send_code("ben")).status == 202


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "１２３４５６"])
async def test_what_is_no_code_costs_no_try(idle: System, code: str) -> None:
    api = await AgentsApi.of(idle)
    await api.send_code("ana")
    answers = [await api.confirm("ana", code) for _ in range(TRIES + 1)]
    assert {(answer.status, answer.problem) for answer in answers} == {(400, "bad-fields")}
    async with idle.services.office.store.transaction(ACME) as tx:
        [ana, _] = idle.services.office.tenants.by_id(ACME).agents  # type: ignore[union-attr]
        assert await tx.agent_numbers.spend_try(ana.phone, 1, datetime.now(UTC))


async def test_who_wants_no_messages_gets_no_code_and_none_is_counted(idle: System) -> None:
    api, office = await AgentsApi.of(idle), idle.services.office
    async with office.store.transaction(ACME) as tx:
        await tx.people.opt_out(ANA, Channel.SMS, office.clock.now())
    answers = [await api.send_code("ana") for _ in range(TEXTS_A_DAY + 1)]
    assert {(answer.status, answer.problem) for answer in answers} == {(409, "not-textable")}
    async with office.store.transaction(ACME) as tx:
        await tx.people.opt_in(ANA)
    assert (await api.send_code("ana")).status == 202


async def test_a_business_without_a_number_to_text_from_is_told_so(idle: System) -> None:
    answer = await (await AgentsApi.of(idle, "shut")).send_code("ana")
    assert (answer.status, answer.problem) == (409, "not-textable")
    assert "no number to send texts from" in answer.body["detail"]


async def test_neither_number_nor_code_can_be_read_from_the_database(
    api: AgentsApi, database_url: str
) -> None:
    code = await api.code_of("ana", ANA)
    with psycopg.connect(database_url) as connection:
        rows = str(connection.execute("SELECT * FROM agent_numbers").fetchall())
        rows += str(connection.execute("SELECT * FROM messages").fetchall())
        rows += str(connection.execute("SELECT args FROM procrastinate_jobs").fetchall())
    assert rows.count("acme") >= 2
    for secret in (code, ANA, ANA[2:]):
        assert secret not in rows
