"""Runs that figures are drawn of."""

import pandas as pd
import pytest

from contagion.models.territory.communes import SHIPPED
from tests.helpers.figure_runs import CASES, Run, run


@pytest.fixture(scope="session")
def runs(tmp_path_factory) -> dict[str, Run]:
    """A run for each case; some communes in a file of their own have no contours."""
    table = pd.read_csv(SHIPPED, dtype=str)
    made = {}
    for name, (settings, years, codes) in CASES.items():
        file = tmp_path_factory.mktemp("communes") / "some.csv" if codes else None
        if file:
            table[table["insee_code"].str.startswith(codes)].to_csv(file, index=False)
        made[name] = run(settings, years, file)
    return made


@pytest.fixture(scope="session")
def ref() -> Run:
    """Five years of the reference."""
    return run((), 5)
