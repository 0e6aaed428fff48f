# %% [markdown]
# # 3. Where does the programme spread, and does it leave the centre?
#
# The 68 communes of Grand Besançon are very unequal: one of them, the centre, holds most of the residents. Do people
# elsewhere take part as often, once their number is taken into account? First one run, then the mean of many on the
# map. The last cell answers the question.
#
# **What this does not show.** The places are those of the model, which knows where people live, work and have ties,
# but not the mayor who opens a hall or the association that is known to all. For a single small commune the figures
# are of few people: look at the pattern.

# %%
import os

import pandas as pd

import contagion as ct

QUICK = os.environ.get("CONTAGION_QUICK") == "1"
YEARS, SEEDS = (2, 3) if QUICK else (10, 30)

# %% [markdown]
# ## One run
#
# The communes of one run in which most groups started, and the people who live there and came. With another seed, other
# small communes would be among them.

# %%
runs = [ct.run("ref", seed=seed, years=YEARS) for seed in range(1, SEEDS + 1)]
one = runs[0].communes.query("year == @YEARS").set_index("name")
one[["groups_started", "participants", "facilitators_trained", "coverage"]].nlargest(8, "groups_started").round(1)

# %% [markdown]
# ## The mean of all runs
#
# `communes` is a table by year and commune, here of all runs. People are counted where they live, wherever their group
# met: `coverage` is participants per 1,000 residents aged 15 and over, since the start.

# %%
communes = pd.concat({run.summary["seed"]: run.communes for run in runs}, names=["seed"])
at_the_end = communes[communes["year"] == YEARS]
coverage = at_the_end.groupby("commune")["coverage"].mean()
title = f"After {YEARS} years, mean of {SEEDS} runs"
ax = runs[0].territory.plot(coverage, label="participants per 1,000 residents aged 15+", title=title)

# %% [markdown]
# ## How sure is a commune to be reached?
#
# The share of the runs in which somebody who lives there took part. A commune that is dark on the map before and bright
# on this one is reached nearly always, by few.

# %%
reached = 100 * (at_the_end["participants"] > 0).groupby(at_the_end["commune"]).mean()
title = f"How surely each commune is reached within {YEARS} years"
ax = runs[0].territory.plot(reached, label=f"% of {SEEDS} runs in which somebody took part", title=title)

# %% [markdown]
# Is it a matter of size? Communes by their residents aged 15 and over, with means over communes and runs:

# %%
places = runs[0].tables["territory"].set_index("commune")["residents_15_and_over"]
size = pd.cut(places, [0, 300, 1000, 10_000, 10**6], labels=["up to 300", "to 1,000", "to 10,000", "the centre"])
table = pd.DataFrame({"communes": 1, "participants per 1,000": coverage, "% of runs reached": reached})
table.groupby(size, observed=True).agg({"communes": "sum", table.columns[1]: "mean", table.columns[2]: "mean"}).round(1)

# %% [markdown]
# ## Centre and periphery
#
# Three indicators of each run say it in one number: communes in which a group ever started, communes from which
# somebody took part, and `periphery_ratio`, the coverage of all other communes together against that of the centre (1:
# as often). `low` to `high` is the 95 % interval of the mean over the seeds.

# %%
many = ct.many("ref", seeds=SEEDS, years=YEARS, ensemble=None)
found = many.summary(["communes_reached", "communes_with_participants", "periphery_ratio"]).set_index("indicator")
found.round(2)

# %% [markdown]
# ## Answer

# %%
groups, people, ratio = (found.loc[name] for name in found.index)
verdict = "less often" if ratio["high"] < 1 else "more often" if ratio["low"] > 1 else "not distinguishably less often"
ct.answer(
    f"**After {YEARS} years** a group has started in {groups['mean']:.0f} of the {len(runs[0].territory)} communes "
    f"({groups['low']:.0f} to {groups['high']:.0f}), and somebody has taken part from {people['mean']:.0f} of them "
    f"({people['low']:.0f} to {people['high']:.0f}). Residents of the other communes take part {verdict}: "
    f"{ratio['mean']:.2f} times as often as those of the centre ({ratio['low']:.2f} to {ratio['high']:.2f}). Means "
    f"over {SEEDS} seeds; in brackets the 95 % interval of each."
)
