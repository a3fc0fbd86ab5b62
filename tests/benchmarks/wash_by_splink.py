"""splink's whole job on the files of a wash: read the workbook and the list, link them, write the pairs.

Run: build/venv-benchmark/bin/python -W ignore -m tests.benchmarks.wash_by_splink FOLDER, where `batch_wash --keep FOLDER` has put
the files. Its model is trained beforehand, on the world of `peers`; that time is printed apart. It writes no check, no audit event,
and no result for a person who matched nobody.
"""

from __future__ import annotations

import importlib
import logging
import sys
import time
from pathlib import Path
from typing import Any

import python_calamine

from vetting.matching.evaluation.peers.records import clean
from vetting.matching.evaluation.peers.with_splink import train

LEAST_WEIGHT = -20.0
"""Pairs above it are written, as in the side-by-side benchmark."""


def main() -> int:
    """Link the files and print the seconds of each stage."""
    folder = Path(sys.argv[1])
    logging.getLogger("splink").setLevel(logging.ERROR)
    splink: Any = importlib.import_module("splink")
    pandas: Any = importlib.import_module("pandas")
    begun = time.perf_counter()
    listed = pandas.read_csv(folder / "list.csv", dtype=str, keep_default_na=False)
    model = train(len(listed))
    trained = time.perf_counter()
    asked = _asked(pandas, folder / "wash.xlsx")
    frames = [
        _frame(pandas, "e", zip(listed.forenames, listed.surname, listed.date_of_birth, strict=True)),
        _frame(pandas, "q", asked),
    ]
    read = time.perf_counter()
    api = splink.DuckDBAPI()
    tables = [api.register(frame, dataset_display_name=name) for name, frame in zip(("a_listed", "b_asked"), frames, strict=True)]
    pairs = splink.Linker(tables, model, log_level=logging.ERROR).inference.predict(threshold_match_weight=LEAST_WEIGHT)
    found = pairs.as_pandas_dataframe()
    linked = time.perf_counter()
    found.to_csv(folder / "splink.csv", index=False)
    written = time.perf_counter()
    stages = f"read {read - trained:.1f} s, link {linked - read:.1f} s, write {written - linked:.1f} s"
    print(
        f"splink: {len(frames[1]):,} people against {len(listed):,}: {stages}: {written - trained:.1f} s in all "
        f"for {len(found):,} pairs; trained in {trained - begun:.1f} s"
    )
    return 0


def _asked(pandas: Any, path: Path) -> Any:
    """Forenames, surname and date of birth of every row of the workbook."""
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    table = pandas.DataFrame(rows[1:], columns=rows[0], dtype=str)
    born = table["DOB"].str[6:10] + "-" + table["DOB"].str[3:5] + "-" + table["DOB"].str[0:2]
    return zip(table["Forename"] + " " + table["Middle name"], table["Surname"], born, strict=True)


def _frame(pandas: Any, prefix: str, people: Any) -> Any:
    """The people as a careful user prepares them for a linkage tool."""
    rows = []
    for number, (forenames, surname, born) in enumerate(people):
        first, _, middle = clean(forenames).partition(" ")
        rows.append((f"{prefix}{number}", number, first or None, middle or None, clean(surname) or None, born))
    return pandas.DataFrame(rows, columns=["unique_id", "person", "first_name", "middle_names", "surname", "dob"])


if __name__ == "__main__":
    sys.exit(main())
