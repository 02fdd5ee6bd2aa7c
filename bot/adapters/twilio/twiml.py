"""Answers to Twilio's webhooks: https://www.twilio.com/docs/voice/twiml and .../messaging/twiml."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from bot.domain.scripts import AskToAccept, BridgeTo, GoOn, Greet, HangUp, Script

#: Language of the text -> language and voice of Say.
VOICES = {
    "en": ("en-US", "Polly.Joanna"),
    "es": ("es-US", "Polly.Lupe"),
    "es-MX": ("es-MX", "Polly.Mia"),
}

#: Every step of the customer's leg is reported.
LEG_EVENTS = "initiated ringing answered completed"

#: Seconds the customer's greeting waits for a key after its last word.
GREETING_WAIT = 1

#: Characters that XML 1.0 cannot carry; a customer's name may hold them.
UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def reply(texts: Sequence[str]) -> str:
    """Each text is a message back to the sender; none: silence."""
    response = MessagingResponse()
    for text in texts:
        response.message(_clean(text))
    return str(response)


def script(wanted: Script) -> str:
    """What a leg is told to do."""
    response = VoiceResponse()
    match wanted:
        case AskToAccept():
            _ask_to_accept(response, wanted)
        case BridgeTo():
            _bridge(response, wanted)
        case Greet():
            response.append(_one_key(wanted.text, wanted.language, wanted.action_url, GREETING_WAIT))
        case HangUp():
            if wanted.text:
                _say(response, wanted.text, wanted.language)
            response.hangup()
        case GoOn():
            pass
    return str(response)


def _ask_to_accept(response: VoiceResponse, ask: AskToAccept) -> None:
    """Said twice, for the first words are lost while the phone moves to the ear; then on without a key."""
    for _ in range(2):
        response.append(_one_key(ask.text, ask.language, ask.action_url, ask.wait_seconds))
    response.redirect(ask.action_url, method="POST")


def _bridge(response: VoiceResponse, bridge: BridgeTo) -> None:
    if bridge.text:
        _say(response, bridge.text, bridge.language)
    dial = Dial(
        answer_on_bridge=True,
        caller_id=bridge.caller_id,
        timeout=bridge.ring_seconds,
        time_limit=bridge.max_seconds,
        action=bridge.action_url,
        method="POST",
    )
    dial.number(
        bridge.customer,
        url=bridge.screen_url,
        method="POST",
        status_callback=bridge.status_url,
        status_callback_event=LEG_EVENTS,
        status_callback_method="POST",
    )
    response.append(dial)


def _one_key(text: str, language: str, action_url: str, wait_seconds: int) -> Gather:
    """Asks for one key, which works while the text is spoken; ``#`` is a key like the others."""
    gather = Gather(
        input="dtmf", num_digits=1, finish_on_key="", timeout=wait_seconds, action=action_url, method="POST"
    )
    _say(gather, text, language)
    return gather


def _say(verb: VoiceResponse | Gather, text: str, language: str) -> None:
    spoken, voice = VOICES.get(language) or VOICES.get(language[:2]) or VOICES["en"]
    verb.say(_clean(text), language=spoken, voice=voice)


def _clean(text: str) -> str:
    return UNSPEAKABLE.sub("", text)
