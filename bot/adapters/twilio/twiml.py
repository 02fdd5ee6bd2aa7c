"""Answers to Twilio's webhooks: https://www.twilio.com/docs/voice/twiml and .../messaging/twiml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from bot.domain.scripts import (
    AskToAccept,
    BridgeTo,
    GoOn,
    Greet,
    HangUp,
    Hold,
    HoldTurn,
    JoinLine,
    LeaveLine,
    Script,
    TakeMessage,
    TurnAway,
)
from bot.domain.telephony import CallOrder

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

#: Seconds an agent waits in a line that is empty: the customer may be on the way into it, or has hung up.
JOIN_WAIT = 5

#: Seconds of silence that end a voice message.
MESSAGE_PAUSE = 5

#: The language that is transcribed, and the seconds: https://www.twilio.com/docs/voice/twiml/record#transcribe
TRANSCRIBED, LONGEST_TRANSCRIBED = "en", 119

#: Characters that XML 1.0 cannot carry; a customer's name may hold them.
UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def detection(leg: BridgeTo | CallOrder) -> str | None:
    """https://www.twilio.com/docs/voice/answering-machine-detection; None: not wanted."""
    if not leg.detect_machine:
        return None
    return "DetectMessageEnd" if leg.to_the_beep else "Enable"


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
        case AskToAccept() | Greet() | HoldTurn():
            _ask(response, wanted)
        case BridgeTo():
            _bridge(response, wanted)
        case Hold():
            _hold(response, wanted)
        case JoinLine():
            _join(response, wanted)
        case TakeMessage():
            _take_message(response, wanted)
        case HangUp() | LeaveLine() | TurnAway() | GoOn():
            _part(response, wanted)
        case _:
            assert_never(wanted)
    return str(response)


def _ask(response: VoiceResponse, ask: AskToAccept | Greet | HoldTurn) -> None:
    match ask:
        case AskToAccept():
            _ask_to_accept(response, ask)
        case Greet():
            response.append(_one_key(ask.text, ask.language, ask.action_url, GREETING_WAIT))
        case HoldTurn():
            # The silence is the wait for a key, so that a key works in it; then the next turn is asked for.
            response.append(_one_key(ask.text, ask.language, ask.action_url, ask.pause_seconds))
        case _:
            assert_never(ask)


def _part(response: VoiceResponse, end: HangUp | LeaveLine | TurnAway | GoOn) -> None:
    match end:
        case HangUp():
            _say(response, end.text, end.language)
            response.hangup()
        case LeaveLine():
            response.leave()
        case TurnAway():
            response.reject(reason="busy")
        case GoOn():
            pass
        case _:
            assert_never(end)


def _ask_to_accept(response: VoiceResponse, ask: AskToAccept) -> None:
    """Said again while no key comes; then on without one.

    The last Gather tells of the silence itself: where a Number is screened nothing but Gather and Hangup is
    promised to work after words. https://www.twilio.com/docs/voice/twiml/number#attributes-url
    """
    for time in range(1, ask.times + 1):
        last = time == ask.times
        response.append(_one_key(ask.text, ask.language, ask.action_url, ask.wait_seconds, tell_silence=last))


def _bridge(response: VoiceResponse, bridge: BridgeTo) -> None:
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
        machine_detection=detection(bridge),
    )
    response.append(dial)


def _hold(response: VoiceResponse, hold: Hold) -> None:
    """https://www.twilio.com/docs/voice/twiml/enqueue; nothing is said before, or who joins finds no line."""
    response.enqueue(
        hold.line, wait_url=hold.turn_url, wait_url_method="POST", action=hold.left_url, method="POST"
    )


def _join(response: VoiceResponse, join: JoinLine) -> None:
    """https://www.twilio.com/docs/voice/twiml/queue"""
    dial = Dial(timeout=JOIN_WAIT, time_limit=join.max_seconds, action=join.action_url, method="POST")
    dial.queue(join.line)
    response.append(dial)


def _take_message(response: VoiceResponse, take: TakeMessage) -> None:
    """https://www.twilio.com/docs/voice/twiml/record; an empty recording goes on to what follows it."""
    _say(response, take.text, take.language)
    transcribed = bool(take.transcript_url) and take.language.startswith(TRANSCRIBED)
    response.record(
        action=take.action_url,
        method="POST",
        max_length=min(take.max_seconds, LONGEST_TRANSCRIBED) if transcribed else take.max_seconds,
        timeout=MESSAGE_PAUSE,
        finish_on_key="#",
        play_beep=True,
        trim="trim-silence",
        transcribe=transcribed or None,
        transcribe_callback=take.transcript_url if transcribed else None,
    )
    response.redirect(take.action_url, method="POST")


def _one_key(
    text: str, language: str, action_url: str, wait_seconds: int, *, tell_silence: bool = False
) -> Gather:
    """Asks for one key, which works while the text is spoken; ``#`` is a key like the others."""
    gather = Gather(
        input="dtmf",
        num_digits=1,
        finish_on_key="",
        timeout=wait_seconds,
        action=action_url,
        method="POST",
        action_on_empty_result=tell_silence or None,
    )
    _say(gather, text, language)
    return gather


def _say(verb: VoiceResponse | Gather, text: str, language: str) -> None:
    """Nothing for an empty text."""
    if not text:
        return
    spoken, voice = VOICES.get(language) or VOICES.get(language[:2]) or VOICES["en"]
    verb.say(_clean(text), language=spoken, voice=voice)


def _clean(text: str) -> str:
    return UNSPEAKABLE.sub("", text)
