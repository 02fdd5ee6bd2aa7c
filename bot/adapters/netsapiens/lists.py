"""Reads the lists of a v2 PBX for traces of one call.

The fields of a queued call are described nowhere, and those of calls differ between versions. So whatever
mentions the call counts, under any name: taking another call of the same customer for ours spares them a
second one, and missing ours would call them twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.domain.phone import E164

Entry = Mapping[str, Any]

#: Digits alone or in an address: 18135557001, +18135557001, sip:18135557001@pbx.example
NUMBER = re.compile(r"(?:sips?:|tel:)?\+?(\d+)(?:[@;].*)?")
#: A number without the code of its country has at least so many digits; extensions have fewer.
LOCAL_DIGITS = 7
#: "2023-11-27T13:00:00-08:00[US/Pacific]": the name of the zone says no more than the offset.
ZONE_NAME = re.compile(r"\[[^]]*\]$")


def entries(told: Any) -> Iterator[Entry]:
    """Every object of an answer, however deep."""
    if isinstance(told, dict):
        yield told
        told = list(told.values())
    if isinstance(told, list):
        for part in told:
            yield from entries(part)


def mentions_call(call_id: str) -> Callable[[Entry], bool]:
    """Whether an entry is about the call of this id, or a leg of it."""
    return lambda entry: call_id in entry.values()


def mentions_number(number: E164, since: datetime) -> Callable[[Entry], bool]:
    """Whether an entry is about a call of this number that may have begun at or after ``since``."""
    digits = number.removeprefix("+")

    def mentions(entry: Entry) -> bool:
        return any(_is_number(value, digits) for value in entry.values()) and not _before(entry, since)

    return mentions


def _is_number(value: object, digits: str) -> bool:
    """Some numbers come as numbers, some without the code of their country."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return False
    match = NUMBER.fullmatch(str(value))
    return match is not None and len(match[1]) >= LOCAL_DIGITS and digits.endswith(match[1])


def _before(entry: Entry, since: datetime) -> bool:
    """Whether the entry has times and all of them are earlier.

    A time that does not say its offset says nothing: it may be that of any zone.
    """
    times = [time for value in entry.values() if (time := _time(value))]
    return bool(times) and max(times) < since


def _time(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(ZONE_NAME.sub("", value))
    except ValueError:
        return None
    return time if time.tzinfo else None
