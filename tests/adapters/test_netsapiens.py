"""The hand-over to the PBX: exactly the requests it knows, and an honest word on what happened.

What each form has in common is tried on all of them, against the sandbox and against a scripted provider.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp.test_utils import TestServer

from bot.adapters.netsapiens.api import NetsapiensPbx
from bot.ports import NotPlaced, ProviderError, Refused, Unknown
from tests.adapters.pbx import (
    ASKED_AT,
    CALL,
    FORMS,
    ORDER,
    QUEUE,
    V2_FORMS,
    Form,
    at,
    check,
    pbx,
    sandboxed,
    taken,
)


@pytest.fixture
async def sandbox() -> AsyncIterator[TestServer]:
    async with sandboxed() as server:
        yield server


class TestRequests:
    async def test_the_legacy_one_is_a_form_of_exactly_four_fields(self, session: Any, provider: Any) -> None:
        provider.answers_with(202)
        await pbx(session, provider.url + "/ns-api/").hand_over(ORDER)
        (asked,) = provider.asked
        assert (asked.method, asked.path, asked.query) == (
            "POST",
            "/ns-api/",
            "object=queuedcall&action=create",
        )
        assert asked.body == "format=json&uid=201%40acme.example&queue=500&destination=18135557001"
        assert asked.headers["Authorization"] == "Bearer secret"
        assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"

    async def test_a_query_in_the_configured_url_stays(self, session: Any, provider: Any) -> None:
        provider.answers_with(200)
        await pbx(session, provider.url + "/ns-api/?site=a&object=x").hand_over(ORDER)
        assert provider.asked[0].query == "site=a&object=queuedcall&action=create"

    @pytest.mark.parametrize("path", ["/ns-api/", "/ns-api", "/ns-api/?site=a"])
    async def test_the_one_for_a_place_in_the_queue_names_domain_and_queue_in_the_path(
        self, session: Any, provider: Any, path: str
    ) -> None:
        provider.answers_with(202, {})
        await pbx(session, provider.url + path, **QUEUE, domain="acme.example").hand_over(ORDER)
        (asked,) = provider.asked
        assert (asked.path, asked.query) == ("/ns-api/v2/domains/acme.example/queuedcall/500", "")
        assert json.loads(asked.body) == {"destination": "18135557001"}

    async def test_the_one_for_a_call_bears_our_id_and_connects_the_queue_with_the_customer(
        self, session: Any, provider: Any
    ) -> None:
        provider.answers_with(202, {})
        await pbx(session, provider.url, **CALL, domain="acme.example").hand_over(ORDER)
        (asked,) = provider.asked
        assert asked.path == "/ns-api/v2/domains/acme.example/users/201/calls"
        assert json.loads(asked.body) == {
            "synchronous": "no",
            "call-id": ORDER.reference,
            "call-orig-user": "500@acme.example",
            "call-term-user": "18135557001",
        }

    async def test_a_queue_of_a_user_without_a_domain_is_named_alone(
        self, session: Any, provider: Any
    ) -> None:
        provider.answers_with(202, {})
        await pbx(session, provider.url, **CALL).hand_over(replace(ORDER, uid="201"))
        (asked,) = provider.asked
        assert asked.path == "/ns-api/v2/domains/~/users/201/calls"
        assert json.loads(asked.body)["call-orig-user"] == "500"

    @V2_FORMS
    async def test_all_of_v2_are_what_the_vendors_description_asks_for(
        self, session: Any, provider: Any, form: Form, specs_dir: Path
    ) -> None:
        provider.answers_with(200, [])
        client = pbx(session, provider.url, **form, domain="acme.example")
        await client.hand_over(ORDER)
        await client.find(ORDER, ASKED_AT)
        description = json.loads((specs_dir / "netsapiens_v2_v45.cut.json").read_text())
        described = [asked for asked in provider.asked if not asked.path.endswith("/cdrs")]
        assert len(described) == len(provider.asked) - 1  # call records are not part of the cut
        for asked in described:
            operation, values = operation_for(description, asked.method, asked.path)
            for parameter in operation["parameters"]:
                check(description, parameter["schema"], values[parameter["name"]])
            if asked.method == "POST":
                content = operation["requestBody"]["content"]["application/json"]
                check(description, content["schema"], json.loads(asked.body))

    @V2_FORMS
    async def test_call_records_are_asked_for_from_the_hand_over_on(
        self, session: Any, provider: Any, form: Form
    ) -> None:
        provider.answers_with(200, [])
        await pbx(session, provider.url, **form).find(ORDER, ASKED_AT)
        records = provider.asked[-1]
        assert (records.method, records.path) == ("GET", "/ns-api/v2/domains/~/cdrs")
        assert parse_qs(records.query) == {
            "datetime-start": ["2026-03-09T14:00:00+00:00"],
            "datetime-end": ["2026-03-10T14:00:00+00:00"],
            "limit": ["1000"],
        }

    @FORMS
    async def test_no_number_is_part_of_an_address(self, session: Any, provider: Any, form: Form) -> None:
        provider.answers_with(200, [])
        await pbx(session, provider.url, **form).hand_over(ORDER)
        await pbx(session, provider.url, **form).find(ORDER, ASKED_AT)
        assert not any("8135557001" in asked.path + asked.query for asked in provider.asked)


def operation_for(description: Any, method: str, path: str) -> tuple[Any, dict[str, str]]:
    """The described operation that a request is, and the values of its path; fails when there is none."""
    given = path.removeprefix("/ns-api/v2").split("/")
    for template, methods in description["paths"].items():
        parts = template.split("/")
        named = {part[1:-1]: value for part, value in zip(parts, given, strict=False) if part.startswith("{")}
        filled = [named.get(part[1:-1], part) if part.startswith("{") else part for part in parts]
        if filled == given and method.lower() in methods:
            return methods[method.lower()], named
    raise AssertionError(f"{method} {path} is not described")


@FORMS
class TestEveryForm:
    @pytest.mark.parametrize(
        ("status", "meaning"),
        [
            (400, Refused),
            (401, Refused),
            (403, Refused),
            (404, Refused),
            (302, Refused),
            (429, NotPlaced),
            (408, Unknown),
            (500, Unknown),
            (503, Unknown),
        ],
    )
    async def test_an_answer_says_whether_the_call_was_taken(
        self, session: Any, provider: Any, form: Form, status: int, meaning: type[ProviderError]
    ) -> None:
        provider.answers_with(status, None, Location="/elsewhere", Retry_After="7")
        with pytest.raises(ProviderError) as told:
            await pbx(session, provider.url, **form).hand_over(ORDER)
        assert (type(told.value), told.value.code) == (meaning, str(status))
        assert told.value.retry_after == (None if meaning is Refused else 7.0)
        assert len(provider.asked) == 1

    async def test_an_answer_that_does_not_come_leaves_it_unknown(
        self, session: Any, provider: Any, form: Form
    ) -> None:
        provider.answers_with(1)
        with pytest.raises(Unknown):
            await pbx(session, provider.url, **form, timeout_seconds=0.05).hand_over(ORDER)
        assert len(provider.asked) == 1

    async def test_a_connection_that_breaks_leaves_it_unknown(
        self, session: Any, provider: Any, form: Form
    ) -> None:
        provider.answers_with(2)
        with pytest.raises(Unknown):
            await pbx(session, provider.url, **form).hand_over(ORDER)
        assert len(provider.asked) == 1

    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1:1/", "http://pbx.invalid/", "https://127.0.0.1:1/", "pbx"]
    )
    async def test_a_pbx_that_cannot_be_reached_has_got_nothing(
        self, session: Any, form: Form, url: str
    ) -> None:
        with pytest.raises(NotPlaced):
            await pbx(session, url, **form).hand_over(ORDER)

    async def test_the_sandbox_takes_the_call_and_refuses_a_wrong_token(
        self, session: Any, sandbox: TestServer, form: Form
    ) -> None:
        await pbx(session, at(sandbox), **form).hand_over(ORDER)
        with pytest.raises(Refused):
            await NetsapiensPbx(session, url=at(sandbox), token="wrong", **form).hand_over(ORDER)
        assert await taken(session, sandbox) == 1
