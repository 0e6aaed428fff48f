"""What holds for whom: decisions for some communes, target groups or partners."""

import numpy as np

from tests.helpers.compiled_calls import values_for
from tests.helpers.made_weeks import begin_week


def test_communes_and_groups_together(under, small):
    """Brute force over all 2,348 residents: both must hold; of several groups one is enough."""
    names = list(small.names[:2])
    model = under(
        {"communes": names, "target_groups": ["group B", "students"], "set": {"volunteering.wish": 1.0}},
        {"from": 0, "target_groups": ["elected officials"], "set": {"registering.barrier": 2.0}},
        where=small,
    )
    world, people = model.world, model.world.everyone()
    found = values_for(model, "volunteering.wish", people) == 1.0
    for person, meant in zip(people.tolist(), found.tolist(), strict=True):
        assert meant == (world.home(person) in (0, 1) and (world.group(person) == 1 or world.student(person)))
    assert 0 < found.sum() < len(people)
    barriers = values_for(model, "registering.barrier", people)
    assert np.array_equal(barriers, np.where(world.elected(people), 2.0, 1.0))
    assert (barriers == 2.0).sum() == small.seats.sum()


def test_a_value_for_some_goes_before_the_general_one_and_the_later_before_the_earlier(under, territory):
    model = under(
        {"from": 0, "communes": ["Besançon"], "set": {"demand.distance_km": 11.0}},
        {"from": 0, "target_groups": ["group A"], "set": {"demand.distance_km": 12.0}},
        {"set": {"demand.distance_km": 13.0}},
        {"from": 1, "communes": ["outside the centre"], "set": {"demand.distance_km": 14.0}},
    )
    world, besancon = model.world, territory.centre
    people = world.anyone(np.arange(400))
    wanted = [
        12.0 if world.group(person) == 0 else 11.0 if world.home(person) == besancon else 13.0
        for person in people.tolist()
    ]
    assert np.array_equal(values_for(model, "demand.distance_km", people), wanted)
    assert set(wanted) == {11.0, 12.0, 13.0}
    assert set(values_for(model, "demand.travel_help", people)) == {1.0}
    begin_week(model, 1)
    outside = (world.home(people) != besancon) & (world.group(people) == 0)
    assert outside.any()
    later = np.where(world.home(people) != besancon, 14.0, wanted)  # the last one to begin
    assert np.array_equal(values_for(model, "demand.distance_km", people), later)
