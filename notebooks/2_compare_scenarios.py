# %% [markdown]
# # 2. Which scenario reaches more people, and by how much?
#
# Three scenarios over the same territory: the reference (`ref`: the programme's own claims), `lowloss` (facilitators
# are slower and nearly all stay) and `cautious` (what is known of such programmes elsewhere); and one of your own.
# Each is run with the same seeds, and scenarios are compared seed by seed. The last cell answers the question.
#
# **What this does not show.** The intervals say how well the *model's* difference is known from so many runs of one set
# of values. What is not known of the values makes it much wider: notebook 10 asks the same in many simulations.

# %%
import os

import contagion as ct

QUICK = os.environ.get("CONTAGION_QUICK") == "1"
YEARS, SEEDS = (2, 3) if QUICK else (10, 25)

# %% [markdown]
# ## Your own scenario
#
# Settings are laid over a scenario of the library, by the names that `contagion parameters` lists. Here the reference
# with twice the training places.

# %%
twenty = ct.read("ref", {"training.places": 20}, name="twenty places")
twenty

# %% [markdown]
# ## The comparison
#
# The first scenario is what the others are compared with. Runs are kept in `results/store`, and are not made again.
# Here each scenario has the one set of values that it says (`ensemble=None`), and many seeds: what differs is chance.

# %%
made = ct.compare("ref", "lowloss", "cautious", twenty, seeds=SEEDS, years=YEARS, ensemble=None)
made

# %% [markdown]
# ## The course of each scenario
#
# Lines are means; nine runs in ten lie in a band. Where bands overlap, single runs of one scenario can lie above single
# runs of the other. That is no reason to doubt that the scenarios differ: for that, look at the differences.

# %%
ax = made.plot("participants")

# %% [markdown]
# ## The differences, seed by seed
#
# The mean of the paired differences from the reference, year by year, with its 95 % interval.

# %%
course = made.difference("participants", by="year")
course[course["year"] == YEARS].round(1)

# %% [markdown]
# The same as a picture: a line that leaves 0 together with all of its band is a difference that can be told.

# %%
last = course[course["year"] == YEARS].set_index("scenario")
apart = [name for name, row in last.iterrows() if row["low"] * row["high"] > 0]
title = f"In year {YEARS}, compared with the reference: {', '.join(apart) or 'none'}"
ax = ct.axes(title, x="year", y="people, against the reference")
for name, rows in course.groupby("scenario", sort=False):
    ax.plot(rows["year"], rows["difference"], label=name)
    ax.fill_between(rows["year"], rows["low"], rows["high"], alpha=0.25)
ax.axhline(0, color="grey", linewidth=1)
legend = ax.legend(frameon=False)

# %% [markdown]
# ## Why the same seeds
#
# With the same seed, two scenarios meet the same residents and the same chance, until the policy makes them differ.
# What chance adds to both then drops out of the difference. With a `variance_ratio` of 3, unrelated seeds would need
# three times as many runs for the same precision; near 1, the two courses soon have little in common. `needed` is how
# many runs it takes to know a difference to 5 % of itself or 1 % of the base, `needed_unpaired` how many with other
# seeds.

# %%
people = made.differences[made.differences["indicator"] == "participants"].set_index("scenario")
people[["difference", "low", "high", "variance_ratio", "needed", "needed_unpaired"]].round(1)

# %% [markdown]
# For the answer, in words.

# %%
differences = ", ".join(
    f"{row['difference']:+,.0f} with {name} ({row['low']:+,.0f} to {row['high']:+,.0f})"
    for name, row in people.iterrows()
)

# %% [markdown]
# ## Answer

# %%
ct.answer(
    f"**After {YEARS} years** the reference has reached {people['base'].iloc[0]:,.0f} people on average; against it, "
    f"{differences}. In brackets the 95 % interval of each mean difference over {SEEDS} common seeds; where it holds "
    f"0, the runs leave open which of the two reaches more."
)
