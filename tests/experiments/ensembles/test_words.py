"""What is said of worlds: shares of a hundred, how far an answer spreads, and what the spread comes of."""

from dataclasses import replace
from math import nan
from types import SimpleNamespace

import pandas as pd
import pytest

from contagion.experiments.ensembles.calibration import RULE
from contagion.experiments.ensembles.ensemble import ONE_SET, Ensemble
from contagion.experiments.ensembles.words import (
    agreeing,
    carried_over,
    of_100,
    parts_in_words,
    reservations,
    seeds_are_worlds,
    share_in_words,
    so_many_worlds,
    spread_table,
    worlds_in_words,
    worlds_of,
)
from contagion.experiments.ensembles.worlds import Worlds
from contagion.models.scenarios.scenario import read
from contagion.models.territory.territory import home
from tests.helpers.words_by_hand import in_worlds

ROW = {"p5": -3.0, "p25": 10.0, "p50": 20.0, "p75": 31.0, "p95": 1234.0, "above_zero": 0.93, "above": 0.5}
ROW |= {"p50_error": 8.0, "count_as": 100.0, "below_zero": 0.07, "worlds": 100}
PARTS = {"luck": 0.1, "parameters": 0.65, "structure": 0.25}
ERRORS = {"luck_error": 0.02, "parameters_error": 0.07, "structure_error": 0.06}


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0"), (0.002, "fewer than 1"), (0.5, "50"), (0.985, "98"), (0.997, "more than 99"), (1, "100")],
)
def test_a_share_of_worlds_is_never_all_or_none_by_rounding(share, said):
    assert of_100(share) == said


def test_how_far_an_answer_spreads():
    table = spread_table([ROW], ["places"], "more of")
    likely = "Likely (9 of 10 simulations), not certain"
    assert table.iloc[0].tolist() == ["places", "+20", "+10 to +31", "-3 to +1,234", likely]
    assert spread_table([ROW], ["places"], "", above=100)["above 100 in"].tolist() == ["5 of 10 simulations"]
    assert "lowest to highest" in spread_table([ROW | {"worlds": 8}], ["places"], "")


def test_what_the_spread_comes_of():
    words = parts_in_words(PARTS | ERRORS)
    assert "luck 10%; numbers that are uncertain 65%;" in words
    assert parts_in_words({"luck": nan}) == ""
    assert "luck 40%" in parts_in_words(PARTS | ERRORS | {"luck": 0.36, "luck_error": 0.12})


def test_sets_that_were_calibrated_elsewhere_are_said_to_be_carried_over():
    said = "The sets were calibrated on Grand Lieu; they are carried over to this territory: an assumption."
    assert said in worlds_in_words(in_worlds(territory="dinan"), [read()])
    assert said not in worlds_in_words(in_worlds(), [read()])
    there = Ensemble(
        "dinan", pd.DataFrame({RULE: ["simple"]}), {"title": "Dinan", "territory": {"code": "dinan", "name": "Dinan"}}
    )
    assert carried_over(there, {"territory": "dinan"}) == []
    assert len(carried_over(there, {})) == 2
    assert carried_over(ONE_SET, {"territory": "dinan"}) == []


def test_what_was_observed_elsewhere_is_not_said_to_agree_with_this_place():
    ensemble = Ensemble("x", pd.DataFrame({RULE: ["simple"]}), {})
    assert agreeing(ensemble, {}) == agreeing(ensemble, {"territory": home()}) == "that agree with what was observed"
    assert agreeing(ensemble, {"territory": "dinan"}) == "that agree with what was observed elsewhere"
    far = Ensemble("x", pd.DataFrame({RULE: ["simple"]}), {"in_reach": False})
    assert "elsewhere, which none meets" in agreeing(far, {"territory": "dinan"})
    assert "elsewhere" in seeds_are_worlds(ensemble, {"territory": "dinan"})


def test_sets_that_miss_what_was_observed_are_said_to_do_so():
    made = in_worlds()
    agree = " ".join(worlds_in_words(made, [read()]))
    assert "of those that agree with what was observed (Grand Lieu), each with a seed of its own." in agree
    assert "does not fit" not in agree
    ensemble = made.worlds.ensemble
    missed = replace(ensemble, about={**ensemble.about, "in_reach": False})
    made.worlds = Worlds(missed)
    told = " ".join(worlds_in_words(made, [read()]))
    assert (
        "of those that come nearest to what was observed, which none meets (Grand Lieu), each with a seed of its own."
        in told
    )
    assert "(Grand Lieu): what rests on these rests on a model that does not fit." in told
    assert len(reservations(missed, {"territory": "dinan"})) == 3
    assert reservations(ONE_SET, {}) == []


def test_one_set_is_one():
    made = in_worlds()
    made.runs.labels = made.runs.labels.iloc[[0, 2]]  # the third is the first again
    assert ": 1 set of all that is uncertain" in worlds_in_words(made, [read()])[0]


def test_a_share_of_few_worlds_has_its_interval():
    assert share_in_words(0.0, 60) == "0 (0 to 6)"
    assert share_in_words(1.0, 2) == "100 (34 to 100)"


def test_in_so_many_worlds_has_its_interval_and_counts_sets_once():
    assert so_many_worlds(0.95, 200) == "95 worlds of 100 (91 to 97)"
    assert so_many_worlds(0.95, 200, 20) == "95 worlds of 100 (76 to 99)"
    assert worlds_of(0.95, 200) == "95 of 100 (91 to 97)"
    assert [one(0.5, 4) for one in (so_many_worlds, worlds_of)] == ["2 worlds of 4", "2 of 4"]


def test_worlds_that_are_met_again_are_told():
    made = in_worlds()
    assert "again" not in worlds_in_words(made, [read()])[0]
    made.runs.again = SimpleNamespace(labels=pd.DataFrame({"seed": [1, 2, 1, 2]}))
    assert worlds_in_words(made, [read()])[0].endswith("2 are met again with another seed, to tell luck apart.")
