"""The one calibrated number: where 300 are reached, what meets P1, and what is drawn beside it."""

from dataclasses import replace
from math import inf, isnan, nan
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from contagion.experiments.evidence.predictions import BY, all_statements
from contagion.experiments.evidence.targets import read_targets
from contagion.experiments.evidence.validation import AS_IT_IS, CHANCE, KEPT
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.questions import at_a_glance, fitted, known, unknowns
from contagion.experiments.questions.at_a_glance import BASE, LEAST_YEARS, OTHER
from contagion.experiments.questions.fitted import (
    FACTOR,
    FREE,
    MEASURES,
    REACHED,
    WITHIN,
    YEARS,
    crossing,
    in_words,
    meets,
)
from contagion.experiments.questions.known import of_statements, row_of
from contagion.models.parameters import Parameters
from contagion.models.runs.lab import AGAIN, met_again
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenario import FOLDER, read
from contagion.sim.chance.draws import Draws
from tests.helpers.asked import asking
from tests.helpers.even_ensemble import even
from tests.helpers.validated_by_hand import facts_by_hand


def course(middle, half=10.0):
    """People reached at factors 1, 2, … with an interval of so many either way."""
    made = np.asarray(middle, float)
    return pd.DataFrame(
        {"value": np.arange(1.0, len(made) + 1), "middle": made, "low": made - half, "high": made + half}
    )


def test_the_factor_lies_where_the_course_passes_300():
    """Between 2 and 3, at a quarter of the way from 290 to 330; its interval passes at 280 and 320 ∓ 10."""
    best, low, high = crossing(course([200, 290, 330, 340]))
    assert (best, low, high) == pytest.approx((2.25, 2.0, 2.5))
    assert low < best < high


def test_a_dip_by_chance_is_passed_over():
    assert crossing(course([200, 290, 280, 310], half=0))[0] == pytest.approx(3.5)


@pytest.mark.parametrize("middle", [[200, 250, 280], [310, 320, 330]])
def test_where_300_is_never_reached_there_is_no_factor(middle):
    assert isnan(crossing(course(middle))[0])
    assert "no factor from 1 to 4 meets P1" in in_words(crossing(course(middle)), tried([(2.0, True)]), 5, 2.5)


def tried(rows):
    made = pd.DataFrame(rows, columns=[FACTOR, "accepted"])
    return made.assign(**dict.fromkeys(FREE, 1.0), participants=200)


def test_what_meets_p1_by_hand():
    """29 to 31 trained, and participants within two errors of 300, as the targets have them."""
    told = [(30, 300, True), (30, 368, False), (30, 233, True), (30, 232, False), (28, 300, False), (31, 300, True)]
    trained, people, expected = (pd.Series(column) for column in zip(*told, strict=True))
    assert meets(trained, people).tolist() == expected.tolist()
    asked = read_targets(Path("besancon"))
    (row,) = (row for row in asked.rows if row.name == "participants_3")
    assert row.value == REACHED
    assert 2 * np.hypot(row.deviation, asked.discrepancy * REACHED) == pytest.approx(WITHIN, abs=0.5)
    people = MEASURES["participants_3"]
    assert (people.low, people.high) == (REACHED - WITHIN, REACHED + WITHIN)


def test_the_accepted_alone_are_told():
    made = fitted.accepted_ranges(tried([(1.0, False), (2.0, True), (3.0, True), (4.0, False)])).set_index("name")
    assert made.loc[FACTOR, ["least", "middle", "most", "number"]].tolist() == [2, 2.5, 3, 2]
    assert set(made.index) == {FACTOR, *FREE}
    said = in_words((2.0, 1.9, 2.1), tried([(1.0, False), (2.0, False)]), 5, 2.5)
    assert "0 of 2 draws meet it, so that nothing is known" in said


