"""Numbers as the specification prints them."""

import math

import pytest


def figure(*printed: str):
    """The printed numbers: equal within half a unit of their last place."""
    places = len(printed[0].partition(".")[2])
    values = [float(p) for p in printed]
    return pytest.approx(values[0] if len(values) == 1 else values, abs=0.5001 * 10.0**-places, rel=0)


LN2 = math.log(2.0)
