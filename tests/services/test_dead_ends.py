"""Something leads out of every state: nobody waits for ever, and no phone is held by a call that is over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from bot.adapters.clock import SystemClock
from bot.domain.attempt import Attempt
from bot.ports import Unknown
from bot.services import calling, requests
from tests.conftest import administer
from tests.system import ALWAYS, ANA, BEN, JO, Run, System, profile, running, settings_for, until
from tests.trying import ACME, ask_on_the_site

OTHER = "+18135557002"
DIALS = """
SELECT count(*) FILTER (WHERE coalesce(scheduled_at, now()) <= now()), count(*) FROM procrastinate_jobs
WHERE task_name = 'dial' AND status IN ('todo', 'doing')
"""


async def dials(database_url: str) -> tuple[int, int]:
    """Jobs that dial: how many of them now, and how many in all."""
    async with await psycopg.AsyncConnection.connect(database_url) as connection:
        row = await (await connection.execute(DIALS)).fetchone()
    assert row
    return int(row[0]), int(row[1])


async def attempts(system: System) -> list[Attempt]:
    [callback] = await system.callbacks()
    async with system.services.office.store.transaction(ACME) as tx:
        return list(await tx.attempts.of(callback.callback_id))


async def test_who_rings_and_chooses_a_callback_is_called_after_the_agents_where_customers_come_first(
    run: Run,
) -> None:
    async with run(time_scale=2, customers={"first": "customer"}, routing={"ring_seconds": 5}) as system:
        await system.sandbox.behave(BEN, auto="answer", press="1", hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        await system.sandbox.rings_us()
        await system.sandbox.hears(JO, "Press 1 to hang up and be called back")
        await system.sandbox.act(JO, "press", digits="1")
        assert await system.reaches("connected", "missed") == "connected"
        counts = await system.sandbox.counts()
        assert [counts[phone]["rang"] for phone in (ANA, BEN, JO)] == [1, 1, 1]


async def test_an_agent_whose_hang_up_is_never_told_is_free_after_a_customer_who_was_not_reached(
    run: Run,
) -> None:
    async with run(time_scale=2, customers={"ring_seconds": 5}) as system:
        await system.sandbox.behave(ANA, auto="answer", press="1")
        for text in ("call me about a leaking boiler, I'm Jo", "yes", "agree"):
            await system.sandbox.says(text, channel="sms")
        assert await system.reaches("no_answer") == "no_answer"
        await system.sandbox.misbehave("webhook", "drop", to=ANA)
        await system.sandbox.quiet()

        async def busy() -> set[Any]:
            office = system.services.office
            async with office.store.transaction(ACME) as tx:
                return set(await tx.attempts.busy_agents(office.clock.now()))

        await until(busy, lambda agents: not agents, patience=25)


async def test_a_provider_that_is_away_is_asked_once_for_each_agent_who_is_to_ring_at_the_same_time(
    run: Run, database_url: str
) -> None:
    async with run(routing={"strategy": "simultaneous"}) as system:
        await system.sandbox.misbehave("create_call", "status:429", times=10_000)
        for text in ("call me about a leaking boiler, I'm Jo", "yes", "agree"):
            await system.sandbox.says(text, channel="sms")

        await until(lambda: attempts(system), bool)
        _, later = await until(lambda: dials(database_url), lambda jobs: jobs[0] == 0)
        assert later <= 2, "timers"
        assert len(await attempts(system)) <= 2


async def test_a_call_that_is_due_by_another_clock_is_not_left_to_the_sweep(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    async with running(settings_for(database_url, redis_url, str(tmp_path)), worker=False) as system:
        await ask_on_the_site(system)
        [callback], office = await system.callbacks(), system.services.office
        administer(database_url, "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE status = 'todo'")
        # A machine whose clock is a second behind that of the one that took the request.
        early = callback.scheduled_for - timedelta(seconds=1) - office.clock.now()
        behind = replace(office, clock=SystemClock(ahead=early))
        assert await calling.dial(behind, ACME, callback.callback_id) is calling.Dialled.NOTHING
        assert (await dials(database_url))[1] == 1


async def test_nobody_is_rung_twice_by_machines_whose_clocks_differ(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    async with running(settings_for(database_url, redis_url, str(tmp_path)), worker=False) as system:
        for agent in (ANA, BEN):
            await system.sandbox.behave(agent, auto="decline")
        await ask_on_the_site(system)
        administer(database_url, "UPDATE callbacks SET scheduled_for = scheduled_for - interval '1 minute'")
        [callback], office = await system.callbacks(), system.services.office
        behind = replace(office, clock=SystemClock(ahead=timedelta(seconds=-5)))
        for machine in (office, behind, office):
            await calling.dial(machine, ACME, callback.callback_id)
            await until(lambda: attempts(system), lambda made: not any(each.live for each in made))
        assert await system.reaches("missed") == "missed"
        assert (await system.sandbox.rang(ANA), await system.sandbox.rang(BEN)) == (1, 1)


async def test_who_took_a_call_and_is_in_another_holds_up_nobody_else(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    tenants = {"acme": profile(agents=[{"name": "Ben", "phone": BEN}])}
    settings = settings_for(database_url, redis_url, str(tmp_path), tenants=tenants)
    async with running(settings, worker=False) as system:
        await ask_on_the_site(system, phone=OTHER)
        administer(database_url, "UPDATE callbacks SET claimed_by = 'ana', reason = 'waiting_for_agent'")
        await ask_on_the_site(system)
        newest = (await system.callbacks())[0]
        await calling.dial(system.services.office, ACME, newest.callback_id)
        assert await system.sandbox.rang(BEN) == 1


async def test_a_flow_that_is_cut_short_by_the_closing_begins_anew_at_the_opening(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    paths = (database_url, redis_url, str(tmp_path))
    async with running(settings_for(*paths), worker=False) as system:
        await ask_on_the_site(system)
    administer(database_url, "UPDATE callbacks SET flow_started_at = now() - interval '1 minute'")
    today = datetime.now(ZoneInfo("America/New_York")).date()
    closed: dict[str, list[str]] = {(today + timedelta(days=days)).isoformat(): [] for days in (0, 1)}
    tenants = {"acme": profile(hours=ALWAYS | {"exceptions": closed})}
    async with running(settings_for(*paths, tenants=tenants), worker=False) as system:
        [callback] = await system.callbacks()
        await calling.dial(system.services.office, ACME, callback.callback_id)
        [callback] = await system.callbacks()
        assert (callback.status, callback.flow_started_at) == ("scheduled", None)


@dataclass(slots=True)
class DeafOnce:
    """A provider that does not answer the first time it is told to hang up."""

    provider: Any
    asked: int = 0

    async def end_call(self, call_sid: str) -> None:
        self.asked += 1
        if self.asked == 1:
            raise Unknown("no answer")
        await self.provider.end_call(call_sid)


async def test_one_phone_that_cannot_be_silenced_now_leaves_no_other_ringing(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    tenants = {"acme": profile(routing={"strategy": "simultaneous", "ring_seconds": 120})}
    settings = settings_for(database_url, redis_url, str(tmp_path), tenants=tenants)
    async with running(settings, worker=False) as system:
        await ask_on_the_site(system)
        [callback], office = await system.callbacks(), system.services.office
        for agent in (ANA, BEN):
            await calling.dial(office, ACME, callback.callback_id)
            await until(partial(system.sandbox.rang, agent), bool)
        assert await requests.cancel(office, ACME, callback.callback_id)
        deaf: Any = DeafOnce(office.telephony)
        with pytest.raises(Unknown):
            await calling.end_legs(replace(office, telephony=deaf), ACME, callback.callback_id)
        assert deaf.asked == 2
