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
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from scipy import stats

from contagion.experiments.commands.compare.work import Comparison
from contagion.experiments.commands.limits import (
    BASE,
    CAPACITIES,
    PEOPLE,
    REST,
    Limits,
    elasticities,
    gains_by_year,
    gains_in_worlds,
    inquiry,
    limits_figure,
)
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.say.charts.style import CAUSES, GREY
from contagion.models.parameters import Parameters, names
from contagion.models.parameters.decisions import MAY_CHANGE
from contagion.models.scenario import read
from contagion.sim.errors import InputError
from contagion.sim.statistics.compare import paired_differences, ratio_of_differences
from tests.helpers import limits_by_hand
from tests.helpers.command import contagion
from tests.helpers.drawn import axes, unreadable, written
from tests.helpers.even_ensemble import even, twice
from tests.helpers.limits_by_hand import MORE, SEEDS, by_hand

BY_NAME = {capacity.name: capacity for capacity in CAPACITIES}


def more(name, settings=(), decisions=()):
    """The parameters before and with 10 % more of a capacity."""
    before = Parameters.model_validate({**read(None, settings).parameters.model_dump(), "decision": list(decisions)})
    return before, BY_NAME[name].more(before)


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


USUAL = Parameters()

T3 = stats.t.ppf(0.975, 3)


# ---- the tables, on runs made by hand --------------------------------------------------------------------------------

"""People more, by seed, beside 400, 410, 420, 430; a tenth of them in the first year."""


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


def test_over_worlds_intervals_count_sets():
    """40 and 42 more in the two worlds of a set, 50 and 52 in those of the other: the mean of 41 and 51."""
    counts = {"places": (40, 42, 50, 52), "time": (20, 25, 20, 25)}
    found = by_hand(lambda name, n: 400 + 10 * n + counts.get(name, (0,) * 4)[n], worlds=Worlds(twice(even(2))))
    table = found.table.set_index("capacity")
    row, half = table.loc["places"], stats.t.ppf(0.975, 1) * 5
    assert row[["gained", "gained_low", "gained_high"]].tolist() == pytest.approx([46, 46 - half, 46 + half])
    top, base = np.array([41, 51]) / row["rise"], np.array([405.0, 425])
    for bound in ratio_of_differences(top, base)[1:]:
        assert bound == pytest.approx(row["elasticity_low"]) or bound == pytest.approx(row["elasticity_high"])
    assert table.loc["time", ["gained_low", "gained_high"]].tolist() == pytest.approx([22.5, 22.5])
    by_year = found.by_year[found.by_year["capacity"] == "places"]
    assert (by_year["gained_high"] - by_year["gained"]).tolist() == pytest.approx([half / 10, 9 * half / 10])


def test_what_is_compared_is_what_truly_moved():
    """Three places to four are a third more."""
    table = by_hand(settings=["training.places=3"]).table.set_index("capacity")
    assert table.loc["places", "rise"] == pytest.approx(1 / 3)
    assert table.loc["places", "elasticity"] == pytest.approx(135 / 415)
    assert table.index[0] == "time"


def test_where_nobody_was_reached_there_is_no_elasticity():
    """Nobody with either, or nobody without and somebody with: people gained, and no ratio."""
    nobody, some = by_hand(lambda name, number: 0), by_hand(lambda name, number: 5 * (name == "places"))
    assert nobody.nothing
    assert nobody.table["elasticity"].isna().all()
    row = some.table.set_index("capacity").loc["places"]
    assert row["gained"] == 5
    assert np.isnan(row["elasticity"])


def test_over_worlds_it_is_counted_in_how_many_which_helps_most():
    """In the first world places help most, in the second time; in the others nothing helps."""
    counts = {"places": (40, 0, 0, 0), "time": (0, 50, 0, 0)}
    found = by_hand(lambda name, n: 400 + 10 * n + counts.get(name, (0,) * 4)[n], worlds=Worlds(even(2)))
    assert found.table.set_index("capacity")["first"].to_dict() == {"time": 0.25, "places": 0.25, "wish": 0, "rooms": 0}


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
    made = gains_by_year(replace(found.comparison, runs=runs))
    assert len(made) == 10
    assert made[["first_year", "last_year"]].iloc[[0, -1]].to_numpy().tolist() == [[1, 3], [22, 23]]
    assert made["gained"].tolist() == (made["last_year"] - made["first_year"] + 1).tolist()


