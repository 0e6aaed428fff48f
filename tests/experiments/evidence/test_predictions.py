"""Predictions: what is sealed stays as it was, says all that is needed, is scored fairly. Facts here are made up."""

from hashlib import sha256
from math import exp, isnan, log, nan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.evidence import validation as at
from contagion.experiments.evidence.predictions import (
    COLUMNS,
    FOLDER,
    OPEN,
    VOID,
    Said,
    all_facts,
    all_statements,
    is_the_same,
    made_anew,
)
from contagion.experiments.evidence.targets import Figure, read_targets
from contagion.experiments.evidence.validation import NOTHING, OUTSIDE, UNCERTAIN, WELL, WITHIN, Sheet, weighted
from contagion.models.runs.study import factors
from contagion.models.scenario import read
from contagion.sim.errors import InputError
from tests.helpers.even_ensemble import even
from tests.helpers.places import ROOT
from tests.oracles.individuals import completion_probability

SAID = Said(worlds=200, p5=10, p25=20, p50=30, p75=40, p95=60)
SHEET = Said(worlds=200, p5=1, p25=2, p50=3, p75=4, p95=6)


@pytest.fixture(scope="module")
def statements():
    return {one.name: one for one in all_statements()}


@pytest.fixture
def of_people(statements):
    """A prediction of a number of people, with other figures."""
    return statements["centre_participants"].model_copy(update={"model": SAID, "sheet": SHEET})


@pytest.fixture
def ledger(tmp_path, statements):
    """What is read of rows of a file of facts."""

    def read(*rows):
        file = tmp_path / "facts.csv"
        pd.DataFrame(rows, columns=COLUMNS).to_csv(file, index=False)
        return all_facts(statements, file)

    return read


def fact(low, high=None):
    return {"low": low, "high": low if high is None else high}


def test_what_is_sealed_has_not_changed_and_a_release_says_its_digest():
    """Never write a digest anew for a file that was sealed: a mistake makes a statement void (README there)."""
    digests = {file.name: sha256(file.read_bytes()).hexdigest() for file in FOLDER.glob("*.toml")}
    lines = (FOLDER / "CHECKSUMS").read_text(encoding="utf-8").splitlines()
    assert {name: digest for digest, name in map(str.split, lines)} == digests
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [name for name, digest in digests.items() if digest[:16] not in changes] == []


def test_an_empty_ledger_is_a_ledger(statements, of_people):
    assert (FOLDER / "facts.csv").read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)
    assert set(all_facts(statements)) <= set(statements)
    made = of_people.of(None)
    assert made["verdict"] == OPEN
    assert isnan(made["score"])
    assert isnan(made["sheet_score"])


@pytest.mark.parametrize("people,verdict", [(30, WELL), (20, WELL), (12, WITHIN), (60, WITHIN), (61, OUTSIDE)])
def test_a_fact_hits_or_misses(of_people, people, verdict):
    assert of_people.of(fact(people))["verdict"] == verdict


def test_the_score_is_half_the_weighted_interval_score(of_people):
    """Worked out from the two intervals and the median, as Bracher et al. write it, on logarithms."""

    def interval(share, low, high, y):
        return (high - low) + 2 / share * max(low - y, 0) + 2 / share * max(y - high, 0)

    for people in (5, 30, 100):
        y, (p5, p25, p50, p75, p95) = log(people + 0.5), (log(end + 0.5) for end in (10, 20, 30, 40, 60))
        weighted = abs(y - p50) / 2 + 0.1 / 2 * interval(0.1, p5, p95, y) + 0.5 / 2 * interval(0.5, p25, p75, y)
        assert of_people.of(fact(people))["score"] == pytest.approx(weighted / 2.5 / 2)


def test_the_sheet_is_scored_beside_ours_and_where_it_says_nothing_not_at_all(of_people, statements):
    made = of_people.of(fact(4))
    assert made["verdict"] == OUTSIDE
    assert made["sheet_verdict"] == WELL
    assert made["sheet_score"] < made["score"]
    alone = statements["centre_communes"].of(fact(67))
    assert alone["verdict"] == WELL
    assert alone["sheet_verdict"] == NOTHING
    assert isnan(alone["sheet_score"])


