"""Without contagion, or without partners: what is handed over follows from the runs, world by world."""

import pandas as pd
import pytest

from experiments.questions import x02_without_contagion as x02
from experiments.questions.in_worlds import WORLDS_QUICK, YEARS_QUICK, middle
from experiments.studies.worlds import Worlds
from models.runs.cases import changed
from models.scenarios.scenario import read
from sim.statistics.spread import spread
from tests.helpers.even_ensemble import even
from tests.helpers.findings import words
from tests.helpers.table_rows import only


@pytest.fixture(scope="module")
def found(lab):
    return x02.main(quick=True, lab=lab, ensemble=even(2))


@pytest.mark.parametrize("name", x02.CASES)
def test_people_reached_are_those_of_the_runs(found, lab, name):
    wish, top_up, _ = x02.CASES[name]
    step = {x02.CONVERSION: wish, x02.TOP_UP: top_up}
    asked = Worlds(even(2)).case(read(), lambda parameters: changed(parameters, step))
    runs = lab.run([asked], range(1, WORLDS_QUICK + 1), YEARS_QUICK).table
    at = only(found.table, case=name, year=YEARS_QUICK)
    for shown in x02.SHOWN:
        made = spread(runs[shown])
        assert [at[f"{shown}_{p}"] for p in ("p5", "p50", "p95")] == [made[p] for p in ("p5", "p50", "p95")]
    assert f"{name} {runs['participants'].median():,.0f}" in words(found.figure)
    said = only(found.rows, **{"people reached": name})["middle of the worlds (nine in ten)"]
    assert said == middle(runs["participants"])


def test_what_is_added_is_told_world_by_world():
    people = {x02.BOTH: (110, 260), x02.PARTNERS: (100, 200), x02.CONTAGION: (50, 90), x02.NEITHER: (60, 10)}
    rows = pd.DataFrame(
        {"case": name, "seed": seed, "year": year, "participants": year * value / 10, "facilitators_active": 1}
        for name, values in people.items()
        for seed, value in enumerate(values, start=1)
        for year in range(11)
    )
    assert x02.added(rows).median().tolist() == [35, 35, 115, 115]
    said = x02.answered(rows, even(1))
    assert said.answer == "+35 people by contagion beside partners, +35 alone"
    assert said.sure == "more in 100 of 100 worlds, and in 50 of 100 worlds"
    assert "partners, where there is contagion (+115 people)" in said.follows
    assert said.follows.endswith("Not told: contagion, where nobody does.")
    assert said.rows["verdict"].tolist() == ["–"] * 4 + ["more", "not told", "more", "more"]
    assert "In 0 of 100 worlds contagion adds nothing beside partners, and in 50" in said.overturns
