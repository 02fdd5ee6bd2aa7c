"""A sandbox on loopback, twenty times faster than life, and a service that writes down what it is told.

Whatever a test is about, each webhook it caused must carry a signature that holds.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, encode_basic_auth, web
from aiohttp.test_utils import TestServer
from twilio.request_validator import RequestValidator

from bot.sandbox import SandboxConfig, create_app

ACCOUNT = "AC" + "0" * 32
TOKEN = "12345"
BUSINESS = "+18135550001"
CUSTOMER = "+18135557001"
AGENT = "+18135550101"
OTHER_AGENT = "+18135550102"
PATIENCE_SECONDS = 5


class Service:
    """Answers webhooks by path with given texts and keeps every request."""

    def __init__(self) -> None:
        self.answers: dict[str, list[str | int]] = {}
        self.heard: list[dict[str, Any]] = []
        self._news = asyncio.Condition()
        self.base = ""

    def url(self, path: str) -> str:
        return self.base + path

    def says(self, path: str, *texts: str | int) -> str:
        """The texts (or statuses) in turn, the last for ever; returns the URL."""
        self.answers[path] = list(texts)
        return self.url(path)

    async def handle(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        heard = {"path": request.path, "params": form or dict(request.query), "form": form}
        async with self._news:
            self.heard.append(heard | {"headers": request.headers, "url": str(request.url)})
            self._news.notify_all()
        texts = self.answers.get(request.path, [""])
        text = texts.pop(0) if len(texts) > 1 else texts[0]
        if isinstance(text, int):
            return web.Response(status=text)
        return web.Response(text=text, content_type="text/xml")

    def at(self, path: str) -> list[dict[str, str]]:
        """Parameters of all webhooks on a path, in the order of arrival."""
        return [hook["params"] for hook in self.heard if hook["path"] == path]

    async def until(self, path: str, count: int = 1) -> list[dict[str, str]]:
        """Waits for so many webhooks on a path."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._news:
            await self._news.wait_for(lambda: len(self.at(path)) >= count)
        return self.at(path)


class Sandbox:
    """The sandbox from outside: REST with credentials, and the control API."""

    def __init__(self, client: ClientSession, base: str) -> None:
        self._client = client
        self.base = base
        self.api = f"{base}/2010-04-01/Accounts/{ACCOUNT}"
        self.auth = {"Authorization": encode_basic_auth(ACCOUNT, TOKEN)}

    async def post(self, path: str, form: Any) -> ClientResponse:
        return await self._client.post(self.api + path, data=form, headers=self.auth)

    async def get(self, path: str, **query: str) -> Any:
        async with self._client.get(self.api + path, params=query, headers=self.auth) as response:
            return await response.json()

    async def raw(self, method: str, path: str, **options: Any) -> ClientResponse:
        return await self._client.request(method, self.base + path, **options)

    async def call(self, to: str = AGENT, **form: Any) -> Any:
        """Creates a call and returns its resource."""
        events = [("StatusCallbackEvent", event) for event in form.pop("events", ())]
        fields = [("To", to), ("From", BUSINESS), *form.items(), *events]
        response = await self.post("/Calls.json", fields)
        assert response.status == 201, await response.text()
        return await response.json()

    async def send(self, to: str = CUSTOMER, sender: str = BUSINESS, **form: str) -> ClientResponse:
        return await self.post("/Messages.json", {"To": to, "From": sender, "Body": "Hello", **form})

    async def do(self, number: str, action: str, **body: Any) -> Any:
        response = await self.raw("POST", f"/control/phones/{number}/{action}", json=body)
        answer = await response.json()
        assert response.status == 200, answer
        return answer

    async def misbehave(self, on: str, do: str, times: int = 1, to: str | None = None) -> None:
        rule = {"on": on, "do": do, "times": times, "to": to}
        assert (await self.raw("POST", "/control/misbehave", json=rule)).status == 200

    async def state(self) -> Any:
        return await (await self.raw("GET", "/control/state")).json()

    async def counts(self) -> Any:
        return await (await self.raw("GET", "/control/calls")).json()

    async def until(self, holds: Callable[[Any], bool]) -> Any:
        """Watches the live state until it holds."""
        events = self._client.get(self.base + "/control/events")
        async with asyncio.timeout(PATIENCE_SECONDS), events as stream:
            async for line in stream.content:
                if line.startswith(b"data: "):
                    state = json.loads(line[6:])
                    if holds(state):
                        return state
        raise AssertionError("the stream ended")

    async def ringing(self, number: str) -> Any:
        return await self.until(lambda state: bool(phone(state, number)["ringing"]))

    async def ended(self, sid: str) -> Any:
        """The leg once it is over."""
        state = await self.until(lambda state: any(c["sid"] == sid and c["ended_at"] for c in state["calls"]))
        return next(call for call in state["calls"] if call["sid"] == sid)

    async def answer(self, number: str) -> None:
        await self.ringing(number)
        await self.do(number, "answer")


def phone(state: Any, number: str) -> Any:
    """One phone of a state."""
    return next((phone for phone in state["phones"] if phone["number"] == number), {"ringing": None})


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    service = Service()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", service.handle)
    server = TestServer(app)
    await server.start_server()
    service.base = str(server.make_url("")).rstrip("/")
    yield service
    await server.close()
    validator = RequestValidator(TOKEN)
    for hook in service.heard:
        assert validator.validate(hook["url"], hook["form"], hook["headers"]["X-Twilio-Signature"])


@pytest.fixture
async def sandbox(service: Service) -> AsyncIterator[Sandbox]:
    config = SandboxConfig.from_dict(
        {
            "account_sid": ACCOUNT,
            "auth_token": TOKEN,
            "ns_token": "ns-token",
            "base_url": "http://127.0.0.1/sandbox",
            "time_scale": 20,
            "numbers": [
                {
                    "number": BUSINESS,
                    "label": "Acme Plumbing",
                    "voice_url": service.url("/voice"),
                    "status_callback": service.url("/over"),
                    "sms_url": service.url("/message"),
                }
            ],
            "phones": [
                {"number": CUSTOMER, "role": "customer", "label": "Jo"},
                {"number": AGENT, "role": "agent", "label": "Ana", "channels": ["voice"]},
                {"number": OTHER_AGENT, "role": "agent", "label": "Ben", "channels": ["voice"]},
            ],
        }
    )
    server = TestServer(create_app(config))
    await server.start_server()
    async with ClientSession() as client:
        yield Sandbox(client, str(server.make_url("")).rstrip("/"))
    await server.close()
