"""A scenario over the points of a design: a row a run, of which some may have failed, and points that cannot be."""

from dataclasses import replace
from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import contagion as ct
from contagion.experiments.commands.sweep import work as sweep
from contagion.experiments.commands.sweep.figure import (
    FEW_SEEDS,
    MOST_NUMBERS,
    axis_of,
    heat,
    label_with_unit,
    sweep_figure,
    value_text,
)
from contagion.experiments.commands.sweep.work import (
    IN_TERMINAL,
    MOST_ROWS,
    declared_factor,
    factor_over,
    in_words,
    must_be_varied,
    number_of_points,
    rank_correlations,
    whole_points,
)
from contagion.experiments.say.charts.style import BLUE, GREY
from contagion.models.runs.study import Conversations
from contagion.models.scenario import FOLDER, read
from contagion.sim.errors import InputError
from contagion.sim.statistics.sensitivity import prcc
from tests.helpers.drawn import axes, unreadable
from tests.helpers.table_rows import only

WISH, PLACES, RULE, LOSS = "volunteering.wish", "training.places", "registering.rule", "retention.loss_per_year"
INF = float("inf")


def runs_by_hand(over, seeds=12, weights=(300.0, 5.0)):
    """A row a run: what comes out depends on every value by its place, and on the seed."""
    rows = []
    for point in product(*(enumerate(values) for values in over.values())):
        level = sum((place + 1) * (number + 2) for number, (place, _) in enumerate(point))
        for seed in range(1, seeds + 1):
            outcome = {
                "participants": weights[0] + 20 * level + seed**2,
                "facilitators_active": weights[1] + level + seed,
            }
            rows.append({name: value for name, (_, value) in zip(over, point, strict=True)} | outcome | {"seed": seed})
    return pd.DataFrame(rows).assign(error="", years=4)


REF = read(FOLDER / "ref.toml")


def test_rows_stand_point_by_point_with_what_was_varied(lab):
    points = [{"training.places": 5, "volunteering.wish": 0.2}, {"training.places": 10, "volunteering.wish": 0.1}]
    made = sweep.inquiry(REF, points, 1, 2).last(lab)
    assert (made.scenario, made.varied, made.seeds) == (REF, ["training.places", "volunteering.wish"], 2)
    rows = made.table[["training.places", "volunteering.wish", "seed"]].itertuples(index=False, name=None)
    assert list(rows) == [(5, 0.2, 1), (5, 0.2, 2), (10, 0.1, 1), (10, 0.1, 2)]
    assert (made.table["participants"] > 0).all()


def test_a_value_that_cannot_be_is_told_before_anything_is_run():
    with pytest.raises(InputError, match=r"it: training.places = -3: must be greater"):
        sweep.inquiry(REF, [{"training.places": 5}, {"training.places": -3}], 1, 2, "it")


def test_a_run_that_failed_has_no_cost(lab, monkeypatch):
    run = Conversations.run
    monkeypatch.setattr(Conversations, "run", lambda self, job: run(self, job) if job.seed == 2 else 1 / 0)
    made = sweep.inquiry(REF, [{"training.places": places} for places in (7, 8, 7)], 1, 3).last(lab)
    assert made.all_runs["cost_total"].notna().tolist() == [False, True, False] * 3
    monkeypatch.setattr(Conversations, "run", lambda self, job: 1 / 0)
    none = sweep.inquiry(REF, [{"training.places": 9}], 1, 3).last(lab)
    assert (none.all_runs["error"] != "").all()
    assert "cost_total" not in none.all_runs


VARIED = ["training.places", "volunteering.wish"]


