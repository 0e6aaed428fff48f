"""What the page counts of savings, and options that others have tried."""

import json
import subprocess

import numpy as np
import pytest

from contagion.experiments.evidence.ensemble import certain_of, under
from contagion.experiments.evidence.lived import as_option, option
from contagion.experiments.evidence.readings import NOTHING_LASTS, READINGS
from contagion.experiments.interfaces.page.carried import savings
from contagion.experiments.interfaces.page.made import HERE
from contagion.experiments.say.levers import ON_THE_PAGE
from contagion.models.outcomes.footprint import Assumptions, avoided
from contagion.models.outcomes.tables import Savers, cohorts, stacked
from contagion.models.runs.study import in_force
from contagion.models.scenario import read
from tests.helpers.even_ensemble import even
from tests.helpers.hosts import needs_node

# ---- what scripts say that savers avoid: as Python does, under every draw --------------------------------------------

YEARS, NUMBER = 7, 900
SAID = "console.log(JSON.stringify([...tonnesOf(savers, years, savings, drawnOf(savings))]))"


@needs_node
@pytest.mark.parametrize("reading", [None, "nothing-lasts"])
def test_scripts_say_what_savers_avoid_as_python_does(reading):
    """Of people of all kinds and levels, some of whom reach the cap; what is assumed may be certain."""
    base, chance = read(), np.random.default_rng(3)
    ensemble = under(even(4), reading and READINGS[reading])
    footprint = base.parameters.footprint
    drawn, week = 1.3 * chance.standard_normal(NUMBER), chance.integers(YEARS * 52, size=NUMBER).astype(float)
    completed, spills = chance.random((2, NUMBER)) < 0.7
    level = np.exp(footprint.spread * drawn - footprint.spread**2 / 2)
    gathered = stacked(cohorts(Savers(week, level, completed, spills), YEARS * 52))
    own = certain_of(ensemble, base)
    assumed = [Assumptions.drawn(footprint, certain=one) for one in (own, NOTHING_LASTS.certain_of(base))]
    expected = np.concatenate([avoided(gathered, one, YEARS, last=True)[0, :, 0] for one in assumed[: 1 if own else 2]])
    each = zip(week, drawn, completed.tolist(), spills.tolist(), strict=True)
    told = {
        "savers": [dict(zip(("week", "drawn", "completed", "spills"), one, strict=True)) for one in each],
        "years": YEARS,
        "savings": savings(base, ensemble),
    }
    texts = [(HERE / "scripts" / f"{name}.js").read_text(encoding="utf-8") for name in ("chance", "savings")]
    head = f"const {', '.join(f'{name} = {json.dumps(one)}' for name, one in told.items())};"
    text = "\n".join([head, *texts, SAID])
    done = subprocess.run(["node", "-"], input=text, capture_output=True, text=True, check=True, encoding="utf-8")
    np.testing.assert_allclose(json.loads(done.stdout), expected, rtol=1e-6)


# ---- options that others have tried, as a programme takes them -------------------------------------------------------


def test_those_of_the_library_that_only_move_levers_are_taken_from_next_january_on(asked):
    found = {one.scenario.name: one.values for one in asked.tried}
    assert {*found} == {"campaign", "double_places", "end_of_support", "mentoring", "two_sessions"}
    now = in_force(asked.base.parameters, asked.base.past)
    assert found["double_places"] == {"training.places": 2 * now.training.places}
    assert found["mentoring"] == {"retention.mentored_share": 1.0}
    assert {name for values in found.values() for name in values} <= {one.parameter for one in ON_THE_PAGE}


def test_what_the_page_makes_of_one_is_in_force_as_with_its_scenario(asked):
    for one in asked.tried:
        own = as_option(asked.base, asked.territory, one.scenario, asked.carried.usual | one.values)
        moved = option(asked.programme, asked.territory, asked.base, own)
        for year in (asked.base.past, asked.base.past + 1):
            here, there = in_force(moved.parameters, year), in_force(one.scenario.parameters, year)
            assert [here.get(one.parameter) for one in ON_THE_PAGE] == [there.get(one.parameter) for one in ON_THE_PAGE]
