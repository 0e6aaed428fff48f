"""What a calibration says: what is learned of each number, and whether what was observed needs contagion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.experiments.evidence.calibration import Calibration as Known
from contagion.experiments.evidence.calibration import OfARule, parts_of_effect
from contagion.experiments.evidence.ensemble import Ensemble, drawn, predicted
from contagion.experiments.evidence.likelihood import as_observed
from contagion.experiments.say import cards
from contagion.models.runs.how_much import KEPT
from contagion.models.runs.study import case, changed
from contagion.models.territory.territory import home
from contagion.sim.chance.draws import Draws, Floats
from contagion.sim.laboratory.laboratory import Case, Laboratory, Runs
from contagion.sim.statistics.abc import FEWEST, RESAMPLES, Outcomes, apart
from contagion.sim.statistics.designs import Factor
from contagion.sim.statistics.spread import count_as

if TYPE_CHECKING:
    from matplotlib.axes import Axes


BY_CHANCE = 4.0  # standard errors of a correlation, beyond which none of some 1,500 pairs lies by chance

# ---- what is learned -------------------------------------------------------------------------------------------------


def learned(known: Known) -> pd.DataFrame:
    """What the targets say of each number.

    Returns
    -------
    DataFrame, a row a factor and rule
        factor, rule, low, middle, high (5, 50 and 95 of 100 of the posterior), least and most (of the prior), narrowed
        (standard deviation of the posterior over that of the prior), steered. The most narrowed come first.
    """
    rows = []
    for rule, one in known.rules.items():
        for place, factor in enumerate(known.factors):
            at = one.tried.unit[:, place]
            low, middle, high = (factor.at(end) for end in one.tried.quantiles(at, (0.05, 0.5, 0.95)))
            row = {"factor": factor.name, "rule": rule, "low": low, "middle": middle, "high": high}
            row |= {"least": factor.low, "most": factor.high}
            row |= {"narrowed": _narrowed(factor, at, one.tried.weights()), "steered": factor.name in known.steered}
            rows.append(row)
    table = pd.DataFrame(rows)
    order = table.groupby("factor")["narrowed"].transform("mean")
    return table.assign(order=order).sort_values(["order", "rule"], ignore_index=True).drop(columns="order")


def _narrowed(factor: Factor, at: Floats, weights: Floats) -> float:
    """By what the spread of a number is less than before: of its values where these are spread evenly, else of the
    places in its law, as values may have no end."""
    even, usual = factor.law == "uniform", (np.arange(1000) + 0.5) / 1000
    values, before = (np.asarray(factor.at(one), float) for one in (at, usual)) if even else (at, usual)
    return float(np.sqrt(weights @ (values - weights @ values) ** 2)) / float(before.std())


def tied(known: Known, least: float = 0.25) -> pd.DataFrame:
    """Pairs of numbers of which the targets say more together than of each: factor, other, correlation (mean over
    rules); the strongest first. None of so few independent sets that chance alone could bring it about."""
    fewest = min((one.tried.effective() for one in known.rules.values()), default=0.0)
    if fewest < (BY_CHANCE / least) ** 2:
        least = inf
    names, total = [factor.name for factor in known.factors], np.zeros((len(known.factors),) * 2)
    for one in known.rules.values():
        total += _correlations(one.tried.unit, one.tried.weights())
    total /= max(len(known.rules), 1)
    pairs = zip(*np.nonzero(np.tril(abs(total) >= least, -1)), strict=True)
    rows = [(names[a], names[b], total[a, b]) for a, b in pairs]
    table = pd.DataFrame(rows, columns=["factor", "other", "correlation"])
    return table.sort_values("correlation", key=lambda values: -values.abs(), ignore_index=True)


def _correlations(unit: np.ndarray, weights: np.ndarray) -> np.ndarray:
    spread = np.cov(unit.T, aweights=weights)
    deviation = np.sqrt(np.diag(spread))
    return spread / np.outer(deviation, deviation)


# ---- what the screening says -----------------------------------------------------------------------------------------

BLOCKS = 10  # of sets, each left out once for the standard errors


def screening(known: Known) -> pd.DataFrame:
    """What the screening says of each number.

    Returns
    -------
    DataFrame, a row a factor, the greatest effect first
        factor, steered; share, its part of the effect (`parts_of_effect`); and a column a target: by how many errors
        the number moves it over its range, in the mean of the rules.
    """
    errors = known.screened.pivot_table(index="factor", columns="target", values="mu_star", sort=False)
    table = errors.rename_axis(columns=None).assign(share=parts_of_effect(known.screened))
    table.insert(0, "steered", table.index.isin(known.steered))
    return table.sort_values("share", ascending=False, kind="stable").reset_index()


def left_alone(known: Known) -> pd.DataFrame:
    """What it would cost to leave the numbers that are not steered at their defaults: which part of the variance of a
    target they carry by themselves where all numbers are spread evenly over their ranges, luck left out.

    It is that of a regression of the logarithm on each number and its square, in the sets of the first round, adjusted
    for their number; standard errors are jackknifed over blocks of sets. What numbers do together is not in it.

    Returns
    -------
    DataFrame, a row a target
        target, carried, error; in the mean of the rules, NaN of too few sets.
    """
    places = [place for place, factor in enumerate(known.factors) if factor.name not in known.steered]
    rows = []
    for at, row in enumerate(known.targets.rows):
        found = [
            _carried(one.tried.unit[: known.first, places], one.figures[: known.first, :, at])
            for one in known.rules.values()
        ]
        shares, errors = np.array(found).reshape(-1, 2).T
        error = float(np.sqrt((errors**2).sum()) / max(len(errors), 1))
        rows.append({"target": row.name, "carried": float(shares.mean()), "error": error})
    return pd.DataFrame(rows, columns=["target", "carried", "error"])


def _carried(unit: Floats, figures: Floats) -> tuple[float, float]:
    """Which part of the variance of the logarithm of figures (sets, seeds) comes of numbers at places in the unit cube,
    and its standard error."""
    there = np.isfinite(figures).all(axis=1)
    made, off = np.log1p(figures[there]), unit[there] - 0.5
    design = np.column_stack([np.ones(len(off)), off, off**2])
    if len(made) < 2 * BLOCKS or len(made) < 2 * design.shape[1]:
        return nan, nan
    block = np.arange(len(made)) % BLOCKS
    each = [_share(design[block != one], made[block != one]) for one in range(BLOCKS)]
    return _share(design, made), float(np.sqrt((BLOCKS - 1) * np.var(each)))


def _share(design: Floats, made: Floats) -> float:
    mean, luck = made.mean(axis=1), made.var(axis=1, ddof=1).mean() / made.shape[1]
    rest = mean - design @ np.linalg.lstsq(design, mean)[0]
    told = mean.var(ddof=1) - rest @ rest / (len(mean) - np.linalg.matrix_rank(design))
    between = mean.var(ddof=1) - luck
    return float(np.clip(told / between, 0.0, 1.0)) if between > 0 else nan


@dataclass(frozen=True, eq=False)
class Calibration:
    """What agrees with what was observed.

    Attributes
    ----------
    known : Known
    ensemble : Ensemble
    learned : DataFrame
        What is learned of each number under each rule; the most narrowed first.
    tied : DataFrame
        As of `tied`.
    without : DataFrame
        What comes of the same sets without contagion, or without places filled from outside.
    checked : DataFrame
        What regression-adjusted ABC says of each number from the same runs, and how far that is from `learned`.
    runs : Runs
        The last that were made, by which it is said what all were made with.
    """

    known: Known
    ensemble: Ensemble
    learned: pd.DataFrame
    tied: pd.DataFrame
    without: pd.DataFrame
    checked: pd.DataFrame
    runs: Runs

    @property
    def sets(self) -> pd.DataFrame:
        """A row a set of values, each as likely as another, those of the rules of deciding taking turns."""
        return self.ensemble.table

    @cached_property
    def screening(self) -> pd.DataFrame:
        """By how many errors each number moves a target, its share of the effect, and whether it is steered."""
        return screening(self.known)

    @cached_property
    def left_alone(self) -> pd.DataFrame:
        """Which part of the variance of a target the others carry: what leaving them at their defaults would cost."""
        return left_alone(self.known)

    def write(self, path: str | Path) -> Path:
        """Write the sets as an ensemble, for `ensemble=` of `compare`, `limits`, `levers` and `sweep`."""
        from contagion.experiments.evidence.ensemble import witness, write

        about = {**self.ensemble.about, "witness": witness(self.ensemble, self.runs.store.folder)}
        write(replace(self.ensemble, about=about), Path(path))
        return Path(path)

    def plot(self) -> list[Axes]:
        """The density of what agrees under each rule, of the numbers of which most is learned."""
        from contagion.experiments.commands.calibrate.figure import calibration_figure

        return calibration_figure(self.known, list(dict.fromkeys(self.learned["factor"]))).axes

    def __repr__(self) -> str:
        known = self.known
        counts = ", ".join(f"{rule} {one.tried.effective():,.0f}" for rule, one in known.rules.items())
        return f"<Calibration on {known.targets.name}: {known.sets:,} sets tried; they count as {counts}>"

    def _repr_html_(self) -> str:
        from contagion.experiments.commands.calibrate.words import contagion_in_words

        rows = self.learned.head(15)
        shown = pd.DataFrame({"number": rows["factor"], "people decide by": rows["rule"]})
        shown["before"] = list(map(cards.between, rows["least"], rows["most"]))
        shown["now, 90 of 100"] = list(map(cards.between, rows["low"], rows["high"]))
        shown["middle"] = list(map(cards.figure, rows["middle"]))
        lines = [cards.plain(contagion_in_words(self.without)), cards.plain(repr(self)[1:-1])]
        return cards.card(self.known.targets.title, lines, shown)


def calibrated(lab: Laboratory, known: Known, name: str, sets: int = KEPT, command: str = "") -> Calibration:
    """An ensemble of what is known, and what it says; `command` makes it anew."""
    about = {"command": command, "data": lab.store.about["data"]} | _where(lab, known)
    made = drawn(known, name, sets, **about)
    made = replace(made, about={**made.about, "predicted": predicted(lab, known, made)})
    without, runs = without_contagion(lab, known, made)
    return Calibration(known, made, learned(known), tied(known), without, checked(known), runs)


def _where(lab: Laboratory, known: Known) -> dict[str, dict[str, str]]:
    """Which territory was observed, where it is not Grand Besançon."""
    if (code := known.scenario.territory) in ("", home()):
        return {}
    return {"territory": {"code": code, "name": str(lab.store.about["data"]).partition(": ")[0]}}


# ---- whether it takes contagion --------------------------------------------------------------------------------------

WITHOUT = {
    "as it was": {},
    "nobody of a group wishes to lead": {"volunteering.wish": 0.0},
    "no place is filled from outside": {"training.top_up": "autonomous"},
    "neither": {"volunteering.wish": 0.0, "training.top_up": "autonomous"},
}
TOTALS = ("participants", "facilitators_trained")


def without_contagion(lab: Laboratory, known: Known, ensemble: Ensemble, sets: int = 300) -> tuple[pd.DataFrame, Runs]:
    """Whether the totals need contagion: the sets that agree with all targets, without conversion, without places
    filled from outside, and without both.

    Returns
    -------
    DataFrame, a row a variant
        variant; target, a total; low, middle, high (5, 50 and 95 of 100 worlds); within, the share of worlds within two
        errors of the target; worlds; count_as, as how many independent ones these count.
    Runs
        Of the last variant.
    """
    years, rows, runs = known.targets.years, [], None
    independent = count_as(ensemble.table.iloc[:sets])
    wanted = [row for row in known.targets.rows if row.indicator in TOTALS and row.per is None]
    usual = known.scenario.parameters
    for variant, values in WITHOUT.items():
        cases = [case(changed(changed(usual, ensemble.values(n)), values)).parameters for n in range(sets)]
        runs = lab.run_each([(Case(one, {"place": n}), n + 1) for n, one in enumerate(cases)], years)
        found = runs.rows("years").set_index("year")
        for row in wanted:
            made = found.loc[[row.year], row.indicator].to_numpy(float)
            low, high = row.bounds
            error = np.hypot(row.deviation, known.targets.discrepancy * (low + high) / 2)
            within = float(np.mean((made >= low - 2 * error) & (made <= high + 2 * error)))
            ends = dict(zip(("low", "middle", "high"), np.quantile(made, (0.05, 0.5, 0.95)), strict=True))
            told = {"variant": variant, "target": row.name, **ends, "within": within, "worlds": len(made)}
            rows.append(told | {"count_as": independent})
    assert runs is not None
    columns = ["variant", "target", "low", "middle", "high", "within", "worlds", "count_as"]
    return pd.DataFrame(rows, columns=columns), runs


ENDS = {"low": 0.05, "middle": 0.5, "high": 0.95}
LUCK = ("declared", "lived")
DRAWS = 10  # of the errors, for each set
PART = 0.5  # of the independent sets that agree, as many of which are accepted
CHANCE = 0.05  # that any of all differences is taken for more than chance where none is
COLUMNS = ("luck", "factor", "rule", *ENDS, *(f"{end}_more" for end in ENDS), *(f"{end}_error" for end in ENDS))


def checked(known: Known) -> pd.DataFrame:
    """What ABC says of each number, beside what the weights say.

    Returns
    -------
    DataFrame, a row a kind of luck, factor and rule; none of a rule under which too few sets agree
        luck, "declared" (that of the likelihood) or "lived" (that of single runs); factor, rule; low, middle, high (5,
        50 and 95 of 100), and by how much each of them is more than by weights, as a share of the range (`_more`), with
        its standard error (`_error`); beyond_chance, whether one of the three is farther apart than chance would bring
        about among all of a kind in one calibration of twenty.
    """
    rows = [
        row
        for luck in LUCK
        for rule, one in known.rules.items()
        for row in _of_a_rule(known, one, {"luck": luck, "rule": rule})
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.assign(beyond_chance=_beyond_chance(table))


def _of_a_rule(known: Known, one: OfARule, labels: dict[str, str]) -> list[dict[str, Any]]:
    enough = PART * one.tried.effective()
    if enough < FEWEST:
        return []
    off = as_observed(one.figures, known.targets, one.luck, DRAWS, labels["luck"] == "lived")
    made = Outcomes(one.tried.unit, 1 / one.tried.often, off)
    places, more, error = apart(made, one.tried.weights(), enough, list(ENDS.values()), Draws(1))
    rows = []
    for k, factor in enumerate(known.factors):
        row: dict[str, Any] = labels | {"factor": factor.name}
        for n, end in enumerate(ENDS):
            row |= {end: factor.at(float(places[k, n])), f"{end}_more": more[k, n], f"{end}_error": error[k, n]}
        rows.append(row)
    return rows


def _beyond_chance(table: pd.DataFrame) -> np.ndarray:
    from scipy.stats import t

    more, error = (table[[f"{end}_{what}" for end in ENDS]].to_numpy(float) for what in ("more", "error"))
    among = more.size / len(LUCK)
    return (np.abs(more) > t.ppf(1 - CHANCE / max(2 * among, 1.0), RESAMPLES - 1) * error).any(axis=1)