def made(points: int, seeds: int = 2) -> pd.DataFrame:
    """Runs of a design: the output rises with the first factor and has nothing to do with the second."""
    draws = np.random.default_rng(1)
    rows = [
        {"training.places": place, "volunteering.wish": wish, "seed": seed, "participants": 10 * place + seed}
        for place, wish in zip(range(points), draws.permutation(points) / points, strict=True)
        for seed in range(seeds)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    "name, words",
    [
        ("footprint.saving", "--vary x: footprint.saving is read after a run and changes nothing in it; set it"),
        ("training.plces", "Did you mean 'training.places'"),
    ],
)
def test_what_changes_nothing_is_not_varied(name, words):
    with pytest.raises(InputError) as refused:
        must_be_varied(name, "--vary x", "; set it")
    assert words in str(refused.value)
    must_be_varied("training.places", "--vary x")


def test_a_factor_has_the_range_that_is_declared_or_given():
    declared, given = declared_factor("training.places", "here"), factor_over("training.places", 3, 7, "here")
    assert (declared.low, declared.high, declared.whole) == (0, 60, True)
    assert (given.low, given.high, given.whole) == (3, 7, True)


def test_what_has_no_range_or_an_empty_one_is_refused():
    with pytest.raises(InputError, match=r"^here: registering\.rule has no range to sample; vary it over values"):
        declared_factor("registering.rule", "here")
    with pytest.raises(InputError, match=r"^here: .*volunteering\.wish"):
        factor_over("volunteering.wish", 0.5, 0.1, "here")


def test_points_of_which_a_run_failed_do_not_count():
    runs = made(4)
    assert number_of_points(whole_points(runs, VARIED), VARIED) == 4
    left = whole_points(runs.drop(index=3), VARIED)  # the second seed of the second point
    assert left["training.places"].unique().tolist() == [0, 2, 3]


def test_ranks_are_correlated_where_there_are_points_enough():
    found = rank_correlations(made(40), VARIED, "participants")
    assert found is not None
    assert found["factor"].tolist() == VARIED  # the largest first
    assert only(found, factor="training.places")["prcc"] == pytest.approx(1)
    assert rank_correlations(made(3), VARIED, "participants") is None


def runs(points: int, failed: int = 0) -> Any:
    """Two runs a point; at point n, 10 n and 10 n + 2 of everything; the first so many failed."""
    rows = [
        dict.fromkeys(IN_TERMINAL, 10 * point + 2 * second)
        | {"training.places": point, "seed": 1 + second, "years": 8, "error": ""}
        for point in range(points)
        for second in (0, 1)
    ]
    for row in rows[:failed]:
        row["error"] = "Traceback\nValueError: no good\n"
    return SimpleNamespace(table=pd.DataFrame(rows))


def test_means_and_deviations_of_each_point():
    head, nothing, titles, *lines = in_words(runs(2), ["training.places"], read()).splitlines()
    assert (head, nothing) == ("4 runs", "")
    assert titles.endswith("communes reached sd of participants")
    assert [line.split() for line in lines] == [["0", *["1.0"] * 5, "1.4"], ["1", *["11.0"] * 5, "1.4"]]


def test_runs_that_failed_are_told_and_count_for_no_mean():
    head, first, _, _, *lines = in_words(runs(2, failed=1), ["training.places"], read()).splitlines()
    assert head == "4 runs, 1 of them failed"
    assert first == "The first to fail (seed 1): ValueError: no good"
    assert lines[0].split()[1] == "2.0"
    assert in_words(runs(2, failed=4), ["training.places"], read()).splitlines() == ["4 runs, 4 of them failed", first]


def test_of_many_points_the_first_are_shown():
    lines = in_words(runs(MOST_ROWS + 3), ["training.places"], read()).splitlines()
    assert lines[-1] == "... and 3 more points"
    assert len(lines) == 2 + 1 + MOST_ROWS + 1


def test_of_a_programme_it_is_said_which_years_these_are():
    made = runs(1)
    text = " ".join(in_words(made, ["training.places"], replace(read(), past=3)).split())
    assert "The 5 years that lie ahead are those from January 2020 to the end of 2024." in text
    assert "totals are counted since 2017" in text


