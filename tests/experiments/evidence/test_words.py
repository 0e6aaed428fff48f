"""What is said of worlds: shares of a hundred, how far an answer spreads, and what the spread comes of."""

from math import log
from types import SimpleNamespace

import pandas as pd
import pytest

from contagion.experiments.evidence.calibration import RULE
from contagion.experiments.evidence.words_of_numbers import limit_in_words
from contagion.experiments.evidence.words_of_worlds import (
    of_100,
    share_in_words,
    so_many_worlds,
    worlds_in_words,
    worlds_of,
)
from contagion.models.scenario import read
from contagion.sim.statistics.discovery import Limit
from tests.helpers.words_by_hand import in_worlds

ROW = {"p5": -3.0, "p25": 10.0, "p50": 20.0, "p75": 31.0, "p95": 1234.0, "above_zero": 0.93, "above": 0.5}
ROW |= {"p50_error": 8.0, "count_as": 100.0, "below_zero": 0.07, "worlds": 100}


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0"), (0.002, "fewer than 1"), (0.5, "50"), (0.985, "98"), (0.997, "more than 99"), (1, "100")],
)
def test_a_share_of_worlds_is_never_all_or_none_by_rounding(share, said):
    assert of_100(share) == said


def test_one_set_is_one():
    made = in_worlds()
    made.runs.labels = made.runs.labels.iloc[[0, 2]]  # the third is the first again
    assert ": 1 set of all that is uncertain" in worlds_in_words(made, [read()])[0]


def test_a_share_of_few_worlds_has_its_interval():
    assert share_in_words(0.0, 60) == "0 (0 to 6)"
    assert share_in_words(1.0, 2) == "100 (34 to 100)"


def test_in_so_many_worlds_has_its_interval_and_counts_sets_once():
    assert so_many_worlds(0.95, 200) == "95 simulations of 100 (91 to 97)"
    assert so_many_worlds(0.95, 200, 20) == "95 simulations of 100 (76 to 99)"
    assert worlds_of(0.95, 200) == "95 of 100 (91 to 97)"
    assert [one(0.5, 4) for one in (so_many_worlds, worlds_of)] == ["2 simulations of 4", "2 of 4"]


def test_worlds_that_are_met_again_are_told():
    made = in_worlds()
    assert "again" not in worlds_in_words(made, [read()])[0]
    made.runs.again = SimpleNamespace(labels=pd.DataFrame({"seed": [1, 2, 1, 2]}))
    assert worlds_in_words(made, [read()])[0].endswith("2 are run again with another seed, to see what chance does.")


# ---- limits of what is uncertain, as people say them -----------------------------------------------------------------


def limit(factor, value, side="least"):
    return Limit(factor, side, value, 0.001)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (limit("retention.loss_per_year", log(1.5)), "at least 33% of facilitators stop each year"),
        (limit("receptivity.share", 0.12, "most"), "at most 12% of residents are receptive"),
        (limit("retention.mentoring_effect", log(2)), "mentoring makes stopping rarer by at least 50%"),
        (limit("contacts.same_age", log(2), "most"), "ties within an age band are at most 2 times as likely as others"),
        (limit("facilitation.rest_weeks", 6.54), "facilitators rest for at least 6.54 weeks between two groups"),
        (limit(RULE, ("reinforced", "threshold"), "among"), "people decide by the rule reinforced or threshold"),
        (limit("training.places", 12.0), "training.places is at least 12"),
        (limit("costs.kind", ("a", "b"), "among"), "costs.kind is a or b"),
    ],
)
def test_a_limit_is_said_in_the_unit_that_people_use(given, said):
    assert limit_in_words(given) == said
