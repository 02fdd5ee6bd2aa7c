"""A phone company that loses no time: who is rung picks up at once, presses 1 where a key is asked for first,
and hangs up as soon as the two are connected.

It speaks as Twilio does, with its own copy of what must be said:
https://www.twilio.com/docs/voice/api/call-resource and https://www.twilio.com/docs/voice/twiml
"""

from __future__ import annotations

import asyncio
import uuid
from base64 import b64encode
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from time import time
from xml.etree.ElementTree import Element, fromstring

import aiohttp
from aiohttp import web

from bench.inbound import signature_of
from bench.processes import ACCOUNT, TOKEN

API = f"/2010-04-01/Accounts/{ACCOUNT}"
CREDENTIALS = "Basic " + b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
#: Calls under way at a time; more of them wait in its queue, and so does what they would tell.
LINES = 32
#: What is told of a leg, and of a text.
PROGRESS, DELIVERY = ("initiated", "ringing", "in-progress", "completed"), ("queued", "sent", "delivered")
SIP_OK = "200"
#: Seconds that every leg and every talk are said to have lasted.
LASTED = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Two who talked; the times are seconds since the epoch."""

    customer: str
    #: The call to the agent was asked for.
    asked_at: float
    connected_at: float


@dataclass(slots=True, kw_only=True)
class Leg:
    """One phone of a call."""

    to: str
    caller: str
    parent: str = ""
    #: Who is told of its steps.
    status_url: str = ""
    keys: str = ""
    status: str = "queued"
    told: int = 0
    #: The step that was told last; the next one waits until it was heard.
    telling: asyncio.Task[None] | None = None
    sid: str = field(default_factory=lambda: f"CA{uuid.uuid4().hex}")

    def parameters(self) -> dict[str, str]:
        """https://www.twilio.com/docs/voice/twiml#request-parameters"""
        sides = {"From": self.caller, "Caller": self.caller, "To": self.to, "Called": self.to}
        places = {f"{side}{part}": "" for side in sides for part in ("State", "City", "Zip")}
        places |= {f"{side}Country": "US" for side in sides}
        return {
            "CallSid": self.sid,
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "CallStatus": self.status,
            "Direction": "outbound-dial" if self.parent else "outbound-api",
            **sides,
            **places,
            **({"ParentCallSid": self.parent} if self.parent else {}),
        }


