"""An answer in twelve lines of eighty columns, and its table."""

from dataclasses import fields
from itertools import product

import pandas as pd
import pytest
from rich.console import Console

import contagion as ct
from contagion.experiments.say.answers import LINES, WIDTH, Answer, Answered, difference_table, show


@pytest.mark.parametrize(("sentences", "rows", "notes"), [*product((1, 5, 9, 10, 11), (0, 1, 2, 3, 20), (0, 3))])
def test_a_long_answer_has_twelve_lines_and_no_table_without_rows(sentences, rows, notes):
    table = pd.DataFrame({"year": [f"{2020 + row}" for row in range(rows)], "people": ["some"] * rows})
    answer = Answer(["a long sentence " * 5 * sentences, "another"], table, ["a note"] * notes)
    lines = show(answer, "More: --details.").splitlines()
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= WIDTH
    assert lines[-1] == "More: --details."
    drawn = [line for line in lines if line.startswith("20")]
    assert bool(drawn) == any(line.startswith("year") for line in lines)
    assert len(drawn) == rows or any(line.startswith("…") for line in lines) == bool(drawn)


ROW = {"p5": -20.0, "p50": 90.0, "p95": 190.0, "p50_error": 4.0, "worlds": 200}
ROWS = {
    "yes": ROW | {"above_zero": 0.97, "below_zero": 0.02, "above": 0.5},
    "likely": ROW | {"above_zero": 0.9, "below_zero": 0.1, "above": 0.5},
    "no": ROW | {"above_zero": 0.6, "below_zero": 0.4, "above": 0.5},
}


def drawn(answer: Answer, **how) -> list[str]:
    return answer.lines(Console(width=WIDTH, **how), "The end.")


def test_the_verdict_is_that_of_the_one_rule():
    table = difference_table("lever", "people", ROWS, above=50)
    assert table["clear?"].tolist() == list(ROWS)
    assert table["people (90 % range)"].tolist() == ["+90 (-20 to +190)"] * 3
    assert [*table][-1] == "> 50 in"


def test_a_long_table_is_cut_and_says_by_how_much():
    table = pd.DataFrame({"name": [f"commune {n}" for n in range(30)], "runs": range(30)})
    lines = drawn(Answer(["The answer."], table, ["A note."]))
    assert len(lines) == LINES
    assert [lines[0], *lines[-3:]] == ["The answer.", "… 23 more", "A note.", "The end."]


def test_a_wide_table_loses_letters_of_names_before_it_loses_a_column():
    cells = {"name": ["a name that is far too long for a terminal of so few columns"], "range": ["x" * 30]}
    lines = drawn(Answer(["The answer."], pd.DataFrame(cells | {"clear?": ["yes"]})))
    assert lines[2].endswith(f"…  {'x' * 30}  yes")
    wider = drawn(Answer(["The answer."], pd.DataFrame(cells | {"more": ["y" * 60]})))
    assert max(map(len, wider)) <= WIDTH
    assert "x" * 30 in wider[2]
    assert "yy" not in wider[2]


def test_a_sentence_without_room_is_left_out_whole_and_never_the_first():
    lines = drawn(Answer(["First. " * 60, "Second. " * 60, "Third."]))
    assert len(lines) <= LINES
    assert "First." in lines[0]
    assert not any("Second." in line for line in lines)
    assert "Third." in lines


def test_bars_and_colours_are_for_a_terminal():
    answer = Answer(["Clear difference: more."], difference_table("", "people", ROWS), (), list(ROWS.values()))
    plain, coloured = drawn(answer), drawn(answer, force_terminal=True, color_system="standard", legacy_windows=False)
    assert not any("●" in line or "\x1b" in line for line in plain)
    assert sum("●" in line for line in coloured) == len(ROWS)
    assert "\x1b[1;32mClear difference" in coloured[0]


def test_an_attribute_under_its_old_name_is_there_with_a_warning():
    class Example(Answered):
        RENAMED = {"found": "search"}  # noqa: RUF012
        search = 3

    with pytest.warns(DeprecationWarning, match=r"^Example\.found is now search$"):
        assert Example().found == 3  # ty: ignore[missing-attribute]
    with pytest.raises(AttributeError, match="'Example' object has no attribute 'lost'"):
        getattr(Example(), "lost")  # noqa: B009


RESULTS = (ct.Calibration, ct.Comparison, ct.Discovery, ct.Levers, ct.Limits, ct.Results, ct.Spending, ct.WorthKnowing)


@pytest.mark.parametrize("result", RESULTS)
def test_each_new_name_is_a_field_and_no_old_one_is(result):
    names = {field.name for field in fields(result)}
    assert result.RENAMED
    assert names >= {*result.RENAMED.values()}
    assert names.isdisjoint(result.RENAMED)
