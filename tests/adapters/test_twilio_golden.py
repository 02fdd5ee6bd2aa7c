"""What is said at each state of a call: the service's own answers through HTTP, from the copy people hear.

The agreed documents are in ``golden/``, a folder for each kind of call. How to write them anew: see
``documents.py``; what no scene tells any more is a file to delete.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.adapters.documents import compare, faults
from tests.adapters.scenes import SCENES
from tests.adapters.telling import TIME_SCALE, businesses, tell
from tests.conftest import administer, url_of
from tests.system import running, settings_for

GOLDEN = Path(__file__).parent / "golden"
Told = dict[tuple[str, str], str]


@pytest.fixture(scope="module")
def told(postgres_url: str, template: str, valkey_url: str) -> Iterator[Told]:
    """Every document of every scene, told once for all tests."""
    administer(postgres_url, f"CREATE DATABASE golden TEMPLATE {template} STRATEGY file_copy")
    with TemporaryDirectory(prefix="callback-bot-test-") as folder:
        settings = settings_for(
            url_of(postgres_url, "golden"),
            valkey_url,
            folder,
            twilio={"calls_per_second": 50},
            calls={"unknown_after_seconds": 60, "reconcile_seconds": 60},
            sandbox={"time_scale": TIME_SCALE},
            tenants=businesses(SCENES),
        )

        async def all_scenes() -> Told:
            async with running(settings) as system:
                return await tell(system, SCENES)

        yield asyncio.run(all_scenes())
    administer(postgres_url, "DROP DATABASE golden WITH (FORCE)")


@pytest.mark.parametrize("slug", SCENES)
def test_each_state_of_a_call_is_told_as_it_was_agreed(slug: str, told: Told) -> None:
    documents = {name: document for (scene, name), document in told.items() if scene == slug}
    assert documents
    for name, document in documents.items():
        compare(document, GOLDEN / SCENES[slug].folder / f"{name}.xml")


def test_nothing_was_agreed_on_that_is_never_told(told: Told) -> None:
    agreed = {str(path.relative_to(GOLDEN)) for path in GOLDEN.rglob("*.xml")}
    assert agreed == {f"{SCENES[slug].folder}/{name}.xml" for slug, name in told}


def test_what_is_told_is_twiml_as_the_vendor_describes_it(told: Told, specs_dir: Path) -> None:
    assert {where: found for where, document in told.items() if (found := faults(specs_dir, document))} == {}
