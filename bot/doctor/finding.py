"""What the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How bad it is."""

    PASS = "pass"  # noqa: S105  (not a password)
    #: The service works, though not as somebody may expect.
    WARN = "warn"
    #: Something that was promised cannot be kept.
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check and its outcome. Holds no numbers and no secrets: reports are sent around."""

    subject: str
    mark: Mark
    text: str
    #: What to do, a sentence; empty when all is well.
    fix: str = ""


def passed(subject: str, text: str) -> Finding:
    """All is well."""
    return Finding(subject=subject, mark=Mark.PASS, text=text)


def warned(subject: str, text: str, fix: str) -> Finding:
    """It works, though not as somebody may expect."""
    return Finding(subject=subject, mark=Mark.WARN, text=text, fix=fix)


def failed(subject: str, text: str, fix: str) -> Finding:
    """Something that was promised cannot be kept."""
    return Finding(subject=subject, mark=Mark.FAIL, text=text, fix=fix)
