"""``explain`` and ``tenants key``, on the database of an installation."""

from __future__ import annotations

import asyncio
import json
import uuid
from pathlib import Path

import pytest

from bot import app
from bot.cli import main
from bot.config import load
from bot.domain.callback import CallbackId
from bot.domain.phone import E164
from bot.domain.telephony import Channel
from bot.services import keys, requests
from bot.services.requests import Ask
from tests.test_cli import KEYS, SETTINGS

Captured = pytest.CaptureFixture[str]

NOTHING_THERE = str(uuid.UUID(int=0))


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.toml").write_text(SETTINGS)
    monkeypatch.setenv("BOT_SETTINGS_FILE", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("BOT_DATABASE__URL", database_url)
    monkeypatch.setenv("BOT_REDIS__URL", redis_url)
    pepper = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    for name, text in (KEYS | {"BOT_SECURITY__PEPPER": pepper}).items():
        monkeypatch.setenv(name, text)


@pytest.fixture
def callback() -> CallbackId:
    """A request for a callback, which nobody works on."""

    async def ask() -> CallbackId:
        async with app.build(load()) as services:
            office = services.office
            tenant = office.tenants.by_id("acme")
            assert tenant
            request = Ask(
                tenant=tenant,
                phone=E164("+18135557001"),
                channel=Channel.WEB,
                language="en",
                visitor="192.0.2.1",
                consent_text="Yes.",
                evidence={},
            )
            async with office.store.transaction(tenant.tenant_id) as tx:
                return (await requests.create(office, tx, request)).callback_id

    return asyncio.run(ask())


class TestExplain:
    def test_everything_is_told_in_order_below_a_line_that_says_how_it_stands(
        self, callback: CallbackId, capsys: Captured
    ) -> None:
        assert main(["explain", str(callback)]) == 0
        standing, zone, _, first, *_ = capsys.readouterr().out.splitlines()
        assert standing.startswith(f"{callback} of acme: ")
        assert zone == "Times are those of America/New_York."
        assert first[8:] == "  Asked for a callback by web form; consent recorded."

    def test_programs_read_the_same_as_json(self, callback: CallbackId, capsys: Captured) -> None:
        assert main(["explain", str(callback), "--tenant", "acme", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["id"] == str(callback)
        assert told["entries"][0]["kind"] == "requested"

    @pytest.mark.parametrize("arguments", [[NOTHING_THERE], [NOTHING_THERE, "--tenant", "nobody"]])
    def test_a_callback_that_is_not_there_is_exit_code_1(
        self, arguments: list[str], capsys: Captured
    ) -> None:
        assert main(["explain", *arguments]) == 1
        assert f"there is no callback {NOTHING_THERE}" in capsys.readouterr().err

    def test_it_is_not_found_at_another_business(self, callback: CallbackId, capsys: Captured) -> None:
        assert main(["explain", str(callback), "--tenant", "other"]) == 1
        assert capsys.readouterr().out == ""


class TestKeys:
    def test_a_key_is_printed_once_listed_by_its_id_and_revoked(self, capsys: Captured) -> None:
        assert main(["tenants", "key", "new", "acme"]) == 0
        key = capsys.readouterr().out.strip()
        assert keys.KEY.fullmatch(key)
        key_id, secret = key.split("_")[2:]
        assert main(["tenants", "key", "list", "acme"]) == 0
        listed = capsys.readouterr().out
        assert listed.startswith(f"{key_id}\t")
        assert listed.endswith("in use\n")
        assert secret not in listed
        assert main(["tenants", "key", "revoke", "acme", key_id]) == 0
        assert main(["tenants", "key", "revoke", "acme", key_id]) == 1
        capsys.readouterr()
        main(["tenants", "key", "list", "acme"])
        assert "\trevoked " in capsys.readouterr().out

    def test_a_business_that_is_not_there_is_exit_code_1(self, capsys: Captured) -> None:
        assert main(["tenants", "key", "new", "nobody"]) == 1
        assert "tenants list" in capsys.readouterr().err
