"""The page of the case study in few worlds and years, as a file; and a browser to open it in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contagion.experiments.evidence.ensemble import read_ensemble
from contagion.experiments.evidence.lived import going_on
from contagion.experiments.evidence.programme import read_programme
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.interfaces.page.asked import Asked
from contagion.experiments.interfaces.page.made import page
from contagion.models.runs.lab import laboratory, territory_of
from contagion.sim.laboratory.laboratory import Laboratory
from tests.helpers.command import contagion
from tests.helpers.in_browser import browser, open_tab
from tests.helpers.once import once

WORLDS, AHEAD, AHEAD_ELSEWHERE = 24, 2, 3
EPCI = "200067171"


@pytest.fixture(scope="session")
def lab(tmp_path_factory) -> Laboratory:
    return laboratory("serial", store=once(tmp_path_factory, "runs_of_the_page", Path.mkdir))


@pytest.fixture(scope="session")
def asked(lab) -> Asked:
    territory, programme = territory_of(lab), read_programme(Path("besancon"))
    assert territory
    worlds = Worlds(read_ensemble(Path("besancon"), lab.store.folder))
    base = going_on(programme, territory)
    return Asked(programme, base, worlds, territory, programme.past + AHEAD, WORLDS, date.today())


@pytest.fixture(scope="session")
def written(asked, tmp_path_factory) -> Path:
    (made,) = once(tmp_path_factory, "file", lambda folder: page(asked, folder)).iterdir()
    return made


@pytest.fixture(scope="session")
def address(written) -> str:
    return written.as_uri()


@pytest.fixture(scope="session")
def small_epci(tmp_path_factory) -> Path:
    """The page of a small EPCI; its store is beside its folder."""
    made = once(tmp_path_factory, "small_epci", lambda folder: page_of(EPCI, folder, "new"))
    (found,) = (made / "new").iterdir()
    return found


@pytest.fixture
def file(small_epci) -> Path:
    return small_epci


def page_of(epci: str, folder: Path, name: str, worlds: int = WORLDS) -> Path:
    words = ("--epci", epci, "--seeds", worlds, "--years", AHEAD_ELSEWHERE, "--store", folder / "store")
    done = contagion("page", *words, "--out", folder / name)
    assert done.exit_code == 0, done.output
    (found,) = (folder / name).iterdir()
    return found


@pytest.fixture(scope="module")
def window() -> Iterator[Any]:
    with browser() as found:
        yield found


@pytest.fixture
def new_tab(window) -> Iterator[Any]:
    """Open a tab in which nothing may be complained of, and nothing is asked of any host."""
    opened = []

    def open_one(**options: Any) -> Any:
        opened.append(open_tab(window, **options))
        return opened[-1][0]

    yield open_one
    for tab, wrong in opened:
        tab.context.close()
        assert wrong == []


@pytest.fixture
def tab(new_tab) -> Any:
    return new_tab()


@pytest.fixture(scope="module")
def _of_the_file(window) -> Iterator[tuple[Any, list[str]]]:
    tab, wrong = open_tab(window)
    yield tab, wrong
    tab.context.close()


@pytest.fixture
def one_tab(_of_the_file) -> Any:
    """A tab for tests that begin at an address of one page, whatever stands there: to load it takes seconds."""
    tab, wrong = _of_the_file
    if tab.evaluate("document.documentElement.lang") == "en":
        tab.locator("#language").click()
    yield tab
    assert wrong == []
