"""The API: a request is taken once, followed with its token, moved and called off."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.domain.telephony import Channel
from tests.system import JO, System

API = "/api/v1/callbacks"
ASKED: dict[str, Any] = {
    "domain": "acme.example",
    "phone": "(813) 555-7001",
    "name": "Jo Held",
    "topic": "leaking boiler",
    "consent": {"callback": True, "disclosure": True},
    "page": "https://acme.example/pricing?session=1",
}


async def ask(system: System, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with system.session.post(f"{system.url}{API}", json=body or ASKED, headers=sent) as answer:
        return answer.status, await answer.json(content_type=None)


async def post(system: System, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
    async with system.session.post(f"{system.url}{path}", json=body or {}) as answer:
        return answer.status, await answer.json(content_type=None)


async def test_a_request_is_taken_with_its_consent_and_its_story_can_be_followed(idle: System) -> None:
    status, told = await ask(idle)
    assert (status, told["status"]) == (201, "requested")
    assert {"id", "token", "status_url", "events_url", "scheduled_for", "message"} <= told.keys()
    assert "(813) 555-0001" in told["message"]
    async with idle.session.get(told["status_url"]) as answer:
        standing = await answer.json()
    assert (answer.status, standing["status"], standing["final"]) == (200, "requested", False)
    (callback,) = await idle.callbacks()
    assert (callback.phone, callback.details.name, callback.channel) == (JO, "Jo Held", Channel.WEB)
    assert callback.details.page == "https://acme.example/pricing"


async def test_a_request_with_a_time_is_booked(idle: System) -> None:
    async with idle.session.get(f"{idle.url}/api/v1/availability?domain=acme.example") as answer:
        slot = (await answer.json())["slots"][3]["start"]
    status, told = await ask(idle, ASKED | {"when": slot})
    assert (status, told["status"], told["scheduled_for"]) == (201, "scheduled", slot)


@pytest.mark.parametrize(
    ("changes", "status", "code", "words"),
    [
        ({"domain": "elsewhere.example"}, 404, "unknown-domain", "not set up"),
        ({"phone": "911"}, 400, "bad-number", "emergency"),
        ({"phone": "+1 876 555 0100"}, 400, "bad-number", "outside the countries"),
        ({"consent": {"callback": True}}, 400, "missing-consent", "have read this"),
        ({"consent": {}}, 400, "missing-consent", "if you agree"),
        ({"when": "soon"}, 400, "bad-time", "could not read that time"),
        ({"when": "2020-01-01T10:00:00Z"}, 400, "bad-time", "has passed"),
        ({"when": "2099-01-01T10:00:00Z"}, 400, "bad-time", "too far ahead"),
        ({"timezone": "Middle/Earth"}, 400, "bad-time", "time zone"),
        ({"phone": 8135557001}, 400, "bad-fields", "phone"),
        ({"consent": "yes"}, 400, "bad-fields", "consent"),
        ({"consent": {"callback": "true", "disclosure": True}}, 400, "bad-fields", "consent.callback"),
        ({"topic": "x" * 501}, 400, "bad-fields", "topic"),
    ],
)
async def test_a_faulty_request_gets_a_sentence_and_leaves_nothing(
    idle: System, changes: dict[str, Any], status: int, code: str, words: str
) -> None:
    got, problem = await ask(idle, ASKED | changes)
    assert (got, problem["status"], problem["type"].rpartition(":")[2]) == (status, status, code)
    assert words in problem["detail"]
    assert await idle.callbacks() == []


async def test_a_visitor_is_answered_in_the_language_of_their_browser(idle: System) -> None:
    _, problem = await ask(idle, ASKED | {"phone": "911"}, Accept_Language="fr;q=0.9, es-MX;q=0.8")
    assert "emergencias" in problem["detail"]


async def test_the_same_request_with_the_same_key_gets_the_same_answer(idle: System) -> None:
    first = await ask(idle, Idempotency_Key="key-1")
    assert await ask(idle, Idempotency_Key="key-1") == first
    status, problem = await ask(idle, ASKED | {"name": "Ann"}, Idempotency_Key="key-1")
    assert (status, problem["type"].rpartition(":")[2]) == (422, "idempotency-key-reused")
    assert len(await idle.callbacks()) == 1


async def test_twenty_at_once_with_one_key_are_one_request(idle: System) -> None:
    answers = await asyncio.gather(*(ask(idle, Idempotency_Key="key-2") for _ in range(20)))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0] == 201
    assert len(await idle.callbacks()) == 1


async def test_a_second_request_for_a_number_has_to_wait(idle: System) -> None:
    await ask(idle)
    async with idle.session.post(f"{idle.url}{API}", json=ASKED) as answer:
        problem = await answer.json(content_type=None)
        assert (answer.status, answer.headers["Content-Type"][:24]) == (429, "application/problem+json")
        assert int(answer.headers["Retry-After"]) > 0
    assert "already on it" in problem["detail"]


async def test_a_number_that_opted_out_is_not_called_and_its_owner_told_the_way_back(idle: System) -> None:
    office = idle.services.office
    async with office.store.transaction("acme") as tx:  # type: ignore[arg-type]
        await tx.people.opt_out(JO, Channel.SMS, office.clock.now())  # type: ignore[arg-type]
    status, problem = await ask(idle)
    assert (status, problem["type"].rpartition(":")[2]) == (403, "not-callable")
    assert "text START to (813) 555-0001" in problem["detail"]


async def test_a_callback_is_nobodys_business_without_its_token(idle: System) -> None:
    _, told = await ask(idle)
    _, other = await ask(idle, ASKED | {"phone": "(813) 555-7002"})
    path = f"{idle.url}{API}/{told['id']}"
    for url in (path, f"{path}?token=x", f"{path}?token={other['token']}", f"{idle.url}{API}/x?token=y"):
        async with idle.session.get(url) as answer:
            assert answer.status == 404
        async with idle.session.post(url.replace("?", "/cancel?", 1)) as answer:
            assert answer.status in (404, 405)
    assert {each.status for each in await idle.callbacks()} == {"requested"}


async def test_the_customer_moves_the_call_and_calls_it_off(idle: System) -> None:
    _, told = await ask(idle)
    path, token = f"{API}/{told['id']}", f"?token={told['token']}"
    async with idle.session.get(f"{idle.url}/api/v1/availability?domain=acme.example") as answer:
        slot = (await answer.json())["slots"][0]["start"]
    status, moved = await post(idle, f"{path}/reschedule{token}", {"when": slot})
    assert (status, moved["status"], moved["scheduled_for"]) == (200, "scheduled", slot)
    status, problem = await post(idle, f"{path}/reschedule{token}", {"when": "never"})
    assert (status, problem["errors"][0]["field"]) == (400, "when")
    status, off = await post(idle, f"{path}/cancel{token}")
    assert (status, off["status"], off["final"]) == (200, "cancelled", True)
    status, problem = await post(idle, f"{path}/cancel{token}")
    assert (status, problem["type"].rpartition(":")[2]) == (409, "not-possible-now")


async def test_availability_labels_times_in_the_zone_asked_for(idle: System) -> None:
    query = "domain=www.acme.example&timezone=Europe/Madrid&locale=es"
    async with idle.session.get(f"{idle.url}/api/v1/availability?{query}") as answer:
        told = await answer.json()
    assert (answer.status, told["open_now"], told["timezone"]) == (200, True, "Europe/Madrid")
    assert all({"start", "label"} == each.keys() for each in told["slots"])
    async with idle.session.get(f"{idle.url}/api/v1/availability?domain=shut.example") as answer:
        shut = await answer.json()
    assert (shut["open_now"], shut["next_opening"], shut["slots"]) == (False, None, [])
    async with idle.session.get(f"{idle.url}/api/v1/availability?domain=acme.example&timezone=../x") as bad:
        assert bad.status == 400


async def test_scripts_of_the_business_may_ask_and_those_of_others_may_not(idle: System) -> None:
    ours, theirs = "https://www.acme.example", "https://elsewhere.example"
    for origin, status in ((ours, 204), (theirs, 403)):
        async with idle.session.options(f"{idle.url}{API}", headers={"Origin": origin}) as answer:
            assert answer.status == status
            assert answer.headers.get("Access-Control-Allow-Origin") == (ours if origin == ours else None)
    async with idle.session.post(f"{idle.url}{API}", json=ASKED, headers={"Origin": ours}) as answer:
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (201, ours)
    async with idle.session.post(f"{idle.url}{API}", json=ASKED, headers={"Origin": theirs}) as answer:
        assert answer.status == 403
    assert len(await idle.callbacks()) == 1


@pytest.mark.parametrize("odd", ["a\0b", "\ud800", "a\r\nb\x1b[2J", "\u202eevil", "é" * 100])
async def test_odd_characters_harm_nobody(idle: System, odd: str) -> None:
    changes = {"name": odd, "topic": odd, "email": odd, "page": f"https://acme.example/{odd}"}
    status, _ = await ask(idle, ASKED | changes)
    assert status in (201, 400)
    for changes in ({"domain": odd}, {"phone": odd}, {"when": odd}, {"timezone": odd}, {"locale": odd}):
        assert (await ask(idle, ASKED | changes))[0] in (400, 404, 429)
    for callback in await idle.callbacks():
        assert callback.details.name.isprintable()
        assert callback.details.topic.isprintable()