# ---- runs, and the command line --------------------------------------------------------------------------------------


def test_runs_are_paired_and_what_changes_nothing_gains_nothing(lab):
    """Without rooms of partners, a farther host is the same run to the last event."""
    chosen = read(None, ["facilitation.host_distance_km=5", "partners.groups_per_year=0"])
    found = inquiry(chosen, 2, 2, [BY_NAME["rooms"], BY_NAME["places"]]).last(lab)
    logs = found.comparison.runs.table.pivot(index="seed", columns="scenario", values="event_log_sha256")
    assert (logs["rooms"] == logs[BASE]).all()
    assert (logs["places"] != logs[BASE]).all()
    assert found.table.set_index("capacity").loc["rooms", "gained"] == 0


def test_of_a_past_no_capacity_is_more_and_nobody_is_counted(lab):
    """Places are ten and a tenth more from the third year on; people and gains are those of after the second."""
    scenario = replace(read(), past=2)
    found = inquiry(scenario, 4, 2, [one for one in CAPACITIES if one.name == "places"]).last(lab)
    (row,) = found.table.to_dict("records")
    years = found.comparison.runs.rows("years").pivot(index=["scenario", "seed"], columns="year", values=PEOPLE)
    assert years[2].loc["places"].tolist() == years[2].loc[BASE].tolist()
    assert row["rise"] == 0.1
    assert row[PEOPLE] == (years[4] - years[2]).loc[BASE].mean()
    assert found.by_year["first_year"].tolist() == [3, 4]
    assert found.by_year["gained"].sum() == pytest.approx(row["gained"])


def test_the_words_and_the_figure_say_the_same(found):
    text = found._in_words()
    verdict = "Likely (4 of 4 simulations), not certain"
    row = rf"training places +10.0% +\+45 .* \+40 to \+50 +{re.escape(verdict)} +4 of 4 +1.08 \(0.\d\d to 1"
    assert re.search(row, text)
    assert re.search(r"\n1 +\+4 \(\+4 to \+5\) .*\n2 +\+40 \(\+36 to \+45\) ", text)
    assert "training places would help most on average. Likely ahead of leading time (4 of 4 simulations)" in " ".join(
        text.split()
    )
    assert "±" not in text
    assert "Left out: money: no budget sets a limit." in text
    figure = limits_figure(found)
    label = figure.axes[0].get_yticklabels()[0].get_text()
    assert label == f"training places, +10%\n+45 (+40 to +50) people\n{verdict}"
    heights = [bar.get_height() for bar in figure.axes[1].patches if isinstance(bar, Rectangle)]
    assert heights == pytest.approx([4.5, 40.5])


def test_what_does_not_clearly_differ_from_the_first_is_named():
    other = by_hand(lambda name, number: 400 + (MORE["places"][number] if name in ("places", "time") else 0))
    assert "No clear difference from leading time." in " ".join(other._in_words().split())
    none = by_hand(lambda name, number: 400 + (9 * (-1) ** number if name == "places" else 0))
    assert "No clear difference with more of any of these." in none._in_words()


def test_nobody_reached_is_said_in_words():
    nobody = by_hand(lambda name, number: 0)
    assert nobody.nothing
    assert nobody.table["elasticity"].isna().all()
    text = nobody._in_words()
    assert "Nobody came to a group in any run" in text
    assert "nan" not in text
    assert json.loads(nobody._as_plain())["capacities"][0]["elasticity"] is None
    assert "Nobody came" in " ".join(text.get_text() for text in limits_figure(nobody).axes[0].texts)


def test_a_first_participant_has_no_elasticity():
    """Nobody without, somebody with: people gained, and no ratio."""
    some = by_hand(lambda name, number: 5 * (name == "places"))
    row = some.table.set_index("capacity").loc["places"]
    assert row["gained"] == 5
    assert isnan(row["elasticity"])
    assert "none, as nobody is reached without" in some._in_words()


