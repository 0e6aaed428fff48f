# %% [markdown]
# # 5. What would help: is it what was short, and what would 1,000 euros do?
#
# A run says what was short in it. What would have helped is another question: a little more of each thing, the same
# people and the same chance, and the people gained. And a step of one thing costs more than a step of another. The last
# cell answers the question for one scenario; any other name can stand in its place.
#
# **What this does not show.** Steps are small, and say nothing of large ones (notebook 4 does). All prices are
# placeholders until the accounts of the authority replace them, and what it takes to make people more willing is in no
# price list.

# %%
import os

import contagion as ct

QUICK = os.environ.get("CONTAGION_QUICK") == "1"
YEARS, SEEDS, STEPS = (2, 3, 2) if QUICK else (10, 16, 10)
SCENARIO = "ref"

# %% [markdown]
# ## What was short
#
# Shares of the weeks, means over the seeds with their 95 % intervals: in groups, those with more registrations than
# seats (`short_groups`) or fewer (`short_registrations`); in training, those in which all seats were taken or some
# stayed empty (`short_in_training_seats`, `short_in_training_takers`).

# %%
runs = ct.many(SCENARIO, seeds=SEEDS, years=YEARS, ensemble=None)
short = runs.summary([name for name in runs.indicators if name.startswith("short_")]).set_index("indicator")
short[short["mean"] > 0].sort_values("mean", ascending=False).round(2)

# %% [markdown]
# ## What would have helped
#
# A tenth more of each capacity, with the same seeds. Elasticity: by how many per cent more people are reached for each
# per cent more of the capacity. Here the scenario has the one set of values that it says; without `ensemble=None` the
# question is asked in many simulations that agree with what was observed, and the answer says in how many each helps.

# %%
limits = ct.limits(SCENARIO, seeds=SEEDS, years=YEARS, ensemble=None)
limits

# %% [markdown]
# The same as a picture. Grey: the interval holds 0.

# %%
ax = limits.plot()

# %% [markdown]
# When do the people gained come? In each year so many; a single cell is mostly chance, a row says more.

# %%
limits.by_year.pivot(index="capacity", columns=["first_year", "last_year"], values="gained").round().astype(int)

# %% [markdown]
# ## What a step costs, and brings
#
# One step more of each lever that somebody could pull, with the same seeds. The levers on top are those with a price in
# the model; the euros of the others are only those of the groups that come of them.

# %%
levers = ct.levers(SCENARIO, seeds=STEPS, years=YEARS, ensemble=None)
ax = levers.plot("participants")

# %% [markdown]
# People for each 1,000 euros more, where there is a clear or likely difference in people and in euros; where there is
# none, the verdict says why. The best of many such figures looks better than it is, and its interval ignores that.

# %%
priced = levers.table[levers.table["priced"]].set_index("lever")
per_euro = ["people_per_1000_euros", "people_per_1000_euros_low", "people_per_1000_euros_high"]
priced[["participants", "cost_total", *per_euro, "verdict"]].round(1)

# %% [markdown]
# For the answer, in words: what helps, what does not clearly differ from the best, and the best buys.

# %%
groups, seats, first = short.loc["short_groups"], short.loc["short_in_training_seats"], limits.table.iloc[0]
helps = limits.table[limits.table["gained_above_zero"] >= 0.8]["label"]
like = limits.table[limits.table["like_first"]]["label"].iloc[1:]
buys = [
    f"{lever}: {row[per_euro[0]]:.1f} ({row[per_euro[1]]:.1f} to {row[per_euro[2]]:.1f})"
    for lever, row in priced.dropna(subset=per_euro).iterrows()
]

# %% [markdown]
# ## Answer

# %%
ct.answer(
    f"**In {SCENARIO}, over {YEARS} years**, more people registered than groups had seats in {groups['mean']:.0%} of "
    f"the weeks, and training seats were all taken in {seats['mean']:.0%}. A tenth more of {first['label']} brings "
    f"most: {first['gained_p50']:+,.0f} people (90 % range {first['gained_p5']:+,.0f} to {first['gained_p95']:+,.0f}, "
    f"over {SEEDS} common seeds); no clear difference from it: {', '.join(like) or 'nothing'}. Clear or likely gains: "
    f"{', '.join(helps) or 'none'}. At placeholder prices, most people for 1,000 euros more (with the 95 % "
    f"interval, over {STEPS} seeds) come by {'; '.join(buys[:3]) or 'no lever with a clear or likely gain'}."
)
