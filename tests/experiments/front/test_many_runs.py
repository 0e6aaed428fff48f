"""Many runs of a scenario: figures with their uncertainty."""

import contagion as ct
from tests.helpers.table_rows import only


def test_uncertainty_stands_beside_the_figures(at_work):
    runs = ct.many("ref", seeds=2, years=1)
    row = only(runs.summary(["participants"]))
    assert row["low"] < row["mean"] < row["high"]
    assert "95 % interval" in runs._repr_html_()
    assert "5 to 95 %" in ct.run("ref", years=1)._repr_html_()
