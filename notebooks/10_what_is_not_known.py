# %% [markdown]
# # 10. What is not known: would twice the training places help, and when would they not?
#
# Most numbers of the model have been measured by nobody, and how people decide is not known either. So an answer is
# given in many simulations, each with values that agree with what was observed and chance of its own. This notebook
# looks at what that does to one answer: what the observation taught, how far the answer spreads and what the spread
# comes of, and under which other account of how things work it would turn. The last cell answers the question.
#
# **What this does not show.** Simulations differ in what somebody thought of. What the model has not got at all is in
# none of them, and one published total is all that they had to agree with.

# %%
import os

import pandas as pd

import contagion as ct

QUICK = os.environ.get("CONTAGION_QUICK") == "1"
YEARS, SETS, WORLDS, OF_EACH = (4, 40, 20, 4) if QUICK else (10, 400, 200, 40)

# %% [markdown]
# ## What the observation taught
#
# Published is that 300 people were reached in three years. Of all values that could be, evenly over their ranges, most
# come to something else. `ct.calibrate("besancon")` keeps those that agree, in ten to twenty minutes; what it found
# comes with the project, as the *ensemble* `besancon`. People after three years, before and after:

# %%
asked = "participants < 300 at year 3"
could_be = ct.discover(asked, over="ranges", points=SETS).worlds["figure"]
agree = ct.discover(asked, points=SETS).worlds["figure"]
spread = pd.DataFrame({"could be": could_be, "agree": agree}).quantile([0.05, 0.25, 0.5, 0.75, 0.95])
spread.round()

# %% [markdown]
# What agrees is not one set but a crowd, which only has the total in common: that is why it is asked as a whole.

# %%
low, high = spread.loc[[0.05, 0.95], "agree"]
title = f"After three years: nine sets in ten that agree have {low:,.0f} to {high:,.0f} people"
ax = ct.axes(title, x="people reached in three years", y="sets")
ax.hist([could_be, agree], bins=range(0, 601, 50), label=["all that could be", "what agrees"])
ax.axvline(300, color="black", linewidth=1, label="published")
legend = ax.legend(frameon=False)

# %% [markdown]
# ## How far the answer spreads
#
# Twice the training places from the fourth year on, in the same simulations as the reference. A difference in each
# simulation:

# %%
made = ct.compare("ref", "double_places", seeds=WORLDS, years=YEARS)
people = made.table.pivot(index="seed", columns="scenario", values="participants")
more = people["double_places"] - people["ref"]
more.describe().round()

# %% [markdown]
# `in_worlds` says the same of each figure, with errors: `p50` is the median, `p50_error` its standard error, `p5` to
# `p95` hold 90 % of simulations, `low` to `high` is the 95 % interval of the mean, `above_zero` the share with more.

# %%
told = made.in_worlds().set_index("indicator").loc["people"]
share, middle = told["above_zero"], told["p50"]
title = f"Twice the places bring more people in {share:.0%} of {WORLDS} simulations, in the median {middle:,.0f}"
ax = ct.axes(title, x=f"people more in {YEARS} years", y="simulations")
ax.hist(more, bins=25)
ax.locator_params(axis="y", integer=True)
line = ax.axvline(0, color="black", linewidth=1)

# %% [markdown]
# ## What the spread comes of
#
# Some simulations are run again with other chance, to separate chance from what is not known: which numbers,
# and by which rule people decide (`structure`). More runs make none of them smaller, and knowing more makes the last
# two so.

# %%
parts = ["luck", "parameters", "structure"]
shares = pd.DataFrame({"share": told[parts], "error": told[[f"{one}_error" for one in parts]].to_numpy()})
shares.astype(float).round(2)

# %% [markdown]
# ## Other accounts
#
# A *reading* is another account of how things work; it is not weighed, but asked apart. Some change what is said of
# emissions alone; here are those under which other people may come (columns `says` and `source` tell more).

# %%
readings = ct.readings().set_index("reading")
readings.loc[~readings["emissions_alone"], ["title"]]

# %% [markdown]
# The same comparison under each, in fewer simulations: the answer *stands* where the middle lies on the same side of 0.

# %%
under = made.readings(worlds=OF_EACH).query("figure == 'people'").set_index("reading")
under[["middle", "above_zero", "worlds", "stands"]].round(2)

# %% [markdown]
# As a picture, the middle under each reading:

# %%
titles = readings.loc[under.index, "title"]
title = f"The answer stands under {under['stands'].sum()} of {len(under)} accounts of who comes"
ax = ct.axes(title, x=f"people more in {YEARS} years, median of {OF_EACH} simulations each", height=3)
ax.plot(under["middle"], titles, "o")
ax.axvline(told["p50"], color="grey", linewidth=1, linestyle="--")
line = ax.axvline(0, color="black", linewidth=1)

# %% [markdown]
# Which question to put to whom first, so that the next answer spreads less: `ct.worth_knowing()` says, in some minutes.

# %%
falls = ", ".join(titles[~under["stands"]]) or "none"
weak = under["above_zero"].astype(float).idxmin()
by = shares["share"].astype(float).mul(100).round()

# %% [markdown]
# ## Answer

# %%
ct.answer(
    f"**After {YEARS} years**, twice the training places from 2020 on have brought {told['p50']:+,.0f} people (90 % "
    f"range {told['p5']:+,.0f} to {told['p95']:+,.0f}) in {WORLDS} simulations that agree with what was observed, more "
    f"than none in {told['above_zero']:.0%}. Of the spread {by['luck']:.0f} % is chance, {by['parameters']:.0f} % "
    f"numbers that nobody knows and {by['structure']:.0f} % how people decide. It falls under {falls} of {len(under)} "
    f"other accounts, and is least sure if {titles[weak]}: more in {under.loc[weak, 'above_zero']:.0%} of {OF_EACH} "
    "simulations."
)
