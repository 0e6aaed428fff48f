"""What the runs of a scenario come to is told of these runs, with the prices of the scenario that is asked about."""

from dataclasses import replace

import pytest

from contagion.experiments.doors.briefing.lived import lived
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
