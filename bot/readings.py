"""What the bot makes of an input, as JSON: the answers of ``callback-bot understand`` and ``phone``."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.phone import read_phone

if TYPE_CHECKING:
    from bot.domain.understanding.reading import Reading

Answer = dict[str, Any]

LANGUAGES = ("auto", "en", "es")


class BadInput(ValueError):
    """The input cannot be read; the message names the field and what was expected."""


def reading_json(
    *, text: str, context: str, now: str, tz: str, lang: str = "auto", region: str = "US"
) -> Answer:
    """The reading of one message. Times are wall times in ``tz``; facts that are unknown are left out.

    ``now`` is ISO 8601; without an offset it is a wall time in ``tz``. Raises ``BadInput``.
    """
    # The word tables take longer to load than a number takes to read: ``phone`` does without them.
    from bot.domain.understanding import understand  # noqa: PLC0415
    from bot.domain.understanding.reading import Context  # noqa: PLC0415

    zone = _zone(tz)
    moment = _moment(now, zone)
    if lang not in LANGUAGES:
        raise BadInput(f"lang: expected one of {', '.join(LANGUAGES)}")
    if context not in set(Context):
        raise BadInput(f"context: expected one of {', '.join(Context)}")
    reading = understand(text, context=Context(context), now=moment, zone=zone, language=lang, region=region)
    return {
        "intent": reading.intent.value,
        "slots": _slots(reading),
        "language": reading.language,
        **_extras(reading),
    }


def phone_json(*, text: str, region: str, countries: Collection[str] | None = None) -> Answer:
    """The verdict on one number."""
    verdict = read_phone(text, region, countries)
    return {
        "e164": verdict.e164,
        "reason": verdict.reason,
        "type": verdict.type,
        "region": verdict.region,
        "timezones": list(verdict.timezones),
    }


def reading_lines(lines: Iterable[str]) -> Iterator[str]:
    """Answers to lines of ``{"text", "context", "now", "tz", "lang", "region"}``, one line each."""
    return _batch(lines, _read_line)


def phone_lines(lines: Iterable[str]) -> Iterator[str]:
    """Answers to lines of ``{"text", "region", "countries"}``, one line each."""
    return _batch(lines, _phone_line)


def _batch(lines: Iterable[str], answer: Callable[[Mapping[str, Any]], Answer]) -> Iterator[str]:
    """A line that cannot be read is answered with ``{"error": ...}``, and the batch goes on."""
    for line in lines:
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            if not isinstance(asked, dict):
                raise BadInput("expected one JSON object a line")
            result = answer(asked)
        except json.JSONDecodeError as error:
            result = {"error": f"not JSON: {error.msg} at character {error.pos + 1}"}
        except BadInput as error:
            result = {"error": str(error)}
        yield json.dumps(result, ensure_ascii=False)


def _read_line(asked: Mapping[str, Any]) -> Answer:
    return reading_json(
        text=_string(asked, "text"),
        context=_string(asked, "context", "idle"),
        now=_string(asked, "now"),
        tz=_string(asked, "tz"),
        lang=_string(asked, "lang", "auto"),
        region=_string(asked, "region", "US"),
    )


def _phone_line(asked: Mapping[str, Any]) -> Answer:
    countries = asked.get("countries")
    if isinstance(countries, str):
        countries = [code.strip() for code in countries.split(",") if code.strip()]
    if countries is not None and not (
        isinstance(countries, list) and all(isinstance(code, str) for code in countries)
    ):
        raise BadInput("countries: expected a list of two-letter regions")
    return phone_json(
        text=_string(asked, "text"), region=_string(asked, "region", "US"), countries=countries or None
    )


def _string(asked: Mapping[str, Any], field: str, default: str | None = None) -> str:
    value = asked.get(field)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise BadInput(f"{field}: expected a string")
    return value


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput("tz: expected an IANA zone such as America/New_York") from None


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput("now: expected ISO 8601 such as 2026-11-20T14:41:00-05:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _slots(reading: Reading) -> Answer:
    slots = reading.slots
    facts = {
        "when": _wall_time(slots.when),
        "until": _wall_time(slots.until),
        "phone": slots.phone,
        "name": slots.name,
        "topic": slots.topic,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def _wall_time(moment: datetime | str | None) -> str | None:
    """ISO 8601 without an offset; "now" stays "now"."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None, microsecond=0).isoformat()
    return moment


def _extras(reading: Reading) -> Answer:
    extras = {
        "question": reading.question,
        "move": reading.move,
        "switch_to": reading.switch_to,
        "phone_problem": reading.phone_problem,
        "choice": reading.choice,
    }
    return {name: value for name, value in extras.items() if value is not None}
