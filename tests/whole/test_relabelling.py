"""Target groups and what lies over them: factors, who belongs to what, gate-openers, S05, moving away (S16)."""

import numpy as np
import pytest
from scipy import stats

from models.parameters import Parameters
from models.programme.model import ConversationModel
from sim.errors import InputError
from tests.helpers.compiled_calls import factors
from tests.helpers.what_happened import digest, log, summary_of, tables_of, who

# ---- factors -------------------------------------------------------------------------------------------------------


def test_factors_of_group_and_flags_multiply(people_with):
    table = [{"name": "a", "share": 0.5, "barrier": 0.5, "receptivity": 2.0}, {"name": "b", "share": 0.5}]
    world = people_with({"target_group": table, "students": {"barrier": 3.0}, "elected": {"barrier": 0.8}})
    everyone = world.everyone()
    expected = np.where(world.group(everyone) == 0, 0.5, 1.0)
    expected *= np.where(world.student(everyone), 3.0, 1.0) * np.where(world.elected(everyone), 0.8, 1.0)
    barriers, conversions = factors(world, everyone)
    assert np.array_equal(barriers, expected)
    assert set(barriers.round(9)) == {0.4, 0.5, 0.8, 1.0, 1.2, 1.5, 2.4, 3.0}  # there are student councillors
    assert set(conversions) == {1.0}


def test_students_and_councillors_can_be_more_receptive(people_with):
    world = people_with({"students": {"receptivity": 2.0}, "elected": {"receptivity": 4.0}})
    everyone = world.everyone()
    receptive = world.receptive(everyone, 3)
    student, elected = world.student(everyone), world.elected(everyone)
    for some, share in ((student & ~elected, 0.30), (elected & ~student, 0.60), (~student & ~elected, 0.15)):
        error = (share * (1 - share) / some.sum()) ** 0.5
        assert abs(receptive[some].mean() - share) < 4 * error


def test_students_can_have_more_time(people_with):
    world = people_with({"students": {"slots": 1.3}, "elected": {"slots": 9.0}})
    everyone = world.everyone()
    student, elected = world.student(everyone), world.elected(everyone)
    shares = [
        np.bitwise_count(world.slots(some)).mean() / 4
        for some in (everyone[student & ~elected][::60], everyone[elected][::4], everyone[~student & ~elected][::300])
    ]
    assert shares == pytest.approx([0.91, 1.0, 0.7], abs=0.03)


def test_a_barrier_keeps_students_out_and_no_wish_keeps_them_from_the_queue(crowded):
    usual = crowded()
    student = usual.world.student
    for kind, section in (("registered", {"barrier": 0.0}), ("aspires", {"conversion": 0.0})):
        assert student(who(usual, kind)).any()
        model = crowded({"students": section})
        assert len(who(model, kind)) > 10
        assert not student(who(model, kind)).any()


def test_the_elected_may_all_wish_to_facilitate(crowded):
    model = crowded({"elected": {"conversion": 9.0}})
    completers, aspirants = who(model, "completed"), who(model, "aspires")
    elected = completers[model.world.elected(completers)]
    assert len(elected) > 0
    assert set(elected.tolist()) <= set(aspirants.tolist())


# ---- who belongs to what -------------------------------------------------------------------------------------------


def test_who_belongs(people_with, territory):
    world = people_with({})
    everyone = world.everyone()
    assert world.names == (*(f"group {letter}" for letter in "ABCDE"), "students", "elected officials")
    groups = [world.belongs(f"group {letter}", everyone) for letter in "ABCDE"]
    assert (np.sum(groups, axis=0) == 1).all()
    assert np.array_equal(world.belongs("students", everyone), world.student(everyone))
    elected = everyone[world.belongs("elected officials", everyone)]
    assert np.array_equal(np.bincount(world.home(elected), minlength=68), territory.seats)
    with pytest.raises(InputError, match=r"'group F' is no target group; there are group A, .*elected officials"):
        world.belongs("group F", everyone)


def test_a_target_group_of_that_name_comes_first(people_with):
    world = people_with({"target_group": [{"name": "students", "share": 0.25}, {"name": "others", "share": 0.75}]})
    everyone = world.everyone()
    assert world.belongs("students", everyone).mean() == pytest.approx(0.25, abs=0.01)
    assert world.names == ("students", "others", "elected officials")


def test_the_tables_say_who_was_who(crowded):
    model = crowded()
    made, world = tables_of(model), model.world
    participants, facilitators = made["participants"], made["facilitators"]
    started = [event for event in log(model) if event[1] == "started"]
    keys = ["week", "person", "group"]
    told = [(week, person, group) for week, _, person, _, group, _ in started]
    assert sorted(participants[keys].itertuples(index=False, name=None)) == sorted(told)
    assert participants["week"].is_monotonic_increasing
    assert len(participants) == model.total("participants") > 50
    homes = world.home(participants["person"].to_numpy())
    assert participants["commune"].tolist() == [model.territory.codes[home] for home in homes]
    assert set(participants["channel"]) <= {"word of mouth", "facilitator", "partner", "event", "letter"}
    for table, column in ((participants, "person"), (facilitators, "facilitator")):
        ids = table[column].to_numpy()
        assert np.array_equal(table["student"], world.student(ids))
        assert np.array_equal(table["elected"], world.elected(ids))
        index = world.group(ids)
        assert table["target_group"].tolist() == [world.groups[n] for n in index]
    assert participants["student"].any()
    assert participants["elected"].any()


