# %% [markdown]
# # 4. Reading a sweep: where do training places limit, where the wish to facilitate, and how sure is that?
#
# Two numbers stand side by side in every plan: how many facilitators can be trained, and how many participants wish to
# become one. Here both are varied, first on a grid, then with others over a Latin hypercube and by a design of SALib's.
# How many seeds does that take, and what does an interval say? The last cell answers the question.
#
# **What this does not show.** A sweep says what the model does at values that somebody chose. It does not say which of
# them are true, and nothing between or beyond them but what a reader adds.

# %%
import os

import numpy as np
import pandas as pd
from SALib.analyze import sobol
from SALib.sample import sobol as saltelli
from scipy.stats import t as student

import contagion as ct

QUICK = os.environ.get("CONTAGION_QUICK") == "1"
YEARS, SEEDS, POINTS, MANY, BASE = (4, 3, 16, 12, 8) if QUICK else (10, 8, 40, 60, 64)

# %% [markdown]
# ## A grid
#
# Each value of one is combined with each of the other, and each point is run with the same seeds. Both are doubled from
# step to step.

# %%
wishes, places = [0.05, 0.1, 0.2, 0.4], [5, 10, 20, 40]
grid = ct.sweep({"volunteering.wish": wishes, "training.places": places}, seeds=SEEDS, years=YEARS, ensemble=None)
grid

# %% [markdown]
# People reached, a mean over the seeds in each cell. Where a row changes nothing from left to right, the wish does not
# limit; where a column changes nothing upwards, the places do not.

# %%
ax = grid.heatmap("participants")

# %% [markdown]
# The same grid, and the share of weeks in which all training seats were taken. Bright: people wait for seats. Dark:
# seats wait for people.

# %%
ax = grid.heatmap("short_in_training_seats")

# %% [markdown]
# ## Where each limits
#
# At each point either number can be doubled. The gain is taken seed by seed, as the same seed brings the same chance to
# both points; `half` is half its 95 % interval: Student's t times the standard error of the mean gain.

# %%
people = grid.table.pivot(index="seed", columns=grid.varied, values="participants")
gains = []
for wish, place in [(wish, place) for wish in wishes[:-1] for place in places[:-1]]:
    for doubled, point in (("places", (wish, 2 * place)), ("wish", (2 * wish, place))):
        gain = people[point] - people[wish, place]
        half = student.ppf(0.975, SEEDS - 1) * gain.sem()
        gains.append({"wish": wish, "places": place, "doubled": doubled, "gain": gain.mean(), "half": half})
gains = pd.DataFrame(gains).set_index(["doubled", "wish", "places"])

# %% [markdown]
# What doubling the places brings, and what doubling the wish brings, at each point: people gained.

# %%
gains["gain"].unstack(["doubled", "places"]).round(0)

# %% [markdown]
# Which gains can be told from none? Those whose interval lies above 0. Of so many intervals about one in twenty leaves
# out what is true, so that a single cell proves little, and a pattern more.

# %%
told = gains[gains["gain"] > gains["half"]].reset_index()
told.groupby(["wish", "places"])["doubled"].agg(" and ".join).unstack().fillna("neither")

# %% [markdown]
# ## Many parameters: a Latin hypercube
#
# A grid of four numbers would take hundreds of points. A Latin hypercube spreads few points evenly over the ranges;
# what each parameter does is then a partial rank correlation (PRCC): 1 where more of it only ever means more, with the
# others held, −1 where it means less. `None` stands for the declared range.

# %%
ranges = {
    "volunteering.wish": (0.05, 0.4),
    "training.places": (5, 40),
    "retention.loss_per_year": None,
    "facilitation.rest_weeks": None,
}
cube = ct.sweep(ranges, points=POINTS, seeds=2, years=YEARS, ensemble=None)
ax = cube.plot("participants")

# %% [markdown]
# The order depends on the ranges: a parameter that is varied by little can do little.

# %%
ranks = cube.prcc("participants").set_index("parameter")
ranks.join(cube.table[list(ranges)].agg(["min", "max"]).T.add_prefix("varied_")).round(2)

# %% [markdown]
# ## A design of your own: Sobol' indices by SALib
#
# A data frame is a design too: one row per point, one column per parameter, in the order that another library needs.
# SALib's Saltelli design is for Sobol' indices, which split the variance of a result among the parameters. It takes
# many points, so these runs are of five years. Seats are whole numbers, so they are rounded.

# %%
between = {"volunteering.wish": (0.05, 0.4), "training.places": (5, 40), "retention.loss_per_year": (0.05, 0.5)}
problem = {"num_vars": len(between), "names": list(between), "bounds": list(between.values())}
rows = saltelli.sample(problem, BASE, calc_second_order=False, seed=1)
design = pd.DataFrame(rows, columns=problem["names"]).round({"training.places": 0})
own = ct.sweep(design, seeds=2 if QUICK else 4, years=5, ensemble=None)
own

