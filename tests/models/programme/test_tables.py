"""The tables that a run leaves behind say who was who."""

import numpy as np

from tests.helpers.what_happened import log, tables_of


def test_the_tables_say_who_was_who(crowded):
    model = crowded()
    made, world = tables_of(model), model.world
    participants, facilitators = made["participants"], made["facilitators"]
    started = [event for event in log(model) if event.what == "started"]
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
