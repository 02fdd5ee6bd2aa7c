"""Calls that the business starts itself: rung as any other, on recorded grounds, within the same limits."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.domain.telephony import Channel
from bot.domain.tenant import TenantId
from bot.services import keys
from tests.system import ACME_PROFILE, ANA, JO, System, profile, running, settings_for

ACME = TenantId("acme")
ASKED: dict[str, Any] = {
    "phone": "(813) 555-7001",
    "name": "Jo Held",
    "topic": "leaking boiler",
    "basis": "existing_request",
    "reference": "Ticket 4711",
}


async def start(system: System, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:
    sent = {"Authorization": f"Bearer {await keys.issue(system.services.office, ACME)}"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    url = f"{system.url}/api/v1/owner-calls"
    async with system.session.post(url, json=ASKED if body is None else body, headers=sent) as answer:
        return answer.status, await answer.json(content_type=None)


def code(problem: dict[str, Any]) -> str:
    return str(problem["type"]).rpartition(":")[2]


@pytest.fixture
def paths(database_url: str, redis_url: str, tmp_path: Path) -> tuple[str, str, str]:
    return database_url, redis_url, str(tmp_path)


async def test_the_agent_is_rung_first_then_the_customer_and_the_story_says_who_began(
    system: System,
) -> None:
    await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
    await system.sandbox.behave(JO, auto="answer")
    status, told = await start(system)
    assert (status, told["status"]) == (201, "requested")
    assert {"id", "token", "status_url", "events_url", "page_url", "scheduled_for", "message"} <= told.keys()
    await system.reaches("completed")
    first = (await system.timeline())[0]
    assert first.startswith("Started by the business (API key ")
    assert first.endswith("), which has a request of the customer.")
    assert "4711" not in " ".join(await system.timeline())


async def test_the_grounds_are_what_is_recorded_as_consent(system: System, database_url: str) -> None:
    await start(system, ASKED | {"when": later()})
    async with await psycopg.AsyncConnection.connect(database_url) as connection:
        rows = await connection.execute("SELECT act, purpose, channel, text_hash, evidence_enc FROM consents")
        [(act, purpose, channel, text_hash, sealed)] = await rows.fetchall()
    assert (act, purpose, channel) == ("given", "call", "owner")
    assert text_hash == sha256(b"Existing request: Ticket 4711").digest()
    assert b"4711" not in sealed


async def test_a_call_may_be_for_later(system: System) -> None:
    when = later()
    status, told = await start(system, ASKED | {"when": when})
    assert (status, told["status"], told["scheduled_for"]) == (201, "scheduled", when)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"basis": None}, "bad-fields"),
        ({"basis": ""}, "bad-fields"),
        ({"basis": "we_feel_like_it"}, "bad-fields"),
        ({"phone": "911"}, "bad-number"),
        ({"when": "soon"}, "bad-time"),
        ({"reference": "x" * 201}, "bad-fields"),
    ],
)
async def test_without_grounds_or_with_a_number_or_time_that_cannot_be_nobody_is_called(
    system: System, changes: dict[str, Any], problem: str
) -> None:
    status, told = await start(system, ASKED | changes)
    assert (status, code(told)) == (400, problem)
    assert await system.callbacks() == []


async def test_the_basis_cannot_be_left_out(system: System) -> None:
    status, told = await start(system, {"phone": ASKED["phone"]})
    assert (status, told["errors"][0]["field"]) == (400, "basis")


async def test_without_a_key_nobody_is_called(system: System) -> None:
    async with system.session.post(f"{system.url}/api/v1/owner-calls", json=ASKED) as answer:
        assert answer.status == 401
    status, _ = await start(system, Authorization="Bearer cb_acme_00000000_" + 48 * "0")
    assert status == 401
    assert await system.callbacks() == []


async def test_who_said_never_again_is_not_called_by_the_business_either(system: System) -> None:
    office = system.services.office
    async with office.store.transaction(ACME) as tx:
        await tx.people.opt_out(JO, Channel.VOICE, office.clock.now())
    status, told = await start(system)
    assert (status, code(told)) == (403, "not-callable")


async def test_a_number_has_one_live_callback_whoever_asks(system: System) -> None:
    assert (await start(system, ASKED | {"when": later()}))[0] == 201
    status, told = await start(system)
    assert (status, code(told)) == (429, "limit-cooldown")
    assert len(await system.callbacks()) == 1


async def test_the_same_key_of_idempotency_starts_one_call(system: System) -> None:
    body = ASKED | {"when": later()}
    answers = await asyncio.gather(*(start(system, body, Idempotency_Key="order-9") for _ in range(5)))
    assert all(answer == answers[0] for answer in answers)
    assert (await start(system, body | {"name": "Ann"}, Idempotency_Key="order-9"))[0] == 422
    assert len(await system.callbacks()) == 1


async def test_the_limits_of_visitors_are_not_those_of_the_business(paths: tuple[str, str, str]) -> None:
    limits = {"burst": "1/60s", "thresholds": "default", "sustained": "6/1h", "cooldown_seconds": 300}
    async with running(
        settings_for(*paths, tenants={"acme": profile(limits=limits)}), worker=False
    ) as system:
        numbers = [f"(813) 555-71{number:02}" for number in range(7)]
        answers = [await start(system, ASKED | {"phone": number}) for number in numbers]
        assert [status for status, _ in answers] == [201] * 6 + [429]
        assert code(answers[-1][1]) == "limit-sustained"


async def test_outside_the_hours_it_waits_for_the_opening(paths: tuple[str, str, str]) -> None:
    opening = datetime.now(UTC) + timedelta(days=3)
    hours = {day: [] for day in ACME_PROFILE["hours"]}
    hours["exceptions"] = {opening.date().isoformat(): ["00:00-24:00"]}
    settings = settings_for(*paths, tenants={"acme": profile(hours=hours)})
    async with running(settings, worker=False) as system:
        status, told = await start(system)
        assert (status, told["status"]) == (201, "scheduled")
        assert datetime.fromisoformat(told["scheduled_for"]) > datetime.now(UTC) + timedelta(days=1)


def later() -> str:
    """Tomorrow, as the API writes times."""
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    return at.isoformat().replace("+00:00", "Z")
