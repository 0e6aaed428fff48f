"""What tests of rules share: the user's two modules."""

import sys
from typing import Any

import pytest

from tests.helpers.own_functions import FILES, loaded


@pytest.fixture
def read(tmp_path):
    """Read the user's two modules, as they are or with other texts; the one that has the rules."""

    def again(**texts: str) -> Any:
        return [loaded(tmp_path, name, texts.get(name, text)) for name, text in FILES.items()][-1]

    yield again
    for name in FILES:
        sys.modules.pop(name, None)
