"""What a calibration says: what is learned of each number, and whether what was observed needs contagion; in words for
the terminal, and drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.commands.verb import Kept
from contagion.experiments.evidence.calibration import Calibration as Fit
from contagion.experiments.evidence.calibration import OfARule, parts_of_effect
from contagion.experiments.evidence.ensemble import Ensemble, drawn, predicted, predicted_of, weights_of_rules
from contagion.experiments.evidence.words_of_numbers import value_in_words
from contagion.experiments.evidence.words_of_worlds import beside_targets, how_to_read, per_cent, share_in_words
from contagion.experiments.say.answers import Answer, Answered
from contagion.experiments.say.charts.style import BLUE, GREEN, GREY, SOFT, VERMILLION, styled, titled
from contagion.experiments.say.sentences import between, blocks, counted, number, to_its_error
from contagion.models.runs.study import case, changed
from contagion.models.runs.vocabulary import KEPT_SETS
from contagion.models.territory.territory import home
from contagion.sim.chance.draws import Floats
from contagion.sim.laboratory.laboratory import Case, Laboratory, Runs
from contagion.sim.statistics.designs import Factor
from contagion.sim.statistics.spread import independent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.commands.asking import Ask


BY_CHANCE = 4.0  # standard errors of a correlation, beyond which none of some 1,500 pairs lies by chance


def posterior_table(fit: Fit) -> pd.DataFrame:
    """Summarise the posterior of each parameter under each rule.

    Returns
    -------
    DataFrame, one row per factor and rule
        factor, rule, low, middle, high (5th, 50th and 95th percentile of the posterior), least and most (of the prior),
        narrowed (standard deviation of the posterior over that of the prior), steered. The most narrowed come first.
    """
    rows = []
    for rule, one in fit.rules.items():
        for place, factor in enumerate(fit.factors):
            at = one.tried.unit[:, place]
            low, middle, high = (factor.at(end) for end in one.tried.quantiles(at, (0.05, 0.5, 0.95)))
            row = {"factor": factor.name, "rule": rule, "low": low, "middle": middle, "high": high}
            row |= {"least": factor.low, "most": factor.high}
            row |= {"narrowed": _narrowing(factor, at, one.tried.weights()), "steered": factor.name in fit.steered}
            rows.append(row)
    table = pd.DataFrame(rows)
    order = table.groupby("factor")["narrowed"].transform("mean")
    return table.assign(order=order).sort_values(["order", "rule"], ignore_index=True).drop(columns="order")


def _narrowing(factor: Factor, at: Floats, weights: Floats) -> float:
    """By what the spread of a number is less than before: of its values where these are spread evenly, else of the
    places in its law, as values may have no end."""
    even, usual = factor.law == "uniform", (np.arange(1000) + 0.5) / 1000
    values, before = (np.asarray(factor.at(one), float) for one in (at, usual)) if even else (at, usual)
    return float(np.sqrt(weights @ (values - weights @ values) ** 2)) / float(before.std())


def correlated_pairs(fit: Fit, least: float = 0.25) -> pd.DataFrame:
    """Pairs of numbers of which the targets say more together than of each: factor, other, correlation (mean over
    rules); the strongest first. None of so few independent sets that chance alone could bring it about."""
    fewest = min((one.tried.effective() for one in fit.rules.values()), default=0.0)
    if fewest < (BY_CHANCE / least) ** 2:
        least = inf
    names, total = [factor.name for factor in fit.factors], np.zeros((len(fit.factors),) * 2)
    for one in fit.rules.values():
        spread = np.cov(one.tried.unit.T, aweights=one.tried.weights())
        deviation = np.sqrt(np.diag(spread))
        total += spread / np.outer(deviation, deviation)
    total /= max(len(fit.rules), 1)
    pairs = zip(*np.nonzero(np.tril(abs(total) >= least, -1)), strict=True)
    rows = [(names[a], names[b], total[a, b]) for a, b in pairs]
    table = pd.DataFrame(rows, columns=["factor", "other", "correlation"])
    return table.sort_values("correlation", key=lambda values: -values.abs(), ignore_index=True)


# ---- what the screening says -----------------------------------------------------------------------------------------

BLOCKS = 10  # of sets, each left out once for the standard errors


def screening(fit: Fit) -> pd.DataFrame:
    """Summarise the screening of each parameter.

    Returns
    -------
    DataFrame, one row per factor, the greatest effect first
        factor, steered; share, its part of the effect (`parts_of_effect`); and one column per target: by how many
        errors the factor moves it over its range, on average over the rules.
    """
    errors = fit.screened.pivot_table(index="factor", columns="target", values="mu_star", sort=False)
    table = errors.rename_axis(columns=None).assign(share=parts_of_effect(fit.screened))
    table.insert(0, "steered", table.index.isin(fit.steered))
    return table.sort_values("share", ascending=False, kind="stable").reset_index()


def left_alone(fit: Fit) -> pd.DataFrame:
    """Estimate the cost of leaving parameters that are not steered at their defaults: the share of a target's variance
    that they alone explain if all parameters are spread evenly over their ranges, without chance.

    It comes from a regression of the logarithm on each parameter and its square, over the sets of the first round,
    adjusted for their number; standard errors are jackknifed over blocks of sets. Interactions are left out.

    Returns
    -------
    DataFrame, one row per target
        target, carried, error; on average over the rules, NaN if there are too few sets.
    """
    places = [place for place, factor in enumerate(fit.factors) if factor.name not in fit.steered]
    rows = []
    for at, row in enumerate(fit.targets.rows):
        effects = [
            _effect_of_factor(one.tried.unit[: fit.first, places], one.figures[: fit.first, :, at])
            for one in fit.rules.values()
        ]
        shares, errors = np.array(effects).reshape(-1, 2).T
        error = float(np.sqrt((errors**2).sum()) / max(len(errors), 1))
        rows.append({"target": row.name, "carried": float(shares.mean()), "error": error})
    return pd.DataFrame(rows, columns=["target", "carried", "error"])


def _effect_of_factor(unit: Floats, figures: Floats) -> tuple[float, float]:
    """Which part of the variance of the logarithm of figures (sets, seeds) comes of numbers at places in the unit cube,
    and its standard error."""
    there = np.isfinite(figures).all(axis=1)
    logs, off = np.log1p(figures[there]), unit[there] - 0.5
    design = np.column_stack([np.ones(len(off)), off, off**2])
    if len(logs) < 2 * BLOCKS or len(logs) < 2 * design.shape[1]:
        return nan, nan
    block = np.arange(len(logs)) % BLOCKS
    each = [_share(design[block != one], logs[block != one]) for one in range(BLOCKS)]
    return _share(design, logs), float(np.sqrt((BLOCKS - 1) * np.var(each)))


def _share(design: Floats, outputs: Floats) -> float:
    mean, luck = outputs.mean(axis=1), outputs.var(axis=1, ddof=1).mean() / outputs.shape[1]
    rest = mean - design @ np.linalg.lstsq(design, mean)[0]
    explained = mean.var(ddof=1) - rest @ rest / (len(mean) - np.linalg.matrix_rank(design))
    between = mean.var(ddof=1) - luck
    return float(np.clip(explained / between, 0.0, 1.0)) if between > 0 else nan


@dataclass(frozen=True, eq=False)
class Calibration(Answered):
    """What agrees with what was observed.

    Attributes
    ----------
    fit : Fit
    ensemble : Ensemble
    posteriors : DataFrame
        What is learned of each parameter under each rule; the most narrowed first.
    correlated_pairs : DataFrame
        Made by `correlated_pairs`.
    without : DataFrame
        Results of the same sets without contagion, or without places filled from outside.
    runs : Runs
        The last runs, whose record describes how all runs were made.
    """

    RENAMED: ClassVar = {"known": "fit", "learned": "posteriors", "tied": "correlated_pairs"}

    fit: Fit
    ensemble: Ensemble
    posteriors: pd.DataFrame
    correlated_pairs: pd.DataFrame
    without: pd.DataFrame
    runs: Runs

    @property
    def sets(self) -> pd.DataFrame:
        """A row a set of values, each as likely as another, those of the rules of deciding taking turns."""
        return self.ensemble.table

    @cached_property
    def screening(self) -> pd.DataFrame:
        """By how many errors each number moves a target, its share of the effect, and whether it is steered."""
        return screening(self.fit)

    @cached_property
    def left_alone(self) -> pd.DataFrame:
        """Which part of the variance of a target the others carry: what leaving them at their defaults would cost."""
        return left_alone(self.fit)

    def write(self, path: str | Path) -> Path:
        """Write the sets as an ensemble, for `ensemble=` of `compare`, `limits`, `levers` and `sweep`."""
        from contagion.experiments.evidence.ensemble import witness, write

        about = {**self.ensemble.about, "witness": witness(self.ensemble, self.runs.store.folder)}
        write(replace(self.ensemble, about=about), Path(path))
        return Path(path)

    def plot(self) -> list[Axes]:
        """Draw the posterior density of the parameters of which most is learned, under each rule."""
        return calibration_figure(self.fit, [*self.posteriors["factor"].unique()]).axes

    def __repr__(self) -> str:
        fit = self.fit
        counts = ", ".join(f"{rule} {one.tried.effective():,.0f}" for rule, one in fit.rules.items())
        return f"<Calibration on {fit.targets.name}: {fit.sets:,} sets tried; they count as {counts}>"

    def _answer(self) -> Answer:
        """Whether what was observed can be met, whether it takes contagion, and a row a rule of deciding."""
        calibration = self.fit
        fit = "Some parameter sets fit" if calibration.in_reach else "No parameter set fits"
        first = f"{fit} all that was observed ({calibration.targets.title}), within two errors."
        text = (
            f"{calibration.sets:,} sets of {len(calibration.factors)} uncertain numbers, "
            f"{counted(calibration.seeds, 'run')} of each."
        )
        return Answer(
            [first, needs_contagion(self.without)], _rules(calibration).iloc[:, :4], [text, *_too_few(calibration)]
        )

    def _in_words(self, _ask: Ask) -> str:
        """Return the text for the terminal."""
        return in_words(self)

    def _to_keep(self: Any, _ask: Ask) -> Kept:
        """Return the tables, the figure and the ensemble to save."""
        tables = {"learned.csv": self.posteriors, "tied.csv": self.correlated_pairs}
        tables |= {"without_contagion.csv": self.without, "left_alone.csv": self.left_alone}
        tables |= {
            "predicted.csv": pd.DataFrame(predicted_of(self.ensemble.about)),
            "screened.csv": self.fit.screened,
        }
        figures = {"calibration": lambda: calibration_figure(self.fit, [*self.posteriors["factor"].unique()])}

        def more(folder: Path) -> None:
            self.write(folder / f"{self.ensemble.name}.parquet")

        return Kept(self.runs, {"scenario": self.fit.scenario}, tables, figures, more=more)


def fit_ensemble(lab: Laboratory, fit: Fit, name: str, sets: int = KEPT_SETS, command: str = "") -> Calibration:
    """Draw an ensemble from the fit and describe it; `command` is the one that makes it again."""
    about: dict[str, Any] = {"command": command, "data": lab.store.about["data"]}
    if (code := fit.scenario.territory) not in ("", home()):
        about["territory"] = {"code": code, "name": about["data"].partition(": ")[0]}
    ensemble = drawn(fit, name, sets, **about)
    ensemble = replace(ensemble, about={**ensemble.about, "predicted": predicted(lab, fit, ensemble)})
    without, runs = without_contagion(lab, fit, ensemble)
    return Calibration(fit, ensemble, posterior_table(fit), correlated_pairs(fit), without, runs)


# ---- whether it takes contagion --------------------------------------------------------------------------------------

WITHOUT = {
    "as it was": {},
    "nobody of a group wishes to lead": {"volunteering.wish": 0.0},
    "no place is filled from outside": {"training.top_up": "autonomous"},
    "neither": {"volunteering.wish": 0.0, "training.top_up": "autonomous"},
}
TOTALS = ("participants", "facilitators_trained")


def without_contagion(lab: Laboratory, fit: Fit, ensemble: Ensemble, sets: int = 300) -> tuple[pd.DataFrame, Runs]:
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
    years, rows, runs = fit.targets.years, [], None
    count_as = independent(ensemble.alike[:sets])
    targets = [row for row in fit.targets.rows if row.indicator in TOTALS and row.per is None]
    usual = fit.scenario.parameters
    for variant, values in WITHOUT.items():
        cases = [case(changed(changed(usual, ensemble.values(n)), values)).parameters for n in range(sets)]
        runs = lab.run_each([(Case(one, {"place": n}), n + 1) for n, one in enumerate(cases)], years)
        rows_of_years = runs.rows("years").set_index("year")
        for row in targets:
            totals = rows_of_years.loc[[row.year], row.indicator].to_numpy(float)
            low, high = row.bounds
            error = np.hypot(row.deviation, fit.targets.discrepancy * (low + high) / 2)
            within = float(np.mean((totals >= low - 2 * error) & (totals <= high + 2 * error)))
            ends = dict(zip(("low", "middle", "high"), np.quantile(totals, (0.05, 0.5, 0.95)), strict=True))
            row_of_variant = {"variant": variant, "target": row.name, **ends, "within": within, "worlds": len(totals)}
            rows.append(row_of_variant | {"count_as": count_as})
    assert runs is not None
    columns = ["variant", "target", "low", "middle", "high", "within", "worlds", "count_as"]
    return pd.DataFrame(rows, columns=columns), runs


ENDS = {"low": 0.05, "middle": 0.5, "high": 0.95}
MOST_ROWS = 15  # of numbers that something is learned of
TRUSTED = 200  # independent sets, fewer of which say little of a number
NARROWED = 0.9  # and less: the targets say something of a number
NEAR = 0.05  # of the worlds, fewer of which are not near what was observed
AS_IT_WAS, NONE_LEADS = "as it was", "nobody of a group wishes to lead"


def in_words(calibration: Calibration) -> str:
    """Whether it takes contagion, how well the targets are met, and what they say of each number."""
    fit, posteriors = calibration.fit, calibration.posteriors
    text = (
        f"{fit.targets.title}: {fit.sets:,} sets of {len(fit.factors)} uncertain numbers were tried, each with "
        f"{counted(fit.seeds, 'seed')} of its own."
    )
    parts: list[list[str] | pd.DataFrame] = [
        [contagion_in_words(calibration.without)],
        [text],
        _rules(fit),
        [*weights_in_words(fit), *_how_near(fit)],
    ]
    if predicted_of(calibration.ensemble.about):
        parts += [beside_targets(calibration.ensemble.about), [how_to_read()]]
    parts += [few] if (few := _too_few(fit)) else []
    parts += [
        [_screening_text(calibration)],
        _shares_table(calibration),
        _left_alone(calibration),
        [_what_is_learned(posteriors)],
        _numbers(posteriors),
    ]
    if len(calibration.correlated_pairs):
        parts.append([_pairs(calibration.correlated_pairs)])
    return blocks(parts)


def _too_few(fit: Fit) -> list[str]:
    """Warn if too few sets agree with the targets under some rule."""
    fewest = min(one.tried.effective() for one in fit.rules.values())
    if fewest >= TRUSTED:
        return []
    few = f"Under one rule the sets that agree count as no more than {fewest:,.0f} independent ones"
    return [f"{few}: what follows is rough. Try more of them."]


def contagion_in_words(without: pd.DataFrame) -> str:
    """Whether what was observed needs contagion, and how near it comes without."""
    people = without[without["target"].str.startswith("participants")]
    by_target = people.groupby("target", sort=False)
    return " ".join([needs_contagion(people), *(_variants(str(name), rows) for name, rows in by_target)])


LEADING, SAME = "participants who become facilitators", "the same simulations with one thing changed"


def needs_contagion(without: pd.DataFrame) -> str:
    """Whether what was observed needs contagion."""
    people = without[without["target"].str.startswith("participants")]
    if people.empty:
        return f"None of the targets is a number of participants: they do not say whether they need {LEADING}."
    shares = people.pivot_table(index="target", columns="variant", values="within", aggfunc="min")
    as_it_was, none_leads = shares[AS_IT_WAS], shares[NONE_LEADS]
    if (as_it_was < NEAR).all():
        return (
            f"Whether the published totals need {LEADING} is not known: not even the sets as they are come near them."
        )
    if ((as_it_was >= NEAR) & (none_leads < 0.5 * as_it_was)).any():
        return f"The published totals need {LEADING}, if this model is right ({SAME})."
    return f"The published totals can be met without {LEADING} ({SAME})."


def _variants(target: str, rows: pd.DataFrame) -> str:
    """How near each variant comes to a target."""
    parts = [
        f"{row['variant']}: {row['middle']:,.0f} people ({row['low']:,.0f} to {row['high']:,.0f}), near what was "
        f"observed in {share_in_words(row['within'], row['count_as'])} of 100"
        for row in rows.to_dict("records")
    ]
    return f"By the end of year {target.rpartition('_')[2]}, {'; '.join(parts)}."


def _rules(fit: Fit) -> pd.DataFrame:
    """Tabulate the fit, one row per rule of deciding."""
    rows, worth = list(fit.rules.items()), weights_of_rules(fit)
    return pd.DataFrame(
        {
            "people decide by": list(fit.rules),
            "sets tried": [f"{len(one.tried.unit):,}" for _rule, one in rows],
            "they count as": [f"{round(one.tried.effective()):,}" for _rule, one in rows],
            "weight, of 100": [to_its_error(100 * worth[rule][0], 100 * worth[rule][1]) for rule, _one in rows],
            **{row.name: [_fit(one, place) for _rule, one in rows] for place, row in enumerate(fit.targets.rows)},
        }
    )


def weights_in_words(fit: Fit) -> list[str]:
    """Explain the weights of the rules, and list the rules that are left out."""
    if not fit.in_reach:
        return ["Rules count alike, as no set meets all targets under any."]
    weight = "Weight: what each rule counts in the ensemble. All are as likely beforehand; what was observed speaks for"
    lines = [f"{weight} each by the mean likelihood of its sets."]
    if out := [rule for rule, (weight, _error) in weights_of_rules(fit).items() if not weight]:
        lines.append(f"Left out, as no set comes within two errors of all targets: {'; '.join(out)}.")
    return lines


def _three_digits(value: float) -> str:
    return number(float(f"{value:.3g}"), ",g")


def _fit(one: OfARule, place: int) -> str:
    """Format the 5th and 95th percentile of a target over the sets that agree with it."""
    return between(*map(_three_digits, one.tried.quantiles(one.figures[:, :, place].mean(axis=1), (0.05, 0.95))))


def _how_near(fit: Fit) -> list[str]:
    """Whether the targets can be met at all; if not, what comes nearest."""
    if fit.in_reach:
        return ["All targets are met within two errors by some sets, under one rule at least."]
    begin = "No set comes within two errors of all targets: the ensemble is of the tenth that comes nearest, and what"
    lines = [f"{begin} rests on it rests on a model that does not fit."]
    for rule, one in fit.rules.items():
        rows = zip(fit.targets.rows, one.figures[one.nearest].mean(axis=0), one.gaps[one.nearest], strict=True)
        text = "; ".join(f"{row.name} {_three_digits(value)} ({gap:+.1f} errors)" for row, value, gap in rows)
        lines.append(f"{rule}: the nearest that can be reached is {text}.")
    return lines


def _screening_text(calibration: Calibration) -> str:
    """Describe the result of the screening."""
    table = calibration.screening
    steered, share = table["steered"].sum(), table.loc[table["steered"], "share"].sum()
    has, them = ("has", "it") if steered == 1 else ("have", "them")
    return (
        "Screened first (Morris): by how many errors of a target each number moves it over its whole range, in the "
        f"mean of the rules. {steered:,} of {counted(len(table), 'parameter')} {has} {share:.0%} of the effect (of its "
        f"squares); the search steers {them}."
    )


def _shares_table(calibration: Calibration) -> pd.DataFrame:
    """Tabulate the effects of each steered parameter, and the greatest effect of any other."""
    table, targets = calibration.screening, [row.name for row in calibration.fit.targets.rows]
    shares = table[table["steered"]].set_index("factor")[[*targets, "share"]]
    others = table.loc[~table["steered"], shares.columns]
    if len(others):
        shares.loc["each of the others, at most"] = others.max()
    columns = {name: [f"{value:.2g}" for value in shares[name]] for name in targets}
    parts = [f"{value:.0%}" for value in shares["share"]]
    return pd.DataFrame({"number": shares.index, **columns, "part of the effect": parts})


def _left_alone(calibration: Calibration) -> list[str]:
    """Which numbers could be left at their defaults, and what that would cost."""
    others, rows = calibration.screening.loc[~calibration.screening["steered"], "factor"], calibration.left_alone
    if others.empty:
        return ["None of them can be left at its default."]
    names = f"The others could be left at their defaults: {', '.join(others)}."
    if rows["carried"].isna().all():
        return [names, "So few sets do not say what that would cost."]
    text = "; ".join(
        f"{row['target']} {per_cent(row['carried'], row['error'])}" for row in rows.dropna().to_dict("records")
    )
    cost = (
        "What that would cost: so much of the variance of a target (of its logarithm, over the ranges, without "
        f"chance) they carry by themselves, and it would be taken for nothing: {text}. Here they stay free."
    )
    return [names, cost]


def _what_is_learned(posteriors: pd.DataFrame) -> str:
    spread = posteriors.groupby("factor")["narrowed"].mean()
    some = (spread < NARROWED).sum()
    alone, whose = (" alone", "its") if some == 1 else ("", "their")
    return (
        f"Of {counted(len(spread), 'parameter')}, the targets say something of {some:,}{alone} ({whose} spread is "
        "below nine tenths of what it was). Of the rest nothing is known but the range."
    )


def _numbers(posteriors: pd.DataFrame) -> pd.DataFrame:
    """Tabulate the parameters of which most is learned, on average over the rules."""
    how = dict.fromkeys(("low", "middle", "high", "narrowed"), "mean") | dict.fromkeys(("least", "most"), "first")
    rows = posteriors.groupby("factor", sort=False).agg(how).head(MOST_ROWS).reset_index().to_dict("records")
    return pd.DataFrame(
        {
            "number": [row["factor"] for row in rows],
            "range": [between(number(row["least"], "g"), number(row["most"], "g")) for row in rows],
            "5 of 100": [f"{row['low']:.3g}" for row in rows],
            "50": [f"{row['middle']:.3g}" for row in rows],
            "95": [f"{row['high']:.3g}" for row in rows],
            "spread left": [f"{row['narrowed']:.0%}" for row in rows],
        }
    )


def _pairs(tied: pd.DataFrame) -> str:
    """Numbers of which more is known together than alone."""
    rows = tied.head(6).to_dict("records")
    text = "; ".join(f"{row['factor']} with {row['other']} ({row['correlation']:+.2f})" for row in rows)
    return (
        "Known together rather than alone (correlation in what agrees; where it is below nought, more of one makes up "
        f"for less of the other): {text}."
    )


MOST_PANELS = 12  # numbers
COLOURS = (BLUE, GREEN, VERMILLION)  # of the rules of deciding
BINS = 20
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)  # places in a law that is not uniform, whose values are told


@styled
def calibration_figure(fit: Fit, names: list[str]) -> Figure:
    """Draw one panel per parameter: its posterior density under each rule, over the flat prior."""
    visible = names[:MOST_PANELS]
    places = {factor.name: place for place, factor in enumerate(fit.factors)}
    rows = -(-len(visible) // 4)
    figure = Figure(figsize=(11, 0.9 + 1.75 * rows))
    axes = np.atleast_2d(figure.subplots(rows, 4, squeeze=False))
    for ax, name in zip(axes.flat, visible, strict=False):
        factor = fit.factors[places[name]]
        edges = np.linspace(0, 1, BINS + 1)
        even = factor.law == "uniform"
        at = edges[:-1] + 0.5 / BINS  # quantiles of the prior, which is flat over them
        at = factor.low + at * (factor.high - factor.low) if even else at
        ax.axhline(1, color=GREY, linewidth=0.8, linestyle=":")
        for (rule, one), colour in zip(fit.rules.items(), COLOURS, strict=False):
            height = np.histogram(one.tried.unit[:, places[name]], edges, weights=one.tried.weights())[0] * BINS
            ax.plot(at, height, color=colour, linewidth=1.4, label=rule)
        ax.set(title=name, ylim=(0, None), yticks=[])
        if not even:
            ax.set_xticks(TICKS, [value_in_words(name, factor.at(end)) for end in TICKS])
        ax.title.set_fontsize(8.5)
        ax.tick_params(labelsize=8)
    for ax in axes.flat[len(visible) :]:
        ax.axis("off")
    axes.flat[0].legend(fontsize=7.5, labelcolor=SOFT)
    foot = (
        f"Density of what agrees with the targets under each rule of deciding ({fit.sets:,} sets tried in all); "
        "dotted: as likely everywhere, as before."
    )
    titled(figure, f"What is learned of the numbers: {fit.targets.title}", foot)
    return figure
