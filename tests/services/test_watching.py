"""Calls whose answer was lost are looked up, and watched until they are over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.config import Settings
from bot.domain.attempt import Attempt
from bot.domain.phone import E164
from bot.domain.telephony import CallRecord, DialOutcome, KeyPress, LegProgress, LegStatus
from bot.services import bridging, calling, legs, watching
from bot.services.office import Office
from tests.system import ANA, System, profile, running, settings_for

WATCH_JOBS = """
SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'watch_attempt' AND args ->> 'subject' = %s
"""


@dataclass(slots=True)
class OvertakenLookUp:
    """While the provider's list is read, the call's own webhook comes in."""

    office: Office
    attempt: Attempt
    listed: bool

    async def list_calls(self, *, to: E164, caller_id: E164, since: datetime) -> Sequence[CallRecord]:
        calls = await self.office.telephony.list_calls(to=to, caller_id=caller_id, since=since)
        [call] = calls
        ids = (self.attempt.tenant_id, self.attempt.callback_id, self.attempt.attempt_id)
        await legs.agent_leg(self.office, ids, LegProgress(call_sid=call.call_sid, status=LegStatus.RINGING))
        return calls if self.listed else []


@pytest.mark.parametrize("listed", [True, False])
async def test_a_call_that_shows_itself_while_it_is_looked_up_is_watched_on(
    database_url: str, redis_url: str, tmp_path: Path, listed: bool
) -> None:
    async with running(ringing_long(database_url, redis_url, tmp_path), worker=False) as system:
        attempt = await lost(system)
        jobs = watch_jobs(database_url, attempt)
        office = system.services.office
        provider: Any = OvertakenLookUp(office, attempt, listed)
        await watching.watch_attempt(
            replace(office, telephony=provider), attempt.tenant_id, attempt.attempt_id
        )
        assert watch_jobs(database_url, attempt) == jobs + 1


async def test_an_agent_is_free_when_the_end_of_a_call_that_came_to_nothing_was_not_told(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    async with running(ringing_long(database_url, redis_url, tmp_path), worker=False) as system:
        attempt, office = await placed(system), system.services.office
        assert attempt.call_sid
        ids = (attempt.tenant_id, attempt.callback_id, attempt.attempt_id)
        await legs.accept(office, ids, KeyPress(call_sid=attempt.call_sid, digits="1"))
        await bridging.dial_ended(office, ids, busy(attempt.call_sid))
        await system.sandbox.misbehave("webhook", "drop", to=ANA)
        await system.sandbox.act(ANA, "decline")
        assert (await stored(office, attempt)).live
        await watching.watch_attempt(office, attempt.tenant_id, attempt.attempt_id)
        assert not (await stored(office, attempt)).live


async def test_news_that_come_while_the_provider_is_asked_who_rang_are_looked_at_again(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    async with running(ringing_long(database_url, redis_url, tmp_path), worker=False) as system:
        attempt, office = await placed(system), system.services.office
        assert attempt.call_sid
        ids = (attempt.tenant_id, attempt.callback_id, attempt.attempt_id)
        await legs.accept(office, ids, KeyPress(call_sid=attempt.call_sid, digits="1"))
        await bridging.dial_ended(office, ids, busy(attempt.call_sid))
        jobs = watch_jobs(database_url, attempt)
        await bridging.judge_broken_off(office, ids, rang=False)
        assert watch_jobs(database_url, attempt) == jobs + 1


def busy(call_sid: str) -> DialOutcome:
    return DialOutcome(call_sid=call_sid, status=LegStatus.BUSY, bridged=False)


def ringing_long(database_url: str, redis_url: str, folder: Path) -> Settings:
    tenants = {"acme": profile(routing={"ring_seconds": 120})}
    return settings_for(database_url, redis_url, str(folder), tenants=tenants)


async def placed(system: System) -> Attempt:
    """An attempt whose call rings."""
    assert await dialled(system) is calling.Dialled.RINGING
    return await newest(system)


async def stored(office: Office, attempt: Attempt) -> Attempt:
    async with office.store.transaction(attempt.tenant_id) as tx:
        found = await tx.attempts.read(attempt.attempt_id)
    assert found
    return found


async def lost(system: System) -> Attempt:
    """An attempt whose call rings, though neither an answer nor a webhook has said so."""
    await system.sandbox.misbehave("create_call", "timeout_after_accept")
    await system.sandbox.misbehave("webhook", "drop", times=2, to=ANA)
    assert await dialled(system) is calling.Dialled.UNKNOWN
    attempt = await newest(system)
    assert attempt.call_sid is None
    return attempt


async def dialled(system: System) -> calling.Dialled:
    for text in ("call me about a leaking boiler, I'm Jo", "yes", "agree"):
        await system.sandbox.says(text)
    [callback] = await system.callbacks()
    return await calling.dial(system.services.office, callback.tenant_id, callback.callback_id)


async def newest(system: System) -> Attempt:
    [callback] = await system.callbacks()
    async with system.services.office.store.transaction(callback.tenant_id) as tx:
        [attempt] = await tx.attempts.of(callback.callback_id)
    return attempt


def watch_jobs(database_url: str, attempt: Attempt) -> int:
    with psycopg.connect(database_url) as connection:
        row = connection.execute(WATCH_JOBS, (str(attempt.attempt_id),)).fetchone()
    assert row
    return int(row[0])
