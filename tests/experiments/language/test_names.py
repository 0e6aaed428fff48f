"""What lower floors call things stands in the catalogue."""

import pytest

from contagion.experiments.language import names
from contagion.models.parameters import PARTNER_TYPES, Parameters
from contagion.models.parameters.decisions import OVERLAYS
from contagion.models.parameters.effort import EFFORT
from contagion.models.parameters.sections.students_and_elected import OUTSIDE
from contagion.models.parameters.shocks import KINDS
from contagion.models.scenarios.scenario import library
from contagion.models.territory.extract import LIKE_HERE, NOT_YET
from contagion.models.territory.gazetteer import KINDS as AREAS

LOWER = {
    "EFFORT": [one.words for one in EFFORT.values()],
    "SHOCKS": KINDS,
    "WHOM": [*OVERLAYS, OUTSIDE, "the centre", *PARTNER_TYPES],
    "TERRITORIES": [*AREAS.values(), LIKE_HERE, NOT_YET, "Listed communes", "households", "jobs", "establishments"],
}


@pytest.mark.parametrize("name", LOWER)
def test_nothing_is_left_out_and_nothing_invented(name):
    assert set(getattr(names, name)) == set(LOWER[name])


def test_the_scenarios_of_the_library_are_whole_in_french():
    """The titles of their decisions, their programmes, and their target groups but for the scenarios' own words."""
    everything = [one.parameters for one in library()]
    assert {row.title for of in everything for row in of.decision} - {""} <= set(names.DECISIONS)
    assert {row.name for of in everything for row in of.alternative} <= set(names.PROGRAMMES)
    assert {row.name for of in everything for row in of.target_group} <= set(names.GROUPS)
    assert all(one.french and one.french.title for one in library())


def test_default_groups_are_those_of_the_model():
    assert [group.name for group in Parameters().target_group] == list(names.GROUPS[:5])
