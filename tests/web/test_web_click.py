"""The click-to-call contract, case by case."""

from __future__ import annotations

from typing import Any

import pytest

from tests.system import System

QUEUE_CLICK = {"domain": "queue.example", "phone_number": "(813) 555-7001"}
ACME_CLICK = {
    "domain": "acme.example",
    "phone_number": "(813) 555-7001",
    "consent": True,
    "disclosure": True,
}


async def click(system: System, body: Any = None, **changes: Any) -> tuple[int, dict[str, Any]]:
    async with system.session.post(
        f"{system.url}/click-to-call", json=(QUEUE_CLICK | changes) if body is None else body
    ) as answer:
        return answer.status, await answer.json()


async def test_a_click_is_handed_to_the_queue_at_once(idle: System) -> None:
    assert await click(idle) == (200, {"status": "ok"})
    assert await idle.status("queue") == "queued_at_pbx"


async def test_a_plain_form_is_as_good_as_json(idle: System) -> None:
    async with idle.session.post(f"{idle.url}/click-to-call", data=QUEUE_CLICK) as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "ok"})


async def test_a_click_rings_the_agent_where_the_provider_is_a_phone_line(idle: System) -> None:
    assert await click(idle, ACME_CLICK) == (200, {"status": "ok"})
    assert await idle.status() == "calling_agent"


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (QUEUE_CLICK | {"domain": "elsewhere.example"}, 404, "not set up"),
        (QUEUE_CLICK | {"domain": "nobody.example"}, 404, "nobody to take"),
        (QUEUE_CLICK | {"domain": "queueless.example"}, 404, "nobody to take"),
        (QUEUE_CLICK | {"phone_number": "12345"}, 400, "area code"),
        (QUEUE_CLICK | {"phone_number": "911"}, 400, "emergency"),
        (QUEUE_CLICK | {"phone_number": "+1 900 555 0100"}, 400, "costs extra"),
        (QUEUE_CLICK | {"phone_number": "+44 20 7946 0958"}, 400, "outside the countries"),
        (QUEUE_CLICK | {"phone_number": ""}, 400, "enter the phone number"),
        (ACME_CLICK | {"consent": False}, 400, "if you agree"),
        (ACME_CLICK | {"disclosure": False}, 400, "have read this"),
        ({"domain": "queue.example"}, 400, "phone_number"),
        (["not an object"], 400, "body"),
    ],
)
async def test_what_is_wrong_is_said_in_words(idle: System, body: Any, status: int, words: str) -> None:
    got, told = await click(idle, body)
    assert (got, told["status"]) == (status, "error")
    assert words in told["message"]
    assert [await idle.callbacks(name) for name in ("queue", "acme")] == [[], []]


async def test_malformed_json_is_a_bad_request(idle: System) -> None:
    headers = {"Content-Type": "application/json"}
    for text in ("{", "\xff", "[" * 20_000):
        async with idle.session.post(f"{idle.url}/click-to-call", data=text, headers=headers) as answer:
            assert (answer.status, (await answer.json())["status"]) == (400, "error")


async def test_the_fourth_request_in_a_minute_from_one_address_has_to_wait(idle: System) -> None:
    for last in range(3):
        assert (await click(idle, phone_number=f"(813) 555-010{last}"))[0] == 200
    async with idle.session.post(
        f"{idle.url}/click-to-call", json=QUEUE_CLICK | {"phone_number": "(813) 555-0104"}
    ) as answer:
        assert answer.status == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 60
        told = await answer.json()
        assert told["status"] == "error"
        assert "several requests in a short time" in told["message"]
    assert len(await idle.callbacks("queue")) == 3


async def test_a_second_click_for_a_number_in_the_queue_is_answered_and_calls_nobody(idle: System) -> None:
    await click(idle)
    assert await click(idle) == (200, {"status": "ok"})
    assert len(await idle.callbacks("queue")) == 1


@pytest.mark.parametrize(
    ("fault", "then"),
    [
        ("status:403", "failed"),
        ("status:429", "failed"),
        ("status:500", "unknown"),
        ("timeout_after_accept", "unknown"),
        ("reset", "unknown"),
    ],
)
async def test_a_queue_that_does_not_take_the_call_is_a_bad_gateway_and_nothing_rings_later(
    idle: System, fault: str, then: str
) -> None:
    await idle.sandbox.misbehave("queuedcall", fault)
    status, told = await click(idle)
    assert (status, told["status"]) == (502, "error")
    assert "(813) 555-0002" in told["message"]
    assert await idle.status("queue") == then


async def test_a_click_at_a_closed_business_is_taken_and_says_what_follows(idle: System) -> None:
    status, told = await click(idle, ACME_CLICK | {"domain": "shut.example"})
    assert (status, told["status"]) == (200, "ok")
    assert "is closed" in told["message"]


async def test_a_page_of_another_site_cannot_have_people_called(idle: System) -> None:
    headers = {"Origin": "https://elsewhere.example"}
    async with idle.session.post(f"{idle.url}/click-to-call", data=QUEUE_CLICK, headers=headers) as answer:
        assert answer.status == 403
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert await idle.callbacks("queue") == []
