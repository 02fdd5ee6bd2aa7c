"""Whether a webhook comes from Twilio: https://www.twilio.com/docs/usage/security#validating-requests

The signed text is the URL followed by each form field's name and value, sorted by name; a JSON body is
named instead by its SHA-256 in the URL's query. Twilio is not consistent about default ports and about quotes
in the query, so the other spellings of the URL are tried when the ordinary one does not match.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

from bot.adapters.twilio.form import fields

SIGNATURE = "X-Twilio-Signature"
SETTINGS = "X-Twilio-Webhooks-Signature-Settings"
DEFAULT_PORTS = {"https": "443", "http": "80"}


class Verifier:
    """Judges webhooks by the account's tokens, or by SharedKeys where those are configured. Fails closed."""

    def __init__(self, tokens: Sequence[str], shared_keys: Mapping[str, str] | None = None) -> None:
        """``tokens``: the current auth token and, during a rotation, the previous; empty ones match nothing.

        ``shared_keys``: secret by key id (https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys).
        Without them the header that names a SharedKey is not read.
        """
        self._tokens = tuple(tokens)
        self._shared_keys = dict(shared_keys or {})

    def accepts(self, url: str, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether the request to the public ``url`` carries a signature made with one of our secrets."""
        signature = headers.get(SIGNATURE, "")
        settings = headers.get(SETTINGS, "") if self._shared_keys else ""
        if settings:
            return self._signed_with_shared_key(settings, url, body, signature)
        return any(matches(token, url, body, signature) for token in self._tokens)

    def _signed_with_shared_key(self, settings: str, url: str, body: bytes, signature: str) -> bool:
        named = dict(part.strip().partition("=")[::2] for part in settings.split(","))
        secret = self._shared_keys.get(named.get("key", ""), "")
        if named.get("algorithm") != "HMAC_SHA256":
            return False
        return matches(secret, url, body, signature, algorithm="sha256")


def matches(secret: str, url: str, body: bytes, signature: str, *, algorithm: str = "sha1") -> bool:
    """Whether ``signature`` is that of ``body`` posted to ``url``, in a spelling that Twilio uses."""
    if not secret or not signature:
        return False
    signed_fields = _signed_fields(url, body)
    if signed_fields is None:
        return False
    key, given = secret.encode(), _bytes(signature)
    return any(
        hmac.compare_digest(b64encode(hmac.digest(key, _bytes(spelling + signed_fields), algorithm)), given)
        for spelling in _spellings(url)
    )


def _signed_fields(url: str, body: bytes) -> str | None:
    """What the signature covers beside the URL; None when the body is not the one that the URL names."""
    if "bodySHA256=" in url:
        named = parse_qs(urlsplit(url).query).get("bodySHA256", [""])[0]
        return "" if hmac.compare_digest(_bytes(sha256(body).hexdigest()), _bytes(named)) else None
    return "".join(map("".join, sorted(set(fields(body)))))


def _bytes(text: str) -> bytes:
    """UTF-8; what a header or URL held that is none becomes "?", which no signature matches."""
    return text.encode("utf-8", "replace")


def _spellings(url: str) -> Iterator[str]:
    """The URL as configured, then with the port added or taken away, then both with quotes escaped."""
    yield url
    other_port = _other_port(url)
    yield other_port
    if "'" in url:
        yield url.replace("'", "%27")
        yield other_port.replace("'", "%27")


def _other_port(url: str) -> str:
    parts = urlsplit(url)
    userinfo, at, host = parts.netloc.rpartition("@")
    name, colon, port = host.rpartition(":")
    if colon and port.isdigit():
        host = name
    else:
        host += ":" + DEFAULT_PORTS.get(parts.scheme, "443")
    return parts._replace(netloc=userinfo + at + host).geturl()
