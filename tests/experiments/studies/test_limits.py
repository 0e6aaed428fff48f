"""`contagion limits`: what moves by 10 %, the elasticities, and the tables, on runs made by hand, and the command."""

import json
import re
from dataclasses import replace
from math import inf, isnan, sqrt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle
from scipy import stats

from experiments.figures.limits import limits_figure
from experiments.studies.capacities import CAPACITIES, REST
from experiments.studies.comparison import Comparison
from experiments.studies.limits import BASE, PEOPLE, Limits, elasticities, gains_by_year, limits
from experiments.words.limits import as_plain, in_words
from models.parameters import Parameters, names
from models.parameters.decisions import MAY_CHANGE
from models.scenarios.scenario import read
from sim.errors import InputError
from sim.statistics.compare import Precision, paired
from tests.helpers import command

BY_NAME = {capacity.name: capacity for capacity in CAPACITIES}
USUAL = Parameters()
SEEDS = (1, 2, 3, 4)
T3 = stats.t.ppf(0.975, 3)


def more(name, settings=(), decisions=()):
    """The parameters before and with 10 % more of a capacity."""
    before = Parameters.model_validate({**read(None, settings).parameters.model_dump(), "decision": list(decisions)})
    return before, BY_NAME[name].more(before)


# ---- what moves ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, parameter, wanted, rise",
    [
        ("places", "training.places", 11, 0.1),
        ("wish", "volunteering.wish", 11 / 30, 0.1),
        ("time", REST, 3.0, 0.1),  # of 33 weeks from group to group, 30 are left
        ("pairs", "facilitation.pair_distance_km", 22.0, 0.1),
        ("registering", "registering.barrier", 1.1, 0.1),
        ("rooms", "facilitation.partner_room", 0.44, 0.1),  # the distance is without limit
        ("hosts", "partners.initial", 11, 0.1),
        ("hosts", "partners.contacts_per_month", 4.4, 0.1),
    ],
)
def test_what_moves_in_the_reference(name, parameter, wanted, rise):
    before, after = more(name)
    assert after.get(parameter) == pytest.approx(wanted)
    assert type(after.get(parameter)) is type(before.get(parameter))
    assert BY_NAME[name].rise(before, after, 10) == pytest.approx(rise)
    moved = {one for one in names() if after.get(one) != before.get(one)}
    assert moved <= set(BY_NAME[name].parameters)


def test_everything_that_moves_is_a_parameter():
    known = set(names())
    assert len(BY_NAME) == len(CAPACITIES)
    assert all(set(capacity.parameters) <= known for capacity in CAPACITIES)


@pytest.mark.parametrize("places, wanted", [(1, 2), (3, 4), (5, 6), (14, 15), (16, 18), (40, 44)])
def test_whole_numbers_move_by_a_whole_number_and_by_1_at_least(places, wanted):
    before, after = more("places", [f"training.places={places}"])
    assert after.training.places == wanted
    assert BY_NAME["places"].rise(before, after, 10) == pytest.approx(wanted / places - 1)


def test_shares_stop_at_their_bound():
    before, after = more("wish", ["volunteering.wish=0.95"])
    assert after.volunteering.wish == 1
    assert BY_NAME["wish"].rise(before, after, 10) == pytest.approx(1 / 0.95 - 1)


def test_a_rest_does_not_get_shorter_than_none():
    before, after = more("time", ["facilitation.rest_weeks=2"])
    assert after.get(REST) == 0
    assert BY_NAME["time"].rise(before, after, 10) == pytest.approx(29 / 27 - 1)
    before, after = more("time", ["demand.unlimited=true"])
    assert after.get(REST) == pytest.approx(6 - 23 / 11)  # nobody is waited for


