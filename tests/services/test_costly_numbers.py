"""No number is called or texted that the business does not allow, whoever claims to have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.services import calling
from tests.conftest import administer
from tests.system import ACME, ALWAYS, ANA, BEN, JO, OWNER, Run, profile, running, settings_for, until
from tests.trying import ACME as TENANT
from tests.trying import agree

ABROAD, PREMIUM = "+18765550123", "+19005550199"


@pytest.mark.parametrize("sender", [ABROAD, PREMIUM], ids=["abroad", "premium"])
async def test_who_writes_from_such_a_number_is_asked_for_another(run: Run, sender: str) -> None:
    async with run() as system:
        for text in ("hi, can someone call me about a leaking boiler? Jo", "yes", "agree"):
            assert "Which number shall we call?" in await system.sandbox.says(text, phone=sender)
        assert await system.callbacks() == []
        for text in ("813 555 7001", "yes", "agree"):
            await system.sandbox.says(text, phone=sender)
        [callback] = await until(system.callbacks, bool)
        assert callback.phone == JO


async def test_who_rings_from_such_a_number_is_offered_no_callback_and_sent_no_text(run: Run) -> None:
    async with run(inbound={"voicemail": False, "text_back": True}) as system:
        for agent in (ANA, BEN):
            await system.sandbox.behave(agent, auto="decline")
        await system.sandbox.act(ABROAD, "call", to=ACME)
        assert await system.reaches("missed") == "missed"
        await until(lambda: system.sandbox.heard(OWNER), bool)
        assert "Press 1" not in await system.sandbox.told(ABROAD)
        answer = await system.sandbox.says("1", phone=OWNER, channel="sms")
        assert "Your phone rings now" not in answer
        await system.sandbox.quiet()
        assert await system.sandbox.heard(ABROAD) == []
        assert (await system.sandbox.rang(OWNER), await system.sandbox.rang(ABROAD)) == (0, 0)


async def test_a_call_that_was_agreed_on_is_not_placed_when_its_country_is_allowed_no_more(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    paths = (database_url, redis_url, str(tmp_path))
    async with running(settings_for(*paths), worker=False) as system:
        await agree(system)
    administer(database_url, "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE status = 'todo'")
    limits = {"thresholds": "off", "cooldown_seconds": 0, "countries": ["MX"]}
    tenants = {"acme": profile(limits=limits, hours=ALWAYS)}
    async with running(settings_for(*paths, tenants=tenants), worker=False) as system:
        [callback] = await system.callbacks()
        await calling.dial(system.services.office, TENANT, callback.callback_id)
        assert await system.reaches("failed") == "failed"
        assert await system.sandbox.rang(ANA) == 0
