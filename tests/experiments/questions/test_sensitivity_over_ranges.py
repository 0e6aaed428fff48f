"""The sensitivity experiment: its table is that of its runs, and its paragraph and figure say what the table says."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from contagion.experiments.lab.lab import laboratory
from contagion.experiments.questions import sensitivity_over_ranges as sensitivity
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.questions.sensitivity_figure import LOOKS, in_words, picked, plain, sensitivity_figure
from contagion.experiments.questions.sensitivity_over_ranges import LEFT_OUT, QUICK, Plan, indices, main, strongest
from contagion.models.parameters import AFTER_THE_RUN, Parameters, describe
from contagion.models.runs.cases import factors, points
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Case
from contagion.sim.statistics.designs import points_at
from contagion.sim.statistics.replicates import noise
from contagion.sim.statistics.sensitivity import morris, morris_sample, sobol, sobol_sample, with_seed
from tests.helpers.table_rows import only, save

pytestmark = pytest.mark.slow

INERT = "retention.mentoring_effect"  # nobody is mentored in the reference
REACH, LAST = "participants", QUICK.years[-1]


@pytest.fixture(scope="module")
def lab(tmp_path_factory, small_rows):
    """Six small communes, in this process."""
    folder = tmp_path_factory.mktemp("sensitivity")
    return laboratory("serial", store=folder / "store", communes=save(folder / "small.csv", small_rows))


@pytest.fixture(scope="module")
def made_by_the_quick_one(lab) -> tuple[Finding, int]:
    """What it finds, and how many runs it has made."""
    return main(lab, quick=True), len(lab.store.keys)


@pytest.fixture(scope="module")
def finding(made_by_the_quick_one) -> Finding:
    return made_by_the_quick_one[0]


def outputs(lab, varied, unit, seeds, year=LAST, output=REACH):
    """Runs made one after the other, each looked up by itself; none of them new."""
    before = len(lab.store.keys)
    matrix = []
    for one in points(Parameters(), points_at(varied, unit)):
        rows = lab.run([one], seeds, LAST).rows("years")
        matrix.append(rows[rows["year"] == year].sort_values("seed")[output].tolist())
    assert len(lab.store.keys) == before
    return np.array(matrix, dtype=float)


def assert_same(table, found, measures):
    for measure in measures:
        rows = picked(table, measure=measure)
        assert rows["factor"].tolist() == found["factor"].tolist()
        assert rows["value"].to_numpy() == pytest.approx(found[measure].to_numpy(), nan_ok=True)
        if f"{measure}_low" in found:
            assert rows["low"].to_numpy() == pytest.approx(found[f"{measure}_low"].to_numpy(), nan_ok=True)
            assert rows["high"].to_numpy() == pytest.approx(found[f"{measure}_high"].to_numpy(), nan_ok=True)


def of_reach(finding, method, year=LAST):
    return picked(finding.table, method=method, output=REACH, year=year)


def test_as_many_runs_as_it_says(made_by_the_quick_one, finding):
    asked = sum(QUICK.runs.values())
    assert 0.9 * asked <= made_by_the_quick_one[1] <= asked  # two points of a design may be the same
    assert f"({sum(QUICK.runs.values()):,} runs" in finding.method


def test_the_screening_is_that_of_the_runs(lab, finding):
    unit = morris_sample(QUICK.factors, QUICK.trajectories)
    made = outputs(lab, QUICK.factors, unit, range(1, QUICK.screening_replicates + 1))
    assert made.std() > 0
    table = of_reach(finding, "screening")
    assert_same(table, morris(QUICK.factors, unit, made), ["mu_star", "mu", "sigma"])
    effects = picked(table, measure="mu_star")
    share = effects.loc[effects["role"] == "lever", "value"].sum() / effects["value"].sum()
    assert picked(table, measure="levers' share")["value"].item() == pytest.approx(share)


def test_the_indices_are_those_of_the_runs(lab, finding):
    varied = factors(strongest(picked(finding.table, method="screening"), QUICK))
    made = outputs(lab, varied, sobol_sample(varied, QUICK.base), range(1, QUICK.replicates + 1))
    assert_same(of_reach(finding, "indices"), sobol(varied, made), ["total", "first"])
    assert picked(of_reach(finding, "indices"), measure="chance")["value"].item() == noise(made)["share"]


def test_the_seed_is_a_factor(lab, finding):
    varied = factors(strongest(picked(finding.table, method="screening"), QUICK))
    with_it = with_seed(varied)
    unit = sobol_sample(with_it, QUICK.base)
    seeds = [point["seed"] for point in points_at(with_it, unit)]
    assert len(set(seeds)) == 2 * QUICK.base
    made = [outputs(lab, varied, unit[[row], :-1], [seed]).item() for row, seed in enumerate(seeds)]
    assert_same(of_reach(finding, "seed as a factor"), sobol(with_it, made), ["total", "first"])


def test_what_goes_on_are_the_strongest_uncertainties(finding):
    table = picked(finding.table, method="screening")
    effects = picked(table, output=REACH, year=LAST, measure="mu_star", role="uncertainty").set_index("factor")["value"]
    assert strongest(table, QUICK) == effects.nlargest(QUICK.strongest).index.tolist()
    assert set(of_reach(finding, "indices")["factor"]) - {""} == set(strongest(table, QUICK))


def test_a_parameter_without_any_effect_has_no_share(lab):
    plan = replace(QUICK, years=(1,))
    table = picked(indices(lab, factors([INERT, "receptivity.share"]), plan), output=REACH)
    shares = picked(table, factor=INERT)[["value", "low", "high"]].to_numpy(dtype=float)
    assert np.nan_to_num(shares) == pytest.approx(np.zeros((2, 3)), abs=1e-12)
    assert picked(table, factor="receptivity.share", measure="total")["value"].item() > 0.5


def test_the_paragraph_says_what_the_table_says(finding):
    for year in QUICK.years:
        table = picked(finding.table, output=REACH, year=year)
        effects, total = picked(table, measure="mu_star"), picked(table, method="indices", measure="total")
        top = [effects[effects["role"] == role].iloc[0] for role in LOOKS]
        said = [f"{row['factor']} {row['value']:,.0f} ({row['low']:,.0f} to {row['high']:,.0f})" for row in top]
        shares = [only(picked(table, measure=measure)) for measure in ("levers' share", "chance")]
        said += [f"{row['value']:.0%} ({row['low']:.0%} to {row['high']:.0%})" for row in shares]
        said.append(f"{total.iloc[0]['factor']} {total.iloc[0]['value']:.2f} (")
        said.append(f"its total index {only(picked(table, factor='seed', measure='total'))['value']:.2f} (")
        assert [one for one in said if one not in finding.method] == []


def test_another_table_gives_another_paragraph_and_title(finding):
    first = strongest(picked(finding.table, method="screening"), QUICK)[0]
    table = finding.table.replace({"factor": {first: "group.no_show"}})
    assert "group.no_show" in in_words(table, QUICK.runs)
    assert f"{plain(first)} (uncertainty)" in _words(finding.figure)
    assert "group no show (uncertainty)" in _words(sensitivity_figure(table, QUICK.runs))
    assert f"{sum(QUICK.runs.values())} runs" in _words(finding.figure)


def test_the_title_is_sure_only_where_intervals_are_apart(finding):
    sure = finding.table.copy()
    effects = sure["measure"] == "mu_star"
    sure.loc[effects, "low"] = sure.loc[effects, "high"] = sure.loc[effects, "value"]
    assert "What moves reach most" in _words(sensitivity_figure(sure, QUICK.runs))
    unsure = sure.assign(low=sure["low"].where(~effects, 0))
    assert "What seems to move reach most" in _words(sensitivity_figure(unsure, QUICK.runs))


def _words(figure: Figure) -> str:
    return " | ".join(" ".join(text.get_text().split()) for text in figure.findobj(Text))


def test_all_numeric_uncertainties_and_levers_are_screened_at_valid_points():
    plan = Plan()
    ranged = {row["name"]: row["role"] for row in describe() if row["range"] and "[]" not in row["name"]}
    ranged = {name: role for name, role in ranged.items() if not name.startswith(AFTER_THE_RUN)}
    expected = {name for name, role in ranged.items() if role in LOOKS} - set(LEFT_OUT)
    assert {factor.name for factor in plan.factors} == expected
    unit = morris_sample(plan.factors, plan.trajectories)
    assert len(points(Parameters(), points_at(plan.factors, unit))) == len(unit)


def test_what_is_left_out_would_not_be_valid():
    unit = morris_sample(factors(LEFT_OUT), 6)
    with pytest.raises(InputError, match="quorum"):
        points(Parameters(), points_at(factors(LEFT_OUT), unit))


@pytest.mark.parametrize(
    "values", [{"trajectories": 2}, {"base": 12}, {"base": 1}, {"replicates": 2}, {"screening_replicates": 1}]
)
def test_too_little_for_intervals_is_refused(values):
    with pytest.raises(InputError, match=next(iter(values))):
        Plan(**values)


def test_a_run_that_failed_is_said(lab):
    runs = lab.run_each([(Case('{"nowhere":1}', {"point": 0}), 1)], 1)
    with pytest.raises(InputError, match="1 of 1 runs failed"):
        sensitivity._ended(runs)