def test_decisions_that_set_the_same_move_too():
    """Ten places for three years and twenty for seven are eleven and twenty-two; whom a decision is for stays."""
    later = {"from": 156, "set": {"training.places": 20, "outreach.letters": 9}}
    before, after = more("places", decisions=[later])
    assert after.decision[0].set == {"training.places": 22, "outreach.letters": 9}
    assert before.decision[0].set["training.places"] == 20
    assert BY_NAME["places"].rise(before, after, 10) == pytest.approx(0.1)
    uneven = {"from": 260, "set": {"training.places": 3}}
    before, after = more("places", decisions=[uneven])
    assert BY_NAME["places"].rise(before, after, 10) == pytest.approx((11 + 4) / (10 + 3) - 1)
    for_some = {"from": 52, "communes": ["the centre"], "set": {"registering.barrier": 0.5}}
    before, after = more("registering", decisions=[for_some])
    assert after.decision[0].set == {"registering.barrier": pytest.approx(0.55)}
    assert after.decision[0].communes == ("the centre",)
    assert BY_NAME["registering"].rise(before, after, 10) == pytest.approx(0.1)


def test_all_that_a_decision_may_set_of_a_capacity_is_tried():
    """Not in decisions: partners from the start."""
    assert {one for capacity in CAPACITIES for one in capacity.parameters} - set(MAY_CHANGE) == {"partners.initial"}


@pytest.mark.parametrize(
    "name, settings, words",
    [
        ("money", [], "money: no budget sets a limit"),
        ("registering", ["demand.unlimited=true"], "registering: demand is unlimited"),
        ("places", ["training.places=inf"], "training places: training.places = inf cannot be more"),
        ("places", ["training.places=0"], "training places: training.places = 0 cannot be more"),
        ("rooms", ["facilitation.partner_room=1"], "partners' rooms: facilitation.partner_room = 1 and"),
        ("time", ["facilitation.rest_weeks=0"], "leading time: facilitation.rest_weeks = 0 cannot be more"),
    ],
)
def test_what_sets_no_limit_is_said(name, settings, words):
    with pytest.raises(InputError) as refused:
        more(name, settings)
    assert str(refused.value).startswith(words)
    assert "\n" not in str(refused.value)


def test_a_budget_from_a_decision_on_moves_there():
    before, after = more("money", decisions=[{"from": 260, "set": {"budget.per_year": 60_000.0}}])
    assert after.budget.per_year == inf
    assert after.decision[0].set["budget.per_year"] == pytest.approx(66_000)
    assert BY_NAME["money"].rise(before, after, 10) == pytest.approx(0.1)


# ---- the tables, on runs made by hand --------------------------------------------------------------------------------

MORE = {"places": (40, 50, 40, 50), "time": (20, 25, 20, 25), "wish": (9, -9, 9, -9), "rooms": (0, 0, 0, 0)}
"""People more, by seed, beside 400, 410, 420, 430; a tenth of them in the first year."""


def by_hand(counts=lambda name, number: 400 + 10 * number + MORE.get(name, (0,) * 4)[number], settings=()):
    """The limits of those runs, over two years."""
    base = read(None, settings)
    cases = [replace(base, name=BASE)]
    cases += [replace(base, name=name, parameters=BY_NAME[name].more(base.parameters)) for name in MORE]
    rows, years = [], []
    for case in cases:
        for number, seed in enumerate(SEEDS):
            people = counts(case.name, number)
            label = {"scenario": case.name, "seed": seed}
            rows.append(label | {PEOPLE: people, "years": 2})
            years += [label | {"year": 1, PEOPLE: people / 10}, label | {"year": 2, PEOPLE: people}]
    table = pd.DataFrame(rows)
    runs: Any = SimpleNamespace(table=table, labels=table, rows={"years": pd.DataFrame(years)}.__getitem__)
    made = Comparison(cases, runs, paired(table, "scenario", BASE, [PEOPLE]), (), Precision(), False)
    capacities = [BY_NAME[name] for name in MORE]
    return Limits(base, made, elasticities(made, capacities, 2), gains_by_year(made), ["money: no budget sets a limit"])


@pytest.fixture
def found():
    return by_hand()


