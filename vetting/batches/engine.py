"""The engine: one step at a time, any number of workers on any number of machines. The database keeps the truth of what is left.

A step begins to read a file, looks at a chunk, makes a batch ready, runs a chunk, brings a batch nearer to its end, or tells of it.
Whoever is killed during a step leaves nothing behind but a lease, and its time runs out.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from vetting.batches.closing import close_batch, is_finished
from vetting.batches.desk import start
from vetting.batches.doubles import find_doubles, keep_doubles
from vetting.batches.intake import keep_read_file, read_file
from vetting.batches.leases import (
    finish_chunk,
    give_back_chunk,
    holds_batch,
    lease_batch,
    lease_chunk,
    renew_batch,
    renew_chunk,
)
from vetting.batches.looking import is_looked_at, keep_looked, look_at_rows, rows_of
from vetting.batches.mailing import is_untold, note_told, tell, whom_to_tell
from vetting.batches.models import Batch, BatchChunk, BatchState, ChunkState
from vetting.batches.running import LeaseLost, asker_of, fit_rows, search_chunk, search_rows, store_chunk
from vetting.batches.suspects import TrialImpossible, Verdict, find_killers
from vetting.db import Database, new_id
from vetting.errors import Unavailable, VettingError
from vetting.mail import Mailer

TrialOf = Callable[[str, Sequence[int]], Verdict]
"""Runs rows of a chunk in a fresh process: chunk id, row numbers, how it ended."""

READER_SECONDS = 0.2
"""How long a worker with nothing else to do waits for the file that it is reading."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Pace:
    """Times in seconds: how long a chunk or a whole batch is leased, how long to wait after a failure, a breath between chunks, and
    when an e-mail that was not taken is sent again.

    A chunk that lost its worker `suspect_after` times is tried in a fresh process before it is run again.
    """

    chunk_lease: float = 30.0
    batch_lease: float = 180.0
    wait: float = 5.0
    breath: float = 0.005
    mail_again: float = 60.0
    suspect_after: int = 2


