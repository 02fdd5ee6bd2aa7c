"""Hands a callback over to a NetSapiens PBX, which rings its own agents and the customer.

The older API takes a form post; it cannot be asked afterwards. The newer one takes JSON, either for a place
in a queue (from v45) or for a call between the queue and the customer: https://docs.ns-api.com
What was handed over there is looked for among queued calls, active calls and call records (``find``).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from bot.adapters.exchange import Answer, exchange, failure
from bot.adapters.netsapiens.lists import Entry, entries, mentions_call, mentions_number
from bot.domain.handover import Found, HandOver
from bot.ports import Refused


class PbxMode(StrEnum):
    """Which of the PBX's APIs is spoken."""

    LEGACY = "legacy"
    V2 = "v2"


class HandOverForm(StrEnum):
    """What a v2 PBX is asked for."""

    #: A place in the queue: https://docs.ns-api.com/v45.0/reference
    QUEUE = "queue"
    #: A call under an id of ours, from the queue to the customer.
    CALL = "call"


#: Where the API is on a PBX, for a URL that names the host only.
API_PATH = "/ns-api/"

#: Entries of a list whose length is not chosen: the API's usual page.
USUAL_PAGE = 100
#: The longest page of call records.
RECORDS_PAGE = 1000
#: Records are asked for until then, counted from the hand-over: no look-up is made so late.
RECORDS_SPAN = timedelta(days=1)
#: By so much the PBX's clock and ours may differ: half of what callers of ``find`` allow for.
CLOCKS_APART = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """One of the places where a call can be."""

    url: URL
    is_ours: Callable[[Entry], bool]
    #: A list of so many entries may go on.
    page: int = USUAL_PAGE
    #: 404 says that there is no such call, not that there is no such list.
    one_call: bool = False


class NetsapiensPbx:
    """``ports.Pbx`` at ``url``, the API's full endpoint such as ``https://pbx.example/ns-api/``."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        url: str,
        token: str,
        mode: PbxMode = PbxMode.LEGACY,
        form: HandOverForm = HandOverForm.QUEUE,
        domain: str = "~",
        timeout_seconds: float = 10.0,
    ) -> None:
        """``form`` and ``domain`` are for v2 only; the domain ``~`` is the one that the token belongs to."""
        self._session = session
        given = URL(url)
        self._url = given if given.path.strip("/") else given.with_path(API_PATH)
        self._headers = {"Authorization": f"Bearer {token}"}
        self._mode, self._form = mode, form
        self._domain = domain
        self._seconds = timeout_seconds

    async def hand_over(self, order: HandOver) -> None:
        """Hands the call over; the PBX answers 200 or 202, and nothing that needs to be read."""
        digits = order.destination.removeprefix("+")
        if self._mode is PbxMode.LEGACY:
            url = self._url.update_query(object="queuedcall", action="create")
            form = {"format": "json", "uid": order.uid, "queue": order.queue, "destination": digits}
            await self._post(url, "application/x-www-form-urlencoded", urlencode(form))
        elif self._form is HandOverForm.QUEUE:
            body = {"destination": digits}
            await self._post(self._v2("queuedcall", order.queue), "application/json", json.dumps(body))
        else:
            body = {
                "synchronous": "no",
                "call-id": order.reference,
                "call-orig-user": _queue_address(order),
                "call-term-user": digits,
            }
            await self._post(self._v2("users", _user(order), "calls"), "application/json", json.dumps(body))

    async def find(self, order: HandOver, since: datetime) -> Found:
        """Looks wherever the call can be by now.

        In the order in which calls pass: one that moves on while we look is met at the next place. A call
        that is found anywhere is there; it is surely not there only when every place could be read whole.
        """
        verdict = Found.CANNOT_TELL if self._mode is PbxMode.LEGACY else Found.NO
        for look in self._looks(order, since):
            match await self._read(look):
                case Found.YES:
                    return Found.YES
                case Found.CANNOT_TELL:
                    verdict = Found.CANNOT_TELL
        return verdict

    def _looks(self, order: HandOver, since: datetime) -> list[_Look]:
        if self._mode is PbxMode.LEGACY:
            return []
        window = {
            "datetime-start": since.isoformat(timespec="seconds"),
            "datetime-end": (since + RECORDS_SPAN).isoformat(timespec="seconds"),
            "limit": str(RECORDS_PAGE),
        }
        records = self._v2("cdrs").update_query(window)
        if self._form is HandOverForm.CALL:
            ours = mentions_call(order.reference)
            call = self._v2("users", _user(order), "calls", order.reference)
            return [
                _Look(url=call, is_ours=ours, one_call=True),
                _Look(url=records, is_ours=ours, page=RECORDS_PAGE),
            ]
        ours = mentions_number(order.destination, since)
        return [
            _Look(url=self._v2("queuedcall", order.queue), is_ours=ours),
            _Look(url=self._v2("calls"), is_ours=ours),
            _Look(url=records, is_ours=ours, page=RECORDS_PAGE),
        ]

    async def _read(self, look: _Look) -> Found:
        """Raises ``NotPlaced`` when the PBX could not be asked."""
        began = datetime.now(UTC)
        answer = await self._ask("GET", look.url)
        if look.one_call and answer.status == HTTPStatus.NOT_FOUND:
            return Found.NO
        if not answer.ok:
            error = failure("GET", answer)
            if isinstance(error, Refused):
                return Found.CANNOT_TELL  # this token may not look there, or this version has no such list
            raise error
        try:
            told: Any = json.loads(answer.text)
        except ValueError:
            return Found.CANNOT_TELL
        if any(look.is_ours(entry) for entry in entries(told)):
            return Found.YES
        # A shape nobody has described can show a call, but not that there is none.
        whole = told == {} or (isinstance(told, list) and len(told) < look.page)
        return Found.NO if whole and _clocks_agree(answer, began) else Found.CANNOT_TELL

    def _v2(self, *path: str) -> URL:
        return self._url.joinpath("v2", "domains", self._domain, *path)

    async def _post(self, url: URL, content_type: str, body: str) -> None:
        answer = await self._ask("POST", url, {"Content-Type": content_type}, body.encode())
        if not answer.ok:
            raise failure("POST", answer)

    async def _ask(
        self, method: str, url: URL, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        return await exchange(
            self._session,
            method,
            str(url),
            seconds=self._seconds,
            headers={**self._headers, **(headers or {})},
            body=body,
        )


def _clocks_agree(answer: Answer, began: datetime) -> bool:
    """Whether the PBX's times can be compared with ours: by a clock that is late, a new call looks old."""
    try:
        theirs = parsedate_to_datetime(answer.headers.get("Date", ""))
    except ValueError:
        return False
    if theirs.tzinfo is None:
        return False  # "-0000": no zone is meant
    return began - CLOCKS_APART <= theirs <= datetime.now(UTC) + CLOCKS_APART


def _user(order: HandOver) -> str:
    return order.uid.partition("@")[0]


def _queue_address(order: HandOver) -> str:
    """The queue as a party of a call, in the domain of the user."""
    domain = order.uid.partition("@")[2]
    return f"{order.queue}@{domain}" if domain else order.queue
