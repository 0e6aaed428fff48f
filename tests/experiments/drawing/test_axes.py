"""Axes that are given, or made."""

import contagion as ct


def test_it_draws_on_the_axes_that_it_is_given(at_work):
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(1, 2)
    runs, results = ct.many("ref", seeds=2, years=1), ct.run("ref", years=1)
    assert runs.plot("active", ax=axes[0]) is axes[0]
    assert results.map(ax=axes[1]) is axes[1]
