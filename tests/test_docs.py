"""What the documentation says is there, is there."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from bot.cli import main
from bot.config import settings_table
from bot.domain.timeline import SENTENCES, Kind

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
KEYS = re.findall(r"^\| `([^`]+)`", settings_table(), re.MULTILINE)
#: Those of a tenant by their short names too: `limits.burst`.
SETTINGS = {*KEYS, *(key.removeprefix("tenants.<slug>.") for key in KEYS)}
SECTIONS = "|".join(sorted({re.escape(key.partition(".")[0]) for key in SETTINGS if "." in key}))

#: A command at the beginning of code, within a line or as a line of its own.
COMMAND = re.compile(r"(?:`|^ {4,}(?:\$ )?)callback-bot ([a-z]+)( (?:import|list|show))?", re.MULTILINE)
SETTING = re.compile(rf"`((?:{SECTIONS})\.[\w.<>\[\]]+)`")
VARIABLE = re.compile(r"BOT_([A-Z]+)__([A-Z_]+)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
ROUTE = re.compile(r"""web\.(?:get|post|put|delete)\("(/[^"]+)""")

all_pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """The fragments of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", read(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_gives_the_two_commands() -> None:
    commands = {line.partition("#")[0] for line in read(README).splitlines() if line.startswith("    ")}
    assert {"    make run", "    make test"} <= {command.rstrip() for command in commands}


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert len(read(README).splitlines()) <= 200


def test_the_diagrams_are_current() -> None:
    drawing = runpy.run_path(str(ROOT / "scripts" / "diagrams.py"))
    page = read(drawing["PAGE"])
    assert all(f"<!-- drawn: {name} -->" in page for name in drawing["DRAWINGS"])
    assert drawing["redrawn"](page) == page, "draw them again: python scripts/diagrams.py"


def test_everything_in_a_timeline_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Kind)


def test_every_address_of_the_service_is_in_the_reference() -> None:
    page = read(ROOT / "docs" / "http-api.md")
    routes = ROUTE.findall(read(ROOT / "bot" / "web" / "server.py"))
    outside = [path.partition("{tenant}")[0] for path in routes if not path.startswith("/stage/")]
    assert outside
    assert [path for path in outside if path not in page] == []


@all_pages
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(read(page)):
        if "://" in link:
            continue
        path, _, fragment = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), f"{link} leads nowhere"
        assert not fragment or fragment in anchors(target), f"{link}: no such heading"


@all_pages
def test_every_command_that_is_named_exists(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command, action in sorted(set(COMMAND.findall(read(page)))):
        with pytest.raises(SystemExit) as told:
            main([command, *action.split(), "--help"])
        assert told.value.code == 0, capsys.readouterr().err


@all_pages
def test_every_setting_that_is_named_exists(page: Path) -> None:
    text = read(page)
    variables = {".".join(pair).lower() for pair in VARIABLE.findall(text)}
    assert {*SETTING.findall(text), *variables} - SETTINGS == set()
