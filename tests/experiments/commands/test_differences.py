"""A saved run computed again, in words."""

from contagion.experiments.commands.differences import differences_in_words
from contagion.models.runs.simulation import Again


def test_where_none_differs_it_is_said():
    assert differences_in_words(Again({"a": 1, "b": 2.5}, {"a": 1, "b": 2.5})) == "All 2 figures are what they were."


def test_each_figure_that_differs_has_a_line():
    before = {"people": 1234, "rate": 0.123456, "short": {"seats": 0.5}, "same": 1, "footprint": [1]}
    now = {"people": 12345, "rate": 1234.6, "short": {"seats": 0.25}, "same": 1, "footprint": [2], "new": 3}
    head, *lines, nothing, last = differences_in_words(Again(before, now)).splitlines()
    assert head.split() == ["figure", "before", "now"]
    assert [line.split() for line in lines] == [
        ["people", "1,234", "12,345"],
        ["rate", "0.1235", "1,235"],
        ["short", "seats", "0.5", "seats", "0.25"],
        ["new", "none", "3"],
    ]
    assert len({len(line) for line in (head, *lines)}) == 1
    assert nothing == ""
    assert last == "The other 1 figures are what they were; the yearly footprint differs as well."
