"""`contagion levers`: the steps, the ratio of two differences, and the table, on runs made by hand."""

from dataclasses import replace
from math import inf, sqrt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.figures.levers import levers_figure
from experiments.studies.comparison import Comparison
from experiments.studies.levers import INDICATORS, LEVERS, PRECISION, Lever, Steps, effects, steps
from experiments.words.levers import in_words
from models.outcomes.cohorts import Savers, cohorts
from models.outcomes.costs import PREFIX
from models.parameters import Parameters, names
from models.parameters.decisions import NEED_A_SCOPE
from models.parameters.money import ITEMS
from models.runs.cases import changed
from models.runs.study import Conversations
from models.scenarios.scenario import read
from sim.errors import InputError
from sim.laboratory.laboratory import Laboratory
from sim.laboratory.pools import Engine
from sim.laboratory.store import Store
from sim.statistics.compare import paired, ratio_of_differences
from tests.helpers import command

USUAL = Parameters()
BY_NAME = {lever.parameter: lever for lever in LEVERS}
T3 = stats.t.ppf(0.975, 3)

# ---- the ratio -------------------------------------------------------------------------------------------------------


def test_over_a_known_sum_the_interval_is_that_of_the_mean():
    """Means 2 and 2, the standard error of the first 1/√3, Student's t with 2 degrees of freedom 4.3027."""
    ratio, low, high = ratio_of_differences(np.array([1.0, 2, 3]), np.array([2.0, 2, 2]))
    assert (ratio, low, high) == pytest.approx((1, 1 - 4.3027 / sqrt(3) / 2, 1 + 4.3027 / sqrt(3) / 2), rel=1e-4)


def test_what_is_proportional_has_an_exact_ratio():
    euros = np.array([4.0, 5, 6, 5])
    assert ratio_of_differences(3 * euros, euros) == pytest.approx((3, 3, 3))


def test_at_the_bounds_the_ratio_is_just_not_refused():
    """Fieller: r is inside as long as a paired t-test does not tell top from r · bottom."""
    top, bottom = np.array([3.0, 5, 4, 8, 5]), np.array([2.0, 2.5, 1.8, 3.1, 2.2])
    ratio, low, high = ratio_of_differences(top, bottom)
    assert low < ratio < high
    for bound in (low, high):
        assert stats.ttest_rel(top, bound * bottom).pvalue == pytest.approx(0.05)


def test_over_nothing_distinguishable_there_are_no_bounds():
    ratio, low, high = ratio_of_differences(np.array([1.0, 2, 3]), np.array([-1.0, 2, 1]))
    assert ratio == pytest.approx(3)
    assert np.isnan([low, high]).all()


# ---- the steps -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.label)
def test_every_step_can_be_taken_from_the_defaults(lever):
    before, after = USUAL.get(lever.parameter), lever.taken(USUAL).get(lever.parameter)
    assert after == pytest.approx(before * lever.times + lever.step)
    assert after != before
    assert lever.parameter in names()
    assert lever.parameter not in NEED_A_SCOPE


def test_levers_are_different_things():
    assert len(LEVERS) == len(BY_NAME) == len({lever.label for lever in LEVERS})


@pytest.mark.parametrize(
    "name, value, words",
    [
        ("training.ready_after_weeks", 0, "ready 1 week sooner: training.ready_after_weeks = -1: must be"),
        ("retention.mentored_share", 1.0, "10 points mentored: retention.mentored_share = 1.1: must be"),
        ("training.period_weeks", 1, "sessions twice as often: training.period_weeks = 0: must be"),
        ("training.places", inf, "1 training place a session: training.places = inf has no further step"),
    ],
)
def test_at_the_bound_there_is_no_step(name, value, words):
    with pytest.raises(InputError) as refused:
        BY_NAME[name].taken(changed(USUAL, {name: value}))
    assert str(refused.value).startswith(words)
    assert "\n" not in str(refused.value)


# ---- the table, on runs made by hand ---------------------------------------------------------------------------------

SEEDS = (1, 2, 3, 4)
# Beside 100, 110, 120, 130 people and 10 seats of 700 €: people more, seats more, by seed.
MORE = {
    "dear": ((2, 3, 2, 3), (2, 2, 2, 2)),
    "cheap": ((2, 3, 2, 3), (1, 1, 1, 1)),
    "idle": ((0, 0, 0, 0), (0, 0, 0, 0)),
    "lucky": ((9, -9, 9, -9), (1, 1, 1, 1)),
    "free": ((2, 3, 2, 3), (0, 0, 0, 0)),
    "saves": ((2, 3, 2, 3), (-1, -1, -1, -1)),
    "harms": ((-2, -3, -2, -3), (1, 1, 1, 1)),
}


@pytest.fixture
def by_hand():
    """A comparison of those runs, over one year; nobody completes anything."""
    base = read()
    scenarios = [base, *(replace(base, name=name) for name in MORE)]
    nobody = Savers(np.empty(0), np.empty(0), np.empty(0, bool), np.empty(0, bool))
    rows, years, savings = [], [], []
    for name in ("ref", *MORE):
        people, seats = MORE.get(name, ((0,) * 4, (0,) * 4))
        for number, seed in enumerate(SEEDS):
            label = {"scenario": name, "seed": seed}
            count = 90 + 10 * seed + people[number]
            rows.append(label | {"participants": count, "completers": 5, "communes_reached": 7, "years": 1})
            rows[-1] |= {"facilitators_active": 9, "alternative_participants": 0}
            bought = {PREFIX + item: 10.0 + seats[number] if item == "seat" else 0.0 for item in ITEMS}
            years.append(label | {"year": 1} | bought)
            savings.append(pd.DataFrame(cohorts(nobody, 52)).assign(**label))
    tables = {"years": pd.DataFrame(years), "savings": pd.concat(savings)}
    table = pd.DataFrame(rows)
    runs: Any = SimpleNamespace(table=table, labels=table[["scenario", "seed"]], rows=tables.__getitem__)
    euros = table.assign(cost_total=700 * tables["years"][PREFIX + "seat"])
    return Comparison(scenarios, runs, paired(euros, "scenario", "ref", INDICATORS), (), PRECISION, False)


