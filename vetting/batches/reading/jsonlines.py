"""JSON lines: one object a line, from an API client; its names are the headings."""

from __future__ import annotations

import json
from collections.abc import Iterator

from .shapes import Choices, Facts, FileRefused, Limits, RawRow
from .texts import encoding_of, opened


def read_json_lines(data: bytes, choices: Choices, limits: Limits) -> tuple[Facts, Iterator[RawRow]]:
    """Facts and rows; the first row is the headings, in order of appearance. Raises FileRefused."""
    encoding = encoding_of(data, choices)
    headings: dict[str, None] = {}
    for people, (number, person) in enumerate(_people(data, encoding, limits), start=1):
        headings.update(dict.fromkeys(person))
        if people > limits.rows or len(headings) > limits.columns:
            message = f"At most {limits.rows:,} lines with {limits.columns} names are taken."
            raise FileRefused("too_many_rows", message, number)
    return Facts("jsonl", encoding=encoding), _rows(tuple(headings), _people(data, encoding, limits))


def _people(data: bytes, encoding: str, limits: Limits) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(opened(data, encoding), start=1):
        if line.strip():
            yield number, _person(line, number, limits)


def _person(line: str, number: int, limits: Limits) -> dict[str, str]:
    try:
        person = json.loads(line, object_pairs_hook=_no_doubles)
    except (ValueError, RecursionError):
        raise FileRefused("json", f"Line {number} is not one JSON object with each name once.", number) from None
    if not isinstance(person, dict) or any(isinstance(value, dict | list) for value in person.values()):
        raise FileRefused("json", f"Line {number} must be one JSON object whose values are text.", number)
    cells = {name: "" if value is None else str(value) for name, value in person.items()}
    for name, cell in cells.items():
        if len(cell) > limits.cell_characters or len(name) > limits.cell_characters:
            raise FileRefused("long_cell", f"Line {number}: a value has more than {limits.cell_characters:,} characters.", number)
        if "\x00" in cell or "\x00" in name:
            raise FileRefused("nul", f"Line {number} holds a NUL character.", number)
        if not (cell.isascii() or _is_text(cell)) or not _is_text(name):
            raise FileRefused("control_character", f"Line {number} holds half a character.", number)
    return cells


def _is_text(cell: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in cell)


def _no_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("the same name twice")
    return found


def _rows(headings: tuple[str, ...], people: Iterator[tuple[int, dict[str, str]]]) -> Iterator[RawRow]:
    yield RawRow(1, headings)
    for row, (_, person) in enumerate(people, start=2):
        yield RawRow(row, tuple(person.get(name, "") for name in headings))