def test_the_tables_of_a_run_in_which_nothing_happened(crowded):
    made = tables_of(crowded({"training": {"first_week": 500}}))
    assert len(made["participants"]) == len(made["facilitators"]) == 0
    assert {"student", "elected"} <= set(made["participants"].columns) & set(made["facilitators"].columns)


# ---- gate-openers (X12) --------------------------------------------------------------------------------------------


def opened(model):
    """The communes of which a councillor is a completer."""
    return set(np.flatnonzero(model.state.array("communes")["opened"]).tolist())


def test_a_councillor_who_completed_opens_the_commune(crowded):
    model = crowded({"elected": {"gate_opening": 1.5}})
    completers = who(model, "completed")
    elected = completers[model.world.elected(completers)]
    assert opened(model) == set(model.world.home(elected).tolist())
    assert len(opened(model)) > 0
    assert not opened(crowded())  # not looked at where it changes nothing


@pytest.mark.parametrize("factor, expected", [(1.5, 0.45), (9.0, 1.0), (0.0, 0.0)])
def test_activation_is_multiplied_where_the_gate_is_open(territory, factor, expected):
    """0.3 × 1.5 of the contacted become active there, 0.3 elsewhere; and never more than all."""
    many = {"initial": 0, "coordinators": 20.0, "contacts_per_month": 100.0, "active_years": 1000.0}
    parameters = Parameters.model_validate({"elected": {"gate_opening": factor}, "partners": many})
    model = ConversationModel(territory, parameters, 3)
    model.state.array("communes")["opened"][territory.centre] = 1
    for stage in ("authority", "partners"):
        model.live_stage(stage)
    assert len(model.partners) > 400
    for is_open, share in ((True, expected), (False, 0.3)):
        became = [one.spells > 0 for one in model.partners.values() if (one.home == territory.centre) is is_open]
        error = (share * (1 - share) / len(became)) ** 0.5
        assert abs(np.mean(became) - share) <= 4 * error


# ---- relabelling (S05) ---------------------------------------------------------------------------------------------
TABLE = [group.model_dump() for group in Parameters().target_group]


def test_names_change_nothing(crowded):
    renamed = [row | {"name": row["name"].upper()} for row in TABLE]
    assert digest(crowded({"target_group": renamed})) == digest(crowded({"target_group": TABLE}))


@pytest.mark.parametrize("seeds", [8, pytest.param(200, marks=pytest.mark.slow)])
def test_relabelling_leaves_indicators_as_they_are(crowded, seeds):
    """S05: groups in another order are other people with other ties, and all is the same in distribution."""
    made = {}
    for label, table in (("as it is", TABLE), ("turned round", TABLE[::-1])):
        runs = [crowded({"target_group": table}, seed=seed, checked=False) for seed in range(seeds)]
        made[label] = [summary_of(run) for run in runs]
    for name in ("participants", "groups_started", "aspirants", "facilitators_from_groups"):
        one, other = (np.array([row[name] for row in rows], dtype=float) for rows in made.values())
        assert not np.array_equal(one, other)
        assert stats.ks_2samp(one, other).pvalue > 1e-3
        difference = one - other
        assert abs(difference.mean()) <= 4 * difference.std(ddof=1) / seeds**0.5 + 1e-9


# ---- moving (S16) --------------------------------------------------------------------------------------------------
MOVING = {"population": {"turnover_per_year": 0.1, "student_turnover_per_year": 0.6, "students": 0.68}}


def test_people_move_students_sooner_and_facilitators_stay(crowded):
    """I01 is checked after every week; the size of the population never changes."""
    usual, model = crowded(years=4), crowded(MOVING, years=4)
    assert model.world.size == usual.world.size
    moved = who(model, "moved away")
    assert 20 < len(moved) <= len(model.departed)  # who was on no list when leaving leaves no trace in the log
    known = np.array([*model.residents, *(one.id for one in model.departed)])
    rates = [np.isin(known[model.world.student(known) == flag], moved).mean() for flag in (True, False)]
    assert rates[0] > 2 * rates[1] > 0


def test_who_is_trained_moves_no_more(crowded):
    """Even where everybody else leaves every year; whoever takes over the id of one who left may be trained."""
    every_year = {"population": {"turnover_per_year": 1.0, "student_turnover_per_year": 1.0}}
    model = crowded(every_year, years=3)
    assert len(model.facilitators) > 10
    assert len(who(model, "moved away")) > 50
    trained = {person: week for week, kind, person, *_ in log(model) if kind.startswith("trained: ")}
    for week, kind, person, *_ in log(model):
        if kind.startswith("moved away"):
            assert week < trained.get(person, 10**6)