def test_draws_that_meet_p1_are_those_of_the_runs(lab):
    again = fitted.tried_draws(lab, Parameters(), 16)
    assert again["seed"].tolist() == list(range(1, 17))
    assert again["accepted"].equals(meets(again["facilitators_trained"], again["participants"]))
    reached = fitted.reached_by_factor(lab, Parameters(), 4, 3)
    assert reached["value"].tolist() == [1, 2, 3, 4]
    assert reached["middle"].iloc[0] < reached["middle"].iloc[-1]
    assert (reached["low"] < reached["middle"]).all()


# ---- what moves reach over the sets of an ensemble: by hand where the answer is known --------------------------------

SETS = 120


@pytest.fixture(scope="module")
def numbers():
    """Three inputs of a made study."""
    stream = Draws(1).stream
    return pd.DataFrame({name: stream(name).uniform(np.arange(SETS)) for name in ("moves", "lowers", "idle")})


def test_inputs_are_numbers_and_whether_a_rule_holds():
    made = unknowns.inputs(even(2), np.arange(6), unknowns.INPUTS_QUICK)
    assert {"retention.loss_per_year", "registering.rule = simple", "registering.rule = threshold"} <= set(made)
    rules = even(2).table["registering.rule"]
    assert made["registering.rule = simple"].tolist() == (rules == "simple").astype(float).tolist()
    assert len(unknowns.inputs(even(2), np.arange(6)).columns) > 50


def test_what_moves_an_output_is_told_and_what_does_not_is_not(numbers):
    output = (3 * numbers["moves"] - numbers["lowers"]).rename("people")
    found = unknowns.told(unknowns.moved(numbers, output), "people")
    assert found["factor"].tolist() == ["moves", "lowers"]
    assert (found["prcc"] > 0).tolist() == [True, False]
    shuffled = output.sample(frac=1, random_state=1).set_axis(output.index)
    assert unknowns.told(unknowns.moved(numbers, shuffled), "people").empty


def test_thirds_are_read_where_an_input_is_low_and_high():
    values = pd.Series(np.arange(9.0))
    low, high = unknowns.thirds(values, pd.Series(np.arange(9.0)))
    assert (low.tolist(), high.tolist()) == ([0, 1, 2], [6, 7, 8])
    without, with_it = unknowns.thirds(values, pd.Series([0.0] + [1.0] * 8))
    assert (without.tolist(), len(with_it)) == ([0], 8)


def test_the_spread_of_what_differs_only_between_seeds_is_luck():
    worlds = np.array([*range(1, 41), *met_again(60)])
    values = np.where(worlds % 2, 1.0, -1.0) * np.where(worlds > AGAIN, -1, 1)
    made = unknowns.spread_of(pd.Series(values, worlds), Worlds(even(16)))
    assert made["luck"] == pytest.approx(1)


# ---- how presets are judged by the patterns, and what they are made of -----------------------------------------------


def test_presets_are_judged_by_their_means():
    """A preset whose means lie in the middle misses nothing; one figure outside is named."""
    middle = {
        name: (np.clip(measure.low, -1e6, 1e6) + np.clip(measure.high, -1e6, 1e6)) / 2
        for name, measure in MEASURES.items()
    }  # fmt: skip
    runs: list[dict[str, Any]] = [
        {"case": case, "seed": seed, **middle, **{f"flow_{year}": 1.0 for year in range(1, YEARS + 1)}}
        for case in fitted.CASES
        for seed in (1, 2)
    ]
    for row in runs:
        if row["case"] == "central":
            row["trained_3"] = 27 + row["seed"]  # 28.5 on average
        if row["case"] == "cautious":
            row["families"] = 61
    made = fitted.table(pd.DataFrame(runs))
    worlds = pd.DataFrame([row for row in runs if row["case"] == "ref"])
    worlds.loc[0, "families"] = 61
    found = fitted.answer(made, worlds, 2)
    rows = found.rows.set_index("pattern")
    assert rows.loc["P1", "`central`, figures in bounds"] == "1 of 2"
    assert rows.loc["P7", "`cautious`, figures in bounds"] == "1 of 2"
    assert rows.loc["P7", "simulations with its seldomest figure in bounds"] == "50 of 100 simulations"
    assert rows["verdict"].tolist() == ["in most simulations"] * 6 + ["in fewer than half"]
    assert found.answer == "6 of 7 patterns in most simulations; the reference shows 7"
    assert "what belongs to P7, which" in found.follows
    assert f"Seldomest in its bounds, over the simulations, is {MEASURES['families'].words}" in found.sentence


