"""Encryption of sensitive columns, and keyed blind indexes for exact look-ups.

AES-256-GCM. Table, column and row id are bound into every ciphertext as associated data: a ciphertext moved to another row,
column or table does not open. The id of the key is stored in front, so that keys can be replaced one after the other.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from vetting.errors import VettingError

FORMAT = 1
NONCE_BYTES = 12
CANARY = "vetting"
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class VaultError(VettingError):
    """A sealed value does not open: the key is missing or wrong, or the value was moved or changed."""

    code = "vault"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands; bound into the ciphertext."""

    table: str
    column: str
    row_id: str

    def associated_data(self) -> bytes:
        """The three parts, unambiguously joined."""
        if self.row_id.isalnum() and self.row_id.isascii():  # an id: nothing of it is written otherwise in JSON
            return f'[{FORMAT}, "{self.table}", "{self.column}", "{self.row_id}"]'.encode()
        return json.dumps([FORMAT, self.table, self.column, self.row_id]).encode()


CANARY_PLACE = Place("deployment", "canary", "1")


class Vault:
    """Seals and opens values with a ring of keys: the first key seals, every key opens."""

    def __init__(self, keys: Mapping[str, bytes], index_key: bytes) -> None:
        if not keys:
            raise VaultError("The vault has no key.")
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self.current_key_id = next(iter(keys))
        self._index_key = index_key

    def seal(self, place: Place, value: Any) -> bytes:
        """Encrypt a JSON-able value for one place."""
        key_id = self.current_key_id.encode()
        nonce = os.urandom(NONCE_BYTES)
        plain = _COMPACT.encode(value).encode()
        sealed = self._ciphers[self.current_key_id].encrypt(nonce, plain, place.associated_data())
        return bytes([FORMAT, len(key_id)]) + key_id + nonce + sealed

    def open(self, place: Place, sealed: bytes) -> Any:
        """Decrypt what `seal` made for the same place. Raises VaultError, which names the place and never the content."""
        try:
            version, length = sealed[0], sealed[1]
            key_id = sealed[2 : 2 + length].decode()
            nonce, body = sealed[2 + length : 2 + length + NONCE_BYTES], sealed[2 + length + NONCE_BYTES :]
            if version != FORMAT:
                raise VaultError(f"{place.table}.{place.column} of row {place.row_id} is sealed in an unknown format.")
            return json.loads(self._ciphers[key_id].decrypt(nonce, body, place.associated_data()))
        except KeyError as error:
            raise VaultError(f"The key that sealed {place.table}.{place.column} is not among the keys given.") from error
        except (InvalidTag, IndexError, ValueError) as error:
            raise VaultError(f"{place.table}.{place.column} of row {place.row_id} does not open.") from error

    @staticmethod
    def key_of(sealed: bytes) -> str:
        """The id of the key that a sealed value is under."""
        return sealed[2 : 2 + sealed[1]].decode()

    def blind_index(self, purpose: str, value: str) -> str:
        """A keyed digest for exact look-ups (64 hexadecimal characters); another purpose gives another digest."""
        return hmac.digest(self._index_key, f"{purpose}\x00{value}".encode(), hashlib.sha256).hex()

    def derive(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose of a library that encrypts by itself; the same for as long as the index key is."""
        return hmac.new(self._index_key, f"derive\x00{purpose}".encode(), hashlib.sha256).digest()

    def canary(self) -> bytes:
        """A sealed word to store once, by which a later start knows that its keys, the index key too, are the right ones."""
        return self.seal(CANARY_PLACE, self.blind_index(CANARY, CANARY))

    def check_canary(self, sealed: bytes) -> bool:
        """Raises VaultError if this vault's keys are not those of the database the word comes from.

        False for a word that was stored when it said nothing of the index key yet: `vetting prepare` stores a new one.
        """
        word = self.open(CANARY_PLACE, sealed)
        if word not in (CANARY, self.blind_index(CANARY, CANARY)):
            raise VaultError("The index key is not the one that this database's blind indexes are under.")
        return bool(word != CANARY)


def vault_of(session: Session) -> Vault:
    """The vault that this session's deployment seals with."""
    vault: Vault = session.info["vault"]
    return vault


def seal_column(session: Session, row: Any, column: str, value: Any) -> None:
    """Seal `value` into a column of a mapped row, whose id must be set already."""
    setattr(row, column, vault_of(session).seal(Place(row.__tablename__, column, row.id), value))


def open_column(session: Session, row: Any, column: str) -> Any:
    """Open a sealed column of a mapped row. Raises VaultError."""
    return vault_of(session).open(Place(row.__tablename__, column, row.id), getattr(row, column))
