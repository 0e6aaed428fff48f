"""The page of a small programme, of few worlds and years, whose runs are kept for other workers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from contagion.experiments.commands.spend.mixes import Design
from contagion.experiments.evidence.ensemble import read_ensemble
from contagion.experiments.evidence.lived import going_on
from contagion.experiments.evidence.programme import read_programme
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.interfaces.page import made
from contagion.experiments.interfaces.page.made import Asked
from contagion.models.runs.lab import laboratory, territory_of
from tests.helpers.once import once

AHEAD, WORLDS, SUM = 2, 4, 20_000.0
UNKIND = '</script><script>alert(1)</script> & "mine"'


@pytest.fixture(scope="session")
def asked(tmp_path_factory) -> Asked:
    lab = laboratory("serial", store=once(tmp_path_factory, "runs_of_pages", Path.mkdir))
    territory = territory_of(lab)
    assert territory
    programme = replace(read_programme(Path("besancon")), title=UNKIND)
    ensemble = read_ensemble(Path("besancon"), lab.store.folder)
    base = going_on(programme, territory)
    years = programme.past + AHEAD
    return Asked(lab, programme, base, Worlds(ensemble), territory, years, WORLDS, date(2026, 11, 30))


@pytest.fixture(scope="session")
def with_a_sum(asked) -> Asked:
    """The same, and what a sum would buy, of few mixes."""
    found = replace(asked, euros=SUM)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made, "Design", partial(Design, kept=(4, 2), among=(2, 2), climbs=1))
        assert found.money.spent
    return found
