"""A sealed value opens in its own place with its own key, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetting.vault import Place, Vault, VaultError

HERE = Place("entry_version", "sealed_identity", "a" * 32)
VAULT = Vault({"k1": b"1" * 32}, b"i" * 32)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(JSON)
def test_what_was_sealed_opens_the_same(value: object) -> None:
    assert VAULT.open(HERE, VAULT.seal(HERE, value)) == value


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("report_version", "sealed_identity", "a" * 32),
        Place("entry_version", "sealed_reasons", "a" * 32),
        Place("entry_version", "sealed_identity", "b" * 32),
    ],
)
def test_a_ciphertext_moved_to_another_place_does_not_open(elsewhere: Place) -> None:
    with pytest.raises(VaultError):
        VAULT.open(elsewhere, VAULT.seal(HERE, "Testina Fictional"))


@given(st.integers(min_value=0, max_value=60), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_does_not_open(position: int, change: int) -> None:
    sealed = bytearray(VAULT.seal(HERE, "Testina Fictional, 1 April 1980"))
    sealed[position % len(sealed)] ^= change
    with pytest.raises(VaultError):
        VAULT.open(HERE, bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01\x02k1", b"\x02\x02k1" + b"x" * 40])
def test_rubbish_does_not_open(sealed: bytes) -> None:
    with pytest.raises(VaultError):
        VAULT.open(HERE, sealed)


def test_an_old_key_still_opens_after_a_new_one_seals() -> None:
    both = Vault({"k2": b"2" * 32, "k1": b"1" * 32}, b"i" * 32)
    assert both.open(HERE, VAULT.seal(HERE, 1)) == 1
    with pytest.raises(VaultError, match="not among the keys"):
        VAULT.open(HERE, both.seal(HERE, 1))


def test_a_blind_index_needs_the_key_and_the_purpose() -> None:
    other = Vault({"k1": b"1" * 32}, b"j" * 32)
    digests = {VAULT.blind_index("name", "x"), VAULT.blind_index("number", "x"), other.blind_index("name", "x")}
    assert len(digests) == 3
    assert VAULT.blind_index("name", "x") in digests
