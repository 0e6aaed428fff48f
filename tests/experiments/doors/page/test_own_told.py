"""What the form for a programme of one's own says: columns can be told apart, and all figures have a name."""

from dataclasses import replace

import pytest

from contagion.experiments.doors.page.own_told import COLUMNS, LABELS, told, words
from contagion.experiments.language.languages import ENGLISH, FRENCH, speaking
from contagion.experiments.programmes.known import FLOWS, Year


@pytest.mark.parametrize("language", [FRENCH, ENGLISH])
def test_each_figure_has_a_field_and_a_column_of_its_own(language, asked):
    with speaking(language):
        form, said = told(asked.opened, asked.base), words()
    assert [*LABELS] == [name for name in Year.model_fields if name != "year"]
    assert [*form["labels"]] == [*LABELS]
    assert [*form["totals"]] == [*FLOWS]
    assert len({*said["own_columns"].values()}) == len(COLUMNS) == len(LABELS) + 1
    assert len({*form["months"]}) == 12
    assert all(name in form["columns"] for name in said["own_columns"].values())


def test_where_something_is_known_the_form_asks_whether_it_holds_and_says_what_counts_once(asked):
    begun, new = told(asked.opened, asked.base), told(asked.opened, replace(asked.base, past=0, territory="200067171"))
    assert "made with" in begun["no"]
    assert any("counts once" in line for line in begun["hints"])
    assert any("January 2027" in line for line in begun["hints"])
    assert new["no"] == "Not yet"
    assert not new["published"]
    assert not any("counts once" in line or "made with" in line or "2027" in line for line in new["hints"])
