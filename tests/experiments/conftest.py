"""What tests of experiments share: runs, sets of values, a folder to work in, and nothing drawn on a screen."""

import linecache
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure

import contagion as ct
from contagion.experiments.evidence.calibration import calibrate
from contagion.experiments.evidence.ensemble import Ensemble, drawn
from contagion.experiments.evidence.targets import read_targets
from contagion.models.runs.lab import laboratory
from contagion.models.runs.simulation import simulate
from contagion.models.runs.study import scenario_case
from contagion.models.scenario import read
from contagion.models.territory.communes import SHIPPED
from tests.helpers.drawn import words_alone
from tests.helpers.figure_runs import CASES, Run, lived, run
from tests.helpers.front_tasks import lines_of
from tests.helpers.once import once
from tests.helpers.places import ROOT
from tests.helpers.priced_scenarios import SCENARIOS, SEED, YEARS

WIDE = 1.0  # what the model misses, as a share of what was observed


@pytest.fixture(scope="session", params=["challenge_instead", "workshop_instead"])
def alone(request):
    """Results, scenario and territory."""
    return lived(request.param)


@pytest.fixture(scope="session")
def ended():
    """A programme that dies out."""
    return lived("end_of_support", 14)


@pytest.fixture(scope="session")
def runs(tmp_path_factory) -> dict[str, Run]:
    """A run for each case; some communes in a file of their own have no contours."""
    table = pd.read_csv(SHIPPED, dtype=str)
    made = {}
    for name, (settings, years, codes) in CASES.items():
        file = tmp_path_factory.mktemp("communes") / "some.csv" if codes else None
        if file:
            table[table["insee_code"].str.startswith(codes)].to_csv(file, index=False)
        made[name] = run(settings, years, file)
    return made


@pytest.fixture(scope="session")
def ref() -> Run:
    """Five years of the reference."""
    return run((), 5)


@pytest.fixture(scope="module")
def priced_summaries(territory) -> dict[str, dict[str, Any]]:
    """The summary of a run of each scenario with prices of its own."""
    return {one.name: simulate(one, territory, years=YEARS, seed=SEED).summary for one in SCENARIOS}


@pytest.fixture(scope="module")
def priced_runs(lab):
    """The same runs in the laboratory."""
    return lab.run([scenario_case(one) for one in SCENARIOS], [SEED], YEARS)


@pytest.fixture(scope="session")
def own_lab(tmp_path_factory):
    """One whose store all tests of the studies share, in any worker: calibrations are screened by the same runs."""
    return laboratory("serial", store=once(tmp_path_factory, "studies", Path.mkdir))


@pytest.fixture(scope="session")
def few_sets(own_lab):
    """So few that hardly one agrees with what was observed: errors are so wide that many do, under each rule."""
    asked = replace(read_targets(Path("besancon")), discrepancy=WIDE)
    *_, last = calibrate(own_lab, read(), asked, wave=16, batch=8, most=16, trajectories=2)
    return last


@pytest.fixture(scope="session")
def few(few_sets) -> Ensemble:
    return drawn(few_sets, "by_hand", 5, command="contagion calibrate besancon")


@pytest.fixture(autouse=True)
def drawn_on_nothing():
    """Figures are closed, and no window opens."""
    import matplotlib.pyplot as plt

    with mpl.rc_context({"backend": "agg"}):
        yield
        plt.close("all")


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """Where the analyst works: runs are kept below it."""
    return tmp_path_factory.mktemp("work")


@pytest.fixture
def at_work(folder, monkeypatch) -> Path:
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def towns(commune_rows) -> pd.DataFrame:
    """Communes of Grand Besançon as a table: of more than 1,500 inhabitants, without centre and census unit."""
    table = pd.DataFrame(commune_rows)
    return table[table["population"].astype(int).between(1500, 20_000) & (table["insee_code"] != "25364")]


@pytest.fixture
def script(tmp_path):
    """Run a script of its own in a folder of its own."""

    def run(text: str, **files: str) -> subprocess.CompletedProcess[str]:
        for name, content in {"study": text, **files}.items():
            (tmp_path / f"{name}.py").write_text(content, encoding="utf-8")
        command, told = [sys.executable, "study.py"], {**os.environ, "PYTHONPATH": str(ROOT)}
        how: dict[str, Any] = {"capture_output": True, "text": True, "timeout": 120}
        return subprocess.run(command, cwd=tmp_path, env=told, check=False, **how)

    return run


@pytest.fixture
def done(at_work):
    """Do a task as it is written; what it leaves, by name."""

    def do(task: str) -> dict[str, Any]:
        names: dict[str, Any] = {"ct": ct, "pd": pd, "__name__": "__main__"}
        lines, cell = lines_of(task), f"<{task}>"
        linecache.cache[cell] = 0, None, [f"{line}\n" for line in lines], cell  # as a notebook keeps them
        exec(compile("\n".join(lines), cell, "exec"), names)
        return names

    return do


@pytest.fixture
def undrawn(monkeypatch):
    """What is kept of a figure are its title and its foot."""
    monkeypatch.setattr(Figure, "savefig", words_alone)


@pytest.fixture
def drawn_once(monkeypatch):
    """Figures are drawn as pictures of few dots, and not as SVG too."""
    save: Any = Figure.savefig

    def picture(figure: Figure, path: Path, **how: Any) -> None:
        path.touch() if path.suffix == ".svg" else save(figure, path, **{**how, "dpi": 30})

    monkeypatch.setattr(Figure, "savefig", picture)
