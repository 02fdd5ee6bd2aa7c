"""Alive, ready, measured; and what a request leaves in the logs."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp.test_utils import TestServer

from bot import app as composition
from tests.conftest import administer
from tests.system import System, free_port, running, settings_for

from .test_web_api import ASKED, ask


async def test_a_running_service_is_alive_and_ready(idle: System) -> None:
    async with idle.session.get(f"{idle.url}/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "ok"})
    async with idle.session.get(f"{idle.url}/readyz") as answer:
        told = await answer.json()
    assert (answer.status, told["status"]) == (200, "ready")
    assert told["dependencies"] == {"database": "up", "memory": "up"}


async def test_the_metrics_count_by_route_and_never_by_path(idle: System) -> None:
    _, told = await ask(idle)
    async with idle.session.get(told["status_url"]) as answer:
        assert answer.status == 200
    async with idle.session.get(f"{idle.url}/metrics") as answer:
        text = await answer.text()
    assert 'route="/api/v1/callbacks/{id}",status="200"' in text
    assert 'callback_requests_total{door="api",result="taken"} 1.0' in text
    assert told["id"] not in text


async def test_the_log_has_one_line_a_request_and_nothing_personal(
    idle: System, capsys: pytest.CaptureFixture[str]
) -> None:
    _, told = await ask(idle, X_Request_Id="from-the-proxy-1")
    async with idle.session.get(told["status_url"]) as answer:
        assert answer.status == 200
    await ask(idle, ASKED | {"phone": "911"})
    logged = "".join(capsys.readouterr())
    assert "from-the-proxy-1" in logged
    for private in ("5557001", "555-7001", "Jo Held", "boiler", told["token"]):
        assert private not in logged


async def test_an_answer_bears_the_id_of_its_request(idle: System) -> None:
    for given, kept in (("from-the-proxy-1", True), ("a b\tc", False), ("", False)):
        async with idle.session.get(f"{idle.url}/healthz", headers={"X-Request-Id": given}) as answer:
            assert (answer.headers["X-Request-Id"] == given) is kept


async def test_the_stage_sees_each_change(idle: System) -> None:
    async with asyncio.timeout(10), idle.session.get(f"{idle.url}/stage/live") as stream:
        assert await _snapshot(stream) == []
        await ask(idle)
        (told,) = await _snapshot(stream)
    assert (told["tenant"], told["status"], told["channel"]) == ("acme", "requested", "web")
    assert told["timeline"][0]["sentence"].startswith("Asked for a callback")


async def _snapshot(stream: object) -> list[dict[str, object]]:
    async for line in stream.content:  # type: ignore[attr-defined]
        if line.startswith(b"data: "):
            return list(json.loads(line[6:])["callbacks"])
    raise AssertionError("the stream ended")


async def test_without_the_memory_requests_are_taken_all_the_same(database_url: str, tmp_path: Path) -> None:
    nowhere = f"redis://127.0.0.1:{free_port()}"
    settings = settings_for(database_url, nowhere, str(tmp_path))
    async with running(settings, worker=False) as system:
        async with system.session.get(f"{system.url}/readyz") as answer:
            assert (answer.status, (await answer.json())["status"]) == (200, "degraded")
        assert (await ask(system))[0] == 201


async def test_without_the_database_nothing_is_half_done_and_asking_again_is_told(
    idle: System, postgres_url: str, database_url: str
) -> None:
    name = urlsplit(database_url).path.removeprefix("/")
    administer(postgres_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    everybody = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608
    administer(postgres_url, everybody)
    async with idle.session.post(f"{idle.url}/api/v1/callbacks", json=ASKED) as answer:
        problem = await answer.json(content_type=None)
        assert (answer.status, int(answer.headers["Retry-After"]) > 0) == (503, True)
    assert "try again in a few seconds" in problem["detail"]
    async with idle.session.get(f"{idle.url}/readyz") as answer:
        assert (answer.status, (await answer.json())["dependencies"]["database"]) == (503, "down")
    async with idle.session.get(f"{idle.url}/healthz") as answer:
        assert answer.status == 200


async def test_a_process_that_stops_ends_its_streams_at_once(idle: System) -> None:
    async with composition.build(idle.services.settings) as other:
        server = TestServer(composition.web_app(other))
        await server.start_server()
        async with idle.session.get(server.make_url("/stage/live")) as stream:
            assert await _snapshot(stream) == []
            async with asyncio.timeout(5):
                await server.close()
