"""One of each object of the front door: for tests."""

from typing import Any

import contagion as ct


def everything() -> list[Any]:
    """One of each object."""
    return [
        ct.run("ref", years=1),
        ct.many("ref", seeds=2, years=1),
        ct.compare("ref", "lowloss", seeds=2, years=1),
        ct.sweep({"training.places": [5, 10]}, seeds=2, years=1),
        ct.limits("ref", seeds=2, years=1),
        ct.levers("ref", seeds=2, years=1),
        ct.territory(),
    ]
