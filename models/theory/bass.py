"""A Bass curve: people come by themselves, or because others have come (Bass 1969, Management Science 15: 215-227)."""

from collections.abc import Sequence

import numpy as np

from contagion.sim.chance.draws import Floats

INNOVATION, IMITATION, OFF = 0.03, 0.38, 0.5  # a year, as of consumer goods; error of their logarithms (grade D)


def bass(years: Floats | float, innovation: Floats | float, imitation: Floats | float) -> Floats:
    """Compute the share, of all who ever come, that has come after so many years."""
    left = np.exp(-(innovation + imitation) * np.asarray(years))
    return (1 - left) / (1 + imitation / innovation * left)


def bass_rates(totals: Sequence[tuple[float, float, float]], normal: Floats) -> tuple[Floats, Floats]:
    """Rates of innovation and imitation that fit totals (year, people, error) by least squares, each as many times as
    there are rows of normal draws, array (number, 3): the usual rates have an error, and how many ever come has none.
    """
    from scipy.optimize import least_squares  # slow to load

    usual = np.log([INNOVATION, IMITATION, max((people for _, people, _ in totals), default=1.0)])
    years, people, errors = np.array(totals, float).reshape(-1, 3).T

    def off(logs: Floats) -> Floats:
        p, q, market = np.exp(logs)
        return np.array([*(market * bass(years, p, q) - people) / errors, *(logs[:2] - usual[:2]) / OFF])

    best = least_squares(off, usual)
    spread = np.linalg.cholesky(np.linalg.pinv(best.jac.T @ best.jac))
    rates = np.exp(best.x + normal @ spread.T)
    return rates[:, 0], rates[:, 1]