@dataclass
class Engine:
    """One worker's engine."""

    database: Database
    trial: TrialOf | None = None
    pace: Pace = field(default_factory=Pace)
    mailer: Mailer | None = None
    name: str = field(default_factory=lambda: f"{socket.gethostname()[:20]}:{os.getpid()}:{new_id()[:12]}")
    _reader: threading.Thread | None = field(default=None, init=False)
    _turns: deque[Callable[[], bool]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._turns = deque((self._read, self._ready, self._close, self._tell, self._chunk))

    def run(self, seconds: float) -> int:
        """Work until nothing is left or the time is over; gives the number of steps made."""
        steps, until = 0, time.monotonic() + seconds
        while time.monotonic() < until and self.step():
            steps += 1
            time.sleep(self.pace.breath)
        return steps

    def step(self) -> bool:
        """Make one step; False when there is nothing to do. Faults are logged and leave the work for a later step.

        The kinds of step take turns: the chunks of a long batch keep no other one from being made ready or closed.
        """
        for _ in range(len(self._turns)):
            make = self._turns[0]
            self._turns.rotate(-1)
            try:
                if make():
                    return True
            except LeaseLost:
                log.info("batch_lease_lost", worker=self.name)
                return True
        return self._wait_for_reader()

    def _read(self) -> bool:
        """Begin to read a file, beside what else there is to do: a long one keeps no other batch waiting."""
        if self._reader is not None and self._reader.is_alive():
            return False
        with self.database.write() as session:
            batch_id = lease_batch(session, self.name, [BatchState.READING], self.pace.batch_lease)
        if batch_id is None:
            return False
        self._reader = threading.Thread(target=self._read_file, args=(batch_id,), daemon=True)
        self._reader.start()
        return True

    def _wait_for_reader(self) -> bool:
        if self._reader is None:
            return False
        self._reader.join(READER_SECONDS)
        if not self._reader.is_alive():
            self._reader = None
        return True

    def _read_file(self, batch_id: str) -> None:
        try:
            with self._keeping(lambda session: renew_batch(session, batch_id, self.name, self.pace.batch_lease)):
                with self.database.read() as session:
                    read = read_file(session, session.get_one(Batch, batch_id))
                with self.database.write() as session:
                    if not holds_batch(session, batch_id, self.name, release=True):
                        raise LeaseLost
                    batch = session.get_one(Batch, batch_id, populate_existing=True)
                    if batch.state == BatchState.READING.value:
                        keep_read_file(session, batch, read)
        except Exception as error:  # whatever it is, its words may hold a name; the lease ends, and the file is read again
            log.error("batch_not_read", error=type(error).__name__)

    def _chunk(self) -> bool:
        with self.database.write() as session:
            chunk_id = lease_chunk(session, self.name, self.pace.chunk_lease)
        if chunk_id is None:
            return False
        try:
            with self.database.read() as session:
                chunk = session.get_one(BatchChunk, chunk_id)
                batch = session.get_one(Batch, chunk.batch_id)
            if chunk.state == ChunkState.RAW.value:
                self._look(batch, chunk)
            else:
                self._run(batch, chunk)
        except (VettingError, TrialImpossible, SQLAlchemyError) as error:
            log.warning("batch_chunk_put_off", error=type(error).__name__, code=getattr(error, "code", None))
            with suppress(SQLAlchemyError), self.database.write() as session:
                give_back_chunk(session, chunk_id, self.name, self.pace.wait)
        return True

    def _look(self, batch: Batch, chunk: BatchChunk) -> None:
        with self._keeping_chunk(chunk.id), self.database.read() as session:
            looked = look_at_rows(session, asker_of(batch), batch, rows_of(session, chunk.id))
        with self.database.write() as session:
            if not finish_chunk(session, chunk.id, self.name, ChunkState.RAW, state=ChunkState.WAITING.value):
                raise LeaseLost
            keep_looked(session, batch, session.get_one(BatchChunk, chunk.id), looked)

    def _ready(self) -> bool:
        with self.database.write() as session:
            batch_id = lease_batch(session, self.name, [BatchState.CHECKING_ROWS], self.pace.batch_lease, is_looked_at())
        if batch_id is None:
            return False
        with self.database.read() as session:
            found = find_doubles(session, batch_id)
        with self.database.write() as session:
            if not holds_batch(session, batch_id, self.name, release=True):
                raise LeaseLost
            batch = session.get_one(Batch, batch_id, populate_existing=True)
            if batch.state != BatchState.CHECKING_ROWS.value:
                return True
            keep_doubles(session, batch, found)
            batch.state = BatchState.READY.value
            session.flush()
            if batch.starts_itself:
                self._start_by_itself(session, batch)
        return True

    def _start_by_itself(self, session: Session, batch: Batch) -> None:
        try:
            start(session, asker_of(batch), batch.id)
        except VettingError as error:  # it stays ready, and a person finds out why by starting it
            log.warning("batch_did_not_start", batch=batch.id, code=error.code)

    def _run(self, batch: Batch, chunk: BatchChunk) -> None:
        at_once: int | None = None
        if chunk.lost >= self.pace.suspect_after:
            chunk = self._tried(batch, chunk)
            at_once = max(1, chunk.rows >> (chunk.lost - self.pace.suspect_after + 1))
        with self._keeping_chunk(chunk.id), self.database.read() as session:
            answers = search_chunk(session, batch, chunk, at_once)
        with self.database.write() as session:
            store_chunk(session, batch, chunk, self.name, answers)

    def _tried(self, batch: Batch, chunk: BatchChunk) -> BatchChunk:
        """Try a chunk that lost its worker too often: rows that kill alone are condemned, and the chunk is run without them."""
        if self.trial is None:
            return chunk
        trial = self.trial
        with self.database.read() as session:
            numbers = [row.number for row in fit_rows(session, batch, chunk) if row.number not in chunk.condemned]
        with self._keeping_chunk(chunk.id):
            killers = find_killers(numbers, lambda rows: trial(chunk.id, rows))
        if not killers:
            return chunk
        log.error("batch_rows_condemned", batch=batch.id, rows=killers)
        with self.database.write() as session:
            if not renew_chunk(session, chunk.id, self.name, self.pace.chunk_lease):
                raise LeaseLost
            chunk = session.get_one(BatchChunk, chunk.id, populate_existing=True)
            chunk.condemned = sorted({*chunk.condemned, *killers})
        return chunk

    def _keeping_chunk(self, chunk_id: str) -> AbstractContextManager[None]:
        return self._keeping(lambda session: renew_chunk(session, chunk_id, self.name, self.pace.chunk_lease))

    @contextmanager
    def _keeping(self, renew: Callable[[Session], object]) -> Iterator[None]:
        """Renew a lease again and again, in good time before a chunk's would end, while the block lasts."""
        done = threading.Event()

        def keep() -> None:
            while not done.wait(self.pace.chunk_lease / 3):
                with suppress(SQLAlchemyError), self.database.write() as session:
                    renew(session)

        keeper = threading.Thread(target=keep, daemon=True)
        keeper.start()
        try:
            yield
        finally:
            done.set()
            keeper.join()

    def _close(self) -> bool:
        with self.database.write() as session:
            batch_id = lease_batch(session, self.name, [BatchState.RUNNING], self.pace.batch_lease, is_finished())
        if batch_id is None:
            return False
        try:
            close_batch(self.database, batch_id, self.name)
        except (Unavailable, SQLAlchemyError) as error:
            log.warning("batch_closing_put_off", error=type(error).__name__, code=getattr(error, "code", None))
            with suppress(SQLAlchemyError), self.database.write() as session:
                holds_batch(session, batch_id, self.name, release=True, wait_seconds=self.pace.wait)
        return True

    def _tell(self) -> bool:
        if self.mailer is None:
            return False
        with self.database.write() as session:
            batch_id = lease_batch(session, self.name, [BatchState.CLOSED], self.pace.batch_lease, is_untold())
        if batch_id is None:
            return False
        with self.database.read() as session:
            batch = session.get_one(Batch, batch_id)
            addresses = whom_to_tell(session, batch)
        try:
            tell(self.mailer, addresses, batch)
        except Unavailable as error:
            log.warning("batch_not_mailed", code=error.code)
            with self.database.write() as session:
                holds_batch(session, batch_id, self.name, release=True, wait_seconds=self.pace.mail_again)
            return True
        with self.database.write() as session:
            if holds_batch(session, batch_id, self.name, release=True):
                note_told(session, session.get_one(Batch, batch_id, populate_existing=True), len(addresses))
        return True


def try_rows(database: Database, chunk_id: str, numbers: Sequence[int]) -> None:
    """What a trial runs in its own process: search for these rows and store nothing."""
    with database.read() as session:
        chunk = session.get_one(BatchChunk, chunk_id)
        batch = session.get_one(Batch, chunk.batch_id)
        chosen = tuple(row for row in fit_rows(session, batch, chunk) if row.number in set(numbers))
        search_rows(session, batch, chosen, ())
