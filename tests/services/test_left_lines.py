"""The line of a call that was missed concerns nobody any more once the request goes on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import psycopg

from bot.domain.telephony import LegProgress, LegStatus
from bot.services import calling, held, requests
from tests.conftest import administer
from tests.lines import ACME, on_the_line
from tests.system import ANA, JO, OWNER, System, profile, running, settings_for, until


async def test_an_agreed_time_outlives_the_end_of_the_line_that_was_missed(system: System) -> None:
    line = await on_the_line(system)
    await line.is_missed()
    office = system.services.office
    later = office.clock.now() + timedelta(hours=3)
    assert await requests.reschedule(office, ACME, line.callback.callback_id, later)
    await held.line_leg(office, line.ids, LegProgress(call_sid=line.sid, status=LegStatus.COMPLETED))
    [callback] = await system.callbacks()
    assert (callback.status, callback.scheduled_for) == ("scheduled", later)


async def test_who_takes_a_missed_call_is_rung_while_its_line_is_not_known_to_be_over(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    tenants = {"acme": profile(inbound={"voicemail": False})}
    async with running(settings_for(database_url, redis_url, str(tmp_path), tenants=tenants)) as system:
        await system.sandbox.behave(OWNER, auto="answer", press="1", after=10, hang_up_after=60)
        await system.sandbox.behave(JO, auto="answer")
        line = await on_the_line(system)
        await line.is_missed()
        await until(lambda: system.sandbox.heard(OWNER), bool)
        await system.sandbox.says("1", phone=OWNER, channel="sms")
        await until(lambda: system.sandbox.rang(OWNER), bool)
        ended = LegProgress(call_sid=line.sid, status=LegStatus.COMPLETED)
        await held.line_leg(system.services.office, line.ids, ended)
        assert await system.reaches("completed", "missed") == "completed"
        assert (await system.sandbox.rang(OWNER), await system.sandbox.rang(JO)) == (1, 1)


async def test_an_agent_who_still_rings_for_a_caller_who_left_cannot_take_the_time_they_chose(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    settings = settings_for(database_url, redis_url, str(tmp_path), sandbox={"time_scale": 2})
    async with running(settings, worker=False) as system:
        office = system.services.office
        await system.sandbox.rings_us()
        await system.sandbox.hears(JO, "Thank you for waiting")
        [callback] = await system.callbacks()
        await calling.dial(office, ACME, callback.callback_id)
        await until(lambda: system.sandbox.rang(ANA), bool)
        await system.sandbox.act(JO, "hangup")
        await system.reaches("missed")
        later = office.clock.now() + timedelta(hours=3)
        assert await requests.reschedule(office, ACME, callback.callback_id, later)
        await system.sandbox.act(ANA, "answer")
        await system.sandbox.hears(ANA, "This call was called off")
        [callback] = await system.callbacks()
        assert (callback.status, callback.scheduled_for) == ("scheduled", later)


async def test_who_takes_the_call_is_rung_once_the_phone_that_rang_for_the_caller_is_silent(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    settings = settings_for(database_url, redis_url, str(tmp_path), sandbox={"time_scale": 2})
    async with running(settings, worker=False) as system:
        office = system.services.office
        await system.sandbox.rings_us()
        await system.sandbox.hears(JO, "Thank you for waiting")
        [callback] = await system.callbacks()
        await calling.dial(office, ACME, callback.callback_id)
        await until(lambda: system.sandbox.rang(ANA), bool)
        await system.sandbox.act(JO, "hangup")
        await system.reaches("missed")
        await system.sandbox.says("1", phone=OWNER, channel="sms")
        administer(database_url, "DELETE FROM procrastinate_jobs WHERE task_name = 'dial'")
        await system.sandbox.act(ANA, "decline")
        await until(lambda: dials(database_url), lambda jobs: jobs == 1)


async def dials(database_url: str) -> int:
    """Jobs that dial."""
    async with await psycopg.AsyncConnection.connect(database_url) as connection:
        row = await (
            await connection.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'dial'")
        ).fetchone()
    assert row
    return int(row[0])
