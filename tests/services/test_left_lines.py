"""The line of a call that was missed concerns nobody any more once the request goes on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.domain.telephony import LegProgress, LegStatus
from bot.services import held, requests
from tests.lines import ACME, on_the_line
from tests.system import JO, OWNER, System, profile, running, settings_for, until


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