class Carrier:
    """Its API, and the lives of its calls and texts."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._connections: list[Connection] = []
        self._lives: set[asyncio.Task[None]] = set()
        self._lines = asyncio.Semaphore(LINES)
        self._news = asyncio.Event()
        self._failure: BaseException | None = None

    async def connected(self, number: int, patience: float) -> list[Connection]:
        """So many connections, once nothing is under way any more; they are handed over, and forgotten here.

        Raises what went wrong in any call, and ``TimeoutError`` after so many seconds.
        """
        async with asyncio.timeout(patience):
            while not self._failure and (len(self._connections) < number or self._lives):
                self._news.clear()
                await self._news.wait()
        if self._failure:
            raise self._failure
        found, self._connections = self._connections, []
        return found

    def app(self) -> web.Application:
        """The part of the API that a call needs; whoever asks for another spoils the run."""
        app = web.Application()
        app.add_routes(
            [
                web.post(f"{API}/Calls.json", self._create_call),
                web.post(f"{API}/Messages.json", self._create_message),
                web.route("*", "/{path:.*}", self._unexpected),
            ]
        )
        return app

    async def _create_call(self, request: web.Request) -> web.Response:
        asked_at = time()
        form = await _form(request)
        leg = Leg(to=form["To"], caller=form["From"], status_url=form["StatusCallback"], keys="1")
        self._live(self._put_through(leg, form["Url"], asked_at))
        return web.json_response({"sid": leg.sid, "status": leg.status}, status=201)

    async def _create_message(self, request: web.Request) -> web.Response:
        form = await _form(request)
        sid = f"SM{uuid.uuid4().hex}"
        self._live(self._text(sid, form))
        return web.json_response({"sid": sid, "status": "queued"}, status=201)

    async def _unexpected(self, request: web.Request) -> web.Response:
        self._failed(RuntimeError(f"the carrier was asked for {request.method} {request.path}"))
        return web.json_response({"code": 20404}, status=404)

    def _live(self, life: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(life)
        self._lives.add(task)
        task.add_done_callback(self._over)
        return task

    def _over(self, task: asyncio.Task[None]) -> None:
        self._lives.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._failed(error)
        self._news.set()

    def _failed(self, error: BaseException) -> None:
        self._failure = self._failure or error
        self._news.set()

    async def _text(self, sid: str, form: Mapping[str, str]) -> None:
        sides = {"To": form["To"], "From": form["From"], "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01"}
        for status in DELIVERY:
            told = {"SmsSid": sid, "SmsStatus": status, "MessageSid": sid, "MessageStatus": status}
            await self._post(form["StatusCallback"], told | sides)

    async def _put_through(self, leg: Leg, url: str, asked_at: float) -> None:
        async with self._lines:
            await self._call(leg, url, asked_at)

    async def _call(self, leg: Leg, url: str, asked_at: float) -> None:
        """The agent's leg, from the first ring to the end."""
        self._pick_up(leg)
        step: tuple[str, dict[str, str]] | None = (url, {})
        while step:
            verbs = await self._ask(leg, *step)
            step = _next(leg, verbs)
            if (
                step is None
                and (dial := next((verb for verb in verbs if verb.tag == "Dial"), None)) is not None
            ):
                step = dial.attrib["action"], await self._dial(leg, dial, asked_at)
        await self._hang_up(leg)

    async def _dial(self, leg: Leg, dial: Element, asked_at: float) -> dict[str, str]:
        """The customer's leg; what the Dial's action is told."""
        number = dial[0]
        customer = Leg(
            to=number.text or "",
            caller=dial.attrib["callerId"],
            parent=leg.sid,
            status_url=number.attrib["statusCallback"],
        )
        self._pick_up(customer)
        verbs = await self._ask(customer, number.attrib["url"], {})
        if any(verb.tag == "Hangup" for verb in verbs) or _next(customer, verbs):
            raise RuntimeError("a customer who pressed nothing was not connected")
        self._connections.append(Connection(customer=customer.to, asked_at=asked_at, connected_at=time()))
        await self._hang_up(customer)
        return {
            "DialCallStatus": "completed",
            "DialCallSid": customer.sid,
            "DialCallDuration": LASTED,
            "DialBridged": "true",
        }

    def _pick_up(self, leg: Leg) -> None:
        for status in PROGRESS[:3]:
            self._tell(leg, status)

    async def _hang_up(self, leg: Leg) -> None:
        lasted = {"CallDuration": LASTED, "Duration": "1", "SipResponseCode": SIP_OK}
        await self._tell(leg, PROGRESS[-1], lasted)

    def _tell(self, leg: Leg, status: str, more: Mapping[str, str] | None = None) -> asyncio.Task[None]:
        """A step of the leg, after those before it; nobody need wait for its answer."""
        leg.status = status
        told = leg.parameters() | {
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(leg.told),
            "Timestamp": format_datetime(datetime.now(UTC)),
            **(more or {}),
        }
        leg.told += 1
        leg.telling = self._live(self._tell_after(leg.telling, leg.status_url, told))
        return leg.telling

    async def _tell_after(self, before: asyncio.Task[None] | None, url: str, told: Mapping[str, str]) -> None:
        if before:
            await before
        await self._post(url, told)

    async def _ask(self, leg: Leg, url: str, more: Mapping[str, str]) -> list[Element]:
        """The verbs the leg is to perform."""
        return list(fromstring(await self._post(url, leg.parameters() | dict(more))))  # noqa: S314

    async def _post(self, url: str, form: Mapping[str, str]) -> str:
        headers = {
            "X-Twilio-Signature": signature_of(url, form),
            "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
        }
        async with self._session.post(url, data=form, headers=headers) as answer:
            if answer.status >= 300:
                raise RuntimeError(f"a webhook was answered with {answer.status}")
            return await answer.text()


def _next(leg: Leg, verbs: list[Element]) -> tuple[str, dict[str, str]] | None:
    """Where the leg goes on after the first question that has an answer: a key, or that none was pressed."""
    for verb in verbs:
        if verb.tag == "Gather" and (leg.keys or verb.get("actionOnEmptyResult") == "true"):
            key, leg.keys = leg.keys[:1], leg.keys[1:]
            return verb.attrib["action"], {"Digits": key, "FinishedOnKey": "", "msg": "Gather End"}
        if verb.tag == "Dial":
            return None
    return None


async def _form(request: web.Request) -> dict[str, str]:
    """The fields of a request, each once, by who may ask."""
    if request.headers.get("Authorization") != CREDENTIALS:
        raise web.HTTPUnauthorized
    return {name: str(value) for name, value in (await request.post()).items()}
