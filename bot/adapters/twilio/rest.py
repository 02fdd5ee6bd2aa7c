"""Calls and messages through Twilio's REST API: https://www.twilio.com/docs/usage/api

The ``twilio`` package builds the requests and reads the resources. Its own asynchronous client is not
used: it opens a session of its own, gives a request no deadline, logs parameters (which hold phone numbers)
and hides the ``Retry-After`` of an error. Ours sends through the session that the whole service shares.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from twilio.base.values import unset
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.call import CallInstance

from bot.adapters.exchange import Answer, exchange, failure, lost
from bot.adapters.twilio.inbound import WHATSAPP, spoken_seconds
from bot.adapters.twilio.twiml import detection
from bot.domain.phone import E164
from bot.domain.telephony import CallOrder, CallRecord, Channel, LegStatus, MessageOrder, VoiceMessage
from bot.ports import OptedOut, ProviderError, Refused, Unknown

#: The called person told the carrier STOP. https://www.twilio.com/docs/api/errors/21610
OPTED_OUT = "21610"

#: The call cannot be changed any more. https://www.twilio.com/docs/api/errors/21220
CALL_OVER = "21220"

CALL_EVENTS = ["initiated", "ringing", "answered", "completed"]

#: Calls looked through when a lost one is searched: more than one number is rung in any window asked for.
LOOKED_THROUGH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNumber:
    """A number of the account: what it can do and whom it tells."""

    number: E164
    voice: bool
    sms: bool
    voice_url: str
    sms_url: str


class TwilioTelephony:
    """``ports.Telephony`` at Twilio, or at whatever speaks its API under ``api_url``."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        account_sid: str,
        auth_token: str,
        api_url: str = "https://api.twilio.com",
        timeout_seconds: float = 10.0,
    ) -> None:
        self._requests = _SharedSession(session, timeout_seconds)
        self._credentials = (account_sid, auth_token)
        self._recordings = f"{api_url.rstrip('/')}/2010-04-01/Accounts/{account_sid}/Recordings"
        client = Client(
            account_sid,
            auth_token,
            http_client=self._requests,
            # The package would otherwise take a region from the machine's environment and bend ``api_url``.
            environment={"TWILIO_REGION": ""},
        )
        client.api.base_url = api_url
        self._account = client.api.v2010.account

    async def create_call(self, order: CallOrder) -> str:
        """Places the call; returns its sid."""
        call = await self._account.calls.create_async(
            to=order.to,
            from_=order.caller_id,
            url=order.answer_url,
            timeout=order.ring_seconds,
            time_limit=order.max_seconds,
            status_callback=order.status_url,
            status_callback_event=CALL_EVENTS,
            machine_detection=detection(order) or unset,
        )
        return _sid(call.sid)

    async def end_call(self, call_sid: str) -> None:
        """Hangs up, ringing or talking: "completed" ends both, "canceled" only the first."""
        await self._change(call_sid, status="completed")

    async def redirect_call(self, call_sid: str, url: str) -> None:
        """Takes the call out of whatever it does; what it does next is asked at ``url``."""
        await self._change(call_sid, url=url, method="POST")

    async def _change(self, call_sid: str, **change: str) -> None:
        """https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource"""
        try:
            await self._account.calls(call_sid).update_async(**change)
        except Refused as refusal:
            if refusal.code != CALL_OVER:
                raise

    async def fetch_call(self, call_sid: str) -> CallRecord:
        """The call as Twilio knows it now."""
        return _record(await self._account.calls(call_sid).fetch_async())

    async def list_calls(self, *, to: E164, caller_id: E164, since: datetime) -> Sequence[CallRecord]:
        """Calls between the two numbers that Twilio was asked for at or after ``since``, newest first.

        Not asked for by ``StartTime``: a call that waits in the queue has none and would be missed, which is
        the very call that must be found.
        """
        calls = await self._account.calls.list_async(
            to=to, from_=caller_id, limit=LOOKED_THROUGH, page_size=LOOKED_THROUGH
        )
        return [_record(call) for call in calls if _since(call.date_created, since)]

    async def send_message(self, order: MessageOrder) -> str:
        """Sends; returns the message's sid."""
        to, sender = _addresses(order)
        message = await self._account.messages.create_async(
            to=to, from_=sender, body=order.body, status_callback=order.status_url
        )
        return _sid(message.sid)

    async def find_message(self, order: MessageOrder, since: datetime) -> str | None:
        """The sid of a message like ``order`` that Twilio got at or after ``since``, if there is one."""
        to, sender = _addresses(order)
        messages = await self._account.messages.list_async(
            to=to, from_=sender, limit=LOOKED_THROUGH, page_size=LOOKED_THROUGH
        )
        return next(
            (_sid(m.sid) for m in messages if m.body == order.body and _since(m.date_created, since)), None
        )

    async def find_recording(self, call_sid: str) -> VoiceMessage | None:
        """https://www.twilio.com/docs/voice/api/recording#read-multiple-recording-resources; newest first."""
        for found in await self._account.recordings.list_async(call_sid=call_sid, limit=1, page_size=1):
            seconds = spoken_seconds(found.duration)
            if seconds:
                return VoiceMessage(call_sid=call_sid, recording_sid=_sid(found.sid), seconds=seconds)
        return None

    async def fetch_recording(self, recording_sid: str) -> bytes:
        """The MP3 of a recording: https://www.twilio.com/docs/voice/api/recording#fetch-a-recordings-media-file

        Not there, or not yet, is ``Refused``.
        """
        url = f"{self._recordings}/{quote(recording_sid, safe='')}.mp3"
        return (await self._requests.ask("GET", url, headers=_basic(self._credentials))).body

    async def own_numbers(self) -> Sequence[OwnNumber]:
        """Every phone number of the account."""
        return [
            OwnNumber(
                number=E164(number.phone_number),
                voice=bool(number.capabilities.get("voice")),
                sms=bool(number.capabilities.get("sms")),
                voice_url=number.voice_url or "",
                sms_url=number.sms_url or "",
            )
            for number in await self._account.incoming_phone_numbers.list_async()
        ]

    async def account_status(self) -> str:
        """ "active", "suspended" or "closed"; ``Refused`` when the credentials are wrong."""
        return str((await self._account.fetch_async()).status)


