"""The periphery: what is handed over follows from the runs."""

import pandas as pd
import pytest

from experiments.questions import x10_periphery
from experiments.questions.cases_in_worlds import changes
from experiments.questions.in_worlds import more, runs_in_worlds
from models.parameters import Parameters
from tests.helpers.even_ensemble import even
from tests.helpers.table_rows import only


def test_levers_are_moved_alone_and_together():
    assert [" + ".join(levers) for levers in x10_periphery.combinations()] == [
        "", "place", "travel", "online", "place + travel", "place + online", "travel + online",
        "place + travel + online",
    ]  # fmt: skip
    moved = x10_periphery.step(("place", "online"))(Parameters())
    assert moved.decision[0].set["training.reserved_share"] == 0.5
    assert (moved.demand.online_share, moved.demand.distance_km) == (0.25, Parameters().demand.distance_km)


def test_what_a_lever_changes_is_that_of_its_runs(lab):
    found = x10_periphery.main(quick=True, lab=lab, ensemble=even(2))
    asked = [({"scenario": x10_periphery.BASE}, {}), ({"scenario": "travel"}, x10_periphery.LEVERS["travel"])]
    people = changes(runs_in_worlds(even(2), asked, True, lab), x10_periphery.BASE, "participants")["travel"]
    row = only(found.table, scenario="travel", indicator="participants")
    assert row["p50"] == people.median()
    assert only(found.rows, case="travel")["people"] == more(people)
    assert len(found.rows) == 8
    assert len(found.answer.split()) <= 14
    assert found.figure is not None
    assert " ".join(found.figure.axes[0].get_title(loc="left").split()) == "Communes with a group"


def test_what_levers_do_together_is_held_against_their_sum():
    alone = pd.DataFrame({"place": [1, 2], "travel": [3, 3], "online": [0, -1], x10_periphery.ALL: [10, 10]})
    assert x10_periphery.beyond_the_sum(alone).tolist() == [6, 6]


@pytest.mark.parametrize(("value", "word"), [(5, "surely helped by"), (-5, "surely hurt by")])
def test_what_follows_is_what_is_told(value, word):
    none = {key: [-1, 1, 0] for key in [*x10_periphery.LEVERS, x10_periphery.ALL]}
    said = x10_periphery._follows(even(1), pd.DataFrame(none | {"online": [value] * 3}), pd.DataFrame(none))
    assert f"{word} a quarter of the groups online" in said
    assert "Whoever wants more people is surely helped by no single lever." in said