def test_json_has_what_the_tables_have(found):
    made = json.loads(found._as_plain())
    assert made["capacities"][0]["capacity"] == "places"
    assert made["capacities"][0]["gained"] == pytest.approx(45)
    assert made["participants"] == pytest.approx(415)
    assert (made["seeds"], made["years"], made["left_out"]) == (4, 2, found.skipped)
    assert len(made["by_year"]) == 8


def test_over_worlds_it_is_told_in_how_many_which_helps_most():
    """In the first world places help most, in the second time; in the others nothing helps."""
    counts = {"places": (40, 0, 0, 0), "time": (0, 50, 0, 0)}
    found = by_hand(lambda name, n: 400 + 10 * n + counts.get(name, (0,) * 4)[n], worlds=Worlds(even(2)))
    assert found.table.set_index("capacity")["first"].to_dict() == {"time": 0.25, "places": 0.25, "wish": 0, "rooms": 0}
    text = " ".join(found._in_words().split())
    assert (
        "chance included: leading time in 1 simulation of 4; training places in 1 simulation of 4; none of them in 2 "
        "simulations of 4. No clear difference with more of any of these."
    ) in text
    assert "nan" not in text


def labels(ax) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def test_limits_draw_and_show_the_table_that_was_found():
    made = limits_by_hand.by_hand()
    assert made.table["participants"].tolist() == [415] * len(made.table)
    assert [label.partition(",")[0] for label in labels(made.plot())] == made.table["label"].tolist()
    assert "+45" in made._repr_html_()
    assert "Left out: money: no budget sets a limit" in made._repr_html_()


def test_where_nobody_came_there_is_nothing_to_draw():
    nobody = limits_by_hand.by_hand(lambda name, number: 0)
    with pytest.raises(InputError, match="nobody came to a group in any run"):
        nobody.plot()


IN_THIRD_YEAR = {"registering": 40, "places": 20, "rooms": 0}  # people in the third year, beside 100
NOISE = (0, 1, 2, 3)
YEARS = 3
LETTERS = '[[decision]]\ntitle = "Letters"\nfrom = "2020-01"\nset = { "outreach.letters" = 5000 }\n'


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> Limits:
    """Nobody comes in the second year; from September 2018 on; with a decision."""
    path = tmp_path_factory.mktemp("scenario") / "autumn.toml"
    path.write_text('[calendar]\nstart = "2018-09"\n' + LETTERS)
    base, by_name = read(path), {capacity.name: capacity for capacity in CAPACITIES}
    cases = [replace(base, name=BASE)]
    cases += [replace(base, name=name, parameters=by_name[name].more(base.parameters)) for name in IN_THIRD_YEAR]
    years: list[dict[str, Any]] = []
    for case in cases:
        for seed in NOISE:
            more = IN_THIRD_YEAR.get(case.name, 0) + (seed if IN_THIRD_YEAR.get(case.name) else 0)
            totals = (100, 100, 200 + more)
            years += [{"scenario": case.name, "seed": seed, "year": n, PEOPLE: p} for n, p in enumerate(totals, 1)]
    rows = pd.DataFrame(years)
    table = rows[rows["year"] == YEARS].assign(years=YEARS)
    source = {"data": "CA Somewhere (EPCI 1): INSEE"}
    runs: Any = SimpleNamespace(
        table=table, labels=table, rows={"years": rows}.__getitem__, store=SimpleNamespace(about=source), again=None
    )
    made = Comparison(cases, runs, paired_differences(table, "scenario", BASE, [PEOPLE]))
    capacities = [by_name[name] for name in IN_THIRD_YEAR]
    return Limits(
        replace(base, effort="Effort for 7"), made, elasticities(made, capacities, YEARS), (), gains_by_year(made)
    )


def test_gains_lie_in_the_calendar(drawn):
    figure = limits_figure(drawn)
    _, *small = axes(figure)
    start = 2018 + 8 / 12
    for ax, name in zip(small, drawn.table["capacity"], strict=True):
        bars = [bar for bar in ax.patches if bar.get_gid() != "held"]
        expected = [] if name == "rooms" else [start + 2.5]  # no bar, and no whisker, in a year without any gain
        assert [bar.get_x() + bar.get_width() / 2 for bar in bars] == pytest.approx(expected)
        assert [bar.get_height() for bar in bars] == pytest.approx(
            [IN_THIRD_YEAR[name] + np.mean(NOISE)] * len(expected)
        )
        assert {to_hex(bar.get_facecolor()) for bar in bars} <= {CAUSES[name].lower()}
        assert ax.get_xlim() == (pytest.approx(start), pytest.approx(start + YEARS))
    assert [label.get_text() for label in small[-1].get_xticklabels()] == ["2019", "2020", "2021"]
    assert not unreadable(figure)


