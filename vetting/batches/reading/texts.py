"""CSV: which encoding, which delimiter, and every row of it with strict quoting."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from .shapes import Choices, EncodingUnknown, Facts, FileRefused, Limits, Preview, RawRow, column_letter

ENCODINGS = ("cp1252", "iso8859_14", "cp1250", "mac_roman", "cp850")
"""On offer when a text does not say what it is: western Windows, Celtic (Welsh ŵ ŷ), central European, old Mac, DOS."""
PROPOSED = "cp1252"
DELIMITERS = (",", ";", "\t", "|")
MOST_PREVIEWS = 5
_SAMPLE = 65_536
_LINES_BESIDE = 1_000
"""Lines without a person that are allowed for when lines are counted before they are read."""
_PIECE = 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")


def encoding_of(data: bytes, choices: Choices) -> str:
    """The encoding: by the text's mark, else strict UTF-8, else what the person chose; the whole text is then checked in it.

    Raises EncodingUnknown with previews, and FileRefused for NUL and other control characters.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data, encoding)
    if b"\x00" in data:
        raise _nul(data[: data.index(b"\x00")].count(b"\n") + 1)
    try:
        _walk(data, "utf-8")
    except UnicodeDecodeError:
        if choices.encoding is None:
            raise EncodingUnknown(PROPOSED, _previews(data)) from None
        if choices.encoding not in ENCODINGS:
            raise FileRefused("encoding", "Choose one of the encodings on offer.") from None
        return _checked(data, choices.encoding)
    return "utf-8"


def opened(data: bytes, encoding: str) -> io.TextIOWrapper:
    """The text as a stream: a file of many megabytes is never decoded whole."""
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")


def _walk(data: bytes, encoding: str) -> None:
    """Decode piece by piece. Raises UnicodeDecodeError, and FileRefused for control characters."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 0
    for start in range(0, len(data), _PIECE):
        piece = decoder.decode(data[start : start + _PIECE], final=start + _PIECE >= len(data))
        found = _CONTROL.search(piece)
        if found is not None:
            row = lines + piece[: found.start()].count("\n") + 1
            if found.group() == "\x00":
                raise _nul(row)
            message = f"Row {row} holds a control character. Remove it and upload the file again."
            raise FileRefused("control_character", message, row)
        lines += piece.count("\n")


def _checked(data: bytes, encoding: str) -> str:
    try:
        _walk(data, encoding)
    except UnicodeDecodeError:
        message = f"The text cannot be read as {encoding}. Choose another encoding, or save the file as CSV UTF-8."
        raise FileRefused("encoding", message) from None
    return encoding


def _nul(row: int) -> FileRefused:
    return FileRefused("nul", f"Row {row} holds a NUL character. Save the file as CSV UTF-8 and upload it again.", row)


def _previews(data: bytes) -> tuple[Preview, ...]:
    """Up to five lines with letters beyond ASCII, as each encoding would read them."""
    previews: list[Preview] = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not _NOT_ASCII.search(line):
            continue
        shown = line[:200].rstrip(b"\r")
        readings = {encoding: shown.decode(encoding, errors="replace") for encoding in ENCODINGS}
        previews.append(Preview(number, readings))
        if len(previews) == MOST_PREVIEWS:
            break
    return tuple(previews)


def sniff_delimiter(sample: str) -> str:
    """The mark between columns: the one that gives the same number of cells (two or more) on most of the first 50 rows."""
    if len(sample) >= _SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        widths: list[int] = []
        try:
            for row in csv.reader(io.StringIO(sample), delimiter=delimiter):
                if any(cell.strip() for cell in row):
                    widths.append(len(row))
                if len(widths) == 50:
                    break
        except csv.Error:
            continue
        common = max(set(widths), key=lambda width: (width > 1, widths.count(width), width), default=0)
        score = (widths.count(common) if common > 1 else 0, common)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def read_csv(data: bytes, choices: Choices, limits: Limits) -> tuple[Facts, Iterator[RawRow]]:
    """Facts and rows of a CSV. Raises EncodingUnknown and FileRefused; the rows raise FileRefused as they are read."""
    encoding = encoding_of(data, choices)
    if choices.delimiter is not None and choices.delimiter not in DELIMITERS:
        raise FileRefused("delimiter", "Choose comma, semicolon, tab or vertical bar between the columns.")
    delimiter = choices.delimiter or sniff_delimiter(opened(data, encoding).read(_SAMPLE))
    if b'"' not in data and sum(not line.isspace() for line in opened(data, encoding)) > limits.rows + _LINES_BESIDE:
        raise _too_many(limits)
    return Facts("csv", encoding=encoding, delimiter=delimiter), _rows(opened(data, encoding), delimiter, limits)


def _rows(lines: io.TextIOWrapper, delimiter: str, limits: Limits) -> Iterator[RawRow]:
    csv.field_size_limit(limits.cell_characters + 1)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = people = 0
    begins = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(str(error), begins, reader.line_num, limits) from None
        begins = reader.line_num + 1
        if len(cells) > limits.columns and any(cells[limits.columns :]):
            message = f"Row {number} has {len(cells)} columns; at most {limits.columns} are taken."
            raise FileRefused("too_many_columns", message, number)
        for index, cell in enumerate(cells):
            if len(cell) > limits.cell_characters:
                raise _too_long(number, index, limits)
        people += any(cells)
        if people > limits.rows:
            raise _too_many(limits)
        yield RawRow(number, tuple(cells[: limits.columns]))


def _too_many(limits: Limits) -> FileRefused:
    return FileRefused("too_many_rows", f"The file has more than {limits.rows:,} rows. Divide it and upload the parts.")


def _too_long(number: int, index: int, limits: Limits) -> FileRefused:
    column = column_letter(index)
    message = (
        f"Row {number}, column {column} has more than {limits.cell_characters:,} characters. "
        "Shorten it, or close a quotation mark that was left open."
    )
    return FileRefused("long_cell", message, number, column)


def _broken(error: str, begins: int, ends: int, limits: Limits) -> FileRefused:
    lines = f"Line {begins}" if ends <= begins else f"Lines {begins} to {ends}"
    if "field larger" in error:
        message = (
            f"{lines}: a cell has more than {limits.cell_characters:,} characters. "
            "Shorten it, or close a quotation mark that was left open."
        )
        return FileRefused("long_cell", message, begins)
    message = f"{lines}: a quotation mark is left open or stands inside a cell, so rows would run together. Correct it."
    return FileRefused("quoting", message, begins)
