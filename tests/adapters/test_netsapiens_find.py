"""What a v2 PBX can say of a hand-over whose answer was lost, and when it must not be believed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.domain.handover import Found
from bot.ports import NotPlaced, Unknown
from tests.adapters.pbx import (
    ASKED_AT,
    CALL,
    LEGACY,
    ORDER,
    OTHER,
    QUEUE,
    RACING,
    STANDING,
    V2_FORMS,
    Form,
    at,
    check,
    misbehave,
    pbx,
    sandboxed,
    taken,
)


@pytest.fixture
async def sandbox(request: pytest.FixtureRequest) -> AsyncIterator[TestServer]:
    async with sandboxed(getattr(request, "param", STANDING)) as server:
        yield server


def just_now() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=5)


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
