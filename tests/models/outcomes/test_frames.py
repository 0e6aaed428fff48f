"""The tables of a run as people read them, and back: nothing is lost, every word is known, and no name is a kind."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from contagion.models.outcomes.frames import frames, record_of
from contagion.models.outcomes.record import Places
from contagion.models.outcomes.summary import outcomes, summary
from contagion.models.parameters import Parameters
from contagion.models.records import KINDS, NONE, TABLES
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


PLACES = Places(
    ("25001", "25056"), ("Abbans", "Besançon"), np.array([9, 90]), np.array([7, 70]), np.array([np.nan, 21_000.0])
)
PARAMETERS = Parameters.model_validate(
    {
        "target_group": [{"name": "young", "share": 0.4}, {"name": "old", "share": 0.6}],
        "alternative": [{"kind": "workshop", "name": "talks"}, {"kind": "team challenge", "name": "trained"}],
        "decision": [
            {"title": "Seats", "set": {"training.places": 20}},
            {"from": 1, "until": 2, "set": {"outreach.letters": 9}},
        ],
    }
)
BY_HAND = {  # of each table, rows in words as in `records_by_hand`, and some of its columns as they are to be read
    "communes": (
        [(1, "25056", 4, 1, 3, 2, 1, 0, 5)],
        {"commune": ["25056"], "name": ["Besançon"], "facilitators_active": [5]},
    ),
    "events": (
        [
            (0, "trained: founder", 5, "25056", NONE, NONE),
            (0, "trained: registered: letter", 6, "25001", NONE, 5),
            (1, "not paid: seat", NONE, NONE, NONE, 3),
            (1, "talks: not paid: leader", NONE, NONE, NONE, 2),
            (1, "mailing", NONE, NONE, NONE, 2500),
        ],
        {
            "week": [0, 0, 1, 1, 1],
            "kind": ["trained", "registered", "not paid", "not paid", "mailing"],
            "who": [5, 6, NONE, NONE, NONE],
            "where": ["25056", "25001", "", "", ""],
            "group": [NONE] * 5,
            "other": [NONE, 5, 3, 2, 2500],
            "detail": ["founder", "letter", "seat", "leader", ""],
            "programme": ["", "trained", "", "talks", ""],
        },
    ),
    "groups": (
        [
            (7, 5, 6, False, "25056", NONE, False, 3, True, 0, NONE, NONE, "recruiting", 2, 0, 0, 0, 0),
            (8, 5, NONE, True, "25001", 9, True, NONE, False, 0, 1, NONE, "running", 2, 2, 0, 0, 4),
        ],
        {
            "commune": ["25056", "25001"], "online": [True, False], "stand_in": [False, True],
            "in_house": [False, True], "state": ["recruiting", "running"], "started": [NONE, 1], "host": [NONE, 9],
        },
    ),
    "facilitators": (
        [
            (5, "25056", "old", False, True, "founder", NONE, NONE, NONE, 0, True, NONE, 2, 0.5),
            (6, "25001", "young", True, False, "partner", NONE, NONE, NONE, 0, False, 1, 1, 0.0),
        ],
        {
            "commune": ["25056", "25001"], "target_group": ["old", "young"], "student": [False, True],
            "elected": [True, False], "source": ["founder", "partner"], "active": [True, False],
            "facilitators_from_groups": [0.5, 0.0],
        },
    ),
    "participants": (
        [
            (1, 11, "25001", "young", True, False, "word of mouth", 8, 10, 2),
            (1, 12, "25056", "old", False, False, "unlimited demand", 8, 12, 1),
            (1, 13, "25056", "old", False, False, NONE, 8, 13, 4),
        ],
        {
            "commune": ["25001", "25056", "25056"], "target_group": ["young", "old", "old"],
            "student": [True, False, False], "channel": ["word of mouth", "unlimited demand", ""],
        },
    ),
    "residents": (
        [(11, "25001", "young", True, False), (12, "25056", "old", False, True)],
        {
            "resident": [11, 12], "commune": ["25001", "25056"], "target_group": ["young", "old"],
            "student": [True, False], "elected": [False, True],
        },
    ),
    "alternatives": (
        [("talks", 1, 8, 1, 2, 24.0, 3.0, 2), ("trained", 1, 5, 1, 0, 10.0, 2.0, 1)],
        {"programme": ["talks", "trained"], "kind": ["workshop", "team challenge"], "hours": [24.0, 10.0]},
    ),
    "posts": ([(1, "trained", 0.25)], {"week": [1], "programme": ["trained"], "coordinators": [0.25]}),
    "decisions": (
        [(0, 0, "begins"), (1, 1, "begins"), (2, 1, "ends")],
        {
            "week": [0, 1, 2], "number": [1, 2, 2], "title": ["Seats", "", ""],
            "what": ["begins", "begins", "ends"],
        },
    ),
}  # fmt: skip


@pytest.fixture
def by_hand():
    return record(
        weeks_of(8, facilitators_active=5),
        **{name: of for name, (of, _) in BY_HAND.items()},
        parameters=PARAMETERS,
        places=PLACES,
        shares={"young": 0.4, "old": 0.6, "students": 0.1},
    )


@pytest.mark.parametrize("name", BY_HAND)
def test_a_table_says_in_words_what_happened(name, by_hand):
    """Yes and no where that is meant, and numbers of their own size."""
    found, (_, wanted) = frames(by_hand)[name], BY_HAND[name]
    assert {column: found[column].tolist() for column in wanted} == wanted
    for column, values in wanted.items():
        of = "str" if isinstance(values[0], str) else np.asarray(values).dtype
        assert found[column].dtype == of, column
    assert {*COLUMNS[name]} <= {*found.columns}


def test_what_else_there_is_to_read(by_hand):
    made = frames(by_hand)
    assert list(made) == [*TABLES, "territory", "target_groups"]
    assert made["weeks"]["short"].tolist() == ["registrations"] * 8
    assert made["weeks"]["short_in_training"].tolist() == [""] * 8
    assert made["weeks"]["facilitators_active"].tolist() == [5] * 8
    territory = made["territory"].drop(columns="living_standard_eur").to_dict("list")
    assert territory == {
        "commune": ["25001", "25056"], "name": ["Abbans", "Besançon"], "population": [9, 90],
        "residents_15_and_over": [7, 70],
    }  # fmt: skip
    np.testing.assert_array_equal(made["territory"]["living_standard_eur"], [np.nan, 21_000])
    shares = {"target_group": ["young", "old", "students"], "share": [0.4, 0.6, 0.1]}
    assert made["target_groups"].to_dict("list") == shares


def test_what_was_made_by_hand_goes_there_and_back(by_hand):
    assert_same(by_hand, back(by_hand))


WORDS = [
    *((name, "commune") for name in ("communes", "groups", "facilitators", "participants", "residents")),
    *((name, "target_group") for name in ("facilitators", "participants", "residents")),
    *((name, "programme") for name in ("events", "alternatives", "posts")),
    *(("events", column) for column in ("kind", "where", "detail")),
    ("groups", "state"),
    ("facilitators", "source"),
    ("participants", "channel"),
    ("decisions", "what"),
]


@pytest.mark.parametrize("name, column", WORDS)
def test_a_word_that_stands_for_nothing_is_refused(name, column, by_hand):
    made = frames(by_hand)
    made[name].loc[0, column] = "xyzzy"
    with pytest.raises(ValueError, match=f"^{name}.{column}: 'xyzzy' is unknown$"):
        record_of(made, by_hand.parameters, 0)


@pytest.mark.parametrize(
    "kind, detail, of",
    [
        ("registered", "founder", "detail"),
        ("trained", "letter", "detail"),
        ("mailing", "letter", "detail"),
        ("", "", "kind"),
    ],
)
def test_an_event_is_of_a_kind_and_a_detail_of_its_own(kind, detail, of, by_hand):
    made = frames(by_hand)
    made["events"].loc[0, ["kind", "detail"]] = kind, detail
    with pytest.raises(ValueError, match=f"^events.{of}: '{detail if of == 'detail' else kind}' is unknown$"):
        record_of(made, by_hand.parameters, 0)


@pytest.mark.parametrize("name", [*TABLES, "territory", "target_groups"])
def test_a_missing_table_or_column_is_told_by_its_name(name, by_hand):
    made = frames(by_hand)
    for column in COLUMNS.get(name, ()):
        with pytest.raises(KeyError, match=f"^'{column}'$"):
            record_of(made | {name: made[name].drop(columns=column)}, by_hand.parameters, 0)
    del made[name]
    with pytest.raises(KeyError, match=f"^'{name}'$"):
        record_of(made, by_hand.parameters, 0)


NAMES = ("registered", "not paid: seat", "a: b", "begins")


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
