"""`vetting verify-certificate` and `vetting verify-bundle`: what a signature proves, without database, settings or network."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vetting import screening
from vetting.signing import PublishedKeys, SignatureError, key_of

if TYPE_CHECKING:
    from datetime import datetime

DEMONSTRATION = "Demonstration: nobody real, and no proof of anything.\n"

keys_option = click.option(
    "--keys",
    "keys_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The published keys: the file at /verify/keys.json of the service.",
)


@click.command("verify-certificate")
@click.argument("signature")
@keys_option
def verify_certificate(signature: str, keys_file: Path) -> None:
    """Verify the text of a certificate's QR code (- reads it from standard input); exit 0 only if it is genuine."""
    text = sys.stdin.read() if signature == "-" else signature
    token = text.strip().rpartition("#")[2]
    genuine = screening.verify_signature(token, _published(keys_file))
    click.echo(f"{_mark(token)}Genuine: issued by {genuine.organisation} on {_words(genuine.issued_at)}.")


@click.command("verify-bundle")
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@keys_option
def verify_bundle(bundle: Path, keys_file: Path) -> None:
    """Verify a proof bundle: its signature, and that subject and salt give the commitment that the trail holds."""
    data = bundle.read_bytes()
    facts = screening.verify_bundle(data, _published(keys_file))
    mark = _mark(json.loads(data)["signature"])
    click.echo(
        f"{mark}Proved: check {facts.check_id} by {facts.organisation}, {facts.outcome.value} on {_words(facts.checked_at)}; "
        f"the subject is the one that event {facts.trail_sequence} of the trail holds the commitment of."
    )


def _published(path: Path) -> PublishedKeys:
    try:
        return PublishedKeys.read(path.read_text("utf-8"))
    except (SignatureError, UnicodeDecodeError) as error:
        raise SignatureError(f"{path.name} is no file of published keys. Fetch it again from /verify/keys.json.") from error


def _mark(token: str) -> str:
    return DEMONSTRATION if key_of(token).startswith("demo-") else ""


def _words(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y at %H:%M UTC}"
