"""Effort belongs to a size: what is scaled to another number of residents, how it is rounded, what stays."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contagion.models.parameters import Parameters
from contagion.models.parameters.effort import EFFORT, RESIDENTS, Scaled, for_residents
from contagion.models.scenario import FOLDER, library, read
from tests.helpers.by_sections import content_for

HALF = RESIDENTS // 2


@pytest.mark.parametrize(
    "how, value, ratio, made",
    [
        (Scaled("places"), 10.0, 0.38, 4.0),
        (Scaled("places"), 10.0, 0.25, 3.0),  # halves upwards
        (Scaled("places"), inf, 0.38, inf),
        (Scaled("places"), 0.0, 0.38, 0.0),
        (Scaled("letters"), 2500, 0.38, 950),
        (EFFORT["training.founders"], 10, 0.51, 6),  # in pairs
        (EFFORT["training.founders"], 10, 0.49, 4),
        (EFFORT["training.founders"], 10, 0.001, 2),
        (EFFORT["training.founders"], 1, 0.001, 1),  # no more than were written
        (EFFORT["partners.coordinators"], 1.0, 0.3804, 0.38),
        (EFFORT["partners.coordinators"], 0.5, 330.0, 165.0),
    ],
)
def test_effort_is_rounded_to_whole_things_and_never_to_nothing(how, value, ratio, made):
    assert how.times(value, ratio) == made
    assert type(how.times(value, ratio)) is type(value)


@given(st.integers(1, 10_000), st.integers(1, 10**8), st.sampled_from([1, 2, 0.01]))
def test_the_smallest_population_is_the_first_for_which_something_is_left(value, residents, step):
    how = Scaled("things", step=step)
    least = how.smallest(value, residents)
    assert how.times(float(value), least / residents) > 0
    if least > 1:
        assert how.times(float(value), (least - 1) / residents) == 0


def test_the_reference_for_half_the_residents():
    made, plain = content_for(HALF + 1), Parameters()
    sections = [name for name, values in made if values != getattr(plain, name)]
    assert {
        f"{section}.{name}": value
        for section in sections
        for name, value in getattr(made, section)
        if value != plain.get(f"{section}.{name}")
    } == {
        "training.places": 5, "training.outside_places": 5, "training.founders": 6, "partners.initial": 5,
        "partners.coordinators": 0.5, "outreach.events_per_year": 6, "outreach.letters": 1250,
    }  # fmt: skip


def test_what_goes_with_the_size_is_scaled_and_the_rest_is_not():
    """Contacts go with the coordinators, and not twice; a budget is scaled, and none stays none."""
    half, whole = content_for(HALF), Parameters()
    assert half.partners.contacts_per_month == whole.partners.contacts_per_month
    assert half.partners.coordinators == whole.partners.coordinators / 2
    assert (half.budget.per_year, content_for(HALF, ["budget.per_year=60000"]).budget.per_year) == (inf, 30_000)
    before = read(FOLDER / "workshop.toml").parameters.alternative[0]
    after = content_for(HALF, path=FOLDER / "workshop.toml").alternative[0]
    for name in ("initial_leaders", "letters_per_year", "events_per_year"):
        assert getattr(after, name) == getattr(before, name) / 2, name
    assert after.coordinators == pytest.approx(before.coordinators / 2, abs=0.006)
    assert (after.budget_share, after.attendees) == (before.budget_share, before.attendees)


def test_decisions_and_what_they_wait_for_are_scaled():
    extra, stop = content_for(HALF, path=FOLDER / "adaptive_places.toml").decision
    assert extra.when["queue"].above == pytest.approx(6, abs=1e-3)
    assert extra.when["queue"].below is None
    assert stop.when["weeks_without_participants"].at_least == 52
    assert set(stop.set.values()) == {0}
    more = content_for(HALF, path=FOLDER / "campaign.toml").decision[0]
    assert more.set == {"outreach.letters": 2500, "outreach.events_per_year": 12}


def test_more_than_an_event_a_week_is_more_guests():
    """Ten times 12 events of 30 guests are 52 of 69; a decision for 3 events a year is 30 of 30 again."""
    made = content_for(10 * RESIDENTS).outreach
    assert (made.events_per_year, made.attendees) == (52, 69)
    sets = [
        {"outreach.events_per_year": 3},
        {"outreach.attendees": 60},
        {"outreach.events_per_year": 24, "outreach.attendees": 10},
    ]
    rows = [{"from": 10 * n, "set": values} for n, values in enumerate(sets)]
    content = Parameters.model_validate({"decision": rows}).model_dump()
    few, large, many = (row["set"] for row in for_residents(content, RESIDENTS, 10 * RESIDENTS)["decision"])
    assert few == {"outreach.events_per_year": 30, "outreach.attendees": 30}
    assert large["outreach.attendees"] == 138
    assert many == {"outreach.events_per_year": 52, "outreach.attendees": 46}


@pytest.mark.parametrize("residents", [30_000, 53_000_000])
def test_the_whole_library_is_scaled_to_an_intercommunality_and_to_the_country(residents):
    for scenario in library():
        Parameters.model_validate(for_residents(scenario.parameters.model_dump(), RESIDENTS, residents))
