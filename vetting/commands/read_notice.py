"""`vetting read-notice`: what published outcome notices say, one line of JSON a file."""

import json
from pathlib import Path

import click

from vetting.notices.reading import NoticeReading, read_notice_file

__all__ = ["read_notice"]


@click.command(name="read-notice")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
def read_notice(files: tuple[Path, ...]) -> None:
    """Read published outcome notices (text or HTML) and print what each says, one line of JSON a file.

    A file that cannot be read, or that is about something else, is of type "other", without subjects. What a text does not say is
    null. Needs no database, key, settings or network.
    """
    for path in files:
        try:
            reading = read_notice_file(path)
        except OSError as error:
            click.echo(f"read-notice: {path}: {error.strerror or 'cannot be read'}", err=True)
            reading = NoticeReading("other")
        click.echo(json.dumps({"file": str(path), **reading.as_json()}, separators=(",", ":")))