@pytest.mark.parametrize("preset", fitted.PRESETS)
def test_the_open_call_has_what_the_preset_sets(preset):
    given = read(FOLDER / f"{preset}.toml").parameters
    call = fitted.open_call(given).parameters
    assert call.retention == given.retention
    assert call.group == given.group
    assert call.training.places == call.training.founders == 0
    assert [row.kind for row in call.alternative] == ["team challenge"]


@pytest.fixture(scope="module")
def quick():
    """The table of a quick run."""
    return fitted.table(fitted.experiment(fitted.SEEDS_OF_A_PRESET_QUICK))


def test_what_must_hold_in_any_seed(quick):
    """Bounds that do not depend on luck: places cap the trained, parts add up."""
    made = quick.set_index(["case", "measure"])["mean"]
    for case in fitted.CASES:
        assert made[case, "reached_3"] == pytest.approx(made[case, "participants_3"] + made[case, "trained_3"])
        yearly = sum(made[case, f"flow_{year}"] for year in range(1, fitted.YEARS + 1))
        assert yearly == pytest.approx(made[case, "participants_10"])
        assert 6 <= made[case, "registered"] <= 10
    assert made["ref", "trained_3"] <= 30
    assert made["ref without the outreach factor", "participants_3"] < made["ref", "participants_3"]
    assert made["ref without a limit on places", "trained_3"] > made["ref", "trained_3"]
    for case in ("central", "cautious"):
        assert made[case, "participants_10"] < made["ref", "participants_10"]
    assert made["central", "families"] == made["ref", "families"]  # presets differ in the groups alone


def test_a_world_is_the_reference_with_its_values():
    made = fitted.in_the_worlds(even(2), 2)
    assert made["seed"].tolist() == [1, 2]
    assert set(MEASURES) < set(made)
    other = fitted.in_the_worlds(replace(even(2), table=even(2).table.iloc[::-1].reset_index(drop=True)), 2)
    assert made["participants_10"].tolist() != other["participants_10"].tolist()


# ---- what the question says of predictions while nothing is known and when facts come, which are made up -------------

FACT = {"known_on": "2028-01-01", "source": "made up"}


def statements(**known: float | None) -> pd.DataFrame:
    """All statements, with these facts; what comes today is what was sealed."""
    rows = []
    for one in all_statements():
        fact: dict[str, Any] | None = None
        if one.name in known:
            fact = FACT | {"low": known[one.name], "high": known[one.name]}
        now: dict[str, dict[str, Any]] = {}
        for who in BY:
            said = getattr(one, who)
            now[who] = said.model_dump() if said else {"worlds": 0}
        rows.append(row_of(one, fact, now))
    return pd.DataFrame(rows)


def test_before_anything_is_known_it_says_so_and_when_something_will_be():
    found = of_statements(statements(), even(1), 200)
    assert found.answer == "Nothing is judged yet: 10 predictions are sealed, the first is due on 2027-03-31"
    assert found.sure == "no fact is known"
    assert {*found.rows["verdict"]} == {"not known yet"}
    assert {*found.rows["fact"]} == {"–"}
    assert "10 of 10 statements come to the same today, in 200 simulations of the ensemble even." in found.method


