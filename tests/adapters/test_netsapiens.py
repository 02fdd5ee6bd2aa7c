"""The hand-over to the PBX: exactly the requests it knows, and an honest word on what happened.

What each form has in common is tried on all of them, against the sandbox and against a scripted provider.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import jsonschema
import pytest
from aiohttp.test_utils import TestServer

from bot.adapters.netsapiens.api import HandOverForm, NetsapiensPbx, PbxMode
from bot.domain.handover import Found, HandOver
from bot.domain.phone import E164
from bot.ports import NotPlaced, ProviderError, Refused, Unknown
from bot.sandbox import SandboxConfig, create_app

ORDER = HandOver(reference="5f0c" * 8, queue="500", uid="201@acme.example", destination=E164("+18135557001"))
OTHER = replace(ORDER, reference="77aa" * 8, destination=E164("+18135557002"))
LEGACY = {"mode": PbxMode.LEGACY}
QUEUE = {"mode": PbxMode.V2, "form": HandOverForm.QUEUE}
CALL = {"mode": PbxMode.V2, "form": HandOverForm.CALL}
FORMS = pytest.mark.parametrize("form", [LEGACY, QUEUE, CALL], ids=["legacy", "v2-queue", "v2-call"])
V2_FORMS = pytest.mark.parametrize("form", [QUEUE, CALL], ids=["v2-queue", "v2-call"])
ASKED_AT = datetime(2026, 3, 9, 14, 0, tzinfo=UTC)
#: Far slower than life: whatever was queued is still there. And far faster: all of it is over.
STANDING, RACING = 0.001, 100_000.0

Form = dict[str, Any]
Prepare = Callable[..., Any]


def pbx(session: aiohttp.ClientSession, url: str, **more: Any) -> NetsapiensPbx:
    return NetsapiensPbx(session, url=url, token="secret", **more)


@pytest.fixture
async def sandbox(request: pytest.FixtureRequest) -> AsyncIterator[TestServer]:
    config = SandboxConfig(
        account_sid="AC" + "0" * 32,
        auth_token="token",
        ns_token="secret",
        time_scale=getattr(request, "param", STANDING),
    )
    async with TestServer(create_app(config)) as server:
        yield server


def at(server: TestServer) -> str:
    return str(server.make_url("/ns-api/"))


async def taken(session: aiohttp.ClientSession, server: TestServer) -> int:
    """How many hand-overs the PBX accepted."""
    async with session.get(server.make_url("/control/state")) as answer:
        return sum(asked["status"] < 300 for asked in (await answer.json())["ns"])


async def misbehave(session: aiohttp.ClientSession, server: TestServer, on: str, do: str) -> None:
    async with session.post(server.make_url("/control/misbehave"), json={"on": on, "do": do}) as answer:
        assert answer.status == 200, await answer.text()


def just_now() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=5)


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


def check(description: Any, schema: Any, value: Any) -> None:
    """Raises when the value is not what the schema of the description allows."""
    jsonschema.validate(value, {**schema, "components": description["components"]})


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


async def test_the_older_interface_can_never_tell_and_is_not_asked(session: Any, provider: Any) -> None:
    provider.answers_with(200, [])
    assert await pbx(session, provider.url, **LEGACY).find(ORDER, ASKED_AT) is Found.CANNOT_TELL
    assert provider.asked == []


@V2_FORMS
class TestFinding:
    """What v2 knows of a hand-over afterwards."""

    @pytest.mark.parametrize("sandbox", [STANDING, 1.0, RACING], indirect=True)
    async def test_a_call_taken_without_an_answer_is_found_wherever_it_has_got_to(
        self, session: Any, sandbox: TestServer, form: Form
    ) -> None:
        since = just_now()
        client = pbx(session, at(sandbox), **form, timeout_seconds=1)
        assert await client.find(ORDER, since) is Found.NO
        await misbehave(session, sandbox, "queuedcall", "timeout_after_accept")
        with pytest.raises(Unknown):
            await pbx(session, at(sandbox), **form, timeout_seconds=0.2).hand_over(ORDER)
        assert await client.find(ORDER, since) is Found.YES
        assert await client.find(OTHER, since) is Found.NO
        assert await taken(session, sandbox) == 1

    @pytest.mark.parametrize("fault", ["timeout_before", "reset", "status:500"])
    async def test_a_call_that_was_lost_on_the_way_is_not_there(
        self, session: Any, sandbox: TestServer, form: Form, fault: str
    ) -> None:
        since = just_now()
        client = pbx(session, at(sandbox), **form, timeout_seconds=0.5)
        await misbehave(session, sandbox, "queuedcall", fault)
        with pytest.raises(Unknown):
            await client.hand_over(ORDER)
        assert await client.find(ORDER, since) is Found.NO

    @pytest.mark.parametrize("status", [429, 500, 503])
    async def test_a_pbx_that_is_away_says_nothing_and_is_asked_again(
        self, session: Any, provider: Any, form: Form, status: int
    ) -> None:
        provider.answers_with(status)
        with pytest.raises(NotPlaced):
            await pbx(session, provider.url, **form).find(ORDER, ASKED_AT)

    async def test_a_pbx_that_is_silent_or_gone_says_nothing_either(
        self, session: Any, provider: Any, form: Form
    ) -> None:
        for how in (1, 2):
            provider.answers = [(how, None, {})]
            with pytest.raises(NotPlaced):
                await pbx(session, provider.url, **form, timeout_seconds=0.1).find(ORDER, ASKED_AT)
        with pytest.raises(NotPlaced):
            await pbx(session, "http://127.0.0.1:1/", **form).find(ORDER, ASKED_AT)

    @pytest.mark.parametrize("status", [301, 400, 401, 403])
    async def test_who_may_not_look_cannot_tell(
        self, session: Any, provider: Any, form: Form, status: int
    ) -> None:
        provider.answers_with(status, {"code": status, "message": "no"})
        assert await pbx(session, provider.url, **form).find(ORDER, ASKED_AT) is Found.CANNOT_TELL

    async def test_one_place_that_cannot_be_read_leaves_it_open(
        self, session: Any, provider: Any, form: Form
    ) -> None:
        looks = 2 if form is CALL else 3
        for closed in range(looks):
            provider.answers = [(403 if look == closed else 200, [], {}) for look in range(looks)]
            assert await pbx(session, provider.url, **form).find(ORDER, ASKED_AT) is Found.CANNOT_TELL

    async def test_records_that_go_on_leave_it_open(self, session: Any, provider: Any, form: Form) -> None:
        others: list[dict[str, str]] = [{"call-orig-call-id": str(n)} for n in range(1000)]
        provider.answers = [(200, [], {})] * (1 if form is CALL else 2) + [(200, others, {})]
        assert await pbx(session, provider.url, **form).find(ORDER, ASKED_AT) is Found.CANNOT_TELL

    @pytest.mark.parametrize("apart", [-60, 60])
    async def test_a_pbx_whose_clock_is_wrong_can_show_a_call_and_not_deny_it(
        self, session: Any, provider: Any, form: Form, apart: float
    ) -> None:
        date = format_datetime(datetime.now(UTC) + timedelta(seconds=apart), usegmt=True)
        provider.answers_with(200, [], Date=date)
        client = pbx(session, provider.url, **form)
        assert await client.find(ORDER, just_now()) is Found.CANNOT_TELL
        provider.answers = [
            (200, [{"to": "18135557001", "call-orig-call-id": ORDER.reference}], {"Date": date})
        ]
        assert await client.find(ORDER, just_now()) is Found.YES

    @pytest.mark.parametrize("content", [None, "a proxy's page", 7, {"entries": []}])
    async def test_an_answer_of_no_known_shape_does_not_deny_the_call(
        self, session: Any, provider: Any, form: Form, content: Any
    ) -> None:
        provider.answers_with(200, content)
        assert await pbx(session, provider.url, **form).find(ORDER, ASKED_AT) is Found.CANNOT_TELL


async def test_an_id_nobody_has_is_no_call_and_a_list_nobody_has_says_nothing(
    session: Any, provider: Any
) -> None:
    provider.answers = [(404, {"code": 404, "message": "not found"}, {}), (200, [], {})]
    assert await pbx(session, provider.url, **CALL).find(ORDER, ASKED_AT) is Found.NO
    provider.answers = [(404, None, {}), (200, [], {}), (200, [], {})]
    assert await pbx(session, provider.url, **QUEUE).find(ORDER, ASKED_AT) is Found.CANNOT_TELL


async def test_a_call_by_its_id_is_not_mistaken_for_another_of_the_same_customer(
    session: Any, provider: Any
) -> None:
    other = {"call-orig-call-id": OTHER.reference, "call-dialed-number": "18135557001"}
    provider.answers = [(404, None, {}), (200, [other], {})]
    assert await pbx(session, provider.url, **CALL).find(ORDER, ASKED_AT) is Found.NO
    provider.answers = [(404, None, {}), (200, [{"call-parent-call-id": ORDER.reference}], {})]
    assert await pbx(session, provider.url, **CALL).find(ORDER, ASKED_AT) is Found.YES


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ({"destination": "18135557001"}, Found.YES),
        ({"to": "+18135557001"}, Found.YES),
        ({"ani": "8135557001"}, Found.YES),
        ({"call-orig-caller-id": 18135557001}, Found.YES),
        ({"call-term-uri": "sip:18135557001@carrier.example"}, Found.YES),
        ({"call-term-uri": "tel:+18135557001;phone-context=us"}, Found.YES),
        ({"list": [{"destination": "18135557001"}]}, Found.YES),
        ({"destination": "18135557002"}, Found.NO),
        ({"destination": "7001"}, Found.NO),
        ({"call-session-id": "9918135557001"}, Found.NO),
        ({"destination": None, "count": 1, "open": True}, Found.NO),
        # Begun earlier: another call of the same customer, unless the time may be that of any zone.
        ({"destination": "18135557001", "queued-datetime": "2026-03-09T13:59:59Z"}, Found.NO),
        (
            {"destination": "18135557001", "queued-datetime": "2026-03-09T09:59:59-04:00[US/Eastern]"},
            Found.NO,
        ),
        (
            {"destination": "18135557001", "queued-datetime": "2026-03-09T10:00:01-04:00[US/Eastern]"},
            Found.YES,
        ),
        ({"destination": "18135557001", "queued-datetime": "2026-03-09 09:00:00"}, Found.YES),
    ],
)
async def test_a_place_in_the_queue_is_known_by_number_and_time(
    session: Any, provider: Any, entry: dict[str, Any], found: Found
) -> None:
    provider.answers = [(200, [entry], {}), (200, [], {}), (200, [], {})]
    assert await pbx(session, provider.url, **QUEUE).find(ORDER, ASKED_AT) is found


async def test_the_sandboxs_active_call_is_what_the_vendor_describes(
    session: Any, sandbox: TestServer, specs_dir: Path
) -> None:
    await pbx(session, at(sandbox), **CALL).hand_over(ORDER)
    url = sandbox.make_url(f"/ns-api/v2/domains/~/users/201/calls/{ORDER.reference}")
    async with session.get(url, headers={"Authorization": "Bearer secret"}) as answer:
        described = json.loads((specs_dir / "netsapiens_v2_v45.cut.json").read_text())
        check(described, described["components"]["schemas"]["ActiveCall"], await answer.json())
