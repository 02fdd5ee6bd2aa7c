"""Reads TwiML. What a document holds beyond its vocabulary becomes warnings, as in the vendor's debugger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from urllib.parse import urljoin
from xml.etree import ElementTree

from bot.sandbox.vocabulary import Shape, Vocabulary

PARSE_FAILURE = 12100
LIMIT_BYTES = 65_536
#: Parameters of a webhook, by name.
Facts = tuple[tuple[str, str], ...]


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
    extra: Facts = ()

    def resolve(self, url: str) -> str:
        """A URL written in this document, made absolute."""
        return urljoin(self.url, url)

    def after(self, verb: Verb, extra: Facts) -> Script:
        """The document a verb's action leads to; without an action it is the current one again."""
        action = verb.get("action")
        if not action:
            return replace(self, extra=extra)
        url = self.resolve(action)
        return replace(self, url=url, twiml="", method=verb.get("method", "POST"), extra=extra)


class Ending(Enum):
    """How a performance came to its end."""

    HANG_UP = auto()
    LEAVE = auto()
    OUT_OF_VERBS = auto()


@dataclass(frozen=True, slots=True)
class Document:
    """The verbs in order, and what is odd about them."""

    verbs: tuple[Verb, ...]
    warnings: tuple[str, ...]


def parse(text: str, vocabulary: Vocabulary) -> Document:
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


def _verb(element: ElementTree.Element, vocabulary: Vocabulary, warnings: list[str]) -> Verb:
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
