"""The experiments on shocks, the periphery, councillors and students: what they hand over follows from the runs."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.figures.cases import cases_figure
from experiments.questions import x10_periphery, x11_students, x12_officials, x15_resilience
from experiments.studies import cases
from experiments.studies.lab import close_up
from experiments.words.cases import base_in_words, change, changes_in_words
from models.parameters import Parameters
from models.runs.cases import case
from models.runs.simulation import simulate, territory_for
from models.scenarios.scenario import read
from sim.laboratory.jobs import Job
from tests.helpers.table_rows import interval_of, only

INF = float("inf")


def of(parameters):
    """A scenario of these parameters."""
    return replace(read(), parameters=parameters)


# --- shocks ----------------------------------------------------------------------------------------------------------


def test_shocks_in_figures(made):
    """Against two runs of the simulation itself, without laboratory and close-up."""
    finding = made(x15_resilience)
    assert len(finding.table) == 10  # 5 shocks, 2 series
    lost = []
    for seed in (1, 2):
        courses = []
        for shock in ((), ({"kind": "facilitators lost", "share": 0.3, "from": 52},)):
            parameters = Parameters.model_validate({"shock": shock})
            results = simulate(of(parameters), territory_for(of(parameters)), years=4, seed=seed)
            courses.append(results.tables["weeks"]["active"].to_numpy())
        lost.append((courses[0] - courses[1])[52:].sum() / 52)
    row = only(finding.table, case="three facilitators in ten lost", series="active")
    assert list(row[["loss", "loss_low", "loss_high"]]) == interval_of(lost)
    assert f"{row['loss']:.1f} facilitator-years lost (" in finding.text
    assert "Coordinator away for 26 weeks: active facilitators" in finding.text


def test_recovery_of_the_means():
    """One seed falls short in weeks 2 to 4, the other gains as much there: their mean never falls short."""
    base = np.full((10, 2), 20.0)
    shocked = base.copy()
    shocked[2:5] += [[-8.0, 8.0]]
    middle, low, high = x15_resilience.of_the_means(base, shocked, 2)
    assert middle == 0
    assert (low, high) == (0, 3)  # samples that hold the first seed twice recover in the third week
    shocked[2:6] = 15.0
    assert x15_resilience.of_the_means(base, shocked, 2) == (4, 4, 4)
    shocked[2:] = 15.0
    assert x15_resilience.of_the_means(base, shocked, 2) == (INF, INF, INF)


def test_words_of_a_recovery():
    row = {"of_means": 40.0, "of_means_low": 30.0, "of_means_high": INF}
    assert x15_resilience._weeks(row, "of_means", 364) == "40 weeks (30 to over 364)"
    lost = {"series": "participants", "loss": 12.4, "loss_low": -3.0, "loss_high": 28.0}
    assert x15_resilience._lost(lost) == "12 people lost (-3 to 28, not distinguishable from none)"


def test_shocks_drawn(made):
    figure = made(x15_resilience).figure
    ax = figure.axes[0]
    labels = figure.axes[2].get_yticklabels()
    assert [label.get_text().replace("\n", " ") for label in labels] == list(x15_resilience.SHOCKS)
    assert [label.get_color() for label in labels] == [line.get_color() for line in ax.lines[: len(labels)]]
    before = [line.get_ydata()[0] for line in ax.lines[: len(x15_resilience.SHOCKS)]]
    assert before == [100] * len(before)  # half a year before the shock all are one


# --- cases against a base --------------------------------------------------------------------------------------------


def toy():
    return pd.DataFrame(
        {
            "case": ["a", "a", "a", "b", "b", "b"],
            "seed": [1, 2, 3] * 2,
            "years": 4,
            "x": [1.0, 2, 3, 11, 12, 13.5],
            "y": [5.0, 5, 5, 4, 5, 6],
        }
    )


def test_cases_held_against_a_base():
    shown = {"x": cases.Shown("ducks", ".1f"), "y": cases.Shown("geese")}
    table = cases.held_against(toy(), "a", shown)
    row = only(table, case="b", indicator="x")
    assert [row["difference"], row["low"], row["high"]] == interval_of([10, 10, 10.5])
    assert list(only(table, case="a", indicator="x")[["mean", "mean_low", "mean_high"]]) == interval_of([1, 2, 3])
    assert changes_in_words(table, "a", shown) == (
        "Changes, seed by seed: (b) ducks +10.2 (+9.4 to +10.9); not distinguishable from none: geese (-2 to +2)."
    )
    assert base_in_words(table, "a", shown) == "2.0 (-0.5 to 4.5) ducks, 5 (5 to 5) geese"
    figure = cases_figure(table, toy(), "a", shown, "Ducks", "Toys.")
    hollow = [
        line.get_markerfacecolor() == "white" for ax in figure.axes for line in ax.lines if line.get_marker() == "o"
    ]
    assert hollow == [False, False, False, True]
    assert change(table, "b", "x", "+.1f") == "+10.2 (+9.4 to +10.9)"
    foot = " ".join(figure.get_supxlabel().split())
    assert foot.startswith("3 runs of each case over 4 years, with the same seeds. Toys. Dots: means")


# --- periphery -------------------------------------------------------------------------------------------------------


def test_levers_of_the_periphery(made, lab):
    finding = made(x10_periphery)
    assert [" + ".join(levers) for levers in x10_periphery.combinations()] == [
        "", "place", "travel", "online", "place + travel", "place + online", "travel + online",
        "place + travel + online",
    ]  # fmt: skip
    outside = {"from": 0, "communes": ["outside the centre"]}
    halves = ("facilitation.targeted_share", "partners.targeted_share", "training.reserved_share")
    decided = Parameters.model_validate({"decision": [outside | {"set": dict.fromkeys(halves, 0.5)}]})
    moved, base = (lab.run([case(one)], [1, 2], 3) for one in (decided, Parameters()))
    more = moved.table["communes_reached"] - base.table["communes_reached"]
    row = only(finding.table, case="place", indicator="communes_reached")
    assert [row["difference"], row["low"], row["high"]] == interval_of(more)
    last = moved.rows("years").query("year == 3")
    prices = Parameters().costs
    seats = last["quantity_seat"] * prices.seat
    assert only(finding.table, case="place", indicator="cost")["mean"] * 1000 > seats.mean() > 0


def test_together_against_the_sum():
    names = [x10_periphery.BASE, *x10_periphery.LEVERS, x10_periphery.ALL]
    rows = pd.DataFrame(
        [
            {"case": name, "seed": seed, "x": value + seed}
            for seed in (1, 2)
            for name, value in zip(names, (10, 11, 13, 10, 20), strict=True)
        ]
    )
    excess = x10_periphery.beyond_the_sum(rows, "x")  # 10 together, 1 + 3 + 0 alone
    assert excess["excess"] == pytest.approx(6)


# --- councillors and students ----------------------------------------------------------------------------------------


def test_councillors(made, lab):
    finding = made(x12_officials)
    assert x12_officials.as_strong_as_an_invitation() == pytest.approx(0.37 * 1.6 / (0.01 * 2.5))
    asked = x12_officials.cases(1088)[x12_officials.IN_PERSON].decision[0]
    assert asked.set["outreach.letters"] == 272
    assert asked.target_groups == ("elected officials",)
    assert only(finding.table, case=x12_officials.BASE, indicator="communes_opened")["mean"] == 0
    wide = only(finding.table, case=x12_officials.WIDE, indicator="communes_opened")
    assert wide["mean"] > only(finding.table, case=x12_officials.PLAIN, indicator="communes_opened")["mean"]
    runs = close_up(lab).run([case(x12_officials.cases(1088)[x12_officials.WIDE])], [1, 2], 3)
    assert wide["mean"] == pytest.approx(runs.table["communes_opened"].mean())
    last = runs.rows("years").query("year == 3")
    hosted = (last["groups_started"] - last["quantity_room"]).mean()
    assert only(finding.table, case=x12_officials.WIDE, indicator="hosted")["mean"] == pytest.approx(hosted)


def test_students(made):
    finding = made(x11_students)
    still, move = (
        only(finding.table, case=name, indicator="lost")["mean"] for name in (x11_students.STILL, x11_students.BASE)
    )
    assert still == 0 < move
    rows = pd.DataFrame(
        {"students_trained": [2, 0], "students_completing": [8, 0], "students_moved_registered": [3, 0],
         "students_registered": [30, 5], "students_moved_aspiring": [1, 0]}
    )  # fmt: skip
    shares = x11_students.with_shares(rows)
    assert shares["conversion"].tolist() == pytest.approx([25, np.nan], nan_ok=True)
    assert list(shares["lost"]) == [10, 0]


# --- the close-up ----------------------------------------------------------------------------------------------------


def test_close_up_is_the_same_run_with_more(lab):
    """What is kept besides follows from the tables of the same run."""
    near = close_up(lab)
    assert near.study.version != lab.study.version
    parameters = x11_students.CASES[x11_students.BASE]
    job = Job(case(parameters).parameters, 3, 3)
    (usual, _), (closer, kept) = lab.study.run(job), near.study.run(job)
    assert {name: closer[name] for name in usual}["event_log_sha256"] == usual["event_log_sha256"]
    results = simulate(of(parameters), territory_for(of(parameters)), years=3, seed=3)
    people, trained = results.tables["participants"], results.tables["facilitators"]
    assert closer["students_reached"] == people["student"].sum() > 0
    assert closer["students_trained"] == (trained["student"] & (trained["source"] == "participant")).sum()
    events = results.tables["events"]
    moved = events["kind"].isin(["moved away while waiting", "moved away while registered"]).sum()
    assert 0 < closer["students_moved_registered"] <= moved
    assert np.asarray(kept["weeks"]["active"]).tolist() == results.tables["weeks"]["active"].tolist()
