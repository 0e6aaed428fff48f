"""The tables of a run as people read them, and back: nothing is lost, and no name is a kind."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from contagion.models.outcomes.frames import frames, record_of
from contagion.models.outcomes.indicators import measured
from contagion.models.outcomes.record import Places, Record
from contagion.models.outcomes.resilience import deepest, loss_area, recovery_time, resilience, yearly_flow
from contagion.models.outcomes.summary import outcomes, summary
from contagion.models.outcomes.tables import by_commune, own_group, reached, row, students_and_councillors
from contagion.models.parameters import Parameters
from contagion.models.records import COMMUNE_YEAR, KINDS, NONE, TABLES
from contagion.models.runs.simulation import record_of_run as record_of_model
from tests.helpers.alternative_programmes import WORKSHOP
from tests.helpers.led_groups import led, mixed
from tests.helpers.records_by_hand import events, record, rows, weeks_of
from tests.helpers.run_by_hand import EVENTS, PARAMETERS, PLACE
from tests.helpers.same_results_scenarios import model_of
from tests.helpers.what_happened import summary_of, tables_of

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


# ---- what the laboratory keeps of a run is flat, and has the same columns for every run ------------------------------


def test_the_row_of_the_laboratory_is_flat(run_by_hand):
    flat = row(measured(run_by_hand) | {"years": 2, "seed": 1, "event_log_sha256": "x"})
    assert {"seed", "years", "short", "short_in_training", "representation"}.isdisjoint(flat)
    assert flat["short_groups"] == pytest.approx(38 / 103)
    assert flat["short_in_training_takers"] == pytest.approx(1 / 98)
    assert flat["representation_elected_officials"] == pytest.approx(0.5)
    assert np.isnan(flat["years_to_1000_participants"])


def test_rows_of_a_study_have_the_same_columns(lived_with):
    plain, with_one = lived_with(years=1), lived_with(WORKSHOP, years=1)
    rows = [row(summary_of(model)) for model in (plain, with_one)]
    assert list(rows[0]) == list(rows[1])
    assert not any(value for name, value in rows[0].items() if name.startswith("alternative_"))
    assert rows[1]["alternative_participants"] > 0
    assert tables_of(plain)["alternatives"].empty


# ---- what happened in each commune in each year, on the run of two years made by hand, and in a run ------------------

FIRST = [(1, "A", 2, 0, 0), (1, "C", 3, 1, 0), (1, "D", 4, 1, 0)]


def commune_rows(record):
    return list(zip(*(column.tolist() for column in by_commune(record).values()), strict=True))


def test_what_is_nothing_is_left_out(run_by_hand):
    """In the first year two people come from A, three from C and four from D, one in the second; groups start in D and
    C, then in D again; nobody ever comes from B."""
    assert commune_rows(run_by_hand) == [*FIRST, (2, "D", 1, 1, 0)]
    assert commune_rows(replace(run_by_hand, events=run_by_hand.events[:0], groups=run_by_hand.groups[:0])) == []


def test_alternative_programmes_count_as_well(run_by_hand):
    more = [*EVENTS, (5, "walks: group started", 9, "B", 0, 8), (60, "walks: started", 9, "D", 0, NONE)]
    both = replace(run_by_hand, events=events(more, PARAMETERS, run_by_hand.places))
    assert commune_rows(both) == [FIRST[0], (1, "B", 0, 1, 0), *FIRST[1:], (2, "D", 2, 1, 0)]


def test_groups_online_meet_nowhere(run_by_hand):
    online = run_by_hand.groups.copy()
    online["online"] = 1
    assert {row[3] for row in commune_rows(replace(run_by_hand, groups=online))} == {0}


def test_facilitators_are_counted_where_they_live_at_the_end_of_the_year(run_by_hand):
    stocks = np.zeros(1, COMMUNE_YEAR)
    stocks["year"], stocks["commune"], stocks["facilitators_active"] = 2, 1, 7
    assert (2, "B", 0, 0, 7) in commune_rows(replace(run_by_hand, communes=stocks))


# ---- which communes a run reached, and when, on the run of two years made by hand ------------------------------------


def test_communes_are_reached_by_a_group_there_and_by_people_from_there(run_by_hand):
    """Groups met in D from week 10 and in C from week 40; in week 10 people came from A, C and D. Beside them a
    group of another programme meets in B in week 5, to which somebody comes from D."""
    assert {name: column.tolist() for name, column in reached(run_by_hand).items()} == {
        "commune": ["A", "C", "D"], "group_week": [NONE, 40, 10], "people_week": [10, 10, 10],
    }  # fmt: skip
    more = [*EVENTS, (5, "walks: group started", 9, "B", 0, 8), (5, "walks: started", 9, "D", 0, NONE)]
    both = replace(run_by_hand, events=events(more, PARAMETERS, run_by_hand.places))
    assert {name: column.tolist() for name, column in reached(both).items()} == {
        "commune": ["A", "B", "C", "D"], "group_week": [NONE, 5, 40, 10], "people_week": [10, NONE, 10, 5],
    }  # fmt: skip


def test_nothing_is_reached_where_nothing_happens(run_by_hand):
    nothing = replace(run_by_hand, events=run_by_hand.events[:0], groups=run_by_hand.groups[:0])
    assert all(column.tolist() == [] for column in reached(nothing).values())
    online = run_by_hand.groups.copy()
    online["online"] = 1
    assert np.all(reached(replace(run_by_hand, groups=online))["group_week"] == NONE)


# ---- how often people are led by somebody of their own target group, by hand -----------------------------------------


def test_people_who_only_come_to_leaders_of_their_own():
    """h is 1 where all do, 0 where half do of two halves, −1 where nobody does; leaders count half each."""
    assert own_group(mixed("oo ee", "ooo ee")) == 1
    assert own_group(mixed("oe eo", "oo ee")) == 0
    assert own_group(mixed("oo ee", "ee oo")) == -1
    assert own_group(mixed("oo ee", "oo eo")) == pytest.approx((3 / 4 - 1 / 2) / (1 / 2))


def test_a_leader_who_is_no_facilitator_is_left_out():
    """One of the group leads with somebody from outside the programme's facilitators."""
    run = mixed("oe eo", "oo ee")
    run.groups["leader_b"] = NONE
    assert own_group(run) == 1  # the first leaders are odd and even, as are their people


