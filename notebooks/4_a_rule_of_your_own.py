# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 4. A rule of your own: does it pay to ring those who wait?
#
# Some people register, wait for a group that suits them, and give up. Suppose that once a quarter the coordinator rings
# everybody on the waiting list. No parameter says that, so it is written here as a rule: a Python function of a few
# lines, in place of a stage of the week. Does it change how many people are reached, and how many calls does that take?
# Runs with and without the rule share their seeds. The last cell answers the question.
#
# **What this does not show.** That six in ten answer, and that who answers has all their patience again, are
# assumptions of this notebook; no survey stands behind them. Whoever knows better changes two lines. The coordinator's
# time is counted in calls, but taken from nothing else, and is in no budget.

# %%
import os
import warnings
from collections import Counter

import networkx as nx
import numpy as np
import pandas as pd
from IPython.display import Markdown
from matplotlib.figure import Figure

warnings.filterwarnings("ignore", "IProgress not found")  # of a progress bar that is not used here

from experiments.figures.maps import draw_territory, projection
from experiments.figures.style import BLUE, GREY, SOFT, VERMILLION, styled, titled
from experiments.questions.editions import stamp
from experiments.studies.uncertainty import half_width
from models.outcomes.summary import outcomes
from models.programme.agents import Facilitator, Group, Resident
from models.programme.model import StageError
from models.runs.simulation import build, record_of, territory_for
from models.scenarios.scenario import read
from sim.statistics.compare import paired, ratio_of_differences

# %matplotlib inline

# %%
QUICK = os.environ.get("CONTAGION_QUICK") == "1"  # few short runs, to see that everything works
YEARS = 3 if QUICK else 10
SEEDS = range(1, 4 if QUICK else 51)
Markdown(stamp())

# %% [markdown]
# ## A run is a Mesa model
#
# Build one, live two years of it, and look. Agents are made when somebody asks for them; each is a row of a table, so
# to read or write an attribute is to read or write the run itself.

# %%
scenario = read()
territory = territory_for(scenario)
model = build(scenario, territory, years=YEARS, seed=1)
model.run(2 * 52)
pd.Series({kind.__name__: len(agents) for kind, agents in model.agents_by_type.items()}, name="agents").to_frame().T

# %% [markdown]
# `select`, `groupby`, `agg` and `get` are Mesa's. The facilitators, by where they came from:

# %%
facilitators = model.agents_by_type[Facilitator]
by_source = facilitators.groupby("source")
pd.DataFrame(
    {
        "trained": by_source.count(),
        "still active": by_source.agg("active", sum),
        "groups led": by_source.agg("groups_led", sum),
        "most groups led": by_source.agg("groups_led", max),
    }
)

# %% [markdown]
# The groups that run now; agents know each other:

# %%
running = model.agents_by_type[Group].select(lambda group: group.state == "running")
pd.DataFrame(
    {
        "commune": [territory.names[group.place] for group in running],
        "leaders": [len(group.leaders) for group in running],
        "came to session 1": [len(group.members) for group in running],
        "of these told by a person": [
            sum(one.channel in ("word of mouth", "facilitator") for one in group.members) for group in running
        ],
    },
    index=pd.Index([group.number for group in running], name="group"),
)

# %% [markdown]
# ## The communes are a graph
#
# `model.graph` is a directed graph of NetworkX. Its nodes say what each commune is and what has happened there:

# %%
graph = model.graph
nodes = pd.DataFrame.from_dict(dict(graph.nodes(data=True)), orient="index")
nodes[["name", "residents", "registrations", "participants", "groups_started", "active"]].nlargest(5, "registrations")

# %% [markdown]
# Its edges carry distances, and shares of ties. Here are those along which people went from home to their group:

# %%
codes = territory.codes
came = Counter((codes[one.home], codes[group.place]) for group in model.groups for one in group.members)
journeys = graph.edge_subgraph(edge for edge in came if edge[0] != edge[1])
away = [graph.edges[edge]["distance_km"] for edge in journeys.edges for _ in range(came[edge])]


