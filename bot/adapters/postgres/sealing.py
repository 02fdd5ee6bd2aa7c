"""Personal data on its way in and out of the database: encrypted, and found again by keyed hash."""

from __future__ import annotations

from bot.adapters.crypto import Keyring, Pepper


class Sealing:
    """Bound to a tenant and a column, so that a value copied elsewhere does not decrypt."""

    def __init__(self, keyring: Keyring, pepper: Pepper) -> None:
        self._keyring, self._pepper = keyring, pepper

    def seal(self, text: str, tenant: str, column: str) -> bytes:
        return self._keyring.encrypt(text, context=f"{tenant}/{column}".encode())

    def open(self, sealed: bytes, tenant: str, column: str) -> str:
        return self._keyring.decrypt(bytes(sealed), context=f"{tenant}/{column}".encode()).decode()

    def person(self, person: str, tenant: str) -> bytes:
        """Look-up key of a person (a number, or a provider's address) within a tenant."""
        return self._pepper.hash(person, tenant=tenant)
