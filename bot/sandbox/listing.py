"""Lists as the REST API gives them: filtered, newest first, in pages.

https://www.twilio.com/docs/usage/twilios-response#pagination
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from aiohttp import web

from bot.sandbox.forms import BAD_PARAMETER, TwilioError

PAGING = ("PageSize", "Page", "PageToken")
Thing = TypeVar("Thing")


def falls(moment: datetime, query: web.Request, name: str) -> bool:
    """True when a moment fits the filters `name`, `name<` and `name>`: UTC dates or moments, inclusive."""
    for suffix, fits in _FITS.items():
        text = query.query.get(name + suffix)
        if text is None:
            continue
        bound = _bound(text, name + suffix)
        mine = moment if isinstance(bound, datetime) else moment.date()
        if not fits(mine, bound):
            return False
    return True


_FITS: dict[str, Callable[[Any, Any], bool]] = {
    "": lambda moment, bound: moment == bound,
    "<": lambda moment, bound: moment <= bound,
    ">": lambda moment, bound: moment >= bound,
}


def _bound(text: str, name: str) -> date:
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise TwilioError(BAD_PARAMETER, f"{name} is not a date") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def page(
    request: web.Request, key: str, found: Sequence[Thing], shape: Callable[[Thing], Any]
) -> web.Response:
    """One page of what was found."""
    size = min(max(_number(request, "PageSize", 50), 1), 1000)
    index = _number(request, "Page", 0)
    start = index * size
    shown = found[start : start + size]
    path = request.path[request.path.index("/2010-04-01") :]

    def uri(number: int) -> str:
        rest = [(name, value) for name, value in request.query.items() if name not in PAGING]
        return f"{path}?{urlencode([*rest, ('PageSize', size), ('Page', number)])}"

    return web.json_response(
        {
            key: [shape(thing) for thing in shown],
            "page": index,
            "page_size": size,
            "start": start,
            "end": start + max(len(shown) - 1, 0),
            "uri": uri(index),
            "first_page_uri": uri(0),
            "next_page_uri": uri(index + 1) if start + size < len(found) else None,
            "previous_page_uri": uri(index - 1) if index else None,
        }
    )


def _number(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, str(default))
    if not text.isdecimal():
        raise TwilioError(BAD_PARAMETER, f"{name} is not a number")
    return int(text)
