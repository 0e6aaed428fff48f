"""Many runs of a scenario: figures with their uncertainty."""

import linecache
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import contagion as ct
from contagion.experiments.programmes import agreeing
from tests.helpers.own_functions import loaded
from tests.helpers.table_rows import only


def test_uncertainty_stands_beside_the_figures(at_work):
    runs = ct.many("ref", seeds=2, years=1)
    row = only(runs.summary(["participants"]))
    assert row["low"] < row["mean"] < row["high"]
    assert "95 % interval" in runs._repr_html_()
    assert "5 to 95 %" in ct.run("ref", years=1)._repr_html_()


def test_it_says_what_its_runs_are_over(at_work):
    one = ct.many("ref", seeds=2, years=1, ensemble=None)
    assert "one parameter set, 2 replicates" in repr(one)
    members = ct.many("ref", seeds=3, years=1)
    assert "over 3 members of the ensemble 'besancon'" in repr(members)
    assert members.more(1).seeds == [1, 2, 3, 4]
    assert "one run, one parameter set" in repr(ct.run("ref", years=1))
    member = ct.run("ref", seed=2, years=1, ensemble="besancon")
    assert "one run, member 2 of the ensemble 'besancon'" in repr(member)
    assert member.summary["participants"] == members.table["participants"][1]


def test_of_a_programme_it_answers_as_compare_does(at_work, monkeypatch):
    """Over the members that agree with what is known of it, unless one parameter set is asked for."""
    monkeypatch.setattr(agreeing.agreeing, "__defaults__", (60, 20))
    known = {2024: {"participants": 20}, 2025: {"participants": 60}}
    programme = ct.programme_of("Dinan", began="2024-09", today="2026-11-29", known=known, years=1)
    asked: dict[str, Any] = {"programme": programme, "seeds": 6, "engine": "serial"}
    runs, made = ct.many(**asked), ct.compare("double_places", **asked)
    going_on = made.table[made.table["scenario"] == runs.scenario.name]
    assert runs.table["participants"].tolist() == going_on["participants"].tolist()
    single = ct.many(**asked, ensemble=None)
    assert "one parameter set, 6 replicates" in repr(single)
    assert single.table["participants"].tolist() != runs.table["participants"].tolist()
    swept = [ct.sweep({"training.places": [10]}, **asked, **more) for more in ({}, {"ensemble": None})]
    assert [" of the ensemble " in repr(one) for one in swept] == [True, False]


def test_more_replicates_are_taken_from_the_store(done):
    left = done("more replicates")
    more, runs = left["more"], left["runs"]
    assert more.seeds == list(range(1, 9))
    pd.testing.assert_frame_equal(more.table.head(4), runs.table)  # the seconds too: they were not run again
    assert Path("results/store").is_dir()


def test_a_fit_to_one_number(done):
    best = done("a fit to one number")["best"]
    made = ct.many(ct.read("ref", {"outreach.factor": best}), seeds=4, years=1, ensemble=None)
    assert abs(made.mean("participants") - 45) < 8


# ---- what is kept as well --------------------------------------------------------------------------------------------


def most(run):
    return run.weeks["facilitators_active"].max()


def test_an_indicator_of_ones_own_is_a_column_like_others(at_work):
    runs = ct.many(
        "ref", 4, years=2, ensemble=None, indicators={"most": most, "late": lambda run: run.summary["years"] > 1}
    )
    each = [most(ct.run("ref", seed=seed, years=2)) for seed in runs.seeds]  # the same function, of one run
    assert runs.table["most"].tolist() == each
    assert runs.table["late"].tolist() == [1.0] * 4
    assert runs.mean("most") == sum(each) / 4
    assert only(runs.summary("most"))["mean"] == runs.mean("most")
    base = ct.many("lowloss", 4, years=2, ensemble=None, indicators={"most": most})
    assert only(runs.difference(base, "most"))["replicates"] == 4
    ax = runs.plot("most", by=None)
    dots, mean = ([line for line in ax.lines if line.get_gid() == of] for of in ("runs", "mean"))
    assert only_values(dots[0]) == each
    assert only_values(mean[0]) == [runs.mean("most")]
    assert runs.provenance["indicators"]["most"]["function"] == "most"


def only_values(line) -> list[float]:
    return line.get_xdata().tolist() if len(line.get_xdata()) else []


def test_a_changed_indicator_runs_anew_and_an_unchanged_one_does_not(at_work, tmp_path):
    file = tmp_path / "own_changing.py"

    def seconds(text: str) -> list[float]:
        function = loaded(tmp_path, file.stem, text).mine
        table = ct.many("ref", 3, years=1, indicators={"mine": function}).table
        return [*table["seconds"], *table["mine"]]

    one = "LEAST = 3\ndef mine(run):\n    return LEAST\n"
    try:
        first, again, other = seconds(one), seconds(one), seconds(one.replace("3", "4"))
    finally:
        sys.modules.pop(file.stem)
    assert again == first  # the seconds too: they were not run again
    assert (first[3:], other[3:]) == ([3.0] * 3, [4.0] * 3)
    assert not set(first[:3]) & set(other[:3])


def test_tables_are_kept_whole_where_it_is_asked(at_work):
    runs = ct.many("ref", [4, 2], years=2, ensemble=None, keep=["weeks", "events"])
    for seed in (4, 2):
        made = ct.run("ref", seed=seed, years=2)
        for kept, whole in ((runs.events, made.events), (runs.weeks, made.weeks)):
            rows = kept[kept["seed"] == seed]
            assert set(rows["scenario"]) == {"ref"}
            pd.testing.assert_frame_equal(rows[list(whole)].reset_index(drop=True), whole, check_dtype=False)
    assert runs.events["seed"].drop_duplicates().tolist() == [4, 2]
    runs.plot("groups_running", by="week")
    with pytest.raises(ct.InputError, match="by week"):
        runs.plot("short", by="week")


@pytest.mark.slow
def test_a_function_of_a_notebook_goes_to_workers(at_work):
    cell = "<cell 7>"
    lines = ["least = 2\n", "mine = {'mine': lambda run: least + run.summary['seed']}\n"]
    linecache.cache[cell] = 0, None, lines, cell
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile("".join(lines), cell, "exec"), names)
    runs = ct.many("ref", 3, years=1, indicators=names["mine"], workers=2, store=at_work / "workers")
    assert runs.table["mine"].tolist() == [3.0, 4.0, 5.0]
    assert runs.provenance["indicators"]["mine"]["file"] == "a notebook"
