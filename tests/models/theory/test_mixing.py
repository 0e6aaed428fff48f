"""Generations of facilitators, by the family tree."""

import pandas as pd

from contagion.models.theory.mixing import generations

FAMILY = pd.DataFrame(
    [(6, 4, 2), (1, -1, -1), (2, -1, -1), (3, -1, -1), (4, 1, 3), (5, 1, 2)],
    columns=["facilitator", "parent_a", "parent_b"],
)


def test_a_family_of_three_generations_is_counted_by_hand():
    assert generations(FAMILY).tolist() == [2, 0, 0, 0, 1, 1]
