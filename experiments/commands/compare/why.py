"""What of a comparison's gains remains without the channels by which participation breeds participation.

Each channel is switched off in the base and in the option (`experiments.evidence.channels`), in the same simulations.
The bases with a switch off serve all options.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.commands.compare.costs import of_all_programmes
from contagion.experiments.commands.compare.work import Since, must_have_ended
from contagion.experiments.evidence.channels import (
    ALL,
    FACILITATORS,
    INVITATIONS,
    NOTHING,
    PARTNERS,
    SWITCHES,
    first_apart,
    gain_without,
    no_facilitators_from,
    switch_off,
)
from contagion.experiments.evidence.words_of_channels import SENTENCES, why_in_words
from contagion.experiments.evidence.words_of_worlds import simulations_in_short
from contagion.experiments.evidence.worlds import Step, people_of
from contagion.experiments.say.answers import CLEAR, Answer, Answered
from contagion.experiments.say.asked import labels, month_of, shown
from contagion.experiments.say.cards import size_of
from contagion.experiments.say.charts.axes import beneath, nested
from contagion.experiments.say.charts.style import BLUE, styled, titled
from contagion.experiments.say.differences import answer, cell, change
from contagion.experiments.say.sentences import between, in_lines, looked_up, number, table_lines, to_its_error
from contagion.models.runs.vocabulary import known
from contagion.sim.errors import InputError
from contagion.sim.statistics.spread import FEW

if TYPE_CHECKING:
    from contagion.experiments.commands.compare.work import Comparison
    from contagion.models.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs

COMMAND = "why"  # in messages
SHORT = {
    NOTHING: "nothing",
    FACILITATORS: "facilitators",
    INVITATIONS: "invitations",
    PARTNERS: "extra weight",
    ALL: "all three",
}
"""What is switched off, in tables."""
UNKNOWN = ("change", "change_low", "change_high", "changed")  # of the gain with nothing off
PER_ROW = 0.25  # inches of a figure


@dataclass(frozen=True, repr=False)
class Why(Answered):
    """What of the gains of a comparison remains without a channel: a removal that anybody can repeat, and no share.

    Attributes
    ----------
    comparison : Comparison
    table : DataFrame, one row per scenario and switch
        scenario; off, what is switched off ("nothing", "facilitators", "invitations", "partners", "all"); since, the
        month from which it is off ("start": from the start); then the gain in people with it off, and its paired
        change, as of `experiments.evidence.channels.gain_without`.
    """

    comparison: Comparison
    table: pd.DataFrame

    @property
    def sentences(self) -> dict[str, str]:
        """One sentence per scenario, by its name."""
        since = {name: {row["since"] for row in rows.values()} - {"", START} for name, rows in self._rows.items()}
        return {name: why_in_words(rows, "".join(since[name])) for name, rows in self._rows.items()}

    @property
    def _rows(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Rows of the table, by scenario and switch."""
        rows: dict[str, dict[str, dict[str, Any]]] = {}
        for row in self.table.to_dict("records"):
            rows.setdefault(row["scenario"], {})[row["off"]] = {str(name): value for name, value in row.items()}
        return rows

    def plot(self) -> Figure:
        """Draw the gain of each scenario with each switch."""
        return why_figure(self)

    def __repr__(self) -> str:
        names = ", ".join(self._rows)
        return f"<Why {names} against {self.comparison.scenarios[0].name}: {size_of(self.comparison)}>"

    def _answer(self) -> Answer:
        """State the gain of the scenario with the most people and what remains of it, with a table of all."""
        comparison, rows, label = self.comparison, self._rows, labels(self.comparison.scenarios)
        best = max(rows, key=lambda name: rows[name][NOTHING]["p50"])
        years = comparison.length - comparison.scenarios[0].past
        first = answer(rows[best][NOTHING], label[best], label[comparison.scenarios[0].name], years)
        about = simulations_in_short(comparison.worlds.ensemble, comparison.runs.store.about, comparison.number)
        if len(rows) == 1:
            off = {name: row for name, row in rows[best].items() if name != NOTHING}
            sentences = f"{first} {self.sentences[best]}"  # in one text, of which nothing is left out
            return Answer([sentences], gains_table(off, self._off), [*self._since, *about], [*off.values()])
        means = "Means ± standard error; the details have sentences, ranges and intervals."
        return Answer([first], self._means(), [*self._since, means, *about])

    @property
    def _off(self) -> str:
        """Since when a channel is off, as the head of a column."""
        since = self.table.loc[self.table["off"] != NOTHING, "since"]
        return f"off from {'the start' if since.iloc[0] == START else since.iloc[0]}" if since.nunique() == 1 else "off"

    @property
    def _since(self) -> list[str]:
        """Since when the channels are off, in words."""
        if START in set(self.table["since"]):
            return [looked_up(SENTENCES["since_start"])]
        return ["Off from the first decision on, in both programmes; the other channels cannot be decided."]

    def _means(self) -> pd.DataFrame:
        """One row per scenario, one column per switch: means and their standard errors."""
        named = {one.name: shown(one) for one in self.comparison.scenarios}
        rows = {
            named[name]: [_mean(row["mean"], row["mean_error"]) for row in of.values()]
            for name, of in self._rows.items()
        }
        table = pd.DataFrame(rows, [SHORT[name] for name in self.table["off"].unique()]).T
        return table.rename_axis("off:").reset_index()

    def in_words(self) -> str:
        """Return all gains for the terminal."""
        label, lines = labels(self.comparison.scenarios), list[str]()
        for name, rows in self._rows.items():
            lines += ["", *in_lines(f"“{label[name]}”: {self.sentences[name]}"), ""]
            lines += table_lines(gains_table(rows, self._off, means=True))
        about = "Why: people gained with ways switched off in which participation breeds participation."
        return "\n".join([*in_lines(" ".join([about, *self._since])), *lines])


