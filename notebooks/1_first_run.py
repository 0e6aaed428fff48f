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
# # 1. One run: what grew, and what was short?
#
# A run of the model is one possible course of the programme: groups start, people take part, some of them become
# facilitators, and something is always short. Here is one run of the reference scenario, with its figures and its
# tables. The last cell answers the question.
#
# **What this does not show.** One run is one draw of chance. How much runs differ is only touched on at the end;
# notebook 2 compares scenarios over many seeds. And no run is a forecast: most parameters are assumptions
# (`contagion parameters` lists them with their evidence).

# %%
import os
import warnings

import pandas as pd
from IPython.display import Markdown

warnings.filterwarnings("ignore", "IProgress not found")  # of a progress bar that is not used here

from experiments.figures.run import family_tree, stock_and_flow, what_was_short
from experiments.questions.editions import stamp
from experiments.studies.uncertainty import interval
from models.outcomes.shortages import IN_WORDS
from models.runs.simulation import simulate, territory_for
from models.scenarios.scenario import read

# %matplotlib inline

# %%
QUICK = os.environ.get("CONTAGION_QUICK") == "1"  # a short run, to see that everything works
YEARS = 3 if QUICK else 10
SEEDS = range(1, 4 if QUICK else 11)
Markdown(stamp())

# %% [markdown]
# ## The run
#
# A scenario is a set of parameters; without a file it is the reference. To change one, pass settings, as in
# `read(settings=["training.places=20"])`. The seed stands for all chance: the same seed gives the same run again.

# %%
scenario = read()
territory = territory_for(scenario)
results = simulate(scenario, territory, years=YEARS, seed=1)
scenario.title

# %% [markdown]
# ## What grew
#
# The stock of facilitators, the people reached since the start, and the people reached each year. "Reached" means
# present at the first session of a group.

# %%
stock_and_flow(results, territory)

# %% [markdown]
# ## What was short
#
# In each week, what happened in the year up to it is compared: did more people register, or fewer, than the groups
# that opened had seats? Did facilitators wait for partners, was money missing, were receptive people few? This is a
# fact about the run. What would have helped is another question, which takes many runs: `contagion limits`.

# %%
what_was_short(results, territory)

# %% [markdown]
# ## Who came from whom
#
# Every dot is a facilitator; lines lead from the pair that led a group to those of its members who later trained.

# %%
family_tree(results, territory)

# %% [markdown]
# ## Tables to look at
#
# Among `results.tables` are `weeks` (stocks, and totals since the start), `communes` (what happened in each,
# year by year), `groups`, `facilitators` and `events`. Here is the end of each year from `weeks`:

# %%
weeks = results.tables["weeks"]
shown = ["active", "aspirants", "waiting", "partners", "trained", "groups_started", "participants", "completers"]
weeks.groupby(weeks["week"] // 52 + 1)[shown].last().rename_axis("year")

# %% [markdown]
# The groups that have finished, by how many of their members completed:

# %%
groups = results.tables["groups"]
groups[groups["state"] == "finished"]["completers"].value_counts().sort_index().to_frame("groups").T

# %% [markdown]
# Where facilitators came from, and how many groups they have led:

# %%
results.tables["facilitators"].groupby("source").agg(
    trained=("facilitator", "size"), still_active=("active", "sum"), groups_led=("groups_led", "sum")
)

# %% [markdown]
# ## How far one run can be trusted
#
# The same scenario with other seeds, that is, with the same rules and other luck:

# %%
others = pd.DataFrame([simulate(scenario, territory, years=YEARS, seed=seed).summary for seed in SEEDS])
others[["seed", "participants", "completers", "facilitators_active", "communes_reached"]]

# %% [markdown]
# ## Answer

# %%
made, spread = results.summary, interval(others, ["participants", "facilitators_active"])
share, most = max((share, name) for name, share in made["short"].items())
Markdown(
    f"**In this run** the programme reached {made['participants']:,} people in {YEARS} years and had "
    f"{made['facilitators_active']} active facilitators at the end, {made['facilitators_from_groups']} of all "
    f"{made['facilitators_trained']} trained having come from its groups. In most weeks, over the year "
    f"up to them, {IN_WORDS[most]} ({share:.0%} of the weeks). **Over {len(others)} seeds** the "
    f"people reached lie between {others['participants'].min():,} and {others['participants'].max():,}, with a mean of "
    f"{spread['participants']:,.0f} (95 % interval {spread['participants_low']:,.0f} to "
    f"{spread['participants_high']:,.0f}): that much is chance alone."
)
