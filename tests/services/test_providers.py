"""Two providers: which is asked first, when the other follows, and when it must not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.system import ANA, BEN, JO, OWNER, System, profile, running, settings_for, until

PBX_FIRST = profile(call_providers=["netsapiens", "twilio"], netsapiens={"queue": "500", "uid": "100@acme"})
TWILIO_FIRST = profile(
    call_providers=["twilio", "netsapiens"], netsapiens={"queue": "500", "uid": "100@acme"}
)


async def ask(system: System) -> None:
    for text in ("call me about a leaking boiler, I'm Jo", "yes", "agree"):
        await system.sandbox.says(text)


async def queued(system: System) -> list[Any]:
    return list((await system.sandbox.state())["ns"])


async def rang(system: System, number: str) -> int:
    return int((await system.sandbox.counts()).get(number, {}).get("rang", 0))


@pytest.fixture
def paths(database_url: str, redis_url: str, tmp_path: Path) -> tuple[str, str, str]:
    return database_url, redis_url, str(tmp_path)


async def test_the_pbx_gets_exactly_what_its_older_interface_takes(paths: tuple[str, str, str]) -> None:
    async with running(settings_for(*paths, tenants={"acme": PBX_FIRST})) as system:
        await ask(system)
        await system.reaches("queued_at_pbx")
        [request] = await queued(system)
        assert request["fields"] == {
            "format": "json",
            "uid": "100@acme",
            "queue": "500",
            "destination": JO.removeprefix("+"),
        }
        assert request["headers"]["Authorization"] == "Bearer pbx-token"
        assert await rang(system, ANA) == 0
        await until(lambda: system.sandbox.heard(JO), lambda texts: "phone queue" in texts[-1])


async def test_a_pbx_that_refuses_is_followed_by_the_other_provider(paths: tuple[str, str, str]) -> None:
    async with running(settings_for(*paths, tenants={"acme": PBX_FIRST})) as system:
        await system.sandbox.behave(ANA, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        await system.sandbox.misbehave("queuedcall", "status:403")
        await ask(system)
        await system.reaches("completed")
        assert (await rang(system, ANA), await rang(system, JO)) == (1, 1)


async def test_a_lost_answer_of_the_pbx_is_never_followed_by_another_provider(
    paths: tuple[str, str, str],
) -> None:
    async with running(settings_for(*paths, tenants={"acme": PBX_FIRST})) as system:
        await system.sandbox.misbehave("queuedcall", "timeout_after_accept")
        await ask(system)
        await system.reaches("unknown")
        texts = await until(lambda: system.sandbox.heard(OWNER), bool)
        assert len(texts) == 1
        assert (await rang(system, ANA), len(await queued(system))) == (0, 1)


async def test_one_agent_whose_number_is_refused_does_not_end_the_flow(paths: tuple[str, str, str]) -> None:
    async with running(settings_for(*paths, tenants={"acme": TWILIO_FIRST})) as system:
        await system.sandbox.behave(BEN, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        await system.sandbox.misbehave("create_call", "status:400", to=ANA)
        await ask(system)
        await system.reaches("completed")
        assert (await rang(system, ANA), await rang(system, BEN)) == (0, 1)
        assert await queued(system) == []


async def test_a_provider_that_refuses_every_agent_is_followed_by_the_pbx(
    paths: tuple[str, str, str],
) -> None:
    async with running(settings_for(*paths, tenants={"acme": TWILIO_FIRST})) as system:
        await system.sandbox.misbehave("create_call", "status:400", times=2)
        await ask(system)
        await system.reaches("queued_at_pbx")
        assert len(await queued(system)) == 1


async def test_agents_who_do_not_answer_are_no_reason_for_another_provider(
    paths: tuple[str, str, str],
) -> None:
    async with running(settings_for(*paths, tenants={"acme": TWILIO_FIRST})) as system:
        await ask(system)
        await system.reaches("missed")
        assert await queued(system) == []
