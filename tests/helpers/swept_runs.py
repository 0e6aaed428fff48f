"""Runs of a sweep made up, and what is drawn of them: for tests."""

from itertools import product

import pandas as pd

WISH, PLACES, RULE, LOSS = "volunteering.wish", "training.places", "registering.rule", "retention.loss_per_year"
INF = float("inf")


def runs(over, seeds=12, weights=(300.0, 5.0)):
    """A row a run: what comes out depends on every value by its place, and on the seed."""
    rows = []
    for point in product(*(enumerate(values) for values in over.values())):
        level = sum((place + 1) * (number + 2) for number, (place, _) in enumerate(point))
        for seed in range(1, seeds + 1):
            outcome = {
                "participants": weights[0] + 20 * level + seed**2,
                "facilitators_active": weights[1] + level + seed,
            }
            rows.append({name: value for name, (_, value) in zip(over, point, strict=True)} | outcome | {"seed": seed})
    return pd.DataFrame(rows).assign(error="", years=4)
