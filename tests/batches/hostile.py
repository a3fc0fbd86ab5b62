"""Hostile and broken files, built here: each with the reason it is refused for, or None when it is taken and accounted for."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable

import xlsxwriter

HEADINGS = "Reference,Forename,Surname,DOB\n"
PERSON = "R1,Ann,Example,27/04/1985\n"


Fill = Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]


def workbook(fill: Fill | None = None, *, bare: bool = False, **options: object) -> bytes:
    """A workbook of one sheet with headings and one person (unless `bare`), changed by `fill`."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    sheet = book.add_worksheet("People")
    for column, heading in enumerate([] if bare else HEADINGS.strip().split(",")):
        sheet.write(0, column, heading)
    for column, cell in enumerate([] if bare else PERSON.strip().split(",")):
        sheet.write(1, column, cell)
    if fill is not None:
        fill(book, sheet)
    book.close()
    return out.getvalue()


def repacked(change: Callable[[dict[str, bytes]], None], base: bytes | None = None) -> bytes:
    """The workbook with its parts changed by hand."""
    with zipfile.ZipFile(io.BytesIO(base or workbook())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    return zipped(parts)


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _sheet(rows: bytes) -> bytes:
    return (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + rows
        + b"</sheetData></worksheet>"
    )


def with_sheet(rows: bytes) -> bytes:
    """The workbook with these rows in its sheet's XML."""
    return repacked(lambda parts: parts.update({"xl/worksheets/sheet1.xml": _sheet(rows)}))


def _with(name: str, data: bytes) -> bytes:
    return repacked(lambda parts: parts.update({name: data}))


def _replaced(name: str, old: bytes, new: bytes) -> bytes:
    return repacked(lambda parts: parts.update({name: parts[name].replace(old, new, 1)}))


def _linked() -> bytes:
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("xl/link.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def _twice() -> bytes:
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/workbooz.xml", b"<a/>")
    return out.getvalue().replace(b"xl/workbooz.xml", b"xl/workbook.xml")


def _flagged() -> bytes:
    data = bytearray(workbook())
    place = data.rfind(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def _lying() -> bytes:
    """Claims in its directory that the large sheet is small."""
    data = bytearray(with_sheet(b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"A" * 30_000_000 + b"</t></is></c></row>"))
    place = data.find(b"xl/worksheets/sheet1.xml", data.find(b"PK\x01\x02")) - 46
    data[place + 24 : place + 28] = struct.pack("<I", 5_000)
    return bytes(data)


DOCTYPE_LEAK = b'<!DOCTYPE w [<!ENTITY leak SYSTEM "file:///etc/passwd">]>'
LAUGHS = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
BIG_CELL = b'<row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row>'
FAR_CELLS = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def _many_rows() -> bytes:
    return with_sheet(b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(1, 1_000_001)))


def _formatted_to_the_end() -> bytes:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (row, row) for row in range(3, 1_000_001, 2))
    head = b"".join(b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>Example</t></is></c></row>' % (row, row) for row in (1, 2))
    return with_sheet(head + rows)


def _hide(_book: object, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.set_column("B:B", 9, None, {"hidden": 1})


CASES: dict[str, tuple[Callable[[], bytes], str | None]] = {
    # nothing, or something else
    "empty": (lambda: b"", "empty"),
    "only spaces": (lambda: b" \r\n\t\n", "empty"),
    "only a byte order mark": (lambda: b"\xef\xbb\xbf", "empty"),
    "only NUL": (lambda: b"\x00" * 4000, "empty"),
    "a picture named .xlsx": (lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, "not_a_spreadsheet"),
    "a photograph": (lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)), "not_a_spreadsheet"),
    "a PDF": (lambda: b"%PDF-1.7\n%\xe2\xe3", "not_a_spreadsheet"),
    "a program": (lambda: b"\x7fELF\x02\x01\x01" + b"\x00" * 100, "not_a_spreadsheet"),
    "a database": (lambda: b"SQLite format 3\x00" + b"\x00" * 100, "not_a_spreadsheet"),
    "a gzip": (lambda: b"\x1f\x8b\x08" + b"\x00" * 100, "not_a_spreadsheet"),
    "an RTF": (lambda: b"{\\rtf1 hello}", "not_a_spreadsheet"),
    "random bytes": (lambda: bytes((n * 7919 + n // 3) % 31 + 1 for n in range(5000)), "not_a_spreadsheet"),
    "a web page named .xls": (lambda: b"<html><table><tr><td>Surname</td></tr></table></html>", "web_page"),
    "XML with an entity": (lambda: b'<?xml version="1.0"?>' + DOCTYPE_LEAK + b"<w>&leak;</w>", "web_page"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_excel"),
    "an encrypted workbook": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 50,
        "encrypted",
    ),
    # zips
    "an empty zip": (lambda: b"PK\x05\x06" + b"\x00" * 18, "not_a_spreadsheet"),
    "a plain zip": (lambda: zipped({"people.csv": b"a,b\n"}), "not_a_spreadsheet"),
    "an OpenDocument sheet": (
        lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
        "open_document",
    ),
    "a text document": (lambda: zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "not_a_spreadsheet"),
    "a binary workbook": (lambda: zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.bin": b"x"}), "binary_workbook"),
    "macros inside": (lambda: _with("xl/vbaProject.bin", b"x"), "macros"),
    "macro type, renamed": (
        lambda: _replaced("[Content_Types].xml", b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"),
        "macros",
    ),
    "a path that leads out": (lambda: _with("../../etc/cron.d/x", b"x"), "unsafe_path"),
    "an absolute path": (lambda: _with("/etc/passwd", b"x"), "unsafe_path"),
    "a Windows path": (lambda: _with("C:\\evil.xml", b"x"), "unsafe_path"),
    "a symbolic link": (_linked, "unsafe_path"),
    "a zip in the zip": (lambda: _with("xl/inner.zip", zipped({"a": b"b"})), "nested"),
    "the same part twice": (_twice, "damaged"),
    "a part with a password": (_flagged, "encrypted"),
    "cut short": (lambda: workbook()[:-300], "damaged"),
    "cut in half": (lambda: workbook()[: len(workbook()) // 2], "damaged"),
    "a broken part": (lambda: _with("xl/workbook.xml", b"<workbook><sheets>"), "damaged"),
    "no workbook relations": (lambda: repacked(lambda parts: parts.pop("xl/_rels/workbook.xml.rels") and None), "damaged"),
    "too many parts": (
        lambda: repacked(lambda parts: parts.update({f"xl/x{n}.xml": b"<a/>" for n in range(300)})),
        "too_many_parts",
    ),
    "a lying directory": (_lying, "damaged"),
    # bombs
    "one cell of 400 MB": (lambda: with_sheet(BIG_CELL % (b"A" * 400_000_000)), "unpacks_too_large"),
    "shared strings of 200 MB": (lambda: _with("xl/sharedStrings.xml", b"<sst>" + b" " * 200_000_000), "unpacks_too_large"),
    "an entity that reads a file": (
        lambda: repacked(
            lambda parts: parts.update({"xl/workbook.xml": DOCTYPE_LEAK + parts["xl/workbook.xml"].split(b"?>", 1)[1]})
        ),
        "entities",
    ),
    "billion laughs in the sheet": (
        lambda: _with("xl/worksheets/sheet1.xml", LAUGHS + _sheet(b"").split(b"?>", 1)[1]),
        "entities",
    ),
    "entities in shared strings": (lambda: _with("xl/sharedStrings.xml", LAUGHS + b"<sst>&c;</sst>"), "entities"),
    "two cells far apart": (lambda: with_sheet(FAR_CELLS), "too_many_rows"),
    "a cell far to the right": (lambda: with_sheet(b'<row r="1"><c r="XFD1"><v>1</v></c></row>'), "too_many_columns"),
    "a million rows": (_many_rows, "too_many_rows"),
    "formatted to the last row": (_formatted_to_the_end, None),
    "a long cell in a workbook": (lambda: with_sheet(BIG_CELL % (b"A" * 1_500)), "long_cell"),
    "formulas without a place": (lambda: with_sheet(b"<row><c><f>1+1</f><v>2</v></c></row>"), "formula"),
    # text
    "a million columns": (lambda: b"a," * 1_000_000 + b"\n", "too_many_columns"),
    "400,000 rows": (lambda: HEADINGS.encode() + PERSON.encode() * 400_000, "too_many_rows"),
    "NUL in a cell": ((HEADINGS + "R1,An\x00n,Example,27/04/1985\n").encode, "nul"),
    "a control character": ((HEADINGS + "R1,An\x07n,Example,27/04/1985\n").encode, "control_character"),
    "an unclosed quotation mark": ((HEADINGS + 'R1,"Ann,Example,27/04/1985\n' + PERSON * 3).encode, "quoting"),
    "an unclosed mark that swallows rows": ((HEADINGS + 'R1,"Ann,Ex\n' + PERSON * 200).encode, "long_cell"),
    "a mark inside a cell": ((HEADINGS + 'R1,"Ann"ie,Example,27/04/1985\n').encode, "quoting"),
    "a long cell": ((HEADINGS + f"R1,{'A' * 1_500},Example,27/04/1985\n").encode, "long_cell"),
    "UTF-16 without a mark": (lambda: (HEADINGS + PERSON).encode("utf-16-le"), "nul"),
    "UTF-8 that breaks off": (lambda: (HEADINGS + "R1,Zoë,Example,1985").encode("utf-16")[:-1], "encoding"),
    "broken JSON lines": (lambda: b'{"surname": "Example"}\n{"surname": \n', "json"),
    "nested JSON lines": (lambda: b'{"surname": {"a": "b"}}\n', "json"),
    "a name twice in JSON": (lambda: b'{"surname": "A", "surname": "B"}\n', "json"),
    "deep JSON": (lambda: b'{"a":' + b"[" * 100_000 + b"\n", "json"),
    "formulas as text": (
        (HEADINGS + "=cmd|' /C calc'!A0,+Ann,-Example,27/04/1985\n@R,\tAnn,＝Example,1985-04-27\n").encode,
        None,
    ),
    "hidden things": (lambda: workbook(_hide), None),
}
