"""What scripts say that savers avoid: as Python does, under every draw."""

import json
import subprocess

import numpy as np
import pytest

from contagion.experiments.doors.page.parts import HERE
from contagion.experiments.doors.page.savings import savings
from contagion.experiments.ensembles.ensemble import certain_of, under
from contagion.experiments.ensembles.readings import READINGS
from contagion.models.outcomes.cohorts import Savers, cohorts, stacked
from contagion.models.outcomes.footprint import Assumptions, avoided
from contagion.models.scenarios.scenario import read
from tests.helpers.even_ensemble import even
from tests.helpers.hosts import needs_node

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
    assumed = Assumptions.drawn(footprint, certain=certain_of(ensemble, base))
    expected = avoided(gathered, assumed, YEARS, last=True)[0, :, 0]
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