def test_facts_are_scored_with_the_sheet_beside_the_model():
    made = statements(centre_participants=996, centre_communes=10, dinan_groups=30, besancon_active=float("nan"))
    found = of_statements(made, even(1), 200)
    scores = made.set_index("series")
    ours, theirs = (scores.loc[["centre_participants", "dinan_groups"], of].mean() for of in ("score", "sheet_score"))
    assert found.answer.startswith("1 of 3 (")  # two of which the sheet predicts as well; one is void
    assert found.answer.endswith(f"in nine tenths; score {ours:.3f}, the short model's {theirs:.3f}")
    assert found.sure.startswith(f"over 2 facts that both predict; {ours - theirs:+.3f} (± ")
    assert "the first is due on 2027-05-16" in found.sentence
    verdicts = found.rows.set_index("statement")["verdict"]
    assert verdicts["centre_participants"] == "inside 50 %"
    assert verdicts["centre_communes"] == verdicts["dinan_groups"] == "outside"
    assert verdicts["besancon_active"] == "void"
    shown = found.rows.set_index("statement").loc["centre_participants"]
    assert shown["model"] == "996 (579 to 1,535)"
    assert shown["fact"] == "996 to 996"


def test_what_the_model_would_say_otherwise_today_is_counted():
    made = statements()
    assert (
        "9 of 10 statements come"
        in of_statements(made.assign(same=made["series"] != "dinan_groups"), even(1), 9).method
    )


# ---- what the question says of facts and predictions -----------------------------------------------------------------


@pytest.fixture(scope="module")
def table():
    return facts_by_hand()


def test_only_what_was_held_out_counts(table):
    found = known.of_facts(table, even(1), 50)
    assert found.rows["facts"].iloc[0] == "mean score of 2 that both predict, held out"
    assert found.rows["verdict"].iloc[-1] == "no better than chance"
    assert found.method.endswith("would miss so many in roughly 19.0% of cases.")  # one of two: 1 - 0.9²
    seen = known.of_facts(table.assign(mark="input"), even(1), 50)
    assert seen.sentence.startswith("No held-out facts are no validation. These would be: 20 or more")
    assert seen.sure == "no comparison: too few"


def test_a_bound_is_no_fact_among_others(table):
    """Nearly every world keeps it, so that it would make up for a miss."""
    bound = table.iloc[[0]].assign(series="f", low=-inf, verdict=KEPT, score=nan, sheet_score=nan)
    found = known.of_facts(pd.concat([table, bound], ignore_index=True), even(1), 50)
    assert "1 of 2 facts held out lie in the 90 % range. The model is at least" in found.sentence
    assert found.answer == "Two held-out facts are no validation; 1 in the 90 % range"
    assert found.sure == (
        "the short model: 0.150 against 0.250, difference -0.100 (± 0.200), which does not tell the two apart, over 2 "
        "facts"
    )
    assert "bounds that are kept" in found.rows["facts"].tolist()


# ---- the model and the short model on the same facts, in words and tables, by hand -----------------------------------


@pytest.fixture
def facts():
    made = facts_by_hand()
    return made[made["series"] != CHANCE]


def with_scores(facts, **scores):
    return facts.assign(score=facts["series"].map(scores).fillna(nan))


def test_the_first_line_says_whether_the_model_is_at_least_as_good(facts):
    """a and c are held out; b was used, and d is an input, so that it counts nowhere."""
    line = known.first_line(facts)
    assert line == (
        "The model is at least as good as the short model over the 2 facts held out that both predict: mean "
        "quantile score (lower is better) 0.150 against 0.250, difference -0.100 (± 0.200), "
        "which does not tell the two apart. These few are of A; C."
    )
    worse = known.first_line(with_scores(facts, a=0.9, b=0.1, c=0.6, d=0.1))
    assert worse.startswith("The model is not as good as the short model over the 2 facts")
    assert "0.750 against 0.250" in worse
    assert "apart" not in worse  # by two standard errors and more


