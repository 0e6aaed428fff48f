"""Territories side by side: what is told of each per 1,000 residents, which can be told apart, and who may ask."""

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import contagion as ct
from contagion.experiments.commands.compare.side_by_side import (
    FIGURES,
    Side,
    SideBySide,
    apart,
    beside,
    side_by_side_figure,
)
from contagion.experiments.evidence import agreeing
from contagion.experiments.evidence.worlds import Worlds
from contagion.models.scenario import read
from contagion.sim.files import read_parquet
from tests.helpers.command import contagion
from tests.helpers.even_ensemble import even
from tests.helpers.table_rows import only

PEOPLE = np.linspace(-1, 1, 41)


def side(
    name: str, middle: float, residents: int = 1000, turned: bool = False, past: int = 0, seen: bool = True
) -> Side:
    """A territory where so many people come in the middle of its worlds, one more in the last and one less in the
    first, or turned about."""
    rows = pd.DataFrame({"scenario": "ref", "seed": range(1, 42)}).assign(**dict.fromkeys(FIGURES, 5.0))
    rows["people"] = 1000 * (middle + PEOPLE * (-1 if turned else 1)) / residents
    runs: Any = SimpleNamespace(labels=rows[["scenario", "seed"]], store=SimpleNamespace(about={}))
    scenario: Any = SimpleNamespace(**{**vars(read()), "title": "", "past": past, "parameters": read().parameters})
    made = Side(name, residents, seen, [scenario], runs, 5, Worlds(even(32)))
    return _WithFigures(made, rows)


class _WithFigures(Side):
    """One whose figures are given."""

    def __init__(self, made: Side, rows: pd.DataFrame) -> None:
        super().__init__(**vars(made))
        object.__setattr__(self, "rows", rows)

    @property
    def figures(self) -> pd.DataFrame:
        return self.__dict__["rows"]


def found(past: int = 0) -> SideBySide:
    """A, where something was observed; B, which is like it, and C, where twice as many come."""
    middles = {"A": 20, "B": 20, "C": 40}
    sides = [side(name, middle, turned=name > "A", seen=name == "A", past=past) for name, middle in middles.items()]
    return SideBySide(sides, beside(sides), apart(sides))


WHERE = ("--epci", "Grand Besançon Métropole", "--epci", "Loue-Lison")


def test_figures_are_those_of_a_thousand_residents():
    """Of 2,000 residents, 20 people are ten of a thousand; what one costs is of no number of residents."""
    table = beside([side("A", 20, residents=2000), side("B", 20, residents=4000)])
    assert table["p50"].tolist()[::4] == [10, 5]
    assert table["territory"].tolist() == ["A"] * len(FIGURES) + ["B"] * len(FIGURES)
    ends = only(table, territory="A", indicator="people")
    assert [ends[end] for end in ("p5", "p95")] == np.quantile(10 + PEOPLE / 2, [0.05, 0.95]).tolist()
    assert (ends["worlds"], ends["count_as"]) == (len(PEOPLE), len(PEOPLE))


@pytest.mark.parametrize(
    "more, verdict",
    [(0, "none"), (0.4, "none"), (1.3, "likely"), (3, "clear"), (-3, "clear")],
    ids=["alike", "a little", "likely", "more", "fewer"],
)
def test_two_are_judged_as_all_differences_are(more, verdict):
    """Worlds are held against those of the same number: here the other's are in the contrary order."""
    rows = apart([side("A", 20), side("B", 20 + more, turned=True)])
    people = only(rows, indicator="people")
    assert (people["territory"], people["other"], people["verdict"]) == ("A", "B", verdict)
    assert people["p50"] == pytest.approx(-more)
    assert people["p5"] == pytest.approx(np.quantile(2 * PEOPLE, 0.05) - more)


def test_words_say_what_can_be_told_and_what_cannot():
    text = " ".join(found()._in_words().split())
    assert "In 5 years, per 1,000 residents aged 15 and over: the median of 41 simulations of each territory" in text
    assert "Clear difference: per 1,000 residents, C has 20 more people than A (90 % range: +18 to +22)." in text
    alike = "per 1,000 residents, A has 0.0 more people than B (90 % range: -1.8 to +1.8)."
    assert f"No clear difference (5 of 10 simulations): {alike}" in text
    assert "Simulations agree with what was observed: A." in text
    assert "Nothing was observed: B; C. There, sets that agree with what was observed elsewhere are carried" in text


