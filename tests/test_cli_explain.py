"""``call``, ``explain`` and ``tenants key``, on the database of an installation."""

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

    def test_the_newest_callbacks_of_a_business_are_listed_with_their_ids(
        self, callback: CallbackId, capsys: Captured
    ) -> None:
        assert main(["explain", "--tenant", "acme"]) == 0
        [line] = capsys.readouterr().out.splitlines()
        assert line.split("\t")[0] == str(callback)
        assert line.split("\t")[2] == "web"
        assert main(["explain", "--tenant", "nobody"]) == 1
        assert main(["explain"]) == 2

    def test_it_is_not_found_at_another_business(self, callback: CallbackId, capsys: Captured) -> None:
        assert main(["explain", str(callback), "--tenant", "other"]) == 1
        assert capsys.readouterr().out == ""


class TestCall:
    def test_a_call_is_stored_and_its_id_and_address_are_printed(self, capsys: Captured) -> None:
        asked = ["call", "acme", "(813) 555-7001", "--basis", "asked_by_phone", "--name", "Jo"]
        assert main(asked) == 0
        callback, url = capsys.readouterr().out.splitlines()
        assert url.startswith(f"http://127.0.0.1:8080/api/v1/callbacks/{callback}?token=acme~")
        main(["explain", callback])
        told = capsys.readouterr().out
        assert "Started by the business (callback-bot call), which has been asked for it by phone." in told
        assert main(asked) == 1
        assert "already under way" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("arguments", "code", "words"),
        [
            (["acme", "911", "--basis", "asked_by_phone"], 2, "emergency"),
            (["acme", "813 555 7001", "--at", "soon", "--basis", "asked_by_phone"], 2, "time"),
            (["nobody", "813 555 7001", "--basis", "asked_by_phone"], 1, "tenants list"),
        ],
    )
    def test_what_cannot_be_called_is_told_in_a_sentence(
        self, arguments: list[str], code: int, words: str, capsys: Captured
    ) -> None:
        assert main(["call", *arguments]) == code
        assert words in capsys.readouterr().err

    def test_without_a_basis_there_is_no_call(self, capsys: Captured) -> None:
        with pytest.raises(SystemExit) as stop:
            main(["call", "acme", "813 555 7001"])
        assert stop.value.code == 2
        assert "--basis" in capsys.readouterr().err


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
