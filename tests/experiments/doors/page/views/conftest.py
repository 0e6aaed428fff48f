"""Two programmes in six worlds of two years, as the views are given them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from contagion.experiments.doors.briefing.work import Briefing, inquiry
from contagion.experiments.doors.page.asked import Asked
from contagion.experiments.doors.page.context import Context
from contagion.experiments.doors.page.kept import Kept
from contagion.experiments.ensembles.ensemble_files import read_ensemble
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.how_much import ENSEMBLE
from contagion.experiments.lab.lab import laboratory
from contagion.experiments.language.languages import speaking
from contagion.models.runs.simulation import simulate
from contagion.sim.results import Results

WORLDS, ABOVE = 6, 20.0
QUERY = (("years", "2"), ("set", "training.places=30"))


@pytest.fixture(scope="session")
def kept(tmp_path_factory) -> Kept:
    return Kept(tmp_path_factory.mktemp("kept"))


@pytest.fixture(scope="session")
def asked(kept) -> Asked:
    return Asked.of("fr", QUERY, kept)


@pytest.fixture(scope="session")
def briefing(asked, tmp_path_factory) -> Briefing:
    lab = laboratory("serial", store=tmp_path_factory.mktemp("store") / "store")
    worlds = Worlds(read_ensemble(Path(ENSEMBLE)), ABOVE)
    return inquiry(asked.scenarios(), worlds, asked.territory, asked.years, WORLDS).last(lab)


@pytest.fixture(scope="session")
def one_run(asked) -> Results:
    return simulate(asked.scenarios()[-1], asked.territory, years=3, seed=1)


@pytest.fixture
def french():
    with speaking("fr"):
        yield


@pytest.fixture
def context(asked):
    """What a page is given: the answers of its jobs, by kind."""

    def of(which: str = "", **answers: Any) -> Context:
        jobs: Any = {kind: job(kind, answer) for kind, answer in answers.items()}
        return Context("fr", asked, jobs, which)

    return of


def job(kind: str, answer: Any) -> Any:
    return SimpleNamespace(id=f"{kind}-1", kind=kind, answer=answer, done=12, total=200, ended=False, stopped=False)
