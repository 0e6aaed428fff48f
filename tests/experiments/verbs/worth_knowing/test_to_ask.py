"""What to ask for tells numbers that the model has."""

from contagion.experiments.ensembles.calibration import space_of
from contagion.experiments.verbs.worth_knowing.portfolios import TO_ASK, told_by
from contagion.models.scenarios.scenario import read


def test_each_tells_numbers_that_are_uncertain_or_why_it_cannot_be_judged():
    uncertain = {factor.name for factor in space_of(read().parameters)}
    told = [name for one in TO_ASK for name in one.tells]
    assert set(told) <= uncertain
    assert len(told) == len(set(told))
    assert all(bool(one.tells) != bool(one.why_not) for one in TO_ASK)


def test_a_number_is_asked_for_by_its_item():
    asked = told_by("receptivity.share")
    assert asked is not None
    assert asked.label == "waiting list and refusals"
    assert told_by("contacts.tie_exponent") is None
