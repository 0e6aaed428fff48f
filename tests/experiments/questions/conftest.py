"""Runs of the experiments again, to hold against what they hand over."""

import pytest

from contagion.models.parameters import Parameters
from contagion.models.runs.cases import points
from tests.helpers.findings import dots


@pytest.fixture(scope="module")
def runs_of(lab):
    """The runs of parameters, with the seeds and years of the quick experiments."""
    return lambda **values: lab.run(points(Parameters(), [dots(values)]), [1, 2], 2).table.set_index("seed")
