"""What is decided and when it holds: by the dates of a scenario, and as a run had it."""

import pytest

from contagion.experiments.say.asked import by_date, in_run
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenario import FOLDER, read


@pytest.mark.parametrize("name", ["end_of_support", "students", "campaign"])
def test_dates_alone_say_what_a_run_has(name):
    scenario = read(FOLDER / f"{name}.toml")
    results = simulate(scenario, territory_for(scenario), years=4)
    assert [one.spans for one in in_run(results)] == [one.spans for one in by_date(scenario.parameters)]
    assert all(one.spans for one in by_date(scenario.parameters))


def test_what_holds_how_long(tmp_path):
    """A rule on the state of the programme has no dates; what happens once does not last."""
    path = tmp_path / "made.toml"
    path.write_text(
        '[[decision]]\nfrom = "2018-01"\nuntil = "2019-01"\nset = { "training.places" = 20 }\n'
        '[[decision]]\nfrom = "2018-01"\nextra_session = true\n'
        "[[decision]]\nwhen = { queue = { above = 12 } }\nextra_session = true\n"
        '[[shock]]\nkind = "coordinator away"\nfrom = "2020-01"\nweeks = 26\n'
        '[[shock]]\nkind = "facilitators lost"\nfrom = "2020-01"\nshare = 0.5\n'
    )
    found = by_date(read(path).parameters)
    assert [one.spans for one in found] == [((52, 104),), ((52, None),), (), ((156, 182),), ((156, None),)]
    assert [one.once for one in found] == [False, True, True, False, True]
    assert [one.shock for one in found] == [False, False, False, True, True]
