"""Signatures that anybody can verify without this service: Ed25519 (RFC 8032) over one compact text, the token.

A token is `1.KEY.CONTENT.SIGNATURE`: the key's id, then JSON and signature in base64url without padding. What the signature covers
begins with the kind of document, so that a token of one kind is never taken for another.

A key that somebody else may have is revoked: whoever has it can write any date into what they sign, so nothing that it signed
proves anything any more, also what was signed before that day. The lookup of a certificate's code does not rest on it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy.orm import Session

from vetting.errors import VettingError

FORMAT = "1"
LONGEST_TOKEN = 200_000


class SignatureError(VettingError):
    """A token was not signed by a key given, is of another kind, or is no token."""

    code = "signature"


class KeyRevoked(SignatureError):
    """The key that a token names is revoked: what it signed proves nothing."""

    code = "signing_key_revoked"


@dataclass(frozen=True, slots=True)
class PublishedKeys:
    """What anybody needs to verify: the public keys by id, 32 bytes each in base64, and the days on which some were revoked."""

    keys: Mapping[str, str]
    revoked: Mapping[str, date] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> PublishedKeys:
        """What `as_text` wrote. Raises SignatureError."""
        try:
            given = json.loads(text)
            keys, revoked = given["keys"], {key_id: date.fromisoformat(day) for key_id, day in given["revoked"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SignatureError("This is no file of published keys.") from error
        if not isinstance(keys, dict) or not all(isinstance(key, str) for key in keys.values()):
            raise SignatureError("This is no file of published keys.")
        return cls(keys, revoked)

    def as_text(self) -> str:
        """As a JSON file."""
        revoked = {key_id: day.isoformat() for key_id, day in self.revoked.items()}
        return json.dumps({"keys": dict(self.keys), "revoked": revoked}, indent=2, sort_keys=True)


class Signer:
    """Signs with the first of a ring of keys; the public halves of all of them are published, so that old tokens stay good.

    `revoked` are the days on which keys, of the ring or taken out of it, were revoked. Raises SignatureError if the first one was.
    """

    def __init__(self, seeds: Mapping[str, bytes], revoked: Mapping[str, date] | None = None) -> None:
        if not seeds:
            raise SignatureError("There is no signing key.")
        self._keys = {key_id: Ed25519PrivateKey.from_private_bytes(seed) for key_id, seed in seeds.items()}
        self._revoked = dict(revoked or {})
        self.current_key_id = next(iter(seeds))
        if self.current_key_id in self._revoked:
            raise SignatureError("The first signing key is revoked: put another one in front.")

    def sign(self, kind: str, content: Mapping[str, Any]) -> str:
        """The token of a JSON-able content."""
        packed = _pack(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())
        signature = self._keys[self.current_key_id].sign(_covered(kind, self.current_key_id, packed))
        return ".".join((FORMAT, self.current_key_id, packed, _pack(signature)))

    def published_keys(self) -> PublishedKeys:
        """What `verify` needs."""
        keys = {key_id: base64.b64encode(key.public_key().public_bytes_raw()).decode() for key_id, key in self._keys.items()}
        return PublishedKeys(keys, self._revoked)


def signer_of(session: Session) -> Signer:
    """The signer of this session's deployment."""
    signer: Signer = session.info["signer"]
    return signer


def verify(kind: str, token: str, published: PublishedKeys) -> dict[str, Any]:
    """The content of a token that one of the published keys signed as this kind. Raises SignatureError, of which KeyRevoked."""
    parts = token.strip().split(".")
    if len(token) > LONGEST_TOKEN or len(parts) != 4 or parts[0] != FORMAT:
        raise SignatureError("This is not a signed document of the vetting service.")
    _, key_id, packed, signature = parts
    if key_id in published.revoked:
        day = published.revoked[key_id]
        raise KeyRevoked(
            f"The key {key_id!r} that signed it was revoked on {day.day} {day:%B %Y}: somebody else may have it, and can write any "
            "date, so this signature proves nothing. Ask whoever issued it, or type the certificate's code on the service's page."
        )
    if key_id not in published.keys:
        raise SignatureError(f"The key {key_id!r} that it names is not among the published keys given.")
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(published.keys[key_id], validate=True))
        key.verify(_unpack(signature), _covered(kind, key_id, packed))
        content = json.loads(_unpack(packed))
    except InvalidSignature as error:
        raise SignatureError("The signature does not fit: it was changed, or signed by somebody else.") from error
    except (ValueError, binascii.Error) as error:
        raise SignatureError("It is damaged, or the published keys are.") from error
    if not isinstance(content, dict):
        raise SignatureError("It is damaged.")
    return content


def key_of(token: str) -> str:
    """The id of the key that a verified token names."""
    return token.strip().split(".")[1]


def _covered(kind: str, key_id: str, packed: str) -> bytes:
    return f"vetting\x00{FORMAT}\x00{kind}\x00{key_id}\x00{packed}".encode()


def _pack(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unpack(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
