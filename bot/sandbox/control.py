"""The hands of whoever plays: the page and the tests steer phones, behaviour and faults through it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import fields
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from bot.sandbox.config import CHANNELS
from bot.sandbox.messages import WHATSAPP, Medium, Message
from bot.sandbox.messaging import Messaging
from bot.sandbox.misbehaviour import Rule
from bot.sandbox.phones import Behaviour, Phone, Reaction
from bot.sandbox.requests import E164
from bot.sandbox.stage import counts, state
from bot.sandbox.switchboard import NotPossible, Switchboard
from bot.sandbox.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Body = Mapping[str, Any]


class Control:
    """Handlers of the control API, JSON throughout; 400 and 409 carry `{"error": sentence}`."""

    def __init__(self, world: World, switchboard: Switchboard, messaging: Messaging) -> None:
        self._world = world
        self._switchboard = switchboard
        self._messaging = messaging
        self._actions: dict[str, Callable[[Phone, Body], dict[str, str]]] = {
            "answer": self._answer,
            "decline": self._decline,
            "hangup": self._hang_up,
            "press": self._press,
            "speak": self._speak,
            "call": self._call,
            "send": self._send,
            "behaviour": self._behave,
        }

    def app(self) -> web.Application:
        """The sub-application below /control."""
        app = web.Application(middlewares=[_sentences])
        app.add_routes(
            [
                web.get("/state", self._state),
                web.get("/events", self._events),
                web.get("/calls", self._counts),
                web.post("/phones/{number}/{action}", self._act),
                web.post("/misbehave", self._misbehave),
                web.post("/reset", self._reset),
            ]
        )
        return app

    async def _state(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(state(self._world))

    async def _counts(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(counts(self._world))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: the whole state after each change."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        with suppress(ConnectionResetError):
            await self._tell_changes(response)
        return response

    async def _tell_changes(self, response: web.StreamResponse) -> None:
        async with aclosing(self._world.changes()) as changes:
            async for changed in changes:
                data = json.dumps(state(self._world)) if changed else ""
                await response.write(f"event: state\ndata: {data}\n\n".encode() if data else b": here\n\n")

    async def _act(self, request: web.Request) -> web.StreamResponse:
        number, action = (
            unquote(request.match_info["number"]),
            self._actions.get(request.match_info["action"]),
        )
        if action is None or not E164.fullmatch(number):
            raise web.HTTPNotFound
        done = action(self._world.phone(number), await _body(request))
        self._world.changed()
        return web.json_response({"ok": True, **done})

    def _answer(self, phone: Phone, body: Body) -> dict[str, str]:
        self._switchboard.answer(phone)
        return {}

    def _decline(self, phone: Phone, body: Body) -> dict[str, str]:
        self._switchboard.decline(phone)
        return {}

    def _hang_up(self, phone: Phone, body: Body) -> dict[str, str]:
        self._switchboard.hang_up_phone(phone)
        return {}

    def _press(self, phone: Phone, body: Body) -> dict[str, str]:
        self._switchboard.press(phone, str(body.get("digits", "")))
        return {}

    def _speak(self, phone: Phone, body: Body) -> dict[str, str]:
        """`{"text"}`; an empty text is a breath, which only breaks the silence of a recording."""
        self._switchboard.speak(phone, str(body.get("text", "")))
        return {}

    def _call(self, phone: Phone, body: Body) -> dict[str, str]:
        return {"sid": self._switchboard.ring_in(phone, str(body.get("to", ""))).sid}

    def _send(self, phone: Phone, body: Body) -> dict[str, str]:
        """`{"to", "channel", "body", "media"?: [{"content_type", "url"}], "extra"?: {parameter: value}}`"""
        channel = body.get("channel", "sms")
        if channel not in CHANNELS - {"voice"}:
            raise ValueError("channel is sms or whatsapp")
        prefix = WHATSAPP if channel == "whatsapp" else ""
        message = Message(
            to=prefix + str(body["to"]),
            sender=prefix + phone.number,
            body=str(body.get("body", "")),
            direction="inbound",
            status="received",
            media=tuple(
                Medium(content_type=medium["content_type"], url=medium["url"])
                for medium in body.get("media", ())
            ),
        )
        extra = {str(name): str(value) for name, value in body.get("extra", {}).items()}
        self._world.spawn(self._messaging.receive(message, extra))
        return {"sid": message.sid}

    def _behave(self, phone: Phone, body: Body) -> dict[str, str]:
        """`{"auto": reaction or null, "press"?, "speak"?, "after"?, "hang_up_after"?}`"""
        if body.keys() - {field.name for field in fields(Behaviour)}:
            raise ValueError("a behaviour has auto, press, speak, after and hang_up_after")
        auto = body.get("auto")
        phone.behaviour = Behaviour(**{**body, "auto": Reaction(auto) if auto else None})
        return {}

    async def _misbehave(self, request: web.Request) -> web.StreamResponse:
        self._world.misbehaviour.rules.append(Rule.from_dict(await _body(request)))
        self._world.changed()
        return web.json_response({"ok": True})

    async def _reset(self, request: web.Request) -> web.StreamResponse:
        await self._world.reset()
        return web.json_response({"ok": True})


async def _body(request: web.Request) -> Body:
    if not request.can_read_body:
        return {}
    body = await request.json()
    if not isinstance(body, dict):
        raise ValueError("a JSON object is needed")
    return body


@web.middleware
async def _sentences(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What cannot be done is said in a sentence."""
    try:
        return await handler(request)
    except NotPossible as reason:
        return web.json_response({"error": str(reason)}, status=409)
    except KeyError as missing:
        return web.json_response({"error": f"{missing} is missing"}, status=400)
    except (ValueError, TypeError, AttributeError) as wrong:
        return web.json_response({"error": str(wrong)}, status=400)
