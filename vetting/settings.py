"""Settings of one deployment: frozen, validated, read once from the environment by `wsgi.py` and the command line.

Nothing here has a default that would be unsafe outside demonstration mode: keys, the database and the host have none.
"""

from __future__ import annotations

import base64
import binascii
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEMONSTRATION_KEY_PREFIX = "demo-"
KEY_BYTES = 32
STEP_UP_MINUTES = 15


class Mode(StrEnum):
    """Whether the register is the statutory one or made of fictional people."""

    LIVE = "live"
    DEMONSTRATION = "demonstration"


class Asked(StrEnum):
    """Whether a deployment asks for something."""

    REQUIRED = "required"
    OFF = "off"


class Settings(BaseSettings):
    """What a deployment must say of itself, from variables that begin with `VETTING_` (see `config/example.env`)."""

    model_config = SettingsConfigDict(env_prefix="VETTING_", frozen=True, extra="forbid", hide_input_in_errors=True)

    mode: Mode = Mode.LIVE
    database_url: SecretStr
    secret_key: SecretStr = Field(description="Signs session cookies; at least 32 characters.", min_length=32)
    password_salt: SecretStr = Field(description="Peppers password hashes; at least 16 characters.", min_length=16)
    vault_keys: Annotated[dict[str, SecretStr], NoDecode] = Field(
        description="Encryption keys as id=base64, comma-separated; the first seals, all open.", min_length=1
    )
    index_key: SecretStr = Field(description="Key of the blind indexes, base64 of 32 bytes; it outlives the vault keys.")
    audit_key: SecretStr = Field(description="HMAC key of the audit chain, base64 of 32 bytes; never stored in the database.")
    former_audit_keys: Annotated[dict[int, SecretStr], NoDecode] = Field(
        default_factory=dict,
        description="Keys that the trail was under before, as N=base64, comma-separated: N numbers the last event under each.",
    )
    signing_keys: Annotated[dict[str, SecretStr], NoDecode] = Field(
        description="Seeds of the keys that sign certificates, as id=base64, comma-separated; the first signs, all are published.",
        min_length=1,
    )
    revoked_signing_keys: Annotated[dict[str, date], NoDecode] = Field(
        default_factory=dict,
        description="Signing keys that somebody else may have, as id=YYYY-MM-DD, comma-separated: published as revoked.",
    )
    checkpoints_dir: Path = Field(description="Where the audit chain's checkpoints are written: outside the database.")
    limiter_storage_url: str = "memory://"
    queue_url: str = Field(
        default="sqlite:///instance/queue.db",
        description="huey's store: sqlite:///PATH, redis://…, or postgresql://… (a database of its own)",
    )
    proxy_hops: int = Field(default=0, ge=0, le=3, description="Trusted reverse proxies in front.")
    matching_config: Path | None = None
    national_insurance_numbers: bool = Field(
        default=False, description="Whether checks may take a National Insurance number: only where there is a basis for it."
    )
    mail_host: str | None = Field(default=None, description="The mail server; without one no e-mail is sent. None names anybody.")
    mail_port: int = Field(default=587, ge=1, le=65535)
    mail_sender: str | None = Field(default=None, description="The address that the service's e-mails come from.")
    mail_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="none is for a server on this machine."
    )
    mail_user: str = ""
    mail_password: SecretStr = SecretStr("")
    public_url: str = Field(default="", description="Where people find the service: for links in its e-mails.")
    second_factor: Asked | None = Field(default=None, description="required or off; required in live use unless said.")
    single_sign_on: Path | None = Field(default=None, description="The identity providers: see config/single_sign_on.example.toml.")
    local_accounts: bool = Field(default=True, description="Whether people may sign in with a password of this service.")
    step_up_minutes: int | None = Field(default=None, ge=0, le=600, description="0 is never; 15 in live use unless said.")
    terms: Asked | None = Field(default=None, description="required or off; required in live use unless said.")

    @field_validator("vault_keys", "former_audit_keys", "signing_keys", "revoked_signing_keys", mode="before")
    @classmethod
    def _split_keys(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [part.strip().partition("=") for part in value.split(",") if part.strip()]
        return {key_id.strip(): encoded.strip() for key_id, _, encoded in pairs}

    @model_validator(mode="after")
    def _keys_fit(self) -> Self:
        for key_id, encoded in self.vault_keys.items():
            decode_key(encoded.get_secret_value(), f"vault key {key_id!r}")
        decode_key(self.index_key.get_secret_value(), "index key")
        decode_key(self.audit_key.get_secret_value(), "audit key")
        for last, encoded in self.former_audit_keys.items():
            decode_key(encoded.get_secret_value(), f"audit key up to event {last}")
        for key_id, encoded in self.signing_keys.items():
            decode_key(encoded.get_secret_value(), f"signing key {key_id!r}")
        if next(iter(self.signing_keys)) in self.revoked_signing_keys:
            raise ValueError("the first signing key is revoked: put another one in front of it in VETTING_SIGNING_KEYS")
        demonstration = [key_id.startswith(DEMONSTRATION_KEY_PREFIX) for key_id in (*self.vault_keys, *self.signing_keys)]
        if self.mode is Mode.LIVE and any(demonstration):
            raise ValueError(
                "a demonstration key can never serve a live register: an id of a vault or signing key begins with demo-"
            )
        if self.mail_host is not None and not self.mail_sender:
            raise ValueError("VETTING_MAIL_HOST needs VETTING_MAIL_SENDER, the address that e-mails come from")
        if self.mail_security == "none" and self.mail_host not in (None, "localhost", "127.0.0.1", "::1"):
            raise ValueError("VETTING_MAIL_SECURITY=none is for a mail server on this very machine")
        if not self.local_accounts and self.single_sign_on is None:
            raise ValueError("nobody could sign in: VETTING_LOCAL_ACCOUNTS is false and there is no VETTING_SINGLE_SIGN_ON")
        if self.mode is Mode.DEMONSTRATION and not all(demonstration):
            raise ValueError(
                "demonstration mode takes demonstration keys only: ids of vault and signing keys must begin with demo-"
            )
        return self

    @property
    def is_demonstration(self) -> bool:
        """True where every page, document and answer must say that the people are fictional."""
        return self.mode is Mode.DEMONSTRATION

    @property
    def asks_second_factor(self) -> bool:
        """True where a password alone signs nobody in."""
        return (self.second_factor or (Asked.OFF if self.is_demonstration else Asked.REQUIRED)) is Asked.REQUIRED

    @property
    def step_up(self) -> timedelta | None:
        """After how long somebody proves again who they are before they approve or decide; None is never."""
        minutes = self.step_up_minutes
        if minutes is None:
            minutes = 0 if self.is_demonstration else STEP_UP_MINUTES
        return timedelta(minutes=minutes) if minutes else None

    @property
    def asks_terms(self) -> bool:
        """True where the terms of use must be accepted once a year."""
        return (self.terms or (Asked.OFF if self.is_demonstration else Asked.REQUIRED)) is Asked.REQUIRED

    def vault_key_bytes(self) -> dict[str, bytes]:
        """The encryption keys by id, decoded, in the order given: the first one seals."""
        return {key_id: decode_key(encoded.get_secret_value(), key_id) for key_id, encoded in self.vault_keys.items()}

    def signing_seeds(self) -> dict[str, bytes]:
        """The seeds of the signing keys by id, decoded, in the order given: the first one signs."""
        return {key_id: decode_key(encoded.get_secret_value(), key_id) for key_id, encoded in self.signing_keys.items()}

    def index_key_bytes(self) -> bytes:
        """The blind indexes' key, decoded."""
        return decode_key(self.index_key.get_secret_value(), "index key")

    def former_audit_key_bytes(self) -> dict[int, bytes]:
        """The former keys of the audit chain by the number of the last event under each, decoded."""
        return {last: decode_key(encoded.get_secret_value(), "audit key") for last, encoded in self.former_audit_keys.items()}

    def audit_key_bytes(self) -> bytes:
        """The audit chain's key, decoded."""
        return decode_key(self.audit_key.get_secret_value(), "audit key")


def decode_key(encoded: str, name: str) -> bytes:
    """Base64 text to 32 bytes. Raises ValueError that names the key, never its value."""
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"the {name} is not base64") from error
    if len(key) != KEY_BYTES:
        raise ValueError(f"the {name} is {len(key)} bytes long; it must be {KEY_BYTES}")
    return key