@styled
def map_of_the_graph():
    """Registrations per 1,000 residents, and who went where to a group."""
    figure = Figure(figsize=(8.6, 7.6), dpi=80)
    rates = 1000 * nodes["registrations"] / nodes["residents"]
    label = "registrations per 1,000 residents aged 15+, since the start"
    ax = draw_territory(territory, rates.to_dict(), ax=figure.subplots(), label=label, source=False)
    places = dict(zip(codes, projection(territory)(territory.latlon[:, ::-1]), strict=True))
    people = [came[edge] for edge in journeys.edges]
    widths = [1.2 * many for many in people]
    nx.draw_networkx_edges(journeys, places, ax=ax, arrows=False, edge_color=VERMILLION, width=widths)
    foot = (
        f"Lines: from home to the commune of the group; the widest stands for {max(people)} "
        f"people. {scenario.title} · seed 1 · 2 years. Source: {territory.source}"
    )
    head = f"{len(away)} of {came.total()} people went to another commune for their group"
    titled(figure, f"{head}, {np.mean(away):.1f} km away on average", foot)
    return figure


map_of_the_graph()

# %% [markdown]
# ## From a look to a rule
#
# Those who wait are residents as well. Their `clock` says how much of their patience is used up, their `limit` how much
# they have; one passes the other, and they give up.

# %%
waiting = model.agents_by_type[Resident].select(lambda one: one.status == "waiting")
used = [one.clock / one.limit for one in waiting]
Markdown(
    f"{len(waiting)} people wait; {model.total('registrations_lost')} of {model.total('registrations')} registrations "
    f"have led to no group. Patience used up so far by those who wait: {np.mean(used):.0%} on average."
)

# %% [markdown]
# To ring all once, by hand, is one line of Mesa: `do` calls `setattr` with each. From here on it is another run.

# %%
waiting.do(setattr, "clock", 0.0)
waiting.agg("clock", max)

# %% [markdown]
# A rule does so in the course of the weeks. It is a function of the model, lived in place of a stage (`STAGES` in
# `models/programme/week.py`). It works on agents or tables, and calls `live_stage` for what it replaces. Chance comes
# from a keyed stream, named in words: whether somebody answers depends on the seed, the person and the week alone, so
# that nobody else's luck changes.

# %%
QUARTER = 13  # weeks
ANSWER = 0.6  # assumed


def ring_those_who_wait(model):
    """Once a quarter everybody on the waiting list is rung; who answers has all their patience again."""
    if model.week % QUARTER == 0:
        answers = model.draws.stream("answers the coordinator's call")
        for one in model.waiting:
            if answers.uniform(one.id, model.week) < ANSWER:
                one.clock = 0.0
    model.live_stage("attrition")  # as the model has it


rules = {"nobody is rung": {}, "those who wait are rung": {"attrition": ring_those_who_wait}}

# %% [markdown]
# A first test of any rule: as long as it does nothing, nothing may change. The digest of the event log, of a run as it
# is and of one with a function that only lives what it replaces:

# %%
does_nothing = {"attrition": lambda model: model.live_stage("attrition")}
digests = []
for stages in ({}, does_nothing):
    model = build(scenario, territory, years=YEARS, seed=1, stages=stages)
    model.run(YEARS * 52)
    digests.append(outcomes(record_of(model))[1]["event_log_sha256"][:16])
digests

# %% [markdown]
# ## With and without, seed by seed
#
# Every seed is lived twice, by the same people with the same luck. What differs is what the rule changed. Calls are
# counted from the table `weeks`: whoever is on the list when a quarter begins is rung.

# %%
rows, courses = [], {}
for name, stages in rules.items():
    for seed in SEEDS:
        model = build(scenario, territory, years=YEARS, seed=seed, stages=stages)
        model.run(YEARS * 52)
        tables, figures = outcomes(record_of(model))
        weeks = tables["weeks"].set_index("week")
        calls = weeks["waiting"].shift(fill_value=0)[weeks.index % QUARTER == 0].sum() if stages else 0
        gave_up = (tables["events"]["kind"] == "gave up waiting").sum()
        rows.append(figures | {"rule": name, "gave_up_waiting": gave_up, "calls": calls})
        courses[name, seed] = weeks["participants"]
