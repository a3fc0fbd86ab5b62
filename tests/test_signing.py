"""Signatures: what was signed is read back, and every change of it, of its kind or of its key is refused."""

from __future__ import annotations

import os
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetting.signing import KeyRevoked, PublishedKeys, SignatureError, Signer, key_of, verify

OLD, NEW = {"demo-1": b"o" * 32}, {"demo-2": b"n" * 32}


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=30), max_size=4))
def test_what_was_signed_is_read_back(content: dict[str, str]) -> None:
    signer = Signer(OLD)
    assert verify("certificate", signer.sign("certificate", content), signer.published_keys()) == content


def test_a_token_outlives_the_key_in_use() -> None:
    token = Signer(OLD).sign("certificate", {"code": "A"})
    renewed = Signer(NEW | OLD)
    assert key_of(renewed.sign("certificate", {})) == "demo-2"
    assert verify("certificate", token, renewed.published_keys()) == {"code": "A"}
    with pytest.raises(SignatureError, match="not among the published keys"):
        verify("certificate", token, Signer(NEW).published_keys())


def test_every_changed_character_is_found() -> None:
    signer = Signer(OLD)
    token = signer.sign("certificate", {"code": "ABCD", "organisation": "Kent Police"})
    for place, character in enumerate(token):
        changed = token[:place] + ("A" if character != "A" else "B") + token[place + 1 :]
        with pytest.raises(SignatureError):
            verify("certificate", changed, signer.published_keys())


@pytest.mark.parametrize(
    "text", ["", "1", "1.demo-1.e30", "1.demo-1.e30.e30", "2.demo-1.e30.e30", "1.demo-1.\u00e9.e30", "x" * 9**6]
)
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(SignatureError):
        verify("certificate", text, Signer(OLD).published_keys())


def test_another_kind_of_document_is_refused() -> None:
    signer = Signer(OLD)
    with pytest.raises(SignatureError, match="does not fit"):
        verify("bundle", signer.sign("certificate", {}), signer.published_keys())


def test_another_signer_with_the_same_key_id_is_refused() -> None:
    forged = Signer({"demo-1": os.urandom(32)}).sign("certificate", {})
    with pytest.raises(SignatureError, match="does not fit"):
        verify("certificate", forged, Signer(OLD).published_keys())


def test_what_a_revoked_key_signed_proves_nothing_and_the_reason_names_the_day() -> None:
    token = Signer(OLD).sign("certificate", {"code": "A"})
    for seeds in (NEW | OLD, NEW):
        renewed = Signer(seeds, {"demo-1": date(2026, 11, 22)})
        kept = PublishedKeys.read(renewed.published_keys().as_text())
        assert kept == renewed.published_keys()
        with pytest.raises(KeyRevoked, match="revoked on 22 November 2026"):
            verify("certificate", token, kept)
        assert verify("certificate", renewed.sign("certificate", {"code": "B"}), kept) == {"code": "B"}


def test_nothing_is_signed_with_a_revoked_key() -> None:
    with pytest.raises(SignatureError, match="revoked"):
        Signer(OLD | NEW, {"demo-1": date(2026, 11, 22)})


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"demo-1": "AAAA"}', '{"keys": [], "revoked": {}}', '{"keys": {"a": 1}, "revoked": {}}',
             '{"keys": {}, "revoked": {"a": "soon"}}', '{"keys": {}, "revoked": []}']
)  # fmt: skip
def test_what_is_no_file_of_published_keys_is_refused(text: str) -> None:
    with pytest.raises(SignatureError, match="no file of published keys"):
        PublishedKeys.read(text)
