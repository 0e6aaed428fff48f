"""Cases that are compared with a base in the same worlds."""

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.worlds import Worlds, told_apart
from contagion.experiments.verbs.compare import work as cases
from contagion.experiments.verbs.compare.figure import cases_figure
from contagion.models.parameters import Parameters
from tests.helpers.even_ensemble import even


def toy():
    return pd.DataFrame(
        {
            "case": ["a", "a", "a", "b", "b", "b"],
            "seed": [1, 2, 3] * 2,
            "years": 4,
            "x": [1.0, 2, 3, 11, 12, 13.5],
            "y": [5.0, 5, 5, 4, 5, 6],
        }
    )


def test_a_step_sets_values_and_what_is_decided_over_those_that_are_there():
    here = Parameters().with_values({"training.accept": 0.5, "training.places": 3})
    decided = {"from": 0, "set": {"training.places": 20}}
    there = cases.with_decisions({"training.places": 4}, decided)(here)
    assert (there.training.accept, there.training.places) == (0.5, 4)
    assert there.decision[0].set == {"training.places": 20}
    assert here.decision == ()


def test_a_figure_shows_what_cases_change_world_by_world():
    rows = toy().rename(columns={"case": "scenario"})
    shown = {"x": cases.Shown("ducks", ".1f"), "y": cases.Shown("geese")}
    table = told_apart(rows, "a", list(shown), Worlds(even(2)))
    figure = cases_figure(table, "a", shown, "Ducks", "Toys.")
    dots = [np.asarray(ax.collections[-1].get_offsets()).tolist() for ax in figure.axes]
    assert dots == [[[10, 0]], [[0, 0]]]
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["Ducks", "Geese"]
    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == ["b"]
    foot = " ".join(figure.get_supxlabel().split())
    assert foot.startswith("More than the case “a” in the same world. Dots: the middle of 3 worlds")
    assert foot.endswith("Toys.")
