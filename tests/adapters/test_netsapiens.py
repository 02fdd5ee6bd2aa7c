"""The hand-over to the PBX: exactly the request it knows, and an honest word on what happened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aiohttp
import jsonschema
import pytest
from aiohttp.test_utils import TestServer

from bot.adapters.netsapiens import NetsapiensPbx, PbxMode
from bot.ports import NotPlaced, ProviderError, Refused, Unknown
from bot.sandbox import SandboxConfig, create_app

CALL: dict[str, Any] = {"queue": "500", "uid": "201@acme.example", "destination": "+18135557001"}


def pbx(session: aiohttp.ClientSession, url: str, **more: Any) -> NetsapiensPbx:
    return NetsapiensPbx(session, url=url, token="secret", **more)


async def test_the_legacy_request_is_a_form_of_exactly_four_fields(session: Any, provider: Any) -> None:
    provider.answers_with(202)
    await pbx(session, provider.url + "/ns-api/").queue_call(**CALL)
    (asked,) = provider.asked
    assert (asked.method, asked.path, asked.query) == (
        "POST",
        "/ns-api/",
        "object=queuedcall&action=create",
    )
    assert asked.body == "format=json&uid=201%40acme.example&queue=500&destination=18135557001"
    assert asked.headers["Authorization"] == "Bearer secret"
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"


async def test_a_query_in_the_configured_url_stays(session: Any, provider: Any) -> None:
    provider.answers_with(200)
    await pbx(session, provider.url + "/ns-api/?site=a&object=x").queue_call(**CALL)
    assert provider.asked[0].query == "site=a&object=queuedcall&action=create"


@pytest.mark.parametrize("path", ["/ns-api/", "/ns-api", "/ns-api/?site=a"])
async def test_the_v2_request_names_domain_and_queue_in_the_path(
    session: Any, provider: Any, path: str
) -> None:
    provider.answers_with(202, {})
    v2 = pbx(session, provider.url + path, mode=PbxMode.V2, domain="acme.example")
    await v2.queue_call(**CALL)
    (asked,) = provider.asked
    assert (asked.path, asked.query) == ("/ns-api/v2/domains/acme.example/queuedcall/500", "")
    assert json.loads(asked.body) == {"destination": "18135557001"}


async def test_the_v2_request_is_what_the_vendors_description_asks_for(
    session: Any, provider: Any, specs_dir: Path
) -> None:
    provider.answers_with(202, {})
    await pbx(session, provider.url, mode=PbxMode.V2).queue_call(**CALL)
    description = json.loads((specs_dir / "netsapiens_v2_v45.cut.json").read_text())
    operation = description["paths"]["/domains/{domain}/queuedcall/{callqueue}"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    jsonschema.validate(
        json.loads(provider.asked[0].body), {**schema, "components": description["components"]}
    )


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (400, Refused),
        (401, Refused),
        (404, Refused),
        (302, Refused),
        (429, NotPlaced),
        (408, Unknown),
        (500, Unknown),
        (503, Unknown),
    ],
)
async def test_each_answer_says_whether_the_call_was_queued(
    session: Any, provider: Any, status: int, meaning: type[ProviderError]
) -> None:
    provider.answers_with(status, None, Location="/elsewhere", Retry_After="7")
    with pytest.raises(ProviderError) as told:
        await pbx(session, provider.url).queue_call(**CALL)
    assert (type(told.value), told.value.code) == (meaning, str(status))
    assert told.value.retry_after == (None if meaning is Refused else 7.0)
    assert len(provider.asked) == 1


async def test_an_answer_that_does_not_come_leaves_it_unknown(session: Any, provider: Any) -> None:
    provider.answers_with(1)
    with pytest.raises(Unknown):
        await pbx(session, provider.url, timeout_seconds=0.05).queue_call(**CALL)


async def test_a_connection_that_breaks_leaves_it_unknown(session: Any, provider: Any) -> None:
    provider.answers_with(2)
    with pytest.raises(Unknown):
        await pbx(session, provider.url).queue_call(**CALL)
    assert len(provider.asked) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://pbx.invalid/", "https://127.0.0.1:1/", "pbx"])
async def test_a_pbx_that_cannot_be_reached_has_queued_nothing(session: Any, url: str) -> None:
    with pytest.raises(NotPlaced):
        await pbx(session, url).queue_call(**CALL)


@pytest.mark.parametrize("mode", PbxMode)
async def test_the_sandbox_takes_the_call_and_refuses_a_wrong_token(session: Any, mode: PbxMode) -> None:
    config = SandboxConfig(account_sid="AC" + "0" * 32, auth_token="token", ns_token="secret")
    async with TestServer(create_app(config)) as server:
        url = str(server.make_url("/ns-api/"))
        await pbx(session, url, mode=mode).queue_call(**CALL)
        with pytest.raises(Refused):
            await NetsapiensPbx(session, url=url, token="wrong", mode=mode).queue_call(**CALL)
