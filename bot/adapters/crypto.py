"""Personal data at rest: encrypted with keys that rotate, looked up by keyed hash.

A sealed value is ``version (1 byte) | length of the key id (1) | key id | nonce (12) | ciphertext and tag``,
AES-256-GCM with a random nonce. One key is good for 2**32 values (NIST SP 800-38D, section 8.3).
"""

from __future__ import annotations

import json
import os
import stat
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
HASH_BYTES = 16


class CryptoError(Exception):
    """Personal data cannot be sealed or read."""


class BadKey(CryptoError):
    """A key of the settings cannot be used."""


class UnknownKey(CryptoError):
    """The value was sealed with a key that is not in the settings."""


class Tampered(CryptoError):
    """The value is not what was sealed, or not for this place."""


class Keyring:
    """Seals with the first key, opens with any: to rotate, put a new key in front and keep the old."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        """``keys``: base64 of 32 bytes by key id, the current one first."""
        if not keys:
            raise BadKey("there is no encryption key")
        self._ciphers = {
            _header(key_id): AESGCM(decode_key(text, name=f"encryption key {key_id!r}"))
            for key_id, text in keys.items()
        }
        self._current, self._cipher = next(iter(self._ciphers.items()))

    def encrypt(self, plaintext: str | bytes, context: bytes) -> bytes:
        """Seals for one place: ``context`` names it (table, column, row) and is needed to open."""
        data = plaintext.encode() if isinstance(plaintext, str) else plaintext
        nonce = os.urandom(NONCE_BYTES)
        return self._current + nonce + self._cipher.encrypt(nonce, data, context)

    def decrypt(self, sealed: bytes, context: bytes) -> bytes:
        """Opens. Raises ``UnknownKey`` or ``Tampered``."""
        if len(sealed) < 2 or sealed[0] != VERSION:
            raise Tampered
        start = 2 + sealed[1]
        cipher = self._ciphers.get(sealed[:start])
        if cipher is None:
            raise UnknownKey
        nonce, ciphertext = sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, ciphertext, context)
        except (InvalidTag, ValueError) as error:
            raise Tampered from error


class Pepper:
    """Keyed hashes by which rows are found without keeping what they hold."""

    def __init__(self, secret: str) -> None:
        """``secret``: base64 of 32 bytes; it cannot change without hashing every row anew."""
        self._key = decode_key(secret, name="pepper")

    def hash(self, value: str, *, tenant: str) -> bytes:
        """16 bytes: equal for equal values of one tenant; across tenants they cannot be compared."""
        return blake2b(f"{tenant}\0{value}".encode(), digest_size=HASH_BYTES, key=self._key).digest()


def decode_key(text: str, *, name: str) -> bytes:
    """32 bytes from base64. Raises ``BadKey``, which names the key and says how to make one."""
    try:
        key = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise BadKey(f"{name} is not the base64 of {KEY_BYTES} bytes; make one with: openssl rand -base64 32")
    return key


def _header(key_id: str) -> bytes:
    name = key_id.encode()
    if not 0 < len(name) < 256:
        raise BadKey("the id of an encryption key has 1 to 255 bytes")
    return bytes([VERSION, len(name)]) + name


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LocalKeys:
    """Secrets of an installation that keeps its own, beside its own database."""

    encryption_keys: dict[str, str]
    pepper: str


def ensure_local_keys(path: Path) -> LocalKeys:
    """The secrets in ``path``, made on first use, readable by the owner alone.

    Safe with two processes at once. A file that is there is never replaced: without it the data is lost.
    Raises ``BadKey``.
    """
    if not path.exists():
        _create(path, {"encryption_keys": {"local-1": _fresh_key()}, "pepper": _fresh_key()})
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise BadKey(f"{path} can be read by others; fix it with: chmod 600 {path}")
    try:
        kept = json.loads(path.read_text())
        return LocalKeys(encryption_keys=dict(kept["encryption_keys"]), pepper=str(kept["pepper"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BadKey(f"{path} is damaged; restore it from a backup") from error


def _create(path: Path, secrets: dict[str, object]) -> None:
    """Writes the whole file under a name of its own, then links it into place; the first one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(secrets, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _fresh_key() -> str:
    return b64encode(os.urandom(KEY_BYTES)).decode()
