"""One model version as one file: its weights, its name data and its code, so that it can answer after the code has moved on."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath

from vetting.matching.model import MatchModel, ModelError, digest_of, version_files

WEIGHTS = "matching.toml"
CODE = "vetting/matching"
_ALWAYS = (1980, 1, 1, 0, 0, 0)


def pack(model: MatchModel) -> bytes:
    """All that this version consists of, as a zip file; the same version always makes the same bytes.

    Raises ModelError when the code beside this process is not the code that the model was loaded with any more.
    """
    files = version_files()
    if model.version.rpartition("+")[2] != digest_of(model.text, files):
        raise ModelError(f"the code of {model.version} is not here any more: it was changed since this process began")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [(WEIGHTS, model.text), ("vetting/__init__.py", b""), *_placed(files)]:
            archive.writestr(zipfile.ZipInfo(name, _ALWAYS), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def weights_of(packed: bytes) -> bytes:
    """The model file in a packed version. Raises ModelError."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return archive.read(WEIGHTS)
    except (zipfile.BadZipFile, KeyError) as error:
        raise ModelError(f"this is no packed model version: {error}") from error


def unpack(packed: bytes, folder: Path) -> None:
    """Lay a packed version into a folder; what is there already as it should be is left alone. Raises ModelError."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            for name in archive.namelist():
                path = PurePosixPath(name)
                if path.is_absolute() or ".." in path.parts or not (name == WEIGHTS or path.parts[0] == "vetting"):
                    raise ModelError(f"{name} is no file of a model version")
                _write(folder / path, archive.read(name))
    except zipfile.BadZipFile as error:
        raise ModelError(f"this is no packed model version: {error}") from error


def _placed(files: dict[str, bytes]) -> list[tuple[str, bytes]]:
    return [(f"{CODE}/{path}", content) for path, content in files.items()]


def _write(target: Path, content: bytes) -> None:
    if not target.is_file() or target.read_bytes() != content:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.write_bytes(content)