def _addresses(order: MessageOrder) -> tuple[str, str]:
    """To and From as the channel writes them."""
    prefix = WHATSAPP if order.channel is Channel.WHATSAPP else ""
    return prefix + order.to.removeprefix(prefix), prefix + order.sender


def _sid(sid: str | None) -> str:
    if not sid:
        raise Unknown("the answer names no sid")
    return sid


def _since(created: datetime | None, since: datetime) -> bool:
    """Twilio keeps whole seconds. What has no date may be the one that is looked for."""
    return created is None or created >= since.replace(microsecond=0)


def _record(call: CallInstance) -> CallRecord:
    return CallRecord(
        call_sid=_sid(call.sid),
        status=LegStatus(call.status),
        started_at=call.start_time.astimezone(UTC) if call.start_time else None,
        duration_seconds=int(call.duration) if call.duration else None,
    )


class _SharedSession:
    """Sends the package's requests, each with a deadline, and turns every failure into one of ours."""

    #: Read by the package.
    is_async = True

    def __init__(self, session: aiohttp.ClientSession, timeout_seconds: float) -> None:
        self._session = session
        self._seconds = timeout_seconds

    async def request(  # noqa: PLR0917  the package's own signature
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
        allow_redirects: bool = False,
    ) -> Response:
        asked = {name: value for name, value in (params or {}).items() if value is not None}
        answer = await self.ask(
            method,
            f"{uri}?{urlencode(asked, doseq=True)}" if asked else uri,
            headers={**(headers or {}), **_basic(auth)},
            body=urlencode(data, doseq=True).encode() if data else None,
            seconds=timeout,
        )
        if not _resource(answer.text):
            raise lost(method, f"answered {answer.status} with something else than a resource")
        return Response(answer.status, answer.text, answer.headers)

    async def ask(
        self,
        method: str,
        url: str,
        *,
        headers: dict[str, str],
        body: bytes | None = None,
        seconds: float | None = None,
    ) -> Answer:
        """The answer as it came, when it is a good one."""
        answer = await exchange(
            self._session, method, url, seconds=seconds or self._seconds, headers=headers, body=body
        )
        if not answer.ok:
            raise _failure(method, answer)
        return answer


def _basic(auth: tuple[str, str] | None) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(":".join(auth).encode()).decode()} if auth else {}


def _failure(method: str, answer: Answer) -> ProviderError:
    """Twilio's errors: ``{code, message, more_info, status}``. https://www.twilio.com/docs/api/errors"""
    told = _resource(answer.text)
    code = str(told.get("code") or "")
    message = str(told.get("message") or "")
    if code == OPTED_OUT:
        return OptedOut(message, code=code)
    return failure(method, answer, message=message, code=code)


def _resource(text: str) -> dict[str, Any]:
    """The JSON object that every answer of Twilio is; empty when something between us answered."""
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
