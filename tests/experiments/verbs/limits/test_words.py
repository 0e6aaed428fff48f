"""What would have helped, in words, as JSON, and in the figure that says the same."""

import json
import re
from math import isnan

import pytest
from matplotlib.patches import Rectangle

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.verbs.limits.figure import limits_figure
from contagion.experiments.verbs.limits.work import as_plain, in_words
from tests.helpers.even_ensemble import even
from tests.helpers.limits_by_hand import MORE, by_hand


@pytest.fixture
def found():
    return by_hand()


def test_the_words_and_the_figure_say_the_same(found):
    text = in_words(found)
    verdict = "Likely (4 of 4 simulations), not certain"
    row = rf"training places +10.0% +\+45 .* \+40 to \+50 +{re.escape(verdict)} +4 of 4 +1.08 \(0.\d\d to 1"
    assert re.search(row, text)
    assert re.search(r"\n1 +\+4 \(\+4 to \+5\) .*\n2 +\+40 \(\+36 to \+45\) ", text)
    assert "training places would help most in the mean. Likely ahead of leading time (4 of 4 simulations)" in " ".join(
        text.split()
    )
    assert "±" not in text
    assert "Left out: money: no budget sets a limit." in text
    figure = limits_figure(found)
    label = figure.axes[0].get_yticklabels()[0].get_text()
    assert label == f"training places, +10%\n+45 (+40 to +50) people\n{verdict}"
    heights = [bar.get_height() for bar in figure.axes[1].patches if isinstance(bar, Rectangle)]
    assert heights == pytest.approx([4.5, 40.5])


def test_what_does_not_clearly_differ_from_the_first_is_named():
    other = by_hand(lambda name, number: 400 + (MORE["places"][number] if name in ("places", "time") else 0))
    assert "No clear difference from leading time." in " ".join(in_words(other).split())
    none = by_hand(lambda name, number: 400 + (9 * (-1) ** number if name == "places" else 0))
    assert "No clear difference with more of any of these." in in_words(none)


def test_nobody_reached_is_said_in_words():
    nobody = by_hand(lambda name, number: 0)
    assert nobody.nothing
    assert nobody.table["elasticity"].isna().all()
    text = in_words(nobody)
    assert "Nobody came to a group in any run" in text
    assert "nan" not in text
    assert json.loads(as_plain(nobody))["capacities"][0]["elasticity"] is None
    assert "Nobody came" in " ".join(text.get_text() for text in limits_figure(nobody).axes[0].texts)


def test_a_first_participant_has_no_elasticity():
    """Nobody without, somebody with: people gained, and no ratio."""
    some = by_hand(lambda name, number: 5 * (name == "places"))
    row = some.table.set_index("capacity").loc["places"]
    assert row["gained"] == 5
    assert isnan(row["elasticity"])
    assert "none, as nobody is reached without" in in_words(some)


def test_json_has_what_the_tables_have(found):
    made = json.loads(as_plain(found))
    assert made["capacities"][0]["capacity"] == "places"
    assert made["capacities"][0]["gained"] == pytest.approx(45)
    assert made["participants"] == pytest.approx(415)
    assert (made["seeds"], made["years"], made["left_out"]) == (4, 2, found.skipped)
    assert len(made["by_year"]) == 8


def test_over_worlds_it_is_told_in_how_many_which_helps_most():
    """In the first world places help most, in the second time; in the others nothing helps."""
    counts = {"places": (40, 0, 0, 0), "time": (0, 50, 0, 0)}
    found = by_hand(lambda name, n: 400 + 10 * n + counts.get(name, (0,) * 4)[n], worlds=Worlds(even(2)))
    assert found.table.set_index("capacity")["first"].to_dict() == {"time": 0.25, "places": 0.25, "wish": 0, "rooms": 0}
    text = " ".join(in_words(found).split())
    assert (
        "luck included: leading time in 1 world of 4; training places in 1 world of 4; none of them in 2 worlds of 4. "
        "No clear difference with more of any of these."
    ) in text
    assert "nan" not in text
