"""What lower floors call things stands in the catalogue."""

import pytest

from contagion.experiments.lab.figures_by_year import AT_THE_END, IN_YEARS
from contagion.experiments.language import names
from contagion.experiments.language.by_commune import MEANINGS, meaning
from contagion.experiments.language.languages import FRENCH, speaking
from contagion.experiments.language.names import indicator
from contagion.models.outcomes.indicators import DEFINED
from contagion.models.outcomes.shortages import IN_WORDS, TRAINING_IN_WORDS
from contagion.models.parameters import PARTNER_TYPES, Parameters
from contagion.models.parameters.decisions import OVERLAYS
from contagion.models.parameters.effort import EFFORT
from contagion.models.parameters.sections.students_and_elected import OUTSIDE
from contagion.models.parameters.shocks import KINDS
from contagion.models.scenarios.scenario import library
from contagion.models.territory.extract import LIKE_HERE, NOT_YET
from contagion.models.territory.gazetteer import KINDS as AREAS

LOWER = {
    "SHORTAGES": [*IN_WORDS.values(), *TRAINING_IN_WORDS.values()],
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


def test_every_indicator_has_a_name():
    """Those of several numbers by their parts."""
    single = {name.replace("_", " ") for name in (*(one.name for one in DEFINED if not one.in_parts), *AT_THE_END)}
    parts = {f"short {name}" for name in IN_WORDS} | {f"short in training {name}" for name in TRAINING_IN_WORDS}
    assert single | parts == set(names.INDICATORS)
    assert {name.replace("_", " ") for name in IN_YEARS} <= single
    assert indicator("facilitators_active") == "facilitators active"
    assert indicator("representation_elected officials") == "representation elected officials"
    with speaking(FRENCH):
        assert indicator("facilitators_active") == "personnes qui animent"
        assert indicator("representation_elected officials") == "représentation\u00a0: élus"
        assert indicator("representation_my {own} group") == "représentation\u00a0: my {own} group"


def test_the_figures_of_a_commune_have_meanings():
    assert meaning("completers") == MEANINGS["completers"] == "completers who live there, since the start"
    with speaking(FRENCH):
        assert len({meaning(name) for name in MEANINGS}) == len(MEANINGS)
        assert meaning("facilitators_active") == "personnes qui animent et y habitent"


def test_default_groups_are_those_of_the_model():
    assert [group.name for group in Parameters().target_group] == list(names.GROUPS[:5])
