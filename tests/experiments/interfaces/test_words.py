"""The sentences of the note: what can be told, what cannot, and how far; whole, they are read in
tests/experiments/interfaces/report/test_made.py."""

from dataclasses import replace

from contagion.experiments.evidence.worlds import Structures, Under
from contagion.experiments.interfaces import words
from contagion.experiments.interfaces import words as say
from contagion.experiments.say.languages import FRENCH, speaking
from contagion.models.scenario import FOLDER, Words, read
from contagion.models.territory.communes import load_communes
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory

TOLD = {"above_zero": 0.96, "below_zero": 0.04, "p50_error": 40.0}


def row(low: float, middle: float, high: float) -> dict[str, float]:
    return TOLD | {"p5": low, "p50": middle, "p95": high}


def accounts(other: float) -> Structures:
    """What an option brings by two rules, by the second of which it brings so many."""
    each = [Under(rule, 50, {"a": middle}, {"a": 1.0}, "a") for rule, middle in (("r", 10.0), ("t", other))]
    return Structures(Under("", 100, {"a": 10.0}, {"a": 1.0}, "a"), each)


def test_cells_have_the_median_and_both_ends():
    assert words.more(row(63.0, 1153.0, 3412.0)) == "+1,150 (+60 to +3,400)"
    assert words.more(row(-12.0, 383.0, 3412.0)) == "+380 (-10 to +3,400)"
    assert words.more(row(1000.0, 20_000.0, 280_400.0), 10) == "+2,000 (+100 to +28,000)"
    assert words.more(row(0.0, 0.0, 0.0) | {"above_zero": 0.0, "below_zero": 0.0}) == "0"
    assert words.in_all(row(1133.0, 2044.0, 3160.0) | {"p50_error": 70.0}) == "in all 2,040 (1,100 to 3,200)"


def test_what_cannot_be_told_apart_by_accounts_is_not_told():
    assert words.by_account(None, "a", "A", {}) == []


def test_what_to_decide_follows_the_verdict():
    line = words.decide("A", "2027", "clear", tied=["B", "C"])
    assert line.startswith("“A”, from January 2027 on. After a year, what was counted corrects it.")
    assert line.endswith(" No clear difference from it: “B” and “C”.")
    assert words.decide("A", "", "clear") == "“A”, from the start. After a year, what was counted corrects it."
    assert words.decide("A", "2027", "likely").startswith("“A” is likely to bring more people, not certain.")
    assert words.decide("A", "2027", "none", tied=["B"]).startswith("No option is clearly better")


def test_why_a_range_is_wide_is_told_where_it_is_known():
    parts = {"luck": 0.2, "parameters": 0.5, "structure": 0.3}
    assert words.comes_of(parts, "A").endswith(
        "First: numbers that nobody knows exactly (50%). Then: how people decide and form pairs."
    )
    for luck in (float("nan"), words.ALL, 1.0):
        assert words.comes_of(parts | {"luck": luck}, "A") == ("Chance alone may explain the range of “A”.")


def test_accounts_that_differ_are_told_each():
    titles = {"r": "one", "t": "two"}
    (line,) = words.by_account(accounts(2000.0), "a", "A", titles)
    assert line.endswith("“A” brings, as a median: +10 people (one). +2,000 people (two).")
    assert words.by_account(accounts(10.0), "a", "A", titles)[0].startswith("No clear difference between the accounts")


def test_tonnes_have_no_digit_that_their_middle_does_not_bear():
    tonnes = {"difference_p5": 81.0, "difference_p50": 2345.0, "difference_p95": 6612.0}
    assert words.tonnes(tonnes | {"difference_p50_error": 150.0}) == "+2,300 (+100 to +6,600)"
    assert words.tonnes(tonnes | {"difference_p50_error": 2.0}) == "+2,340 (+81 to +6,600)"


# ---- what scenarios change, in words: every kind of difference, in both languages -----------------------------------


def test_a_description_is_set_as_its_language_has_it_and_names_no_command():
    about = Words("t", "C'est l'idée ; voilà. `contagion parameters` les donne.\nEt encore : rien.")
    scenario = replace(read(FOLDER / "ref.toml"), french=about, words=Words("t", "It's this; so. See `x`."))
    assert say.description(scenario) == "It's this; so."
    with speaking(FRENCH):
        assert say.description(scenario) == "C’est l’idée\u202f; voilà. Et encore\u00a0: rien."


def test_a_territory_is_called_by_its_name(tmp_path, territory):
    assert say.place(territory) == "Grand Besançon"
    dinan = extract(find("epci", "200068989"), 2017).kept(tmp_path)
    assert say.place(Territory.from_file(dinan)) == "Dinan Agglomération"
    own = tmp_path / "own.csv"
    load_communes(dinan).drop(columns="source").to_csv(own, index=False)
    assert say.place(Territory.from_file(own)) == "Dinan"
