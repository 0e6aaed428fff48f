"""The first pair: what is said turns with what became of it, on toys."""

from contagion.experiments.questions import first_pair
from contagion.experiments.questions.beginning.lived import (
    ALONE,
    EVENT,
    SIZES,
    Told,
)
from tests.helpers.first_pairs import always, made


def test_the_verdict_is_that_of_the_interval():
    told = [first_pair.verdict(Told(value, *ends)) for value, *ends in ((2, 1, 3), (-2, -3, -1), (1, -1, 3))]
    assert told == ["more", "less", "cannot be told apart"]


def test_every_figure_is_in_the_table_by_size():
    table = first_pair.figures(made({EVENT: always(10)}))
    assert set(table["size"]) == {"", *SIZES}
    at = table.set_index(["part", "size", "case", "event", "week"])["value"]
    assert at.index.is_unique
    assert at["start", "", EVENT, "first_begun", 52] == 1
    assert at["start, more", [*SIZES][2], EVENT, "first_begun", 26] == 1
    assert at["course", "", ALONE, "first_ended", 78] == 0
