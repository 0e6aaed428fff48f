# %% [markdown]
# # 1. One run: what grew, and what was short?
#
# A run of the model is one possible course of the programme: groups start, people take part, some of them become
# facilitators, and something is always short. Here is one run of the reference scenario, then thirty. The last cell
# answers the question.
#
# **What this does not show.** A run is one draw of chance, and no run is a forecast: most parameters are assumptions
# (`contagion parameters` lists them with their evidence).

# %% [markdown]
# All of the project is behind one import. With `CONTAGION_QUICK=1` the notebook is short, to see that everything works.

# %%
import os

import contagion as ct

QUICK = os.environ.get("CONTAGION_QUICK") == "1"
YEARS, SEEDS = (3, 3) if QUICK else (10, 30)

# %% [markdown]
# ## One run
#
# `ref` is the reference; other scenarios have other names, and `ct.read("ref", {"training.places": 20})` changes a
# number in one. The seed stands for all chance: the same seed gives the same run again.

# %%
results = ct.run("ref", seed=1, years=YEARS)
results

# %% [markdown]
# ## What grew
#
# The facilitators who are active, week by week: ten are trained at a time, and then some stop.

# %%
ax = results.plot("facilitators_active")

# %% [markdown]
# The end of each year, as a table. What people did is counted since the start: *participants* came to the first session
# of a group, *completers* stayed to the end, *aspirants* wished to facilitate afterwards.

# %%
shown = ["facilitators_active", "groups_started", "participants", "completers", "aspirants", "waiting"]
results.years.set_index("year")[shown]

# %% [markdown]
# ## Who came from whom
#
# The programme spreads if its groups bring forth its facilitators: those trained, by where they came from.

# %%
results.tables["facilitators"].groupby("source").agg(
    trained=("facilitator", "size"), still_active=("active", "sum"), groups_led=("groups_led", "sum")
)

# %% [markdown]
# ## What was short
#
# In each week, what happened in the year up to it is compared: did more people register than groups had seats, or
# fewer? Were the seats of training sessions taken? This is a fact about the run. What would have helped is another
# question, which takes many runs (notebook 5).

# %%
results.short.query("share_of_weeks > 0").round(2)

# %% [markdown]
# What was short in the groups, by year: it need not be the same at the start and later.

# %%
weeks = results.weeks
by_year = weeks.groupby(weeks["week"] // 52 + 1)["short"].value_counts(normalize=True).unstack(fill_value=0)
by_year.rename_axis("year").round(2)

# %% [markdown]
# ## How far one run can be trusted
#
# The same scenario with other seeds: the same rules and other chance. The line is the mean; nine runs in ten lie in the
# band.

# %%
runs = ct.many("ref", seeds=SEEDS, years=YEARS, ensemble=None)
ax = runs.plot("participants")

# %% [markdown]
# Two spreads must be kept apart. The interval of the mean (`low` to `high`) narrows with more runs; the band of the
# runs (`run_p5` to `run_p95`) does not, as it is chance itself.

# %%
spread = runs.summary(["participants", "facilitators_active", "short_groups"]).set_index("indicator")
people, share = spread.loc["participants"], 100 * spread.loc["short_groups"]
spread.round(2)

# %% [markdown]
# ## Answer

# %%
made, mostly = results.summary, results.short["in_words"].iloc[0]
ct.answer(
    f"**In this run** the programme reached {made['participants']:,} people in {YEARS} years and had "
    f"{made['facilitators_active']} active facilitators at the end; mostly, {mostly}. **Over {SEEDS} seeds** it "
    f"reached {people['mean']:,.0f} people on average (95 % interval {people['low']:,.0f} to {people['high']:,.0f}); "
    f"groups were short in {share['mean']:.0f} % of the weeks ({share['low']:.0f} to {share['high']:.0f} %). Nine runs "
    f"in ten reached between {people['run_p5']:,.0f} and {people['run_p95']:,.0f} people: that much is chance alone."
)
