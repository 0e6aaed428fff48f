"""Parameters of the public: target groups, and the organisations in which they are found."""

import pytest

from contagion.models.scenarios.scenario import read, write
from contagion.sim.errors import InputError

SCHOOL = "school or university"


def test_an_unknown_kind_is_told_in_one_line(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[students]\norganisations = ["school"]\n')
    with pytest.raises(InputError, match=r"students\.organisations.*'school' is no kind of partner; .*housing body"):
        read(path)
    path.write_text(f'[students]\norganisations = ["{SCHOOL}"]\n')
    parameters = read(path).parameters
    path.write_text(write(parameters))
    assert read(path).parameters == parameters
