"""The tables of a run as people read them, and back: nothing is lost, and no name is a kind."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from contagion.models.outcomes.frames import frames, record_of
from contagion.models.outcomes.summary import outcomes, summary
from contagion.models.parameters import Parameters
from contagion.models.records import KINDS, TABLES
from contagion.models.runs.simulation import record_of as record_of_model
from tests.helpers.records_by_hand import record, weeks_of
from tests.helpers.same_results_scenarios import model_of

LABELS = (
    "both, under one budget",
    "rules on every state",
    "students and elected officials",
    "nobody",
)
SOME = "both, under one budget"
COLUMNS = {
    name: tuple("what" if column == "begins" else column for column in kind.names or ())
    for name, kind in TABLES.items()
}
"""Of each table, the columns that are read back."""


@cache
def lived(label):
    """The record of a run of the panel."""
    return record_of_model(model_of(label, 2))


def back(of):
    """A record, made into tables and again of these."""
    return record_of(frames(of), of.parameters, of.seed)


def assert_same(one, other):
    for name, kind in TABLES.items():
        assert getattr(other, name).dtype == kind
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name
    for name in ("codes", "names"):
        assert getattr(one.places, name) == getattr(other.places, name)
    for name in ("population", "adults", "living_standard_eur"):
        np.testing.assert_array_equal(getattr(one.places, name), getattr(other.places, name))
    assert (list(one.shares.items()), one.seed) == (list(other.shares.items()), other.seed)


@pytest.mark.parametrize("label", LABELS)
def test_frames_and_back_is_the_identity(label):
    assert_same(lived(label), back(lived(label)))
    assert summary(back(lived(label))) == summary(lived(label))


def test_all_that_is_worked_out_again_is_the_same():
    """Ledger and footprint too, of a run of whole years with other programmes."""
    one = lived("students and elected officials")
    (made, figures), (again, same) = outcomes(one), outcomes(back(one))
    assert figures == same
    assert made.keys() == again.keys() >= TABLES.keys() | {"territory", "target_groups", "ledger", "footprint"}
    for name, frame in made.items():
        pd.testing.assert_frame_equal(frame, again[name], check_exact=True)


def test_tables_without_a_row_go_there_and_back():
    none = record(weeks_of(0), parameters=lived(SOME).parameters, places=lived(SOME).places, shares={})
    assert_same(none, back(none))
    for name, frame in frames(none).items():
        assert len(frame) == (68 if name == "territory" else 0)
        assert {*COLUMNS.get(name, ())} <= {*frame.columns}


NAMES = ("registered", "not paid: seat")


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_programme_is_a_kind(name):
    """The same run, whose two programmes have other names, says the same but for these."""
    run = lived(SOME)
    other = f"{name}: registered"
    rows = [row.model_dump(by_alias=True) for row in run.parameters.alternative]
    named = Parameters.model_validate(
        {"alternative": [row | {"name": new} for row, new in zip(rows, (name, other), strict=True)]}
    )
    renamed = replace(run, parameters=run.parameters.model_copy(update={"alternative": named.alternative}))
    assert_same(run, back(renamed))
    assert summary(back(renamed)) == summary(run)
    before, after = frames(run), frames(renamed)
    old = [row.name for row in run.parameters.alternative]
    for table, frame in before.items():
        if "programme" in frame:
            frame["programme"] = frame["programme"].replace(dict(zip(old, (name, other), strict=True)))
        pd.testing.assert_frame_equal(frame, after[table], check_exact=True)
    assert set(after["events"]["kind"]) <= {kind.name for kind in KINDS}
    assert set(after["events"]["programme"]) == {"", name, other}
