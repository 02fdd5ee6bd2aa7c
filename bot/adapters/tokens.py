"""Tokens that open one page: an id, signed for that kind of page. Nothing personal, nothing stored."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from uuid import UUID

from bot.domain.attempt import AttemptId
from bot.domain.callback import CallbackId
from bot.domain.tenant import TenantId

SEAL_BYTES = 16


class SignedTokens:
    """See ``bot.services.office.Tokens``. A token reads ``<tenant>~<id and seal, base64>``."""

    def __init__(self, secret: str) -> None:
        self._requests, self._messages = _Purpose(b"token", secret), _Purpose(b"voice message", secret)

    def issue(self, tenant_id: TenantId, callback_id: CallbackId) -> str:
        return self._requests.issue(tenant_id, callback_id)

    def read(self, token: str) -> tuple[TenantId, CallbackId] | None:
        found = self._requests.read(token)
        return (found[0], CallbackId(found[1])) if found else None

    def issue_message(self, tenant_id: TenantId, attempt_id: AttemptId) -> str:
        return self._messages.issue(tenant_id, attempt_id)

    def read_message(self, token: str) -> tuple[TenantId, AttemptId] | None:
        found = self._messages.read(token)
        return (found[0], AttemptId(found[1])) if found else None


class _Purpose:
    """Each with a key of its own: a customer's token is none for the business, nor the other way round."""

    def __init__(self, name: bytes, secret: str) -> None:
        self._key = hashlib.sha256(name + secret.encode()).digest()

    def issue(self, tenant: str, subject: UUID) -> str:
        sealed = subject.bytes + self._seal(tenant, subject.bytes)
        return f"{tenant}~{urlsafe_b64encode(sealed).decode().rstrip('=')}"

    def read(self, token: str) -> tuple[TenantId, UUID] | None:
        tenant, _, coded = token.partition("~")
        try:
            sealed = urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
        except (BadBase64, ValueError):
            return None
        if len(sealed) != 16 + SEAL_BYTES:
            return None
        if not hmac.compare_digest(sealed[16:], self._seal(tenant, sealed[:16])):
            return None
        return TenantId(tenant), UUID(bytes=sealed[:16])

    def _seal(self, tenant: str, subject: bytes) -> bytes:
        message = tenant.encode() + b"\0" + subject
        return hmac.digest(self._key, message, "sha256")[:SEAL_BYTES]
