"""The figure of a sweep: what is drawn is what the table of runs says, and it can be read."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from contagion.experiments.drawing.style import BLUE, GREY
from contagion.experiments.verbs.sweep.figure import FEW_SEEDS, MOST_NUMBERS, named, sweep_figure
from contagion.models.scenarios.scenario import FOLDER, read
from contagion.sim.statistics.ranks import prcc
from tests.helpers.drawn import axes, unreadable
from tests.helpers.swept_runs import INF, LOSS, PLACES, RULE, WISH, runs


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
    table = runs({WISH: np.linspace(0, 0.5, 11).tolist()})
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
    table = runs({WISH: [0.0, 0.2, 0.4]}, seeds=FEW_SEEDS - 1)
    figure = sweep_figure(table, [WISH], read(None))
    dots = xy(axes(figure)[0], "runs")
    assert sorted(map(tuple, dots)) == sorted(zip(table[WISH], table["participants"], strict=True))
    assert not drawn(axes(figure)[0], "0.05")
    assert "dots: single runs" in foot(figure)
    assert drawn(axes(sweep_figure(runs({WISH: [0.0, 0.2]}, FEW_SEEDS), [WISH], read(None)))[0], "0.05")


def test_words_stand_side_by_side_in_their_order():
    table = runs({RULE: ["simple", "threshold", "reinforced"]})
    figure = sweep_figure(table, [RULE], read(None))
    upper, lower = axes(figure)
    assert [label.get_text() for label in lower.get_xticklabels()] == ["simple", "threshold", "reinforced"]
    means = table.groupby(RULE, sort=False)["participants"].mean()
    assert xy(upper, "apart").tolist() == [[place, mean] for place, mean in enumerate(means)]
    assert not len(xy(upper, "mean"))  # no line from word to word
    assert "Diamonds" in foot(figure)


def test_no_limit_stands_apart_after_the_numbers():
    table = runs({PLACES: [INF, 40, 10, 20]})
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
    table = runs({PLACES: [10, 20, 30, 40]})
    failed = (table[PLACES] == 20) | ((table[PLACES] == 30) & (table["seed"] == 1))
    table.loc[failed, ["error", "participants", "facilitators_active", "years"]] = ["boom", None, None, None]
    figure = sweep_figure(table, [PLACES], read(None))
    assert title(figure).splitlines()[1] == "13 of 48 runs failed and are left out"
    means = xy(axes(figure)[0], "mean")
    assert means[:, 0].tolist() == [10, 20, 30, 40]
    assert np.isnan(means[:, 1]).tolist() == [False, True, False, False]
    assert means[2, 1] == table.loc[~failed & (table[PLACES] == 30), "participants"].mean()


def test_where_all_runs_failed_the_figure_says_so():
    table = runs({PLACES: [10, 20]}).assign(error="boom", years=np.nan)
    figure = sweep_figure(table, [PLACES], read(None))
    assert "24 of 24 runs failed" in title(figure)
    assert axes(figure)[0].texts[0].get_text() == "No run has ended."


# ---- several ---------------------------------------------------------------------------------------------------------


def test_two_parameters_are_lines_of_the_one_with_few_values():
    table = runs({PLACES: [10, INF], WISH: [0.0, 0.1, 0.3]}, seeds=3)
    figure = sweep_figure(table, [PLACES, WISH], read(None))
    means = table.groupby([PLACES, WISH])["participants"].mean()
    for value, text in ((10, "10"), (INF, "no limit")):
        assert xy(axes(figure)[0], text).tolist() == [[at, means[value, at]] for at in (0.0, 0.1, 0.3)]
    assert {"10", "no limit", "training places (seats)"} <= {text.get_text() for text in axes(figure)[0].texts}
    assert "volunteering wish (share)" in axes(figure)[1].get_xlabel()
    assert not unreadable(figure)


def test_words_are_lines_and_numbers_lie_along():
    table = runs({RULE: ["simple", "threshold", "reinforced"], PLACES: [10, 20]}, seeds=2)
    figure = sweep_figure(table, [RULE, PLACES], read(None))
    assert all(drawn(axes(figure)[0], rule) for rule in ("simple", "threshold", "reinforced"))


@pytest.mark.parametrize("columns", [8, 11])
def test_two_of_many_values_are_a_map_of_their_means(columns):
    over = {WISH: np.linspace(0, 0.5, columns).tolist(), LOSS: np.linspace(0, 0.6, 7).tolist()}
    table = runs(over, seeds=2)
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
    table = runs(over, seeds=2)
    figure = sweep_figure(table, list(over), read(None))
    shown = {ax.get_xlabel(): ax for ax in axes(figure) if ax.get_xlabel()}
    assert shown.keys() == {named(name) for name in over}
    means = table.groupby(PLACES)["participants"].mean()
    assert xy(shown[named(PLACES)], "mean")[:, 1].tolist() == means[[10, 20]].tolist()
    assert xy(shown[named(PLACES)], "apart")[0, 1] == means[INF]
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
    assert [label.get_text() for label in left.get_yticklabels()] == [named(name) for name in order]
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