def test_where_one_group_is_everybody_chance_is_all_there_is():
    assert np.isnan(own_group(led([["odd", "odd"]], [["odd"]], (1.0, 0.0))))
    assert np.isnan(own_group(led([], [])))


# ---- what becomes of students and of councillors, on a small run made by hand ----------------------------------------

# Students: 1, 2, 3. Councillors: 3 and 4; 4, 5 and 6 are residents of the first commune, the others of the second.
RESIDENTS = [(who, who < 4, who in (3, 4)) for who in range(1, 7)]
PARTICIPANTS = [(1, True, False), (3, True, True), (4, False, True), (5, False, False)]
FACILITATORS = [(1, True, "participant"), (2, True, "partner"), (5, False, "participant")]
LOG = [
    (1, "registered: letter", 1, 1),
    (1, "registered: word of mouth", 2, 1),
    (2, "registered: event", 2, 1),  # again
    (2, "registered: letter", 5, 0),
    (3, "moved away while waiting", 2, 1),
    (3, "moved away while registered", 1, 1),
    (3, "moved away while registered", 6, 0),
    (9, "completed", 1, 1),
    (9, "completed", 3, 1),
    (9, "completed", 4, 0),
    (12, "completed", 4, 0),
    (20, "lost interest", 1, 1),
    (20, "moved away", 1, 1),
    (20, "lost interest", 2, 1),  # without moving
    (21, "lost interest", 5, 0),
    (21, "moved away", 5, 0),
    (22, "moved away", 2, 1),  # two weeks after
]
FOUND = {
    "students_reached": 2, "students_registered": 3, "students_completing": 2, "students_trained": 1,
    "students_moved_registered": 2, "students_moved_aspiring": 1, "elected_reached": 2, "elected_completing": 3,
    "communes_opened": 0,
}  # fmt: skip


