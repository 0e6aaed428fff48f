"""One run, as the model lives it."""

import linecache
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import contagion as ct
from contagion.experiments.commands.run.figure import what_was_short
from contagion.experiments.commands.run.words import in_words
from contagion.experiments.commands.run.words import what_was_short as words_of_shortages
from contagion.experiments.evidence import agreeing
from contagion.models.runs.figures import shortages
from contagion.models.runs.simulation import simulate, territory_for
from tests.helpers.drawn import axes
from tests.helpers.own_functions import loaded
from tests.helpers.table_rows import only


def test_a_run_is_that_of_the_model(at_work):
    scenario = ct.read("lowloss")
    mine, models = (
        ct.run("lowloss", seed=3, years=2),
        simulate(scenario, territory_for(scenario), years=2, seed=3),
    )
    assert mine.summary["event_log_sha256"] == models.summary["event_log_sha256"]
    kept = only(ct.many("lowloss", seeds=[3], years=2, ensemble=None).table)
    assert kept["participants"] == mine.summary["participants"]
    assert kept["cost_total"] == pytest.approx(mine.summary["cost_total"])


def test_a_rule_of_ones_own(done):
    late = done("your own rule")["late"]
    assert late.weeks["groups_started"].iloc[-1] > 0
    in_the_first_year = [made.weeks["groups_started"].iloc[52] for made in (late, ct.run("ref", years=2))]
    assert in_the_first_year[0] < in_the_first_year[1]  # those trained as a pair open one all the same
    assert list(late.provenance["rules"]) == ["pairing"]
    assert late.provenance["rules"]["pairing"]["source"].startswith("def nobody_pairs_for_a_year(model):")


@pytest.fixture(scope="module")
def results():
    return ct.run("ref", seed=1, years=3)


def test_time_in_vain_for_a_partner_is_told_where_there_is_any():
    scenario = ct.read("ref")
    model = simulate(scenario, territory_for(scenario), years=3, seed=1)
    share = model.summary["time_without_partner"]
    assert f"for a partner in vain for {share:.0%} of" in words_of_shortages(model, scenario)
    model.summary["time_without_partner"] = None
    assert "in vain" not in words_of_shortages(model, scenario)


def test_what_was_short_is_what_the_weeks_say(results):
    short = results.short
    for of, column in (("groups", "short"), ("training", "short_in_training")):
        rows = short[short["of"] == of]
        said = results.weeks[column][results.weeks[column] != ""]
        assert len(said) > 0
        shares = said.value_counts(normalize=True)
        assert rows.set_index("short")["share_of_weeks"].loc[shares.index].tolist() == pytest.approx(shares.tolist())
        assert rows["share_of_weeks"].sum() == pytest.approx(1)
        assert rows["share_of_weeks"].is_monotonic_decreasing


def test_what_was_short_is_said_in_words(results):
    words = results.short.set_index(["of", "short"])["in_words"]
    assert words["groups", "groups"] == "more people registered than groups had seats"
    assert words["training", "takers"] == "training seats stayed empty"


def test_uncertainty_stands_beside_the_figures(at_work):
    runs = ct.many("ref", seeds=2, years=1)
    row = only(runs.summary(["participants"]))
    assert row["low"] < row["mean"] < row["high"]
    assert "95 % interval" in runs._repr_html_()
    assert "90 % range of what is assumed" in ct.run("ref", years=1)._repr_html_()


@pytest.mark.slow
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


@pytest.mark.slow
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


def test_a_band_over_many_seeds_holds_the_runs(done):
    left = done("a band over many seeds")
    assert isinstance(left["ax"], Axes)
    runs = left["runs"]
    assert runs.table["seed"].tolist() == list(range(1, 9))
    assert len(runs.weeks) == 8 * 208
    # the line is the mean of the runs week by week, and ends where the yearly table ends
    line = left["ax"].lines[0].get_ydata()
    assert line[-1] == pytest.approx(runs.years.query("year == 4")["facilitators_active"].mean())
    (band,) = left["ax"].collections
    ends = band.get_paths()[0].vertices[:, 1]
    assert ends.max() == pytest.approx(runs.weeks.groupby("week")["facilitators_active"].quantile(0.95).max())


def test_the_report_begins_with_all_participants(alone):
    results, scenario, territory = alone
    years = results.tables["alternatives"]
    people, made = years["participants"], results.summary
    assert made["participants"] == 0 < people.sum() == made["alternative_participants"]
    said = in_words(results, scenario, territory)
    rows = [line.split() for line in said.split("\n\n")[1].splitlines()]
    assert rows[0][:4] == ["year", "people", "reached", "in"]
    assert [int(row[1].replace(",", "")) for row in rows[1:]] == people.cumsum().tolist()
    assert [int(row[2].replace(",", "")) for row in rows[1:]] == people.tolist()
    plain = " ".join(said.split())
    assert f"{people.sum():,} people took part in {years['groups'].sum():,} groups of “" in plain
    assert f"{made['cost_total'] / people.sum():,.0f} € a participant" in plain
    assert "of the weeks" not in plain
    assert "Limits are said of the programme's own groups alone." in plain


# ---- years of alternative programmes in place of the groups, and those in which nothing happened ----


def test_years_in_which_nothing_happens_have_no_shortage(ended):
    results, scenario, territory = ended
    weeks, found = results.tables["weeks"], shortages(results)
    moves = weeks[["registrations", "participants", "groups_started"]].groupby(weeks["week"] // 52).last().diff()
    empty = np.flatnonzero((moves == 0).all(axis=1))
    opened = set(results.tables["groups"]["opened"] // 52)
    empty = [year for year in empty if year not in opened]
    assert len(empty) > 3
    said = weeks["short"].groupby(weeks["week"] // 52).unique().loc[empty]
    assert ["pairs"] in [[*year] for year in said], "those who are left wait for partners"
    of_empty = (weeks["week"] // 52).isin(empty)
    assert (found[of_empty] == "").all(axis=None)
    pd.testing.assert_frame_equal(found[~of_empty], weeks.loc[~of_empty, ["short", "short_in_training"]])
    figure = what_was_short(results, territory)
    hatched = {round(patch.get_y() - 0.5) for patch in axes(figure)[0].patches if patch.get_width() == 52}
    assert hatched == set(map(int, empty))
    assert "waited for partners than led (" not in " ".join(in_words(results, scenario, territory).split())


def test_want_of_money_is_a_reason_for_an_empty_year(ended):
    results = ended[0]
    weeks = results.tables["weeks"].assign(short="money")
    poor = type(results)(results.tables | {"weeks": weeks}, results.summary, results.provenance)
    assert (shortages(poor)["short"] == "money").all()
