"""The same scenarios in several territories, each in worlds of its own: per 1,000 residents, and which can be told
apart.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.commands.compare.costs import of_all_programmes
from contagion.experiments.commands.compare.work import must_have_ended
from contagion.experiments.commands.verb import Kept, of_ensemble
from contagion.experiments.evidence.ensemble import PLACE
from contagion.experiments.evidence.words_of_worlds import missed_in_words
from contagion.experiments.say.answers import Answer, Answered
from contagion.experiments.say.asked import elsewhere, words_of
from contagion.experiments.say.charts.style import SERIES, readable, styled, thousands, titled
from contagion.experiments.say.differences import verdict_in_words, verdict_on
from contagion.experiments.say.levers import HEADLINE
from contagion.experiments.say.sentences import (
    N_,
    _,
    between,
    counted,
    in_a_row,
    in_lines,
    looked_up,
    number,
    paragraphs,
    said,
    table_lines,
    to_its_error,
)
from contagion.models.runs.lab import Inquiry, territory_of
from contagion.models.territory.territory import home
from contagion.sim.errors import InputError, both
from contagion.sim.statistics.spread import FEW, difference, ends_of, independent, spread

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.evidence.worlds import Worlds
    from contagion.models.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs


COMMAND = "compare"
PER = 1000  # residents aged 15 and over
MOST = 12  # territories
PER_RESIDENTS = ("people", "facilitators_active", "cost_total")
FIGURES = (*PER_RESIDENTS, "cost_per_participant")
"""Those that are told; people are the participants of all programmes."""


@dataclass(frozen=True)
class Side:
    """A territory, its residents aged 15 and over, whether something was observed there that the worlds agree with, and
    the runs of scenarios, with their effort for it, of so many years, the past of a programme among them."""

    name: str
    residents: int
    observed: bool
    scenarios: Sequence[Scenario]
    runs: Runs
    years: int
    worlds: Worlds

    @property
    def figures(self) -> pd.DataFrame:
        """A row a run: scenario, seed, and `FIGURES`, those of `PER_RESIDENTS` per 1,000 residents; of a programme,
        people and euros from the next January on."""
        table = of_all_programmes(self.runs, self.scenarios)
        each = {name: PER * table[name].astype(float) / self.residents for name in PER_RESIDENTS}
        return table[["scenario", "seed"]].assign(**each, cost_per_participant=table["cost_per_participant"])

    @property
    def ahead(self) -> int:
        """Years that are told."""
        return self.years - self.scenarios[0].past


@dataclass(frozen=True, eq=False)
class SideBySide(Answered):
    """The same scenarios in several territories.

    Attributes
    ----------
    table : DataFrame, a row a territory, scenario and figure
        territory, residents, observed, scenario, indicator; p5, p25, p50, p75, p95 over its worlds, and p50_error;
        worlds, and count_as, as how many independent ones these count.
    apart : DataFrame, a row a scenario, figure and pair of territories
        scenario, indicator, territory, other; the `difference`, world by world, of what the first has more than the
        other; verdict on it.
    """

    sides: Sequence[Side]
    table: pd.DataFrame
    apart: pd.DataFrame

    def plot(self: Any) -> list[Axes]:
        """Draw one panel per indicator, with one row per territory, and return the axes."""
        return side_by_side_figure(self).axes

    def __repr__(self) -> str:
        names = ", ".join(side.name for side in self.sides)
        return f"<SideBySide of {names}: {self.sides[0].runs.labels['seed'].nunique()} simulations of each>"

    def _answer(self) -> Answer:
        """How much more people the first has than the last by people; a row a territory."""
        scenario, side = self.sides[0].scenarios[0], self.sides[0]
        rows = self.table[(self.table["scenario"] == scenario.name) & (self.table["indicator"] == "people")]
        first, last = (rows.loc[place, "territory"] for place in (rows["p50"].idxmax(), rows["p50"].idxmin()))
        people = self.apart[(self.apart["scenario"] == scenario.name) & (self.apart["indicator"] == "people")]
        pairs = [row for row in people.to_dict("records") if {row["territory"], row["other"]} >= {first, last}]
        ends = pairs or people.head(1).to_dict("records")  # where all have as many
        table = _table(self, scenario.name).drop(columns=["residents", "euros", "observed"])
        number = side.runs.labels["seed"].nunique()
        notes = [
            f"{scenario.name}, {counted(side.ahead, 'year')}, per {PER:,} residents aged 15+: medians (90 % range).",
            f"{number:,} simulations of each territory, each with its own.",
            *dict.fromkeys(f"Nothing was observed in {one.name}." for one in self.sides if not one.observed),
        ]
        return Answer([looked_up(MORE["people"], **_more(ends[0]))], table, notes)

    def _in_words(self, _ask: Ask | None = None) -> str:
        """Return the text for the terminal: territories by scenario, their differences, and what was simulated."""
        side = self.sides[0]
        lines = in_lines(
            f"In {counted(side.ahead, 'year')}, per {PER:,} residents aged 15 and over: the median of "
            f"{side.runs.labels['seed'].nunique()} simulations of each territory, and in brackets the 90 % range."
        )
        for scenario in side.scenarios:
            if len(side.scenarios) > 1 or scenario.past:
                lines += ["", f"{scenario.name}: {words_of(scenario).title}"]
            rows = self.apart[self.apart["scenario"] == scenario.name].to_dict("records")
            texts = [
                looked_up(MORE[name], **_more(row)) for name in FIGURES for row in rows if row["indicator"] == name
            ]
            lines += ["", *table_lines(_table(self, scenario.name)), "", *paragraphs(texts)]
        return "\n".join([*lines, "", *paragraphs(_worlds(self))])

    def _to_keep(self, ask: Ask) -> Kept:
        """Return the tables, figure and scenarios to save."""
        import pandas as pd

        from contagion.models.territory.gazetteer import plain

        runs = pd.concat([side.figures.assign(territory=side.name) for side in self.sides], ignore_index=True)
        tables = {"side_by_side.csv": self.table, "apart.csv": self.apart, "runs.parquet": runs}
        figures = {"side_by_side": lambda: side_by_side_figure(self)}
        slugs = [plain(side.name).replace(" ", "-") for side in self.sides]
        scenarios = {
            f"{slug}-{one.name}": one for slug, side in zip(slugs, self.sides, strict=True) for one in side.scenarios
        }
        about: dict[str, Any] = {"territories": {side.name: dict(side.runs.store.about) for side in self.sides}}
        about |= {"runs": len(runs), "effort": {name: one.effort for name, one in scenarios.items()}}
        return Kept(self.sides[0].runs, scenarios, tables, figures, of_ensemble(ask.agreed) | about)


def side_by_side(asks: Sequence[Ask]) -> SideBySide:
    """Compare the same scenarios between territories; refuse a territory that is listed twice, programmes that look
    ahead over different numbers of years, and runs that failed."""
    bare = [ask.place.name.partition(" (")[0] for ask in asks]  # without codes where these need not tell them apart
    names = [one if bare.count(one) == 1 else ask.place.name for one, ask in zip(bare, asks, strict=True)]
    if len(names) > MOST:
        raise InputError(f"{COMMAND}: {len(names)} territories; at most {MOST} stand side by side")
    if twice := [name for name in names if names.count(name) > 1]:
        raise InputError(f"{COMMAND}: {twice[0]} is listed twice")
    ahead = [ask.years - ask.past for ask in asks]
    if len(set(ahead)) > 1:
        raise InputError(
            f"{asks[0].door.spelled('years')}: the programmes look "
            f"{both([str(number) for number in ahead])} years ahead; say how many for all of them"
        )
    sides = [_side(ask, name) for ask, name in zip(asks, names, strict=True)]
    return SideBySide(sides, beside(sides), apart(sides))


def _side(ask: Ask, name: str) -> Side:
    """Run the scenarios in one territory."""
    if ask.of_programme is None and not ask.scenarios:
        raise InputError("compare: needs a scenario, or programmes, to set territories side by side")
    if ask.of_programme is not None:
        ask.door.tell([name])
    scenarios, number = ask.fitted(), ask.number
    ask.meant(scenarios, len(scenarios), number, ask.sizes(seeds=number))
    worlds, territory = ask.in_worlds, territory_of(ask.lab)
    assert territory is not None
    here = ask.lab.store.about.get("territory", home()) == ask.agreed.territory
    cases = [worlds.case(one, scenario=one.name) for one in scenarios]
    runs = Inquiry(cases, ask.years, number, lambda runs: runs).last(ask.lab)
    must_have_ended(runs, COMMAND)
    return Side(name, int(territory.residents.sum()), here, scenarios, runs, ask.years, worlds)


def beside(sides: Sequence[Side]) -> pd.DataFrame:
    """Build the table of `SideBySide`."""
    rows = []
    for side in sides:
        of_place = {"territory": side.name, "residents": side.residents, "observed": side.observed}
        for scenario in side.scenarios:
            own_figures = side.figures[side.figures["scenario"] == scenario.name]
            sets = side.worlds.sets(own_figures["seed"].tolist())
            for name in FIGURES:
                statistics = spread(own_figures[name], ends=ends_of(len(own_figures)), sets=sets)
                statistics.pop("above")
                more = {"scenario": scenario.name, "indicator": name, **statistics}
                rows.append({**of_place, **more, "worlds": len(own_figures), "count_as": independent(sets)})
    return pd.DataFrame(rows)


def apart(sides: Sequence[Side]) -> pd.DataFrame:
    """Compare pairs of territories: simulation n of one with simulation n of the other. Where these share a parameter
    set, the uncertainty that they have in common cancels out."""
    rows = list[dict[str, Any]]()
    wide = {side.name: side.figures.pivot(index="seed", columns="scenario") for side in sides}
    names = (one.name for one in sides[0].scenarios)
    for scenario, name, (one, other) in product(names, FIGURES, combinations(sides, 2)):
        more = (wide[one.name][name, scenario] - wide[other.name][name, scenario]).dropna()
        statistics = difference(more)
        of_pair = {"scenario": scenario, "indicator": name, "territory": one.name, "other": other.name}
        rows.append({**of_pair, **statistics, "verdict": verdict_on(statistics)})
    return pd.DataFrame(rows)


ENDS = ("p5", "p95")
MORE = {
    "people": N_("{verdict}: per 1,000 residents, {one} has {more} more people than {other} ({range})."),
    "facilitators_active": N_(
        "{verdict}: per 1,000 residents, {one} has {more} more active facilitators than {other} ({range})."
    ),
    "cost_total": N_("{verdict}: per 1,000 residents, {one} spends {more} € more than {other} ({range})."),
    "cost_per_participant": N_("{verdict}: per participant, {one} spends {more} € more than {other} ({range})."),
}


def _table(table: SideBySide, scenario: str) -> pd.DataFrame:
    of = table.table[table.table["scenario"] == scenario].set_index(["territory", "indicator"])
    rows = []
    for side in table.sides:
        cells = [_cell(of.loc[(side.name, name)]) for name in FIGURES]
        rows.append([side.name, number(side.residents), *cells, observed_in_words(side)])
    columns = ["territory", "residents", *(HEADLINE[name].short for name in FIGURES), "observed"]
    return pd.DataFrame(rows, columns=columns)


def observed_in_words(side: Side) -> str:
    """Whether something was observed in a territory."""
    return "observed here" if side.observed else "nothing was observed here"


def _cell(row: pd.Series) -> str:
    if pd.isna(row["p50"]):
        return "none"
    middle = to_its_error(row["p50"], row["p50_error"], form_of(row["p50"]))
    return f"{middle} ({between(*(number(row[end], form_of(row[end])) for end in ENDS))})"


def form_of(value: float) -> str:
    """How a figure is written: to two digits, or whole."""
    return ",.0f" if abs(value) >= 10 else ".2g"


def _more(row: dict[str, Any]) -> dict[str, str]:
    """Who has how much more, the one that has more first."""
    turned = row["p50"] < 0
    one, other = (row["other"], row["territory"]) if turned else (row["territory"], row["other"])
    low, high = sorted(-row[end] if turned else row[end] for end in ENDS)
    ends = between(*(number(end, f"+z{form_of(end)}") for end in (low, high)))
    middle = to_its_error(abs(row["p50"]), row["p50_error"], form_of(row["p50"]))
    return {
        "verdict": verdict_in_words(row),
        "one": one,
        "other": other,
        "more": middle,
        "range": f"lowest to highest: {ends}" if row["worlds"] < FEW else f"90 % range: {ends}",
    }


def _worlds(table: SideBySide) -> list[str]:
    """Explain the differences, and say what the simulations of each territory agree with."""
    lines = [
        "Differences are taken simulation by simulation: the first of one against the first of the other, and so on.",
        "Each territory has simulations of its own, with its own people and chance.",
    ]
    efforts = [(side.name, side.scenarios[0]) for side in table.sides]
    lines += [f"{name}: {said(one.effort)}." for name, one in efforts if elsewhere(one)]
    lines += [
        _(
            "{name}: the {years} from {month} on.",
            name=side.name,
            years=counted(side.ahead, "year"),
            month=f"{int(side.scenarios[0].parameters.calendar.start[:4]) + side.scenarios[0].past}-01",
        )
        for side in table.sides
        if any(one.scenarios[0].past for one in table.sides)
    ]
    here, others = ([side for side in table.sides if side.observed == is_observed] for is_observed in (True, False))
    if table.sides[0].worlds.ensemble.is_one_set:
        return [*lines, "All simulations are of one set of values, each with a seed of its own."]
    if here:
        lines.append(f"Simulations agree with what was observed: {in_a_row([side.name for side in here])}.")
    for side in table.sides:
        lines += missed_in_words(side.worlds.ensemble)
    if others:
        lines.append(
            f"Nothing was observed: {in_a_row([side.name for side in others])}. There, sets that agree with "
            f"what was observed elsewhere are carried over, and how much asking does ({PLACE}) is drawn again "
            "for each, from how much other places differ, which is known roughly."
        )
    return list(dict.fromkeys(lines))


PANELS = {
    "people": N_("People per 1,000 residents"),
    "facilitators_active": N_("Facilitators per 1,000 residents"),
    "cost_per_participant": N_("Euros per participant"),
}
NAME = 26  # letters of a line of a name
APART = 0.22  # of a row, between its scenarios


@styled
def side_by_side_figure(table: SideBySide) -> Figure:
    """Draw the median of the simulations, half of them (thick) and the 90 % range (thin); a colour per scenario."""
    sides, names = table.sides, [one.name for one in table.sides[0].scenarios]
    figure = Figure(figsize=(10.2, 2.1 + (0.34 + 0.16 * len(names)) * len(sides)))
    axes = figure.subplots(1, len(PANELS), sharey=True)
    for ax, (name, title) in zip(axes, PANELS.items(), strict=True):
        for at, scenario in enumerate(names):
            _dots(ax, table, name, scenario, (at - (len(names) - 1) / 2) * APART, SERIES[at % len(SERIES)])
        ax.set_title(_(title), fontsize=9.5)
        ax.set_xlim(0, None)
        if name == "cost_per_participant":
            ax.xaxis.set_major_formatter(thousands)
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="x")
    rows = [f"{textwrap.fill(side.name, NAME)}\n{observed_in_words(side)}" for side in sides]
    axes[0].set_yticks(range(len(sides)), rows, fontsize=8.5)
    axes[0].set_ylim(len(sides) - 0.5, -0.5)
    if len(names) > 1:
        figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper right", ncols=len(names), fontsize=8.5)
    foot = (
        f"Dots: the median of {sides[0].runs.labels['seed'].nunique()} simulations of each territory; thick: half of "
        "them; thin: 90 % range. Residents are those aged 15 and over. Where nothing was observed, what is known of "
        "elsewhere is carried over."
    )
    titled(figure, _result(table), foot)
    return figure


def _dots(ax: Axes, sides: SideBySide, name: str, scenario: str, off: float, colour: str) -> None:
    table = sides.table[(sides.table["scenario"] == scenario) & (sides.table["indicator"] == name)]
    place, edge = [row + off for row in range(len(table))], readable(colour)
    ax.hlines(place, table["p5"], table["p95"], colors=edge, linewidth=1.2)
    ax.hlines(place, table["p25"], table["p75"], colors=colour, linewidth=4.5, alpha=0.75)
    ax.scatter(table["p50"], place, s=26, color=colour, edgecolors=edge, zorder=3, label=scenario, gid=scenario)


def _result(table: SideBySide) -> str:
    """Between how many pairs there is a clear difference in people, in the first scenario."""
    scenario = table.sides[0].scenarios[0].name
    people = table.apart[(table.apart["indicator"] == "people") & (table.apart["scenario"] == scenario)]
    clear = int((people["verdict"] == "clear").sum())
    return (
        f"{scenario}, {counted(table.sides[0].ahead, 'year')} side by side: by people, a clear difference in {clear} "
        f"of {counted(len(people), 'pair')}"
    )