def test_elasticities_are_those_worked_out_by_hand(found):
    """45 people more of 415 by 10 % more places: 450 / 415."""
    table = found.table.set_index("capacity")
    assert list(table.index) == ["places", "time", "wish", "rooms"]
    assert table.loc["places", "gained"] == pytest.approx(45)
    half = T3 * sqrt(100 / 3) / 2
    assert table.loc["places", ["gained_low", "gained_high"]].tolist() == pytest.approx([45 - half, 45 + half])
    assert table.loc["places", "elasticity"] == pytest.approx(450 / 415)
    assert table.loc["time", "elasticity"] == pytest.approx(225 / 415)
    low, high = table.loc["places", ["elasticity_low", "elasticity_high"]]
    top, base = np.array(MORE["places"]) * 10.0, np.array([400.0, 410, 420, 430])
    for bound in (low, high):  # Fieller: just not refused by a paired test
        assert stats.ttest_rel(top, bound * base).pvalue == pytest.approx(0.05)
    assert table["like_first"].tolist() == [True, False, False, False]


def test_what_is_compared_is_what_truly_moved():
    """Three places to four are a third more."""
    table = by_hand(settings=["training.places=3"]).table.set_index("capacity")
    assert table.loc["places", "rise"] == pytest.approx(1 / 3)
    assert table.loc["places", "elasticity"] == pytest.approx(135 / 415)
    assert table.index[0] == "time"


def test_gains_by_year_add_up(found):
    rows = found.by_year[found.by_year["capacity"] == "places"]
    assert rows[["first_year", "last_year"]].to_numpy().tolist() == [[1, 1], [2, 2]]
    assert rows["gained"].tolist() == pytest.approx([4.5, 40.5])
    assert (rows["gained_low"] < rows["gained"]).all()


def test_more_than_ten_years_are_told_some_at_a_time(found):
    years = pd.DataFrame(
        {"scenario": name, "seed": seed, "year": year, PEOPLE: (100 + (name == "places")) * year}
        for name in (BASE, "places")
        for seed in SEEDS
        for year in range(1, 24)
    )
    runs: Any = SimpleNamespace(rows={"years": years}.__getitem__)
    made = gains_by_year(replace(found.made, runs=runs))
    assert len(made) == 10
    assert made[["first_year", "last_year"]].iloc[[0, -1]].to_numpy().tolist() == [[1, 3], [22, 23]]
    assert made["gained"].tolist() == (made["last_year"] - made["first_year"] + 1).tolist()


def test_the_words_and_the_figure_say_the_same(found):
    text = in_words(found)
    assert re.search(r"training places +10.0% +\+45 ± 9 +1.08 \(0.\d\d to 1.\d\d\)", text)
    assert re.search(r"training places +\+4 +\+40", text)
    assert re.search(r"wish to facilitate +\(\+0\) +\(\+0\)", text)
    assert "More of training places would help most." in text
    assert "Left out: money: no budget sets a limit." in text
    figure = limits_figure(found)
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels[0] == "training places, +10%\n+45 ± 9 people"
    heights = [bar.get_height() for bar in figure.axes[1].patches if isinstance(bar, Rectangle)]
    assert heights == pytest.approx([4.5, 40.5])


def test_what_cannot_be_told_from_the_first_is_named():
    other = by_hand(lambda name, number: 400 + (MORE["places"][number] if name in ("places", "time") else 0))
    assert "it cannot be told from leading time." in in_words(other)
    none = by_hand(lambda name, number: 400 + (9 * (-1) ** number if name == "places" else 0))
    assert "None of these can be told from no gain" in in_words(none)
    rare = by_hand(lambda name, number: 400 + {"places": 200 * (number == 0), "time": 20 + number}.get(name, 0))
    assert rare.table["capacity"].iloc[0] == "places"
    assert "Only a gain by leading time can be told from none" in in_words(rare)