@pytest.fixture
def found(by_hand):
    levers = [Lever(name, "training.places", 1, priced=name != "free") for name in MORE]
    return Steps(by_hand.scenarios[0], by_hand, effects(by_hand, levers), ["this: has no further step"])


def test_people_per_1000_euros_are_those_worked_out_by_hand(found):
    """2.5 people for 700 € or 1,400 €; the standard error of 2.5 is √(1/3)/2."""
    table = found.table.set_index("lever")
    half = T3 * sqrt(1 / 3) / 2
    for name, euros in (("cheap", 0.7), ("dear", 1.4)):
        row = table.loc[name]
        assert row["cost_total"] == pytest.approx(1000 * euros)
        ends = [row[f"people_per_1000_euros{end}"] for end in ("", "_low", "_high")]
        assert ends == pytest.approx([2.5 / euros, (2.5 - half) / euros, (2.5 + half) / euros])
    assert table.loc["harms", "people_per_1000_euros"] == pytest.approx(-2.5 / 0.7)


def test_where_there_is_no_ratio_it_is_said_why(found):
    assert found.table.set_index("lever")["verdict"].to_dict() == {
        "cheap": "",
        "dear": "",
        "harms": "",
        "idle": "changes nothing",
        "lucky": "people not distinguishable",
        "free": "more people, cost not distinguishable",
        "saves": "more people, costs less",
    }
    assert found.table["people_per_1000_euros"].isna().sum() == 4


def test_the_most_people_for_the_money_stand_first_and_what_has_no_price_last(found):
    assert found.table["lever"].tolist() == ["cheap", "dear", "harms", "saves", "idle", "lucky", "free"]


def test_the_words_and_the_figure_say_the_same(found):
    text = in_words(found)
    assert "+2.5 ± 0.9" in text
    assert "3.6 (2.3 to 4.9)" in text
    assert text.index("Levers with a price in the model") < text.index("own price is not in the model:\n")
    assert "Left out: this: has no further step." in text
    labels = [label.get_text() for label in levers_figure(found).axes[0].get_yticklabels()]
    assert labels == [*found.table["lever"][:-1], "free *"]


def test_decisions_that_go_before_a_step_are_named(found, tmp_path):
    file = tmp_path / "dated.toml"
    file.write_text('[[decision]]\nfrom = "2019-01"\nset = { "training.places" = 20 }\n')
    assert not found.overruled
    assert "go before the step: cheap, dear" in in_words(replace(found, scenario=read(file)))


# ---- with the model --------------------------------------------------------------------------------------------------


def test_expenses_cost_ten_euros_a_group_and_change_no_run(tmp_path):
    study = Conversations.over()
    lab = Laboratory(study, Engine("serial"), Store(tmp_path, study.version), progress=False)
    made = steps(lab, read(), 1, 2, [BY_NAME["costs.expenses"], Lever("at the bound", "retention.paid_share", 2)])
    (row,) = made.table.to_dict("records")
    groups = made.made.runs.table.query("scenario == 'ref'")["groups_started"].mean()
    assert (row["participants"], row["cost_total"]) == pytest.approx((0, 10 * groups))
    assert row["verdict"] == "the same people"
    assert groups > 0
    assert made.made.runs.labels["key"].nunique() == 2  # the runs of ref serve for both
    assert made.skipped == ["at the bound: retention.paid_share = 2.0: must be less than or equal to 1"]
    assert "No effect of the expenses of leaders is modelled" in in_words(made)


def contagion(*words: object):
    return command.contagion("levers", *words)


def test_the_page_is_written(tmp_path):
    out = tmp_path / "out"
    done = contagion("--quick", "--engine", "serial", "--store", tmp_path / "store", "--out", out)
    assert done.exit_code == 0, done.output
    table = pd.read_parquet(out / "levers.parquet")
    pd.testing.assert_frame_equal(table, pd.read_csv(out / "levers.csv", keep_default_na=True), check_dtype=False)
    assert sorted(table["lever"]) == sorted(lever.label for lever in LEVERS[:3])
    assert pd.read_parquet(out / "runs.parquet").groupby("scenario").size().tolist() == [2] * 4
    assert b"<svg" in (out / "levers.svg").read_bytes()
    assert read(out / "scenario.toml").parameters == USUAL
    assert "every 26 weeks, not every 52" in done.stdout


@pytest.mark.parametrize(
    "words, says",
    [
        (("--replicates", 1), "--replicates 1: must be at least 2"),
        (("--years", 0), "--years 0: must be a whole number of years from 1 to 100"),
        (("nowhere.toml",), "nowhere.toml: "),
    ],
)
def test_mistakes_are_answered_in_one_line(words, says, tmp_path):
    done = contagion(*words, "--engine", "serial", "--store", tmp_path / "store", "--out", tmp_path / "out")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"contagion: {says}")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()