runs = pd.DataFrame(rows)
indicators = ["gave_up_waiting", "groups_started", "participants", "facilitators_active", "communes_reached"]
made = paired(runs, "rule", "nobody is rung", indicators)
made[["indicator", "base", "mean", "difference", "low", "high", "variance_ratio"]].round(1)

# %%
course = pd.DataFrame(courses)
more = (course["those who wait are rung"] - course["nobody is rung"]).iloc[QUARTER - 1 :: QUARTER]


@styled
def course_of_the_difference():
    """People reached more with the rule than without, quarter by quarter."""
    figure = Figure(figsize=(9, 4.8), dpi=80)
    ax, years = figure.subplots(), (more.index + 1) / 52
    mean, half = more.mean(axis=1), more.apply(half_width, axis=1)
    ax.plot(years, more, color=GREY, linewidth=0.6, alpha=0.5)
    ax.fill_between(years, mean - half, mean + half, color=BLUE, alpha=0.4, linewidth=0, zorder=3)
    ax.plot(years, mean, color=BLUE, linewidth=2, zorder=4)
    ax.axhline(0, color=SOFT, linewidth=1)
    ax.set(xlabel="years since the start", ylabel="people reached more than without the rule", xlim=(0, YEARS))
    ax.grid(axis="y")
    foot = (
        f"Grey: a line a seed, {SEEDS[0]} to {SEEDS[-1]}. Blue: their mean, in the 95 % interval of the mean. "
        f"{ANSWER:.0%} of those rung answer (assumed). {scenario.title}"
    )
    head = f"{mean.iloc[-1]:+.0f} ± {half.iloc[-1]:.0f} people reached after {YEARS} years"
    titled(figure, f"Those who wait are rung once a quarter: {head}", foot)
    return figure


course_of_the_difference()

# %% [markdown]
# ## A mistake is told
#
# What Mesa's own generator gives depends on how often it was asked before: with one call more, everybody after it has
# other luck, and two runs of a seed are a pair no longer. The model refuses such a draw and says in which stage and
# week; so it does with any error of a rule. A name that is no stage is refused at once.


# %%
def ring_with_other_chance(model):
    """The same rule, with a draw that is not keyed."""
    for one in model.waiting:
        if model.random.random() < ANSWER:
            one.clock = 0.0
    model.live_stage("attrition")


for stages in ({"attrition": ring_with_other_chance}, {"atrition": ring_those_who_wait}):
    try:
        build(scenario, territory, years=1, seed=1, stages=stages).run(52)
    except (StageError, ValueError) as error:
        print(f"{type(error).__name__}: {error}")

# %% [markdown]
# ## Answer

# %%
reached, lost, active = (
    made.set_index("indicator").loc[name] for name in ("participants", "gave_up_waiting", "facilitators_active")
)
verdict = "more" if reached["low"] > 0 else "fewer" if reached["high"] < 0 else "not distinguishably more or fewer"
rung, not_rung = (
    runs[runs["rule"] == name].set_index("seed") for name in ("those who wait are rung", "nobody is rung")
)
pairs = (rung["calls"] - not_rung["calls"], rung["participants"] - not_rung["participants"])
a_person, low, high = ratio_of_differences(*(one.to_numpy(float) for one in pairs))
price = f"{a_person:,.0f} for each person more ({low:,.0f} to {high:,.0f})" if low > 0 else "for whom, is not clear"
Markdown(
    f"**After {YEARS} years** the programme has reached {verdict} people if those who wait are rung once a quarter: "
    f"{reached['mean']:,.0f} on average against {reached['base']:,.0f}, a difference of {reached['difference']:+,.0f} "
    f"(95 % interval {reached['low']:+,.0f} to {reached['high']:+,.0f}, over {len(SEEDS)} common seeds). Of those who "
    f"register, {lost['mean']:,.0f} instead of {lost['base']:,.0f} give up waiting. The facilitators active at the end "
    f"change by {active['difference']:+.1f} ({active['low']:+.1f} to {active['high']:+.1f}). It takes "
    f"{rung['calls'].mean():,.0f} calls, {price}. All this if {ANSWER:.0%} answer and have all their patience again, "
    f"which nobody has measured."
)
