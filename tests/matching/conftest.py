"""The model and short ways to write a person and to compare two."""

from collections.abc import Callable

import pytest

from vetting.matching import Identity, Match, MatchModel, compare, load_model


@pytest.fixture(scope="session")
def model() -> MatchModel:
    return load_model()


@pytest.fixture(scope="session")
def weigh(model: MatchModel) -> Callable[[Identity, Identity], Match]:
    return lambda subject, listed: compare(model, subject, listed)
