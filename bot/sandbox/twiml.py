"""Reads TwiML: https://www.twilio.com/docs/voice/twiml and /docs/messaging/twiml.

What a document may hold is a table; what it holds beyond that is kept as warnings, as in the
provider's debugger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from urllib.parse import urljoin
from xml.etree import ElementTree

PARSE_FAILURE = 12100
LIMIT_BYTES = 65_536
_ACTION = {"action", "method"}
_RECORDING = {
    "recordingStatusCallback",
    "recordingStatusCallbackEvent",
    "recordingStatusCallbackMethod",
    "trim",
}
_SAY_MARKUP = frozenset(
    {"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w", "amazon:effect"}
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What an element may carry."""

    attributes: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()


def _shape(attributes: set[str] | None = None, children: frozenset[str] = frozenset()) -> Shape:
    return Shape(frozenset(attributes or ()), children)


_VOICE_VERBS = frozenset(
    {"Say", "Play", "Pause", "Gather", "Dial", "Record", "Hangup", "Redirect", "Reject", "Message"}
)
VOICE: Mapping[str, Shape] = {
    "Response": _shape(children=_VOICE_VERBS),
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
        frozenset({"Number"}),
    ),
    "Number": _shape(
        {"method", "sendDigits", "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "url"}
        | {"machineDetection", "machineDetectionTimeout", "amdStatusCallback", "amdStatusCallbackMethod"}
    ),
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
MESSAGING: Mapping[str, Shape] = {
    "Response": _shape(children=frozenset({"Message", "Redirect"})),
    "Message": VOICE["Message"],
    "Redirect": VOICE["Redirect"],
    "Body": VOICE["Body"],
    "Media": VOICE["Media"],
}


class BadTwiml(Exception):
    """The document cannot be read at all; the provider's 12100."""


@dataclass(frozen=True, slots=True)
class Verb:
    """An element with its own text, that of its markup included."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple[Verb, ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """An attribute's text."""
        return self.attributes.get(name, default)

    def seconds(self, name: str, default: float) -> float:
        """An attribute that counts (seconds, digits); an unreadable one is the default."""
        text = self.get(name)
        return float(text) if text.isdecimal() else default

    def flag(self, name: str) -> bool:
        """An attribute that is on only when it says so."""
        return self.get(name) == "true"


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Where a leg gets its TwiML: a document given outright, or a URL to ask (and a second one)."""

    url: str = ""
    method: str = "POST"
    twiml: str = ""
    fallback_url: str = ""
    fallback_method: str = "POST"
    #: Parameters of this one request beyond those that describe the call (Digits, DialCallStatus, ...).
    extra: tuple[tuple[str, str], ...] = ()

    def resolve(self, url: str) -> str:
        """A URL written in this document, made absolute."""
        return urljoin(self.url, url)

    def after(self, verb: Verb, extra: tuple[tuple[str, str], ...]) -> Script:
        """The document a verb's action leads to; without an action it is the current one again."""
        action = verb.get("action")
        if not action:
            return replace(self, extra=extra)
        url = self.resolve(action)
        return replace(self, url=url, twiml="", method=verb.get("method", "POST"), extra=extra)


class Ending(Enum):
    """How a performance came to its end."""

    HANG_UP = auto()
    OUT_OF_VERBS = auto()


@dataclass(frozen=True, slots=True)
class Document:
    """The verbs in order, and what is odd about them."""

    verbs: tuple[Verb, ...]
    warnings: tuple[str, ...]


def parse(text: str, vocabulary: Mapping[str, Shape]) -> Document:
    """Reads a document; BadTwiml when it is none. An empty text is an empty document."""
    if not text.strip():
        return Document((), ())
    if len(text.encode()) > LIMIT_BYTES:
        raise BadTwiml("over 64 KB")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BadTwiml("a document type is not allowed")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - entities cannot be declared without a DOCTYPE
    except ElementTree.ParseError as error:
        raise BadTwiml(f"not well-formed: {error}") from error
    if root.tag != "Response":
        raise BadTwiml(f"the root is <{root.tag}>, not <Response>")
    warnings: list[str] = []
    response = _verb(root, vocabulary, warnings)
    return Document(response.children, tuple(warnings))


def _verb(element: ElementTree.Element, vocabulary: Mapping[str, Shape], warnings: list[str]) -> Verb:
    shape = vocabulary.get(element.tag, Shape())
    warnings += [
        f"<{element.tag}> has no attribute {name}" for name in element.attrib.keys() - shape.attributes
    ]
    children = []
    for child in element:
        if child.tag not in shape.children:
            warnings.append(f"<{child.tag}> is not allowed in <{element.tag}>")
        elif child.tag in vocabulary:
            children.append(_verb(child, vocabulary, warnings))
    text = " ".join("".join(element.itertext()).split()) if element.tag == "Say" else element.text or ""
    return Verb(element.tag, dict(element.attrib), text.strip(), tuple(children))
