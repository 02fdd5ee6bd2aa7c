"""Calls, messages, numbers and recordings as the REST API shows them, field by field."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from bot.sandbox.calls import Call, Direction
from bot.sandbox.config import OwnedNumber
from bot.sandbox.legs import API_VERSION
from bot.sandbox.messages import Message, plain
from bot.sandbox.messaging import segments
from bot.sandbox.world import Recording, World

Resource = dict[str, Any]


def root(world: World) -> str:
    """The account's path."""
    return f"/{API_VERSION}/Accounts/{world.config.account_sid}"


def _when(moment: datetime | None) -> str | None:
    return format_datetime(moment) if moment else None


def formatted(number: str) -> str:
    """A North American number as people there write it; others as they are."""
    match = re.fullmatch(r"\+1(\d{3})(\d{3})(\d{4})", number)
    return "({}) {}-{}".format(*match.groups()) if match else number


def call_resource(world: World, call: Call) -> Resource:
    """https://www.twilio.com/docs/voice/api/call-resource#call-properties"""
    uri = f"{root(world)}/Calls/{call.sid}"
    own = world.numbers.get(call.to if call.direction is Direction.INBOUND else call.caller)
    heard = (call.answered_by or "").partition("_")[0]
    return {
        "sid": call.sid,
        "account_sid": world.config.account_sid,
        "api_version": API_VERSION,
        "parent_call_sid": call.parent.sid if call.parent else None,
        "to": call.to,
        "to_formatted": formatted(call.to),
        "from": call.caller,
        "from_formatted": formatted(call.caller),
        "phone_number_sid": own.sid if own else None,
        "status": str(call.status),
        "direction": str(call.direction),
        "answered_by": heard if call.detection and heard in ("human", "machine") else None,
        "date_created": _when(call.created_at),
        "date_updated": _when(call.ended_at or call.answered_at or call.created_at),
        "start_time": _when(call.answered_at or (call.ended_at and call.created_at)),
        "end_time": _when(call.ended_at),
        "duration": str(call.seconds) if call.ended_at else None,
        "price": None,
        "price_unit": "USD",
        "forwarded_from": None,
        "caller_name": None,
        "group_sid": None,
        "queue_time": "0",
        "trunk_sid": None,
        "uri": f"{uri}.json",
        "subresource_uris": {
            name: f"{uri}/{name.title()}.json" for name in ("events", "notifications", "recordings")
        },
    }


def message_resource(world: World, message: Message) -> Resource:
    """https://www.twilio.com/docs/messaging/api/message-resource#message-properties"""
    uri = f"{root(world)}/Messages/{message.sid}"
    return {
        "sid": message.sid,
        "account_sid": world.config.account_sid,
        "api_version": API_VERSION,
        "to": message.to,
        "from": message.sender,
        "body": message.body,
        "direction": message.direction,
        "status": message.status,
        "num_media": str(len(message.media)),
        "num_segments": str(segments(message.body)),
        "messaging_service_sid": None,
        "error_code": message.error_code,
        "error_message": None,
        "date_created": _when(message.created_at),
        "date_updated": _when(message.sent_at or message.created_at),
        "date_sent": _when(message.sent_at),
        "price": None,
        "price_unit": "USD",
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def number_resource(world: World, owned: OwnedNumber) -> Resource:
    """https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource"""
    return {
        "sid": owned.sid,
        "account_sid": world.config.account_sid,
        "api_version": API_VERSION,
        "phone_number": owned.number,
        "friendly_name": owned.label or formatted(owned.number),
        "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
        "voice_url": owned.voice_url or None,
        "voice_method": "POST",
        "voice_fallback_url": owned.voice_fallback_url or None,
        "voice_fallback_method": "POST",
        "status_callback": owned.status_callback or None,
        "status_callback_method": "POST",
        "sms_url": owned.sms_url or None,
        "sms_method": "POST",
        "sms_fallback_url": owned.sms_fallback_url or None,
        "sms_fallback_method": "POST",
        "status": "in-use",
        "type": "local",
        "beta": False,
        "origin": "twilio",
        "uri": f"{root(world)}/IncomingPhoneNumbers/{owned.sid}.json",
    }


def account_resource(world: World) -> Resource:
    """https://www.twilio.com/docs/iam/api/account"""
    return {
        "sid": world.config.account_sid,
        "owner_account_sid": world.config.account_sid,
        "friendly_name": "Sandbox",
        "status": "active",
        "type": "Full",
        "uri": f"{root(world)}.json",
        "subresource_uris": {
            "calls": f"{root(world)}/Calls.json",
            "messages": f"{root(world)}/Messages.json",
        },
    }


def recording_resource(world: World, tape: Recording) -> Resource:
    """https://www.twilio.com/docs/voice/api/recording"""
    uri = f"{root(world)}/Recordings/{tape.sid}"
    return {
        "sid": tape.sid,
        "account_sid": world.config.account_sid,
        "api_version": API_VERSION,
        "call_sid": tape.call.sid,
        "date_created": _when(tape.created_at),
        "date_updated": _when(tape.created_at),
        "start_time": _when(tape.created_at),
        "duration": str(tape.seconds) if tape.status == "completed" else None,
        "status": tape.status,
        "source": tape.source,
        "channels": 1,
        "price": None,
        "price_unit": "USD",
        "error_code": None,
        "media_url": world.config.base_url + uri,
        "uri": f"{uri}.json",
    }


def other_party(message: Message) -> str:
    """The person's number in a message of either direction."""
    return plain(message.sender if message.inbound else message.to)
