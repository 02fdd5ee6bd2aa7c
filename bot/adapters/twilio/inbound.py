"""What Twilio tells us, in our words.

Parameters: https://www.twilio.com/docs/messaging/guides/webhook-request and
https://www.twilio.com/docs/voice/twiml#request-parameters. Unknown ones are ignored, for Twilio adds them
without notice.
"""

from __future__ import annotations

import re

from bot.adapters.twilio.form import fields
from bot.domain.phone import E164, WITHHELD_SENDERS, read_phone
from bot.domain.telephony import (
    Answered,
    Channel,
    DialOutcome,
    InboundCall,
    InboundMessage,
    KeyPress,
    Left,
    LeftLine,
    LegProgress,
    LegStatus,
    Media,
    MessageReceipt,
    Transcript,
    VoiceMessage,
)
from bot.ports import BadPayload

WHATSAPP = "whatsapp:"

NUMBER = re.compile(r"\+[1-9]\d{6,14}")

#: Mexico and Brazil: WhatsApp keeps numbers of their older plans, which the network no longer takes.
OLD_PLANS = ("+52", "+55")

MEDIA_BY_MESSAGE_TYPE = {
    "text": Media.NONE,
    "button": Media.NONE,
    "interactive": Media.NONE,
    "audio": Media.VOICE,
    "image": Media.IMAGE,
    "video": Media.VIDEO,
    "document": Media.DOCUMENT,
    "sticker": Media.STICKER,
    "location": Media.LOCATION,
    "contacts": Media.CONTACT,
    "reaction": Media.REACTION,
}

MEDIA_BY_CONTENT_TYPE = {
    "audio": Media.VOICE,
    "image": Media.IMAGE,
    "video": Media.VIDEO,
    "text/vcard": Media.CONTACT,
    "text/x-vcard": Media.CONTACT,
}

#: How Twilio words the end of a Dial, where that differs from the words for a leg.
DIAL_STATUSES = {"answered": LegStatus.COMPLETED}

#: https://www.twilio.com/docs/voice/twiml/enqueue#attributes-action-parameters-queueresult
QUEUE_RESULTS = {
    "bridged": Left.BRIDGED,
    "redirected-from-bridged": Left.BRIDGED,
    "leave": Left.LEAVE,
    "redirected": Left.REDIRECTED,
    "hangup": Left.HUNG_UP,
}


def message(body: bytes) -> InboundMessage:
    """A message to one of our numbers."""
    given = dict(fields(body))
    sender = _needed(given, "From")
    return InboundMessage(
        event_id=_needed(given, "MessageSid"),
        channel=Channel.WHATSAPP if sender.startswith(WHATSAPP) else Channel.SMS,
        to=_own_number(given),
        sender=_number(sender),
        sender_address=sender,
        profile_name=given.get("ProfileName", ""),
        text=given.get("Body") or given.get("ButtonText", ""),
        media=_media(given),
        button=given.get("ButtonPayload") or given.get("ListId", ""),
        answered_by_provider="OptOutType" in given,
    )


def receipt(body: bytes) -> MessageReceipt:
    """What became of a message of ours."""
    given = dict(fields(body))
    return MessageReceipt(
        message_sid=_needed(given, "MessageSid"),
        status=_needed(given, "MessageStatus"),
        error_code=given.get("ErrorCode", ""),
    )


def call(body: bytes) -> InboundCall:
    """Somebody rings one of our numbers."""
    given = dict(fields(body))
    return InboundCall(
        call_sid=_needed(given, "CallSid"), to=_own_number(given), caller=_number(given.get("From", ""))
    )


def progress(body: bytes) -> LegProgress:
    """News of a leg: a status callback, or the result of machine detection, which names no status."""
    given = dict(fields(body))
    detected = given.get("AnsweredBy", "")
    return LegProgress(
        call_sid=_needed(given, "CallSid"),
        status=LegStatus.IN_PROGRESS
        if detected and "CallStatus" not in given
        else _status(_needed(given, "CallStatus")),
        sequence=_whole(given.get("SequenceNumber")),
        parent_sid=given.get("ParentCallSid") or None,
        answered_by=detected,
        duration_seconds=_whole(given.get("CallDuration")),
    )


def answered(body: bytes) -> Answered:
    """A leg that asks what to do; with detection it says who answered."""
    given = dict(fields(body))
    return Answered(call_sid=_needed(given, "CallSid"), answered_by=given.get("AnsweredBy", ""))