def test_each_capacity_has_its_colour(drawn):
    left = axes(limits_figure(drawn))[0]
    shown = [to_hex(colour) for colour in left.collections[-1].get_facecolor()]
    assert shown == [(GREY if name == "rooms" else CAUSES[name]).lower() for name in drawn.table["capacity"]]


def test_the_decision_is_marked_and_the_territory_named(drawn):
    figure = limits_figure(drawn)
    _, *small = axes(figure)
    for ax in small:
        (line,) = (line for line in ax.lines if line.get_gid() == "decided")
        assert line.get_xdata()[0] == pytest.approx(2020, abs=1 / 52)
    assert [text.get_text() for text in written(figure) if text.get_gid() == "mark"] == ["Letters"]
    assert figure.get_supxlabel().splitlines()[-3:] == [
        "Territory: CA Somewhere (EPCI 1): INSEE", "Effort for 7", "Decision: Letters, from 2020-01",
    ]  # fmt: skip


def test_rows_have_the_verdict_and_both_ends():
    ends = {f"gained_p{part}": [part] for part in (5, 25, 50, 75, 95)}
    row = {"capacity": ["hosts"], "label": ["hosts"], "rise": [0.1], "gained_above_zero": [0.75], "gained_above": [0.5]}
    row |= {"gained_below_zero": [0.25], "gained_worlds": [100.0]}
    ax = Figure().subplots()
    gains_in_worlds(ax, pd.DataFrame(row | ends), 30)
    assert ax.get_yticklabels()[0].get_text().splitlines() == [
        "hosts, +10%",
        "+50 (+5 to +95) people",
        "No clear difference (7 of 10 simulations)",
        "More than 30 more come in 5 of 10 simulations.",
    ]


# ---- `contagion limits`: what it writes, and what it answers to mistakes ----


def test_the_command_writes_tables_and_a_figure(tmp_path):
    out = tmp_path / "out"
    words = ("limits", "--single", "--seeds", 2, "--years", 1, "--engine", "serial", "--store", tmp_path / "store")
    done = contagion(*words, "--out", out)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("No capacity clearly helps: 10% more of each makes no clear difference.\n")
    assert "What would have helped in ref" in contagion(*words, "--details").stdout
    assert {path.name for path in out.iterdir()} == {
        "limits.csv", "gains_by_year.csv", "limits.png", "limits.svg", "provenance.json", "runs.parquet",
        "scenario.toml", "years.parquet",
    }  # fmt: skip
    again = contagion(*words, "--json")
    made = json.loads(again.stdout)
    kept = pd.read_csv(out / "limits.csv")
    assert [row["capacity"] for row in made["capacities"]] == kept["capacity"].tolist()
    assert [row["gained"] for row in made["capacities"]] == pytest.approx(kept["gained"].tolist())


def test_a_scenario_in_which_nothing_happens(tmp_path):
    never = ["--set", "training.founders=0", "--set", "training.outside_places=0"]
    where = ["--engine", "serial", "--store", tmp_path, "--years", 1, "--replicates", 2]
    done = contagion("limits", "--single", *never, *where)
    assert done.exit_code == 0, done.output
    assert "Nobody came to a group in any run" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    "given, words",
    [
        (["--seeds", 1], "--seeds 1: must be a whole number from 2 on"),
        (["--replicates=1"], "--replicates 1: must be a whole number from 2 on"),
        (["--years", 0], "--years 0: must be a whole number from 1 to 100"),
        (["nowhere.toml"], "nowhere.toml"),
        (["--set", "training.place=3"], "Did you mean 'training.places'?"),
        (["--communes-list", "99999"], "99999"),
    ],
)
def test_bad_input_is_answered_by_one_line(given, words, tmp_path):
    done = contagion("limits", "--single", *given, "--store", tmp_path)
    assert done.exit_code == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
