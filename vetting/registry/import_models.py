"""The tables of imports: a file of a list, its rows sealed as they came, where entries came from, and what could not be read.

What was in the file is kept whole and sealed. A row that could not be read is a row here until two people have resolved it; while
it is open and has a name, a report in state `unread` stands for it, so that a check finds it and a hit can name it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from vetting.db import Base
from vetting.registry.models import ID


class Import(Base):
    """One file of a list: who uploaded it, its control totals, and who confirmed it. `keeper_count` is the keeper's own count."""

    __tablename__ = "register_import"
    __table_args__ = (
        CheckConstraint("kind IN ('addition', 'replacement')", name="kind_known"),
        CheckConstraint("state IN ('ready', 'confirmed', 'withdrawn')", name="state_known"),
        CheckConstraint("confirmed_by <> uploaded_by", name="two_people"),
        CheckConstraint("(state = 'confirmed') = (confirmed_by IS NOT NULL)", name="confirmed_by_somebody"),
        CheckConstraint("(state = 'confirmed') = (register_version IS NOT NULL)", name="confirmed_at_a_version"),
        CheckConstraint("row_count = readable + unreadable", name="every_row_counted"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    list_id: Mapped[str] = mapped_column(String(40), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    row_count: Mapped[int]
    readable: Mapped[int]
    unreadable: Mapped[int]
    keeper_count: Mapped[int]
    uploaded_by: Mapped[str] = mapped_column(ID)
    uploaded_at: Mapped[datetime]
    confirmed_by: Mapped[str | None] = mapped_column(ID)
    confirmed_at: Mapped[datetime | None]
    register_version: Mapped[int | None] = mapped_column(BigInteger)
    file_digest: Mapped[str] = mapped_column(String(64))
    sealed_about: Mapped[bytes] = mapped_column(LargeBinary)


class ImportChunk(Base):
    """Some rows of a file, in order: every cell as it stood, and what was made of the row."""

    __tablename__ = "import_chunk"
    __table_args__ = (UniqueConstraint("import_id", "position"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    import_id: Mapped[str] = mapped_column(ForeignKey("register_import.id"))
    position: Mapped[int]
    sealed_rows: Mapped[bytes] = mapped_column(LargeBinary)


class ImportOrigin(Base):
    """That a listed person stands in a row of an imported file. The keeper's own reference is kept as a keyed digest."""

    __tablename__ = "import_origin"
    __table_args__ = (Index("ix_import_origin_reference", "list_id", "reference_index"),)

    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), primary_key=True)
    import_id: Mapped[str] = mapped_column(ForeignKey("register_import.id"), primary_key=True)
    chunk_id: Mapped[str] = mapped_column(ForeignKey("import_chunk.id"))
    row_number: Mapped[int]
    list_id: Mapped[str] = mapped_column(String(40))
    reference_index: Mapped[str | None] = mapped_column(String(64))


class UnreadRow(Base):
    """A row that could not be made an entry. It is `pending` until the import is confirmed, and open until two people resolve it.

    `searchable` says whether it has a name that a check can come upon. One that has none stands in the way of every check of its
    list. Its id is the id of the report that stands for it, and of the report that it becomes once it is completed.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        UniqueConstraint("import_id", "row_number"),
        CheckConstraint("state IN ('pending', 'open', 'completed', 'set_aside', 'withdrawn')", name="state_known"),
        Index("ix_import_row_state", "state", "list_id", "searchable"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    import_id: Mapped[str] = mapped_column(ForeignKey("register_import.id"))
    list_id: Mapped[str] = mapped_column(String(40))
    chunk_id: Mapped[str] = mapped_column(ForeignKey("import_chunk.id"))
    row_number: Mapped[int]
    searchable: Mapped[bool]
    state: Mapped[str] = mapped_column(String(20))
    reference_index: Mapped[str | None] = mapped_column(String(64))
    sealed_row: Mapped[bytes] = mapped_column(LargeBinary)


class RowResolution(Base):
    """How one person proposed to resolve a row that could not be read, and what a second one decided."""

    __tablename__ = "import_row_resolution"
    __table_args__ = (
        CheckConstraint("kind IN ('complete', 'set_aside')", name="kind_known"),
        CheckConstraint("state IN ('open', 'approved', 'refused')", name="state_known"),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided_by_somebody"),
        Index(
            "uq_import_row_resolution_open",
            "row_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    row_id: Mapped[str] = mapped_column(ForeignKey("import_row.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    proposed_by: Mapped[str] = mapped_column(ID)
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(ID)
    decided_at: Mapped[datetime | None]
    sealed_content: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_reason: Mapped[bytes | None] = mapped_column(LargeBinary)


class MissingEntry(Base):
    """An entry that a replacement file no longer has. It stays listed: a removal is proposed for it alone, with a ground."""

    __tablename__ = "import_missing"

    import_id: Mapped[str] = mapped_column(ForeignKey("register_import.id"), primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    proposal_id: Mapped[str | None] = mapped_column(ForeignKey("proposal.id"))


class PersonLink(Base):
    """What a registrar said of two records: one person, or not; and what a second registrar decided where two are needed.

    Records are named by the report that they came in by, which stays the same when a report becomes an entry.
    """

    __tablename__ = "person_link"
    __table_args__ = (
        CheckConstraint("kind IN ('merge', 'separate', 'another')", name="kind_known"),
        CheckConstraint("state IN ('open', 'approved', 'refused')", name="state_known"),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint("(kind = 'separate') = (other_id IS NULL)", name="separate_names_one"),
        CheckConstraint("kind = 'another' OR (state = 'open') = (decided_by IS NULL)", name="decided_by_somebody"),
        Index(
            "uq_person_link_open",
            "record_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[str] = mapped_column(ForeignKey("report.id"), index=True)
    other_id: Mapped[str | None] = mapped_column(ForeignKey("report.id"), index=True)
    proposed_by: Mapped[str] = mapped_column(ID)
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(ID)
    decided_at: Mapped[datetime | None]
    sealed_reason: Mapped[bytes] = mapped_column(LargeBinary)


class PersonMember(Base):
    """Which person a record is counted to from a moment on. A record without a row is a person of its own; rows are only added."""

    __tablename__ = "person_member"
    __table_args__ = (UniqueConstraint("record_id", "number"), Index("ix_person_member_person", "person_id"))

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("report.id"))
    number: Mapped[int]
    person_id: Mapped[str] = mapped_column(ID)
    valid_from: Mapped[datetime]
    link_id: Mapped[str] = mapped_column(ForeignKey("person_link.id"))
