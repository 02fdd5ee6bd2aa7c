"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for folder in ("bot", "tests", "bench") for path in (ROOT / folder).rglob("*.py"))
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "misc"}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_are_short_and_well_named(module: Path) -> None:
    source = module.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 400, "split the module along a noun"
    assert module.stem not in NAMES_THAT_SAY_NOTHING
    for function in functions(ast.parse(source)):
        assert function.end_lineno
        assert function.end_lineno - function.lineno < 40, f"{function.name} does more than one thing"


def test_the_lock_files_say_what_to_install_and_not_where_from() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        pins = text.count("==")
        assert pins
        assert text.count("--hash=sha256:") >= pins


def test_the_shell_scripts_can_be_parsed() -> None:
    for script in [*ROOT.glob("scripts/*.sh"), ROOT / ".ci" / "run"]:
        subprocess.run(["bash", "-n", script], check=True)  # noqa: S603, S607
