"""The sample of EPCI: every one of them once by size, and what a place is."""

from itertools import chain

import numpy as np

from contagion.experiments.questions.beginning.places import SIZES, VILLAGES, by_size, sample
from contagion.models.territory.gazetteer import national_areas, national_communes

PEOPLE = national_communes()["population_2021"].astype(int)


def inhabitants(code):
    return PEOPLE[national_communes()["epci"] == code]


def test_every_epci_is_of_the_class_of_its_inhabitants():
    areas = national_areas()
    assert sorted(chain(*by_size().values())) == sorted(areas.loc[areas["kind"] == "epci", "code"])
    ends = [*SIZES.values(), np.inf]
    for (size, least), below in zip(SIZES.items(), ends[1:], strict=True):
        for code in by_size()[size][:9]:
            assert least <= inhabitants(code).sum() < below


def test_a_class_stands_for_all_of_its_epci_and_more_of_it_begin_alike():
    few, many = sample(2), sample(5)
    assert sum(place.weight for place in few) == sum(place.weight for place in many) == 1255
    for size in SIZES:
        first, all_of = ([place.code for place in of if place.size == size] for of in (few, many))
        assert first == all_of[:2]
        assert len({*all_of}) == 5
    assert [place.code for place in many] != sorted(place.code for place in many)


def test_the_pair_lives_in_the_most_populous_commune_or_a_village():
    for place in sample(12):
        here = inhabitants(place.code)
        assert here[place.town] == here.max()
        villages = [code for code in here.index if VILLAGES[0] <= here[code] < VILLAGES[1] and code != place.town]
        assert (place.village in villages) if villages else place.village is None
    assert {place.village is None for place in sample(36)} == {True, False}
