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
# # 8. Mesa and NetworkX: does it matter who knows whom?
#
# A run is a model of Mesa, and who knows whom across communes is a graph of NetworkX. So Mesa's own tools work on the
# one, and the other may be changed and handed in again. First the tools; then three changes of the graph, each a few
# lines: without a bridge, rewired, everybody equally near. The last cell answers the question.
#
# **What this does not show.** The graph says who knows whom across communes. Colleagues, households and members of
# organisations meet as before, partners and events go on telling people, and how far people go to a group stays. Who
# knows whom in Grand Besançon nobody has measured: the law of distance is taken from elsewhere.

# %% [markdown]
# With `CONTAGION_QUICK=1` the notebook is short, to see that everything works.

# %%
import os

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import pandas as pd

import contagion as ct

QUICK = os.environ.get("CONTAGION_QUICK") == "1"
YEARS, SEEDS = (2, 3) if QUICK else (10, 60)

# %% [markdown]
# ## A model of Mesa
#
# A step is a week. Agents are views of rows of the run's tables, made when somebody looks; the weeks themselves are
# compiled. So a model at which nobody looks is as fast as `ct.run`, and the same seed is the same run.

# %%
model = ct.model("ref", seed=1, years=YEARS)
for _ in range(60):
    model.step()
model

# %% [markdown]
# There is an `AgentSet` for each kind of agent: communes, residents, facilitators, groups, partners. What Mesa does
# with one, it does with these: `select`, `agg`, `groupby`, `shuffle_do`. (The order of a shuffle is a keyed draw of the
# week, so that a rule may use it.)

# %%
active = model.facilitators.select(lambda one: one.active)
len(model.facilitators), len(active), active.groupby("source").agg("groups_led", np.mean)

# %% [markdown]
# The model collects the figures of each week; `model_reporters`, `agent_reporters` and `agenttype_reporters` have
# other things collected.

# %%
model.run_model()
collected = model.datacollector.get_model_vars_dataframe()
ax = plt.figure(figsize=(8, 3)).add_subplot(xlabel="week", ylabel="groups that run")
lines = ax.plot(collected["groups_running"])

# %% [markdown]
# `batch_run` takes the class as it is; a setting has two underscores for its dot. (Mesa 4 has none so far.)

# %%
import mesa

batch_run = getattr(mesa, "batch_run", None)
asked = {"training__places": [10, 20], "years": YEARS}
rows = batch_run(ct.Model, asked, rng=[1, 2, 3], display_progress=False) if batch_run else []
pd.DataFrame(rows, columns=["seed", "training__places", "participants", "facilitators_trained"])

# %% [markdown]
# The communes are a `Network` of Mesa's discrete spaces, at the places where they lie, beside those that they touch.
# That is what SolaraViz draws; here it is drawn without, by the people of each commune who came to a group.

# %%
places = nx.get_node_attributes(model.space.G, "pos")
came = [node["participants"] for node in dict(model.graph.nodes(data=True)).values()]
ax = plt.figure(figsize=(6, 5)).add_subplot(title="Who came to a group, by commune")
drawn = nx.draw_networkx(model.space.G, places, node_size=came, width=0.4, with_labels=False, ax=ax)

# %% [markdown]
# A rule written on agents takes the place of one rule of a stage: what stands beside it goes on. Here nobody looks for
# a partner whom they were not trained with.


# %%
def only_those_trained_together(model):
    """Nobody else pairs: the rule by which those who are ready find each other does nothing."""


rules = {"pairing.pair_up": only_those_trained_together}
alone = ct.model("ref", seed=1, years=YEARS, rules=rules)
alone.run_model()
len(alone.groups), len(model.groups)

# %% [markdown]
# ## A graph as the law of who knows whom
#
# An edge says which share of the ties of a commune's residents leads where (`tie_share`). The graph handed in again is
# the same run, to the last event.

# %%
graph = ct.territory().graph()
as_it_is = ct.run("ref", years=YEARS)
handed_in = ct.run("ref", years=YEARS, territory=ct.territory(graph=graph))
[made.summary["event_log_sha256"][:16] for made in (as_it_is, handed_in)]

# %% [markdown]
# **Without a bridge.** Of all pairs of communes, the one between which most ties run is parted. Who lost a tie has
# another one elsewhere: everybody knows as many people as before.

# %%
ties = {(a, b): graph.nodes[a]["residents"] * share for a, b, share in graph.edges(data="tie_share") if a < b}
_, (a, b) = max((number, pair) for pair, number in ties.items())
parted = graph.copy()
parted.remove_edges_from([(a, b), (b, a)])
f"{graph.nodes[a]['name']} and {graph.nodes[b]['name']}: {ties[a, b] / sum(ties.values()):.1%} of all between communes"

