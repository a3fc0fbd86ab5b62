"""Counting bits, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

from vetting.matching.compiled import inlined


@inlined
def letter_count(bits: Any) -> int:
    """Count the set bits of a 32-bit mask."""
    v = np.uint32(bits)
    v = v - ((v >> np.uint32(1)) & np.uint32(0x55555555))
    v = (v & np.uint32(0x33333333)) + ((v >> np.uint32(2)) & np.uint32(0x33333333))
    v = (v + (v >> np.uint32(4))) & np.uint32(0x0F0F0F0F)
    return int((v * np.uint32(0x01010101)) >> np.uint32(24)) & 0xFF
