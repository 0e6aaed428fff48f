"""What questions that hold cases against a base share (`questions/cases_in_worlds.py`), by hand."""

from types import SimpleNamespace

from contagion.experiments.questions.cases_in_worlds import surely
from contagion.experiments.verbs.compare.cases import Shown
from tests.helpers.asked import held
from tests.helpers.findings import words

TOY = SimpleNamespace(BASE="base", SHOWN={"people": Shown("people"), "share": Shown("of a hundred", ",.1f")})
PEOPLE = {"base": (100, 200, 300), "more": (120, 210, 340), "less": (90, 150, 299), "either": (90, 210, 300)}
FIGURES = {(case, "people"): of for case, of in PEOPLE.items()}
HELD = held(TOY, PEOPLE, FIGURES | {(case, "share"): [one / 100 for one in of] for case, of in PEOPLE.items()})


def test_changes_are_taken_world_by_world():
    assert HELD.more("people")["more"].values.tolist() == [20, 10, 40]
    assert HELD.change("more", "people") == "+20 (+11 to +38) people, more in 100 of 100 worlds"
    assert HELD.usual("people").to_dict() == {1: 100, 2: 200, 3: 300}
    assert HELD.table.set_index(["scenario", "indicator"]).loc[("less", "people"), "p50"] == -10


def test_a_row_says_what_a_case_changes_and_ends_with_a_verdict():
    rows = HELD.in_rows("people")
    assert list(rows) == ["case", "people", "of a hundred", "verdict"]
    assert rows.loc[0].tolist() == ["base", "200 (110 to 290)", "2.0 (1.1 to 2.9)", "held against"]
    assert rows.loc[1].tolist() == [
        *("more", "+20 (+11 to +38)", "+0.2 (+0.1 to +0.4)", "more (people: more in 100 of 100 worlds)")
    ]
    assert rows["verdict"].str.partition(" (")[0].tolist()[2:] == ["less", "not told"]


def test_sure_is_what_a_verdict_is_told_of():
    people = HELD.more("people")
    assert (surely(people, "more"), surely(people, "less")) == (["more"], ["less"])
    assert surely(people, "more", ["either", "less"]) == []


def test_the_figure_says_what_it_is_held_against():
    assert "More than the case “base” in the same world." in " ".join(words(HELD.figure("Ducks")).split())
