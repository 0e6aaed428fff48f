"""Files of validation: what they say, and what is refused."""

import pytest

from contagion.experiments.ensembles.targets import FOLDER as FITTED
from contagion.experiments.ensembles.targets import read_targets
from contagion.experiments.evaluation.series import FOLDER, HELD_OUT, INPUT, USED, all_series, read_series
from contagion.sim.errors import InputError

HEAD = 'programme = "A place"\n'
TOLD = '[[input]]\nset = "training.founders=4"\nsource = "a page"\n'
ROW = '[[predicted]]\nindicator = "participants"\nyear = 2\nvalue = 30\nsource = "a page"\n'


def written(tmp_path, text):
    file = tmp_path / "place.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_those_of_the_project_are_short_sourced_and_about_other_things_than_the_targets():
    known = all_series()
    assert len(known) > 12
    assert sum(one.place is not None for one in known) >= 3
    for one in known:
        text = (FOLDER / f"{one.name}.toml").read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 29, one.name
        assert all("http" in row.source or "page" in row.source for row in one.rows), one.name
    fitted_to = {row.name for file in FITTED.glob("*.toml") for row in read_targets(file).rows}
    own = {row.name for one in known if one.name.startswith("besancon") for row in one.rows}
    assert own
    assert not own & fitted_to


def test_what_is_read_is_what_is_written(tmp_path):
    series = read_series(written(tmp_path, HEAD + 'place = { epci = "Dinan Agglomération" }\n' + TOLD + ROW))
    assert (series.name, series.programme, series.years) == ("place", "A place", 2)
    assert series.place is not None
    assert "Dinan" in series.place.title
    assert series.scenario.parameters.training.founders == 4
    assert series.scenario.set_over == ("training.founders",)


@pytest.mark.parametrize("other", ['place = { epci = "Dinan Agglomération" }\n', TOLD])
def test_the_same_figure_elsewhere_or_of_another_programme_is_none_that_is_fitted_to(tmp_path, other):
    assert read_series(written(tmp_path, HEAD + other + ROW.replace("year = 2", "year = 3"))).years == 3


@pytest.mark.parametrize(
    "text,said",
    [
        (HEAD, "predicted"),
        (HEAD + ROW.replace("participants", "particpants"), "predicted 1: indicator 'particpants': there is no such"),
        (HEAD + ROW.replace("year = 2", "year = 0"), "predicted 1: year = 0: must be greater than or equal to 1"),
        (
            HEAD + ROW + ROW.replace("participants", "coverage").replace("2", "1"),
            "predicted 2: indicator 'coverage': is",
        ),
        (HEAD + ROW.replace("value = 30\n", ""), "predicted 1: needs value, or low and high, not nothing"),
        (HEAD + ROW + "low = 3\n", "predicted 1: needs value, or low and high, not value and low"),
        (HEAD + ROW.replace('source = "a page"\n', ""), "predicted 1: source"),
        (HEAD + ROW + 'rule = "about"\n', "predicted 1: rule = 'about': must be 'equal', 'at least' or 'at most'"),
        (HEAD + ROW + 'expected = "outside"\n', "predicted 1: expected = 'outside' needs why"),
        (HEAD + ROW + 'mark = "used"\n', "predicted 1: mark = 'used' needs why, the reason in one sentence"),
        (HEAD + 'given = "it rained"\n' + ROW, "given = 'it rained': must be 'a group took place'"),
        (HEAD + TOLD.replace("founders", "fonders") + ROW, "input: unknown parameter 'training.fonders'; did you"),
        (HEAD + 'place = { epci = "Atlantis" }\n' + ROW, "place: epci 'Atlantis': no EPCI has this "),
        (HEAD + 'place = { town = "Dinan" }\n' + ROW, "place.town"),
        (
            HEAD + ROW.replace("year = 2", "year = 3"),
            "participants_3 is fitted to (besancon_tasters.toml), so it tests",
        ),
        (
            HEAD + 'place = { epci = "242500361" }\n' + ROW.replace("year = 2", "year = 3"),
            "participants_3 is fitted to (besancon_tasters.toml), so it tests",
        ),
        (
            HEAD + TOLD.replace("training.founders=4", "costs.seat=641") + ROW.replace("year = 2", "year = 3"),
            "participants_3 is fitted to (besancon_tasters.toml), so it tests",
        ),
        ("[[predicted", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(tmp_path, text, said):
    with pytest.raises(InputError) as refused:
        read_series(written(tmp_path, text))
    message = str(refused.value)
    assert said in message
    assert "\n" not in message
    assert "place.toml" in message


# ---- marks -----------------------------------------------------------------------------------------------------------


def test_a_fact_is_held_out_unless_it_is_said_why_not(tmp_path):
    marked = ROW.replace("year = 2", "year = 1") + 'mark = "input"\nwhy = "One number sets it."\n'
    rows = read_series(written(tmp_path, HEAD + ROW + marked)).rows
    assert [row.mark for row in rows] == [HELD_OUT, INPUT]


# Of whose totals the spread of `demand.place` is reckoned (`data/places.toml`; models/ODD.md, Places differ).
FOR_HOW_PLACES_DIFFER = ("edinburgh", "france_2018", "swiss_german", "united_kingdom", "besancon_families")


def test_facts_of_the_project_are_marked_by_what_was_looked_at():
    marks = {(one.name, row.formula): row.mark for one in all_series() for row in one.rows}
    assert len(marks) == 19
    for (name, formula), mark in marks.items():
        if "groups_started, year" in formula and "participants /" in formula:
            assert mark == INPUT, name  # the size of a group
        if formula.startswith(("facilitators_active /", "facilitators_from_groups /", "completers /")):
            assert mark == INPUT, name
        if name in ("dinan", "val_d_ille", "self_management", *FOR_HOW_PLACES_DIFFER):
            assert mark in (USED, INPUT), name
    assert {name for (name, _), mark in marks.items() if mark == HELD_OUT} == {"challenge_france", "workshop_world"}


def test_a_place_that_is_known_because_a_group_took_place_asks_for_groups_as_well(tmp_path):
    given = HEAD + 'given = "a group took place"\n'
    rows = ROW + ROW.replace("year = 2", 'per_year = 1\nper = "groups_started"\nyear = 3')
    series = read_series(written(tmp_path, given + TOLD + rows))
    assert series.given
    assert [one.formula for one in series.figures[2:]] == ["groups_started, year 2", "groups_started, year 3"]
    assert read_series(written(tmp_path, HEAD + TOLD + rows)).figures == series.rows
    assert [one.name for one in all_series() if one.given] == ["dinan", "val_d_ille"]
