"""How much places differ: the reckoning, and tables that tell nothing."""

from math import log, sqrt
from statistics import variance

import pytest

from contagion.experiments.evaluation.places import ELASTICITY, FILE, Place, read_places, spread_of
from contagion.models.parameters import Parameters, describe
from contagion.sim.errors import InputError
from contagion.sim.statistics.laws import of_log_normal
from tests.helpers.places import ROOT

ROW = """[[place]]
name = "{name}"
per = "facilitator-year"
people = {people}
trained = [{trained}]
group = 8
source = "by hand"
"""


def table(tmp_path, *rows):
    (file := tmp_path / "own.toml").write_text("\n".join(rows), encoding="utf-8")
    return file


def test_what_is_declared_is_what_the_table_comes_to():
    (row,) = [row for row in describe() if row["name"] == "demand.place"]
    median, deviation = of_log_normal(*row["range"])
    assert (median, row["default"], row["grade"]) == (pytest.approx(1.0), 1.0, "D")
    assert deviation == pytest.approx(spread_of(read_places()).declared, abs=0.005)


def test_the_page_tells_the_same_arithmetic():
    found, text = spread_of(read_places()), (ROOT / "models/ODD.md").read_text(encoding="utf-8")
    told = " ".join(text.partition("### Places differ")[2].split())
    first, second = found.by_kind.values()
    assert f"over the elasticity {ELASTICITY['facilitator-year']} of people to asking" in told
    assert (f"{first:.2f}", f"{second:.2f}") == ("0.28", "0.62")
    assert "0.126, over" in told
    assert f"√(0.627² − 0.091²) = {second:.2f}" in told
    assert f"degrees of freedom {found.pooled:.2f} (95 %: {found.low:.2f} to {found.high:.2f})" in told
    assert f"√(5/3) = {found.declared:.2f}" in told
    for place in read_places():
        scale = 1000 if place.per == "inhabitant-year" else 1
        assert f"{scale * place.people / place.effort:.3g}" in told, place.name


def test_a_facilitator_year_is_shorter_where_some_stop():
    place = Place(name="x", per="facilitator-year", people=10, group=8, trained=[10, 10], source="x")
    assert Parameters().retention.loss_per_year == 0.25
    assert place.effort == pytest.approx(10 * (1.5739 + 0.8848), rel=1e-4)


def test_the_spread_of_four_places_is_their_variance_less_luck(tmp_path):
    people = (1000, 2000, 4000, 8000)
    places = read_places(table(tmp_path, *(ROW.format(name=n, people=n, trained=100) for n in people)))
    luck = sum(8 / n for n in people) / 4
    assert spread_of(places).pooled == pytest.approx(sqrt(variance(map(log, people)) - luck) / 0.45)
    assert spread_of(places).freedom == 3
    assert spread_of(places).declared == pytest.approx(spread_of(places).pooled * sqrt(3))


@pytest.mark.parametrize(
    "rows,says",
    [
        ([(100, 41)], "its places leave 0 degrees of freedom for a spread; at least 3 are needed"),
        ([(100, 41)] * 4, "its places differ by no more than luck explains: there is no spread to tell"),
        ([(100, 0)] * 4, r"place 1 \(0\): per = 'facilitator-year' needs trained, above 0, and nothing else"),
        ([(0, 41)] * 4, r"place\[1\]\.people = 0: must be greater than 0|people"),
    ],
)
def test_places_that_tell_no_spread_are_refused_in_a_line(tmp_path, rows, says):
    file = table(tmp_path, *(ROW.format(name=n, people=p, trained=t) for n, (p, t) in enumerate(rows)))
    with pytest.raises(InputError, match=says) as told:
        spread_of(read_places(file), file)
    assert "\n" not in str(told.value)
    assert "own.toml" in str(told.value)


def test_the_table_comes_with_the_project():
    assert FILE.exists()
    assert all(place.source for place in read_places())