def test_of_a_range_the_nearest_counts_and_what_did_not_come_about_is_void(of_people):
    assert of_people.of(fact(35, 80))["verdict"] == WELL
    assert of_people.of(fact(70, 80))["verdict"] == OUTSIDE
    made = of_people.of(fact(nan))
    assert made["verdict"] == VOID
    assert isnan(made["score"])


def test_facts_are_read_by_the_name_of_their_statement(ledger):
    facts = ledger(("dinan_groups", 3, 4, "2027-11-01", "made up"), ("besancon_active", None, None, "2027-11-01", "x"))
    assert facts["dinan_groups"]["low"] == 3
    assert isnan(facts["besancon_active"]["high"])


@pytest.mark.parametrize(
    "rows,message",
    [
        ([("dinan", 1, 1, "", "")], "line 2: there is no statement 'dinan'"),
        ([("dinan_groups", 2, 1, "", "")], "line 2: low = 2 lies above high = 1"),
        ([("dinan_groups", 1, 1, "", ""), ("dinan_groups", 2, 2, "", "")], "'dinan_groups' has two rows"),
        ([("dinan_groups", 4, None, "", "")], "line 2: low and high are both given, or both left empty"),
        ([("dinan_groups", "about 4", 5, "", "")], "line 2: low = 'about 4': must be a number, as in 12.5"),
        ([("dinan_groups", 4, "5,000", "", "")], "line 2: high = '5,000': must be a number"),
    ],
)
def test_a_mistake_in_a_fact_is_told(ledger, rows, message):
    with pytest.raises(InputError, match=message):
        ledger(*rows)


@pytest.mark.parametrize("content", [b"", "statement,é\n".encode("latin-1")])
def test_what_is_no_table_of_facts_is_told(content, tmp_path, statements):
    (file := tmp_path / "facts.csv").write_bytes(content)
    with pytest.raises(InputError, match="is no table in UTF-8"):
        all_facts(statements, file)


def test_what_comes_today_is_held_against_what_was_sealed():
    assert is_the_same(SAID, SAID.model_dump())
    assert is_the_same(SAID, SAID.model_dump() | {"p95": 60.04})  # four digits are sealed
    assert not is_the_same(SAID, SAID.model_dump() | {"p95": 61})
    assert not is_the_same(SAID, SAID.model_dump() | {"worlds": 199})
    assert is_the_same(None, {"worlds": 0})
    assert not is_the_same(None, SAID.model_dump())


@pytest.mark.slow
def test_a_statement_is_lived_in_worlds_and_reckoned_on_the_sheet(lab, statements):
    """Of thirty who were trained nobody is more than active, and the sheet says nothing of communes."""
    some = [statements["besancon_active"], statements["besancon_communes"]]
    made = made_anew(lab, some, even(2), 2)
    active, communes = made["besancon_active"], made["besancon_communes"]
    assert active["model"]["worlds"] == communes["model"]["worlds"] == 2
    assert 0 <= active["model"]["p5"] <= active["model"]["p95"] <= 30
    assert active["sheet"]["worlds"] > 1000
    assert communes["sheet"]["worlds"] == 0


# ---- the sheet of arithmetic: by hand, against integrals, and weighted as it should be -------------------------------

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


def test_what_the_sheet_cannot_say_it_does_not(totals):
    rows = [figure("communes_reached", 3), figure("periphery_ratio", 3), figure("alternative_participants", 3)]
    made = always(totals, 20).foretold(read(Path("challenge_instead")), rows, "a place")
    assert made.isna().all(axis=None)


def test_none_started_leaves_nothing_to_divide_by(totals):
    alone = ("training.founders=2", "training.places=0")
    rows = [figure("groups_started", 1), figure("participants", 1, "groups_started")]
    made = always(totals).foretold(read(settings=alone), rows, "a place")
    expected = 2 * years(6, 1) * CADENCE
    assert (made[0] == 0).mean() == pytest.approx(exp(-expected), abs=0.01)  # a Poisson number
    assert made[1].isna().equals(made[0] == 0)


# ---- weighted --------------------------------------------------------------------------------------------------------


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