def test_a_heat_map(done):
    left = done("a heat map")
    cells = left["ax"].images[0].get_array()
    assert cells.shape == (3, 2)
    table = left["swept"].table
    one = table[(table["volunteering.wish"] == 0.3) & (table["training.places"] == 20)]
    assert cells[2, 1] == pytest.approx(one["participants"].mean())
    assert len(table) == 12


@pytest.mark.slow
def test_a_latin_hypercube_with_prcc(done):
    left = done("a Latin hypercube with PRCC")
    found, swept = left["found"], left["swept"]
    assert list(found) == ["parameter", "prcc", "low", "high"]
    signs = np.sign(found.set_index("parameter")["prcc"])
    assert (signs["outreach.factor"], signs["retention.loss_per_year"]) == (1, -1)
    places = swept.table.drop_duplicates("volunteering.wish")["volunteering.wish"]
    assert np.array_equal(np.sort(((places - 0.1) / 0.2 * 24).astype(int)), range(24))  # one in each share of the range
    assert isinstance(swept.plot("participants"), Axes)


def test_an_indicator_of_ones_own_has_a_heat_map(at_work):
    asked = {"volunteering.wish": [0.1, 0.3], "training.places": [10, 40]}
    own = {"late": lambda run: (run.events["week"] > 26).sum(), "not_there": lambda run: None}
    grid = ct.sweep(asked, seeds=2, years=1, indicators=own, keep=["events", "weeks"])
    cells = grid.heatmap("late").images[0].get_array()
    late = grid.events[grid.events["week"] > 26].groupby(["volunteering.wish", "training.places"]).size() / 2
    assert np.asarray(cells).tolist() == late.unstack("volunteering.wish").to_numpy().tolist()
    assert grid.means("late")["mean"].tolist() == pytest.approx(late.tolist())
    assert grid.table["not_there"].isna().all()
    assert len(grid.weeks) == 8 * 52


def test_a_sweep_that_keeps_figures_alone_keeps_the_same_ones_and_no_table(at_work):
    asked = {"training.places": [10, 40]}
    few = ct.sweep(
        asked, seeds=2, years=1, indicators={"most": lambda run: len(run.events)}, keep=["participants", "active"]
    )
    whole = ct.sweep(asked, seeds=2, years=1, indicators={"most": lambda run: len(run.events)})
    assert few.indicators == ["participants", "facilitators_active", "most"]
    for name in few.indicators:
        assert few.table[name].tolist() == whole.table[name].tolist(), name
    assert few.runs.store.tables() == ["runs"]
    assert few._repr_html_().count("participants") == whole._repr_html_().count("participants")
    assert "2 points: means of 1 simulation" in ct.sweep(asked, seeds=1, years=1, keep=["active"])._repr_html_()
    with pytest.raises(InputError, match="years: are not kept of these runs"):
        _ = few.years
    with pytest.raises(InputError, match="keep 'participants' is not known"):
        ct.many("ref", 2, keep=["participants"])


DESIGN = pd.DataFrame({"training.places": [5.0, 40.0, 5.0, 20.0], "volunteering.wish": [0.2, 0.3, 0.2, 0.1]})


def test_a_data_frame_is_a_design_whose_rows_keep_their_order_and_number(at_work):
    swept = ct.sweep(DESIGN, seeds=2, years=1)
    assert swept.table["point"].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    means = swept.means("participants")
    pd.testing.assert_frame_equal(means[list(DESIGN)].astype(float), DESIGN)
    assert means["mean"][0] == means["mean"][2]  # rows 0 and 2 are equal, and are two points
    assert "4 points" in repr(swept)
    assert "2 members of the ensemble" in repr(swept)


