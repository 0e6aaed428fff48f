"""In which worlds a condition holds: what is run, what is counted, and where boxes are looked for."""

import json
import re
from dataclasses import replace
from math import exp
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import contagion as ct
from contagion.experiments.commands.discover import work as discovery
from contagion.experiments.commands.discover.figure import discovery_figure
from contagion.experiments.commands.discover.work import (
    RANGES,
    Condition,
    Discovery,
    condition_in_words,
    discover,
    in_words,
    limits_of,
    over_ranges,
    read_condition,
    years_of,
)
from contagion.experiments.evidence.calibration import RULES, space_of
from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.words_of_numbers import limit_in_words, value_in_words
from contagion.experiments.evidence.worlds import Worlds
from contagion.models.runs.lab import AGAIN
from contagion.models.runs.study import case
from contagion.models.scenario import read
from contagion.sim.errors import InputError
from contagion.sim.files import read_parquet
from contagion.sim.laboratory.laboratory import Case
from contagion.sim.statistics.designs import Factor
from contagion.sim.statistics.discovery import SearchResult, find
from contagion.sim.statistics.spread import interval_of_share
from tests.helpers.command import complaint, contagion
from tests.helpers.drawn import axes, unreadable, written

RULE, LOSS, REST = "registering.rule", "retention.loss_per_year", "facilitation.rest_weeks"


def by_hand(
    within: float = 0.9, elsewhere: float = 0.1, sets: int = 600, name: str = "by_hand", **changed: Any
) -> Discovery:
    """How often it holds where the loss is above 0.4 and the rule is not `simple`, and elsewhere."""
    random = np.random.default_rng(1)
    table = pd.DataFrame({LOSS: 0.8 * random.random(sets), REST: 2 + 28 * random.random(sets)})
    table[RULE] = random.choice(["simple", "reinforced", "threshold"], sets)
    often = np.where((table[LOSS] > 0.4) & (table[RULE] != "simple"), within, elsewhere)
    holds = (random.random(sets) < often).astype(float)
    figures = np.where(holds > 0, 100 + 300 * random.random(sets), 500 + 700 * random.random(sets))
    few = min(holds.sum(), (1 - holds).sum()) < 20
    found = SearchResult((), ()) if few else find(table, holds, halves=5)
    runs: Any = SimpleNamespace(store=SimpleNamespace(about={}), labels=pd.DataFrame({"seed": [1]}))
    about = {"title": "Towns 2017-2019"}
    made: dict[str, Any] = {
        "scenario": read(),
        "condition": Condition("participants", "<", 450, 5),
        "ensemble": Ensemble(name, table, about),
        "years": 5,
        "seeds": 1,
        "levers": (),
        "worlds": table.assign(figure=figures, holds=holds),
        "without": 0,
        "search": found,
        "runs": runs,
    }
    return Discovery(**{**made, **changed})


@pytest.mark.parametrize(
    "text, expected",
    [
        ("participants < 1000 at year 5", Condition("participants", "<", 1000, 5)),
        ("  communes_reached>=34  at year 10 ", Condition("communes_reached", ">=", 34, 10)),
        ("people < 400 at year 5", Condition("participants", "<", 400, 5)),  # as tables print them
        ("communes reached >= 34 at year 10", Condition("communes_reached", ">=", 34, 10)),
        ("coverage ≤ 1e-2 at the end", Condition("coverage", "<=", 0.01, None)),
        ("r_facilitators_now > -1.5 at the  end", Condition("r_facilitators_now", ">", -1.5, None)),
    ],
)
def test_a_condition_is_read(text, expected):
    assert read_condition(text) == expected
    assert read_condition(str(expected)) == expected


