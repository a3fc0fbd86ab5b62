"""Counting bits, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic

from vetting.matching.compiled import inlined


def _count_instruction(_context: Any, bits: Any) -> Any:
    return types.uint64(bits), lambda _target, builder, _signature, arguments: builder.ctpop(arguments[0])


_set_bits: Any = intrinsic(_count_instruction)
"""The processor's own instruction."""


@inlined
def letter_count(bits: Any) -> int:
    """Count the set bits of a 32-bit mask."""
    return int(_set_bits(np.uint64(np.uint32(bits))))
