"""What tests of rules share: the user's two modules."""

import sys
from typing import Any

import pytest

from contagion.models.runs.own_code import OwnFunction
from contagion.sim.errors import InputError
from tests.helpers.own_functions import FILES, loaded


@pytest.fixture
def read(tmp_path):
    """Read the user's two modules, as they are or with other texts; the one that has the rules."""

    def again(**texts: str) -> Any:
        return [loaded(tmp_path, name, texts.get(name, text)) for name, text in FILES.items()][-1]

    yield again
    for name in FILES:
        sys.modules.pop(name, None)


@pytest.fixture
def refused(tmp_path):
    """The line in which the rule of a text of the user's is refused."""

    def told(text: str) -> str:
        made = loaded(tmp_path, "own_refused", text)
        with pytest.raises(InputError) as caught:
            OwnFunction.of(made.rule)
        sys.modules.pop("own_refused")
        assert "\n" not in str(caught.value)
        return str(caught.value)

    return told
