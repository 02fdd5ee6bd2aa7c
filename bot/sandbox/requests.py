"""What a form posted to the REST API asks for, or the provider's reason to refuse it."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.calls import Call, Direction, MachineDetection, StatusCallback
from bot.sandbox.forms import CREATE_CALL, CREATE_MESSAGE, TwilioError, check
from bot.sandbox.messages import WHATSAPP, Medium, Message, plain
from bot.sandbox.messaging import OPTED_OUT, Messaging
from bot.sandbox.twiml import Script
from bot.sandbox.world import World

E164 = re.compile(r"\+(1[2-9]\d{2}[2-9]\d{6}|[2-9]\d{6,14})")
LONGEST_BODY = 1600


def call_request(world: World, form: Any) -> tuple[Call, Script]:
    """The leg and the script a create-call form asks for; TwilioError says why not."""
    check(form, CREATE_CALL)
    for name, code in (("To", 21201), ("From", 21213)):
        if not form.get(name):
            raise TwilioError(code, f"No '{name}' number is specified")
    if not {"Url", "Twiml", "ApplicationSid"} & form.keys():
        raise TwilioError(21205, "Url parameter is required.")
    if not E164.fullmatch(form["To"]):
        raise TwilioError(21211, "Invalid 'To' Phone Number")
    if form["From"] not in world.numbers:
        raise TwilioError(21210, "Source phone number provided, {}, is not yet verified".format(form["From"]))
    call = Call(
        to=form["To"],
        caller=form["From"],
        direction=Direction.API,
        ring_seconds=int(form.get("Timeout", 60)),
        limit_seconds=int(form.get("TimeLimit", 14_400)),
        callback=status_callback(form),
        detection=_detection(form),
    )
    return call, script(form)


def message_request(world: World, messaging: Messaging, form: Any) -> Message:
    """The message a create-message form asks for; TwilioError says why not."""
    check(form, CREATE_MESSAGE)
    if refusal := _refusal(world, form):
        raise refusal
    to, sender, body = form["To"], form["From"], form.get("Body", "")
    if messaging.refuses(sender, to):
        raise TwilioError(OPTED_OUT, "Attempt to send to unsubscribed recipient")
    if "ContentSid" in form:
        body = body or f"Template {form['ContentSid']} {form.get('ContentVariables', '')}".strip()
    return Message(
        to=to,
        sender=sender,
        body=body,
        direction="outbound-api",
        status="queued",
        media=tuple(Medium(content_type="image/jpeg", url=url) for url in form.getall("MediaUrl", ())),
        callback_url=form.get("StatusCallback", ""),
        template="ContentSid" in form,
    )


def _refusal(world: World, form: Any) -> TwilioError | None:
    to, sender, body = form.get("To", ""), form.get("From", ""), form.get("Body")
    whatsapp = to.startswith(WHATSAPP)
    empty = body == "" or not {"Body", "MediaUrl", "ContentSid"} & form.keys()
    rules = (
        (not to, 21604, "A 'To' phone number is required."),
        (not sender, 21603, "A 'From' phone number is required."),
        (empty, 21602, "Message body is required."),
        (len(body or "") > LONGEST_BODY, 21617, "The message body exceeds the 1600 character limit."),
        (not E164.fullmatch(plain(to)), 21211, "Invalid 'To' Phone Number"),
        (whatsapp != sender.startswith(WHATSAPP), 21910, "'From' and 'To' are not of the same channel"),
        (plain(sender) not in world.numbers, 63007 if whatsapp else 21606, "'From' is not a sender of yours"),
    )
    return next((TwilioError(code, text) for broken, code, text in rules if broken), None)


def script(form: Any) -> Script:
    """A Url wins over Twiml, as with the provider."""
    return Script(
        url=form.get("Url", ""),
        method=form.get("Method", "POST"),
        twiml="" if "Url" in form else form.get("Twiml", ""),
        fallback_url=form.get("FallbackUrl", ""),
        fallback_method=form.get("FallbackMethod", "POST"),
    )


def status_callback(form: Any) -> StatusCallback | None:
    """Who hears of the call's progress; None when nobody asked."""
    if "StatusCallback" not in form:
        return None
    return StatusCallback(
        url=form["StatusCallback"],
        method=form.get("StatusCallbackMethod", "POST"),
        events=frozenset(form.getall("StatusCallbackEvent", ("completed",))),
    )


def _detection(form: Any) -> MachineDetection | None:
    if "MachineDetection" not in form:
        return None
    return MachineDetection(
        until_beep=form["MachineDetection"] == "DetectMessageEnd",
        asynchronous=form.get("AsyncAmd") == "true",
        patience=int(form.get("MachineDetectionTimeout", 30)),
        callback_url=form.get("AsyncAmdStatusCallback", ""),
        callback_method=form.get("AsyncAmdStatusCallbackMethod", "POST"),
    )
