"""Without contagion, or without partners: what is handed over follows from the runs."""

import pytest

from experiments.questions import x02_without_contagion as x02
from models.parameters import Parameters
from models.runs.cases import points
from tests.helpers.findings import words


@pytest.mark.parametrize("key", x02.CASES, ids=lambda key: x02.CASES[key][0])
def test_people_reached_are_those_of_the_runs(made, lab, key):
    at = made(x02).table.set_index(["case", "year"]).loc[(x02.CASES[key][0], 4)]
    asked = points(Parameters(), [dict(zip((x02.CONVERSION, x02.TOP_UP), key, strict=True))])
    runs = lab.run(asked, [1, 2], 4).table
    assert at["participants"] == pytest.approx(runs["participants"].mean())
    assert at["facilitators_active"] == pytest.approx(runs["facilitators_active"].mean())
    assert at["participants_low"] <= at["participants"] <= at["participants_high"]


def test_the_paragraph_and_the_figure_say_what_the_table_says(made):
    found = made(x02)
    at = found.table.set_index(["case", "year"])["participants"]
    for case in ("contagion and partners", "neither"):
        assert f"{at[(case, 4)]:,.0f} (" in found.text
        assert f"{case} {at[(case, 4)]:,.0f}" in words(found.figure)
    assert found.text.count("conversion adds ") == 2
