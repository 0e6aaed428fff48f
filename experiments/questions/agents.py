"""The question what agents add to a calculation of stocks and flows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.evidence.short_model import ShortModel, short_model
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.questions.asking import Asked, Asking, Finding, by_world, middle
from contagion.experiments.say.charts.style import BLUE, GRID, ORANGE, SOFT, styled, titled
from contagion.experiments.say.levers import PLACES
from contagion.experiments.say.sentences import in_a_row
from contagion.models.parameters import Decision, Parameters
from contagion.models.runs.study import changed
from contagion.models.scenario import read
from contagion.models.theory.stock_and_flow import stock_and_flow
from contagion.sim.chance.draws import Floats
from contagion.sim.statistics.compare import Precision, by_set, ratio_of_means
from contagion.sim.statistics.spread import spread

PEOPLE, BASE, FIRST = "participants", "people in all years", 2
EQUIVALENT, DIFFERENT, UNDECIDED, NOTHING = "equivalent", "different", "undecided", "only the agents say"
CANNOT = "–"
MARGIN = 0.2  # of the mean with agents: a smaller difference would change no decision (assumption, grade D)
WITHIN = f"{100 * MARGIN:g} %"
SHOWN = (-0.1, 2.0)  # ratios in the figure
DECIDES = {
    "places": ("registrations turned away, by month", "half a day a year: the list that hosts keep"),
    "posts": ("who stopped, when and why", "two days: thirty telephone calls"),
    "start": ("people and groups of the first two years, by month", "one day: old attendance lists"),
    "homes": ("postcode of each participant", "a column on the attendance list"),
    "heard": ("how each participant heard of it", "a question on the first evening"),
}


@dataclass(frozen=True)
class Change:
    """A change to the programme: numbers `times` those that a simulation has, and what else is `set`; which observed
    fact would `decide` between the models."""

    decide: str
    times: Mapping[str, float] = field(default_factory=dict)
    set: Mapping[str, Any] = field(default_factory=dict)
    scenario: str = ""
    known: bool = True

    def step(self, here: Parameters) -> Parameters:
        """Return the parameters of a simulation with this change."""
        made = changed(here, {**{name: here.get(name) * by for name, by in self.times.items()}, **self.set})
        return made.model_copy(update={"decision": _decisions(self.scenario)}) if self.scenario else made

    def short(self, model: ShortModel, years: int) -> Floats:
        """Return the people reached in the short model after so many years, by parameter set."""
        sets = {name: of * self.times.get(name, 1.0) for name, of in model.sets.items()}
        return stock_and_flow(self.step(read().parameters), sets, years)[PEOPLE][-1]


@cache
def _decisions(scenario: str) -> tuple[Decision, ...]:
    return read(Path(scenario)).parameters.decision


CHANGES = {
    "twenty training places, not ten, from the fourth year": Change("places", scenario="double_places"),
    "two training sessions a year, not one": Change("places", scenario="two_sessions"),
    "nobody trained but the founders": Change("places", set={PLACES.parameter: 0}),
    "only participants trained": Change("places", set={"training.top_up": "autonomous"}),
    "forty training places a year, from the start": Change("places", set={PLACES.parameter: 40}),
    "half the wish to facilitate": Change("places", times={"volunteering.wish": 0.5}),
    "half the loss of facilitators": Change("posts", times={"retention.loss_per_year": 0.5}),
    "half the rest between groups": Change("posts", times={"facilitation.rest_weeks": 0.5}),
    "twice the letters and events": Change("heard", scenario="campaign", known=False),
    "nobody invited by people they know": Change(
        "heard", set={"invitations.per_completer": 0.0, "invitations.per_facilitator": 0.0}, known=False
    ),
}


def what_agents_add(asking: Asking) -> Finding:
    """What do the agents add to a calculation of stocks and flows?

    The same changes to the reference in the agent-based model, over the ensemble, and in the short model
    (`models/theory/stock_and_flow.py`), which is calibrated to the same published totals and has neither people nor
    places. Two one-sided tests at 5 % ask whether the short model's mean lies within `MARGIN` of the agents' mean.
    """
    model, years = short_model(), asking.years
    asked: list[Asked] = [({"case": BASE}, {}), *(({"case": name}, one.step) for name, one in CHANGES.items())]
    runs = asking.lived(asked)
    of_agents = by_world(runs.table, "case", PEOPLE)
    first = runs.rows("years")
    early = first[(first["case"] == BASE) & (first["year"] == min(FIRST, years))].set_index("seed")[PEOPLE]
    ends = stock_and_flow(read().parameters, model.sets, years)[PEOPLE]
    pairs: dict[str, tuple[str, pd.Series, Floats | None]] = {
        f"people in {years} years": ("places", of_agents[BASE], ends[-1]),
        f"people in the first {FIRST} years": ("start", early.astype(float), ends[min(FIRST, years) - 1]),
    }
    for name, one in CHANGES.items():
        flows = one.short(model, years) - ends[-1] if one.known else None
        pairs[name] = one.decide, of_agents[name] - of_agents[BASE], flows
    compared = [
        {"what": name, "decides": decide, **compare_means(agents, Worlds(asking.ensemble), flows, model.rows)}
        for name, (decide, agents, flows) in pairs.items()
    ]
    table = pd.DataFrame(compared)
    return Finding(
        answer=f"Headcounts: {_counts(table)}; where, who, how they heard",
        sure=f"margin: ± {WITHIN} of the agents’ mean",
        sentence=_sentence(table, f"people in {years} years", runs.table["seed"].nunique()),
        follows="Take the difference between the two models as part of the uncertainty of headcounts; the facts in the "
        "table would help to decide between them. Where people live, how they heard and what runs out when, only the "
        "agents say.",
        rows=_rows(table, pairs),
        overturns="More simulations would decide some rows that are undecided. Any row may change once the fact in it "
        "is collected and both models are calibrated to it. Costs of collecting and the margin are assumptions (grade "
        "D).",
        method=f"{len(CHANGES)} changes and the reference over {years} years in {asking.worlds_of(runs.table)}; the "
        f"short model in {len(model.rows):,} sets, {len(set(model.rows)):,} of them distinct, that agree with the same "
        f"totals. Columns of the models give medians and 90 % ranges; the ratio is that of the means, with its 90 % "
        f"interval (Fieller’s), runs of one parameter set counted together. Equivalent: the interval lies within "
        f"{1 - MARGIN:g} and {1 + MARGIN:g} (two one-sided tests at 5 %); different: it lies outside; undecided: it "
        "holds one of the two. The short model has no chance within a run, so its ranges are not those of the agents.",
        table=table,
        figure=_figure(table),
    )


def compare_means(
    agents: pd.Series, worlds: Worlds, flows: Floats | None = None, rows: Sequence[int] = ()
) -> dict[str, Any]:
    """Return quantiles and means of a result in both models, the ratio of the means with its 90 % interval, and whether
    they are equivalent.

    Parameters
    ----------
    agents : Series
        By simulation.
    flows, rows : arrays (sets,)
        The result of the short model in each of its sets, and which of the tried sets these are.
    """
    row: dict[str, Any] = {f"agents_{end}": value for end, value in spread(agents).items()}
    row |= {"agents_mean": float(agents.mean())}
    if flows is None:
        return row | {"verdict": NOTHING}
    sets = worlds.sets([int(world) for world in agents.index])
    of_both = by_set(flows, rows), by_set(agents.to_numpy(), sets)
    ratio, low, high = ratio_of_means(*of_both, Precision(confidence=0.9))
    row |= {f"short_{end}": value for end, value in spread(flows).items()}
    row |= {"short_mean": float(flows.mean()), "ratio": ratio, "ratio_low": low, "ratio_high": high}
    return row | {"verdict": equivalence(low, high)}


def equivalence(low: float, high: float, margin: float = MARGIN) -> str:
    """Return the verdict on a ratio whose interval lies from `low` to `high`."""
    if 1 - margin < low and high < 1 + margin:
        return EQUIVALENT
    return DIFFERENT if high < 1 - margin or low > 1 + margin else UNDECIDED


def _counts(table: pd.DataFrame) -> str:
    """Write, for example, "of 10, 2 equivalent, 2 different, 6 undecided"."""
    number = table["verdict"].value_counts()
    verdicts = ", ".join(f"{int(number.get(one, 0))} {one}" for one in (EQUIVALENT, DIFFERENT, UNDECIDED))
    return f"of {len(table) - int(number.get(NOTHING, 0))}, {verdicts}"


def _sentence(table: pd.DataFrame, people: str, simulations: int) -> str:
    both = table[table["verdict"] != NOTHING].set_index("what")
    number = both["verdict"].value_counts()
    less, more = int((both["ratio_high"] < 1).sum()), int((both["ratio_low"] > 1).sum())
    named = [f"“{name}”" for name in both.index[both["verdict"] == DIFFERENT]]
    return (
        f"Of {len(both)} headcounts from a calculation of stocks and flows without agents, "
        f"{int(number.get(EQUIVALENT, 0))} are equivalent to the agents’ (within {WITHIN}), "
        f"{int(number.get(DIFFERENT, 0))} different{f' ({in_a_row(named)})' if named else ''} and "
        f"{int(number.get(UNDECIDED, 0))} undecided with {simulations} simulations. It gives "
        f"{_ratio(both.loc[people])} of the agents’ {people} (means; in brackets the 90 % interval); of all its "
        f"numbers, {less} are clearly smaller and {more} clearly larger."
    )


def _ratio(row: Mapping[str, Any]) -> str:
    return f"{row['ratio']:z.2f} ({row['ratio_low']:z.2f} to {row['ratio_high']:z.2f})"


def _rows(table: pd.DataFrame, pairs: Mapping[str, tuple[str, pd.Series, Floats | None]]) -> pd.DataFrame:
    """Return the rows as people read them."""
    rows = []
    for row in table.to_dict("records"):
        decide, agents, flows = pairs[row["what"]]
        form = "{:,.0f}" if row["what"].startswith("people in") else "{:+z,.0f}"
        rows.append(
            {
                "what": row["what"],
                "with agents": middle(agents, form),
                "short model": CANNOT if flows is None else middle(flows, form),
                "ratio of means": CANNOT if flows is None else _ratio(row),
                "a fact that would decide": DECIDES[decide][0],
                "what it costs to collect": DECIDES[decide][1],
                "verdict": row["verdict"],
            }
        )
    return pd.DataFrame(rows)


@styled
def _figure(table: pd.DataFrame) -> Figure:
    """Draw the ratio of the means with its interval, one line per result, over the margin."""
    rows = table[table["verdict"] != NOTHING].iloc[::-1].reset_index(drop=True)
    figure = Figure(figsize=(9.2, 1.1 + 0.42 * len(rows)))
    ax = figure.subplots()
    ax.axvspan(1 - MARGIN, 1 + MARGIN, color=GRID, zorder=0)
    ax.axvline(1, color=SOFT, linewidth=0.8)
    for verdict, colour, shape in ((EQUIVALENT, BLUE, "o"), (UNDECIDED, SOFT, "D"), (DIFFERENT, ORANGE, "s")):
        of = rows[rows["verdict"] == verdict]
        ax.hlines(of.index, of["ratio_low"].clip(*SHOWN), of["ratio_high"].clip(*SHOWN), colors=colour, linewidth=2.5)
        ax.plot(of["ratio"], of.index, shape, color=colour, markersize=6, label=verdict)
    ax.set_xlim(*SHOWN)
    ax.set_yticks(range(len(rows)), rows["what"].tolist())
    ax.set_xlabel("mean of the short model ÷ mean with agents, with its 90 % interval")
    ax.legend(loc="upper right", fontsize=8.5)
    titled(
        figure,
        f"Headcounts without agents: {_counts(table)}",
        f"Shaded: within {WITHIN} of the mean with agents. Equivalent: the interval lies inside; different: outside.",
    )
    return figure