@pytest.mark.parametrize(
    "sign, expected", [("<", [True, False, False]), ("<=", [True, True, False]), (">", [False, False, True]),
                       (">=", [False, True, True])]
)  # fmt: skip
def test_it_holds_on_one_side_and_its_contrary_on_the_other(sign, expected):
    condition, figures = Condition("participants", sign, 2), np.array([1, 2, 3])
    assert condition.holds(figures).tolist() == expected
    assert (condition.contrary.holds(figures) == ~condition.holds(figures)).all()


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "'': cannot be read as a condition; write INDICATOR < NUMBER at year N"),
        ("participants < 1000", "cannot be read as a condition; write INDICATOR < NUMBER at year N"),
        ("participants = 1000 at year 5", "cannot be read as a condition"),
        ("participants < 1000 at year 5 or so", "cannot be read as a condition"),
        ("particpants < 1 at year 5", "indicator 'particpants': unknown indicator. Did you mean 'participants'?"),
        ("cost_total > 5 at the end", "indicator 'cost_total': unknown indicator"),
        ("participants < 1 000 at year 5", "'1 000' is not a number; write 1000"),
        ("participants < many at year 5", "'many' is not a number"),
        ("participants < inf at year 5", "'inf' must be a finite number"),
        ("participants < 1000 at year 0", "year '0' must be a whole number from 1 to 100"),
        ("participants < 1000 at year 2.5", "year '2.5' must be a whole number from 1 to 100"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_a_line(text, said):
    with pytest.raises(InputError) as refused:
        read_condition(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_runs_are_as_long_as_the_condition_needs_unless_it_is_said():
    at_five, at_the_end = Condition("participants", "<", 1, 5), Condition("coverage", "<", 1)
    assert [years_of(at_five, None, 10), years_of(at_five, 7, 10)] == [5, 7]
    assert [years_of(at_the_end, None, 10), years_of(at_the_end, 3, 10)] == [10, 3]
    assert years_of(Condition("coverage", "<", 1, 5), None, 10) == 5  # the end is then that of year 5


@pytest.mark.parametrize(
    "condition, said",
    [
        (Condition("participants", "<", 1, 5), "'participants < 1 at year 5': the runs end with year 4"),
        (Condition("coverage", "<", 1, 2), "indicator 'coverage': is known at the end only; write: at the end"),
    ],
)
def test_a_year_of_which_nothing_is_known_is_refused(condition, said):
    with pytest.raises(InputError, match=said):
        years_of(condition, 4, 10)


PEOPLE = Condition("participants", "<", 60, 1)


@pytest.fixture(scope="module")
def ranges():
    return over_ranges(read(), 60)


@pytest.fixture(scope="module")
def found(lab, ranges):
    return discover(lab, read(), PEOPLE, ranges, 1, halves=3)


def test_the_ranges_are_filled_evenly_and_rules_take_turns(ranges):
    assert ranges.name == RANGES
    assert ranges.table[RULE].tolist() == list(RULES) * 20
    factor = next(one for one in space_of(read().parameters) if one.name == "retention.loss_per_year")
    shares = (ranges.table["retention.loss_per_year"] - factor.low) / (factor.high - factor.low)
    assert sorted(np.floor(60 * shares)) == list(range(60))


def test_a_row_is_a_set_as_it_was_run(lab, ranges, found):
    """One set, run by itself in its world."""
    place = 7
    parameters = ranges.over(read(), place)
    runs = lab.run_each([(Case(case(parameters).parameters), place + 1)], 1)
    row = found.worlds.loc[place]
    assert row["figure"] == runs.table["participants"].iloc[0]
    assert row["holds"] == (row["figure"] < 60)
    assert all(parameters.get(name) == row[name] for name in found.factors)
    assert {*found.factors} == {*ranges.table}


def test_sets_that_are_all_the_same_are_refused(lab, ranges):
    with pytest.raises(InputError, match="ranges: its first 1 sets are one and the same"):
        discover(lab, read(), PEOPLE, ranges, 1, sets=1)
    same = replace(ranges, table=ranges.table.iloc[[0, 0, 0]].reset_index(drop=True))
    with pytest.raises(InputError, match="first 3 sets are one and the same"):
        discover(lab, read(), PEOPLE, same, 1)


def test_a_set_that_comes_again_makes_the_share_no_surer(lab, ranges, found):
    twice = replace(found, worlds=found.worlds.loc[np.repeat(found.worlds.index, [*[3] * 20, *[1] * 40])])
    assert twice.independent == pytest.approx(100**2 / (20 * 9 + 40))
    assert twice.interval == interval_of_share(twice.share, twice.independent)


def test_sets_that_are_the_same_are_so_whatever_levers_do_beside(own_lab, ranges, monkeypatch):
    """Five sets, each there twelve times with other founders, are five; boxes are told to be of as few."""
    five, asked = replace(ranges, table=ranges.table.iloc[np.arange(60) % 5].reset_index(drop=True)), []
    monkeypatch.setattr(discovery, "find", lambda *_, same, **__: asked.append(same) or SearchResult((), ()))
    founders, condition = Factor("training.founders", 0, 60, whole=True), Condition("facilitators_trained", "<", 30, 1)
    made = discover(own_lab, read(), condition, five, 1, levers=[founders])
    assert made.worlds["training.founders"].nunique() > 30
    assert made.independent == pytest.approx(5)
    assert asked[0].tolist() == [*range(5)] * 12


def test_several_seeds_of_a_set_make_the_share_surer(found):
    """A half of each set is as sure as can be; all or nothing of each is as one seed."""
    half = replace(found, worlds=found.worlds.assign(holds=[0.4, 0.6] * 30))
    assert half.independent == pytest.approx(60 * 0.25 / 0.01)
    whole = replace(found, worlds=found.worlds.assign(holds=[0.0, 1.0] * 30))
    assert whole.independent == pytest.approx(60)


def test_what_decides_is_found(lab, ranges):
    """Who are trained in the first year are founders, but for a few: where they are few, few are trained."""
    founders = Factor("training.founders", 0, 60, whole=True)
    made = discover(lab, read(), Condition("facilitators_trained", "<", 30, 1), ranges, 1, levers=[founders], halves=4)
    assert not made.too_few
    assert made.interval == pytest.approx(interval_of_share(made.share, 60))
    (box,) = made.search.boxes
    (limit,) = box.limits
    assert (limit.factor, limit.side) == ("training.founders", "most")
    assert limit.again >= 0.5  # of halves of 30 points
    assert box.density > 0.9
    table = limits_of(made.search.boxes)
    assert table.loc[0, ["density", "coverage", "mass"]].tolist() == [box.density, box.coverage, box.mass]
    assert table.loc[0, ["factor", "side", "value", "q"]].tolist() == [limit.factor, limit.side, limit.value, limit.q]
    assert limits_of(()).empty


def test_in_an_ensemble_the_worlds_are_those_of_other_commands(lab, few):
    made = discover(lab, read(), PEOPLE, few, 1, sets=4, seeds=2)
    labels = made.runs.labels
    worlds = Worlds(few)
    assert labels["seed"].tolist() == [first + world for world in range(1, 5) for first in (0, AGAIN)]
    assert labels["place"].tolist() == [worlds.set_of(world) for world in labels["seed"]]
    assert set(made.worlds["holds"]) <= {0, 0.5, 1}
    assert len(made.worlds) == 4


def test_what_a_scenario_sets_itself_is_no_factor_and_levers_are(lab, ranges):
    lever = Factor("training.places", 5, 40, whole=True)
    made = discover(lab, read(Path("lowloss")), PEOPLE, ranges, 1, sets=12, levers=[lever])
    assert "retention.loss_per_year" not in made.factors
    assert made.levers == ["training.places"]
    assert made.worlds["training.places"].between(5, 40).all()
    assert made.worlds["training.places"].nunique() > 6


def test_where_it_is_always_or_never_so_nothing_is_sought(lab, ranges):
    for value, share in ((1e9, 1.0), (0, 0.0)):
        made = discover(lab, read(), replace(PEOPLE, value=value), ranges, 1)
        assert (made.share, made.too_few) == (share, True)
        assert made.interval == interval_of_share(share, 60)
        assert made.search.boxes == made.search.candidates == ()


def test_worlds_without_the_figure_are_left_out(lab, ranges):
    """Of those in which nobody has stopped it is not known how many each brought about."""
    made = discover(lab, read(), Condition("r_facilitators_now", "<", 1), ranges, 1)
    missing = int(made.runs.table["r_facilitators_now"].isna().sum())
    assert 0 < missing < 60
    assert made.without == missing
    assert len(made.worlds) == 60 - missing


def test_a_figure_that_exists_in_no_world_is_said(lab, ranges):
    with pytest.raises(InputError, match="exists in none of 5 simulations"):
        discover(lab, read(), Condition("years_to_1000_participants", "<", 1), ranges, 1, sets=5)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def found_by_hand():
    return by_hand()


def test_the_first_line_says_in_how_many_worlds(found_by_hand):
    said = flat(in_words(found_by_hand))
    low, high = (f"{100 * end:.0f}" for end in interval_of_share(found_by_hand.share, 600))
    assert said.startswith("participants < 450 at the end of year 5, in ref (")
    assert f"this holds in {100 * found_by_hand.share:.0f} ({low} to {high}) of 100 simulations. 600 sets" in said
    assert "of those that agree with what was observed (Towns 2017-2019), with 1 seed each." in said


def test_a_share_never_reaches_beyond_all():
    """59 of 60, of which 98 ± 3.2 was said."""
    few = by_hand(sets=60)
    few = replace(few, worlds=few.worlds.assign(holds=[0.0] + [1.0] * 59))
    assert "this holds in 98 (91 to 100) of 100 simulations." in flat(in_words(few))


def test_a_box_is_a_sentence_with_what_it_is_worth(found_by_hand):
    said = flat(in_words(found_by_hand))
    (box,) = found_by_hand.search.boxes
    limits = {limit.factor: limit for limit in box.limits}
    assert f"at least {1 - exp(-limits[LOSS].value):.0%} of facilitators stop each year" in said
    assert "people decide by the rule reinforced or threshold" in said
    assert (
        f"it holds in {100 * box.density:.0f} of 100 such simulations (density), which are {100 * box.coverage:.0f} of"
        in said
    )
    coverage, density = 100 * np.median(box.halves, axis=0)
    assert re.search(rf"flatters nobody: density {density:.0f} \(\d+ to \d+\), coverage {coverage:.0f} \(", said)
    assert REST not in said


def test_each_limit_has_its_q_and_how_often_it_comes_back(found_by_hand):
    line = next(one for one in in_words(found_by_hand).splitlines() if f"{LOSS} ≥ " in one)
    assert line.endswith("5 of 5")
    assert "< 0.001" in line


def test_what_else_could_be_taken_is_listed_with_the_chosen_marked(found_by_hand):
    said = in_words(found_by_hand)
    rows = said[said.index("Density is had for coverage") :].split("\n\n")[1].splitlines()[1:]
    marked = [row for row in rows if row.startswith("*")]
    (box,) = found_by_hand.search.boxes
    assert [row.split()[1:3] for row in marked] == [[f"{100 * box.density:.0f}", f"{100 * box.coverage:.0f}"]]
    assert 2 <= len(rows) <= 9
    assert all(f"{LOSS} ≥ " in row or "registering.rule = " in row for row in rows)


@pytest.mark.parametrize(
    "within, elsewhere, said",
    [
        (0.0, 0.0, "this holds in 0 (0 to 1) of 100 simulations. 600 sets"),
        (1.0, 1.0, "this holds in 100 (99 to 100) of 100 simulations. 600 sets"),
        (0.0, 0.0, "It holds in no simulation. participants: 50"),
        (1.0, 1.0, "It holds in all simulations. participants: 10"),
        (0.01, 0.01, "It holds, or does not, in too few of the simulations ("),
        (0.3, 0.3, "No number or rule tells where it holds"),
        (1.0, 0.9, "boxes of the contrary say more (participants ≥ 450 at the end of year 5)"),
    ],
)
def test_where_there_is_no_box_the_reason_is_told(within, elsewhere, said):
    assert said in flat(in_words(by_hand(within, elsewhere)))


def test_what_was_left_out_and_varied_beside_is_said(found_by_hand):
    said = flat(in_words(replace(found_by_hand, without=1, levers=["training.places"])))
    assert "Beside them varied over their ranges: training.places. 1 simulation is left out" in said


def test_further_boxes_are_of_what_is_left_and_one_that_never_comes_back_is_told(found_by_hand):
    (box,) = found_by_hand.search.boxes
    lost = replace(box, halves=np.full((5, 2), np.nan))
    said = flat(in_words(replace(found_by_hand, search=SearchResult((box, lost), found_by_hand.search.candidates))))
    assert "Box 2, of what is left. Where" in said
    assert "no such box is found: do not rely on it." in said


def test_of_a_programme_the_year_is_that_of_the_calendar():
    """The first year ahead of one that began in 2017 and is asked about in 2020 is 2020."""
    there = replace(read(), past=3)
    assert there.parameters.calendar.start == "2017-01"
    people, active = Condition("participants", "<", 40, 2), Condition("facilitators_active", "<", 4)
    said = [condition_in_words(one, 8, there) for one in (people, active)]
    assert said[0] == "participants from 2020-01 on < 40 at the end of 2021 (year 2 of those ahead)"
    assert said[1] == "facilitators active < 4 at the end of 2024 (year 5 of those ahead)"


def test_a_condition_at_the_end_is_of_the_last_year():
    assert condition_in_words(Condition("coverage", ">=", 0.01), 10, read()) == "coverage ≥ 0.01 at the end of year 10"


def test_it_shows_what_was_found():
    made = by_hand()
    assert made.low < made.share < made.high
    assert made.boxes["factor"].tolist() == [limit.factor for limit in made.search.boxes[0].limits]
    shown = made._repr_html_()
    assert "this holds in" in shown
    assert "retention.loss_per_year" in shown
    assert len(made.plot()) == 2


def test_where_there_is_no_box_none_is_shown():
    made = by_hand(0.0, 0.0)
    assert made.boxes.empty
    assert "this holds in 0 (0 to 1) of 100 simulations" in made._repr_html_()


def test_the_door_looks_over_the_worlds_asked_for(at_work):
    made = ct.discover(
        "participants < 0 at year 1", over="ranges", points=6, vary={"training.founders": None}, workers=1
    )
    assert len(made.worlds) == 6
    assert "training.founders" in made.worlds
    assert made.share == 0
    assert made.provenance["runs"] == 6


def test_a_condition_may_be_on_an_indicator_of_ones_own(at_work):
    of_the_end = {"mine": lambda run: run.weeks["participants"].iloc[-1]}
    asked: Any = {"over": "ranges", "points": 8, "years": 1, "workers": 1}
    mine = ct.discover("mine < 20 at the end", indicators=of_the_end, keep="weeks", **asked)
    models = ct.discover("participants < 20 at the end", **asked)
    assert mine.worlds["figure"].tolist() == models.worlds["figure"].tolist()
    assert mine.share == models.share
    assert "mine &lt; 20" in mine._repr_html_()
    assert mine.weeks.groupby("place")["participants"].last().tolist() == mine.worlds["figure"].tolist()
    with pytest.raises(ct.InputError, match="are not kept"):
        _ = models.weeks


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"condition": "participants"}, "cannot be read as a condition"),
        ({"condition": "coverage < 1 at the end", "over": "range"}, "Did you mean 'ranges'"),
        ({"condition": "coverage < 1 at the end", "dense": 2}, "dense 2: must be a share above 0, at most 1"),
        ({"condition": "coverage < 1 at the end", "points": 0}, "points 0"),
        ({"condition": "coverage < 1 at the end", "vary": {"training.places": 3}}, "discover: training.places: "),
    ],
)
def test_mistakes_get_one_line(given, said, at_work):
    with pytest.raises(ct.InputError, match=said):
        ct.discover(**given)