def key_press(body: bytes) -> KeyPress:
    """The keys of a Gather; none when its time ran out."""
    given = dict(fields(body))
    return KeyPress(call_sid=_needed(given, "CallSid"), digits=given.get("Digits", ""))


def dial_outcome(body: bytes) -> DialOutcome:
    """How a bridge ended. A Dial "completed" during the screening was not bridged, and says so.

    What does not say whether it bridged is judged by its status alone.
    """
    given = dict(fields(body))
    word = _needed(given, "DialCallStatus")
    status = DIAL_STATUSES.get(word) or _status(word)
    said = given.get("DialBridged")
    return DialOutcome(
        call_sid=_needed(given, "CallSid"),
        status=status,
        bridged=said == "true" if said else status is LegStatus.COMPLETED,
        duration_seconds=_whole(given.get("DialCallDuration")) or 0,
        child_sid=given.get("DialCallSid", ""),
    )


def left_line(body: bytes) -> LeftLine:
    """Why a call left the queue. What is no clear result of a call that is over is a caller who hung up.

    Everything else ("queue-full", "bridging-in-process", a word of the future) is an error: nobody is taken
    for served who may not have been.
    """
    given = dict(fields(body))
    why = QUEUE_RESULTS.get(_needed(given, "QueueResult"))
    if why is None:
        why = Left.HUNG_UP if _over(given) else Left.ERROR
    return LeftLine(call_sid=_needed(given, "CallSid"), why=why)


def voice_message(body: bytes) -> VoiceMessage:
    """What Record recorded; without a recording nothing was said.

    Silence that was recorded counts as spoken here: the trimmed length is known only some time later.
    """
    given = dict(fields(body))
    # The address is documented, the sid, its last part, is only sent.
    sid = given.get("RecordingSid") or given.get("RecordingUrl", "").rpartition("/")[2]
    return VoiceMessage(
        call_sid=_needed(given, "CallSid"),
        recording_sid=sid,
        seconds=spoken_seconds(given.get("RecordingDuration")) if sid else 0,
    )


def spoken_seconds(told: str | None) -> int:
    """Length of a recording. One that is not told, or not known yet (-1), counts as a second: it must not be
    taken for silence.
    """
    seconds = _whole(told)
    return 1 if seconds is None else seconds


def transcript(body: bytes) -> Transcript:
    """What was understood of a recording: https://www.twilio.com/docs/voice/twiml/record#transcribe"""
    given = dict(fields(body))
    understood = given.get("TranscriptionStatus") == "completed"
    return Transcript(
        recording_sid=_needed(given, "RecordingSid"),
        text=given.get("TranscriptionText", "").strip() if understood else "",
    )


def _over(given: dict[str, str]) -> bool:
    return "CallStatus" in given and _status(given["CallStatus"]).final


def _needed(given: dict[str, str], name: str) -> str:
    value = given.get(name)
    if not value:
        raise BadPayload(f"the webhook has no {name}")
    return value


def _own_number(given: dict[str, str]) -> E164:
    number = _number(_needed(given, "To"))
    if number is None:
        raise BadPayload("the webhook's To is no phone number")
    return number


def _number(address: str) -> E164 | None:
    """The number in an address; None for withheld callers, SIP addresses and WhatsApp's scoped user ids."""
    number = address.removeprefix(WHATSAPP).strip()
    if number in WITHHELD_SENDERS or not NUMBER.fullmatch(number):
        return None
    if number.startswith(OLD_PLANS):
        return read_phone(number, "US").e164
    return E164(number)


def _media(given: dict[str, str]) -> Media:
    kind = given.get("MessageType")
    if kind:
        return MEDIA_BY_MESSAGE_TYPE.get(kind, Media.UNSUPPORTED)
    if given.get("NumMedia", "0") != "0":
        content_type = given.get("MediaContentType0", "")
        return (
            MEDIA_BY_CONTENT_TYPE.get(content_type)
            or MEDIA_BY_CONTENT_TYPE.get(content_type.partition("/")[0])
            or Media.DOCUMENT
        )
    return Media.LOCATION if "Latitude" in given else Media.NONE


def _status(word: str) -> LegStatus:
    try:
        return LegStatus(word)
    except ValueError:
        raise BadPayload(f"{word!r} is no status of a call") from None


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
