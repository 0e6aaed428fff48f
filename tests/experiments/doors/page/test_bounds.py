"""What an address may not ask for is told, and what may be meant is offered."""

import pytest

from contagion.experiments.doors.page.mistakes import as_far


@pytest.mark.parametrize(
    ("typed", "words", "offer"),
    [
        ("Paris", "several intercommunal authorities are called so", "200054781"),
        ("Gran Besanson Metropole", "no intercommunal authority has this name or number", "242500361"),
    ],
)
def test_a_territory_that_is_not_found_offers_others(desk, typed, words, offer):
    _view, (mistake,) = as_far("en", [("epci", typed)], desk.kept)
    assert words in mistake.words
    assert "epci" not in mistake.words
    assert offer in dict(mistake.offers)


@pytest.mark.parametrize("value", ["9999", "61", "7.5"])
def test_a_lever_of_an_address_is_bounded_as_its_field_is(desk, value):
    view, (mistake,) = as_far("en", [("set", f"training.places={value}"), ("years", "3")], desk.kept)
    assert (mistake.field, view.set, view.years) == ("training.places", (), 3)
    assert mistake.words == f"“Training places at each session” = {value}: must be a whole number from 0 to 60."