@pytest.fixture(scope="module")
def drawn():
    return by_hand()


def test_density_stands_over_coverage(drawn):
    figure = discovery_figure(drawn)
    left, _right = axes(figure)
    (box,) = drawn.search.boxes
    (dot,) = (line for line in left.lines if line.get_gid() == "box 1")
    assert (dot.get_xdata()[0], dot.get_ydata()[0]) == (box.coverage, box.density)
    (line,) = (line for line in left.lines if line.get_gid() == "offered")
    assert line.get_xydata().tolist() == [[one.coverage, one.density] for one in drawn.search.candidates]
    (level,) = (line for line in left.lines if line.get_gid() == "all")
    assert level.get_ydata()[0] == drawn.share
    assert not unreadable(figure)


def test_bars_have_the_values_within(drawn):
    _left, right = axes(discovery_figure(drawn))
    (box,) = drawn.search.boxes
    value = next(limit.value for limit in box.limits if limit.factor == LOSS)
    losses = drawn.worlds[LOSS]
    (bar,) = (bar for bar in right.patches if bar.get_gid() == "within")
    assert bar.get_x() == pytest.approx((value - losses.min()) / (losses.max() - losses.min()))
    assert bar.get_x() + bar.get_width() == pytest.approx(1)
    labels = {label.get_text().replace("\n", " ") for label in right.get_yticklabels()}
    assert labels == {limit_in_words(limit) for limit in box.limits}
    said = {text.get_text() for text in right.texts}
    assert {"reinforced", "simple", "threshold", value_in_words(LOSS, value)} <= said


