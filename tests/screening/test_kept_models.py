"""Every model version that answered is kept and answers again: with other weights, and with other code."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text, update

from tests.people import AUDITOR, VETTING_OFFICER
from tests.screening.models_kept import another_model, present_model, use
from tests.screening.test_checks import rows
from tests.screening.test_dispositions import STRONG
from tests.screening.world import World, misspelt, on_sqlite
from vetting.matching import ModelError, load_model, pack, unpack, weights_of
from vetting.matching.model import digest_of, version_files
from vetting.screening import Replayer, Verdict
from vetting.screening.former_models import FormerModel, ModelNotRunnable
from vetting.screening.kept_models import KeptModel, _seal, kept_model
from vetting.screening.models import Check, Hit
from vetting.screening.proof import digest_of as answer_digest_of
from vetting.screening.replay import _stored

OTHER_WORDS = """

_first_words = explain


def explain(*given):
    from dataclasses import replace

    return replace(_first_words(*given), reason="in_other_words")
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Former versions of tests are not left beside the code."""
    monkeypatch.setattr("vetting.screening.former_models.PLACE", tmp_path / "former")


def verdict(world: World, check_id: str) -> Verdict:
    with Replayer() as replayer, world.database.write() as session:
        return replayer.replay(session, world.people[AUDITOR], check_id).verdict


def test_the_model_that_answered_is_kept_once(world: World) -> None:
    for _ in range(3):
        world.run(VETTING_OFFICER, misspelt())
    model = present_model(world)
    assert rows(world, "SELECT version FROM screening_kept_model") == [(model.version,)]
    with world.database.read() as session:
        packed = kept_model(session, model.version)
    assert packed == pack(model)
    assert weights_of(packed) == model.text


def test_a_former_version_answers_as_it_did(world: World) -> None:
    world.entry()
    present, other = present_model(world), another_model()
    before = world.run(VETTING_OFFICER, STRONG)
    use(world, other)
    after = world.run(VETTING_OFFICER, STRONG)
    assert [str(band) for (band,) in rows(world, "SELECT band FROM screening_hit")] == ["strong", "possible"]
    assert [verdict(world, check_id) for check_id in (before, after)] == [Verdict.EQUAL, Verdict.EQUAL]
    use(world, present)
    assert [verdict(world, check_id) for check_id in (before, after)] == [Verdict.EQUAL, Verdict.EQUAL]


@on_sqlite
def test_a_process_whose_code_was_changed_under_it_keeps_nothing_and_answers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code on the disk is not what answers: kept, it would be run under a wrong name."""
    monkeypatch.setattr("vetting.matching.archive.version_files", lambda: {**version_files(), "changed.py": b""})
    use(world, another_model())
    check_id = world.run(VETTING_OFFICER, misspelt())
    assert another_model().version not in str(rows(world, "SELECT version FROM screening_kept_model"))
    use(world, load_model())
    assert verdict(world, check_id) is Verdict.MODEL_NOT_KEPT


@on_sqlite
def test_a_version_that_is_not_kept_is_named(world: World) -> None:
    check_id = world.run(VETTING_OFFICER, misspelt())
    with world.database.write() as session:
        session.execute(update(Check).values(model_version="2026-01-01.1+0123456789ab"))
    assert verdict(world, check_id) is Verdict.MODEL_NOT_KEPT


@on_sqlite
def test_a_file_that_this_service_did_not_seal_is_not_run(world: World) -> None:
    use(world, another_model())
    check_id = world.run(VETTING_OFFICER, misspelt())
    use(world, load_model())
    with world.database.write() as session:
        session.execute(text("UPDATE screening_kept_model SET packed = x'504b' WHERE version <> :v"), {"v": load_model().version})
    assert verdict(world, check_id) is Verdict.MODEL_NOT_KEPT


def test_a_file_that_leads_elsewhere_is_not_unpacked(tmp_path: Path) -> None:
    for name in ("../outside.py", "/outside.py", "other/inside.py"):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr(name, "x")
        with pytest.raises(ModelError):
            unpack(target.getvalue(), tmp_path)
    with pytest.raises(ModelError):
        unpack(b"no zip file", tmp_path)
    assert not list(tmp_path.parent.glob("outside*"))


def in_other_words() -> tuple[str, bytes]:
    """A version with other code: it gives every match a reason of its own."""
    text_of, files = load_model().text, version_files()
    files["explain.py"] += OTHER_WORDS.encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, content in files.items():
            archive.writestr(f"vetting/matching/{path}", content)
        archive.writestr("vetting/__init__.py", b"")
        archive.writestr("matching.toml", text_of)
    declared = load_model().declared_id
    return f"{declared}+{digest_of(text_of, files)}", target.getvalue()


@pytest.mark.full  # compiles the other version's code
@on_sqlite
def test_a_version_with_other_code_answers_with_that_code(world: World) -> None:
    """The answer stored is the one that the other code gives; the present code gives another."""
    world.entry()
    check_id = world.run(VETTING_OFFICER, misspelt())
    version, packed = in_other_words()
    with world.database.write() as session:
        now = session.get_one(Check, check_id).checked_at
        session.add(KeptModel(version=version, packed=packed, seal=_seal(session, version, packed), kept_at=now))
        check = session.get_one(Check, check_id)
        check.model_version = version
        session.execute(update(Hit).values(reason="in_other_words"))
        session.flush()
        check.answer_digest = answer_digest_of(session, _stored(session, check))
    assert verdict(world, check_id) is Verdict.EQUAL
    with world.database.write() as session:
        session.execute(update(Hit).values(reason=None))
    assert verdict(world, check_id) is Verdict.DIFFERENT


@on_sqlite
def test_code_that_does_not_run_here_is_named(world: World) -> None:
    check_id = world.run(VETTING_OFFICER, misspelt())
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("vetting/__init__.py", b"")
        archive.writestr("vetting/matching/__init__.py", b"import a_library_that_is_gone")
        archive.writestr("matching.toml", load_model().text)
    version, packed = "broken+0123456789ab", target.getvalue()
    with pytest.raises(ModelNotRunnable):
        FormerModel(version, packed)
    with world.database.write() as session:
        check = session.get_one(Check, check_id)
        check.model_version = version
        session.add(KeptModel(version=version, packed=packed, seal=_seal(session, version, packed), kept_at=check.checked_at))
    assert verdict(world, check_id) is Verdict.MODEL_NOT_RUNNABLE
