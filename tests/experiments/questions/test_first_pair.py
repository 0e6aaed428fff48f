"""The first pair: what is said turns with what became of it, on toys."""

import pytest

from contagion.experiments.questions import first_pair
from contagion.experiments.questions.beginning.cases import (
    ALONE,
    CHANGES,
    COORDINATOR,
    EVENT,
    MAILING,
    SECOND,
    STARTS,
    TOGETHER,
    VILLAGE,
    WEAK,
    changed_in_summer,
)
from contagion.experiments.questions.beginning.lived import Told
from contagion.experiments.questions.beginning.places import SIZES
from tests.helpers.even_ensemble import even
from tests.helpers.first_pairs import WORLDS, always, in_worlds, made

LATE_EVENT, LATE_LETTERS = changed_in_summer(EVENT), changed_in_summer(MAILING)


def test_the_verdict_is_that_of_the_interval():
    told = [first_pair.verdict(Told(value, *ends)) for value, *ends in ((2, 1, 3), (-2, -3, -1), (1, -1, 3))]
    assert told == ["more", "less", "cannot be told apart"]


def at_the_start(**begun):
    found = made(begun)
    return first_pair.at_the_start(found, first_pair.by_case(found))


def test_what_helps_is_named_what_harms_and_of_what_no_help_is_told():
    found = made({EVENT: always(10), MAILING: in_worlds(*WORLDS[::2]), VILLAGE: in_worlds(1)})
    assert first_pair.ranked(first_pair.by_case(found)) == (EVENT, MAILING)
    said = at_the_start(**{EVENT: always(10), MAILING: in_worlds(*WORLDS[::2]), VILLAGE: in_worlds(1)})
    assert f"most helps {EVENT} and {MAILING}." in said
    assert VILLAGE in said.partition("No help is told of ")[2]
    assert "Worse" not in said
    assert "Nothing tried surely helps." in at_the_start()
    assert f"Worse: {COORDINATOR}." in at_the_start(
        **{name: always(10) for name in (ALONE, *STARTS) if name != COORDINATOR}
    )


def test_where_letters_help_most_it_is_told_what_would_if_they_were_weaker():
    begun = {MAILING: always(10), COORDINATOR: in_worlds(*WORLDS[::2])}
    weaker = f"Were letters a tenth as strong (+0 (+0 to +0) points), {COORDINATOR} would help most."
    assert weaker in at_the_start(**begun)
    assert "Were letters" not in at_the_start(**begun, **{WEAK: always(10)})
    assert "Were letters" not in at_the_start(**begun, **{EVENT: always(10)})


def in_summer(begun):
    found = made({ALONE: in_worlds(1, 2, week=40)} | begun)
    return first_pair.in_summer(found, first_pair.by_change(found))


def test_in_summer_the_best_changes_are_named_and_whether_they_are_in_a_tie():
    tied = in_summer({LATE_EVENT: always(45), LATE_LETTERS: lambda world: 30 if world != 5 else 60})
    assert f"change course, with {EVENT} (100 " in tied
    assert f"in a tie with {MAILING} (" in tied
    apart = in_summer({LATE_EVENT: always(45), LATE_LETTERS: in_worlds(*WORLDS[::2], week=45)})
    assert f"then {MAILING} (" in apart
    nothing = in_summer({changed_in_summer(SECOND): in_worlds(1, 2, week=40)})
    assert nothing.endswith("no change surely does better.")


@pytest.mark.parametrize(
    ("worlds", "words"), [(range(21, 25), "differ"), (range(1, 5), "differ"), ((), "cannot be told apart")]
)
def test_sizes_are_told_apart_by_their_intervals(worlds, words):
    assert words in first_pair.by_sizes(made({ALONE: in_worlds(*worlds)}))


def test_a_finding_says_shares_of_100_and_differences_in_points():
    found = made({ALONE: in_worlds(1, 2, 21, 22), EVENT: always(10), TOGETHER: always(20), LATE_LETTERS: always(40)})
    finding = first_pair.answered(found, even(2))
    share = 100 * (2 + 12) / 84
    assert f"by the end of June in {share:.0f} (" in finding.sentence
    assert f"with {EVENT} it is +{100 - share:.0f} (" in finding.sentence
    rows = finding.rows.set_index("case")
    assert rows["verdict"][[ALONE, EVENT, COORDINATOR]].tolist() == ["held against", "more", "cannot be told apart"]
    assert rows.loc[EVENT].tolist()[0] == "100 (86 to 100)"
    changes = first_pair.rows_of_changes(found, first_pair.by_change(found)).set_index("case")
    assert changes.loc["all goes on"].tolist()[0].startswith("0 (0 to ")
    assert changes["verdict"][MAILING] == "more"
    assert changes["verdict"][EVENT] == "cannot be told apart"
    assert [*changes.index] == ["all goes on", *CHANGES]
    sizes = first_pair.rows_of_sizes(found)
    assert sizes["inhabitants"].tolist() == [*SIZES, "all of France"]
    assert sizes.iloc[:, 1].str.startswith("50 ").tolist() == [True, *[False] * 4, True, False]
    assert sizes.iloc[0, 5] == "100 (51 to 100)"


def test_every_figure_is_in_the_table_by_size():
    table = first_pair.figures(made({EVENT: always(10)}))
    assert set(table["size"]) == {"", *SIZES}
    at = table.set_index(["part", "size", "case", "event", "week"])["value"]
    assert at.index.is_unique
    assert at["start", "", EVENT, "first_begun", 52] == 1
    assert at["start, more", [*SIZES][2], EVENT, "first_begun", 26] == 1
    assert at["course", "", ALONE, "first_ended", 78] == 0
