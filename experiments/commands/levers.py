"""What another 1,000 euros would do: one step more of each lever of a scenario, everything else and all luck the same.

The steps (`LEVERS`) are small and unlike each other; people per 1,000 euros make those comparable that cost something
in the model. Where the lever itself has no price there (a wish, a willingness, a distance), the euros are those of the
groups that come of it, and what the lever would cost is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from contagion.experiments.commands.compare.costs import avoided_by_scenario, table_with_costs
from contagion.experiments.commands.compare.work import Comparison, OneByOne, what_the_spread_comes_of, with_each
from contagion.experiments.commands.compare.work import inquiry as comparing
from contagion.experiments.commands.limits import CAPACITIES
from contagion.experiments.commands.verb import Kept, of_ensemble
from contagion.experiments.evidence.short_model import short_model_in_words
from contagion.experiments.evidence.stories import stories_in_words
from contagion.experiments.evidence.words_of_worlds import (
    agreeing,
    simulations_in_short,
    structures_in_words,
    worlds_in_words,
)
from contagion.experiments.evidence.worlds import OF_ONE_SET, Structures, Worlds, people_of, under_rules
from contagion.experiments.say import cards
from contagion.experiments.say.answers import Answer, difference_table
from contagion.experiments.say.asked import asked_in_words, by_the_end, named, shown
from contagion.experiments.say.charts.axes import axes_of, beneath, dots_within, headed, nested
from contagion.experiments.say.charts.style import CAUSES, PAPER, SOFT, readable, styled, titled
from contagion.experiments.say.differences import (
    cell,
    change,
    often,
    verdict_in_words,
    verdict_on,
    verdict_that_there_is_more,
)
from contagion.experiments.say.differences import named as by_name
from contagion.experiments.say.levers import LEVERS, Lever
from contagion.experiments.say.sentences import (
    N_,
    _,
    between,
    counted,
    in_a_row,
    in_lines,
    number,
    paragraphs,
    said,
    table_in_words,
    two_digits,
)
from contagion.models.runs.lab import Inquiry
from contagion.models.runs.study import in_force
from contagion.models.runs.vocabulary import WORLDS, known
from contagion.models.scenario import Scenario
from contagion.sim.chance.draws import Floats
from contagion.sim.errors import InputError
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.compare import Precision, by_set, moves_of_ratio, ratio_of_differences
from contagion.sim.statistics.compare import change as change_of
from contagion.sim.statistics.spread import difference

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.commands.asking import Ask


COMMAND = "levers"
THOUSAND, WORTH, LEVEL = 1000.0, "people_per_1000_euros", Precision().confidence
INDICATORS = ("participants", "communes_reached", "facilitators_active", "cost_total")
PAIRED = (INDICATORS[0], INDICATORS[-1])  # told pair by pair


@dataclass(frozen=True, eq=False)
class Levers(OneByOne):
    """What one step more of each lever changes, and what another 1,000 euros would do: `table` is made by `effects`."""

    @property
    def overruled(self) -> list[str]:
        """The levers that decisions of the scenario set as well: a step then only holds where they do not."""
        rows, past = self.scenario.parameters.decision, WEEKS_A_YEAR * self.scenario.past
        later = [row for number, row in enumerate(rows) if self.scenario.parameters.begin(number) >= past]
        decided = {name for decision in later for name in decision.set}
        return [row["lever"] for row in self.table.to_dict("records") if row["parameter"] in decided]

    def plot(self: Any, indicator: str = "participants", *, ax: Axes | None = None) -> Axes:
        """Draw dots with intervals, one row per lever: participants, cost_total or people_per_1000_euros."""
        return levers_axes(self, indicator, ax)

    def __repr__(self) -> str:
        return f"<Levers of {self.scenario.name}: {len(self.table)}, {cards.size_of(self.comparison)}>"

    def _answer(self) -> Answer:
        """State which lever brings the most people per euro, with a table of one row per lever."""
        records = self.table.to_dict("records")
        rows = {said(row["lever"]): by_name(row, "participants") for row in records}
        sure = [row for row in records if row["priced"] and not row["verdict"]]
        if sure:
            best, name = sure[0], said(sure[0]["lever"])
            first = (
                f"Best value: {name} more brings {cell(rows[name], change)} people in {counted(self.years, 'year')} "
                f"for {cell(by_name(best, 'cost_total'), change)} €. {verdict_in_words(rows[name])}."
            )
        else:
            first = "No lever with a price makes a clear difference in people."
        table = difference_table("one step more", "people", rows, self.comparison.worlds.above)
        table.insert(2, "euros", [change(row["cost_total_p50"]) for row in records])
        notes = simulations_in_short(
            self.comparison.worlds.ensemble, self.comparison.runs.store.about, self.comparison.number
        )
        notes.append("Best value first; euros are medians at the scenario's prices.")
        sentences = [*(_of_stories(self) or [first]), *_of_short_model(self)]
        return Answer(sentences, table, notes, list(rows.values()))

    def _in_words(self, _ask: Ask | None = None) -> str:
        """Return the tables and notes for the terminal."""
        comparison, table = self.comparison, self.table
        lines = paragraphs(asked_in_words(self.scenario))
        lines += in_lines(
            f"One step more of each lever in {named(self.scenario)}, after {counted(self.years, 'year')}, in "
            f"the same {comparison.number:,} simulations: medians and 90 % ranges of what it changes (t CO2e: of runs "
            "and draws of what is assumed), and people per 1,000 € more on average."
        )
        for priced, rows in table.groupby("priced", sort=False):
            title = "Levers with a price in the model:" if priced else "Levers whose own price is not in the model:"
            lines += ["", title, "", table_in_words(_table_text(rows, comparison.worlds.above))]
        return "\n".join([*lines, "", *paragraphs([*_of_stories(self), *_of_short_model(self), *_notes(self)])])

    def _to_keep(self, ask: Ask) -> Kept:
        """Return the tables, figure and scenario to save."""
        from contagion.experiments.commands.compare.costs import table_with_costs

        runs = self.comparison.runs
        tables = {"levers.csv": self.table, "levers.parquet": self.table}
        tables["runs.parquet"] = table_with_costs(runs, self.comparison.scenarios)
        figures = {"levers": lambda: levers_figure(self)}
        return Kept(runs, {"scenario": self.scenario}, tables, figures, of_ensemble(ask.agreed))


def inquiry(
    scenario: Scenario,
    years: int = 10,
    replicates: int = WORLDS,
    levers: Sequence[Lever] = LEVERS,
    worlds: Worlds = OF_ONE_SET,
) -> Inquiry[Levers]:
    """Plan the runs with one step more of each lever of a scenario; refuse if none has a further step."""
    steps = {lever.label: lever.taken for lever in levers}
    cases, skipped = with_each(scenario, steps)
    tested = [lever for lever in levers if lever.label in {one.name for one in cases[1:]}]
    if not tested:
        raise InputError(f"{COMMAND}: none has a further step in {scenario.name}; the first, {skipped[0]}")
    study = comparing(cases, years, replicates, worlds, INDICATORS, COMMAND, steps)
    return study.then(lambda comparison: Levers(scenario, comparison, effects(comparison, tested), skipped))


def effects(comparison: Comparison, levers: Sequence[Lever]) -> pd.DataFrame:
    """Tabulate what one step more of each lever changed.

    Returns
    -------
    DataFrame, one row per lever: those with a price first, the most people per 1,000 euros first
        lever, parameter, base_value, value, priced; for each of `INDICATORS` the mean paired difference and its
        interval (`_low`, `_high`); tco2e_p5, _p50, _p95, the change of the tonnes avoided over runs and draws of the
        assumptions; people_per_1000_euros with Fieller's interval (`_low`, `_high`), if both changes are clear or
        likely and cost rises; verdict, why there is no such figure; like_first, whether there is no clear difference
        from the first of those with a price (paired, to first order). Also people and euros pair by pair
        (participants_p5 to _p95, _p50_error, _above_zero, _below_zero, _above, _worlds; cost_total_...), and the
        sources of the spread of people (participants_luck ...).
    """
    runs = table_with_costs(comparison.runs, comparison.scenarios)
    wide = {name: runs.pivot(index="seed", columns="scenario", values=name).astype(float) for name in PAIRED}
    base, *others = comparison.scenarios
    differences = comparison.differences.set_index(["scenario", "indicator"])
    avoided = avoided_by_scenario(comparison.runs, comparison.scenarios, comparison.worlds.ensemble).set_index(
        "scenario"
    )
    changes: dict[str, list[Floats]] = {}
    rows, sets = [], comparison.sets(wide[INDICATORS[0]].index)
    for lever, case in zip(levers, others, strict=True):
        before, after = (in_force(one.parameters, one.past).get(lever.parameter) for one in (base, case))
        row: dict[str, Any] = {"lever": lever.label, "parameter": lever.parameter, "base_value": before}
        row |= {"value": after, "priced": lever.priced}
        for name in INDICATORS:
            rows_of_lever = differences.loc[(case.name, name)]
            row |= {
                name: rows_of_lever["difference"],
                f"{name}_low": rows_of_lever["low"],
                f"{name}_high": rows_of_lever["high"],
            }
        row |= {f"tco2e_{part}": avoided.loc[case.name, f"difference_{part}"] for part in ("p5", "p50", "p95")}
        changes[lever.label] = []
        for name in PAIRED:
            more = change_of(wide[name][case.name].to_numpy(), wide[name][base.name].to_numpy())
            statistics = difference(more, sets, comparison.worlds.above)
            row |= {f"{name}_{part}": value for part, value in statistics.items()}
            changes[lever.label].append(by_set(more, sets))
        rows.append(row | _per_thousand(row, *changes[lever.label]))
    table = pd.DataFrame(rows)
    parts = what_the_spread_comes_of(comparison, "participants", table["lever"].tolist())
    table = table.assign(**{f"participants_{name}": values for name, values in parts.items()})
    order = ["priced", WORTH, "participants"]
    table = table.sort_values(order, ascending=False, kind="stable", ignore_index=True)
    return table.assign(like_first=_like_first(table, changes))


def _like_first(table: pd.DataFrame, changes: Mapping[str, Sequence[Floats]]) -> list[bool]:
    """Of each lever, whether there is no clear difference between what it and the first bring for 1,000 euros."""
    worth = table["priced"] & (table["verdict"] == "")
    if not worth.any():
        return [False] * len(table)
    first, moves = table[worth].iloc[0], {name: moves_of_ratio(*changes[name]) for name in table.loc[worth, "lever"]}

    def ahead(row: Mapping[str, Any]) -> dict[str, Any]:
        return difference(first[WORTH] - row[WORTH] + THOUSAND * (moves[first["lever"]] - moves[row["lever"]]))

    rows = table.to_dict("records")
    return [row["lever"] in moves and verdict_that_there_is_more(ahead(row)) == "none" for row in rows]


def _per_thousand(row: dict[str, Any], people: Floats, euros: Floats) -> dict[str, Any]:
    """People per 1,000 euros more, or why there is no such figure; of changes by set."""
    out: dict[str, Any] = dict.fromkeys([WORTH, f"{WORTH}_low", f"{WORTH}_high"], nan)
    effect, cost = (_side(by_name(row, of)) for of in ("participants", "cost_total"))
    if not people.any():
        return out | {"verdict": "the same people" if euros.any() else "changes nothing"}
    if not effect:
        return out | {"verdict": "no clear difference in people"}
    if cost <= 0:
        words = "more" if effect > 0 else "fewer"
        return out | {"verdict": f"{words} people, " + ("costs less" if cost else "no clear difference in cost")}
    ratios = (value * THOUSAND for value in ratio_of_differences(people, euros))
    return dict(zip(out, ratios, strict=True)) | {"verdict": ""}


def _side(row: Mapping[str, Any]) -> int:
    """Of a difference; 0 where there is no clear one."""
    return 0 if verdict_on(row) == "none" else 1 if row["above_zero"] > row["below_zero"] else -1


def _of_stories(levers: Levers) -> list[str]:
    """State what the first lever brings under each story of a past that is not known."""
    people, best = people_of(levers.comparison.runs.table, "seed", "participants"), levers.table["lever"].iloc[0]
    gains = people[best] - people[levers.scenario.name]
    return stories_in_words(f"{said(best)} more", levers.years, gains, levers.comparison.worlds)


def _of_short_model(levers: Levers) -> list[str]:
    """State what the short model predicts for one step of the best lever, if one is clear."""
    best, comparison = levers.table.iloc[0].to_dict(), levers.comparison
    if not best["priced"] or best["verdict"]:
        return []
    (other,) = (one for one in comparison.scenarios if one.name == best["lever"])
    (lever,) = (one for one in LEVERS if one.parameter == best["parameter"])
    people = by_name(best, "participants")
    return short_model_in_words(comparison.scenarios[0], other, people, comparison.worlds, comparison.runs, lever.taken)


def _notes(levers: Levers) -> list[str]:
    """Explain what the figures rest on, and list what was left out."""
    by_parameter = levers.table.set_index("parameter")
    notes = [
        *structures_in_words(of_levers(levers), {name: said(name) for name in levers.table["lever"]}),
        *worlds_in_words(levers.comparison, [levers.scenario]),
        (
            "Euros are those of the ledger at the scenario's prices: what was bought, and the groups, seats and "
            "rooms that followed from it. A lever whose own price is not in the model costs more than is said here."
        ),
        (
            f"The {LEVEL:.0%} interval of people per 1,000 € says how well their mean is known, not how far "
            "simulations spread; about one in twenty leaves out what is true. Steps are small, and are not equal."
        ),
    ]
    if "costs.expenses" in by_parameter.index:
        notes.append("No effect of the expenses of leaders is modelled: they only cost.")
    if "training.period_weeks" in by_parameter.index:
        every = by_parameter.loc["training.period_weeks"]
        ends = {"now": every["value"], "before": every["base_value"]}
        notes.append(_("Sessions twice as often: every {now:g} weeks, not every {before:g}.", **ends))
    if overruled := ", ".join(map(said, levers.overruled)):
        notes.append(f"Decisions of the scenario set these too, and go before the step: {overruled}.")
    changed = in_a_row(f"{said(row['lever'])}, {row['parameter']}" for row in levers.table.to_dict("records"))
    notes.append(f"What is changed for it: {changed}.")
    return notes + [f"Left out: {said(why)}." for why in levers.skipped]


def _table_text(table: pd.DataFrame, above: float) -> pd.DataFrame:
    rows = table.to_dict("records")
    people, euros = ([by_name(row, name) for row in rows] for name in ("participants", "cost_total"))
    columns = {
        "lever": [said(row["lever"]) for row in rows],
        "people": [cell(row, change) for row in people],
        "difference": [verdict_in_words(row) for row in people],
        _("above {above:,g} in", above=above): [often(row["above"], row["worlds"]) for row in people],
        "€": [cell(row, change) for row in euros],
        "t CO2e": [_tonnes(row) for row in rows],
        f"people per 1,000 € more ({LEVEL:.0%} interval)": [said(row["verdict"]) or per_thousand(row) for row in rows],
    }
    return pd.DataFrame(columns).drop(columns=[] if above else list(columns)[3])


def _tonnes(row: dict[str, Any]) -> str:
    low, middle, high = (two_digits(row[f"tco2e_{end}"], "+") for end in ("p5", "p50", "p95"))
    return middle if low == high else f"{middle} ({between(low, high)})"


def per_thousand(row: dict[str, Any]) -> str:
    """People per 1,000 euros with the interval."""
    value, low, high = (number(row[f"people_per_1000_euros{end}"], ".2g") for end in ("", "_low", "_high"))
    return f"{value} ({between(low, high)})"


def of_levers(levers: Levers) -> Structures | None:
    """Return people gained with each lever under each rule of deciding; rank those with a price by people per euro."""
    comparison = levers.comparison
    runs = table_with_costs(comparison.runs, comparison.scenarios)
    wide = (people_of(runs, "seed", name) for name in PAIRED)
    people, euros = (one[levers.table["lever"]].sub(one[levers.scenario.name], axis=0) for one in wide)
    priced = levers.table.loc[levers.table["priced"] & (levers.table["verdict"] == ""), "lever"]

    def score(rows: np.ndarray) -> dict[str, Floats]:
        return {
            name: THOUSAND * (top.mean() / bottom.mean() + moves_of_ratio(top, bottom))
            for name in priced
            for top, bottom in [(people.loc[rows, name].to_numpy(), euros.loc[rows, name].to_numpy())]
            if bottom.mean() > 0
        }

    return under_rules(people, comparison.worlds.ensemble, levers.scenario, score)


PANELS = {  # ends of the names of the interval's columns, unit
    "participants": (N_("People reached"), N_("people")),
    "cost_total": (N_("Cost"), N_("thousand €")),
    "people_per_1000_euros": (N_("Per 1,000 € more"), N_("people")),
}
CAPACITY_OF = {one.parameter: one.more_of for one in LEVERS}


@styled
def levers_figure(levers: Levers) -> Figure:
    """Dots with intervals, a row a lever, in the order of the table."""
    table, comparison = levers.table, levers.comparison
    high = 1.7 + 0.27 * len(table)
    figure = Figure(figsize=(11.4, 0.6 + high))
    cells = figure.add_gridspec(2, len(PANELS), height_ratios=(0.2, high))
    first = None
    for place, name in enumerate(PANELS):
        ax = figure.add_subplot(cells[1, place], sharey=first)
        first = first or ax
        draw_effects(ax, table, name)
        ax.tick_params(axis="y", length=0, labelleft=ax is first)
    _name_rows(figure.axes[0], table)
    _legend(figure.add_subplot(cells[0, :]), table)
    marked = (
        f"People reached: in {comparison.number} simulations "
        f"{agreeing(comparison.worlds.ensemble, comparison.runs.store.about)}, the middle, half of the simulations "
        "(thick), nine in ten (thin); an arrow: it ends beyond, where the numbers say. The rest: mean changes, "
        f"simulation by simulation, and their {LEVEL:.0%} intervals, by sets of values."
    )
    colours = (
        "Of these intervals one in twenty misses; grey: not distinguishable from no change. Colours: what the "
        "lever gives more of. Euros of the ledger at the scenario's prices. * The lever's own price is not in the "
        "model: the euros are those of what comes of it."
    )
    titled(
        figure,
        _(
            "One step more of each lever in {scenario}, {when}",
            scenario=shown(levers.scenario),
            when=by_the_end(levers.scenario, comparison.length),
        ),
        f"{marked} {colours}",
        beneath(comparison.runs, [levers.scenario]),
    )
    return figure


@styled
def levers_axes(levers: Levers, indicator: str, ax: Axes | None) -> Axes:
    """One of `PANELS` alone, on axes of somebody else's or of its own."""
    name = known(indicator, PANELS, "indicator", "of levers")
    axes = axes_of(ax, height=2.2 + 0.27 * len(levers.table))
    draw_effects(axes, levers.table, name, rows_named=True)
    axes.set_title("")
    foot = f"{cards.size_of(levers.comparison)}; grey: ranges that hold 0; * its own price is not known"
    return headed(axes, f"One step more of each lever in {levers.scenario.name}: {PANELS[name][0].lower()}", foot, ax)