def test_the_title_says_in_how_many_worlds_and_the_foot_what_they_are(drawn):
    figure = discovery_figure(drawn)
    assert (
        figure.get_suptitle()
        == f"participants < 450 at the end of year 5: in {100 * drawn.share:.0f} of 100 simulations of ref"
    )
    assert "600 sets that agree with what was observed" in figure.get_supxlabel()
    foot = discovery_figure(by_hand(name=RANGES, levers=["training.places"])).get_supxlabel()
    assert "none is more likely than another; seeds of each: 1. Also varied: training.places." in foot.replace(
        "\n", " "
    )


def test_several_boxes_can_be_read(drawn):
    (box,) = drawn.search.boxes
    second = replace(box, coverage=0.2, density=0.5, halves=np.full((5, 2), np.nan))
    figure = discovery_figure(replace(drawn, search=SearchResult((box, second, second), drawn.search.candidates)))
    texts = [text.get_text() for text in written(figure)]
    assert any(text.startswith("Box 2 of what is left: density 50, coverage 20") for text in texts)
    figure.draw_without_rendering()


@pytest.mark.parametrize(
    "within, said", [(0.2, "Nothing tells where it holds"), (0.0, "Too few simulations of one side")]
)
def test_without_boxes_the_figure_says_why(within, said):
    figure = discovery_figure(by_hand(within, within))
    assert any(text.get_text().startswith(said) for text in written(figure))


