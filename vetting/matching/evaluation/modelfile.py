"""Writing fitted numbers into `config/matching.toml`, section by section; everything else in the file is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vetting.matching import levels as lv
from vetting.matching.evaluation.counts import Level


def replace(text: str, name: str, body: str) -> str:
    """Replace what stands between a section's heading and the next empty line or end. Raises `ValueError` without the section."""
    head, found, tail = text.partition(f"[{name}]\n")
    if not found:
        raise ValueError(f"the model file has no section [{name}]")
    _, gap, rest = tail.partition("\n\n")
    return f"{head}{found}{body}\n{gap and chr(10)}{rest}"


def probabilities(levels: Sequence[Level]) -> str:
    """Return one line a level with its m and u."""
    return "\n".join(f"{level.name} = {{ m = {level.m:.6g}, u = {level.u:.6g} }}" for level in levels)


def numbers(values: Mapping[str, float]) -> str:
    """Return one line a value, in bits."""
    return "\n".join(f"{name} = {value:.4f}" for name, value in values.items()).replace("= -0.0000", "= 0.0000")


def row(name: str, values: Sequence[float]) -> str:
    """Return one line of many numbers."""
    return f"{name} = [{', '.join(f'{value:.2f}' for value in values)}]"


def table(weights: NDArray[np.float64]) -> str:
    """Return the combination row: its groups, and its weights by surname, forename and date group."""
    blocks = ["  [\n" + "".join(f"    [{_cells(row)}],\n" for row in block) + "  ]," for block in weights]
    head = [
        f"surname_groups = {_words(lv.SURNAME_GROUPS)}",
        f"forename_groups = {_words(lv.FORENAME_GROUPS)}",
        f"date_groups = {_words(lv.DATE_GROUPS)}",
    ]
    return "\n".join([*head, "weights = [", *blocks, "]"])


def _cells(row: NDArray[np.float64]) -> str:
    return ", ".join(f"{cell:.4f}" for cell in row).replace("-0.0000", "0.0000")


def _words(words: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"
