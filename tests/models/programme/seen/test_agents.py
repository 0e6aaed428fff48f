"""Agents are rows of tables, for whoever looks."""

import pytest

from contagion.models.programme.seen.agents import Commune, Facilitator, Group, Partner, Resident


def test_a_run_at_which_nobody_looks_makes_no_agents(run):
    model = run(years=2, checked=False)
    assert model._agents == {}
    assert len(model.agents_by_type[Facilitator]) == len(model.rows("facilitators")) > 10


def test_agents_are_all_there_by_type(run):
    model = run(years=2)
    tables = {Facilitator: "facilitators", Group: "groups", Resident: "residents"}
    counts = {Commune: 68, Partner: len(model.partners)}
    counts = {**counts, **{kind: len(model.rows(name)) for kind, name in tables.items()}}
    assert {kind: len(agents) for kind, agents in model.agents_by_type.items()} == counts
    assert len(model.agents) == sum(counts.values())
    facilitators = model.agents_by_type[Facilitator]
    assert facilitators.agg("groups_led", sum) == model.rows("facilitators")["groups_led"].sum() > 0
    assert facilitators.groupby("source").count()["founder"] == 10


def test_an_agent_reads_and_writes_its_row(run):
    model = run(years=1)
    one = model.active[0]
    assert one is model.facilitator(one.number)
    one.loss_clock = 12.5
    assert model.rows("facilitators")["loss_clock"][one.number] == 12.5
    model.agents_by_type[Facilitator].do(lambda each: setattr(each, "paid", True))
    assert model.rows("facilitators")["paid"].all()
    with pytest.raises(AttributeError, match="hair"):
        _ = one.hair
