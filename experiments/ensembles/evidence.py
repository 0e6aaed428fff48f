"""What each rival account of how things work counts: all are as likely before anything was observed, and what was
observed speaks for each by its evidence, the mean likelihood over its prior."""

from __future__ import annotations

from math import inf, nan, sqrt

import numpy as np

from contagion.experiments.ensembles.calibration import Calibration, OfARule

WITHIN = 2.0  # errors of each target that some set must come to


def weights(known: Calibration) -> dict[str, tuple[float, float]]:
    """What each rule of deciding counts, with the standard error that comes of the number of sets tried.

    A rule under which no set comes near all targets counts nothing. Where there is none under any rule they count
    alike, and no error is known.
    """
    near, names = [in_reach(one) for one in known.rules.values()], list(known.rules)
    if not any(near):
        return dict.fromkeys(names, (1 / max(len(names), 1), nan))
    log = np.array([log_evidence(one) if so else -inf for one, so in zip(known.rules.values(), near, strict=True)])
    share = np.exp(log - log.max())
    share = share / share.sum()
    variance = (share * [error_of_evidence(one) for one in known.rules.values()]) ** 2
    # a share is moved by its own evidence, and by that of the others
    error = np.sqrt((1 - share) ** 2 * variance + share**2 * (variance.sum() - variance))
    return {name: (float(one), float(off)) for name, one, off in zip(names, share, error, strict=True)}


def in_reach(one: OfARule, most: float = WITHIN) -> bool:
    """Whether some set comes to within so many errors of each target."""
    return bool((np.abs(one.gaps) <= most).all(axis=1).any())


def log_evidence(one: OfARule) -> float:
    """The logarithm of `OfARule.evidence`, which is too small for a number where there are many targets."""
    log = one.tried.log_likelihood - np.log(one.tried.often)
    best = log.max()
    return float(best + np.log(np.mean(np.exp(log - best)))) if np.isfinite(best) else -inf


def error_of_evidence(one: OfARule) -> float:
    """The standard error of the evidence, as a share of it: that of a mean of so many sets. (Of the luck of the runs,
    which `log_likelihood` has as an error, nothing is in it.)"""
    return sqrt(max(float((one.tried.weights() ** 2).sum()) - 1 / len(one.tried.unit), 0.0))
