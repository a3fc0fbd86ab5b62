"""The zip of a workbook, judged before calamine sees it: what is in it, and how large it would become.

Every part that is read is inflated in pieces and counted, so a bomb is found by its first pieces and never held whole.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from .kinds import SAVE_AS
from .shapes import FileRefused, Limits

_PIECE = 1024 * 1024
_SMALL_PART = 4 * _PIECE
_NAMES = ("xl/sharedStrings.xml", "xl/styles.xml")


UNREADABLE = (zipfile.BadZipFile, ValueError, OverflowError, RuntimeError)
"""What `zipfile` raises for what it cannot read: its word for a zip version it does not know is a RuntimeError."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, in its order, and where it is kept in the zip."""

    name: str
    path: str
    visible: bool


class Package:
    """An XLSX as a zip. Making one raises FileRefused for whatever is not a plain, whole, sensible workbook."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        self._inflated = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except UNREADABLE:
            raise _damaged() from None
        self._judge(len(data))
        self.epoch = 1900
        self.sheets = self._read_workbook()

    def _judge(self, packed: int) -> None:
        members = self._zip.infolist()
        names = [member.filename for member in members]
        if len(members) > self._limits.members:
            raise FileRefused("too_many_parts", f"The workbook has more than {self._limits.members} parts. {SAVE_AS}")
        for member in members:
            _judge_member(member)
        if len(set(names)) != len(names):
            raise _damaged()
        _judge_type(self._zip, names)
        stated = sum(member.file_size for member in members)
        if stated > self._limits.unpacked_bytes:
            raise _too_large()
        for member in members:
            if member.file_size > _PIECE and member.file_size > self._limits.ratio * max(1, member.compress_size):
                raise _too_large()
        if stated > _PIECE and stated > self._limits.ratio * packed:
            raise _too_large()

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of one part, inflated in pieces and counted over all parts."""
        try:
            with self._zip.open(name) as part:
                while piece := part.read(_PIECE):
                    self._inflated += len(piece)
                    if self._inflated > self._limits.unpacked_bytes:
                        raise _too_large()
                    yield piece
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, LookupError, EOFError, RuntimeError, ValueError, OSError):
            raise _damaged() from None

    def _small(self, name: str) -> bytes:
        data = b""
        for piece in self.pieces(name):
            data += piece
            if len(data) > _SMALL_PART:
                raise _damaged()
        return data

    def _read_workbook(self) -> tuple[Sheet, ...]:
        paths: dict[str, str] = {}
        found: list[tuple[str, str, bool]] = []

        def relation(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                paths[attributes.get("Id", "")] = posixpath.normpath(target[1:] if target[:1] == "/" else f"xl/{target}")

        def workbook(tag: str, attributes: dict[str, str]) -> None:
            if tag == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
                self.epoch = 1904
            if tag == "sheet":
                shown = attributes.get("state", "visible") == "visible"
                found.append((attributes.get("name", ""), attributes.get("id", ""), shown))

        _walk(self._small("xl/_rels/workbook.xml.rels"), relation)
        _walk(self._small("xl/workbook.xml"), workbook)
        sheets = tuple(Sheet(name, paths.get(key, ""), shown) for name, key, shown in found if "worksheet" in paths.get(key, ""))
        if not sheets:
            raise FileRefused("no_sheet", f"The workbook has no sheet with cells. {SAVE_AS}")
        return sheets

    def check_other_parts(self) -> None:
        """Inflate what calamine will read beside the sheet, to the last byte, without holding it."""
        for name in _NAMES:
            if name in self._zip.namelist():
                for number, piece in enumerate(self.pieces(name)):
                    if number == 0:
                        no_doctype(piece)


def _judge_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    parts = name.replace("\\", "/").split("/")
    leads_out = name.startswith(("/", "\\")) or ".." in parts or name[1:2] == ":"
    if leads_out or stat.S_ISLNK(member.external_attr >> 16):
        raise FileRefused("unsafe_path", f"The workbook has a part that points outside of it. {SAVE_AS}")
    if member.flag_bits & 0x1:
        raise FileRefused("encrypted", "The file is protected by a password. Take the password off and upload it again.")
    if name.lower().endswith((".zip", ".xlsx", ".xlsm", ".docx", ".jar", ".exe", ".rar", ".7z")):
        raise FileRefused("nested", f"The file holds another file ({parts[-1][:40]}). {SAVE_AS}")


def _judge_type(archive: zipfile.ZipFile, names: list[str]) -> None:
    lowered = {name.lower() for name in names}
    if "mimetype" in lowered and "content.xml" in lowered:
        raise FileRefused("open_document", f"The file is an OpenDocument spreadsheet (.ods). {SAVE_AS}")
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in name for name in lowered):
        raise FileRefused("macros", f"The workbook holds macros. {SAVE_AS}")
    if "xl/workbook.bin" in lowered:
        raise FileRefused("binary_workbook", f"The file is a binary workbook (.xlsb). {SAVE_AS}")
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise FileRefused("not_a_spreadsheet", f"The file is an archive, not a workbook. {SAVE_AS}")
    if archive.getinfo("[Content_Types].xml").file_size > _SMALL_PART:
        raise _damaged()
    try:
        types = archive.read("[Content_Types].xml")
    except Exception:
        raise _damaged() from None
    if b"macroEnabled" in types:
        raise FileRefused("macros", f"The workbook is of the kind with macros. {SAVE_AS}")


def _walk(data: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    """Call `start` with each element's name and attributes, without namespaces. A document type declaration is refused."""
    parser = expat.ParserCreate()

    def element(tag: str, attributes: dict[str, str]) -> None:
        start(tag.rpartition(":")[2], {name.rpartition(":")[2]: value for name, value in attributes.items()})

    def doctype(*_: object) -> None:
        raise _doctype()

    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise _damaged() from None


def no_doctype(start: bytes) -> None:
    """Raises FileRefused if the beginning of a part declares entities, from which bombs and leaks are made."""
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise _doctype()


def _doctype() -> FileRefused:
    return FileRefused("entities", f"The workbook holds XML declarations that no spreadsheet program writes. {SAVE_AS}")


def _too_large() -> FileRefused:
    return FileRefused("unpacks_too_large", "The workbook unpacks to far more than a list of people needs. Save it as CSV.")


def _damaged() -> FileRefused:
    return FileRefused("damaged", "The workbook is damaged or was cut short. Open it, save it anew and upload that.")
