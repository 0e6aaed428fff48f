"""The page of a small programme, of few worlds and years, whose runs are kept for other workers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from contagion.experiments.evidence.ensemble import read_ensemble
from contagion.experiments.evidence.lived import going_on
from contagion.experiments.evidence.programme import read_programme
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.interfaces.page.asked import Asked
from contagion.models.runs.lab import laboratory, territory_of
from contagion.sim.laboratory.laboratory import Laboratory
from tests.helpers.once import once

AHEAD, WORLDS = 2, 4
UNKIND = '</script><script>alert(1)</script> & "mine"'


@pytest.fixture(scope="session")
def lab(tmp_path_factory) -> Laboratory:
    return laboratory("serial", store=once(tmp_path_factory, "runs_of_pages", Path.mkdir))


@pytest.fixture(scope="session")
def asked(lab) -> Asked:
    territory = territory_of(lab)
    assert territory
    programme = replace(read_programme(Path("besancon")), title=UNKIND)
    ensemble = read_ensemble(Path("besancon"), lab.store.folder)
    base = going_on(programme, territory)
    years = programme.past + AHEAD
    return Asked(programme, base, Worlds(ensemble), territory, years, WORLDS, date(2026, 11, 30))
