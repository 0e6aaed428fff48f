# %% [markdown]
# # 8. Mesa on a run: do a few facilitators lead most of the groups?
#
# A programme that lives on volunteers may hang on a few of them. A run is a model of Mesa, so Mesa's own tools can ask:
# agents to look at, collectors, a batch, a space to draw, a rule on agents. The last cell answers the question.
#
# **What this does not show.** How many groups each of those trained has led nobody has published for Grand Besançon.
# Here people differ in how much time they have and in how long they stay, as assumed; they do not differ in zeal.

# %%
import os

import networkx as nx
import numpy as np
import pandas as pd
from scipy.stats import t as student

import contagion as ct

QUICK = os.environ.get("CONTAGION_QUICK") == "1"
YEARS, SEEDS = (2, 3) if QUICK else (10, 20)

# %% [markdown]
# ## Steps and agents
#
# A step is a week. Agents are views of rows of the run's tables, made when somebody looks; the weeks themselves are
# compiled. So a model at which nobody looks is as fast as `ct.run`, and the same seed is the same run.

# %%
model = ct.model("ref", seed=1, years=YEARS)
for _ in range(52):
    model.step()
model

# %% [markdown]
# There is an `AgentSet` for each kind of agent: communes, residents, facilitators, groups, partners. What Mesa does
# with one, it does with these: `select`, `get`, `agg`, `groupby`, `shuffle_do` (whose order is a keyed draw of the
# week, so that a rule may use it). After a year, of all who were trained, those active, and what they have led:

# %%
active = model.facilitators.select(lambda one: one.active)
len(model.facilitators), len(active), active.agg("groups_led", np.mean), active.agg("groups_led", max)

# %% [markdown]
# ## A figure of one's own, collected
#
# How much of all leading has the busiest fifth of those trained done? If all led alike it would be 20 %; a group has
# two who lead, and counts for both.


# %%
def busiest_fifth(model):
    """What the busiest fifth of those trained has led, in per cent of what all have."""
    led = sorted(model.facilitators.get("groups_led"), reverse=True)
    return 100 * sum(led[: round(len(led) / 5)]) / sum(led) if any(led) else None


# %% [markdown]
# `model_reporters`, `agent_reporters` and `agenttype_reporters` have things collected after each week; without them it
# is the figures of the week.

# %%
model = ct.model("ref", seed=1, years=YEARS, model_reporters={"share": busiest_fifth})
model.run_model()
collected = model.datacollector.get_model_vars_dataframe()["share"]
title = f"In this run the busiest fifth has led {collected.iloc[-1]:.0f} % of all after {YEARS} years"
ax = ct.axes(title, x="week", y="% of all leading")
ax.plot(collected)
line = ax.axhline(20, color="grey", linewidth=1)

# %% [markdown]
# It settles as those of the first years stop. How many of those trained led how many groups, by where they came from:

# %%
source, led = (pd.Series(model.facilitators.get(name), name=name) for name in ("source", "groups_led"))
pd.crosstab(source, led)

# %% [markdown]
# ## A space
#
# The communes are a `Network` of Mesa's discrete spaces, at the places where they lie, beside those that they touch.
# SolaraViz draws it; here NetworkX does. Circles are as large as there are active facilitators.

# %%
home = pd.Series([one.home for one in model.facilitators if one.active]).value_counts()
size = [40 * home.get(node, 0) for node in model.space.G]
title = f"The {home.sum()} active facilitators of this run live in {len(home)} of {len(size)} communes"
ax = ct.axes(title, width=6.4, height=5)
ax.set_axis_off()
places = nx.get_node_attributes(model.space.G, "pos")
nx.draw_networkx_edges(model.space.G, places, width=0.4, edge_color="grey", ax=ax)
drawn = nx.draw_networkx_nodes(model.space.G, places, node_size=size, ax=ax)

# %% [markdown]
# ## A batch
#
# `batch_run` takes the class as it is; a setting has two underscores for its dot. (Mesa 4 has none so far.)

# %%
import mesa

batch_run = getattr(mesa, "batch_run", None)
asked = {"training__places": [10, 20], "years": YEARS, "model_reporters": [{"share": busiest_fifth}]}
rows = batch_run(ct.Model, asked, rng=[1, 2], display_progress=False) if batch_run else []
pd.DataFrame(rows, columns=["seed", "training__places", "share"]).round(1)

# %% [markdown]
# One run is one course. So the same is asked at the end of many, by a loop in which nothing is collected on the way.

# %%
lone, never = [], []
for seed in range(1, SEEDS + 1):
    model = ct.model("ref", seed, years=YEARS, model_reporters={})
    model.run_model()
    lone.append(busiest_fifth(model))
    never.append(100 * np.mean([count == 0 for count in model.facilitators.get("groups_led")]))

# %% [markdown]
# ## A rule on agents
#
# Would it matter if nobody led more than three groups? A rule takes the place of a stage of the week; it lives with the
# same seeds as the model's own.


# %%
def at_most_three(model):
    """Whoever has led three groups stops."""
    for one in model.active:
        if one.groups_led >= 3:
            one.record["loss_limit"] = 0.0
    model.live_stage("facilitator turnover")


base = ct.many("ref", seeds=SEEDS, years=YEARS, ensemble=None)
fewer = ct.many("ref", seeds=SEEDS, years=YEARS, ensemble=None, rules={"facilitator turnover": at_most_three})
difference = fewer.difference(base, ["participants", "groups_started", "facilitators_active"]).set_index("indicator")
difference.round(1)

# %% [markdown]
# For the answer, in words: each mean with its 95 % interval.

# %%
found = pd.DataFrame({"busiest": lone, "never": never}).agg(["mean", "sem"])
half = found.loc["sem"] * student.ppf(0.975, SEEDS - 1)
said = {
    name: f"{found.loc['mean', name]:.0f} % ({found.loc['mean', name] - half[name]:.0f} to "
    f"{found.loc['mean', name] + half[name]:.0f})"
    for name in found
}
people = difference.loc["participants"]
verdict = "fewer" if people["high"] < 0 else "more" if people["low"] > 0 else "not distinguishably more or fewer"

# %% [markdown]
# ## Answer

# %%
ct.answer(
    f"**After {YEARS} years** the busiest fifth of those trained has led {said['busiest']} of all that was led; it "
    f"would be 20 % if all led alike. {said['never']} of those trained have never led. If whoever has led three "
    f"groups stopped, the programme would have reached {verdict} people: {people['difference']:+,.0f} "
    f"({people['low']:+,.0f} to {people['high']:+,.0f}) of {people['base']:,.0f}. Means over {SEEDS} seeds, in "
    f"brackets the 95 % interval of each. That is so in the model, where nobody has more zeal than others: a real "
    f"programme may hang on fewer."
)
