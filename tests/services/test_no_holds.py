"""A no holds for the call that is live, whichever of the customer's requests it belongs to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.telephony import Channel
from tests.system import ANA, BEN, JO, OWNER, System, running, settings_for, until
from tests.trying import ACME, agree, ask_on_the_site


@pytest.fixture
async def slow(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[System]:
    """A system whose phones ring long enough to do something meanwhile."""
    settings = settings_for(database_url, redis_url, str(tmp_path), sandbox={"time_scale": 2})
    async with running(settings) as it:
        yield it


async def rings_for_the_older_request(system: System) -> None:
    """Jo's first request was missed, the second called off; then the owner takes the first."""
    for agent in (ANA, BEN):
        await system.sandbox.behave(agent, auto="decline")
    await agree(system)
    await system.reaches("missed")
    await until(lambda: system.sandbox.heard(OWNER), bool)
    for agent in (ANA, BEN):
        await system.sandbox.behave(agent, auto="ignore")
    asked = await ask_on_the_site(system)
    await system.reaches("calling_agent")
    url = f"{system.url}/api/v1/callbacks/{asked['id']}/cancel?token={asked['token']}"
    async with system.session.post(url) as answer:
        assert answer.status == 200
    await system.reaches("cancelled")
    await system.sandbox.says("1", phone=OWNER, channel="sms")
    await until(lambda: system.sandbox.rang(OWNER), bool)


async def test_stop_calls_off_the_live_call_of_an_older_request(slow: System) -> None:
    await rings_for_the_older_request(slow)
    await slow.sandbox.act(OWNER, "answer")
    await slow.sandbox.hears(OWNER, "Press 1 to talk now")
    await slow.sandbox.says("STOP", channel="sms")
    await slow.sandbox.hears(OWNER, "called off")
    await slow.sandbox.quiet()
    assert [each.status for each in await slow.callbacks()] == ["cancelled", "blocked"]
    assert await slow.sandbox.rang(JO) == 0


async def test_who_rings_is_served_on_the_live_call_of_an_older_request(slow: System) -> None:
    await rings_for_the_older_request(slow)
    await slow.sandbox.rings_us()
    await slow.sandbox.hears(JO, "Thank you for waiting")
    assert len(await slow.callbacks()) == 2


async def test_a_no_that_is_heard_while_the_agent_listens_keeps_the_customers_phone_silent(
    slow: System,
) -> None:
    await agree(slow)
    await until(lambda: slow.sandbox.rang(ANA), bool)
    await slow.sandbox.act(ANA, "answer")
    await slow.sandbox.hears(ANA, "Press 1 to talk now")
    office = slow.services.office
    async with office.store.transaction(ACME) as tx:
        # As when the provider refuses a text to them: https://www.twilio.com/docs/api/errors/21610
        await tx.people.opt_out(JO, Channel.SMS, office.clock.now())
    await slow.sandbox.act(ANA, "press", digits="1")
    await slow.sandbox.hears(ANA, "asked never to be called again")
    assert await slow.reaches("blocked") == "blocked"
    await slow.sandbox.quiet()
    assert await slow.sandbox.rang(JO) == 0