START = "start"


def why(comparison: Comparison, since: Since = "start") -> Why:
    """Run a comparison again with channels switched off, in the same simulations.

    Parameters
    ----------
    since : "start" or "decision"
        From when on a channel is off: from the start, also in a programme with a past; or from the first week in which
        what the option decides differs from the base. Only the wish to become a facilitator can be decided, so then it
        is the only channel that is switched off.

    Raises
    ------
    InputError
        For another `since`, runs that failed, and what has no such date.
    """
    known(since, get_args(Since.__value__), "since")
    assert comparison.lab is not None
    (base, *others), seeds = comparison.scenarios, comparison.seeds
    sets = np.array(comparison.worlds.sets(seeds))
    plain = _people(comparison, comparison.runs, comparison.scenarios)
    gains = {one.name: plain[one.name] - plain[base.name] for one in others}
    rows = {
        one.name: [{"off": NOTHING, "since": "", **gain_without(gains[one.name], gains[one.name], sets)}]
        for one in others
    }
    with comparison.lab.keep_workers():
        for off, when, some, step in _rounds(base, others, since):
            cases = [comparison.worlds.case(replace(one, past=0), step, scenario=one.name) for one in (base, *some)]
            runs = comparison.lab.run(cases, seeds, comparison.length)
            without = _people(comparison, runs, (base, *some))
            for one in some:
                gain = gain_without(gains[one.name], without[one.name] - without[base.name], sets)
                rows[one.name].append({"off": off, "since": when, **gain})
    table = pd.DataFrame([{"scenario": name, **row} for name, of in rows.items() for row in of])
    table.loc[table["off"] == NOTHING, list(UNKNOWN)] = np.nan
    return Why(comparison, table)


def _rounds(
    base: Scenario, others: Sequence[Scenario], since: Since
) -> Iterator[tuple[str, str, Sequence[Scenario], Step]]:
    """Yield what is switched off, since when, for which scenarios besides the base, and how."""
    if since == START:
        for off, channels in SWITCHES.items():
            yield off, START, others, partial(switch_off, channels=channels)
        return
    by_week: dict[int, list[Scenario]] = {}
    for one in others:
        try:
            week = first_apart(base.parameters, one.parameters)
            no_facilitators_from(base.parameters, week)
            no_facilitators_from(one.parameters, week)
        except InputError as error:
            raise InputError(f"{COMMAND}: {one.name}: {error.line}") from None
        by_week.setdefault(week, []).append(one)
    for week, some in by_week.items():
        date = month_of(week, base.parameters.calendar.start)
        yield FACILITATORS, date, some, partial(no_facilitators_from, week=week)


