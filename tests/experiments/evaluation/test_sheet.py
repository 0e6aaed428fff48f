"""The sheet of arithmetic: by hand, against integrals, and weighted as it should be."""

from math import exp
from pathlib import Path

import numpy as np
import pytest

from contagion.experiments.ensembles.observed import Figure
from contagion.experiments.ensembles.targets import read_targets
from contagion.experiments.evaluation import sheet as at
from contagion.experiments.evaluation.series import FOLDER, all_series, read_series
from contagion.experiments.evaluation.sheet import UNCERTAIN, Sheet, weighted
from contagion.models.parameters import describe
from contagion.models.runs.cases import factors
from contagion.models.scenarios.scenario import read
from tests.oracles.individuals import completion_probability

ONE = {
    "training.active_share": 0.8,
    "training.accept": 0.5,
    "retention.loss_per_year": 0.4,
    "retention.mentoring_effect": 0.7,
    "facilitation.rest_weeks": 9.0,
    "group.recruiting_weeks": 10.0,
    "group.size": 8.0,
    "group.no_show": 0.25,
    "group.dropout": 0.05,
    "group.attendance": 0.8,
    "volunteering.wish": 0.3,
}
SETS = 40_000


@pytest.fixture(scope="module")
def totals():
    return read_targets(Path("besancon"))


@pytest.fixture(scope="module")
def known(totals):
    return weighted(totals, 2**14, 500)


def always(totals, sets=SETS):
    """A sheet of one set of values, many times."""
    return Sheet(totals, {name: np.full(sets, value) for name, value in ONE.items()})


def figure(indicator, year, per=None, per_year=None):
    return Figure(indicator=indicator, year=year, per=per, per_year=per_year, value=1)


def said(sheet, rows, *settings):
    """The mean of figures over sets."""
    made = sheet.foretold(read(settings=settings), rows, "a place")
    return [float(made[number].mean()) for number in range(len(rows))]


COMPLETE = completion_probability(0.05, 0.8)
CADENCE = 52 / (10 + 17 + 9) / 2
AWAY = (6 + 6) / 52  # the session of week 6, and six weeks until they are ready


def years(weeks, end):
    """Facilitator-years until then of one trained in that week, by integration of who is left."""
    t = np.linspace(0, max(end - weeks / 52 - 6 / 52, 0), 20_001)
    return 0.8 * np.trapezoid(np.exp(-0.4 * t), t)


def test_one_cohort_by_hand(totals):
    alone = ("training.founders=30", "training.places=0", "training.outside_places=0")
    rows = [figure(name, 2) for name in ("groups_started", "participants", "facilitators_active")]
    groups, people, active = said(always(totals), rows, *alone)
    expected = 30 * years(6, 2) * CADENCE
    assert groups == pytest.approx(expected, rel=0.01)  # a mean of Poisson numbers
    assert people == pytest.approx(expected * 6, rel=0.01)
    assert active == pytest.approx(30 * 0.8 * exp(-0.4 * (104 - 6) / 52))


def test_cohorts_add_up(totals):
    """Ten founders, then ten places a year that are filled from outside."""
    rows = [figure("groups_started", 3), figure("facilitators_trained", 3)]
    groups, trained = said(always(totals), rows)
    assert trained == 30
    assert groups == pytest.approx(10 * sum(years(6 + 52 * n, 3) for n in range(3)) * CADENCE, rel=0.01)


def test_ratios_of_a_group_are_those_of_its_members(totals):
    rows = [
        figure("participants", 2, "groups_started"),
        figure("aspirants", 2, "groups_ended"),
        figure("completers", 2, "aspirants"),
    ]
    come, aspire, over = said(always(totals, 400), rows)
    assert come == pytest.approx(6)
    assert aspire == pytest.approx(6 * COMPLETE * 0.3)
    assert over == pytest.approx(1 / 0.3)


def test_the_share_who_complete_is_that_of_the_theory():
    x = {"group.dropout": np.array([0.0, 0.05, 0.12]), "group.attendance": np.array([0.6, 0.8, 0.95])}
    expected = [completion_probability(*pair) for pair in zip(*x.values(), strict=True)]
    assert at._completion(x, 6, 4).tolist() == pytest.approx(expected)


def test_places_without_an_end_are_filled_by_those_who_accept(totals):
    """None come from outside: whoever is trained of groups has led in one, wished, and accepted."""
    free = ("training.places=inf", "training.top_up=autonomous")
    rows = [figure(name, 2) for name in ("facilitators_from_groups", "facilitators_trained")]
    from_groups, trained = said(always(totals, 400), rows, *free)
    expected = 10 * years(6, (58 - 17) / 52) * CADENCE * 6 * COMPLETE * 0.3 * 0.5
    assert from_groups == pytest.approx(expected, rel=1e-3)
    assert trained == pytest.approx(10 + expected, rel=1e-3)
    bounded, _ = said(always(totals, 400), rows, "training.places=1", "training.top_up=autonomous")
    assert bounded == 1


