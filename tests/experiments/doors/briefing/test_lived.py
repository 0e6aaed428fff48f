"""What the runs of a scenario come to is told of these runs, with the prices of the scenario that is asked about."""

from dataclasses import replace

import pytest

from contagion.experiments.doors.briefing.lived import IN_TIME, lived
from contagion.experiments.lab.lab import close_up
from contagion.models.parameters import Parameters
from contagion.models.runs.cases import scenario_case
from contagion.models.scenarios.scenario import read

YEARS = 2


@pytest.fixture(scope="module")
def runs(own_lab):
    """Those of two scenarios."""
    other = replace(read(None, ["training.places=20"]), name="other")
    return close_up(own_lab).run([scenario_case(one) for one in (read(), other)], [1, 2], YEARS)


def test_the_same_runs_cost_more_where_a_price_is_higher(runs, territory):
    first, other = runs.of("scenario", "ref"), runs.of("scenario", "other")
    dear = replace(read(), parameters=Parameters.model_validate({"costs": {"seat": 2000.0}}))
    usual, more = lived(first, read(), YEARS, territory), lived(first, dear, YEARS, territory)
    assert more.ends["people"].tolist() == usual.ends["people"].tolist()
    assert (more.euros >= usual.euros).all()
    assert more.euros.sum() > usual.euros.sum()
    assert lived(other, replace(read(), name="other"), YEARS, territory).ends["scenario"].tolist() == ["other"] * 2


def test_people_groups_and_communes_count_from_the_end_of_the_past(runs, territory):
    whole, ahead = (lived(runs.of("scenario", "ref"), replace(read(), past=past), YEARS, territory) for past in (0, 1))
    people, active = (IN_TIME.index(name) for name in ("people", "facilitators_active"))
    assert ahead.before.tolist() == whole.years[:, 1, people].tolist()
    assert ahead.before.all()
    assert ahead.years[:, :, people].tolist() == (whole.years[:, 1:, people] - ahead.before[:, None]).tolist()
    assert ahead.years[:, :, active].tolist() == whole.years[:, 1:, active].tolist()
    assert ahead.communes.shape[2] == 1
    assert ahead.communes[0].sum() == (whole.communes[0, :, 1] - whole.communes[0, :, 0]).sum()
    assert ahead.communes[2].tolist() == whole.communes[2, :, 1:].tolist()
