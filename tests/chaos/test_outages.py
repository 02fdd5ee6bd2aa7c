"""A provider or an engine goes away and comes back: nothing is lost or doubled, and people are told once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from tests.chaos.business import Business
from tests.chaos.fleet import LONG, Fleet, fleet
from tests.system import until

pytestmark = pytest.mark.timeout(400)

ACME = Business(index=0, callbacks=8)
WAITING = "Your request is safe and we keep trying"
#: Requests come at this pace while an engine is away.
LOAD_SECONDS = 4.0
AWAY_SECONDS = 60.0 if LONG else 3.0
#: More than are asked for before the clock is set; while they last the provider is away.
REFUSALS = 12
MISSES = "SELECT count(*) FROM attempts WHERE outcome = 'not_placed'"
POSTPONED = "SELECT count(DISTINCT callback_id) FROM attempts WHERE outcome = 'not_placed'"


async def all_ask(ships: Fleet) -> None:
    await asyncio.gather(*(ships.ask(ACME, customer) for customer in ACME.customers))


async def all_write(ships: Fleet) -> None:
    for customer in ACME.customers:
        for text in ("call me about a leaking boiler, I'm Jo", "yes", "agree"):
            await ships.write(ACME, customer, text)


async def standing(ships: Fleet) -> str:
    async with ships.sandbox.session.get(f"{ships.webs[0].url}/readyz") as answer:
        return str((await answer.json())["status"])


async def test_callbacks_wait_for_a_provider_that_cannot_be_reached(data_dir: Path) -> None:
    async with fleet(data_dir, [ACME]) as ships:
        await ships.back.close()
        await all_ask(ships)
        await until(lambda: ships.ask_database(POSTPONED), lambda seen: seen == [(ACME.callbacks,)])
        assert sum(await ships.calls()) == 0
        await ships.back.open()
        await ships.each_is_called_once()


async def test_customers_are_told_once_that_their_callback_waits(data_dir: Path) -> None:
    async with fleet(data_dir, [ACME]) as ships:
        await ships.sandbox.misbehave("create_call", "status:429", times=7)
        await all_write(ships)
        await ships.each_is_called_once()
        assert await told_to_wait(ships) == [1] * ACME.callbacks


async def test_an_hour_without_a_provider_loses_nothing_and_is_told_once(data_dir: Path) -> None:
    async with fleet(data_dir, [ACME], sandbox={"enabled": True}) as ships:
        await ships.sandbox.misbehave("create_call", "status:429", times=REFUSALS)
        await all_write(ships)
        await until(lambda: told_to_wait(ships), lambda seen: seen == [1] * ACME.callbacks, 60.0)
        misses = await ships.ask_database(MISSES)
        await ships.restart_ahead(timedelta(hours=1))
        await until(lambda: ships.ask_database(MISSES), lambda seen: seen > misses, 120.0)
        assert sum(await ships.calls()) == 0
        await ships.each_is_called_once(300)
        assert await told_to_wait(ships) == [1] * ACME.callbacks


async def told_to_wait(ships: Fleet) -> list[int]:
    """How often each customer was told so."""
    heard = [await ships.sandbox.heard(customer) for customer in ACME.customers]
    return [sum(WAITING in text for text in texts) for texts in heard]


async def test_lost_answers_are_looked_up_whether_the_call_was_placed_or_not(data_dir: Path) -> None:
    async with fleet(data_dir, [ACME]) as ships:
        for fault in ("timeout_after_accept", "reset", "status:500"):
            await ships.sandbox.misbehave("create_call", fault, times=2)
        # Nor does any webhook tell which calls there are.
        await ships.sandbox.misbehave("webhook", "drop", times=1000)
        await all_ask(ships)
        await ships.each_is_called_once()


async def test_while_the_database_is_away_nothing_is_half_taken(data_dir: Path) -> None:
    async with fleet(data_dir, [ACME]) as ships, ships.kept_up():
        load = asyncio.create_task(ships.load(LOAD_SECONDS))
        await asyncio.sleep(LOAD_SECONDS / 4)
        await ships.postgres.stop()
        await asyncio.sleep(AWAY_SECONDS)
        await ships.postgres.start()
        await load
        assert ships.refusals[503]
        assert set(ships.told_to_wait) == {"5"}
        assert not ships.webs[0].ended
        await ships.each_is_called_once()


async def test_without_the_fast_memory_callbacks_are_taken_and_dialled(data_dir: Path) -> None:
    async with fleet(data_dir, [ACME]) as ships:
        ships.valkey.kill()
        await until(lambda: standing(ships), lambda word: word == "degraded")
        await ships.load(LOAD_SECONDS / 2)
        await ships.each_is_called_once()
        assert not ships.refusals
        await ships.valkey.start()
        await until(lambda: standing(ships), lambda word: word == "ready")
