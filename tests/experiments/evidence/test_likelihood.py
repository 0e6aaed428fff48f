"""How likely runs make what was observed, against normal laws worked out by hand."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from contagion.experiments.evidence.calibration import (
    Luck,
    log_likelihood,
    must_be_told,
    with_luck_near,
)
from contagion.experiments.evidence.ensemble import FIRST_SEED, beside, predicted
from contagion.experiments.evidence.targets import Figure, Target, Targets, in_runs, read_targets
from contagion.models.parameters import Parameters
from contagion.models.runs.study import Conversations, case, changed
from contagion.models.scenario import read
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import Job
from contagion.sim.statistics.importance import WeightedSample
from tests.helpers.mistakes import refused


def targets(*rows, discrepancy=0.0):
    return Targets("by_hand", "by hand", "ref", discrepancy, rows, "by hand")


PEOPLE = Target(indicator="participants", year=3, value=300, evidence="counted", error=20)
NO_LUCK = Luck(np.zeros((1, 3)))


def test_a_value_has_a_normal_likelihood_with_the_luck_of_the_mean_taken_out():
    """Error 20, discrepancy 10 % of 300, luck of variance 2 m at a mean of 200 and over 4 seeds: 0.75 times; a gap has
    the luck of both, 1.25 times."""
    figures = np.array([190.0, 210.0, 180.0, 220.0]).reshape(1, 4, 1)
    luck = Luck(np.array([[0.0, 2.0, 0.0]]))
    log, gaps = log_likelihood(figures, targets(PEOPLE, discrepancy=0.1), luck)
    assert gaps[0, 0] == pytest.approx(-100 / np.sqrt(20**2 + 30**2 + 400 * 1.25))
    error = np.sqrt(20**2 + 30**2 + 400 * 0.75)
    assert log[0] == pytest.approx(norm.logpdf(300, 200, error) + 0.5 * np.log(2 * np.pi))


RANGE = Target(indicator="participants", year=3, low=210, high=300, evidence="range", error=20)
S, MU = 40.0, 250.0  # luck of a run, and the true mean


@pytest.mark.parametrize("seeds", [1, 2, 5])
def test_in_the_mean_over_luck_the_likelihood_is_that_of_one_run_of_the_world(seeds):
    """Over means of seeds as they are drawn at a true mean, in closed form."""
    chance = norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    means = MU + S / np.sqrt(seeds) * chance
    figures, luck = np.repeat(means[:, None], seeds, axis=1)[:, :, None], Luck(np.array([[S**2, 0.0, 0.0]]))
    one_run = np.sqrt(20**2 + S**2)
    at = np.exp(log_likelihood(figures, targets(PEOPLE), luck)[0]).mean() / np.sqrt(2 * np.pi)
    assert at == pytest.approx(norm.pdf(300, MU, one_run), rel=1e-4)
    within = np.exp(log_likelihood(figures, targets(RANGE), luck)[0]).mean()
    assert within == pytest.approx(norm.cdf(300, MU, one_run) - norm.cdf(210, MU, one_run), rel=1e-4)


def test_where_nothing_is_left_by_which_a_figure_could_miss_that_is_said():
    """One seed has the luck of the world in it already."""
    exact = PEOPLE.model_copy(update={"error": 0.0})
    luck, figures = Luck(np.array([[S**2, 0.0, 0.0]])), np.full((2, 1, 1), 300.0)
    with pytest.raises(InputError, match="by_hand: participants_3 needs an error or a discrepancy"):
        log_likelihood(figures, targets(exact), luck)
    assert np.isfinite(log_likelihood(figures, targets(exact, discrepancy=0.1), luck)[0]).all()
    assert np.isfinite(log_likelihood(np.full((2, 2, 1), 300.0), targets(exact), luck)[0]).all()


@pytest.mark.parametrize("mean,gap", [(250, 0.0), (150, -60 / 20), (320, 1.0), (900, 30.0)])
def test_a_range_says_that_the_figure_lies_in_it_and_not_where(mean, gap):
    log, gaps = log_likelihood(np.full((1, 2, 1), float(mean)), targets(RANGE), NO_LUCK)
    assert gaps[0, 0] == pytest.approx(gap)
    if mean < 900:
        assert log[0] == pytest.approx(np.log(norm.cdf(300, mean, 20) - norm.cdf(210, mean, 20)))
    assert np.isfinite(log[0])


def test_a_place_where_a_run_failed_cannot_have_been():
    figures = np.array([[[300.0], [np.nan]], [[300.0], [300.0]]])
    log, _gaps = log_likelihood(figures, targets(PEOPLE), NO_LUCK)
    assert log[0] == -np.inf
    assert np.isfinite(log[1])


def test_luck_is_learned_from_all_places():
    """Poisson figures: the variance is the mean."""
    means = np.linspace(10, 400, 3000)
    figures = np.random.Generator(np.random.PCG64(1)).poisson(means[:, None], (3000, 2))[:, :, None].astype(float)
    learned = Luck.of(figures).variance(np.array([[50.0], [300.0]])).ravel()
    assert learned == pytest.approx([50, 300], rel=0.15)


def other_far_away(places: int = 4000):
    """Luck of variance 25 near 300, and of 400 below 200: no law that rises with the mean has both."""
    means = np.linspace(10, 400, places)
    spread = np.where(means < 200, 20.0, 5.0)
    return (means[:, None] + spread[:, None] * np.random.default_rng(1).normal(size=(places, 2)))[:, :, None]


def test_luck_is_learned_where_it_is_used():
    figures, asked = other_far_away(), targets(PEOPLE.model_copy(update={"error": 10.0}))
    places, even, at = np.zeros((len(figures), 1)), np.ones(len(figures)), np.array([[300.0]])
    far = Luck.of(figures)
    near, weighted, gaps = with_luck_near(
        figures, asked, WeightedSample(places, log_likelihood(figures, asked, far)[0], even)
    )
    assert far.variance(at)[0, 0] > 150
    assert near.variance(at)[0, 0] == pytest.approx(25, rel=0.25)
    log, own = log_likelihood(figures, asked, near)
    assert np.array_equal(weighted.log_likelihood, log)
    assert np.array_equal(gaps, own)


def test_few_sets_near_the_data_are_joined_by_those_that_come_next():
    """Of forty sets, ten apart, one or two agree; the luck is that of the ten nearest."""
    figures = other_far_away(40)
    exact = targets(PEOPLE.model_copy(update={"error": 1.0}))
    start = WeightedSample(np.zeros((40, 1)), log_likelihood(figures, exact, Luck.of(figures))[0], np.ones(40))
    luck, weighted, _gaps = with_luck_near(figures, exact, start, enough=10)
    assert weighted.effective() < 3
    assert 5 < luck.variance(np.array([[300.0]]))[0, 0] < 125


def test_where_nothing_can_have_been_all_sets_count_alike():
    figures = np.where(np.arange(400)[:, None, None] == 7, np.nan, other_far_away(400))
    nothing = WeightedSample(np.zeros((400, 1)), np.full(400, -np.inf), np.ones(400))
    luck = Luck.of(figures, nothing.weights())
    assert luck.variance(np.array([[300.0]])) == pytest.approx(Luck.of(figures).variance(np.array([[300.0]])))


def test_targets_that_no_set_tells_are_refused_by_the_one_that_is_told_by_the_fewest():
    figures = np.full((5, 2, 2), 1.0)
    figures[1:, 0, 1] = np.nan
    asked = targets(PEOPLE, PEOPLE.model_copy(update={"year": 2}))
    must_be_told(figures, asked)
    figures[0] = np.nan
    with pytest.raises(InputError, match=r"none of the first 5 sets .* participants_2 is reached by the fewest \(0\)"):
        must_be_told(figures, asked)


# ---- figures that were observed, as files say them and as runs tell them ---------------------------------------------


def figure(**said):
    return Figure.model_validate({"year": 2, "value": 1, **said})


FIGURES = {
    "participants": figure(indicator="participants"),
    "a group": figure(indicator="participants", per="groups_started"),
    "ended": figure(indicator="groups_ended"),
    "growth": figure(indicator="participants", per="participants", per_year=1),
    "families": figure(indicator="alternative_participants", year=1),
    "by nothing": figure(indicator="participants", per="alternative_participants"),
    "at the end": figure(indicator="periphery_ratio"),
}


@pytest.fixture(scope="module")
def runs(lab):
    """Of the reference, of a team challenge instead of the groups, and of nothing at all."""
    nothing = Parameters().with_values({"training.founders": 0, "training.places": 0})
    scenarios = {"ref": read().parameters, "teams": read(Path("challenge_instead")).parameters, "nothing": nothing}
    return lab.run([case(parameters, of=name) for name, parameters in scenarios.items()], [1, 2], 2)


def test_figures_are_those_of_the_tables(runs):
    made = in_runs(runs, list(FIGURES.values()), ["of", "seed"]).set_axis(list(FIGURES), axis=1)
    ends = runs.table.set_index(["of", "seed"])
    first = runs.rows("years").query("year == 1").set_index(["of", "seed"])
    ref = made.loc["ref"]
    assert ref["participants"].tolist() == ends.loc["ref", "participants"].tolist()
    assert ref["a group"].tolist() == (ends["participants"] / ends["groups_started"]).loc["ref"].tolist()
    assert ref["ended"].tolist() == (ends["groups_started"] - ends["groups_running"]).loc["ref"].tolist()
    assert ref["growth"].tolist() == (ends["participants"] / first["participants"]).loc["ref"].tolist()
    assert (ref["growth"] > 1).all()
    assert ref["at the end"].tolist() == ends.loc["ref", "periphery_ratio"].tolist()
    families = runs.rows("alternatives").query("year == 1").set_index(["of", "seed"])["participants"]
    assert made.loc["teams", "families"].tolist() == families.tolist()
    assert families.min() > 0
    assert (made.loc["ref", "families"] == 0).all()


def test_there_is_no_ratio_where_there_is_nothing_to_divide_by(runs):
    made = in_runs(runs, list(FIGURES.values()), ["of", "seed"]).set_axis(list(FIGURES), axis=1)
    assert (made.loc["nothing", "participants"] == 0).all()
    assert made.loc["ref", "by nothing"].isna().all()
    assert made.loc["nothing", ["a group", "growth", "at the end"]].isna().all(axis=None)


@pytest.mark.parametrize(
    "said,words",
    [
        ({"per_year": 1}, "per_year = 1 needs per"),
        ({"per": "coverage", "per_year": 1}, "per 'coverage': is known at the end only"),
        ({"per": "cost_total"}, "per 'cost_total': unknown indicator"),
        ({"low": 3, "high": 2}, "low = 3 must lie below high = 2"),
    ],
)
def test_what_a_run_does_not_tell_is_refused(said, words):
    with pytest.raises(InputError, match=f"^here: {words}"):
        figure(indicator="participants", **said).must_be_of_a_run(2, "here")


# ---- files of what was observed of a programme -----------------------------------------------------------------------

ROW = '[[target]]\nindicator = "participants"\nyear = 3\nvalue = 300\nevidence = "counted"\n'


def written(tmp_path, text):
    file = tmp_path / "targets.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_an_error_that_is_not_given_goes_by_the_evidence(tmp_path):
    counted, claimed = (
        read_targets(written(tmp_path, ROW.replace("counted", evidence))).rows[0] for evidence in ("counted", "claimed")
    )
    assert (counted.deviation, claimed.deviation) == (6, 30)


@pytest.mark.parametrize(
    "text,said",
    [
        ("", "target"),
        (ROW.replace("participants", "particpants"), "target 1: indicator 'particpants': unknown indicator. Did"),
        (ROW + 'per = "groups"\n', "target 1: per 'groups': unknown indicator"),
        (ROW.replace("year = 3", "year = 0"), "target 1: year = 0: "),
        (ROW.replace("value = 300", 'value = "many"'), "target 1: value = 'many': "),
        (ROW.replace("value = 300\n", ""), "target 1: evidence 'counted' needs value, not nothing"),
        (ROW.replace("counted", "range"), "target 1: evidence 'range' needs low and high, not value"),
        (ROW.replace("counted", "guessed"), "target 1: evidence = 'guessed': "),
        (ROW.replace("value = 300", "low = 300\nhigh = 210").replace("counted", "range"), "must lie below"),
        (ROW + "colour = 3\n", "target 1: colour = 3: unknown field"),
        (ROW + "error = 0\n", "target 1: error = 0: "),
        (ROW.replace("value = 300", "value = 0"), "target 1: a value of 0 needs an error"),
        (
            ROW + ROW.replace("300", "500"),
            "targets 1 and 2 contradict each other: participants_3 300 and participants_3 500",
        ),
        (
            ROW.replace("300", "50") + ROW.replace("300", "100").replace("year = 3", "year = 1"),
            "targets 1 and 2 contradict each other: participants_3 50 and participants_1 100",
        ),
        (ROW.replace("300", "-50"), "target 1: participants_3 -50: must lie between 0 and 1e+09"),
        (
            ROW + ROW.replace("participants", "coverage").replace("year = 3", "year = 2"),
            "target 2: indicator 'coverage': is known at the end only",
        ),
        ("[[target", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(tmp_path, text, said):
    message = refused(lambda: read_targets(written(tmp_path, text)))
    assert said in message
    assert str(tmp_path / "targets.toml") in message


@pytest.mark.parametrize("name, value", [("participants", 99), ("facilitators_active", 50)])
def test_a_total_may_fall_within_its_errors_and_a_stock_as_it_likes(tmp_path, name, value):
    first = ROW.replace("participants", name).replace("300", "100")
    later = ROW.replace("participants", name).replace("300", str(value)).replace("year = 3", "year = 5")
    assert read_targets(written(tmp_path, first + later)).years == 5


def test_a_file_that_is_not_there_is_answered_with_those_that_are(tmp_path):
    with pytest.raises(InputError, match=r"no such file of targets. Available: besancon, besancon_tasters"):
        read_targets(tmp_path / "none.toml")


# ---- what an ensemble makes of what was observed: by hand, and as a calibration keeps it -----------------------------


def test_runs_that_do_not_tell_a_figure_are_left_out_and_counted():
    figures = np.array([[1.0, 3.0], [np.nan, 2.0], [np.nan, np.nan], [2.0, 4.0]])
    row = beside(figures, 2.0, 2.0, 1e-6, 0.0)
    assert (row["p50"], row["told"], row["luck"]) == (2.0, 62.5, pytest.approx(np.sqrt(2), rel=1e-3))
    assert beside(np.full((2, 2), np.nan), 1.0, 1.0, 1.0, 0.0)["told"] == 0


def test_it_is_of_the_sets_that_are_kept_with_seeds_that_nothing_was_fitted_with(own_lab, few_sets, few):
    rows = predicted(own_lab, few_sets, few, sets=2)
    assert [row["name"] for row in rows] == [row.name for row in few_sets.targets.rows]
    parameters = [case(changed(read().parameters, few.values(number))).parameters for number in (0, 1)]
    seeds = [FIRST_SEED + place for place in range(4)]
    made = [Conversations().run(Job(parameters[n // 2], seed, 3))[0] for n, seed in enumerate(seeds)]
    people = [row["participants"] for row in made]
    of = next(row for row in rows if row["indicator"] == "participants")
    assert of["p50"] == pytest.approx(np.median(people), rel=1e-3)
    assert (of["low"], of["high"], of["error"], of["discrepancy"]) == (300, 300, 15, 300 * few_sets.targets.discrepancy)
    assert predicted(own_lab, few_sets, few, sets=2) == rows
