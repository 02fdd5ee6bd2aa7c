"""Hands a callback over to a NetSapiens PBX, which queues it and rings its own agents.

The older API takes a form post, the newer one (from v45) JSON: https://docs.ns-api.com
"""

from __future__ import annotations

import json
from enum import StrEnum
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from bot.adapters.exchange import exchange, failure
from bot.domain.phone import E164


class PbxMode(StrEnum):
    """Which of the PBX's APIs is spoken."""

    LEGACY = "legacy"
    V2 = "v2"


#: Where the API is on a PBX, for a URL that names the host only.
API_PATH = "/ns-api/"


class NetsapiensPbx:
    """``ports.Pbx`` at ``url``, the API's full endpoint such as ``https://pbx.example/ns-api/``."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        url: str,
        token: str,
        mode: PbxMode = PbxMode.LEGACY,
        domain: str = "~",
        timeout_seconds: float = 10.0,
    ) -> None:
        """``domain``: the PBX's domain, for v2 only; ``~`` is the one that the token belongs to."""
        self._session = session
        given = URL(url)
        self._url = given if given.path.strip("/") else given.with_path(API_PATH)
        self._headers = {"Authorization": f"Bearer {token}"}
        self._mode = mode
        self._domain = domain
        self._seconds = timeout_seconds

    async def queue_call(self, *, queue: str, uid: str, destination: E164) -> None:
        """Hands the call over; the PBX answers 202 with nothing in it."""
        digits = destination.removeprefix("+")
        if self._mode is PbxMode.V2:
            url = self._url.joinpath("v2", "domains", self._domain, "queuedcall", queue)
            await self._post(url, "application/json", json.dumps({"destination": digits}))
        else:
            url = self._url.update_query(object="queuedcall", action="create")
            form = {"format": "json", "uid": uid, "queue": queue, "destination": digits}
            await self._post(url, "application/x-www-form-urlencoded", urlencode(form))

    async def _post(self, url: URL, content_type: str, body: str) -> None:
        answer = await exchange(
            self._session,
            "POST",
            str(url),
            seconds=self._seconds,
            headers={**self._headers, "Content-Type": content_type},
            body=body.encode(),
        )
        if not answer.ok:
            raise failure("POST", answer)
