# %% [markdown]
# # 9. Who told whom, and does it matter who knows whom?
#
# The programme is to spread from person to person. A run keeps who told whom of it and who led whom, as graphs of
# NetworkX; and who knows whom across communes is such a graph too, which may be changed and handed in again. First
# what becomes of one graph, in one run and in many; then three changes of the other. The last cell answers both.
#
# **What this does not show.** The graph that is changed says who knows whom across communes. Colleagues, households and
# members of organisations meet as before, partners and events go on telling people, and how far people go to a group
# stays. Who told whom nobody has noted in Grand Besançon, and the law of distance is taken from elsewhere.

# %%
import os

import networkx as nx
import numpy as np
import pandas as pd
from scipy.stats import t as student

import contagion as ct

QUICK = os.environ.get("CONTAGION_QUICK") == "1"
YEARS, SEEDS, PAIRS = (2, 3, 3) if QUICK else (10, 20, 60)

# %% [markdown]
# ## Who told whom
#
# An edge is a registration, from the person or the organisation by which it came. Those that came of a letter or an
# event have nobody there.

# %%
one = ct.run("ref", seed=1, years=YEARS)
told = one.graph("told")
edges = nx.to_pandas_edgelist(told)
edges.groupby("channel").agg(registrations=("target", "size"), who_told=("source", "nunique"))

# %% [markdown]
# Does word of mouth take over? Of each year's registrations that somebody brought, so many of 100 come by word of mouth
# or by somebody who leads groups, and not by an organisation:

# %%
by_people = edges["channel"] != "partner"
course = 100 * by_people.groupby(edges["week"] // 52 + 1).mean()
title = f"People bring {course.iloc[0]:.0f} of 100 registrations in the first year, {course.iloc[-1]:.0f} in the last"
ax = ct.axes(title, x="year", y="of 100 that somebody brought")
ax.set(ylim=(0, 100), xticks=course.index)
line = ax.plot(course, marker="o")

# %% [markdown]
# How many has each told who told anybody? Most have brought one, and organisations bring many.

# %%
brought = pd.Series(dict(told.out_degree()), name="brought")
kind = pd.Series(nx.get_node_attributes(told, "kind"), name="kind")
brought[brought > 0].groupby(kind).describe().round(1)

# %% [markdown]
# Across communes or within? Of the registrations by people, those where both live in one commune:

# %%
homes = nx.get_node_attributes(told, "commune")
pairs = edges[by_people & edges["source"].isin(homes)]
within = (pairs["source"].map(homes) == pairs["target"].map(homes)).mean()
f"{within:.0%} of {len(pairs)} within a commune"

# %% [markdown]
# ## Who descends from whom
#
# From a leader to a participant who later leads themselves is a step of descent: this is how the programme is to carry
# itself. The tree of the first run: a line is a facilitator, in the colour of the founder with whom the line begins.

# %%
tree = one.tree()
ax = one.plot_tree()
tree

# %% [markdown]
# Where the first facilitator of each commune came from:

# %%
ax = one.plot_tree("map")

# %% [markdown]
# In many runs: the longest line of descent, the reproduction number R (how many descend from a facilitator trained at
# least five years before the end; not known of shorter runs), and of all registrations that somebody brought, those by
# people.

# %%
many, by_word = ct.many("ref", SEEDS, years=YEARS, ensemble=None), []
for seed in many.seeds:
    edges = ct.run("ref", seed=seed, years=YEARS).graph("told").edges(data="channel")
    by_word.append(100 * np.mean([channel != "partner" for *_, channel in edges]))
lines = many.table["generations"]
many.table[["generations", "reproduction_number"]].assign(by_people=by_word).describe().round(1)

# %% [markdown]
# ## A graph as the law of who knows whom
#
# An edge says which share of the ties of a commune's residents leads where (`tie_share`). The graph handed in again is
# the same run, to the last event.

# %%
graph = ct.territory().graph()
handed_in = ct.run("ref", seed=1, years=YEARS, territory=ct.territory(graph=graph))
[made.summary["event_log_sha256"][:16] for made in (one, handed_in)]

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
runs = {name: ct.many("ref", PAIRS, years=YEARS, ensemble=None, territory=there) for name, there in own.items()}
told = {name: made.difference(runs["as it is"], names) for name, made in runs.items() if name != "as it is"}
table = pd.concat(told, names=["graph"]).droplevel(1).reset_index()
table[["graph", "indicator", "base", "difference", "low", "high"]].round(3)

# %% [markdown]
# The same as a picture: people in their 95 % intervals. (One interval in twenty leaves 0 out by chance.)

# %%
by = table.set_index(["indicator", "graph"])
people, even = by.loc["participants"], by.loc["coverage_gini"]
sure = {name: int((rows["low"] * rows["high"] > 0).sum()) for name, rows in (("people", people), ("even", even))}
count = {0: "none of the three", 1: "one of the three", 2: "two of the three", 3: "each of the three"}
title = f"People reached: {count[sure['people']]} can be told from the graph as it is"
ax = ct.axes(title, x=f"people reached in {YEARS} years, against the graph as it is", height=2.4)
ax.errorbar(people["difference"], people.index, xerr=(people["high"] - people["low"]) / 2, fmt="o")
ax.margins(y=0.3)
line = ax.axvline(0, color="grey", linewidth=1)

# %% [markdown]
# For the answer, in words.

# %%
mean = np.array([np.mean(by_word), np.mean(lines)])
half = np.array([pd.Series(one).sem() for one in (by_word, lines)]) * student.ppf(0.975, SEEDS - 1)
least, most = mean - half, mean + half
apart = ", ".join(
    f"{row.Index} {row.difference:+,.0f} ({row.low:+,.0f} to {row.high:+,.0f})" for row in people.itertuples()
)
spread = ", ".join(
    f"{row.Index} {row.difference:+.3f} ({row.low:+.3f} to {row.high:+.3f})" for row in even.itertuples()
)
how_many = "matters" if sure["people"] else "cannot be seen to matter"

# %% [markdown]
# ## Answer

# %%
ct.answer(
    f"**After {YEARS} years** people have brought {mean[0]:.0f} of 100 registrations that somebody brought "
    f"({least[0]:.0f} to {most[0]:.0f}), organisations the others, and the longest line of descent has {mean[1]:.1f} "
    f"steps ({least[1]:.1f} to {most[1]:.1f}); means over {SEEDS} seeds, in brackets the 95 % interval. Who knows "
    f"whom across communes {how_many} for how many people come: of {people['base'].iloc[0]:,.0f} as it is, {apart}. "
    f"By the Gini coefficient of how evenly they are spread, {count[sure['even']]} can be told from "
    f"{even['base'].iloc[0]:.3f}: {spread} (95 % intervals, {PAIRS} common seeds)."
)
