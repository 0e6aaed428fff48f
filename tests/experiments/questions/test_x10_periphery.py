"""The periphery: what is handed over follows from the runs."""

from functools import partial

import pandas as pd
import pytest

from contagion.experiments.questions import x10_periphery
from contagion.experiments.questions.cases_in_worlds import changes
from contagion.experiments.questions.in_worlds import more, runs_in_worlds
from contagion.models.parameters import Parameters
from tests.helpers.even_ensemble import even
from tests.helpers.findings import fits_a_page
from tests.helpers.table_rows import only


def test_levers_are_moved_alone_and_together():
    assert [" + ".join(levers) for levers in x10_periphery.combinations()] == [
        "", "place", "travel", "online", "place + travel", "place + online", "travel + online",
        "place + travel + online",
    ]  # fmt: skip
    moved = x10_periphery.step(Parameters(), ("place", "online"))
    assert moved.decision[0].set["training.reserved_share"] == 0.5
    assert (moved.demand.online_share, moved.demand.distance_km) == (0.25, Parameters().demand.distance_km)


def test_people_go_twice_as_far_as_they_do_in_that_world():
    here = Parameters().with_values({"demand.distance_km": 14.0})
    moved = x10_periphery.step(here, ("travel",), {"receptivity.outside": 1.0})
    assert (moved.demand.distance_km, moved.demand.travel_help, moved.receptivity.outside) == (28.0, 1.5, 1.0)
    assert moved.facilitation.pair_distance_km == 2 * here.facilitation.pair_distance_km


@pytest.fixture(scope="module")
def found(lab):
    return x10_periphery.main(quick=True, lab=lab, ensemble=even(2))


@pytest.mark.parametrize("outside", x10_periphery.RECEPTIVE)
def test_what_a_lever_changes_is_that_of_its_runs(lab, found, outside):
    fixed = x10_periphery.RECEPTIVE[outside]
    asked = [
        (
            {"scenario": " + ".join(levers) or x10_periphery.BASE},
            partial(x10_periphery.step, levers=levers, fixed=fixed),
        )
        for levers in ((), ("travel",))
    ]
    people = changes(runs_in_worlds(even(2), asked, True, lab), x10_periphery.BASE, "participants")["travel"]
    row = only(found.table, scenario="travel", indicator="participants", outside=outside)
    assert row["p50"] == people.median()
    assert only(found.rows, case="travel")[f"people, `receptivity.outside` {outside}"] == more(people)


def test_a_quick_answer_is_whole(found):
    assert len(found.rows) == 8
    assert len(found.answer.split()) <= 20
    assert " ".join(found.figure.axes[0].get_title(loc="left").split()) == "Communes with a group"
    assert "readings" in found.sentence
    fits_a_page("x10_periphery", found)


def test_what_levers_do_together_is_held_against_their_sum():
    alone = pd.DataFrame({"place": [1, 2], "travel": [3, 3], "online": [0, -1], x10_periphery.ALL: [10, 10]})
    assert x10_periphery.beyond_the_sum(alone).tolist() == [6, 6]


@pytest.mark.parametrize(("value", "word"), [(5, "surely helped by"), (-5, "surely hurt by")])
def test_what_follows_is_what_is_told(value, word):
    none = {key: [-1, 1, 0] for key in [*x10_periphery.LEVERS, x10_periphery.ALL]}
    said = x10_periphery._follows(even(1), pd.DataFrame(none | {"online": [value] * 3}), pd.DataFrame(none))
    assert f"{word} a quarter of the groups online" in said
    assert "Whoever wants more people is surely helped by no single lever." in said