def test_a_bar_of_what_may_have_no_end_is_by_the_share_of_worlds(drawn):
    never = drawn.worlds.assign(**{LOSS: drawn.worlds[LOSS].where(drawn.worlds[LOSS] < 0.7, np.inf)})
    figure = discovery_figure(replace(drawn, worlds=never))
    (bar,) = (bar for bar in axes(figure)[1].patches if bar.get_gid() == "within")
    (box,) = drawn.search.boxes
    least = next(limit.value for limit in box.limits if limit.factor == LOSS)
    assert bar.get_x() == pytest.approx((drawn.worlds[LOSS] < least).mean())
    assert bar.get_x() + bar.get_width() == pytest.approx(1.0)


# ---- `contagion discover`: what it prints, keeps, and refuses ----


FEW = ("--engine", "serial", "--points", 60)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("discover")
    done = contagion(
        "discover", "facilitators_trained < 12 at year 1", "--over", "ranges", *FEW, "--vary", "training.founders",
        "--details", "--store", folder / "store", "--out", folder / "out",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return done, folder


def test_it_says_where_the_condition_holds(kept):
    done, _folder = kept
    said = " ".join(done.stdout.split())
    assert said.startswith("facilitators trained < 12 at the end of year 1, in ref (")
    assert "Where training.founders is at most" in said
    assert "a share (dense)" in said


def test_worlds_boxes_and_figure_are_kept(kept):
    _done, folder = kept
    assert {file.name for file in (folder / "out").iterdir()} == {
        "worlds.parquet", "boxes.csv", "offered.csv", "discovery.png", "discovery.svg", "scenario.toml",
        "provenance.json",
    }  # fmt: skip
    boxes, worlds = pd.read_csv(folder / "out" / "boxes.csv"), read_parquet(folder / "out" / "worlds.parquet")
    within = worlds[worlds["training.founders"] <= float(boxes["value"][0])]
    assert boxes["factor"].tolist() == ["training.founders"]
    assert within["holds"].mean() == pytest.approx(boxes["density"][0])
    assert within["holds"].sum() / worlds["holds"].sum() == pytest.approx(boxes["coverage"][0])
    about = json.loads((folder / "out" / "provenance.json").read_text())
    assert about["ensemble"]["name"] == "ranges"


def test_over_the_ensemble_nothing_may_be_found_and_that_is_said(tmp_path):
    asked = ("discover", "participants < 0 at year 1", *FEW, "--points", 4, "--store", tmp_path / "store")
    done = contagion(*asked, "--details")
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert (
        "this holds in 0 (0 to 49) of 100 simulations. 4 sets of all that is uncertain, of those that agree with what"
        in said
    )
    assert "It holds in no simulation. participants: " in said


@pytest.mark.parametrize(
    "words, said",
    [
        (["participants"], "cannot be read as a condition; write INDICATOR < NUMBER at year N"),
        (["particpants < 3 at year 1"], "Did you mean 'participants'?"),
        (["participants < 3 at year 5", "--years", 4], "the runs end with year 4; let them be 5 years long"),
        (["coverage < 1 at year 5", "--years", 6], "is known at the end only; write: at the end"),
        (["coverage < 1 at the end", "nowhere.toml"], "nowhere.toml"),
        (["coverage < 1 at the end", "--ensemble", "nowhere"], "no such ensemble"),
        (["coverage < 1 at the end", "--ensemble", "a", "--over", "ranges"], "give one of them"),
        (["coverage < 1 at the end", "--points", 1], "--points 1: must be a whole number from 2 on"),
        (["coverage < 1 at the end", "--seeds", 0], "--seeds 0: must be a whole number from 1 on"),
        (["coverage < 1 at the end", "--dense", 1.5], "--dense 1.5: must be a share above 0, at most 1"),
        (["coverage < 1 at the end", "--vary", "training.place"], "Did you mean 'training.places'?"),
        (["coverage < 1 at the end", "--years", 0], "--years 0: must be a whole number from 1 to 100"),
    ],
)
def test_bad_input_is_answered_by_one_line(words, said, tmp_path):
    answer = complaint("discover", *words, "--store", tmp_path / "store")
    assert said in answer
    assert not list((tmp_path / "store").rglob("*.sqlite"))
