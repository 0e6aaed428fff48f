"""The figure of `contagion levers`: what a step of each lever changes, and what 1,000 euros more of it bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from contagion.experiments.commands.limits.work import CAPACITIES
from contagion.experiments.evidence.words_of_worlds import agreeing
from contagion.experiments.say.asked import by_the_end, shown
from contagion.experiments.say.cards import size_of
from contagion.experiments.say.charts.axes import axes_of, beneath, dots_within, headed, nested
from contagion.experiments.say.charts.style import CAUSES, PAPER, SOFT, readable, styled, titled
from contagion.experiments.say.sentences import N_, _, said
from contagion.models.runs.vocabulary import known
from contagion.sim.statistics.compare import Precision

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from contagion.experiments.commands.levers.work import Levers

PANELS = {  # ends of the names of the interval's columns, unit
    "participants": (N_("People reached"), N_("people")),
    "cost_total": (N_("Cost"), N_("thousand €")),
    "people_per_1000_euros": (N_("Per 1,000 € more"), N_("people")),
}
OF_CAPACITIES = {
    "places": ("training.places", "training.period_weeks"),
    "wish": ("volunteering.wish", "training.accept"),
    "time": (
        *("training.ready_after_weeks", "retention.loss_per_year"),
        *("retention.mentored_share", "retention.paid_share"),
    ),
    "registering": (
        *("outreach.events_per_year", "outreach.letters", "outreach.campaigns_per_year", "outreach.attendees"),
        *("demand.distance_km", "demand.travel_help", "demand.online_share", "group.recruiting_weeks"),
    ),
    "rooms": ("facilitation.partner_room",),
    "hosts": ("partners.coordinators", "partners.contacts_per_month"),
    "money": ("costs.expenses",),
}
"""Which capacity each lever gives more of, by its parameter: its colour."""
CAPACITY_OF = {parameter: name for name, parameters in OF_CAPACITIES.items() for parameter in parameters}


@styled
def levers_figure(found: Levers) -> Figure:
    """Dots with intervals, a row a lever, in the order of the table."""
    table, made = found.table, found.made
    high = 1.7 + 0.27 * len(table)
    figure = Figure(figsize=(11.4, 0.6 + high))
    cells = figure.add_gridspec(2, len(PANELS), height_ratios=(0.2, high))
    first = None
    for place, name in enumerate(PANELS):
        ax = figure.add_subplot(cells[1, place], sharey=first)
        first = first or ax
        effects(ax, table, name)
        ax.tick_params(axis="y", length=0, labelleft=ax is first)
    _name_rows(figure.axes[0], table)
    _legend(figure.add_subplot(cells[0, :]), table)
    years = made.runs.table["years"].iloc[0]
    titled(
        figure,
        _(
            "One step more of each lever in {scenario}, {when}",
            scenario=shown(found.scenario),
            when=by_the_end(found.scenario, int(years)),
        ),
        f"{_marked(found)} "
        + _(
            "Of these intervals one in twenty misses; grey: not distinguishable from no change. Colours: what the "
            "lever gives more of. Euros of the ledger at the scenario's prices. * The lever's own price is not in the "
            "model: the euros are those of what comes of it."
        ),
        beneath(made.runs, [found.scenario]),
    )
    return figure


@styled
def levers_axes(found: Levers, indicator: str, ax: Axes | None) -> Axes:
    """One of `PANELS` alone, on axes of somebody else's or of its own."""
    name = known(indicator, PANELS, "indicator", "of levers")
    drawn = axes_of(ax, height=2.2 + 0.27 * len(found.table))
    effects(drawn, found.table, name, rows_named=True)
    drawn.set_title("")
    foot = f"{size_of(found.made)}; grey: ranges that hold 0; * its own price is not known"
    return headed(drawn, f"One step more of each lever in {found.scenario.name}: {PANELS[name][0].lower()}", foot, ax)


def _marked(found: Levers) -> str:
    """What the marks are."""
    return _(
        "People reached: in {worlds} worlds {agreeing}, the middle, half of the worlds (thick), nine in ten (thin); an "
        "arrow: it ends beyond, where the numbers say. The rest: mean changes, world by world, and their {level:.0%} "
        "intervals, by sets of values.",
        worlds=found.made.number,
        agreeing=agreeing(found.made.worlds.ensemble, found.made.runs.store.about),
        level=Precision().confidence,
    )


def _legend(ax: Axes, table: pd.DataFrame) -> None:
    """What the colours are."""
    labels = {capacity.name: capacity.label for capacity in CAPACITIES}
    shown = [name for name in labels if name in {CAPACITY_OF[parameter] for parameter in table["parameter"]}]
    look: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 6}
    marks = [Line2D([], [], color=CAUSES[name], markeredgecolor=readable(CAUSES[name]), **look) for name in shown]
    ax.set_axis_off()
    ax.legend(marks, [said(labels[name]) for name in shown], loc="center left", ncols=len(shown), fontsize=8.5)


def effects(ax: Axes, table: pd.DataFrame, name: str, rows_named: bool = False) -> None:
    """A dot a lever with its interval: one of `PANELS`."""
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
