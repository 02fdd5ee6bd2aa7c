"""One HTTP exchange with a provider, and what is known when it fails.

A request that never left did not happen: ``NotPlaced``. One that left and was not answered may have happened:
``Unknown``, unless it only reads, which is as good as not asked. Nothing is asked twice here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp

from bot.ports import NotPlaced, ProviderError, Refused, Unknown

#: Bytes of the longest answer that is read; the largest there is, a recording, has 4,000 for each second.
LONGEST = 10_000_000

#: Seconds to reach the provider, part of the total: what was never sent is known sooner than what was lost.
CONNECT_SECONDS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the provider answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text; what is no UTF-8 becomes replacement characters."""
        return self.body.decode("utf-8", "replace")

    @property
    def ok(self) -> bool:
        """Whether it did what was asked; redirects are not followed and count as a refusal."""
        return 200 <= self.status < 300


async def exchange(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    seconds: float,
    headers: Mapping[str, str],
    body: bytes | None = None,
) -> Answer:
    """Asks once, within ``seconds`` in all. Raises ``NotPlaced`` or ``Unknown``."""
    timeout = aiohttp.ClientTimeout(total=seconds, connect=min(CONNECT_SECONDS, seconds))
    try:
        async with session.request(
            method, url, headers=headers, data=body, timeout=timeout, allow_redirects=False
        ) as response:
            return Answer(
                status=response.status, headers=response.headers, body=await _body(method, response)
            )
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
        raise NotPlaced(f"no connection ({type(error).__name__})") from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise lost(method, f"the answer was lost ({type(error).__name__})") from error


async def _body(method: str, response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > LONGEST:
            raise lost(method, f"answered more than {LONGEST} bytes")
    return bytes(body)


def failure(method: str, answer: Answer, *, message: str = "", code: str = "") -> ProviderError:
    """What an answer that is not ``ok`` means; ``message`` and ``code`` are the vendor's own."""
    message = message or f"answered {answer.status}"
    code = code or str(answer.status)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return NotPlaced(message, code=code, retry_after=_retry_after(answer))
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.REQUEST_TIMEOUT:
        return lost(method, message, code=code, retry_after=_retry_after(answer))
    return Refused(message, code=code)


def lost(method: str, message: str, *, code: str = "", retry_after: float | None = None) -> ProviderError:
    """The error for a request that left and whose outcome is not known."""
    kind = NotPlaced if method == "GET" else Unknown
    return kind(message, code=code, retry_after=retry_after)


def _retry_after(answer: Answer) -> float | None:
    """Seconds of the Retry-After header; its date form is not used by our providers."""
    given = answer.headers.get("Retry-After", "")
    return float(given) if given.isdecimal() else None