def test_a_column_says_with_which_seed_each_row_is_run(at_work):
    swept = ct.sweep(DESIGN.assign(seed=[7, 1, 8, 7]), years=1, ensemble=None)
    assert swept.table["seed"].tolist() == [7, 1, 8, 7]
    for row, people in zip(
        DESIGN.assign(seed=[7, 1, 8, 7]).to_dict("records"), swept.table["participants"], strict=True
    ):
        values = {"training.places": int(row["training.places"]), "volunteering.wish": row["volunteering.wish"]}
        assert (
            ct.many(ct.read("ref", values), [row["seed"]], years=1, ensemble=None).table["participants"].item()
            == people
        )
    with pytest.raises(ct.InputError, match="prcc: 4 points cannot tell 2 parameters apart"):
        swept.prcc()


@pytest.mark.parametrize(
    "frame, more, words",
    [
        (DESIGN, {"points": 3}, "a data frame has its own points"),
        (DESIGN.assign(seed=1), {"seeds": 3}, "the design has a column `seed`; give one of them"),
        (DESIGN.assign(seed=1.5), {}, "seed 1.5: must be a whole number"),
        (DESIGN.iloc[:0], {}, "a data frame needs a row per point"),
        (DESIGN[[]], {}, "a data frame needs a row per point"),
        (DESIGN.rename(columns={"training.places": "training.place"}), {}, "Did you mean 'training.places'?"),
        (DESIGN * 1.1, {}, "training.places = 5.5: must be a whole number"),
        ({"training.places": [1, 2]}, {"points": np.ones((100, 3))}, "must be a whole number from 1 on"),
    ],
)
def test_a_design_that_cannot_be_is_told_in_a_short_line(frame, more, words, at_work):
    with pytest.raises(ct.InputError) as told:
        ct.sweep(frame, years=1, **more)
    assert words in str(told.value)
    assert len(str(told.value)) < 400


def drawn(ax, gid):
    return [artist for artist in ax.get_children() if artist.get_gid() == gid]


def xy(ax, gid):
    return np.concatenate([np.column_stack(line.get_data()) for line in drawn(ax, gid)])


def title(figure):
    return figure.get_suptitle().replace("\u00a0", " ")


def foot(figure):
    return " ".join(figure.get_supxlabel().split())


# ---- one parameter ---------------------------------------------------------------------------------------------------


def test_a_course_is_the_mean_and_bands_of_the_table():
    table = runs_by_hand({WISH: np.linspace(0, 0.5, 11).tolist()})
    figure = sweep_figure(table, [WISH], read(None))
    for ax, output in zip(axes(figure), ("participants", "facilitators_active"), strict=True):
        by_value = table.groupby(WISH)[output]
        assert xy(ax, "mean").tolist() == pytest.approx(np.column_stack([by_value.mean().index, by_value.mean()]))
        for low, high in ((0.05, 0.95), (0.25, 0.75)):
            (band,) = drawn(ax, f"{low:g}")
            corners = band.get_paths()[0].vertices
            assert corners[:, 1].max() == pytest.approx(by_value.quantile(high).max())
            assert corners[:, 1].min() == pytest.approx(by_value.quantile(low).min())
        assert not drawn(ax, "runs")
    assert "volunteering wish (share)" in axes(figure)[1].get_xlabel()
    assert title(figure) == "Sweep of volunteering wish: scenario ref, 4 years, 11 points, 12 seeds each"
    assert not unreadable(figure)


def test_of_few_seeds_every_run_is_a_dot():
    table = runs_by_hand({WISH: [0.0, 0.2, 0.4]}, seeds=FEW_SEEDS - 1)
    figure = sweep_figure(table, [WISH], read(None))
    dots = xy(axes(figure)[0], "runs")
    assert sorted(map(tuple, dots)) == sorted(zip(table[WISH], table["participants"], strict=True))
    assert not drawn(axes(figure)[0], "0.05")
    assert "dots: single runs" in foot(figure)
    assert drawn(axes(sweep_figure(runs_by_hand({WISH: [0.0, 0.2]}, FEW_SEEDS), [WISH], read(None)))[0], "0.05")


