"""What a file is, by its content: its name and the type that a browser gives it are not looked at."""

from __future__ import annotations

from .shapes import FileRefused

CSV = "csv"
XLSX = "xlsx"
JSON_LINES = "jsonl"

_PICTURES_AND_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"Rar!", "an archive (RAR)"),
    (b"7z\xbc\xaf", "an archive (7z)"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
SAVE_AS = "Save it as Excel Workbook (.xlsx) or CSV UTF-8 (.csv) and upload that."


def kind_of(data: bytes) -> str:
    """`csv`, `xlsx` or `jsonl`. Raises FileRefused that says what the file is instead and what to do."""
    if not data.strip(b"\x00\t\r\n ") or data in _MARKS:
        raise FileRefused("empty", "The file is empty. Upload a spreadsheet with a row of headings and a row for each person.")
    if data.startswith(b"PK\x03\x04"):
        return XLSX
    if data.startswith(b"PK\x05\x06"):
        raise FileRefused("not_a_spreadsheet", f"The file is an empty archive, not a spreadsheet. {SAVE_AS}")
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise FileRefused("encrypted", "The workbook is protected by a password. Take the password off and upload it again.")
        raise FileRefused("old_excel", f"The file is an old Excel workbook (.xls). {SAVE_AS}")
    for beginning, name in _PICTURES_AND_OTHERS:
        if data.startswith(beginning):
            raise FileRefused("not_a_spreadsheet", f"The file is {name}, not a spreadsheet. {SAVE_AS}")
    return _kind_of_text(data)


def _kind_of_text(data: bytes) -> str:
    start = data[:2048]
    for mark in _MARKS:
        start = start.removeprefix(mark)
    first = start.replace(b"\x00", b"").lstrip()[:200].lower()
    if first.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<svg", b"<script")):
        raise FileRefused("web_page", f"The file is a web page or XML, even if its name ends in .xls or .csv. {SAVE_AS}")
    if first.startswith(b"{"):
        return JSON_LINES
    if data.startswith(_MARKS[1:]):
        return CSV
    if sum(byte < 9 or 13 < byte < 32 for byte in data[:4096]) > max(8, len(data[:4096]) // 50) and b"\x00" not in data[:4096]:
        raise FileRefused("not_a_spreadsheet", f"The file is not text and not a workbook. {SAVE_AS}")
    return CSV
