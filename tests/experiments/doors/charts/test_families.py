"""Lines of descent: who is in them, where they stand, and what marks they have."""

import pandas as pd
import pytest

from contagion.experiments.doors.charts.families import family
from contagion.experiments.drawing.time_axis import Calendar
from contagion.experiments.language.languages import speaking
from contagion.experiments.verbs.history.lives import line
from tests.helpers.briefing_by_hand import SVG, inside, placed, texts, tree

CALENDAR = Calendar("2017-01", 520)
ROWS = [  # number, source, parents, trained, active, left
    (101, "founder", -1, -1, 6, True, -1),
    (102, "founder", -1, -1, 6, False, 50),
    (103, "founder", -1, -1, 6, False, -1),
    (104, "participant", 101, 102, 58, True, -1),
    (105, "partner", -1, -1, 58, True, -1),
    (106, "participant", 104, 105, 110, False, 300),
    (107, "participant", 106, 106, 200, True, -1),
    (108, "participant", 103, 105, 200, True, -1),
]
TABLE = pd.DataFrame(
    ROWS, columns=["facilitator", "source", "parent_a", "parent_b", "trained_week", "active", "left_week"]
)


def test_a_line_is_of_those_before_and_after():
    """The fourth comes of the first two; of its groups came the sixth, and of those of the sixth the seventh."""
    assert line(TABLE, 4) == [1, 2, 4, 6, 7]
    assert line(TABLE, 3) == [3, 8]
    assert line(TABLE, 7) == [1, 2, 4, 5, 6, 7]


def test_each_has_a_mark_at_its_date_and_no_number_that_nobody_explains():
    chart = family(TABLE, 4, id="f", calendar=CALENDAR)
    assert not [words for words in texts(chart) if words in "12345678"]
    ties = [one for one in tree(chart).iter(f"{SVG}path") if str(one.get("d")).count("L") == 1]
    assert len(ties) == 4
    assert "2 facilitators before, 2 facilitators after" in str(tree(chart)[1].text)
    inside(chart)


def test_one_alone_is_a_line_too():
    alone = TABLE.iloc[[4]]
    assert line(alone, 1) == [1]
    said = texts(family(alone, 1, id="f", calendar=CALENDAR))
    assert "named by a partner" in said
    assert "there from the beginning" not in said


def test_whoever_stopped_at_once_has_stopped_too():
    later, at_once = (family(TABLE.iloc[[1]].assign(left_week=week), 1, id="f", calendar=CALENDAR) for week in (50, 0))
    assert "has stopped" in texts(at_once)
    assert at_once == later


@pytest.mark.parametrize("language, said", [("en", "has stopped"), ("fr", "a arrêté")])
def test_marks_are_named(language, said):
    with speaking(language):
        assert said in texts(family(TABLE, 4, id="f", calendar=CALENDAR))


def test_it_is_drawn_where_it_was():
    assert (
        placed(family(TABLE, 4, id="f", calendar=CALENDAR))
        == "1 svg 688.0, 13 g 8917.5, 13 path 28648.6, 9 text 15199.0, 7 circle 157.0"
    )
    many = pd.DataFrame([(*TABLE.iloc[0][:4], week, True, -1) for week in range(45)], columns=TABLE.columns)
    many.loc[1:, ["source", "parent_a", "parent_b"]] = "participant", 101, 101
    many["facilitator"] = 101 + many.index
    assert (
        placed(family(many, 1, id="f", calendar=CALENDAR, width=720))
        == "1 svg 2068.0, 51 g 128844.4, 58 path 320992.4, 14 text 86801.0, 47 circle 1558.5"
    )