def test_words_stand_side_by_side_in_their_order():
    table = runs_by_hand({RULE: ["simple", "threshold", "reinforced"]})
    figure = sweep_figure(table, [RULE], read(None))
    upper, lower = axes(figure)
    assert [label.get_text() for label in lower.get_xticklabels()] == ["simple", "threshold", "reinforced"]
    means = table.groupby(RULE, sort=False)["participants"].mean()
    assert xy(upper, "apart").tolist() == [[place, mean] for place, mean in enumerate(means)]
    assert not len(xy(upper, "mean"))  # no line from word to word
    assert "Diamonds" in foot(figure)


def test_no_limit_stands_apart_after_the_numbers():
    table = runs_by_hand({PLACES: [INF, 40, 10, 20]})
    figure = sweep_figure(table, [PLACES], read(None))
    upper, lower = axes(figure)
    means = table.groupby(PLACES)["participants"].mean()
    assert xy(upper, "mean").tolist() == [[at, means[at]] for at in (10, 20, 40)]
    ((place, height),) = xy(upper, "apart")
    assert place > 40
    assert height == means[INF]
    assert [label.get_text() for label in lower.get_xticklabels()] == ["10", "20", "40", "no limit"]
    assert "dotted: the scenario's own value (10)" in foot(figure)


def test_failed_runs_are_said_and_a_value_without_runs_is_a_gap():
    table = runs_by_hand({PLACES: [10, 20, 30, 40]})
    failed = (table[PLACES] == 20) | ((table[PLACES] == 30) & (table["seed"] == 1))
    table.loc[failed, ["error", "participants", "facilitators_active", "years"]] = ["boom", None, None, None]
    figure = sweep_figure(table, [PLACES], read(None))
    assert title(figure).splitlines()[1] == "13 of 48 runs failed and are left out"
    means = xy(axes(figure)[0], "mean")
    assert means[:, 0].tolist() == [10, 20, 30, 40]
    assert np.isnan(means[:, 1]).tolist() == [False, True, False, False]
    assert means[2, 1] == table.loc[~failed & (table[PLACES] == 30), "participants"].mean()


def test_where_all_runs_failed_the_figure_says_so():
    table = runs_by_hand({PLACES: [10, 20]}).assign(error="boom", years=np.nan)
    figure = sweep_figure(table, [PLACES], read(None))
    assert "24 of 24 runs failed" in title(figure)
    assert axes(figure)[0].texts[0].get_text() == "No run has ended."


# ---- several ---------------------------------------------------------------------------------------------------------


def test_two_parameters_are_lines_of_the_one_with_few_values():
    table = runs_by_hand({PLACES: [10, INF], WISH: [0.0, 0.1, 0.3]}, seeds=3)
    figure = sweep_figure(table, [PLACES, WISH], read(None))
    means = table.groupby([PLACES, WISH])["participants"].mean()
    for value, text in ((10, "10"), (INF, "no limit")):
        assert xy(axes(figure)[0], text).tolist() == [[at, means[value, at]] for at in (0.0, 0.1, 0.3)]
    assert {"10", "no limit", "training places (seats)"} <= {text.get_text() for text in axes(figure)[0].texts}
    assert "volunteering wish (share)" in axes(figure)[1].get_xlabel()
    assert not unreadable(figure)


def test_words_are_lines_and_numbers_lie_along():
    table = runs_by_hand({RULE: ["simple", "threshold", "reinforced"], PLACES: [10, 20]}, seeds=2)
    figure = sweep_figure(table, [RULE, PLACES], read(None))
    assert all(drawn(axes(figure)[0], rule) for rule in ("simple", "threshold", "reinforced"))


