# %% [markdown]
# # 6. Your own territory: would the same effort a head reach as many people there?
#
# Any EPCI of France can be named, and what the programme puts in is then scaled to its residents. Here Dinan
# Agglomération beside Grand Besançon; then the same communes from your own table. The last cell answers the
# question.
#
# **What this does not show.** The model is calibrated on Grand Besançon alone, and what the national tables lack of
# other territories is filled in from its communes. That residents are as willing in Dinan as in Besançon is an
# assumption: what differs here is geography and size, not people.

# %%
import os

import pandas as pd
from scipy.stats import ttest_ind, ttest_rel

import contagion as ct

QUICK = os.environ.get("CONTAGION_QUICK") == "1"
YEARS, SEEDS = (3, 3) if QUICK else (10, 40)

# %% [markdown]
# ## A territory by name
#
# An EPCI, a department or a region, by name or code. It says what its tables lack and how that was filled in.

# %%
dinan = ct.territory("Dinan Agglomération")
dinan

# %% [markdown]
# Where people live. Contours are shipped for Grand Besançon alone; elsewhere a commune is a circle.

# %%
communes = dinan.communes.set_index("insee_code")
ax = dinan.plot(communes["population"] / communes["area_km2"], label="inhabitants per km²")

# %% [markdown]
# ## The effort
#
# Training places, founders, coordinators, events and letters are scaled by residents aged 15 and over, in whole numbers
# where half a thing cannot be had; `effort="as-written"` keeps them as they are.

# %%
there = ct.many("ref", seeds=SEEDS, years=YEARS, ensemble=None, territory=dinan)
print(there.scenario.effort)

# %% [markdown]
# ## Side by side
#
# Only what is counted for each 1,000 residents can be compared: `coverage`. `low` to `high` is the 95 % interval of the
# mean, `run_p5` to `run_p95` hold nine runs in ten.

# %%
here = ct.many("ref", seeds=SEEDS, years=YEARS, ensemble=None)
asked = ["coverage", "communes_reached", "periphery_ratio", "time_without_partner"]
both = pd.concat({"Grand Besançon": here.summary(asked), "Dinan": there.summary(asked)}).droplevel(1)
both.set_index("indicator", append=True).drop(columns="seeds").round(2)

# %% [markdown]
# The two have no residents in common, so that the same seed means nothing here: the difference is one of two unrelated
# samples, and its interval is wider than that of a pair.

# %%
test = ttest_ind(there.table["coverage"], here.table["coverage"], equal_var=False)
low, high = test.confidence_interval()
difference = there.mean("coverage") - here.mean("coverage")
pd.Series({"difference in coverage": difference, "low": low, "high": high}).round(2)

# %% [markdown]
# ## Your own table
#
# A table of communes needs these columns; better figures go into it, and all others may be missing. Here age bands stay
# as they are, and jobs and establishments are left out: they are then the same for each inhabitant everywhere, which is
# another way to fill in what nobody knows.

# %%
ages = [name for name in dinan.communes if name.startswith("age_")]
needed = ["insee_code", "name", "population", "area_km2", "latitude", "longitude"]
mine = dinan.communes[[*needed, *ages]].assign(source="your own table")
own = ct.Territory.from_dataframe(mine, name="Dinan, own table")
own

# %% [markdown]
# How much hangs on what was filled in? The residents are the same in both tables, so that seeds can be paired.

# %%
other = ct.many("ref", seeds=SEEDS, years=YEARS, ensemble=None, territory=own)
filled = ttest_rel(other.table["coverage"], there.table["coverage"]).confidence_interval()
filled_in = other.mean("coverage") - there.mean("coverage")
pd.Series({"difference by what is filled in": filled_in, "low": filled.low, "high": filled.high}).round(2)

# %% [markdown]
# ## Answer

# %%
verdict = "fewer" if high < 0 else "more" if low > 0 else "not distinguishably more or fewer"
ct.answer(
    f"**After {YEARS} years**, with the same effort a head, the model reaches {verdict} people in Dinan: "
    f"{there.mean('coverage'):.1f} of 1,000 residents against {here.mean('coverage'):.1f} in Grand Besançon, a "
    f"difference of {difference:+.1f} (95 % interval {low:+.1f} to {high:+.1f}, {SEEDS} runs each). Jobs and "
    f"establishments filled in another way change Dinan by {filled_in:+.1f} ({filled.low:+.1f} to {filled.high:+.1f}, "
    f"paired). Neither interval holds what the model does not know: whether people there are as willing."
)
