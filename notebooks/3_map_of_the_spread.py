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
# # 3. Where does the programme spread, and does it leave the centre?
#
# The 68 communes of Grand Besançon are very unequal: the centre holds most of the residents, and most groups meet
# there. Do people in the other communes take part as often, once their number is taken into account? First one run,
# year by year; then the mean of several. The last cell answers the question.
#
# **What this does not show.** The places are those of the model, which knows where people live, work and have ties,
# but not the mayor who opens a hall or the association that is known to all. For a single small commune the figures
# are of few people: look at the pattern.

# %%
import os
import warnings

import pandas as pd
from IPython.display import Markdown
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure

warnings.filterwarnings("ignore", "IProgress not found")  # of a progress bar that is not used here

from experiments.figures.maps import draw_territory
from experiments.figures.style import styled, titled
from experiments.figures.yearly_maps import map_by_year
from experiments.questions.editions import stamp
from experiments.studies.uncertainty import half_width, interval
from models.runs.simulation import simulate, territory_for
from models.scenarios.scenario import read

# %matplotlib inline

# %%
QUICK = os.environ.get("CONTAGION_QUICK") == "1"  # few short runs, to see that everything works
YEARS, SHOWN = (2, [1, 2]) if QUICK else (10, [3, 10])
SEEDS = range(1, 4 if QUICK else 11)
Markdown(stamp())

# %%
scenario = read()
territory = territory_for(scenario)
runs = [simulate(scenario, territory, years=YEARS, seed=seed) for seed in SEEDS]

# %% [markdown]
# ## One run, year by year
#
# Groups that have started in each commune so far. With another seed, other communes would come first.

# %%
map_by_year(runs[0], territory)

# %% [markdown]
# ## The mean of all runs: participants per 1,000 residents
#
# People are counted where they live, wherever their group met, since the start of the programme, for each 1,000
# residents aged 15 and over. One scale for both maps; in a small commune one person makes much of the colour.

# %%
yearly = pd.concat(run.tables["communes"].assign(seed=seed) for seed, run in zip(SEEDS, runs, strict=True))
counted = ["participants", "groups_started"]
so_far = yearly.set_index(["seed", "commune", "year"])[counted].groupby(["seed", "commune"]).cumsum().reset_index()
residents = pd.Series(territory.residents.sum(axis=1), index=territory.codes, name="residents")
so_far = so_far.join(residents, on="commune")
so_far["rate"] = 1000 * so_far["participants"] / so_far["residents"]
rates = so_far.groupby(["year", "commune"])["rate"].mean()

# %%
everyone = so_far.groupby(["year", "seed"])[["participants", "residents"]].sum()
overall = (1000 * everyone["participants"] / everyone["residents"]).groupby("year").mean()


@styled
def mean_maps():
    """A map for each year shown."""
    figure = Figure(figsize=(11.5, 5.9), dpi=80)
    scale = PowerNorm(0.5, 0, rates.loc[SHOWN].max())
    for ax, year in zip(figure.subplots(1, 2), SHOWN, strict=True):
        title = f"After {year} year{'s' * (year > 1)}: {overall[year]:.1f} per 1,000 in the territory"
        label = "participants per 1,000 residents aged 15+"
        draw_territory(territory, rates[year].to_dict(), ax=ax, norm=scale, label=label, title=title, source=False)
    far = 100 * (rates[SHOWN[-1]] < overall[SHOWN[-1]]).mean()
    foot = (
        f"Means of {len(SEEDS)} runs, seeds {SEEDS[0]} to {SEEDS[-1]}; people counted where they live, since the "
        f"start. {scenario.title}. Colours: square-root scale, the same in both maps. Source: {territory.source}"
    )
    titled(figure, f"After {SHOWN[-1]} years {far:.0f} % of the communes lie below the rate of the territory", foot)
    return figure


mean_maps()

# %% [markdown]
# ## How many communes are reached?
#
# A commune is reached when a group has started in it; in more communes somebody took part, in a group elsewhere.
# Shares of the communes, means over the seeds with their 95 % intervals.

# %%
of_communes = (
    100
    * so_far.assign(a_group=so_far["groups_started"] > 0, a_participant=so_far["participants"] > 0)
    .groupby(["year", "seed"])[["a_group", "a_participant"]]
    .mean()
)
reached = pd.DataFrame({year: interval(of_communes.loc[year], ["a_group", "a_participant"]) for year in SHOWN}).T
reached.rename_axis("year").round(1)

# %% [markdown]
# ## Centre and periphery
#
# The centre, the communes that touch it, and all others: participants per 1,000 residents aged 15 and over, and the
# ratio to the centre, seed by seed, with its 95 % interval.

# %%
centre, touching = territory.codes[territory.centre], territory.contiguity[territory.centre]
ring = pd.Series("all others", index=territory.codes).where(~touching, "touching it")
ring[centre] = "centre"
by_ring = so_far[so_far["year"].isin(SHOWN)].join(ring.rename("ring"), on="commune")
by_ring = by_ring.groupby(["year", "ring", "seed"])[["participants", "residents"]].sum()
per_thousand = (1000 * by_ring["participants"] / by_ring["residents"]).unstack("ring")
ratio = per_thousand.div(per_thousand["centre"], axis=0)
table = pd.DataFrame(
    {
        (year, name): {
            "communes": (ring == name).sum(),
            "participants per 1,000": per_thousand.loc[year, name].mean(),
            "±": half_width(per_thousand.loc[year, name]),
            "ratio to the centre": ratio.loc[year, name].mean(),
            "± of the ratio": half_width(ratio.loc[year, name]),
        }
        for year in SHOWN
        for name in ("centre", "touching it", "all others")
    }
).T.rename_axis(["year", "where"])
table.round(2)

# %% [markdown]
# ## Answer

# %%
last, name = SHOWN[-1], territory.names[territory.centre]
share, away = reached.loc[last], table.loc[(last, "all others")]
low, high = (away["ratio to the centre"] + sign * away["± of the ratio"] for sign in (-1, 1))
verdict = (
    "less often than" if high < 1 else "more often than" if low > 1 else "not distinguishably less or more often than"
)
Markdown(
    f"**After {last} years** a group has started in {share['a_group']:.0f} % of the {len(territory)} communes "
    f"({share['a_group_low']:.0f} to {share['a_group_high']:.0f} %), and somebody has taken part from "
    f"{share['a_participant']:.0f} % of them ({share['a_participant_low']:.0f} to "
    f"{share['a_participant_high']:.0f} %). Residents of communes that do not touch {name} take part {verdict} "
    f"residents of {name}: {away['participants per 1,000']:.1f} in 1,000 against "
    f"{table.loc[(last, 'centre'), 'participants per 1,000']:.1f}, a ratio of {away['ratio to the centre']:.2f} "
    f"({low:.2f} to {high:.2f}). Means over {len(SEEDS)} seeds; in brackets their 95 % intervals."
)
