"""A certificate on paper: the QR code of its signature, and the PDF (tagged, PDF/UA-1) where the machine has what that needs.

WeasyPrint draws with Pango, a library of the system. It is loaded when the first PDF is asked for; a machine without it serves the
page, and says so.
"""

from __future__ import annotations

import base64
import io
from functools import cache
from pathlib import Path
from typing import Any

import segno
import structlog
from markupsafe import Markup

STYLE = Path(__file__).with_name("paper.css")
MODULE, QUIET = 3, 4
"""A module of the code in points, and the empty modules around it that a reader needs (ISO/IEC 18004)."""

log = structlog.get_logger(__name__)


def qr_code(text: str) -> Markup:
    """The QR code of a text as SVG, to stand inside a page; it has no style of its own, as our content policy asks."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", scale=MODULE, border=QUIET, xmldecl=False, svgns=True, svgclass="app-code", lineclass=None, omitsize=False
    )
    return Markup(out.getvalue().decode())  # noqa: S704 (made here from a grid of squares)


def picture_address(picture: Markup) -> str:
    """An SVG as an address of its own, for an image with words that stand for it (a tagged PDF asks for them)."""
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}"


def as_pdf(page: str) -> bytes | None:
    """The page as a tagged PDF, or None on a machine that cannot make one. Nothing outside the page is fetched."""
    weasyprint = _weasyprint()
    if weasyprint is None:
        return None
    inside = weasyprint.urls.URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    document = weasyprint.HTML(string=page, url_fetcher=inside)
    styles = [weasyprint.CSS(string=STYLE.read_text("utf-8"), url_fetcher=inside)]
    made: bytes = document.write_pdf(stylesheets=styles, pdf_variant="pdf/ua-1")
    return made


@cache
def _weasyprint() -> Any:
    try:
        import weasyprint  # noqa: PLC0415 (it needs a library of the system)
    except OSError as error:
        log.warning("pdf_not_possible", error=type(error).__name__)
        return None
    return weasyprint
