"""What a TwiML document may hold: https://www.twilio.com/docs/voice/twiml and /docs/messaging/twiml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """What an element may carry."""

    attributes: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()


Vocabulary = Mapping[str, Shape]

_ACTION = {"action", "method"}
_RECORDING = {
    "recordingConfigurationId",
    "recordingStatusCallback",
    "recordingStatusCallbackEvent",
    "recordingStatusCallbackMethod",
    "trim",
}
_SAY_MARKUP = frozenset(
    {"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w", "amazon:effect"}
)


def _shape(attributes: set[str] | None = None, children: frozenset[str] = frozenset()) -> Shape:
    return Shape(frozenset(attributes or ()), children)


_VERBS = frozenset(
    {"Say", "Play", "Pause", "Gather", "Dial", "Enqueue", "Record", "Hangup", "Redirect", "Reject", "Message"}
)
VOICE: Vocabulary = {
    "Response": _shape(children=_VERBS),
    "Say": _shape({"language", "loop", "voice"}, _SAY_MARKUP),
    "Play": _shape({"digits", "loop"}),
    "Pause": _shape({"length"}),
    "Gather": _shape(
        _ACTION
        | {"actionOnEmptyResult", "bargeIn", "finishOnKey", "hints", "input", "language", "numDigits"}
        | {"profanityFilter", "speechModel", "speechTimeout", "timeout"},
        frozenset({"Say", "Play", "Pause"}),
    ),
    "Dial": _shape(
        _ACTION
        | _RECORDING
        | {"answerOnBridge", "callerId", "hangupOnStar", "record", "recordingTrack", "ringTone", "sequential"}
        | {"timeLimit", "timeout"},
        frozenset({"Number", "Queue"}),
    ),
    "Number": _shape(
        {"byoc", "method", "sendDigits", "url"}
        | {"statusCallback", "statusCallbackEvent", "statusCallbackMethod"}
        | {"machineDetection", "machineDetectionTimeout", "machineDetectionSilenceTimeout"}
        | {"machineDetectionSpeechThreshold", "machineDetectionSpeechEndThreshold"}
        | {"amdStatusCallback", "amdStatusCallbackMethod"}
    ),
    "Queue": _shape({"method", "url"}),
    "Enqueue": _shape(_ACTION | {"maxQueueSize", "waitUrl", "waitUrlMethod"}),
    "Record": _shape(
        _ACTION
        | _RECORDING
        | {"finishOnKey", "maxLength", "playBeep", "timeout", "transcribe", "transcribeCallback"}
    ),
    "Hangup": _shape(),
    "Redirect": _shape({"method"}),
    "Reject": _shape({"reason"}),
    "Message": _shape({"action", "from", "method", "statusCallback", "to"}, frozenset({"Body", "Media"})),
    "Body": _shape(),
    "Media": _shape(),
}
#: What the waitUrl of an Enqueue may answer; Leave means something here alone.
HOLD: Vocabulary = {
    **VOICE,
    "Response": _shape(children=frozenset({"Say", "Play", "Pause", "Gather", "Redirect", "Leave", "Hangup"})),
    "Leave": _shape(),
}
#: What the url of a dialled Number may answer: https://www.twilio.com/docs/voice/twiml/number#attributes-url
SCREENING: Vocabulary = {
    **VOICE,
    "Response": _shape(children=frozenset({"Say", "Play", "Gather", "Hangup"})),
}
#: What the url of a dialled Queue may answer: the waiting person hears it just before the conversation.
ANNOUNCEMENT: Vocabulary = {
    **VOICE,
    "Response": _shape(children=frozenset({"Say", "Play", "Pause", "Redirect"})),
}
MESSAGING: Vocabulary = {
    "Response": _shape(children=frozenset({"Message", "Redirect"})),
    "Message": VOICE["Message"],
    "Redirect": VOICE["Redirect"],
    "Body": VOICE["Body"],
    "Media": VOICE["Media"],
}
