"""The forces' names as people write them (domain.md section 4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetting.access.forces import FORCES, OUT_OF_SCOPE, Force, OutOfScopeBody, find_force, force_by_code, force_by_slug
from vetting.access.forces import _keys_of as keys_of


def test_there_are_forty_three_forces_with_their_own_codes_and_slugs():
    assert len(FORCES) == 43
    assert len({force.code for force in FORCES}) == len({force.slug for force in FORCES}) == 43


def test_no_name_means_two_bodies():
    owners: dict[str, str] = {}
    for body in (*FORCES, *OUT_OF_SCOPE):
        for key in keys_of(body):
            assert owners.setdefault(key, body.slug) == body.slug, key


@pytest.mark.parametrize("body", [*FORCES, *OUT_OF_SCOPE], ids=lambda body: body.slug)
def test_each_is_found_by_every_one_of_its_names(body: Force | OutOfScopeBody):
    for text in (body.slug, body.name, *body.aliases):
        assert find_force(text) is body
        assert find_force(f"  {text.upper()} ") is body
    if isinstance(body, Force):
        for style in ("Police", "Constabulary", "Police Service", "Police Force"):
            assert find_force(f"{body.name} {style}") is body
        assert find_force(body.code) is body
        assert force_by_code(body.code) is force_by_slug(body.slug) is body


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Met", "metropolitan"),
        ("the Metropolitan Police Service", "metropolitan"),
        ("MPS", "metropolitan"),
        ("G.M.P", None),
        ("Devon and Cornwall Police", "devon-and-cornwall"),
        ("Avon & Somerset Constabulary", "avon-and-somerset"),
        ("Hampshire Constabulary", "hampshire"),
        ("Hampshire & Isle of Wight Constabulary", "hampshire"),
        ("Chief Constable of Kent Police", "kent"),
        ("Dyfed Powys", "dyfed-powys"),
        ("BTP", "british-transport-police"),
        ("N.C.A.", None),
        ("MoD Police", "ministry-of-defence-police"),
        ("PSNI", "police-service-of-northern-ireland"),
        ("Police", None),
        ("Constabulary", None),
        ("", None),
        ("   ", None),
        ("Yorkshire Police", None),
        ("Atlantis Constabulary", None),
        ("Kent and Essex", None),
    ],
)
def test_names_as_written(text: str, slug: str | None):
    found = find_force(text)
    assert (found.slug if found else None) == slug


@given(st.text(max_size=60))
def test_any_text_is_answered(text: str):
    found = find_force(text)
    assert found is None or found in (*FORCES, *OUT_OF_SCOPE)
