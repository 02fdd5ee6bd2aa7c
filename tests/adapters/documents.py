"""Documents that were agreed on, word for word: compared with files, or written anew when that is asked for.

``GOLDEN=write .venv/bin/pytest -n0 tests/adapters/test_twilio_twiml.py tests/adapters/test_twilio_golden.py``
writes the files as the code has them now; read the difference before you commit it.
"""

from __future__ import annotations

import importlib.util
import os
import re
import xml.etree.ElementTree as ET
from difflib import unified_diff
from pathlib import Path

import pytest

WRITE = os.environ.get("GOLDEN") == "write"


def compare(document: str, agreed: Path) -> None:
    """Fails where the document is not the agreed one; the file is written instead when that is asked for."""
    ours = ET.fromstring(document)  # noqa: S314  (our own document)
    ET.indent(ours)
    text = ET.tostring(ours, encoding="unicode") + "\n"
    if WRITE:
        agreed.parent.mkdir(parents=True, exist_ok=True)
        agreed.write_text(text, encoding="utf-8")
    if not agreed.exists():
        pytest.fail(f"{agreed.name} was never agreed on. GOLDEN=write writes it:\n{text}")
    before = agreed.read_text(encoding="utf-8")
    if text != before:
        changes = unified_diff(before.splitlines(), text.splitlines(), "agreed", "told", lineterm="")
        pytest.fail(f"{agreed.parent.name}/{agreed.name}\n" + "\n".join(changes), pytrace=False)


def faults(specs_dir: Path, document: str, kind: str = "voice") -> list[str]:
    """What the vendor's description of TwiML says against a document."""
    spec = importlib.util.spec_from_file_location("validate_twiml", specs_dir / "validate_twiml.py")
    assert spec is not None
    assert spec.loader is not None
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    spoken = checker.T["voice"]["attributes"]["Say"]
    return list(checker.problems(document, kind)) + [
        f"{name} {value!r} is not spoken"
        for name in ("voice", "language")
        for value in re.findall(rf'{name}="([^"]+)"', document)
        if value not in spoken[name]["enum"]
    ]