@pytest.mark.parametrize("columns", [8, 11])
def test_two_of_many_values_are_a_map_of_their_means(columns):
    over = {WISH: np.linspace(0, 0.5, columns).tolist(), LOSS: np.linspace(0, 0.6, 7).tolist()}
    table = runs_by_hand(over, seeds=2)
    figure = sweep_figure(table, [WISH, LOSS], read(None))
    (cells,) = drawn(axes(figure)[0], "cells")
    means = table.groupby([LOSS, WISH])["participants"].mean().unstack()
    assert cells.get_array().tolist() == means.to_numpy().tolist()
    written = [text.get_text() for text in axes(figure)[0].texts]
    if means.size <= MOST_NUMBERS:
        assert written == [f"{value:,.0f}" for value in means.to_numpy().ravel()]
    else:
        assert 0 < len(written) < means.size  # at the lines of equal height


def test_three_of_a_grid_are_a_panel_each_over_the_others():
    over = {WISH: [0.0, 0.1], PLACES: [10, 20, INF], RULE: ["simple", "threshold"]}
    table = runs_by_hand(over, seeds=2)
    figure = sweep_figure(table, list(over), read(None))
    shown = {ax.get_xlabel(): ax for ax in axes(figure) if ax.get_xlabel()}
    assert shown.keys() == {label_with_unit(name) for name in over}
    means = table.groupby(PLACES)["participants"].mean()
    assert xy(shown[label_with_unit(PLACES)], "mean")[:, 1].tolist() == means[[10, 20]].tolist()
    assert xy(shown[label_with_unit(PLACES)], "apart")[0, 1] == means[INF]
    assert not unreadable(figure)


def of_a_design(points, count, failing=()):
    rng = np.random.default_rng(1)
    names = (WISH, LOSS, "receptivity.share", "outreach.factor", "demand.distance_km")[:count]
    values = rng.random((points, count))
    rows = [
        dict(zip(names, value, strict=True))
        | {"seed": seed, "years": 5, "error": "boom" if number in failing and seed == 1 else ""}
        | {"participants": 900 * value[2] - 500 * value[1] + 3 * seed + rng.normal(0, 60)}
        | {"facilitators_active": 30 - 20 * value[1] + rng.normal(0, 4)}
        for number, value in enumerate(values.tolist())
        for seed in (1, 2, 3)
    ]
    return pd.DataFrame(rows), names, values


def test_a_design_is_bars_of_partial_rank_correlations():
    table, names, values = of_a_design(80, 5)
    figure = sweep_figure(table, names, read(None), "lhs")
    left, right = axes(figure)
    for ax, output in ((left, "participants"), (right, "facilitators_active")):
        found = prcc(names, values, table[output].to_numpy().reshape(80, 3)).set_index("factor")
        order = prcc(names, values, table["participants"].to_numpy().reshape(80, 3))["factor"].tolist()
        assert [bar.get_width() for bar in ax.patches] == pytest.approx(found.loc[order, "prcc"].tolist())
        clear = (found["low"] * found["high"] > 0)[order]
        assert [to_hex(bar.get_facecolor(), True)[:7].upper() for bar in ax.patches] == [
            (BLUE if one else GREY).upper() for one in clear
        ]
    assert [label.get_text() for label in left.get_yticklabels()] == [label_with_unit(name) for name in order]
    assert order[:2] == ["receptivity.share", LOSS]
    assert "are few" not in foot(figure)
    assert "5 parameters: scenario ref, 5 years, 80 points (lhs), 3 seeds each" in title(figure)
    assert not unreadable(figure)


def test_points_with_a_failed_run_are_left_out_of_the_ranks():
    table, names, values = of_a_design(40, 3, failing=(0, 7))
    figure = sweep_figure(table, names, read(None), "sobol")
    kept = np.delete(np.arange(40), [0, 7])
    found = prcc(names, values[kept], table["participants"].to_numpy().reshape(40, 3)[kept])
    assert [bar.get_width() for bar in axes(figure)[0].patches] == pytest.approx(found["prcc"].tolist())
    assert "2 of 120 runs failed" in title(figure)


