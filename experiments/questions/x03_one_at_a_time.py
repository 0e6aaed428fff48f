"""X03. Which parameter alone, over its whole plausible range, moves the result, and where does what is short
change?

Each numeric lever and uncertainty at five places of its declared range, all others at their defaults, over ten years.

    contagion question x03_one_at_a_time
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from math import isclose, nan
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.figures.style import BLUE, CAUSES, INK, PAPER, SOFT, readable, styled, titled
from experiments.questions.publishing import Finding, Question
from experiments.studies.lab import laboratory
from experiments.studies.uncertainty import half_width, interval
from models.outcomes.shortages import IN_WORDS, SHORTAGES
from models.parameters import Parameters, describe
from models.runs.cases import case, changed, factors
from sim.errors import InputError
from sim.laboratory.laboratory import Case, Laboratory, Runs
from sim.statistics.designs import Factor

ROWS = 8  # that are told
LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
OUTPUTS = ("participants", "facilitators_active")
DEFAULT = "default"  # the point that all curves share
NONE, UNCLEAR, CLEAR = "no effect at the defaults", "not distinguishable", "distinguishable"
QUICK, SHOWN = ("training.places", "retention.mentoring_effect", "group.quorum"), 12  # tried, and in the figure
KINDS = tuple(name for name in SHORTAGES if name != "money")  # there is no budget here that could run short
MARKS = {name: (mark, CAUSES[name]) for name, mark in zip(KINDS, "^svD", strict=True)}


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """The response curves, their figure, and what they say."""
    lab = lab or laboratory()
    cases, left_out = design(factors(QUICK if quick else None), (0.0, 1.0) if quick else LEVELS)
    runs = lab.run(cases, range(1, 3 if quick else 4), 2 if quick else 10)
    table = curves(runs)
    return answered(table, left_out, runs)


def answered(table: pd.DataFrame, left_out: Sequence[str], runs: Runs) -> Finding:
    """What is said of the curves."""
    parts = {str(name): part for name, part in table.groupby("parameter", sort=False)}
    clear = [name for name, part in parts.items() if part["effect_on_participants"].iloc[0] == CLEAR]
    changes = {name for name, part in parts.items() if regime_changes(part)}
    widest, usual = clear[:ROWS], table[table["is_default"]].iloc[0]
    short = IN_WORDS[usual["short"]]
    seeds = runs.labels["seed"].nunique()
    return Finding(
        answer=f"{len(clear)} of {len(parts)} parameters move it; most: {', '.join(clear[:2]) or 'none'}",
        sure=f"95 % for each, with {seeds} seeds a point; by chance about {by_chance(table):.1f} would",
        sentence=(
            f"{len(clear)} of {len(parts)} parameters, moved alone over their whole range, change the people reached "
            f"distinguishably from {_mean(usual)} at the defaults"
            + (f"; the widest: {'; '.join(span(parts[name]) for name in widest[:2])}." if widest else ".")
        ),
        follows=(
            f"What to find out first is {', '.join(widest[:3])}: nothing else alone moves the result so far."
            if widest
            else "Nothing: no parameter alone can be told to move the result."
        ),
        rows=pd.DataFrame([_row(parts[name], name in changes) for name in widest]),
        overturns=(
            "Parameters that move together: each is moved alone here, all others at their defaults (the sensitivity is "
            f"over all at once). At the defaults {short} in most weeks; that changes clearly along "
            f"{', '.join(sorted(changes)) or 'no parameter'}."
        ),
        method=in_words(table, left_out, runs),
        table=table,
        figure=_figure(table, runs),
    )


def by_chance(table: pd.DataFrame) -> float:
    """How many parameters would be told to move it although none did: one in twenty of those that change anything."""
    effects = table.groupby("parameter")["effect_on_participants"].first()
    return 0.05 * int((effects != NONE).to_numpy().sum())


def _row(curve: pd.DataFrame, changes: bool) -> dict[str, str]:
    low, *_, high = (row for _, row in curve.sort_values("participants").iterrows())
    return {
        "parameter": str(low["parameter"]),
        "fewest people": f"{_mean(low)} at {low['value']:.3g}",
        "most people": f"{_mean(high)} at {high['value']:.3g}",
        "what is short changes": "yes" if changes else "no",
        "verdict": str(curve["effect_on_participants"].iloc[0]),
    }


def design(chosen: Iterable[Factor], levels: Sequence[float]) -> tuple[list[Case], list[str]]:
    """The default, each factor at its levels, and the points that are not valid by themselves."""
    base = Parameters()
    cases, left_out = [case(base, point=DEFAULT, parameter="", value=nan)], []
    for factor in chosen:
        for value in dict.fromkeys(factor.at(level) for level in levels):
            labels = {"point": f"{factor.name} = {value:g}", "parameter": factor.name, "value": float(value)}
            if isclose(value, base.get(factor.name)):
                continue
            try:
                cases.append(case(changed(base, {factor.name: value}), **labels))
            except InputError:
                left_out.append(labels["point"])
    return cases, left_out


def curves(runs: Runs) -> pd.DataFrame:
    """A row a parameter and value, the default among them; what moves participants most comes first."""
    made, years = runs.table, runs.rows("years")
    early = years[years["year"] == min(3, years["year"].max())].set_index(["point", "seed"])[list(OUTPUTS)]
    made = made[made["error"] == ""].join(early.add_suffix("_year_3"), on=["point", "seed"])
    parts = [_curve(name, made[made["parameter"].isin(["", name])]) for name in made["parameter"].unique() if name]
    return pd.concat(sorted(parts, key=lambda part: -part["swing"].iloc[0]), ignore_index=True)


def _curve(name: str, made: pd.DataFrame) -> pd.DataFrame:
    """The rows of one parameter; its differences from the default have intervals that hold together (Bonferroni)."""
    confidence = 1 - 0.05 / (made["point"].nunique() - 1)
    base, rows = made[made["point"] == DEFAULT].set_index("seed"), []
    for point, at in made.groupby("point"):
        value = float(Parameters().get(name)) if point == DEFAULT else at["value"].iloc[0]
        row: dict[str, Any] = {"parameter": name, "value": value, "is_default": point == DEFAULT}
        for output in OUTPUTS:
            apart = (at.set_index("seed")[output] - base[output]).dropna()
            half, names = half_width(apart, confidence), [f"{output}_change{end}" for end in ("", "_low", "_high")]
            row |= interval(at, [output]) | {f"{output}_year_3": at[f"{output}_year_3"].mean()}
            row |= dict(zip(names, apart.mean() + np.array([0, -half, half]), strict=True))
        row["short"], row["short_is_clear"] = mostly_short(at)
        rows.append(row)
    out = pd.DataFrame(rows).sort_values("value")
    alike = made.groupby("seed")["event_log_sha256"].nunique().max() == 1
    for output in OUTPUTS:
        moved = (out[f"{output}_change_low"] > 0) | (out[f"{output}_change_high"] < 0)
        out[f"effect_on_{output}"] = NONE if alike else CLEAR if moved.any() else UNCLEAR
    return out.assign(swing=out["participants"].max() - out["participants"].min())


def mostly_short(rows: pd.DataFrame) -> tuple[str, bool]:
    """What was short in most weeks on average, and whether its lead over the next has an interval above 0."""
    shares = rows[[f"short_{name}" for name in SHORTAGES]]
    first, second = shares.mean().sort_values(ascending=False, kind="stable").index[:2]
    lead = shares[first] - shares[second]
    return first.removeprefix("short_"), bool(lead.mean() - half_width(lead) > 0)


def regime_changes(curve: pd.DataFrame) -> list[tuple[float, str, str]]:
    """Where along an axis what is mostly short changes, between values at which it is clear: place, before, after."""
    clear = curve[curve["short_is_clear"]]
    steps = zip(clear["value"], clear["value"][1:], clear["short"], clear["short"][1:], strict=False)
    return [((low + high) / 2, before, after) for low, high, before, after in steps if before != after]


def in_words(table: pd.DataFrame, left_out: Sequence[str], runs: Runs) -> str:
    """What the curves say."""
    parts = {str(name): part for name, part in table.groupby("parameter", sort=False)}
    of, usual = {CLEAR: [], UNCLEAR: [], NONE: []}, table[table["is_default"]].iloc[0]
    for name, part in parts.items():
        of[part["effect_on_participants"].iloc[0]].append(name)
    changes = [(name, *change) for name, part in parts.items() for change in regime_changes(part)]
    told = "; ".join(f"{name} ({before} to {after} at about {place:.3g})" for name, place, before, after in changes)
    text = (
        f"{len(parts)} parameters one at a time, with {runs.labels['seed'].nunique()} seeds a point: at the defaults "
        f"{_mean(usual)} people are reached after "
        f"{runs.table['years'].max():g} years (mean and 95 % interval). {len(of[CLEAR])} change that distinguishably "
        f"somewhere in their range (seed by seed, 95 % for all levels of a parameter together; by chance about "
        f"{by_chance(table):.1f} would), {len(of[UNCLEAR])} are not distinguishable from no effect."
    )
    lists = {
        "The widest": [span(parts[name]) for name in of[CLEAR][:5]],
        f"Without effect at the defaults, to the last event ({len(of[NONE])})": of[NONE],
        f"Points that are not valid by themselves, and left out ({len(left_out)})": left_out,
    }
    text += "".join(f" {words}: {'; '.join(names)}." for words, names in lists.items() if names)
    sure = "" if usual["short_is_clear"] else "not distinguishably "
    text += f" At the defaults mostly short is {sure}{usual['short']} ({IN_WORDS[usual['short']]}); "
    text += f"it changes clearly along {told or 'no parameter'}."
    return f"{text} {len(runs.failures)} of {len(runs.labels)} runs failed."


def span(curve: pd.DataFrame) -> str:
    """The lowest and the highest place of a curve."""
    low, *_, high = (row for _, row in curve.sort_values("participants").iterrows())
    return f"{low['parameter']}, {_mean(low)} at {low['value']:.3g} to {_mean(high)} at {high['value']:.3g}"


def _mean(row: pd.Series) -> str:
    return f"{row['participants']:,.0f} ({row['participants_low']:,.0f} to {row['participants_high']:,.0f})"


@styled
def _figure(table: pd.DataFrame, runs: Runs) -> Figure:
    figure = Figure(figsize=(13.5, 9.6))
    cells = figure.add_gridspec(4, 5, width_ratios=[1.5, 1, 1, 1, 1], height_ratios=[1, 1, 1, 0.1])
    years, seeds = runs.table["years"].max(), runs.labels["seed"].nunique()
    clear = table[table["effect_on_participants"] == CLEAR]
    known = {row["name"]: row for row in describe()}
    for place, (name, curve) in enumerate(list(clear.groupby("parameter", sort=False))[:SHOWN]):
        ax = figure.add_subplot(cells[place // 4, 1 + place % 4])
        low, mean, high, early = (curve[f"participants{which}"] for which in ("_low", "", "_high", "_year_3"))
        ax.fill_between(curve["value"], low, high, color=BLUE, alpha=0.18, lw=0)
        ax.plot(curve["value"], mean, color=BLUE, lw=1.6)
        ax.plot(curve["value"], early, color=SOFT, lw=1.2, ls="--")
        for row in curve.to_dict("records"):
            at, (mark, colour) = (row["value"], row["participants"]), MARKS[row["short"]]
            ax.plot(*at, mark, color=readable(colour), mfc=colour if row["short_is_clear"] else PAPER, ms=5.5)
            if row["is_default"]:
                ax.plot(*at, "o", color=INK, mfc="none", ms=11, mew=1.0)
        for where, _, _ in regime_changes(curve):
            ax.axvline(where, color=INK, lw=1.1, ls=":")
        ax.grid(axis="y")
        ax.set(ylim=(0, clear["participants_high"].max() * 1.04), ylabel="" if place % 4 else "people reached")
        ax.set_title(f"{place + 1}. {name}", fontsize=8.5)
        ax.set_xlabel(textwrap.fill(f"{known[name]['text']} ({known[name]['unit'] or 'no unit'})", 32), fontsize=7.5)
    _ranges(figure.add_subplot(cells[:3, 0]), table, f"Active facilitators after {years:g} years")
    marks = [
        Line2D([], [], linestyle="", marker=mark, color=readable(colour), mfc=colour) for mark, colour in MARKS.values()
    ]
    foot = figure.add_subplot(cells[3, :], frame_on=False, xticks=[], yticks=[])
    foot.legend(marks, [IN_WORDS[name] for name in MARKS], loc="center", ncols=5, fontsize=8.5)
    titled(
        figure,
        f"One parameter at a time: {clear['parameter'].nunique()} of {table['parameter'].nunique()} move the people "
        f"reached distinguishably{f', {clear.iloc[0, 0]} the furthest' if len(clear) else ''}",
        f"Means of {seeds} runs of each point, with the same seeds, all else at its default. Panels: the widest curves "
        f"of those distinguishable from the default, after {years:g} years (solid; band: 95 % interval of the mean) "
        f"and {min(3, years):g} (dashed). Marks: what was short in most weeks, filled where its lead is clear; dotted: "
        "it changes here; ring, line: the default.",
    )
    return figure


def _ranges(ax: Axes, table: pd.DataFrame, title: str) -> None:
    """How far the mean of active facilitators goes down and up."""
    clear = table[table["effect_on_facilitators_active"] == CLEAR].groupby("parameter")["facilitators_active"]
    ends = clear.agg(["min", "max"]).assign(swing=clear.max() - clear.min()).sort_values("swing", ascending=False)
    for place, (name, low, high, _) in enumerate(ends[:SHOWN].itertuples()):
        ax.barh(place, high - low, left=low, color=BLUE, alpha=0.55, height=0.42)
        ax.text(0, place - 0.24, f" {name}: {low:.0f} to {high:.0f}", fontsize=8, va="bottom")
    ax.axvline(table.loc[table["is_default"], "facilitators_active"].iloc[0], color=INK, lw=1.0)
    ax.set(title=title, xlabel="people (means)", yticks=[], xlim=(0, None), ylim=(SHOWN - 0.5, -0.7))


QUESTION = Question(main)