def _legend(ax: Axes, table: pd.DataFrame) -> None:
    """Draw the legend of the colours."""
    labels = {capacity.name: capacity.label for capacity in CAPACITIES}
    visible = [name for name in labels if name in {CAPACITY_OF[parameter] for parameter in table["parameter"]}]
    look: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 6}
    marks = [Line2D([], [], color=CAUSES[name], markeredgecolor=readable(CAUSES[name]), **look) for name in visible]
    ax.set_axis_off()
    ax.legend(marks, [said(labels[name]) for name in visible], loc="center left", ncols=len(visible), fontsize=8.5)


def draw_effects(ax: Axes, table: pd.DataFrame, name: str, rows_named: bool = False) -> None:
    """Draw one of `PANELS`: a dot per lever with its interval."""
    title, unit = PANELS[name]
    rows = table.assign(**{c: table[c] / 1000 for c in table if name == "cost_total" and c.startswith(name)})
    colours = [CAUSES[CAPACITY_OF[parameter]] for parameter in table["parameter"]]
    if f"{name}_p50" in table:
        nested(ax, rows, name, colours)
    else:
        dots_within(ax, *(rows[f"{name}{end}"] for end in ("", "_low", "_high")), colours)
    ax.set(title=_(title), xlabel=_(unit))
    if rows[name].isna().all():
        ax.set(xlim=(0, 1), xticks=[])
    if name == "people_per_1000_euros":
        _verdicts(ax, table)
    if rows_named:
        _name_rows(ax, table)


def _name_rows(ax: Axes, table: pd.DataFrame) -> None:
    names = [said(lever) for lever in table["lever"]]
    ax.set_yticks(
        range(len(table)),
        [f"{name}{mark}" for name, mark in zip(names, np.where(table["priced"], "", " *"), strict=True)],
    )
    ax.invert_yaxis()


def _verdicts(ax: Axes, table: pd.DataFrame) -> None:
    """Where there is no figure, why."""
    white: dict[str, Any] = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}
    for place, words in enumerate(table["verdict"]):
        if words:
            at: dict[str, Any] = {"xy": (0.03, place), "xycoords": ("axes fraction", "data")}
            ax.annotate(said(words), **at, va="center", fontsize=7.5, color=SOFT, bbox=white)
