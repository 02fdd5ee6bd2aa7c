"""The command line: exit codes, plain words instead of tracebacks, tenants, and quick small commands."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.cli.settled import with_settings
from bot.config import Settings, SettingsError, settings_page

ROOT = Path(__file__).parent.parent
KEYS = {
    "BOT_SECURITY__ENCRYPTION_KEYS": '{"one": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}',
    "BOT_SECURITY__PEPPER": "pepper",
}
SETTINGS = """
[tenants.acme]
name = "Acme Plumbing"
domains = ["acme.example"]
"""
OLD = {
    "old.example": {"user": "100", "queue": "500", "branding": {"company_name": "Old"}},
    "acme.example": {"user": "100", "queue": "500"},
    "broken.example": "oops",
}

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(SETTINGS)
    monkeypatch.setenv("BOT_SETTINGS_FILE", str(file))
    return file


@pytest.fixture
def installation(settings_file: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_DATABASE__URL", database_url)
    for name, text in KEYS.items():
        monkeypatch.setenv(name, text)


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    file = tmp_path / "domains.json"
    file.write_text(json.dumps(OLD))
    return file


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["run", "--help"],
        ["doctor", "--help"],
        ["tenants", "import", "--help"],
        ["phone", "--help"],
    ],
    ids=" ".join,
)
def test_every_command_explains_itself(arguments: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 0
    assert "usage: callback-bot" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [[], ["dance"], ["tenants"], ["tenants", "show"], ["run", "--fast"]], ids=" ".join
)
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage: callback-bot" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["run"], ["web"], ["worker"], ["migrate"], ["doctor"], ["tenants", "list"]], ids=" ".join
)
def test_a_wrong_setting_stops_every_command_in_plain_words(
    arguments: list[str], settings_file: Path, capsys: Captured
) -> None:
    settings_file.write_text("[server]\nport = 'eighty'")
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert "server.port" in told
    assert "example: port = 8080" in told
    assert "Traceback" not in told


def test_a_taken_port_is_told_with_the_way_out(settings_file: Path, capsys: Captured) -> None:
    async def listen(settings: Settings) -> int:
        raise OSError(errno.EADDRINUSE, "address already in use")

    assert with_settings(listen) == 2
    told = capsys.readouterr().err
    assert "port 8080 is taken" in told
    assert "BOT_SERVER__PORT=8081" in told


def test_settings_found_wrong_while_running_are_told_alike(settings_file: Path, capsys: Captured) -> None:
    async def start(settings: Settings) -> int:
        raise SettingsError("the schema is old")

    assert with_settings(start) == 2
    assert "the schema is old" in capsys.readouterr().err


def test_an_error_nobody_foresaw_keeps_its_traceback(settings_file: Path) -> None:
    async def stumble(settings: Settings) -> int:
        raise OSError(errno.EACCES, "permission denied")

    with pytest.raises(OSError, match="permission denied"):
        with_settings(stumble)


def test_the_reference_of_settings_is_printed(capsys: Captured) -> None:
    assert main(["settings"]) == 0
    assert capsys.readouterr().out == settings_page()


@pytest.mark.usefixtures("installation")
class TestTenants:
    def test_an_import_reports_each_domain_and_fails_if_one_was_skipped(
        self, old_file: Path, capsys: Captured
    ) -> None:
        assert main(["tenants", "import", str(old_file)]) == 1
        report = capsys.readouterr().out
        assert "old-example: imported\n" in report
        assert "acme-example: skipped\n  it is tenants.acme of the settings file" in report
        assert "broken-example: skipped\n  its value is not a table" in report

    def test_an_import_repeated_changes_nothing(self, old_file: Path, capsys: Captured) -> None:
        main(["tenants", "import", str(old_file)])
        capsys.readouterr()
        main(["tenants", "import", str(old_file)])
        assert "old-example: unchanged\n" in capsys.readouterr().out

    def test_all_are_listed_with_where_they_are_kept(self, old_file: Path, capsys: Captured) -> None:
        main(["tenants", "import", str(old_file)])
        capsys.readouterr()
        assert main(["tenants", "list"]) == 0
        lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
        assert lines == [
            ["acme", "file", "Acme Plumbing", "acme.example"],
            ["old-example", "database", "Old", "old.example"],
        ]

    def test_one_is_shown_as_json(self, capsys: Captured) -> None:
        assert main(["tenants", "show", "acme"]) == 0
        assert json.loads(capsys.readouterr().out)["domains"] == ["acme.example"]

    def test_one_that_is_not_there_is_exit_code_1(self, capsys: Captured) -> None:
        assert main(["tenants", "show", "nobody"]) == 1
        assert "tenants list" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, "{", "[]"], ids=["missing", "not JSON", "not a table"])
def test_a_file_that_cannot_be_imported_is_exit_code_2(
    content: str | None, tmp_path: Path, capsys: Captured
) -> None:
    file = tmp_path / "domains.json"
    if content is not None:
        file.write_text(content)
    assert main(["tenants", "import", str(file)]) == 2
    assert "cannot be imported" in capsys.readouterr().err


@pytest.mark.usefixtures("installation")
class TestDoctor:
    def test_findings_come_with_their_fix_and_a_failure_is_exit_code_1(self, capsys: Captured) -> None:
        assert main(["doctor"]) == 1
        report = capsys.readouterr().out
        assert "fail  server.public_url" in report
        assert "Fix: set BOT_SERVER__PUBLIC_URL" in report

    def test_findings_can_be_read_by_machines(self, capsys: Captured) -> None:
        main(["doctor", "--json"])
        findings: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        assert {"subject", "mark", "text", "fix"} == set(findings[0])


class TestReadings:
    def test_a_phone_number_is_judged(self, capsys: Captured) -> None:
        assert main(["phone", "(813) 555-7001", "--region", "US", "--countries", "US,CA"]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert (answer["e164"], answer["reason"]) == ("+18135557001", None)

    def test_countries_that_may_be_called_are_heeded(self, capsys: Captured) -> None:
        main(["phone", "+44 20 7946 0958", "--countries", "US,CA"])
        assert json.loads(capsys.readouterr().out)["e164"] is None

    def test_a_message_is_understood(self, capsys: Captured) -> None:
        asked = ["--context", "call_now", "--now", "2026-11-20T14:41:00-05:00", "--tz", "America/New_York"]
        assert main(["understand", *asked, "--lang", "en", "yes please"]) == 0
        assert json.loads(capsys.readouterr().out)["intent"] == "yes"

    def test_the_present_time_is_the_machines_unless_given(self, capsys: Captured) -> None:
        assert main(["understand", "--context", "when", "now"]) == 0
        assert json.loads(capsys.readouterr().out)["slots"]["when"] == "now"

    @pytest.mark.parametrize(
        "arguments",
        [["phone"], ["understand", "--tz", "Mars/Olympus", "hi"], ["understand", "--context", "dance", "hi"]],
        ids=" ".join,
    )
    def test_what_cannot_be_read_is_exit_code_2(self, arguments: list[str], capsys: Captured) -> None:
        assert main(arguments) == 2
        assert capsys.readouterr().err.startswith(f"callback-bot {arguments[0]}: ")

    def test_a_batch_answers_line_by_line_and_survives_bad_lines(
        self, monkeypatch: pytest.MonkeyPatch, capsys: Captured
    ) -> None:
        lines = b'{"text": "813 555 7001"}\n{oops\n\xff\n{"text": "\\ud83d 911"}\n'
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(lines)))
        assert main(["phone", "--batch"]) == 0
        good, broken, binary, refused = map(json.loads, capsys.readouterr().out.splitlines())
        assert good["e164"] == "+18135557001"
        assert "error" in broken
        assert "error" in binary
        assert refused["reason"]

    def test_half_a_character_does_not_stop_a_batch(
        self, monkeypatch: pytest.MonkeyPatch, capsys: Captured
    ) -> None:
        asked = {"text": "my name is Jo\ud83d", "context": "name", "now": "2026-11-20T14:41", "tz": "UTC"}
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(json.dumps(asked).encode())))
        assert main(["understand", "--batch"]) == 0
        assert "intent" in json.loads(capsys.readouterr().out)


def test_small_commands_load_neither_settings_nor_service() -> None:
    """What keeps them quick, without a clock."""
    program = "import sys; from bot.cli import main; main(['phone', '+18135550001']); print(*sys.modules)"
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(run.stdout.split())
    assert loaded.isdisjoint({"pydantic", "aiohttp", "psycopg", "bot.app", "bot.config"})
