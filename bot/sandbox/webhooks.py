"""Requests of the provider to the service: signed, bounded and retried as the provider does it.

Connection overrides in a URL's fragment (`#rc=2&rp=5xx`):
https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urldefrag, urlencode
from uuid import uuid4

import aiohttp
from yarl import URL

from bot.sandbox.misbehaviour import Rule
from bot.sandbox.world import World

RETRIEVAL_FAILURE = 11200
#: How long a reordered webhook waits to be overtaken, in real seconds.
OVERTAKE_SECONDS = 2.0
#: URL, method and parameters.
Notice = tuple[str, str, Mapping[str, str]]


class WebhookFailed(Exception):
    """The service gave no usable answer; `code` is the provider's."""

    def __init__(self, text: str, code: int = RETRIEVAL_FAILURE) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the service said."""

    status: int
    content_type: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """Patience with one URL; times in seconds. By default only a failed connection is tried once more."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})

    @classmethod
    def of(cls, fragment: str) -> Self:
        """Reads a URL fragment; what is absent or unreadable keeps its default."""
        given = dict(parse_qsl(fragment))
        default = cls()
        return cls(
            connect=_milliseconds(given.get("ct"), default.connect),
            read=_milliseconds(given.get("rt"), default.read),
            total=_milliseconds(given.get("tt"), default.total),
            retries=int(given["rc"]) if given.get("rc", "") in {"0", "1", "2", "3", "4", "5"} else 1,
            policy=frozenset(given["rp"].split(",")) if "rp" in given else default.policy,
        )

    def forgive(self, failure: str) -> bool:
        """True when a failure of this kind may be tried again."""
        return failure in self.policy or "all" in self.policy


def _milliseconds(text: str | None, default: float) -> float:
    return int(text) / 1000 if text and text.isdecimal() else default


def signature(auth_token: str, url: str, params: Mapping[str, str]) -> str:
    """X-Twilio-Signature: https://www.twilio.com/docs/usage/security#validating-requests"""
    signed = url + "".join(name + params[name] for name in sorted(params))
    digest = hmac.digest(auth_token.encode(), signed.encode(), hashlib.sha1)
    return base64.b64encode(digest).decode()


class Webhooks:
    """Posts to the service. An async context manager: it holds the HTTP client."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lines: dict[str, asyncio.Task[None]] = {}
        self._overtaken: dict[str, asyncio.Event] = {}

    async def __aenter__(self) -> Self:
        self._client = aiohttp.ClientSession(
            headers={"User-Agent": "TwilioProxy/1.1", "Accept": "*/*"}, cookie_jar=aiohttp.DummyCookieJar()
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.close()

    def _subject(self, params: Mapping[str, str]) -> str:
        """The number a webhook is about, for the rules; some name only their call."""
        call = self._world.calls.get(params.get("CallSid", ""))
        return params.get("To") or (call.to if call else "")

    async def ask(self, url: str, method: str, params: Mapping[str, str]) -> Answer:
        """Sends a webhook whose answer matters; WebhookFailed when none can be had.

        It is sent even if who asks does not wait: a call that ends meanwhile takes no request back.
        """
        rule = self._world.misbehaviour.take("webhook", self._subject(params))
        if rule and rule.fault == "drop":
            raise WebhookFailed("lost on the way, as a rule asked")
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._world.spawn(self._fetch(answer, rule, (url, method, params)))
        return await answer

    async def _fetch(self, answer: asyncio.Future[Answer], rule: Rule | None, notice: Notice) -> None:
        token = str(uuid4())
        if rule and rule.fault == "delay":
            await self._world.pause(rule.value)
        if rule and rule.fault == "duplicate":
            self._world.spawn(self._deliver_quietly(*notice, token))
        try:
            given = await self._deliver(*notice, token)
        except WebhookFailed as failed:
            if not answer.done():
                answer.set_exception(failed)
        else:
            if not answer.done():
                answer.set_result(given)

    def tell(self, line: str, url: str, method: str, params: Mapping[str, str]) -> None:
        """Sends a notice and forgets it; those of one line (a sid) leave in order, rules aside."""
        rule = self._world.misbehaviour.take("webhook", self._subject(params))
        if rule and rule.fault == "drop":
            return
        if rule and rule.fault == "reorder":
            self._world.spawn(self._tell_overtaken(line, url, method, params))
            return
        self._lines[line] = self._world.spawn(
            self._tell_in_order(self._lines.get(line), line, rule, (url, method, params))
        )

    async def _tell_in_order(
        self,
        before: asyncio.Task[None] | None,
        line: str,
        rule: Rule | None,
        notice: Notice,
    ) -> None:
        if before:
            await asyncio.wait({before})
        if rule and rule.fault == "delay":
            await self._world.pause(rule.value)
        token = str(uuid4())
        for _ in range(2 if rule and rule.fault == "duplicate" else 1):
            await self._deliver_quietly(*notice, token)
        if overtaken := self._overtaken.pop(line, None):
            overtaken.set()
        if self._lines.get(line) is asyncio.current_task():
            del self._lines[line]

    async def _tell_overtaken(self, line: str, url: str, method: str, params: Mapping[str, str]) -> None:
        overtaken = self._overtaken.setdefault(line, asyncio.Event())
        with suppress(TimeoutError):
            await asyncio.wait_for(overtaken.wait(), OVERTAKE_SECONDS)
        await self._deliver_quietly(url, method, params, str(uuid4()))

    async def _deliver_quietly(self, url: str, method: str, params: Mapping[str, str], token: str) -> None:
        try:
            await self._deliver(url, method, params, token)
        except WebhookFailed as failed:
            self._world.warn(failed.code, f"Webhook to {urldefrag(url).url}: {failed}")

    async def _deliver(self, url: str, method: str, params: Mapping[str, str], token: str) -> Answer:
        target, fragment = urldefrag(url)
        overrides = Overrides.of(fragment)
        try:
            async with asyncio.timeout(overrides.total):
                return await self._attempts(target, method, params, token, overrides)
        except TimeoutError as late:
            raise WebhookFailed("no answer in time") from late

    async def _attempts(
        self, url: str, method: str, params: Mapping[str, str], token: str, overrides: Overrides
    ) -> Answer:
        left = overrides.retries
        while True:
            try:
                answer = await self._once(url, method, params, token, overrides)
            except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
                failure, text = "ct", type(error).__name__
            except (aiohttp.ClientError, TimeoutError) as error:
                failure, text = "rt", type(error).__name__
            else:
                if answer.status < 400:
                    return answer
                failure, text = f"{answer.status // 100}xx", f"status {answer.status}"
            if left == 0 or not overrides.forgive(failure):
                raise WebhookFailed(text)
            left -= 1

    async def _once(
        self, url: str, method: str, params: Mapping[str, str], token: str, overrides: Overrides
    ) -> Answer:
        in_query = method == "GET"
        if in_query:
            url += ("&" if "?" in url else "?") + urlencode(params)
        timeout = aiohttp.ClientTimeout(connect=overrides.connect, sock_read=overrides.read)
        headers = {
            "X-Twilio-Signature": signature(self._world.config.auth_token, url, {} if in_query else params),
            "I-Twilio-Idempotency-Token": token,
        }
        body = None
        if not in_query:
            body = urlencode(params).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        request = self._client.request(
            method, URL(url, encoded=True), data=body, headers=headers, timeout=timeout
        )
        async with request as response:
            text = await response.text(errors="replace")
            return Answer(status=response.status, content_type=response.content_type, text=text)
