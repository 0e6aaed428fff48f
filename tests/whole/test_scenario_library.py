"""The scenarios that come with the project: each one runs, does what its name says, and can be compared."""

import pytest

from contagion.models.parameters import Parameters
from contagion.models.scenario import FOLDER, read
from contagion.sim.model import WEEKS_A_YEAR
from tests.helpers.what_happened import decisions_of, log, summary_of, tables_of

YEARS, DECIDED = 4, 3 * WEEKS_A_YEAR  # what is decided on the way holds from January 2020, the fourth year
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))


@pytest.fixture(scope="module")
def lived(run):
    """The run of a scenario with seed 1, its invariants checked after every week; made when first asked for."""
    known = {}

    def of(name):
        if name not in known:
            known[name] = run(years=YEARS, scenario=f"{name}.toml")
        return known[name]

    return of


@pytest.fixture(scope="module")
def weeks_of(lived):
    """The weeks of the events of a kind."""
    return lambda name, kind: [event.week for event in log(lived(name)) if event.what == kind]


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_runs_and_its_dated_decisions_begin(lived, name):
    model = lived(name)
    reached = model.total("participants") + tables_of(model)["alternatives"]["participants"].sum()
    assert reached > 20
    assert name == "ref" or summary_of(model) != summary_of(lived("ref")), "it changes nothing"
    dated = [number for number, row in enumerate(model.parameters_at_start.decision, start=1) if not row.when]
    begun = [(week, number) for week, number, what in decisions_of(model) if what == "begins"]
    assert set(begun) >= {(DECIDED, number) for number in dated}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_only_decided_in_2020_changes_nothing_before(lived, name):
    """S02 for the library; the other scenarios are of another world or another programme from the start."""
    start = read(FOLDER / f"{name}.toml").parameters
    only_decides = start.decision and start.model_copy(update={"decision": ()}) == Parameters()
    before, base = ([event for event in log(lived(one)) if event.week < DECIDED] for one in (name, "ref"))
    assert (before == base) or not only_decides
    assert bool(start.decision) >= bool(only_decides)


def test_the_decisions_of_2020_do_what_they_say(lived, weeks_of, weekly):
    assert weeks_of("ref", "training session") == [6, 58, 110, 162]
    assert weeks_of("two_sessions", "training session") == [6, 58, 110, 162, 188]
    for name, kind in (("paid", "stipend"), ("mentoring", "mentored")):
        assert weeks_of(name, kind)
        assert min(weeks_of(name, kind)) >= DECIDED
        assert not weeks_of("ref", kind)
    for kind in ("mailing", "event", "partner contacted"):
        assert max(weeks_of("end_of_support", kind)) < DECIDED <= max(weeks_of("ref", kind))
    extra = set(weeks_of("adaptive_places", "training session")) - set(weeks_of("ref", "training session"))
    queue = weekly(lived("adaptive_places"), "aspirants_waiting")
    assert extra
    assert all(queue[week - 1] > 12 for week in extra)
