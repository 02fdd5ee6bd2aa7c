"""What the REST API accepts: every field by name and kind, after the provider's own description.

https://github.com/twilio/twilio-oai (twilio_api_v2010). An unknown field is refused: a misspelt name
must show here and not in production.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from multidict import MultiDictProxy

Check = Callable[[str], bool]


class TwilioError(Exception):
    """A refusal in the provider's shape. https://www.twilio.com/docs/api/errors"""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


def _text(_value: str) -> bool:
    return True


def _url(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _one_of(*words: str) -> Check:
    return frozenset(words).__contains__


def _integer(lowest: int, highest: int) -> Check:
    return lambda value: bool(re.fullmatch(r"\d{1,9}", value)) and lowest <= int(value) <= highest


def _sid(kind: str) -> Check:
    return lambda value: bool(re.fullmatch(kind + "[0-9a-fA-F]{32}", value))


_method = _one_of("GET", "POST")
_boolean = _one_of("true", "false", "True", "False")
_event = _one_of("initiated", "ringing", "answered", "completed")
_count = _integer(0, 999_999_999)

CREATE_CALL: Mapping[str, Check] = {
    "To": _text,
    "From": _text,
    "Url": _url,
    "Twiml": lambda value: len(value) <= 4000,
    "ApplicationSid": _sid("AP"),
    "Method": _method,
    "FallbackUrl": _url,
    "FallbackMethod": _method,
    "StatusCallback": _url,
    "StatusCallbackEvent": _event,
    "StatusCallbackMethod": _method,
    "SendDigits": lambda value: bool(re.fullmatch(r"[0-9#*wW]{0,32}", value)),
    "Timeout": _integer(1, 600),
    "TimeLimit": _integer(1, 86_400),
    "Record": _boolean,
    "RecordingChannels": _one_of("mono", "dual"),
    "RecordingStatusCallback": _url,
    "RecordingStatusCallbackMethod": _method,
    "RecordingStatusCallbackEvent": _one_of("in-progress", "completed", "absent"),
    "RecordingTrack": _one_of("inbound", "outbound", "both"),
    "Trim": _one_of("trim-silence", "do-not-trim"),
    "MachineDetection": _one_of("Enable", "DetectMessageEnd"),
    "MachineDetectionTimeout": _integer(3, 120),
    "MachineDetectionSpeechThreshold": _integer(1000, 6000),
    "MachineDetectionSpeechEndThreshold": _integer(500, 5000),
    "MachineDetectionSilenceTimeout": _integer(2000, 10_000),
    "AsyncAmd": _one_of("true", "false"),
    "AsyncAmdStatusCallback": _url,
    "AsyncAmdStatusCallbackMethod": _method,
    "SipAuthUsername": _text,
    "SipAuthPassword": _text,
    "CallerId": _text,
    "Byoc": _sid("BY"),
    "CallReason": _text,
    "CallToken": _text,
    "ClientNotificationUrl": _url,
}
UPDATE_CALL: Mapping[str, Check] = {
    "Status": _one_of("canceled", "completed"),
    "Url": _url,
    "Twiml": lambda value: len(value) <= 4000,
    "Method": _method,
    "FallbackUrl": _url,
    "FallbackMethod": _method,
    "StatusCallback": _url,
    "StatusCallbackMethod": _method,
    "TimeLimit": _integer(1, 86_400),
}
CREATE_MESSAGE: Mapping[str, Check] = {
    "To": _text,
    "From": _text,
    "FallbackFrom": _text,
    "MessagingServiceSid": _sid("MG"),
    "Body": _text,
    "MediaUrl": _url,
    "ContentSid": _sid("HX"),
    "ContentVariables": _text,
    "StatusCallback": _url,
    "ApplicationSid": _sid("AP"),
    "MaxPrice": lambda value: bool(re.fullmatch(r"\d+(\.\d+)?", value)),
    "ProvideFeedback": _boolean,
    "Attempt": _count,
    "ValidityPeriod": _integer(1, 36_000),
    "ForceDelivery": _boolean,
    "ContentRetention": _one_of("retain", "discard"),
    "AddressRetention": _one_of("retain", "obfuscate"),
    "SmartEncoded": _boolean,
    "PersistentAction": _text,
    "TrafficType": _one_of("free"),
    "ShortenUrls": _boolean,
    "ScheduleType": _one_of("fixed"),
    "SendAt": _text,
    "SendAsMms": _boolean,
    "RiskCheck": _one_of("enable", "disable"),
}
_REPEATABLE = frozenset(
    {"StatusCallbackEvent", "RecordingStatusCallbackEvent", "MediaUrl", "PersistentAction"}
)
_CODES = {"Url": 21205, "StatusCallback": 21609, "ContentSid": 21656, "MediaUrl": 21620}
BAD_PARAMETER = 20001


def check(form: MultiDictProxy[str], fields: Mapping[str, Check]) -> None:
    """TwilioError for the first field that is unknown, repeated or of the wrong kind."""
    for name in form:
        if name not in fields:
            raise TwilioError(BAD_PARAMETER, f"Unknown parameter: {name}")
        values = form.getall(name)
        if len(values) > 1 and name not in _REPEATABLE:
            raise TwilioError(BAD_PARAMETER, f"{name} was given more than once")
        if not all(fields[name](value) for value in values):
            raise TwilioError(_CODES.get(name, BAD_PARAMETER), f"{name} is not valid")
