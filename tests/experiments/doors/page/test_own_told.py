"""What the form for a programme of one's own says: columns can be told apart, and all figures have a name."""

import pytest

from contagion.experiments.doors.page.own_told import COLUMNS, LABELS, told, words
from contagion.experiments.language.languages import ENGLISH, FRENCH, speaking
from contagion.experiments.programmes.known import FLOWS, Year


@pytest.mark.parametrize("language", [FRENCH, ENGLISH])
def test_each_figure_has_a_field_and_a_column_of_its_own(language):
    with speaking(language):
        form, said = told(), words()
    assert [*LABELS] == [name for name in Year.model_fields if name != "year"]
    assert [one["name"] for one in form["fields"]] == [*LABELS]
    assert [one["name"] for one in form["totals"]] == [*FLOWS]
    assert len({*said["own_columns"].values()}) == len(COLUMNS) == len(LABELS) + 1
    assert len({one["name"] for one in form["months"]}) == 12
    assert all(name in form["columns"] for name in said["own_columns"].values())
