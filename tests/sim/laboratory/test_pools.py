"""Engines and pools: what cannot be is refused."""

import pytest

from sim.errors import InputError
from sim.laboratory.pools import Engine


@pytest.mark.parametrize(
    "made, words",
    [
        (lambda: Engine("processes", workers=0), "workers 0: must be at least 1"),
        (lambda: Engine("serial", scheduler="tcp://h:1"), "scheduler tcp://h:1: is for engine dask, not serial"),
    ],
)
def test_an_engine_that_cannot_be_is_refused(made, words):
    with pytest.raises(InputError, match=f"^{words}$"):
        made()
