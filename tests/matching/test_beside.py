"""Building beside searches: the interpreter's settings while it goes on, and after it."""

import gc
import sys

import pytest

from vetting.matching.beside import MANY, beside_searches


def settings():
    return gc.isenabled(), sys.getswitchinterval()


def test_the_collector_rests_and_threads_take_turns_until_the_last_has_built():
    before = settings()
    with beside_searches(MANY):
        with beside_searches(MANY):
            assert settings() == (False, 0.0005)
        assert settings() == (False, 0.0005)
    assert settings() == before
    assert gc.get_freeze_count() > 0


def test_few_entries_change_nothing_and_a_failure_leaves_nothing_changed():
    before = settings()
    with beside_searches(MANY - 1):
        assert settings() == before
    with pytest.raises(LookupError), beside_searches(MANY):
        raise LookupError
    assert settings() == before
    gc.disable()
    try:
        with beside_searches(MANY):
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
