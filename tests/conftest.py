"""What several test files share: the real territory, a small one made of real rows, and a way to run the model."""

import gc
import signal
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

from contagion.experiments.questions.asking import Finding
from contagion.models.parameters import Parameters
from contagion.models.programme.invariants import check
from contagion.models.records import WEEK_COLUMNS
from contagion.models.runs.lab import laboratory
from contagion.models.runs.simulation import kernels_of
from contagion.models.scenario import FOLDER, read
from contagion.models.territory import gazetteer
from contagion.models.territory.extract import extract
from contagion.models.territory.territory import Territory
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.model import WEEKS_A_YEAR
from tests.helpers.dask_processes import Cluster
from tests.helpers.inspected import InspectedRun
from tests.helpers.needs import skip_without
from tests.helpers.table_rows import rows_of, save
from tests.helpers.what_happened import weeks_of

# Where the tests are started in the background, by nohup or the script of a shell, they are told to ignore signals, and
# so would be all that they start. A signal that is handled here is as usual there.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)

STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def pytest_collection_modifyitems(items):
    for item in items:
        skip_without(item)


def pytest_collection_finish():
    """What was imported and collected stays to the end: the garbage collector need not look through it each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def signals_as_they_were():
    """A command that a test calls in this process handles signals as in a process of its own, to the end."""
    before = [signal.getsignal(number) for number in STOPS]
    yield
    for number, handler in zip(STOPS, before, strict=True):
        signal.signal(number, handler)


settings.register_profile("untimed", deadline=None)  # a busy machine is no mistake
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def commune_rows() -> list[dict[str, str]]:
    """The rows of the table of communes, as text."""
    return rows_of()


@pytest.fixture(scope="session")
def territory_of(tmp_path_factory) -> Callable[..., Territory]:
    """A territory made of the given rows of a table of communes."""

    def make(rows: list[dict[str, str]], **options: Any) -> Territory:
        path = tmp_path_factory.mktemp("communes") / "communes.csv"
        return Territory.from_file(save(path, rows), **options)

    return make


@pytest.fixture(scope="session")
def territory() -> Territory:
    """The 68 communes."""
    return Territory.from_file()


@pytest.fixture(scope="session")
def small_rows(commune_rows) -> list[dict[str, str]]:
    """Six real communes of 300 to 700 inhabitants."""
    return [row for row in commune_rows if 300 < int(row["population"]) < 700][:6]


@pytest.fixture(scope="session")
def small(territory_of, small_rows) -> Territory:
    """A territory of six small communes: 2,348 residents aged 15 and over."""
    return territory_of(small_rows)


@pytest.fixture(scope="session")
def inert(commune_rows) -> Callable[[str], dict[str, str]]:
    """The row of a commune, under the given code, in which nobody lives or works."""

    def row(code: str) -> dict[str, str]:
        place = {"latitude": "47.25", "longitude": "6.03", "area_km2": "9", "uu2020_status": "R", "census_unit": ""}
        return dict.fromkeys(commune_rows[0], "0") | place | {"insee_code": code, "name": f"Inert {code}"}

    return row


@pytest.fixture(scope="session")
def build(territory) -> Callable[..., InspectedRun]:
    """A model of a scenario file (by default the reference) with settings over it, checked every week, not yet run."""

    def make(
        settings: Sequence[str] = (),
        years: float = 3,
        seed: int = 1,
        scenario: str | None = None,
        *,
        where: Territory | None = None,
        kind: type[InspectedRun] = InspectedRun,
        checked: bool = True,
        everyone: bool = False,
    ) -> InspectedRun:
        parameters = read(FOLDER / scenario if scenario else None, settings).parameters
        place = where or territory
        if kernels_of(parameters) != place.kernels:
            raise ValueError("the ties of this territory were made with other parameters")
        weeks = round(years * WEEKS_A_YEAR)
        return kind(place, parameters, seed, horizon=weeks, checked=checked, everyone=everyone)

    return make


@pytest.fixture(scope="session")
def run(build) -> Callable[..., InspectedRun]:
    """The same, run to its horizon; checked every quarter, unless that is not wanted."""

    def lived(
        settings: Sequence[str] = (),
        years: float = 3,
        seed: int = 1,
        scenario: str | None = None,
        *,
        after_week: Callable[..., None] | None = None,
        checked: bool = True,
        **options: Any,
    ) -> InspectedRun:
        model = build(settings, years, seed, scenario, checked=False, **options)

        def look(model: InspectedRun) -> None:
            if model.week % 13 == 0 or model.week == model.horizon:
                check(model)
            if after_week:
                after_week(model)

        model.run(model.horizon, look if checked else after_week)
        return model

    return lived


@pytest.fixture(scope="session")
def weekly() -> Callable[..., Any]:
    """A column of the weeks of a run."""

    def column(model: InspectedRun, name: str) -> Any:
        return np.array([row[WEEK_COLUMNS.index(name)] for row in weeks_of(model)])

    return column


@pytest.fixture
def cluster(tmp_path) -> Generator[Cluster]:
    """A Dask cluster on the loopback interface, still without workers."""
    with ExitStack() as stack:
        yield Cluster(tmp_path, stack)


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Laboratory:
    """A laboratory in this process, with a store of its own that the tests of a file share."""
    made = laboratory("serial", store=tmp_path_factory.mktemp("runs") / "store")
    made.progress = False
    return made


@pytest.fixture(scope="module")
def made(lab) -> Callable[[Any], Finding]:
    """What each experiment hands over of its quick runs, made when first asked for."""
    return cache(lambda module: module.main(quick=True, lab=lab))


@pytest.fixture(scope="session")
def agrees() -> Callable[..., None]:
    """Assert that a mean of independent values is the expected one, within four standard errors."""

    def check(values: Any, expected: float, *, error: float = 0.0, slack: float = 0.0) -> None:
        """`error`: standard error of the expected value; `slack`: what its printing rounded away."""
        array = np.asarray(values, dtype=float)
        own = array.std(ddof=1) / len(array) ** 0.5
        away, allowed = abs(array.mean() - expected), 4 * (own**2 + error**2) ** 0.5 + slack + 1e-9
        assert away <= allowed, (
            f"mean {array.mean():.5g} of {len(array)} is {away:.3g} from {expected}, over {allowed:.3g}"
        )

    return check


# ---- large territories ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def department_rows(commune_rows) -> list[dict[str, str]]:
    """612 communes: nine times the real ones, in a square of 130 km."""
    number_of = {row["insee_code"]: number for number, row in enumerate(commune_rows)}
    return [
        row
        | {
            "insee_code": f"{copy}{number:04d}",
            "latitude": f"{float(row['latitude']) + 0.4 * (copy // 3):.5f}",
            "longitude": f"{float(row['longitude']) + 0.6 * (copy % 3):.5f}",
            "census_unit": row["census_unit"] and f"{copy}{number_of[row['census_unit']]:04d}",
        }
        for copy in range(9)
        for number, row in enumerate(commune_rows)
    ]


@pytest.fixture
def large(territory_of, monkeypatch) -> Callable[..., Territory]:
    """A territory of the given rows, made as if it were too large for tables of all pairs."""

    def make(rows: list[dict[str, str]], **options: Any) -> Territory:
        monkeypatch.setattr("contagion.models.territory.distances.SMALL", 0)
        territory = territory_of(rows, **options)
        assert not territory.distances.small
        monkeypatch.undo()
        return territory

    return make


@pytest.fixture(scope="session")
def department(territory_of, department_rows) -> Territory:
    """Those communes, with tables of all pairs."""
    territory = territory_of(department_rows)
    assert len(territory) == 612
    assert territory.distances.small
    return territory


@pytest.fixture(scope="session")
def found(tmp_path_factory) -> Callable[..., Territory]:
    """A territory of France, by kind and name; all of it, without these."""
    folder = tmp_path_factory.mktemp("france")

    def make(kind: str = "", name: str = "") -> Territory:
        perimeter = gazetteer.find(kind, name) if kind else gazetteer.whole_country()
        return Territory.from_file(extract(perimeter).kept(folder))

    return make


# ---- special runs --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def crowded(small) -> Callable[..., InspectedRun]:
    """A run of the small territory that soon goes through its people, under given sections of parameters."""
    busy = {"outreach": {"factor": 6.0}, "demand": {"distance_km": 40.0}, "training": {"period_weeks": 20}}

    def make(sections: Any = None, years: int = 2, seed: int = 1, checked: bool = True) -> InspectedRun:
        parameters = Parameters.model_validate({**busy, **(sections or {})})
        model = InspectedRun(small, parameters, seed, horizon=years * 52, checked=checked)
        model.run(model.horizon)
        return model

    return make


@pytest.fixture(scope="session")
def with_programmes(territory) -> Callable[..., InspectedRun]:
    """A checked model with the given rows of alternative programmes, not yet run."""

    def make(
        *rows: Any,
        settings: Sequence[str] = (),
        shock: Any = (),
        years: float = 3,
        seed: int = 1,
        scenario: str | None = None,
        where: Territory | None = None,
        everyone: bool = False,
        checked: bool = True,
    ) -> InspectedRun:
        content = read(FOLDER / scenario if scenario else None, settings).parameters.model_dump()
        parameters = Parameters.model_validate(content | {"alternative": rows, "shock": shock})
        weeks = round(years * WEEKS_A_YEAR)
        return InspectedRun(where or territory, parameters, seed, horizon=weeks, checked=checked, everyone=everyone)

    return make


@pytest.fixture(scope="session")
def lived_with(with_programmes) -> Callable[..., InspectedRun]:
    """The same, run to its horizon; checked every quarter, unless that is not wanted."""

    def make(*rows: Any, **options: Any) -> InspectedRun:
        model = with_programmes(*rows, **options)
        model.run(model.horizon)
        return model

    return make
