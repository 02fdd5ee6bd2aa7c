"""``understand`` and ``phone``: what the bot makes of an input, one JSON object or one a line."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime

from bot import readings


def execute(arguments: Namespace) -> int:
    """Answer the text, or every line of standard input as it comes."""
    if arguments.batch:
        answers = readings.phone_lines if arguments.command == "phone" else readings.reading_lines
        for line in answers(_lines()):
            _write(line)
        return 0
    try:
        answer = _phone(arguments) if arguments.command == "phone" else _reading(arguments)
    except readings.BadInput as problem:
        sys.stderr.write(f"callback-bot {arguments.command}: {problem}\n")
        return 2
    _write(json.dumps(answer, ensure_ascii=False))
    return 0


def _phone(arguments: Namespace) -> readings.Answer:
    countries = [code.strip() for code in (arguments.countries or "").split(",") if code.strip()]
    return readings.phone_json(text=_text(arguments), region=arguments.region, countries=countries or None)


def _reading(arguments: Namespace) -> readings.Answer:
    return readings.reading_json(
        text=_text(arguments),
        context=arguments.context,
        now=arguments.now or datetime.now(UTC).isoformat(),
        tz=arguments.tz,
        lang=arguments.lang,
        region=arguments.region,
    )


def _text(arguments: Namespace) -> str:
    if arguments.text is None:
        raise readings.BadInput("give a TEXT, or --batch and JSON lines on standard input")
    return str(arguments.text)


def _lines() -> Iterator[str]:
    """Bytes that are no UTF-8 spoil their line, not the batch."""
    return (line.decode(errors="replace") for line in sys.stdin.buffer)


def _write(line: str) -> None:
    """At once, for who waits for it; half a character, as JSON can carry, becomes a question mark."""
    sys.stdout.write(line.encode(errors="replace").decode() + "\n")
    sys.stdout.flush()
