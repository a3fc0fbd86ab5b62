"""Pages that take a spreadsheet: larger than any other form, and in memory only, so that a name never lies on a disk in plain."""

from __future__ import annotations

import io

from flask import Blueprint, request
from werkzeug.local import LocalProxy

LARGEST_UPLOAD = 61 * 1024 * 1024
"""Bytes of one request: a file of 60 MiB and its form."""


def takes_spreadsheets(blueprint: Blueprint, view: str) -> None:
    """Let the POST of one view of a blueprint through the limit of other forms, and keep its files in memory."""

    @blueprint.url_value_preprocessor
    def take(endpoint: str | None, _values: object) -> None:
        if endpoint == f"{blueprint.name}.{view}" and request.method == "POST":
            real = request._get_current_object() if isinstance(request, LocalProxy) else request
            real.max_content_length = LARGEST_UPLOAD
            real._get_file_stream = lambda *_given, **_named: io.BytesIO()  # type: ignore[method-assign]
