"""The provider's REST API, the part a callback service uses. https://www.twilio.com/docs/usage/api"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from aiohttp import web

from bot.sandbox.calls import Call, CallStatus
from bot.sandbox.faults import serve
from bot.sandbox.forms import UPDATE_CALL, TwilioError, check
from bot.sandbox.listing import falls, page
from bot.sandbox.messaging import Messaging
from bot.sandbox.requests import call_request, message_request, script, status_callback
from bot.sandbox.resources import (
    account_resource,
    call_resource,
    message_resource,
    number_resource,
    recording_resource,
)
from bot.sandbox.switchboard import NotPossible, Switchboard
from bot.sandbox.tape import silent_mp3, silent_wav
from bot.sandbox.world import World

MORE_INFO = "https://www.twilio.com/docs/errors/"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Thing = TypeVar("Thing")


def error_response(error: TwilioError) -> web.Response:
    """An error in the provider's shape."""
    body = {
        "code": error.code,
        "message": str(error),
        "more_info": f"{MORE_INFO}{error.code}",
        "status": error.status,
    }
    return web.json_response(body, status=error.status)


class TwilioApi:
    """Handlers of one account."""

    def __init__(self, world: World, switchboard: Switchboard, messaging: Messaging) -> None:
        self._world = world
        self._switchboard = switchboard
        self._messaging = messaging

    def app(self) -> web.Application:
        """The sub-application below /2010-04-01/Accounts."""
        app = web.Application(middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/{account}.json", self._account),
                web.post("/{account}/Calls.json", self._create_call),
                web.get("/{account}/Calls.json", self._list_calls),
                web.get("/{account}/Calls/{sid}.json", self._fetch_call),
                web.post("/{account}/Calls/{sid}.json", self._update_call),
                web.post("/{account}/Messages.json", self._create_message),
                web.get("/{account}/Messages.json", self._list_messages),
                web.get("/{account}/Messages/{sid}.json", self._fetch_message),
                web.get("/{account}/IncomingPhoneNumbers.json", self._list_numbers),
                web.get("/{account}/IncomingPhoneNumbers/{sid}.json", self._fetch_number),
                web.get("/{account}/Recordings.json", self._list_recordings),
                web.get("/{account}/Recordings/{sid}.json", self._fetch_recording),
                web.delete("/{account}/Recordings/{sid}.json", self._delete_recording),
                web.get(
                    "/{account}/Recordings/{sid:RE[0-9a-f]{32}}{kind:(\\.wav|\\.mp3|)}", self._play_recording
                ),
            ]
        )
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Basic auth, and errors in the provider's shape."""
        try:
            self._authenticate(request)
            return await handler(request)
        except TwilioError as error:
            return error_response(error)
        except web.HTTPNotFound:
            return error_response(_not_found(request))
        except web.HTTPMethodNotAllowed:
            return error_response(TwilioError(20004, "Method not allowed", 405))

    def _authenticate(self, request: web.Request) -> None:
        config = self._world.config
        expected = b64encode(f"{config.account_sid}:{config.auth_token}".encode())
        given = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, b"Basic " + expected):
            raise TwilioError(20003, "Authenticate", 401)
        if request.match_info.get("account") not in (config.account_sid, None):
            raise _not_found(request)

    async def _account(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(account_resource(self._world))

    async def _create_call(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()

        async def accept() -> web.StreamResponse:
            call, script = call_request(self._world, form)
            self._switchboard.place(call, script)
            return web.json_response(call_resource(self._world, call), status=201)

        return await serve(self._world, request, ("create_call", str(form.get("To"))), accept, _refused)

    async def _list_calls(self, request: web.Request) -> web.StreamResponse:
        found = [call for call in reversed(self._world.calls.values()) if _fits_call(call, request)]
        return page(request, "calls", found, lambda call: call_resource(self._world, call))

    async def _fetch_call(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(call_resource(self._world, _found(request, self._world.calls)))

    async def _update_call(self, request: web.Request) -> web.StreamResponse:
        call = _found(request, self._world.calls)
        form: Any = await request.post()
        check(form, UPDATE_CALL)
        try:
            self._change(call, form)
        except NotPossible as reason:
            raise TwilioError(21220, str(reason)) from None
        return web.json_response(call_resource(self._world, call))

    def _change(self, call: Call, form: Any) -> None:
        """https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource"""
        if form.get("Status") == "canceled" and call.status not in (CallStatus.QUEUED, CallStatus.RINGING):
            raise NotPossible("Call is not queued or ringing. Cannot cancel.")
        if "Status" in form:
            self._switchboard.hang_up(call)
        elif {"Url", "Twiml"} & form.keys():
            self._switchboard.redirect(call, script(form), status_callback(form))
        if "TimeLimit" in form:
            self._switchboard.limit(call, int(form["TimeLimit"]))

    async def _create_message(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()

        async def accept() -> web.StreamResponse:
            message = message_request(self._world, self._messaging, form)
            self._messaging.send(message)
            return web.json_response(message_resource(self._world, message), status=201)

        return await serve(self._world, request, ("create_message", str(form.get("To"))), accept, _refused)

    async def _list_messages(self, request: web.Request) -> web.StreamResponse:
        found = [
            message
            for message in reversed(self._world.messages.values())
            if request.query.get("To", message.to) == message.to
            and request.query.get("From", message.sender) == message.sender
            and falls(message.sent_at or message.created_at, request, "DateSent")
        ]
        return page(request, "messages", found, lambda message: message_resource(self._world, message))

    async def _fetch_message(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(message_resource(self._world, _found(request, self._world.messages)))

    async def _list_numbers(self, request: web.Request) -> web.StreamResponse:
        wanted = request.query.get("PhoneNumber", "")
        found = [owned for owned in self._world.config.numbers if wanted in owned.number]
        return page(
            request, "incoming_phone_numbers", found, lambda owned: number_resource(self._world, owned)
        )

    async def _fetch_number(self, request: web.Request) -> web.StreamResponse:
        by_sid = {owned.sid: owned for owned in self._world.config.numbers}
        return web.json_response(number_resource(self._world, _found(request, by_sid)))

    async def _list_recordings(self, request: web.Request) -> web.StreamResponse:
        tapes = [
            tape
            for tape in reversed(self._world.recordings.values())
            if request.query.get("CallSid", tape.call.sid) == tape.call.sid
        ]
        return page(request, "recordings", tapes, lambda tape: recording_resource(self._world, tape))

    async def _fetch_recording(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(recording_resource(self._world, _found(request, self._world.recordings)))

    async def _delete_recording(self, request: web.Request) -> web.StreamResponse:
        del self._world.recordings[_found(request, self._world.recordings).sid]
        return web.Response(status=204)

    async def _play_recording(self, request: web.Request) -> web.StreamResponse:
        tape = _found(request, self._world.recordings)
        if request.match_info["kind"] == ".mp3":
            return web.Response(body=silent_mp3(tape.seconds), content_type="audio/mpeg")
        return web.Response(body=silent_wav(tape.seconds), content_type="audio/x-wav")


def _not_found(request: web.Request) -> TwilioError:
    return TwilioError(20404, f"The requested resource {request.path} was not found", 404)


def _refused(status: int) -> web.Response:
    code = 20429 if status == 429 else 20500
    response = error_response(
        TwilioError(code, "Too Many Requests" if status == 429 else "Internal error", status)
    )
    if status == 429:
        response.headers["Retry-After"] = "1"
    return response


def _found(request: web.Request, things: Mapping[str, Thing]) -> Thing:
    thing = things.get(request.match_info["sid"])
    if thing is None:
        raise _not_found(request)
    return thing


def _fits_call(call: Call, request: web.Request) -> bool:
    query = request.query
    parent = call.parent.sid if call.parent else None
    return (
        query.get("To", call.to) == call.to
        and query.get("From", call.caller) == call.caller
        and query.get("Status", call.status) == call.status
        and query.get("ParentCallSid", parent) == parent
        and falls(call.answered_at or call.created_at, request, "StartTime")
    )
