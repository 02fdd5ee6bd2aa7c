"""Tokens with which a customer returns to one request: its id, signed. Nothing personal, nothing stored."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from uuid import UUID

from bot.domain.callback import CallbackId
from bot.domain.tenant import TenantId

SEAL_BYTES = 16


class SignedTokens:
    """See ``bot.services.office.Tokens``. A token reads ``<tenant>~<id and seal, base64>``."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"token" + secret.encode()).digest()

    def issue(self, tenant_id: TenantId, callback_id: CallbackId) -> str:
        sealed = callback_id.bytes + self._seal(tenant_id, callback_id.bytes)
        return f"{tenant_id}~{urlsafe_b64encode(sealed).decode().rstrip('=')}"

    def read(self, token: str) -> tuple[TenantId, CallbackId] | None:
        tenant, _, coded = token.partition("~")
        try:
            sealed = urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
        except (BadBase64, ValueError):
            return None
        if len(sealed) != 16 + SEAL_BYTES:
            return None
        if not hmac.compare_digest(sealed[16:], self._seal(tenant, sealed[:16])):
            return None
        return TenantId(tenant), CallbackId(UUID(bytes=sealed[:16]))

    def _seal(self, tenant: str, callback: bytes) -> bytes:
        message = tenant.encode() + b"\0" + callback
        return hmac.digest(self._key, message, "sha256")[:SEAL_BYTES]