def test_mentoring_lowers_the_loss(totals):
    rows = [figure("facilitators_active", 2, "facilitators_trained")]
    alone = ("training.founders=20", "training.places=0", "retention.mentored_share=1")
    (active,) = said(always(totals, 400), rows, *alone)
    assert active == pytest.approx(0.8 * exp(-0.4 * exp(-0.7) * 98 / 52))


def test_what_the_sheet_cannot_say_it_does_not(totals):
    rows = [figure("communes_reached", 3), figure("periphery_ratio", 3), figure("alternative_participants", 3)]
    made = always(totals, 20).foretold(read(Path("challenge_instead")), rows, "a place")
    assert made.isna().all(axis=None)


def test_of_another_kind_of_programme_there_are_as_many_each_year(totals):
    rows = [figure("alternative_participants", 8, "alternative_participants", 4)]
    assert said(always(totals, 20), rows) == [2.0]


def test_none_started_leaves_nothing_to_divide_by(totals):
    alone = ("training.founders=2", "training.places=0")
    rows = [figure("groups_started", 1), figure("participants", 1, "groups_started")]
    made = always(totals).foretold(read(settings=alone), rows, "a place")
    expected = 2 * years(6, 1) * CADENCE
    assert (made[0] == 0).mean() == pytest.approx(exp(-expected), abs=0.01)  # a Poisson number
    assert made[1].isna().equals(made[0] == 0)


# ---- weighted --------------------------------------------------------------------------------------------------------


def test_ranges_are_those_that_the_model_declares(totals, known):
    for one in factors(UNCERTAIN):
        values = known.values[one.name]
        assert one.low <= values.min() <= values.max() <= one.high
    roles = {entry["name"]: entry["range"] for entry in describe()}
    assert all(roles[name] for name in UNCERTAIN)


def test_the_sets_come_near_the_totals(totals, known):
    """A priori they make 100 people in three years. Of 300 published some were luck, which is drawn anew."""
    free = Sheet(
        totals, {one.name: one.at((np.arange(997) * 0.618 * (n + 2)) % 1) for n, one in enumerate(factors(UNCERTAIN))}
    )
    before, after = (one.foretold(read(), totals.rows, totals.name) for one in (free, known))
    assert before[1].median() == pytest.approx(100, abs=25)
    assert 220 < after[1].mean() < 300
    assert after[2].mean() == pytest.approx(2, abs=0.25)
    assert after[2].std() < 0.6 * before[2].std()
    assert (known.values["training.active_share"] > 0.7).mean() > 0.75


def test_a_total_that_is_a_range_holds_all_of_it(tmp_path):
    file = tmp_path / "wide.toml"
    row = 'indicator = "aspirants"\nper = "groups_ended"\nyear = 3\nlow = 1.5\nhigh = 3\nevidence = "range"\n'
    file.write_text(f'title = "wide"\ndiscrepancy = 0.01\n[[target]]\n{row}', encoding="utf-8")
    wide = read_targets(file)
    made = weighted(wide, 2**12, 500).foretold(read(), wide.rows, "wide")[0]
    assert made.between(1.3, 3.2).all()
    assert made.quantile(0.1) < 1.75
    assert made.quantile(0.9) > 2.6


def test_a_total_of_which_the_sheet_says_nothing_weighs_nothing(tmp_path):
    file, rows = tmp_path / "own.toml", []
    for indicator, value in (("participants", 300), ("communes_reached", 9)):
        rows.append(f'[[target]]\nindicator = "{indicator}"\nyear = 3\nvalue = {value}\nevidence = "counted"\n')
    made = []
    for text in (rows[0], "".join(rows)):
        file.write_text(text, encoding="utf-8")
        made.append(weighted(read_targets(file), 2**10, 50).values["group.size"].tolist())
    assert made[0] == made[1]
    assert len(set(made[0])) > 1


def test_it_is_the_same_each_time_and_each_place_has_its_own_luck(totals, known):
    rows = [figure("groups_started", 1)]
    again = weighted(totals, 2**14, 500)
    assert all((again.values[name] == known.values[name]).all() for name in UNCERTAIN)
    here, same, there = (
        one.foretold(read(), rows, place)[0] for one, place in ((known, "a"), (again, "a"), (known, "b"))
    )
    assert here.equals(same)
    assert not here.equals(there)


def test_a_fact_that_the_model_is_told_is_told_to_the_sheet(known, tmp_path):
    rows = [figure("participants", 1, "groups_started")]
    made = known.foretold(read(settings=("group.size=6", "group.no_show=0")), rows, "a")[0].dropna()
    assert (made == 6).all()
    free = known.foretold(read(), rows, "a")[0]
    assert free.std() > 0.5


def test_it_predicts_fifteen_of_the_facts_of_the_project(known):
    told = {
        (one.name, number): known.foretold(one.scenario, one.rows, one.name)[number].notna().any()
        for one in all_series()
        for number in range(len(one.rows))
    }
    assert sum(told.values()) == 15
    silent = {name for (name, _), by_both in told.items() if not by_both}
    assert silent == {"besancon_families", "besancon_mixing", "besancon_outside", "word_of_mouth"}
    assert read_series(FOLDER / "edinburgh.toml").rows[0].formula == "groups_started / facilitators_trained, year 1"