# %% [markdown]
# SALib reads one number per point, in the order of the rows: here the mean over the seeds.

# %%
reached = own.table.groupby("point")["participants"].mean()
indices = pd.concat(sobol.analyze(problem, reached.to_numpy(), calc_second_order=False, seed=1).to_df(), axis=1)
top = indices.sort_values("ST").iloc[-1]
low, high = top["ST"] - top["ST_conf"], top["ST"] + top["ST_conf"]
indices.round(2)

# %% [markdown]
# `S1` is the share of the variance that a parameter explains alone, and `ST` the share in which it plays a part, alone
# or with others. If the 95 % intervals (± `S1_conf`, ± `ST_conf`) of two parameters overlap, their order is not known;
# an `S1` above its `ST` is an error of estimation too.
#
# All points share the same seeds (common random numbers). With another seed in each row, chance would count in every
# `ST`; as it is, the seeds' mean leaves little of it there, and more seeds leave less. To measure chance itself, make
# it a parameter of the design, and a column `seed` of the frame.

# %%
title = f"{top.name} plays a part in {low:.0%} to {high:.0%} of the variance after five years"
ax = ct.axes(title, x="share of the variance, with 95 % intervals", height=3)
for index, label, up in (("S1", "alone (S1)", 0.1), ("ST", "alone or with others (ST)", -0.1)):
    half = indices[f"{index}_conf"]
    ax.errorbar(indices[index], np.arange(len(indices)) + up, xerr=half, fmt="o", capsize=3, label=label)
ax.set_yticks(range(len(indices)), indices.index)
legend = ax.legend(frameon=False)

# %% [markdown]
# ## How many seeds are enough?
#
# The mean of more and more runs of the reference, with its 95 % interval. Half the width takes four times the runs.

# %%
people = ct.many("ref", seeds=MANY, years=YEARS, ensemble=None).table["participants"]
so_far = people.expanding(2)
width = so_far.sem() * student.ppf(0.975, so_far.count() - 1)
title = f"After {MANY} runs the mean is known to ± {width.iloc[-1]:,.0f} people, after six to ± {width[5]:,.0f}"
ax = ct.axes(title, x="runs", y="people reached: mean, and its interval")
ax.plot(so_far.count(), so_far.mean())
band = ax.fill_between(so_far.count(), so_far.mean() - width, so_far.mean() + width, alpha=0.25)

# %% [markdown]
# ## What an interval says
#
# Six seeds at a time, as if each six were all that was run: each bar is the interval of one mean. The line is the mean
# of all runs. Most bars hold it; about one in twenty does not, and nothing tells which.

# %%
sixes = people.groupby(people.index // 6).agg(["mean", "sem"])
reach = student.ppf(0.975, 5) * sixes["sem"]
held = ((sixes["mean"] - people.mean()).abs() < reach).sum()
title = f"{held} of {len(sixes)} intervals hold the mean of all runs"
ax = ct.axes(title, x="six seeds at a time", y="people reached")
ax.errorbar(sixes.index + 1, sixes["mean"], reach, fmt="o", capsize=3)
line = ax.axhline(people.mean(), color="grey")

# %% [markdown]
# An interval of a mean is not where runs lie. How many single runs are inside the interval of the mean of all?

# %%
inside = ((people - people.mean()).abs() < width.iloc[-1]).mean()
pd.Series({"bars that hold the mean of all": held, "bars": len(sixes), "share of runs inside": round(inside, 2)})

# %% [markdown]
# For the answer, two points of the grid in words: few places and many, where few wish to facilitate.

# %%
wish, few, many = wishes[1], places[0], places[-2]
said = pd.Series([f"{gain:+,.0f} ± {half:,.0f}" for gain, half in gains.to_numpy()], index=gains.index)
first, near = ranks.iloc[0], 100 * width.iloc[-1] / people.mean()

# %% [markdown]
# ## Answer

# %%
ct.answer(
    f"**After {YEARS} years**, where {wish:.0%} of those who complete wish to facilitate: from {few} training places a "
    f"year on, twice the places change the people reached by {said['places', wish, few]}, twice the wish by "
    f"{said['wish', wish, few]}; from {many} places on, by {said['places', wish, many]} and {said['wish', wish, many]} "
    f"(± half the 95 % interval, over {SEEDS} common seeds). Of {len(ranks)} parameters over wide ranges, "
    f"{ranks.index[0]} goes most closely with the people reached (PRCC {first['prcc']:.2f}, {first['low']:.2f} to "
    f"{first['high']:.2f}, {POINTS} points). The mean of {MANY} runs is known to ± {near:.0f} %; {inside:.0%} of "
    f"single runs are as near."
)
