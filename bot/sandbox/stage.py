"""The state of the sandbox as the page and the tests read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.sandbox.calls import Call, Direction
from bot.sandbox.messages import Message, plain
from bot.sandbox.phones import Phone
from bot.sandbox.resources import other_party
from bot.sandbox.world import World

View = dict[str, Any]


def state(world: World) -> View:
    """Everything on the stage, calls oldest first."""
    return {
        "numbers": [{"number": owned.number, "label": owned.label} for owned in world.config.numbers],
        "phones": [_phone(world, phone) for phone in world.phones.values()],
        "calls": [call_view(call) for call in world.calls.values()],
        "ns": [
            {
                "at": request.at.isoformat(),
                "path": request.path,
                "headers": request.headers,
                "fields": request.fields,
                "status": request.status,
            }
            for request in world.pbx_requests
        ],
        "warnings": [
            {"at": warning.at.isoformat(), "code": warning.code, "text": warning.text}
            for warning in world.warnings
        ],
        "rules": [
            {"on": rule.on, "do": _fault(rule.fault, rule.value), "times": rule.times, "to": rule.to}
            for rule in world.misbehaviour.rules
        ],
    }


def counts(world: World) -> View:
    """How often each number was tried, rang and was answered."""
    return {
        phone.number: {"placed": phone.placed, "rang": phone.rang, "answered": phone.answered}
        for phone in world.phones.values()
    }


def call_view(call: Call) -> View:
    """A leg with its story."""
    return {
        "sid": call.sid,
        "parent": call.parent.sid if call.parent else None,
        "to": call.to,
        "from": call.caller,
        "person": call.phone_number,
        "direction": str(call.direction),
        "status": str(call.status),
        "saying": call.saying,
        "queue": call.queue,
        "recording": call.microphone is not None,
        "bridged_to": call.bridged_to.sid if call.bridged_to else None,
        "answered_at": call.answered_at.isoformat() if call.answered_at else None,
        "ended_at": call.ended_at.isoformat() if call.ended_at else None,
        "duration": call.seconds,
        "events": [{"at": at.isoformat(), "what": what} for at, what in call.log],
    }


def _phone(world: World, phone: Phone) -> View:
    call = phone.call
    ringing = call is not None and call.status == "ringing" and call.direction is not Direction.INBOUND
    return {
        "number": phone.number,
        "role": phone.role,
        "label": phone.label,
        "channels": list(phone.channels),
        "auto": phone.behaviour.auto,
        "press": phone.behaviour.press,
        "speak": phone.behaviour.speak,
        "ringing": call.sid if call and ringing else None,
        "talking": call.sid if call and not ringing else None,
        "placed": phone.placed,
        "rang": phone.rang,
        "answered": phone.answered,
        "threads": _threads(world, phone.number),
    }


def _threads(world: World, number: str) -> list[View]:
    threads: dict[tuple[str, str], list[View]] = {}
    for message in _of_person(world.messages.values(), number):
        ours = plain(message.to if message.inbound else message.sender)
        threads.setdefault((ours, message.channel), []).append(_message(message))
    return [
        {
            "with": ours,
            "channel": channel,
            "label": world.numbers[ours].label if ours in world.numbers else ours,
            "messages": messages,
        }
        for (ours, channel), messages in threads.items()
    ]


def _of_person(messages: Iterable[Message], number: str) -> Iterable[Message]:
    return (message for message in messages if other_party(message) == number)


def _message(message: Message) -> View:
    """Seen from the phone: `out` is what its owner wrote."""
    return {
        "sid": message.sid,
        "direction": "out" if message.inbound else "in",
        "body": message.body,
        "status": message.status,
        "error_code": message.error_code,
        "at": message.created_at.isoformat(),
        "media": [{"content_type": medium.content_type, "url": medium.url} for medium in message.media],
    }


def _fault(fault: str, value: float) -> str:
    return f"{fault}:{value:g}" if value else fault