@pytest.fixture
def by_hand() -> Record:
    return record(
        weeks_of(52),
        events=LOG,
        places=Places.of(PLACE),
        residents=rows("residents", RESIDENTS, ("resident", "student", "elected")),
        participants=rows("participants", PARTICIPANTS, ("person", "student", "elected")),
        facilitators=rows("facilitators", FACILITATORS, ("facilitator", "student", "source")),
    )


def test_what_becomes_of_each_is_as_worked_out_by_hand(by_hand):
    """Communes are opened where that is said, each once; where there is nobody all counts are zero."""
    assert students_and_councillors(by_hand) == FOUND
    opens = Parameters.model_validate({"elected": {"gate_opening": 2.0}})
    assert students_and_councillors(replace(by_hand, parameters=opens)) == FOUND | {"communes_opened": 2}
    assert students_and_councillors(record(weeks_of(52), parameters=opens)) == dict.fromkeys(FOUND, 0)


# ---- how long a shock is felt and what it costs, on series made by hand ----------------------------------------------

BASE = [10.0] * 10
DIP = [10, 10, 5, 8, 9, 9.4, 9.5, 10, 10, 10]  # from week 2; within 5 % from week 6 on


@pytest.mark.parametrize(
    "base, shocked, options, weeks",
    [
        (BASE, DIP, {}, 4),
        (BASE, DIP, {"tolerance": 0.2}, 1),  # 8 is within a fifth
        (BASE, DIP, {"tolerance": 0}, 5),
        (BASE, [10, 10, 5, 10, 10, 10, 10, 9, 10, 10], {}, 6),  # for good
        (BASE, [20.0] * 10, {}, 0),  # never felt
        (BASE, [10.0] * 9 + [9.0], {}, None),  # never over
        ([0.0] * 10, [0.0] * 10, {}, 0),
        # the undisturbed course may change as well: 95 % of it are 28.5, 38, 47.5, 57, 66.5, 76, 85.5, 95
        (np.arange(1, 11) * 10.0, np.array([10, 20, 20, 20, 30, 50, 66, 76, 86, 96]), {}, 5),
    ],
)
def test_recovery_time_is_counted_from_the_shock_until_it_is_over_for_good(base, shocked, options, weeks):
    assert recovery_time(base, shocked, 2, **options) == weeks


def test_loss_area_and_depth():
    assert loss_area(BASE, DIP, 2) == pytest.approx(5 + 2 + 1 + 0.6 + 0.5)
    assert loss_area(BASE, DIP, 4) == pytest.approx(2.1)
    assert loss_area(BASE, [10, 10, 6, 12, 12, *BASE[5:]], 2) == pytest.approx(0.0)  # caught up
    assert deepest(BASE, DIP, 2) == pytest.approx(0.5)
    assert deepest(BASE, [11.0] * 10, 2) == 0
    assert deepest([0.0, 4.0], [0.0, 3.0], 0) == pytest.approx(0.25)


def test_the_flow_of_a_year_is_over_its_last_52_weeks():
    total = 2 * np.arange(1, 61)  # two a week
    flow = yearly_flow(total)
    assert flow[[0, 9, 51, 52, 59]].tolist() == [2, 20, 104, 104, 104]
    assert yearly_flow([3, 5]).tolist() == [3, 5]


def test_the_measures_of_two_runs():
    weeks = pd.DataFrame({"facilitators_active": [20.0] * 60, "participants": np.arange(1.0, 61.0)})
    shocked = weeks.copy()
    shocked.loc[10:29, "facilitators_active"] = 7.0  # 13 fewer for 20 weeks: 260 facilitator-weeks, 5 years
    made = resilience(weeks, shocked, 10)
    assert [made[f"{of}_facilitators_active"] for of in ("recovery", "loss", "deepest")] == [20, 5.0, 0.65]
    assert (made["recovery_participants"], made["loss_participants"]) == (0, 0.0)


@pytest.mark.parametrize("start, other", [(10, BASE), (-1, BASE), (2, BASE[1:])])
def test_series_that_do_not_fit(start, other):
    with pytest.raises(ValueError, match=r"series|week"):
        recovery_time(BASE, other, start)
