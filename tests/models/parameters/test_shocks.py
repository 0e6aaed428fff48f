"""Shocks of a scenario: written and read again; wrong ones told in one line."""

import pytest

from contagion.models.parameters import Parameters
from contagion.models.parameters.shocks import AWAY, CUT, LOST, SUSPENDED
from contagion.models.scenarios.scenario import read, write
from contagion.sim.errors import InputError

SHOCKS = {AWAY: {"weeks": 20}, CUT: {"weeks": 20, "factor": 0.4}, LOST: {"share": 0.4}, SUSPENDED: {"weeks": 20}}


def test_shocks_are_written_and_read_again(tmp_path):
    rows = [{"kind": kind, "from": n, **fields} for n, (kind, fields) in enumerate(SHOCKS.items())]
    parameters = Parameters.model_validate({"shock": rows})
    text = write(parameters)
    assert 'kind = "budget cut"\nfrom = 1\nweeks = 20\nfactor = 0.4' in text
    (tmp_path / "shaken.toml").write_text(text)
    assert read(tmp_path / "shaken.toml").parameters == parameters
    assert parameters.with_values({"training.places": 20}).shock == parameters.shock


WRONG = [
    ('kind = "flood"\nfrom = 3', ["shock 1: kind", "'flood'", "'coordinator away'", "'in-person groups suspended'"]),
    ('kind = "coordinator away"', ["shock 1: from", "must be given"]),
    ('kind = "coordinator away"\nfrom = "soon"', ["shock 1: from", "'soon'", "week"]),
    ('kind = "coordinator away"\nfrom = 3\nfactor = 0.5', ["coordinator away", "from, share, weeks", "not factor"]),
    ('kind = "facilitators lost"\nfrom = 3\nshare = 1.5', ["shock 1: share", "1.5", "less than or equal to 1"]),
    ('kind = "facilitators lost"\nfrom = 3', ["facilitators lost", "needs share"]),
    ('kind = "facilitators lost"\nfrom = 3\nshare = 0.5\nweeks = 4', ["facilitators lost", "not weeks"]),
    ('kind = "budget cut"\nfrom = 3\nweeks = 9', ["budget cut", "needs factor"]),
    ('kind = "budget cut"\nfrom = 3\nfactors = 0.5', ["shock 1: factors"]),
]


@pytest.mark.parametrize("text, words", WRONG, ids=range(len(WRONG)))
def test_a_wrong_shock_is_told_in_one_line(scenario_with, text, words):
    path = scenario_with(before=f"[[shock]]\n{text}\n")
    with pytest.raises(InputError) as caught:
        read(path)
    line = str(caught.value)
    assert line.startswith(str(path))
    assert "\n" not in line
    for word in words:
        assert word in line, line
