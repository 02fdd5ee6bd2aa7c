"""What Twilio tells us, in our words; and what is missing is told, not guessed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.adapters.twilio import inbound
from bot.domain.telephony import (
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

SMS = {"MessageSid": "SM1", "From": "+18135557001", "To": "+18135550001", "Body": "hi", "NumMedia": "0"}
WHATSAPP = {
    "MessageSid": "SM2",
    "From": "whatsapp:+18135557001",
    "To": "whatsapp:+18135550001",
    "Body": "hola",
    "ProfileName": "Ana María",
    "MessageType": "text",
}
LEG = {"CallSid": "CA1", "CallStatus": "ringing"}


def form(*parts: dict[str, str], **more: str) -> bytes:
    return urlencode({name: value for part in (*parts, more) for name, value in part.items()}).encode()


def test_a_text_message_is_read_whole() -> None:
    assert inbound.message(form(SMS, Body="¿Mañana? 👍 a+b")) == InboundMessage(
        event_id="SM1",
        channel=Channel.SMS,
        to="+18135550001",
        sender="+18135557001",
        sender_address="+18135557001",
        text="¿Mañana? 👍 a+b",
    )


def test_a_whatsapp_message_brings_its_senders_name() -> None:
    assert inbound.message(form(WHATSAPP)) == InboundMessage(
        event_id="SM2",
        channel=Channel.WHATSAPP,
        to="+18135550001",
        sender="+18135557001",
        sender_address="whatsapp:+18135557001",
        profile_name="Ana María",
        text="hola",
    )


@pytest.mark.parametrize(
    ("given", "media"),
    [
        ({"MessageType": "audio", "NumMedia": "1"}, Media.VOICE),
        ({"MessageType": "image", "NumMedia": "1"}, Media.IMAGE),
        ({"MessageType": "video", "NumMedia": "1"}, Media.VIDEO),
        ({"MessageType": "document", "NumMedia": "1"}, Media.DOCUMENT),
        ({"MessageType": "sticker", "NumMedia": "1"}, Media.STICKER),
        ({"MessageType": "location", "Latitude": "1"}, Media.LOCATION),
        ({"MessageType": "contacts"}, Media.CONTACT),
        ({"MessageType": "reaction"}, Media.REACTION),
        ({"MessageType": "order"}, Media.UNSUPPORTED),
        ({"MessageType": "of the future"}, Media.UNSUPPORTED),
        ({"MessageType": "button"}, Media.NONE),
        ({"NumMedia": "1", "MediaContentType0": "image/jpeg"}, Media.IMAGE),
        ({"NumMedia": "1", "MediaContentType0": "audio/ogg"}, Media.VOICE),
        ({"NumMedia": "1", "MediaContentType0": "text/vcard"}, Media.CONTACT),
        ({"NumMedia": "1", "MediaContentType0": "application/pdf"}, Media.DOCUMENT),
        ({"Latitude": "37.7"}, Media.LOCATION),
        ({}, Media.NONE),
    ],
)
def test_what_came_with_a_message_is_named(given: dict[str, str], media: Media) -> None:
    assert inbound.message(form(SMS, given)).media is media


def test_a_tapped_button_and_a_chosen_row_bring_their_payload() -> None:
    tapped = inbound.message(form(WHATSAPP, Body="", ButtonText="Sí", ButtonPayload="yes"))
    assert (tapped.text, tapped.button) == ("Sí", "yes")
    chosen = inbound.message(form(WHATSAPP, Body="Tomorrow 9-11", ListId="slot:9", ListTitle="Tomorrow 9-11"))
    assert (chosen.text, chosen.button) == ("Tomorrow 9-11", "slot:9")


@pytest.mark.parametrize(
    "address", ["whatsapp:US.13491208655302741918", "+266696687", "anonymous", "24273", "whatsapp:", "ACME"]
)
def test_a_sender_who_shows_no_number_is_answered_at_the_address(address: str) -> None:
    message = inbound.message(form(SMS, From=address))
    assert (message.sender, message.sender_address) == (None, address)


@pytest.mark.parametrize(
    ("shown", "dialled"),
    [("whatsapp:+5215512345678", "+525512345678"), ("whatsapp:+525512345678", "+525512345678")],
)
def test_a_number_of_an_old_plan_is_the_one_to_dial_and_answered_as_it_came(shown: str, dialled: str) -> None:
    message = inbound.message(form(WHATSAPP, From=shown))
    assert (message.sender, message.sender_address) == (dialled, shown)


def test_a_stop_that_twilio_has_answered_is_known_as_answered() -> None:
    assert inbound.message(form(SMS, Body="STOP", OptOutType="STOP")).answered_by_provider
    assert not inbound.message(form(SMS, Body="STOP")).answered_by_provider


def test_a_receipt_tells_what_became_of_a_message() -> None:
    receipt = form(MessageSid="SM1", MessageStatus="undelivered", ErrorCode="30003")
    assert inbound.receipt(receipt) == MessageReceipt(
        message_sid="SM1", status="undelivered", error_code="30003"
    )


@pytest.mark.parametrize(
    ("shown", "caller"), [("+18135557001", "+18135557001"), ("+266696687", None), ("", None)]
)
def test_a_call_comes_from_a_number_or_from_nobody(shown: str, caller: str | None) -> None:
    ringing = form({"CallSid": "CA1", "To": "+18135550001", "From": shown})
    assert inbound.call(ringing) == InboundCall(call_sid="CA1", to="+18135550001", caller=caller)


def test_progress_carries_its_place_in_the_providers_order() -> None:
    done = form(
        LEG,
        CallStatus="completed",
        SequenceNumber="3",
        ParentCallSid="CA0",
        CallDuration="49",
        AnsweredBy="human",
    )
    assert inbound.progress(done) == LegProgress(
        call_sid="CA1",
        status=LegStatus.COMPLETED,
        sequence=3,
        parent_sid="CA0",
        answered_by="human",
        duration_seconds=49,
    )
    assert inbound.progress(form(LEG)) == LegProgress(call_sid="CA1", status=LegStatus.RINGING)


def test_a_result_of_machine_detection_is_news_of_a_leg_that_was_answered() -> None:
    detected = inbound.progress(form(CallSid="CA1", AnsweredBy="machine_start"))
    assert (detected.status, detected.answered_by) == (LegStatus.IN_PROGRESS, "machine_start")


def test_keys_are_read_and_silence_is_no_key() -> None:
    assert inbound.key_press(form(LEG, Digits="1")) == KeyPress(call_sid="CA1", digits="1")
    assert inbound.key_press(form(LEG)) == KeyPress(call_sid="CA1", digits="")


@pytest.mark.parametrize(
    ("given", "status", "bridged"),
    [
        ({"DialCallStatus": "completed", "DialBridged": "true"}, LegStatus.COMPLETED, True),
        ({"DialCallStatus": "answered", "DialBridged": "true"}, LegStatus.COMPLETED, True),
        ({"DialCallStatus": "completed", "DialBridged": "false"}, LegStatus.COMPLETED, False),
        ({"DialCallStatus": "completed"}, LegStatus.COMPLETED, True),
        ({"DialCallStatus": "no-answer"}, LegStatus.NO_ANSWER, False),
        ({"DialCallStatus": "busy", "DialBridged": "false"}, LegStatus.BUSY, False),
    ],
)
def test_a_dial_was_a_conversation_only_when_both_were_connected(
    given: dict[str, str], status: LegStatus, bridged: bool
) -> None:
    outcome = inbound.dial_outcome(form(LEG, given, DialCallSid="CA2", DialCallDuration="37"))
    assert outcome == DialOutcome(
        call_sid="CA1", status=status, bridged=bridged, duration_seconds=37, child_sid="CA2"
    )


@pytest.mark.parametrize(
    ("result", "call", "why"),
    [
        ("bridged", "in-progress", Left.BRIDGED),
        ("bridged", "completed", Left.BRIDGED),
        ("redirected-from-bridged", "in-progress", Left.BRIDGED),
        ("leave", "in-progress", Left.LEAVE),
        ("redirected", "in-progress", Left.REDIRECTED),
        ("hangup", "completed", Left.HUNG_UP),
        ("system-error", "completed", Left.HUNG_UP),
        ("system-error", "in-progress", Left.ERROR),
        ("queue-full", "in-progress", Left.ERROR),
        ("error", "in-progress", Left.ERROR),
        ("bridging-in-process", "in-progress", Left.ERROR),
        ("bridging-in-process", "completed", Left.HUNG_UP),
        ("of the future", "in-progress", Left.ERROR),
    ],
)
def test_who_leaves_the_line_was_served_only_when_the_provider_says_so(
    result: str, call: str, why: Left
) -> None:
    left = form(LEG, CallStatus=call, QueueResult=result, QueueSid="QU1", QueueTime="31")
    assert inbound.left_line(left) == LeftLine(call_sid="CA1", why=why)


def test_a_result_without_the_state_of_the_call_is_an_error_and_no_hang_up() -> None:
    assert inbound.left_line(form(CallSid="CA1", QueueResult="system-error")).why is Left.ERROR


RECORDED = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1"


@pytest.mark.parametrize(
    ("given", "recording_sid", "seconds"),
    [
        ({"RecordingSid": "RE1", "RecordingUrl": RECORDED, "RecordingDuration": "12"}, "RE1", 12),
        ({"RecordingUrl": RECORDED, "RecordingDuration": "12", "Digits": "hangup"}, "RE1", 12),
        ({"RecordingSid": "RE1", "RecordingDuration": "0"}, "RE1", 0),
        ({"RecordingSid": "RE1", "RecordingDuration": "-1"}, "RE1", 1),
        ({"RecordingSid": "RE1"}, "RE1", 1),
        ({"RecordingDuration": "12"}, "", 0),
        ({}, "", 0),
    ],
)
def test_a_voice_message_has_its_length_and_silence_has_none(
    given: dict[str, str], recording_sid: str, seconds: int
) -> None:
    assert inbound.voice_message(form(LEG, given)) == VoiceMessage(
        call_sid="CA1", recording_sid=recording_sid, seconds=seconds
    )


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            {"TranscriptionStatus": "completed", "TranscriptionText": " It is about a boiler. "},
            "It is about a boiler.",
        ),
        ({"TranscriptionStatus": "completed"}, ""),
        ({"TranscriptionStatus": "failed", "TranscriptionText": "(blank)"}, ""),
        ({"TranscriptionText": "half of it"}, ""),
    ],
)
def test_a_transcript_is_what_the_provider_understood_or_empty(given: dict[str, str], text: str) -> None:
    told = inbound.transcript(form(given, CallSid="CA1", RecordingSid="RE1"))
    assert told == Transcript(recording_sid="RE1", text=text)


@pytest.mark.parametrize(
    ("read", "body"),
    [
        (inbound.message, form({**SMS, "MessageSid": ""})),
        (inbound.message, form(MessageSid="SM1", To="+18135550001")),
        (inbound.message, form({**SMS, "To": "nobody"})),
        (inbound.receipt, form(MessageSid="SM1")),
        (inbound.call, form(CallSid="CA1", From="+18135557001")),
        (inbound.progress, form(CallSid="CA1")),
        (inbound.progress, form(CallSid="CA1", CallStatus="flying")),
        (inbound.key_press, form(Digits="1")),
        (inbound.dial_outcome, form(CallSid="CA1")),
        (inbound.dial_outcome, form(CallSid="CA1", DialCallStatus="flying")),
        (inbound.left_line, form(LEG)),
        (inbound.left_line, form(QueueResult="leave")),
        (inbound.left_line, form(LEG, QueueResult="of the future", CallStatus="flying")),
        (inbound.voice_message, form(RecordingSid="RE1")),
        (inbound.transcript, form(CallSid="CA1", TranscriptionText="a boiler")),
        (inbound.message, b"\xff\xfe{"),
    ],
)
def test_a_webhook_without_what_it_must_carry_is_told_as_such(read: Any, body: bytes) -> None:
    with pytest.raises(BadPayload) as told:
        read(body)
    assert "+1813" not in str(told.value)


def reader(sample: str, params: dict[str, str]) -> Any:
    if "Body" in params:
        return inbound.message
    if "MessageStatus" in params:
        return inbound.receipt
    if "DialCallStatus" in params:
        return inbound.dial_outcome
    if sample.startswith("gather"):
        return inbound.key_press
    return inbound.call if params.get("Direction") == "inbound" else inbound.progress


def test_every_sample_of_a_message_or_a_call_is_read(specs_dir: Path) -> None:
    samples = json.loads((specs_dir / "twilio_webhooks.json").read_text())["webhooks"]
    for sample in samples:
        if sample["id"].startswith("recording"):
            continue
        params = sample["params"]
        told = reader(sample["id"], params)(urlencode(params).encode())
        assert params.get("CallSid", params.get("MessageSid")) in (
            getattr(told, name, None) for name in ("event_id", "message_sid", "call_sid")
        )
