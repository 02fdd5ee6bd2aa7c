"""The PBX of the sandbox: what it was given can be asked for, in the list where it is by now."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import jsonschema
import pytest
from aiohttp import ClientConnectionError, ClientSession
from aiohttp.test_utils import TestServer

from bot.sandbox import SandboxConfig, create_app
from bot.sandbox.pbx_calls import TALKS, WAITS, PbxCall, Phase, in_phase
from tests.sandbox.conftest import ACCOUNT, TOKEN, Sandbox

BEARER = {"Authorization": "Bearer ns-token"}
DOMAIN = "/ns-api/v2/domains/acme"
CALL = {"synchronous": "no", "call-id": "1f2e", "call-orig-user": "500@acme", "call-term-user": "18135557001"}
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


@pytest.fixture
async def sandbox():
    """One whose time stands still: what waits goes on waiting."""
    config = SandboxConfig(account_sid=ACCOUNT, auth_token=TOKEN, ns_token="ns-token", time_scale=0.001)
    async with TestServer(create_app(config)) as server, ClientSession() as client:
        yield Sandbox(client, str(server.make_url("")).rstrip("/"))


async def read(sandbox, path, **query):
    response = await sandbox.raw("GET", DOMAIN + path, params=query, headers=BEARER)
    return response.status, await response.json()


def window(**edges):
    now = datetime.now(UTC)
    shown = {"start": now - timedelta(hours=1), "end": now + timedelta(hours=1)} | edges
    return {f"datetime-{edge}": at.isoformat() for edge, at in shown.items()}


@pytest.mark.parametrize(
    ("user", "seconds", "phase"),
    [
        ("", 0, Phase.QUEUED),
        ("", WAITS - 1, Phase.QUEUED),
        ("", WAITS, Phase.ACTIVE),
        ("", WAITS + TALKS, Phase.OVER),
        ("100", 0, Phase.ACTIVE),
        ("100", TALKS, Phase.OVER),
    ],
)
def test_time_alone_moves_a_call_from_list_to_list(user, seconds, phase):
    call = PbxCall(at=NOON, domain="acme", user=user, queue="500", call_id="1f2e", destination="18135557001")
    later = NOON + timedelta(seconds=seconds / 20)
    assert [each for each in Phase if in_phase([call], each, later, 20)] == [phase]


async def test_a_place_in_the_queue_shows_in_that_queue(sandbox):
    url = DOMAIN + "/queuedcall/500"
    await sandbox.raw("POST", url, json={"destination": "18135557001"}, headers=BEARER)
    status, (waiting,) = await read(sandbox, "/queuedcall/500")
    assert (status, waiting["destination"]) == (200, "18135557001")
    assert await read(sandbox, "/queuedcall/501") == (200, [])
    assert await read(sandbox, "/cdrs", **window()) == (200, [])
    other = await sandbox.raw("GET", url.replace("acme", "other"), headers=BEARER)
    assert await other.json() == []


async def test_a_call_is_found_by_the_id_it_was_given_and_by_its_user_only(sandbox, specs_dir):
    made = await sandbox.raw("POST", DOMAIN + "/users/100/calls", json=CALL, headers=BEARER)
    assert (made.status, await made.read()) == (202, b"")
    status, call = await read(sandbox, "/users/100/calls/1f2e")
    assert (status, call["call-orig-call-id"], call["call-dialed-number"]) == (200, "1f2e", "18135557001")
    assert (await read(sandbox, "/calls"))[1] == [call]
    assert [(await read(sandbox, path))[0] for path in ("/users/101/calls/1f2e", "/users/100/calls/0")] == [
        404,
        404,
    ]
    described = json.loads((specs_dir / "netsapiens_v2_v45.cut.json").read_text())
    jsonschema.validate(
        call,
        {**described["components"]["schemas"]["ActiveCall"], "components": described["components"]},
    )


@pytest.mark.parametrize("missing", ["synchronous", "call-id", "call-term-user"])
async def test_a_call_without_what_the_vendor_requires_is_refused_and_not_made(sandbox, missing):
    body = {name: value for name, value in CALL.items() if name != missing}
    refused = await sandbox.raw("POST", DOMAIN + "/users/100/calls", json=body, headers=BEARER)
    assert refused.status == 400
    assert await read(sandbox, "/calls") == (200, [])


@pytest.mark.parametrize("path", ["/queuedcall/500", "/calls", "/users/100/calls/1f2e", "/cdrs"])
async def test_who_has_no_token_reads_nothing_and_a_look_can_fail(sandbox, path):
    stranger = await sandbox.raw("GET", DOMAIN + path, headers={"Authorization": "Bearer other"})
    assert stranger.status == 401
    await sandbox.misbehave("pbx_look_up", "status:503")
    assert (await read(sandbox, path, **window()))[0] == 503


async def test_a_request_that_is_cut_off_or_failed_is_not_kept(sandbox):
    for fault, number in (("reset", "18135557001"), ("status:500", "18135557002")):
        await sandbox.misbehave("queuedcall", fault, to=number)
    url = DOMAIN + "/queuedcall/500"
    with pytest.raises(ClientConnectionError):
        await sandbox.raw("POST", url, json={"destination": "18135557001"}, headers=BEARER)
    for last, status in ((2, 500), (3, 200)):
        body = {"destination": f"1813555700{last}"}
        assert (await sandbox.raw("POST", url, json=body, headers=BEARER)).status == status
    assert [each["destination"] for each in (await read(sandbox, "/queuedcall/500"))[1]] == ["18135557003"]


async def test_a_reset_forgets_the_calls_of_the_pbx(sandbox):
    await sandbox.raw("POST", DOMAIN + "/users/100/calls", json=CALL, headers=BEARER)
    await sandbox.raw("POST", "/control/reset")
    assert await read(sandbox, "/calls") == (200, [])