# %% [markdown]
# **Rewired.** Ties change their ends by lot: of two between four communes, a to b and c to d, as many as can be become
# a to d and c to b. So each commune has as many ties to others as before, and is known by as many, but near is no
# longer nearer than far. Ties within a commune stay.

# %%
residents = np.array([graph.nodes[code]["residents"] for code in graph])
number = residents[:, None] * nx.to_numpy_array(graph, weight="tie_share")
before = number.sum(axis=0), number.sum(axis=1)
for a, c, b, d in np.random.default_rng(1).integers(0, len(graph), (100_000, 4)):
    if len({a, b, c, d}) == 4:
        moved = min(number[a, b], number[c, d])
        number[[a, c], [b, d]] -= moved
        number[[a, c], [d, b]] += moved
rewired = nx.relabel_nodes(nx.from_numpy_array(number, create_using=nx.DiGraph), dict(enumerate(graph)))
np.allclose(before[0], number.sum(axis=0)), np.allclose(before[1], number.sum(axis=1))

# %% [markdown]
# **Everybody equally near.** Whom one knows depends on how many live there, and not on how far it is.

# %%
near = graph.copy()
nx.set_edge_attributes(near, {(a, b): near.nodes[b]["residents"] for a, b in near.edges}, "weight")

# %% [markdown]
# How far a tie leads, on average, in the four graphs:

# %%
distance = nx.to_numpy_array(graph, weight="distance_km")
graphs = {"as it is": graph, "without a bridge": parted, "rewired": rewired, "equally near": near}
own = {name: ct.territory(graph=one) for name, one in graphs.items()}
shares = {name: nx.to_numpy_array(there.graph(), weight="tie_share") for name, there in own.items()}
pd.Series({name: ((share * distance).sum(axis=1) @ residents) / residents.sum() for name, share in shares.items()})

# %% [markdown]
# ## What becomes of the programme
#
# All four with the same seeds. `coverage_gini` says how unevenly the people reached are spread over the communes (0:
# everywhere the same share), `representation_outside_the_centre` how well those outside Besançon are represented (1: as
# they are among residents).

# %%
names = ["participants", "communes_reached", "coverage_gini", "representation_outside_the_centre"]
runs = {name: ct.many("ref", SEEDS, years=YEARS, territory=there) for name, there in own.items()}
told = {name: made.difference(runs["as it is"], names) for name, made in runs.items() if name != "as it is"}
table = pd.concat(told, names=["graph"]).droplevel(1).reset_index()
table[["graph", "indicator", "base", "difference", "low", "high"]].round(3)

# %% [markdown]
# The differences in their 95 % intervals, people on the left, evenness on the right.

# %%
figure, axes = plt.subplots(1, 2, figsize=(9, 2.6), sharey=True)
for ax, name in zip(axes, ("participants", "coverage_gini"), strict=True):
    rows = table[table["indicator"] == name]
    ax.errorbar(rows["difference"], rows["graph"], xerr=(rows["high"] - rows["low"]) / 2, fmt="o")
    ax.axvline(0, color="grey", linewidth=1)
    ax.margins(y=0.2)
    ax.set_xlabel(f"{name}, against the graph as it is")
figure.tight_layout()

# %% [markdown]
# For the answer, in words: of how many graphs the interval leaves 0 out. (One in twenty does so by chance.)

# %%
by = table.set_index(["indicator", "graph"])
people, even = by.loc["participants"], by.loc["coverage_gini"]
sure = {name: int((rows["low"] * rows["high"] > 0).sum()) for name, rows in (("people", people), ("even", even))}
count = {0: "none of the three", 1: "one of the three", 2: "two of the three", 3: "each of the three"}
said = {
    name: ", ".join(f"{row.Index} {row.difference:+{how}} ({row.low:+{how}} to {row.high:+{how}})" for row in rows)
    for name, rows, how in (("people", people.itertuples(), ",.0f"), ("even", even.itertuples(), ".3f"))
}
how_many = "matters for how many people come" if sure["people"] else "cannot be seen to matter for how many people come"
where = "and matters for" if sure["even"] else "nor for"

# %% [markdown]
# ## Answer

# %%
ct.answer(
    f"**After {YEARS} years** who knows whom across communes {how_many} {where} how evenly they are spread. Over "
    f"{SEEDS} common seeds, {count[sure['people']]} can be told from the graph as it is by the people reached: "
    f"{people['base'].iloc[0]:,.0f} as it is, and {said['people']}, each with its 95 % interval. By the Gini "
    f"coefficient of their coverage {count[sure['even']]} can: {even['base'].iloc[0]:.3f} as it is, and {said['even']}."
)
