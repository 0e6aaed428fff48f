"""How much closer the same seeds bring two scenarios, and what is known without a run."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.questions import paired_variance as shown
from experiments.questions.publishing import FINDINGS
from models.runs.simulation import build
from models.scenarios.scenario import read
from sim.draws import Draws

SEEDS = np.arange(200)
NOISE = Draws(1).stream("a test")


def test_the_ratio_by_hand():
    """Variances 1 and 4 of levels, 1 of their difference."""
    a, b = np.array([-1.0, 0, 1]), np.array([-2.0, 0, 2])
    assert shown.ratio(a, b) == pytest.approx(5)


def test_what_is_left_of_a_variance():
    """A quantity that makes three quarters of a variance leaves a quarter; one that has nothing to do with it, all."""
    known, luck, other = (NOISE.normal(SEEDS, occasion) for occasion in range(3))
    of = np.sqrt(3) * known + luck
    assert shown.left(of, [known]) == pytest.approx(0.25, abs=0.06)
    assert shown.left(of, [other, np.zeros(200)]) == pytest.approx(1, abs=0.06)


@pytest.mark.parametrize("change", ["", "retention.loss_per_year=0.05"])
def test_time_of_facilitators_is_that_of_the_run_where_every_seat_is_taken(territory, change):
    """In the kernel, but for those who lead when their time is over, and who stop in the same week."""
    model = build(read(Path("kernel"), [change] if change else []), territory, years=10, seed=3)
    known = shown.facilitator_time(model)
    model.run(shown.WEEKS)
    lived = model.state.array("weeks")["facilitators_active"][: shown.WEEKS].sum()
    assert len(model.rows("facilitators")) == 100
    assert known == pytest.approx(lived, rel=0.1)


def test_members_of_partners_are_those_of_the_run_without_a_completer(territory):
    scenario = read(Path("ref"), ["training.founders=0", "training.places=0"])
    model = build(scenario, territory, years=10, seed=4)
    known, members = shown.partner_members(model), 0
    sizes = model.world.tables.array("organisations")["size"]
    for _ in range(shown.WEEKS):
        model.step()
        members += sizes[model.listed(shown.ACTIVE_PARTNERS)].sum()
    assert known == pytest.approx(members, rel=0.01)


def test_the_table_of_the_page_has_every_change():
    text = (FINDINGS / "paired_variance.md").read_text(encoding="utf-8")
    table = text.split("<!-- finding: paired_variance -->")[1].split("<!-- end of finding -->")[0]
    assert all(f"| {name} | " in table for name in shown.CHANGES)
    assert f"ratio, {shown.SEEDS} seeds" in table
    runs = pd.DataFrame(
        {"scenario": name, "seed": seed, "participants": NOISE.normal(seed, n), "time": n, "members": seed}
        for n, name in enumerate([shown.BASE, *shown.CHANGES])
        for seed in range(12)
    )
    lines = shown.answer(shown.table(runs), 12).lines
    assert "ratio, 12 seeds" in lines[0]
    assert len(lines) == 2 + len(shown.CHANGES)
