"""Limits of what is uncertain, as people say them."""

from math import log, nan

import pytest

from contagion.experiments.ensembles.calibration import RULE, space_of
from contagion.experiments.ensembles.words_of_numbers import (
    CHOICES,
    PHRASES,
    limit_in_words,
    part_in_words,
    value_in_words,
)
from contagion.models.parameters import Parameters
from contagion.sim.statistics.discovery.prim import Limit


def limit(factor, value, side="least"):
    return Limit(factor, side, value, 0.001)


def test_there_is_a_phrase_for_all_that_is_uncertain():
    uncertain = {factor.name for factor in space_of(Parameters())} | {RULE}
    assert uncertain == PHRASES.keys() | CHOICES.keys()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (limit("retention.loss_per_year", log(1.5)), "at least 33% of facilitators stop each year"),
        (limit("receptivity.share", 0.12, "most"), "at most 12% of residents are receptive"),
        (limit("retention.mentoring_effect", log(2)), "mentoring makes stopping rarer by at least 50%"),
        (limit("contacts.same_age", log(2), "most"), "ties within an age band are at most 2 times as likely as others"),
        (limit("facilitation.rest_weeks", 6.54), "facilitators rest for at least 6.54 weeks between two groups"),
        (limit(RULE, ("reinforced", "threshold"), "among"), "people decide by the rule reinforced or threshold"),
        (limit("training.places", 12.0), "training.places is at least 12"),
        (limit("costs.kind", ("a", "b"), "among"), "costs.kind is a or b"),
    ],
)
def test_a_limit_is_said_in_the_unit_that_people_use(given, said):
    assert limit_in_words(given) == said


def test_parts_of_all_sets_are_said_as_limits():
    assert part_in_words("receptivity.share", "low", 0.123) == "at most 12% of residents are receptive"
    assert part_in_words("receptivity.share", "high", 0.123) == "at least 12% of residents are receptive"
    assert part_in_words(RULE, "threshold", nan) == "people decide by the rule threshold"


def test_a_value_is_written_as_its_phrase_has_it():
    assert [value_in_words("retention.loss_per_year", log(1.5)), value_in_words("x", 0.5)] == ["33%", "0.5"]
