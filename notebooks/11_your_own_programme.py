# %% [markdown]
# # 11. Your own programme: what would 20,000 euros a year more do, from next January on?
#
# A programme has a past, which is the same whatever is decided, and decisions have dates. Here it is the case study:
# Grand Besançon as it was published, seen from January 2020. Whoever has figures of their own writes them in place of
# these. First a plan with dates, then ways to spend a sum. The last cell answers the question.
#
# **What this does not show.** All prices are placeholders until the accounts of an authority replace them. That
# mentoring or pay keeps people no programme has tried: it is an assumption wherever it is bought.

# %% [markdown]
# All of the project is behind one import. With `CONTAGION_QUICK=1` the notebook is short, to see that everything works:
# its programme is then one that is to begin, of which nothing is known.

# %%
import os

import pandas as pd

import contagion as ct

QUICK = os.environ.get("CONTAGION_QUICK") == "1"
AHEAD, WORLDS, BEGAN = (2, 20, "2020-02") if QUICK else (10, 100, "2017-01")

# %% [markdown]
# ## What is known
#
# A table of years with what was counted; what nobody knows is left out. Published are ten people trained a year, and
# 300 reached in three years.

# %%
known = pd.DataFrame({"trained": [10, 10, 10]}, index=[2017, 2018, 2019])
total = {"until": 2019, "trained": 30, "participants": 300}
if QUICK:
    known, total = known.iloc[:0], None
mine = ct.programme_of("Grand Besançon", began=BEGAN, today="2020-01-01", years=AHEAD, known=known, total=total)
mine

# %% [markdown]
# `mine.save("programme.toml")` writes it as a file, which every command takes and anybody can correct.
#
# ## A plan with dates
#
# From 2021 on twice the places for three years, and twice the contacts with organisations for good. A decision holds
# until the next one on the same, or until its end.

# %%
plan = ct.read(
    "ref",
    ct.decision("training.places", 20, since="2021-01", until="2024-01", title="Twice the places"),
    ct.decision("partners.contacts_per_month", 8, since="2021-01", title="Twice the contacts"),
    name="plan",
)

# %% [markdown]
# It is compared with going on as before, in the same simulations: values and chance with which the model comes
# to what is known of the past. An option of the library, as mentoring, begins next January.

# %%
made = ct.compare(plan, "mentoring", programme=mine, seeds=WORLDS)
made

# %% [markdown]
# The past is one line; from the first decision on, it parts.

# %%
ax = made.plot("participants")

# %% [markdown]
# How far each difference spreads over the simulations, in people from today on:

# %%
worlds = made.in_worlds(above=100)
worlds = worlds[worlds["indicator"] == "people"].set_index("scenario")
worlds[["base", "p5", "p50", "p50_error", "p95", "above_zero", "above", "low", "high"]].round(2)

# %% [markdown]
# ## Ways to spend a sum
#
# `spend` searches mixes of all that has a price, in some simulations, and judges three of them in others.

# %%
spent = ct.spend(20_000, programme=mine, worlds=WORLDS)
spent

# %% [markdown]
# What each brings, and what it costs by item. What counts against the sum is what the whole programme costs more.

# %%
spent.plot()[0].figure

# %% [markdown]
# What would overturn the choice: of the first and the best that spends half of the money otherwise, the assumption by
# which they change places.

# %%
spent.overturned.head(3)

# %% [markdown]
# ## The plan and the mix
#
# Mixes are scenarios. In the same simulations, how many people more has the first than the plan, and at what cost?

# %%
both = ct.compare(plan, spent.scenarios[0], programme=mine, seeds=WORLDS).table
people, euros = (both.pivot(index="seed", columns="scenario", values=one) for one in ("participants", "cost_total"))
mix = spent.scenarios[0].name
more, dearer = people[mix] - people["plan"], (euros[mix] - euros["plan"]) / AHEAD

# %% [markdown]
# A dot is a simulation: right of the line the mix has more people than the plan.

# %%
title = f"The mix has more people than the plan in {(more > 0).mean():.0%} of {WORLDS} simulations"
ax = ct.axes(title, x=f"people more than by the plan, in {AHEAD} years", y="euros a year more than the plan")
ax.axvline(0, color="grey", linewidth=1)
dots = ax.scatter(more, dearer, s=14)

# %% [markdown]
# For the answer, in words: the one that was chosen, and the best of the others.

# %%
place = spent.table["gained_p50"].iloc[1:].argmax() + 1 if len(spent.table) > 1 else 0
ways = [(spent.scenarios[one].title.partition(" for ")[2], spent.table.iloc[one]) for one in (0, place)]
first, other = (
    f"{buys}: {row['gained_p50']:+,.0f} people ({row['gained_p5']:+,.0f} to {row['gained_p95']:+,.0f})"
    for buys, row in ways
)
best, planned = spent.table.iloc[0], worlds.loc["plan"]
placeholders = spent.costs.loc[spent.costs["placeholder"], "item"].nunique()

# %% [markdown]
# ## Answer

# %%
ct.answer(
    f"**In {AHEAD} years from today**, for 20,000 euros a year more the search chose {first}, in {WORLDS} simulations "
    f"that it had not seen; more than none in {best['gained_above_zero']:.0%} of them, for {best['euros']:,.0f} euros "
    f"a year. The best of the others there is {other}. These are medians, in brackets 90 % ranges. The plan with dates "
    f"brings {planned['p50']:+,.0f} ({planned['p5']:+,.0f} to {planned['p95']:+,.0f}); the search's choice has more in "
    f"{(more > 0).mean():.0%} of the same simulations, and costs {dearer.mean():+,.0f} euros a year more. All "
    f"{placeholders} prices are placeholders."
)
