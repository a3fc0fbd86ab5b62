"""Another model version than the present one, and a world that works with it."""

from __future__ import annotations

from tests.screening.world import World
from vetting.matching import MatchModel, load_model, read_model
from vetting.registry import RegisterIndex


def another_model() -> MatchModel:
    """A version with other weights: so much is asked of a strong match that there is none."""
    return read_model(load_model().text.replace(b"strong = ", b"strong = 1", 1))


def present_model(world: World) -> MatchModel:
    model: MatchModel = world.database.writers.kw["info"]["index"].model
    return model


def use(world: World, model: MatchModel) -> None:
    """Answer with this model from now on."""
    for factory in (world.database.writers, world.database.readers):
        factory.kw["info"]["index"] = RegisterIndex(model)
