"""``agents``: who can be rung, and codes that are sent and entered by the owner."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import psycopg
import pytest

from bot import app
from bot.cli import main
from bot.config import load
from bot.domain.tenant import TenantId
from bot.domain.verification import TEXTS_A_DAY
from bot.storage import MessageId
from tests.agents import wrong
from tests.system import ANA, BEN
from tests.test_cli import KEYS

Captured = pytest.CaptureFixture[str]
SETTINGS = f"""
[tenants.acme]
name = "Acme Plumbing"
domains = ["acme.example"]
sms_number = "+18135550001"
agents = [{{ name = "Ana", phone = "{ANA}" }}, {{ name = "Ben", phone = "{BEN}" }}]
routing = {{ verify_agents = true }}
[tenants.quiet]
name = "Without a number to text from"
agents = [{{ name = "Ana", phone = "{ANA}" }}]
"""


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.toml").write_text(SETTINGS)
    monkeypatch.setenv("BOT_SETTINGS_FILE", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("BOT_DATABASE__URL", database_url)
    monkeypatch.setenv("BOT_REDIS__URL", redis_url)
    pepper = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    for name, text in (KEYS | {"BOT_SECURITY__PEPPER": pepper}).items():
        monkeypatch.setenv(name, text)


def newest_code(database_url: str) -> str:
    """The code in the text that was stored last; nobody sends it here."""
    with psycopg.connect(database_url) as connection:
        [row] = connection.execute("SELECT message_id FROM messages ORDER BY created_at DESC LIMIT 1")

    async def read() -> str:
        async with (
            app.build(load()) as services,
            services.office.store.transaction(TenantId("acme")) as tx,
        ):
            message = await tx.messages.lock(MessageId(row[0]))
            assert message
            return message.body

    found = re.search(r"Reply (\d{6})", asyncio.run(read()))
    assert found
    return found[1]


def listed(capsys: Captured) -> list[list[str]]:
    capsys.readouterr()
    assert main(["agents", "list", "acme"]) == 0
    return [line.split("\t") for line in capsys.readouterr().out.splitlines()]


def test_all_are_listed_with_why_they_are_not_rung_and_without_their_numbers(capsys: Captured) -> None:
    assert listed(capsys) == [
        ["ana", "Ana", "..11", "not verified", "not rung: not verified"],
        ["ben", "Ben", "..12", "not verified", "not rung: not verified"],
    ]


def test_a_code_that_is_sent_and_entered_verifies_its_agent_alone(
    database_url: str, capsys: Captured
) -> None:
    assert main(["agents", "verify", "acme", "ana"]) == 0
    assert capsys.readouterr().out.startswith("ana: a code goes to ..11, till ")
    code = newest_code(database_url)
    assert main(["agents", "confirm", "acme", "ana", wrong(code)]) == 1
    assert "not the code" in capsys.readouterr().err
    assert main(["agents", "confirm", "acme", "ana", code]) == 0
    assert capsys.readouterr().out == "ana: verified\n"
    assert [line[3:] for line in listed(capsys)] == [
        ["verified", "can be rung"],
        ["not verified", "not rung: not verified"],
    ]
    assert main(["agents", "verify", "acme"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "ana: verified already"
    assert second.startswith("ben: a code goes to ..12")
    assert main(["agents", "confirm", "acme", "ana", code]) == 1
    assert "No code is waiting" in capsys.readouterr().err


def test_one_who_was_texted_too_often_keeps_nobody_else_from_it(capsys: Captured) -> None:
    for _ in range(TEXTS_A_DAY):
        assert main(["agents", "verify", "acme", "ana"]) == 0
    capsys.readouterr()
    assert main(["agents", "verify", "acme"]) == 1
    told = capsys.readouterr()
    assert "ana: This phone was texted as many codes" in told.err
    assert told.out.startswith("ben: a code goes to")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["list", "nobody"], "tenants list"),
        (["verify", "acme", "cleo"], "agents list"),
        (["confirm", "acme", "cleo", "482913"], "agents list"),
        (["confirm", "acme", "ana", "482913"], "No code is waiting"),
        (["verify", "quiet"], "no number to send texts from"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    arguments: list[str], words: str, capsys: Captured
) -> None:
    assert main(["agents", *arguments]) == 1
    assert words in capsys.readouterr().err
