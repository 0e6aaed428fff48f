"""The question what agents add to a calculation of stocks and flows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.evidence.short_model import ALIKE, APART, LITTLE, SOMEWHAT, ShortModel, short_model, verdict
from contagion.experiments.questions.asking import Asked, Asking, Finding, by_world, middle
from contagion.experiments.say.charts.style import BLUE, SOFT, styled, titled
from contagion.experiments.say.levers import PLACES
from contagion.experiments.say.sentences import in_a_row
from contagion.models.parameters import Decision, Parameters
from contagion.models.runs.study import changed
from contagion.models.scenario import read
from contagion.models.theory.stock_and_flow import stock_and_flow
from contagion.sim.chance.draws import Floats
from contagion.sim.statistics.spread import spread

PEOPLE, BASE, FIRST = "participants", "people in all years", 2
NOTHING, CANNOT = "only the agents say", "–"
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
    places. Two results are alike where each median lies in the middle half of the other, or where they differ by less
    than a fiftieth of all people, and apart where one lies outside the 90 % range of the other.
    """
    model, years = short_model(), asking.years
    asked: list[Asked] = [({"case": BASE}, {}), *(({"case": name}, one.step) for name, one in CHANGES.items())]
    runs = asking.lived(asked)
    of_agents = by_world(runs.table, "case", PEOPLE)
    first = runs.rows("years")
    early = first[(first["case"] == BASE) & (first["year"] == min(FIRST, years))][PEOPLE].to_numpy(float)
    of_flows = {"as it is": stock_and_flow(read().parameters, model.sets, years)[PEOPLE]}
    ends = of_flows["as it is"]
    pairs: dict[str, tuple[str, Floats, Floats | None]] = {
        f"people in {years} years": ("places", of_agents[BASE].to_numpy(), ends[-1]),
        f"people in the first {FIRST} years": ("start", early, ends[min(FIRST, years) - 1]),
    }
    for name, one in CHANGES.items():
        more = (of_agents[name] - of_agents[BASE]).to_numpy()
        pairs[name] = one.decide, more, one.short(model, years) - ends[-1] if one.known else None
    little = float(np.median(of_agents[BASE])) * LITTLE
    table = pd.DataFrame([compared(name, *pair, little) for name, pair in pairs.items()])
    signed = {name: "{:,.0f}" if name.startswith("people in") else "{:+z,.0f}" for name in pairs}
    rows = pd.DataFrame(
        {
            "what": name,
            "with agents": middle(agents, signed[name]),
            "short model": CANNOT if flows is None else middle(flows, signed[name]),
            "a fact that would decide": DECIDES[decide][0],
            "what it costs to collect": DECIDES[decide][1],
            "verdict": verdict,
        }
        for (name, (decide, agents, flows)), verdict in zip(pairs.items(), table["verdict"], strict=True)
    )
    said = table["verdict"].value_counts()
    both, same = int(len(table) - said.get(NOTHING, 0)), int(said.get(ALIKE, 0))
    gain = rows.set_index("what").loc["twenty training places, not ten, from the fourth year"]
    differ = [f"“{name}”" for name in table.loc[table["verdict"].isin([APART, SOMEWHAT]), "what"]]
    others = f" They differ on {in_a_row(differ)}." if differ else ""
    return Finding(
        answer=f"Headcounts: little ({same} of {both} alike); where, who, how they heard",
        sure=f"apart: {int(said.get(APART, 0))} of {both}",
        sentence=f"A calculation of stocks and flows gives {same} of {both} results as the agents do: twenty training "
        f"places bring {gain['short model']} people there and {gain['with agents']} with agents, so the gain of places "
        f"is capacity and needs no contagion (medians; in brackets 90 % ranges).{others}",
        follows="For how many people come, use either model and believe neither beyond their common range. For where "
        "they live, how they heard and what runs out when, only the agents answer; the facts in the table would test "
        "them.",
        rows=rows,
        overturns="A row that is alike today may differ, or the other way round, once the fact in its row is collected "
        "and both models are calibrated to it. Costs of collecting are assumptions (grade D).",
        method=f"{len(CHANGES)} changes and the reference over {years} years in {asking.worlds_of(runs.table)}; the "
        f"short model in {len(ends[-1]):,} sets that agree with the same totals. Alike: each median in the middle half "
        "of the other, or less than a fiftieth of all people between them; apart: one outside the 90 % range of the "
        "other.",
        table=table,
        figure=_figure(table, years),
    )


def compared(name: str, decide: str, agents: Floats, flows: Floats | None, little: float) -> dict[str, Any]:
    """Return a result in both models as one row, with whether they are alike; `little` is too small a difference."""
    row: dict[str, Any] = {"what": name, "decides": decide}
    ours = spread(agents)
    row |= {f"agents_{end}": value for end, value in ours.items()}
    if flows is None:
        return row | {"verdict": NOTHING}
    theirs = spread(flows)
    row |= {f"short_{end}": value for end, value in theirs.items()}
    return row | {"verdict": verdict(ours, theirs, little)}


@styled
def _figure(table: pd.DataFrame, years: int) -> Figure:
    """Draw one line per change with medians, 50 % and 90 % ranges of both models."""
    rows = table[~table["what"].str.startswith("people in")].iloc[::-1].reset_index(drop=True)
    figure = Figure(figsize=(9.2, 0.9 + 0.5 * len(rows)))
    ax = figure.subplots()
    for of, shift, colour, label in (("agents", 0.12, BLUE, "with agents"), ("short", -0.12, SOFT, "short model")):
        at = np.arange(len(rows)) + shift
        ax.hlines(at, rows[f"{of}_p5"], rows[f"{of}_p95"], colors=colour, linewidth=1.5)
        ax.hlines(at, rows[f"{of}_p25"], rows[f"{of}_p75"], colors=colour, linewidth=5, alpha=0.5)
        ax.plot(rows[f"{of}_p50"], at, "o", color=colour, markersize=4, label=label)
    ax.axvline(0, color=SOFT, linewidth=0.8)
    ax.set_yticks(range(len(rows)), rows["what"].tolist())
    ax.set_xlabel(f"people more in {years} years")
    ax.legend(loc="lower right", fontsize=8.5)
    same, both = (rows["verdict"] == ALIKE).sum(), (rows["verdict"] != NOTHING).sum()
    titled(
        figure,
        f"Stocks and flows give {same} of {both} changes in people as the agents do",
        "Dots: medians; thick: half of the simulations; thin: nine in ten. Where there is one bar, the short model "
        "cannot say.",
    )
    return figure
