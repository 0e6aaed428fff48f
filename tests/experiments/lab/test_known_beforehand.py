"""What is known of a seed before it is run: against runs in which nothing acts back; its mean, against many."""

from pathlib import Path

import numpy as np
import pytest

from contagion.experiments.lab import known_beforehand as known
from contagion.models.programme.layout import ACTIVE_PARTNERS
from contagion.models.runs.simulation import build
from contagion.models.scenarios.scenario import read
from contagion.sim.chance.draws import Draws
from contagion.sim.model import WEEKS_A_YEAR

WEEKS = 10 * WEEKS_A_YEAR


@pytest.mark.parametrize("change", ["", "retention.loss_per_year=0.05"])
def test_time_of_facilitators_is_that_of_the_run_where_every_seat_is_taken(territory, change):
    """In the kernel, but for those who lead when their time is over, and who stop in the same week."""
    scenario = read(Path("kernel"), [change] if change else [])
    model = build(scenario, territory, years=10, seed=3)
    model.run(WEEKS)
    lived = model.state.array("weeks")["facilitators_active"][:WEEKS].sum()
    assert len(model.rows("facilitators")) == 100
    assert known.facilitator_time(scenario.parameters, Draws(3), WEEKS) == pytest.approx(lived, rel=0.1)


def test_members_of_partners_are_those_of_the_run_without_a_completer(territory):
    scenario = read(Path("ref"), ["training.founders=0", "training.places=0"])
    model, members = build(scenario, territory, years=10, seed=4), 0
    sizes = model.world.tables.array("organisations")["size"]
    for _ in range(WEEKS):
        model.step()
        members += sizes[model.listed(ACTIVE_PARTNERS)].sum()
    ids = known.organisations(territory, scenario.parameters)
    assert known.partner_members(scenario.parameters, Draws(4), WEEKS, ids) == pytest.approx(members, rel=0.01)


@pytest.mark.parametrize(
    "changes",
    [
        [],
        ["partners.contacts_per_month=9", "partners.active_years=0.5", "training.period_weeks=20"],  # several rounds
        ["retention.loss_per_year=0", "training.places=3", "partners.initial=0"],
    ],
)
def test_means_are_those_of_many_seeds(territory, changes):
    parameters = read(Path("ref"), changes).parameters
    table = known.of_seeds(parameters, territory, WEEKS, range(1, 301))
    off = table.mean() / (table.std() / np.sqrt(len(table)))
    assert off.abs().max() < 3.5
    assert table["time"].std() > 0


def test_where_there_is_no_limit_and_nobody_nothing_is_known(territory):
    nothing = ["training.places=inf", "partners.initial=0", "partners.coordinators=0"]
    parameters = read(Path("ref"), nothing).parameters
    assert (known.of_seeds(parameters, territory, WEEKS, [1, 2]) == 0).all(axis=None)
    assert known.partner_members(parameters, Draws(1), WEEKS, np.array([], np.int64)) == 0
    assert known.mean_partner_members(parameters, WEEKS, 0) == 0


def test_each_seed_is_worked_out_once(territory, monkeypatch):
    scenarios, asked, work_out = [read(Path("ref")), read(Path("lowloss"))], [], known.of_seeds

    def noted(parameters, where, weeks, seeds):
        asked.append(list(seeds))
        return work_out(parameters, where, weeks, seeds)

    monkeypatch.setattr(known, "of_seeds", noted)
    beforehand = known.KnownBeforehand(territory, 10)
    beforehand.of(scenarios, [1, 2])
    made = beforehand.of(scenarios, [1, 2, 5])
    assert asked == [[1, 2], [1, 2], [5], [5]]
    assert made.of["lowloss"].index.tolist() == [1, 2, 5]
    assert "participants" in made.indicators
