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
# # 2. Which scenario reaches more people, and by how much?
#
# Three scenarios over the same territory: the reference (REF: the programme's own claims), LOWLOSS (facilitators are
# slower and nearly all stay) and CAUTIOUS (what is known of such programmes elsewhere). Each is run with the same
# seeds, and scenarios are compared seed by seed. The last cell answers the question.
#
# **What this does not show.** The intervals say how well the *model's* difference is known from so many runs. They do
# not say how well the model knows the world, nor which scenario is the true one.

# %%
import os
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

from IPython.display import Markdown

warnings.filterwarnings("ignore", "IProgress not found")  # of a progress bar that is not used here

from experiments.figures.comparison import differences_figure, trajectories_figure
from experiments.questions.editions import stamp
from experiments.studies.comparison import comparison
from experiments.studies.lab import laboratory
from models.runs.cases import case, scenario_case
from models.scenarios.scenario import FOLDER, read
from sim.statistics.compare import paired

# %matplotlib inline

# %%
QUICK = os.environ.get("CONTAGION_QUICK") == "1"  # few short runs, to see that everything works
YEARS = 2 if QUICK else 10
SEEDS = 3 if QUICK else 15
Markdown(stamp())

# %% [markdown]
# A laboratory makes runs, on all cores, and keeps them. Here they are kept in a temporary folder; with
# `store=Path("results/store")` in its place, a second call would find them there and run nothing.

# %%
kept = TemporaryDirectory()
lab = laboratory("serial" if QUICK else "processes", store=Path(kept.name))
scenarios = [read(FOLDER / f"{name}.toml") for name in ("ref", "lowloss", "cautious")]
made = comparison(lab, scenarios, years=YEARS, replicates=SEEDS, automatic=False)

# %% [markdown]
# ## The course of each scenario
#
# Lines are means, bands hold nine runs in ten. Where bands overlap, single runs of one scenario can lie above single
# runs of the other. That is not yet a reason to doubt that the scenarios differ: for that, look at the differences.

# %%
trajectories_figure(made)

# %% [markdown]
# ## The differences, seed by seed
#
# Each dot is a mean difference from the reference, in per cent of the reference; each bar its 95 % interval.

# %%
differences_figure(made)

# %% [markdown]
# The same in figures, for the main indicators:

# %%
main = ["participants", "completers", "facilitators_active", "facilitators_trained", "communes_reached"]
columns = ["scenario", "indicator", "base", "mean", "difference", "low", "high"]
made.table[made.table["indicator"].isin(main)][columns].round(1)

# %% [markdown]
# ## Why the same seeds
#
# With the same seed, two scenarios meet the same residents and the same luck, until the policy makes them differ. What
# luck adds to both then drops out of the difference. `variance_ratio` says how much that is worth: with a ratio of 3,
# unrelated seeds would need about three times as many runs for the same precision. A ratio near 1 means that the two
# courses soon have little in common; below 1, common seeds happened to be of no help. From so few seeds the ratio is
# itself only roughly known. `needed` and `needed_unpaired` are the runs of each scenario for a difference known to
# within 5 % of itself or 1 % of the base.

# %%
columns = ["scenario", "indicator", "variance_ratio", "needed", "needed_unpaired"]
made.table[made.table["indicator"].isin(main)][columns].round(2)

# %% [markdown]
# ## A scenario of one's own
#
# Settings are laid over a scenario, by the names that `contagion parameters` lists. Here the reference with twice the
# training places. Runs that the laboratory has made already are not made again.

# %%
own = read(settings=["training.places=20"])
cases = [scenario_case(scenarios[0]), case(own.parameters, scenario="twenty places")]
runs = lab.run(cases, range(1, SEEDS + 1), YEARS)
mine = paired(runs.table, "scenario", "ref", main)
mine[["scenario", "indicator", "base", "mean", "difference", "low", "high", "variance_ratio"]].round(2)

# %% [markdown]
# ## Answer

# %%
rows = made.table[made.table["indicator"] == "participants"].set_index("scenario")
words = [
    f"{row['difference']:+,.0f} people with {name.upper()} ({row['low']:+,.0f} to {row['high']:+,.0f}; "
    f"variance ratio {row['variance_ratio']:.1f})"
    for name, row in rows.iterrows()
]
twenty = mine.set_index("indicator").loc["participants"]
Markdown(
    f"**After {YEARS} years** the reference has reached {rows['base'].iloc[0]:,.0f} people on average; against it, "
    f"{' and '.join(words)}. Twice the training places change it by {twenty['difference']:+,.0f} "
    f"({twenty['low']:+,.0f} to {twenty['high']:+,.0f}). Brackets: 95 % intervals of mean differences over {SEEDS} "
    f"common seeds; an interval that holds 0 leaves open which of the two reaches more."
)
