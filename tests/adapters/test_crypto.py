"""Personal data at rest: sealed for one place, opened with any key still known, found by keyed hash."""

from __future__ import annotations

import asyncio
import os
import stat
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.crypto import BadKey, Keyring, Pepper, Tampered, UnknownKey, ensure_local_keys

OLD, NEW = b64encode(bytes(32)).decode(), b64encode(b"n" * 32).decode()
PLACE = b"acme/callbacks.phone"


@given(st.text(), st.binary())
def test_what_is_sealed_opens_in_its_place(text: str, place: bytes) -> None:
    keyring = Keyring({"a": NEW})
    assert keyring.decrypt(keyring.encrypt(text, place), place).decode() == text


def test_the_same_value_never_looks_the_same_twice() -> None:
    keyring = Keyring({"a": NEW})
    assert keyring.encrypt("Jo Held", PLACE) != keyring.encrypt("Jo Held", PLACE)


def test_a_value_copied_to_another_place_does_not_open() -> None:
    keyring = Keyring({"a": NEW})
    with pytest.raises(Tampered):
        keyring.decrypt(keyring.encrypt("Jo Held", PLACE), b"other/callbacks.phone")


@given(st.data())
def test_a_value_with_any_bit_changed_does_not_open(data: st.DataObject) -> None:
    keyring = Keyring({"a": NEW})
    sealed = bytearray(keyring.encrypt("Jo Held", PLACE))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((Tampered, UnknownKey)):
        keyring.decrypt(bytes(sealed), PLACE)


@given(st.binary(max_size=40))
def test_bytes_that_were_never_sealed_do_not_open(garbage: bytes) -> None:
    with pytest.raises((Tampered, UnknownKey)):
        Keyring({"a": NEW}).decrypt(garbage, PLACE)


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    old = Keyring({"2025": OLD}).encrypt("Jo Held", PLACE)
    rotated = Keyring({"2026": NEW, "2025": OLD})
    assert rotated.decrypt(old, PLACE) == b"Jo Held"
    assert Keyring({"2026": NEW}).decrypt(rotated.encrypt("Jo Held", PLACE), PLACE) == b"Jo Held"


def test_a_value_of_a_key_that_was_taken_away_is_told_apart_from_a_damaged_one() -> None:
    sealed = Keyring({"2025": OLD}).encrypt("Jo Held", PLACE)
    with pytest.raises(UnknownKey):
        Keyring({"2026": NEW}).decrypt(sealed, PLACE)


@pytest.mark.parametrize(
    "key", ["", "not base64!", b64encode(b"short").decode(), b64encode(bytes(33)).decode()]
)
def test_a_key_of_another_length_is_refused_with_the_command_that_makes_one(key: str) -> None:
    with pytest.raises(BadKey, match=r"'a'.*openssl rand -base64 32") as refused:
        Keyring({"a": key})
    assert not key or key not in str(refused.value)


def test_without_a_key_nothing_starts() -> None:
    with pytest.raises(BadKey):
        Keyring({})


def test_equal_values_hash_alike_within_a_tenant_only() -> None:
    pepper = Pepper(NEW)
    number = pepper.hash("+18135557001", tenant="acme")
    assert len(number) == 16
    assert pepper.hash("+18135557001", tenant="acme") == number
    assert pepper.hash("+18135557001", tenant="other") != number
    assert Pepper(OLD).hash("+18135557001", tenant="acme") != number


def test_a_first_start_makes_keys_that_only_the_owner_reads_and_later_ones_use_them(tmp_path: Path) -> None:
    path = tmp_path / "var" / "keys.json"
    made = ensure_local_keys(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert ensure_local_keys(path) == made
    assert [file.name for file in path.parent.iterdir()] == ["keys.json"]
    sealed = Keyring(made.encryption_keys).encrypt("Jo Held", PLACE)
    assert Keyring(ensure_local_keys(path).encryption_keys).decrypt(sealed, PLACE) == b"Jo Held"
    Pepper(made.pepper)


async def test_processes_that_start_together_agree_on_the_keys(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    found = await asyncio.gather(*(asyncio.to_thread(ensure_local_keys, path) for _ in range(20)))
    assert all(keys == found[0] for keys in found)


def test_keys_that_others_can_read_are_not_used(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ensure_local_keys(path)
    path.chmod(0o644)
    with pytest.raises(BadKey, match="chmod 600"):
        ensure_local_keys(path)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"pepper": "x"}', '{"encryption_keys": 1, "pepper": "x"}']
)
def test_a_damaged_file_of_keys_is_kept_and_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(content)
    with pytest.raises(BadKey, match="damaged"):
        ensure_local_keys(path)
    assert path.read_text() == content


def test_keys_are_not_shown_by_accident(tmp_path: Path) -> None:
    keys = ensure_local_keys(tmp_path / "keys.json")
    assert keys.pepper not in repr(keys)
