"""Fixtures of the tests of the front door: a folder to work in, and nothing drawn on a screen."""

import linecache
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest

import contagion as ct
from tests.helpers.front_tasks import lines_of
from tests.helpers.places import ROOT


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