def test_few_points_are_said_and_too_few_are_not_drawn():
    table, names, _ = of_a_design(16, 3)
    assert "16 points are few for 3 parameters (30 would be better)" in foot(
        sweep_figure(table, names, read(None), "lhs")
    )
    table, names, _ = of_a_design(5, 3)
    figure = sweep_figure(table, names, read(None), "lhs")
    assert "5 points are too few to tell 3 parameters apart" in axes(figure)[0].texts[0].get_text()
    assert not axes(figure)[0].patches


def test_a_sweep_counts_those_of_all_programmes():
    rows = [
        {"training.places": places, "seed": seed, "participants": 0, "facilitators_active": 0, "years": 2, "error": ""}
        | {"alternative_participants": 10 * places, "alternative_leaders_active": places}
        for places in (1, 2, 3)
        for seed in range(12)
    ]
    figure = sweep_figure(pd.DataFrame(rows), ["training.places"], read(FOLDER / "workshop_instead.toml"))
    upper, lower = axes(figure)
    assert upper.get_title(loc="left") == "People in all programmes"
    for ax, each in ((upper, 10), (lower, 1)):
        (mean,) = (line for line in ax.lines if line.get_gid() == "mean")
        assert mean.get_ydata().tolist() == [each, 2 * each, 3 * each]
    plain = sweep_figure(pd.DataFrame(rows), ["training.places"], read())
    assert axes(plain)[0].get_title(loc="left") == "People in groups"
    assert axes(plain)[0].get_ylim() == (0, 1)


def test_the_names_of_all_programmes_have_room_beside_bars():
    rows = [
        {"training.places": float(n), "retention.loss_per_year": (7 * n % 41) / 41, "seed": 1, "years": 2, "error": ""}
        | {"participants": n, "facilitators_active": n, "alternative_participants": n, "alternative_leaders_active": 1}
        for n in range(40)
    ]
    scenario = read(FOLDER / "split_budget.toml")
    figure = sweep_figure(pd.DataFrame(rows), ["training.places", "retention.loss_per_year"], scenario, "lhs")
    assert not unreadable(figure)


@pytest.mark.parametrize(
    "values, places, texts",
    [
        ([0.5, 0.0, 0.25], [0, 0.25, 0.5], ["0", "0.25", "0.5"]),
        ([INF], [0], ["no limit"]),
        ([INF, 7], [7, 8], ["7", "no limit"]),
        ([True, False], [0, 1], ["yes", "no"]),
        ([1500, 1000], [1000, 1500], ["1,000", "1,500"]),
    ],
)
def test_numbers_lie_to_scale_and_words_side_by_side(values, places, texts):
    axis = axis_of(pd.Series(values, dtype=object), PLACES)
    assert axis.places.tolist() == places
    assert [value_text(value) for value in axis.values] == texts
    assert not unreadable(
        sweep_figure(runs_by_hand({"invitations.pass_on": values}), ["invitations.pass_on"], read(None))
    )


def test_a_unit_is_said_once():
    assert label_with_unit(PLACES) == "training places (seats)"
    assert label_with_unit("receptivity.share") == "receptivity share"


@pytest.mark.parametrize(
    "size, texts",
    [
        (0.123, ["0", "0.123", "0.246", "0.369"]),
        (523.4, ["0", "523", "1,047", "1,570"]),
        (999.7, ["0", "1,000", "1,999", "2,999"]),
    ],
)
def test_cells_of_a_map_say_shares_and_counts(size, texts):
    made = pd.DataFrame(product([1, 2], [3, 4]), columns=["training.places", "group.size"])
    made["output"] = [size * number for number in range(4)]
    ax = Figure().add_subplot()
    heat(ax, *(axis_of(made[name], name) for name in ("group.size", "training.places")), made, "output")
    assert [text.get_text() for text in ax.texts] == texts