def _people(comparison: Comparison, runs: Runs, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """Return the people of each simulation: a row per simulation, a column per scenario."""
    must_have_ended(runs, COMMAND)
    return people_of(of_all_programmes(runs, scenarios), "seed", "people").loc[comparison.seeds]


def gains_table(rows: Mapping[str, Mapping[str, Any]], head: str, means: bool = False) -> pd.DataFrame:
    """Return one row per switch, under `head`: the gain with its range, with `means` also its mean, and its change."""
    few = any(row["worlds"] < FEW for row in rows.values())
    shown_rows = {
        head: [SHORT[name] for name in rows],
        f"gain in people ({'lowest to highest' if few else '90 % range'})": [
            cell(row, change) for row in rows.values()
        ],
    }
    if means:
        shown_rows["mean ± standard error"] = [_mean(row["mean"], row["mean_error"]) for row in rows.values()]
    shown_rows["mean change (95 %)"] = ["" if name == NOTHING else _change(row) for name, row in rows.items()]
    shown_rows["clear?"] = [
        "" if name == NOTHING else CLEAR["clear" if row["clear"] else "none"] for name, row in rows.items()
    ]
    return pd.DataFrame(shown_rows)


def _mean(mean: float, error: float) -> str:
    """Write a mean with its standard error."""
    return f"{number(round(mean) + 0.0, ',.0f')} ± {number(error, '.0f')}" if error == error else f"{mean:,.0f}"


def _change(row: Mapping[str, Any]) -> str:
    """Write the mean of a paired change with its interval, without digits that its error does not support."""
    if not row["changed"]:
        return "0"
    error = (row["change_high"] - row["change_low"]) / 4  # about two standard errors to either side
    mean, low, high = (to_its_error(row[name], error, "+z,.0f") for name in ("change", "change_low", "change_high"))
    return f"{mean} ({between(low, high)})" if error == error else mean


@styled
def why_figure(reasons: Why) -> Figure:
    """Draw the spread of each scenario's gain with each channel switched off."""
    comparison, rows = reasons.comparison, reasons._rows
    names, bars = list[str](), list[dict[str, Any]]()
    for name, of in rows.items():
        names.append(shown(next(one for one in comparison.scenarios if one.name == name)))
        bars.append({})
        for off, row in of.items():
            names.append("the gain" if off == NOTHING else f"without {looked_up(SENTENCES[off])}")
            bars.append(row)
    figure = Figure(figsize=(9.6, 1.9 + PER_ROW * len(names)))
    ax = figure.subplots()
    nested(ax, pd.DataFrame(bars).rename(columns=lambda end: f"more_{end}"), "more", BLUE)
    ax.set_yticks(range(len(names)), names)
    for label, row in zip(ax.get_yticklabels(), bars, strict=True):
        label.set_fontweight("bold" if not row else "normal")
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("people more")
    base = comparison.scenarios[0]
    worlds = int(reasons.table["worlds"].max())
    titled(
        figure,
        _title(reasons),
        f"Gains over {shown(base)} in the same {worlds} simulations. Dots: medians; thick: half of the simulations; "
        f"thin: 90 %; grey: in these more and less. {' '.join(reasons._since)}",
        beneath(comparison.runs, comparison.scenarios),
    )
    return figure


def _title(reasons: Why) -> str:
    """Write the sentence of the only scenario; of several, how many gain clearly less without each channel."""
    if len(reasons.sentences) == 1:
        return next(iter(reasons.sentences.values()))
    clear = reasons.table[reasons.table["clear"]]
    parts = []
    for name in [name for name in SWITCHES if name in set(reasons.table["off"])]:
        changes = clear.loc[clear["off"] == name, "change"]
        more = f", {(changes > 0).sum()} more" if (changes > 0).any() else ""
        parts.append(f"{(changes < 0).sum()} less{more} without {looked_up(SENTENCES[name])}")
    return f"Of {len(reasons.sentences)} options, these many clearly gain: {'; '.join(parts)}"
