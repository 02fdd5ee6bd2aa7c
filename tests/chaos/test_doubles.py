"""The same visitor asks in two tabs, or fifty times at once, at two web processes: one call."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.chaos.business import Business
from tests.chaos.fleet import Fleet, fleet

pytestmark = pytest.mark.timeout(180)

ACME = Business(index=0, callbacks=4)
AT_ONCE = 50


@pytest.fixture
async def ships(data_dir: Path) -> AsyncIterator[Fleet]:
    async with fleet(data_dir, [ACME], webs=2) as ships:
        yield ships


async def submit(ships: Fleet, web: int, customer: str, **headers: str) -> tuple[int, str]:
    """From a browser of its own; the status, and the callback's id or what the problem is."""
    url = f"{ships.webs[web].url}/api/v1/callbacks"
    consent = {"callback": True, "disclosure": True}
    body = {"domain": f"{ACME.slug}.example", "phone": customer, "consent": consent}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with aiohttp.ClientSession() as tab, tab.post(url, json=body, headers=named) as answer:
        told: dict[str, Any] = await answer.json(content_type=None)
        return answer.status, str(told.get("id") or told["type"].rpartition(":")[2])


async def test_whoever_submits_too_often_is_called_once(ships: Fleet) -> None:
    keyed, keyless, tabs, unlike = ACME.customers
    same_key = [submit(ships, n % 2, keyed, Idempotency_Key="one") for n in range(AT_ONCE)]
    no_key = [submit(ships, n % 2, keyless) for n in range(AT_ONCE)]
    two_tabs = [submit(ships, n, tabs, Idempotency_Key=f"tab-{n}") for n in range(2)]
    answers = await asyncio.gather(*same_key, *no_key, *two_tabs)
    with_key, without, by_tab = answers[:AT_ONCE], answers[AT_ONCE:-2], answers[-2:]
    assert len(set(with_key)) == 1, Counter(with_key)
    assert with_key[0][0] == 201
    for several in (without, by_tab):
        assert Counter(status for status, _ in several) == {201: 1, 429: len(several) - 1}
    # A key that was used for somebody else is a mistake, and nobody is called for it.
    assert (await submit(ships, 0, unlike, Idempotency_Key="one"))[0] == 422
    await ships.ask(ACME, unlike)
    await ships.each_is_called_once()


async def test_consent_that_is_delivered_fifty_times_at_once_is_one_callback(ships: Fleet) -> None:
    for customer in ACME.customers:
        for text in ("call me about a leaking boiler, I'm Jo", "yes"):
            await ships.write(ACME, customer, text)
        agreed = ships.text(ACME, customer, "agree")
        answers = await asyncio.gather(*(ships.deliver(agreed) for _ in range(AT_ONCE)))
        assert set(answers) == {200}
    await ships.each_is_called_once()