def test_the_figure_has_a_dot_a_territory():
    figure = side_by_side_figure(found())
    people = figure.axes[0]
    assert people.get_title(loc="left") == "People per 1,000 residents"
    offsets = np.asarray(next(one for one in people.collections if one.get_gid() == "ref").get_offsets())
    assert offsets.tolist() == [[20, 0], [20, 1], [40, 2]]
    assert [label.get_text() for label in people.get_yticklabels()] == [
        "A\nobserved here",
        "B\nnothing was observed here",
        "C\nnothing was observed here",
    ]
    assert "ref, 5 years side by side: by people, a clear difference in 2 of 3 pairs" in figure.get_suptitle()


def test_a_programme_is_told_of_what_lies_ahead():
    one = side("A", 20, past=3)
    assert isinstance(one, Side)
    assert one.ahead == 2


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Options that keep runs in a store of this file."""
    return ("--store", tmp_path_factory.mktemp("store") / "store", "--engine", "serial")


@pytest.mark.slow
def test_the_command_sets_territories_side_by_side(place, tmp_path):
    """Each as a comparison of its own would have it, in the same worlds."""
    out = tmp_path / "out"
    done = contagion("compare", "ref", *WHERE, "--seeds", 4, "--years", 2, "--out", out, *place, "--json")
    assert done.exit_code == 0, done.output
    rows = pd.DataFrame(json.loads(done.stdout)["side_by_side"])
    assert rows["territory"].unique().tolist() == ["CU Grand Besançon Métropole", "CC Loue-Lison"]
    assert rows.groupby("territory", sort=False)["observed"].first().tolist() == [True, False]
    kept = {path.name for path in out.iterdir()}
    assert {"side_by_side.png", "apart.csv", "provenance.json", "cc-loue-lison-ref.toml"} <= kept
    assert json.loads((out / "provenance.json").read_text())["runs"] == 8
    own = contagion(
        "compare", "ref", "lowloss", *WHERE[2:], "--seeds", 4, "--years", 2, "--out", tmp_path / "own", *place
    )
    assert own.exit_code == 0, own.output
    people = read_parquet(tmp_path / "own/runs.parquet").query("scenario == 'ref'")["participants"]
    there = only(rows, territory="CC Loue-Lison", indicator="people")
    here = read_parquet(out / "runs.parquet").query("territory == 'CC Loue-Lison'")["people"]
    assert people.any()
    assert here.tolist() == pytest.approx((1000 * people / there["residents"]).tolist())
    assert there["p50"] == pytest.approx(here.median())


def test_who_asks_otherwise_gets_one_line(tmp_path, place):
    file = tmp_path / "dinan.toml"
    file.write_text('territory = "Dinan"\nbegan = "2026-01"\ntoday = "2025-01-01"\nyears = 2\n')
    for asked, words in (
        ((*WHERE,), "needs a scenario, or programmes, to set territories side by side"),
        (("ref", *WHERE, "--all"), "--all: is not for several territories; leave it out"),
        (("ref", *WHERE[:2], "--epci", "242500361"), "is listed twice"),
        (("ref", *WHERE, "--region", "27"), "name different territories"),
        (("ref", *WHERE[:2], "--epci", "Nixville"), "no EPCI has this code or name"),
        (("--programme", file, "--programme", file, "--epci", "Dinan"), "--programme dinan and --epci"),
        (("ref", *WHERE[:2]), "needs at least two scenarios"),
    ):
        done = contagion("compare", *asked, *place)
        assert done.exit_code == 2, asked
        assert words in done.stderr.splitlines()[-1], asked


def test_python_asks_it_of_a_list(at_work):
    with pytest.raises(ct.InputError, match="two territories or more, or programmes, are set side by side"):
        ct.side_by_side("ref", territory=["Dinan"])
    with pytest.raises(ct.InputError, match="territory 'Dinan': must be a list of those that stand side by side"):
        ct.side_by_side("ref", territory="Dinan")


@pytest.mark.slow
def test_programmes_stand_side_by_side_from_their_next_january_on(at_work, monkeypatch):
    """One of which something is known, and one that is to begin."""
    monkeypatch.setattr(agreeing.agreeing, "__defaults__", (60, 20))
    known = [{"year": 2024, "trained": 6, "participants": 20}]
    begun = ct.programme_of("Dinan", began="2024-01", today="2025-06-01", years=2, known=known)
    new = ct.programme_of("Loue-Lison", began="2026-01", today="2025-06-01", years=2)
    made = ct.side_by_side(programme=[begun, new], seeds=4, engine="serial")
    rows = made.table.set_index(["territory", "indicator"])
    assert rows.loc["CA Dinan Agglomération", "observed"].all()
    assert not rows.loc["CC Loue-Lison", "observed"].any()
    assert "go_on" in set(made.table["scenario"])
    later = ct.programme_of("Loue-Lison", began="2026-01", today="2025-06-01", years=5)
    with pytest.raises(ct.InputError, match="years: the programmes look 2 and 5 years ahead"):
        ct.side_by_side(programme=[begun, later], seeds=4, engine="serial")
