"""A desk for the tests of the page: one that works, with one worker, and one at which nobody sits."""

from collections.abc import Generator

import pytest
from starlette.testclient import TestClient

from contagion.experiments.doors.page.app import application
from contagion.experiments.doors.page.asked import Asked
from contagion.experiments.doors.page.desk import Desk

PORT = 8765
HERE = f"http://127.0.0.1:{PORT}"


@pytest.fixture(scope="session")
def working_desk(tmp_path_factory) -> Generator[Desk]:
    with Desk(tmp_path_factory.mktemp("page") / "store", workers=1) as desk:
        yield desk


@pytest.fixture
def desk(tmp_path) -> Desk:
    """One at which nobody works: what is asked waits."""
    return Desk(tmp_path / "store", workers=1)


@pytest.fixture
def client(desk) -> Generator[TestClient]:
    with TestClient(application(desk, PORT), base_url=HERE, follow_redirects=False) as made:
        yield made


@pytest.fixture
def working_client(working_desk) -> Generator[TestClient]:
    with TestClient(application(working_desk, PORT), base_url=HERE, follow_redirects=False) as made:
        yield made


@pytest.fixture
def asked(desk):
    """What a query asks of the desk, in English."""

    def of(*pairs: tuple[str, str], lang: str = "en") -> Asked:
        return Asked.of(lang, pairs, desk.kept)

    return of