def test_without_a_fact_that_both_predict_it_is_not_told(facts):
    none = facts.assign(score=nan)
    assert known.first_line(none) == (
        "Whether the model is as good as the short model is not known: no fact that was held out is predicted by both."
    )
    assert known.also(none) == []
    (used,) = known.also(facts)
    assert used.startswith("With those that were used it is 0.167 against 0.200")


def test_few_held_out_facts_are_no_validation_and_enough_of_them_may_be():
    assert known.no_validation(2)[0].startswith("Two held-out facts are no validation. These would be: 20 or more")
    assert known.number_of_facts(1) == "One held-out fact is no validation"
    assert (known.no_validation(20), known.number_of_facts(20)) == ([], "20 held-out facts")


def test_a_start_candidate_is_nearer_only_beyond_two_standard_errors():
    scores = {AS_IT_IS: (0.2, 0.3, 0.25), "worse": (0.5, 0.6, 0.5), "alike": (0.21, 0.28, 0.26)}
    rows = [
        {"programme": place, "figure": "people", "fact": 1.0, "mark": "used", "candidate": name, "score": score}
        | {"p5": 0.5, "p50": 1.0, "p95": 2.0}
        for name, of in scores.items()
        for place, score in zip("ABC", of, strict=True)
    ]
    _, _, said, _, *table = known.of_starts(pd.DataFrame(rows))
    assert "Clearly nearer to them than the model as it is: none; clearly further off: “worse”." in said
    assert "“worse” +0.283 (± 0.017); “alike” +0.000 (± 0.010)" in said
    assert len(table) == 2 + 3


def test_the_rows_have_scores_and_rates_with_their_intervals(facts):
    rows = pd.DataFrame(known.summary(facts)).set_index("facts")
    first = rows.loc["mean score of 2 that both predict, held out"]
    assert first.tolist() == ["0.150", "0.250", "model ahead in 1 of 2; -0.100 ± 0.200"]
    assert rows.loc["inside half, held out", "model"] == "1 of 2 (9% to 91%)"  # Wilson's
    assert rows.loc["inside nine tenths, held out", "model"] == "1 of 2 (9% to 91%)"
    assert rows.loc["inside half, held out", "short model"] == "2 of 2 (34% to 100%)"
    assert len(rows) == 4


# ---- the picture of `README.md` shows what its runs gave (`questions/at_a_glance.py`) --------------------------------


@pytest.fixture(scope="module")
def glance(lab):
    return at_a_glance.at_a_glance(asking(2, lab))


def test_the_map_is_of_the_first_run(glance):
    reference = read()
    first = simulate(reference, territory_for(reference), years=LEAST_YEARS, seed=1)
    communes = glance.table[glance.table["what"] == "first run"].set_index("where")
    events = first.tables["events"]
    came = events.loc[events["kind"] == "started", "where"].value_counts()
    assert len(communes) == 68
    assert communes.loc[communes["people"] > 0, "people"].to_dict() == came.to_dict()
    assert f"{came.sum():,} people of {len(came)} of 68 communes" in glance.method


def test_the_courses_drawn_are_those_of_the_table_and_part_in_the_fourth_year(glance):
    drawn = {tuple(np.round(line.get_ydata(), 6)) for line in glance.figure.axes[1].lines}
    courses = [glance.table.loc[glance.table["what"] == name, "participants_p50"].tolist() for name in (BASE, OTHER)]
    assert {tuple(np.round(course, 6)) for course in courses} <= drawn
    assert courses[0][:4] == courses[1][:4]
    assert courses[0][4] != courses[1][4]


def test_no_label_gives_another_difference_than_the_title(glance):
    """The difference of two medians is not the median of the differences: only one of them is written."""
    labels = [one.get_text() for one in glance.figure.axes[1].texts if ": " in one.get_text()]
    gain = next(one for one in labels if one.startswith("twenty")).removeprefix("twenty: ")
    assert len(labels) == 2
    said = " ".join(one.get_text() for one in glance.figure.findobj(Text))
    assert f": {gain} people in" in said
    assert "±" not in said