def test_nobody_reached_is_said_in_words():
    nobody = by_hand(lambda name, number: 0)
    assert nobody.nothing
    assert nobody.table["elasticity"].isna().all()
    text = in_words(nobody)
    assert "Nobody came to a group in any run" in text
    assert "nan" not in text
    assert json.loads(as_plain(nobody))["capacities"][0]["elasticity"] is None
    assert "Nobody came" in " ".join(text.get_text() for text in limits_figure(nobody).axes[0].texts)


def test_a_first_participant_has_no_elasticity():
    """Nobody without, somebody with: people gained, and no ratio."""
    some = by_hand(lambda name, number: 5 * (name == "places"))
    row = some.table.set_index("capacity").loc["places"]
    assert row["gained"] == 5
    assert isnan(row["elasticity"])
    assert "none, as nobody is reached without" in in_words(some)


def test_json_has_what_the_tables_have(found):
    made = json.loads(as_plain(found))
    assert made["capacities"][0]["capacity"] == "places"
    assert made["capacities"][0]["gained"] == pytest.approx(45)
    assert made["people"] == pytest.approx(415)
    assert (made["seeds"], made["years"], made["left_out"]) == (4, 2, found.skipped)
    assert len(made["by_year"]) == 8


# ---- runs, and the command line --------------------------------------------------------------------------------------


def test_runs_are_paired_and_what_changes_nothing_gains_nothing(lab):
    """Without rooms of partners, a farther host is the same run to the last event."""
    chosen = read(None, ["facilitation.host_distance_km=5", "partners.groups_per_year=0"])
    found = limits(lab, chosen, years=2, replicates=2, capacities=[BY_NAME["rooms"], BY_NAME["places"]])
    logs = found.made.runs.table.pivot(index="seed", columns="scenario", values="event_log_sha256")
    assert (logs["rooms"] == logs[BASE]).all()
    assert (logs["places"] != logs[BASE]).all()
    assert found.table.set_index("capacity").loc["rooms", "gained"] == 0


def contagion(*words: Any):
    return command.contagion("limits", *words)


def test_the_command_writes_tables_and_a_figure(tmp_path):
    out = tmp_path / "out"
    done = contagion("--seeds", 2, "--years", 1, "--engine", "serial", "--store", tmp_path / "store", "--out", out)
    assert done.exit_code == 0, done.output
    assert "What would have helped in ref" in done.stdout
    assert {path.name for path in out.iterdir()} == {
        "limits.csv", "gains_by_year.csv", "limits.png", "limits.svg", "provenance.json", "runs.parquet",
        "scenario.toml", "years.parquet",
    }  # fmt: skip
    again = contagion("--seeds", 2, "--years", 1, "--engine", "serial", "--store", tmp_path / "store", "--json")
    made = json.loads(again.stdout)
    kept = pd.read_csv(out / "limits.csv")
    assert [row["capacity"] for row in made["capacities"]] == kept["capacity"].tolist()
    assert [row["gained"] for row in made["capacities"]] == pytest.approx(kept["gained"].tolist())


def test_a_scenario_in_which_nothing_happens(tmp_path):
    never = ["--set", "training.founders=0", "--set", "training.outside_places=0"]
    where = ["--engine", "serial", "--store", tmp_path, "--years", 1, "--replicates", 2]
    done = contagion(*never, *where)
    assert done.exit_code == 0, done.output
    assert "Nobody came to a group in any run" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    "given, words",
    [
        (["--seeds", 1], "--replicates 1: an interval needs at least 2 seeds"),
        (["--years", 0], "--years 0: must be a whole number of years from 1 to 100"),
        (["nowhere.toml"], "nowhere.toml"),
        (["--set", "training.place=3"], "did you mean 'training.places'?"),
        (["--communes-list", "99999"], "99999"),
    ],
)
def test_bad_input_is_answered_by_one_line(given, words, tmp_path):
    done = contagion(*given, "--store", tmp_path)
    assert done.exit_code == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
