"""Where a condition holds, in words."""

import re
from dataclasses import replace
from math import exp

import numpy as np
import pytest

from contagion.experiments.verbs.discover.work import RANGES, Condition, condition_in_words, in_words
from contagion.models.scenarios.scenario import read
from contagion.sim.statistics.discovery.prim import Found
from contagion.sim.statistics.spread import interval_of_share
from tests.helpers.discovery_by_hand import LOSS, REST, discovery


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def found():
    return discovery()


def test_the_first_line_says_in_how_many_worlds(found):
    said = flat(in_words(found))
    low, high = (f"{100 * end:.0f}" for end in interval_of_share(found.share, 600))
    assert said.startswith("participants < 450 at the end of year 5, in ref (")
    assert f"this holds in {100 * found.share:.0f} ({low} to {high}) of 100 worlds. 600 sets" in said
    assert "of those that agree with what was observed (Towns 2017-2019), with 1 seed each." in said


def test_a_share_never_reaches_beyond_all():
    """59 of 60, of which 98 ± 3.2 was said."""
    few = discovery(sets=60)
    few = replace(few, worlds=few.worlds.assign(holds=[0.0] + [1.0] * 59))
    assert "this holds in 98 (91 to 100) of 100 worlds." in flat(in_words(few))


def test_a_box_is_a_sentence_with_what_it_is_worth(found):
    said = flat(in_words(found))
    (box,) = found.found.boxes
    limits = {limit.factor: limit for limit in box.limits}
    assert f"at least {1 - exp(-limits[LOSS].value):.0%} of facilitators stop each year" in said
    assert "people decide by the rule reinforced or threshold" in said
    assert (
        f"it holds in {100 * box.density:.0f} of 100 such worlds (density), which are {100 * box.coverage:.0f} of"
        in said
    )
    coverage, density = 100 * np.median(box.halves, axis=0)
    assert re.search(rf"flatters nobody: density {density:.0f} \(\d+ to \d+\), coverage {coverage:.0f} \(", said)
    assert REST not in said


def test_each_limit_has_its_q_and_how_often_it_comes_back(found):
    line = next(one for one in in_words(found).splitlines() if f"{LOSS} ≥ " in one)
    assert line.endswith("5 of 5")
    assert "< 0.001" in line


def test_what_else_could_be_taken_is_listed_with_the_chosen_marked(found):
    said = in_words(found)
    rows = said[said.index("Density is had for coverage") :].split("\n\n")[1].splitlines()[1:]
    marked = [row for row in rows if row.startswith("*")]
    (box,) = found.found.boxes
    assert [row.split()[1:3] for row in marked] == [[f"{100 * box.density:.0f}", f"{100 * box.coverage:.0f}"]]
    assert 2 <= len(rows) <= 9
    assert all(f"{LOSS} ≥ " in row or "registering.rule = " in row for row in rows)


@pytest.mark.parametrize(
    "within, elsewhere, said",
    [
        (0.0, 0.0, "this holds in 0 (0 to 1) of 100 worlds. 600 sets"),
        (1.0, 1.0, "this holds in 100 (99 to 100) of 100 worlds. 600 sets"),
        (0.0, 0.0, "It holds in no world. participants: 50"),
        (1.0, 1.0, "It holds in all worlds. participants: 10"),
        (0.01, 0.01, "It holds, or does not, in too few of the worlds ("),
        (0.3, 0.3, "No number or rule tells where it holds"),
        (1.0, 0.9, "boxes of the contrary say more (participants ≥ 450 at the end of year 5)"),
    ],
)
def test_where_there_is_no_box_the_reason_is_told(within, elsewhere, said):
    assert said in flat(in_words(discovery(within, elsewhere)))


def test_shares_of_ranges_are_no_probabilities():
    assert "a share of them is no probability" in flat(in_words(discovery(name=RANGES)))


def test_what_was_left_out_and_varied_beside_is_said(found):
    said = flat(in_words(replace(found, without=1, levers=["training.places"])))
    assert "Beside them varied over their ranges: training.places. 1 world is left out" in said


def test_further_boxes_are_of_what_is_left_and_one_that_never_comes_back_is_told(found):
    (box,) = found.found.boxes
    lost = replace(box, halves=np.full((5, 2), np.nan))
    said = flat(in_words(replace(found, found=Found((box, lost), found.found.offered))))
    assert "Box 2, of what is left. Where" in said
    assert "no such box is found: do not rely on it." in said


def test_sets_that_none_meets_are_said_to_miss(found):
    about = {**found.ensemble.about, "in_reach": False}
    said = flat(in_words(replace(found, ensemble=replace(found.ensemble, about=about))))
    assert "of those that come nearest to what was observed, which none meets (Towns 2017-2019), with" in said
    assert "on a model that does not fit" in said


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
