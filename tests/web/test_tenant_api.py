"""The API of a business's own programs: who may ask, what they start, and why a call went as it did."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest

from bot.domain.tenant import TenantId
from bot.services import keys
from bot.services.keys import WRONG_KEYS_A_MINUTE
from tests.system import JO, System

ACME, QUEUE = TenantId("acme"), TenantId("queue")
ASKED = {
    "domain": "acme.example",
    "phone": "(813) 555-7001",
    "name": "Jo Held",
    "topic": "leaking boiler",
    "consent": {"callback": True, "disclosure": True},
}


async def key_of(system: System, tenant: TenantId = ACME) -> str:
    return await keys.issue(system.services.office, tenant)


async def asked(system: System) -> str:
    """Id of a fresh request of Jo's."""
    async with system.session.post(f"{system.url}/api/v1/callbacks", json=ASKED) as answer:
        return str((await answer.json())["id"])


async def timeline(system: System, callback: str, key: str | None) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
    url = f"{system.url}/api/v1/callbacks/{callback}/timeline"
    async with system.session.get(url, headers=headers) as answer:
        return answer.status, await answer.json(content_type=None)


async def test_a_key_tells_the_whole_story_in_the_time_of_the_business(idle: System) -> None:
    callback = await asked(idle)
    status, told = await timeline(idle, callback, await key_of(idle))
    assert (status, told["id"], told["status"]) == (200, callback, "requested")
    first = told["entries"][0]
    assert {"seq", "at", "actor", "kind", "status", "sentence", "data"} == first.keys()
    assert (first["actor"], first["kind"]) == ("customer", "requested")
    assert first["sentence"] == "Asked for a callback by web form; consent recorded."
    zone = idle.services.office.tenants.by_id(ACME).zone  # type: ignore[union-attr]
    at = datetime.fromisoformat(first["at"])
    assert at.utcoffset() == at.astimezone(zone).utcoffset()


async def test_the_story_holds_no_personal_data(idle: System) -> None:
    _, told = await timeline(idle, await asked(idle), await key_of(idle))
    for personal in (JO, "5557001", "Jo", "boiler"):
        assert personal not in str(told)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: None,
        lambda key: "",
        lambda key: "nonsense",
        lambda key: key[:-1] + ("0" if key[-1] != "0" else "1"),
        lambda key: key.replace("acme", "queue"),
        lambda key: key.replace("acme", "elsewhere"),
        lambda key: key + "\u00e9",
    ],
    ids=["none", "empty", "nonsense", "another secret", "of another business", "of nobody", "odd"],
)
async def test_without_a_key_that_fits_nothing_is_told(idle: System, spoil: Any) -> None:
    callback = await asked(idle)
    status, problem = await timeline(idle, callback, spoil(await key_of(idle)))
    assert (status, problem["type"].rpartition(":")[2]) == (401, "wrong-key")
    assert "entries" not in problem


async def test_the_refusal_says_what_is_wanted(idle: System) -> None:
    async with idle.session.get(f"{idle.url}/api/v1/callbacks/x/timeline") as answer:
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert answer.headers["Content-Type"].startswith("application/problem+json")


async def test_a_revoked_key_opens_nothing_and_the_others_go_on(idle: System) -> None:
    callback, lost, kept = await asked(idle), await key_of(idle), await key_of(idle)
    assert await keys.revoke(idle.services.office, ACME, lost.split("_")[2])
    assert (await timeline(idle, callback, lost))[0] == 401
    assert (await timeline(idle, callback, kept))[0] == 200


async def test_the_callbacks_of_another_business_are_not_there(idle: System) -> None:
    status, problem = await timeline(idle, await asked(idle), await key_of(idle, QUEUE))
    assert (status, problem["type"].rpartition(":")[2]) == (404, "unknown-callback")
    assert (await timeline(idle, "x", await key_of(idle)))[0] == 404


async def test_who_tries_many_keys_has_to_wait_and_the_right_one_always_opens(idle: System) -> None:
    callback, key = await asked(idle), await key_of(idle)
    at_once = [timeline(idle, callback, key) for _ in range(2 * WRONG_KEYS_A_MINUTE)]
    assert {status for status, _ in await asyncio.gather(*at_once)} == {200}
    wrong = key[:-1] + ("0" if key[-1] != "0" else "1")
    answers = [(await timeline(idle, callback, wrong))[0] for _ in range(WRONG_KEYS_A_MINUTE + 1)]
    assert answers == [401] * WRONG_KEYS_A_MINUTE + [429]
    status, problem = await timeline(idle, callback, wrong)
    assert (status, problem["type"].rpartition(":")[2]) == (429, "too-many-wrong-keys")
    assert 0 < problem["retry_after"] <= 60
    assert (await timeline(idle, callback, key))[0] == 200


async def test_what_is_kept_of_a_key_is_a_hash(idle: System) -> None:
    key = await key_of(idle)
    async with idle.services.office.store.transaction(ACME) as tx:
        [kept] = await tx.keys.all()
    assert (kept.key_id, len(kept.key_hash)) == (key.split("_")[2], 32)
    assert key.split("_")[3] not in repr(kept)
    assert bytes.fromhex(key.split("_")[3]) not in kept.key_hash
