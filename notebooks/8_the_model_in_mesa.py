# %% [markdown]
# # 8. The Mesa model: do a few facilitators lead most of the groups?
#
# `ct.model` is a Mesa model: agents of four types, in `models/mesa_model`. This notebook looks at it in ten steps, with
# a picture each: the territory, the people, a group, a pair, training, invitations, partners, loss, a run and a map.
# Then it changes a rule. The fast model behind `ct.run` follows the same rules; a test compares the two on 111
# statistics.
#
# **What this does not show.** Nobody has published how many groups each facilitator in Grand Besançon has led. Here
# facilitators differ in their time and in how long they stay, as assumed. They do not differ in zeal.

# %%
import os
from collections import Counter

import networkx as nx
import numpy as np
import pandas as pd

import contagion as ct
from contagion.models.mesa_model import Facilitator, ProgrammeModel

QUICK = os.environ.get("CONTAGION_QUICK") == "1"
YEARS, SEEDS = (2, 3) if QUICK else (10, 8)
model = ct.model("ref", seed=1, years=YEARS)

# %% [markdown]
# ## 1. The territory
#
# `model.graph`, a NetworkX graph, holds the 68 communes. Each pair has a distance and shares of ties and of commuters
# as edge data. `model.space` is a `Network` of Mesa cells, one per commune by number, next to those it touches.

# %%
graph = model.space.G
places = nx.get_node_attributes(graph, "pos")
residents = [sum(ages) for _, ages in graph.nodes(data="ages")]
ax = ct.axes(f"{len(graph)} communes, {sum(residents):,} residents aged 15 and over", width=6.4, height=5)
ax.set_axis_off()
nx.draw_networkx_edges(graph, places, width=0.4, edge_color="grey", ax=ax)
drawn = nx.draw_networkx_nodes(graph, places, node_size=[max(5, people / 100) for people in residents], ax=ax)

# %% [markdown]
# ## 2. The people
#
# One resident in seven is receptive; readiness follows a gamma distribution. A column per trait is enough for people
# whom the programme has not met. `model.resident(number)` makes an agent of one of them.

# %%
ready = model.people.readiness[model.people.readiness > 0]
share = 100 * len(ready) / model.people.size
ax = ct.axes(f"{share:.0f} % of residents are receptive, few of them very", x="readiness", y="residents")
bars = ax.hist(ready, bins=40)
somebody = model.resident(int(np.flatnonzero(model.people.readiness)[0]))
somebody.commune, somebody.band, somebody.free, somebody.status, len(model.people.household(somebody.number))

# %% [markdown]
# ## 3. A group
#
# A step is a week, stage by stage. Two facilitators open a group; people who wait take it if time and place suit
# them; it starts with eight registered, or with six when its ten weeks are over.

# %%
while not any(group.state == "finished" for group in model.groups):
    model.step()
group = model.groups_in("finished").to_list()[0]
attended = Counter(group.attended.values())
ax = ct.axes(
    f"{len(group.completers)} of {len(group.members)} members completed it", x="sessions attended", y="members"
)
bars = ax.bar([str(many) for many in sorted(attended)], [attended[many] for many in sorted(attended)])
group.cell.coordinate, group.opened, group.started, group.ended

# %% [markdown]
# ## 4. A pair
#
# A facilitator who is ready prefers last time's partner. Otherwise somebody nearby who is free at the same time is
# likelier than somebody far away.

# %%
one = model.active_facilitators.to_list()[0]
km = model.communes.km[one.resident.commune]
near = np.arange(0.0, 41.0)
weight = np.exp(-near / model.p.facilitation.pair_decay_km) * (near <= model.p.facilitation.pair_distance_km)
ax = ct.axes("A partner 20 km away is the farthest to be asked", x="km between two homes", y="weight")
line = ax.plot(near, weight)
[
    (a.unique_id, a.resident.commune, a.trained_with and a.trained_with.unique_id)
    for a in model.facilitators.select(at_most=4)
]

# %% [markdown]
# ## 5. Training
#
# Ten seats a year go to those in the queue, and to candidates of partners while the queue is short.

# %%
while model.week < 52 * YEARS:
    model.step()
trained = pd.Series([(one.trained_week // 52 + 1, one.source) for one in model.facilitators])
seats = pd.crosstab(trained.str[0].rename("year"), trained.str[1].rename("source"))
ax = ct.axes("After the founders, most seats go to former participants", x="year", y="people trained")
seats.plot.bar(stacked=True, ax=ax, rot=0, ylim=(0, 14)).legend(loc="upper left", ncols=3)
seats.sum()

# %% [markdown]
# ## 6. Invitations
#
# Former participants and facilitators invite people they know; partners, events and letters tell others. What counts
# is who then registers.

# %%
channels = ("word of mouth", "facilitator", "partner", "event", "letter")
per_1000 = [1000 * model.tally[f"registered: {name}"] / model.tally[f"told: {name}"] for name in channels]
ax = ct.axes("Few of those who get a letter register", y="registrations per 1,000 people told")
bars = ax.bar(channels, per_1000)

# %% [markdown]
# ## 7. Partners
#
# A coordinator contacts organisations; some become partners, tell their members and host groups, until they cease.

# %%
states = Counter(partner.state for partner in model.organisations)
sizes = [partner.members.size for partner in model.organisations]
ax = ct.axes(f"{states['active']} of {len(sizes)} organisations are active partners", x="members", y="organisations")
bars = ax.hist([sizes, [one.members.size for one in model.active_partners]], bins=30, log=True)
names = ax.legend(["all", "active partners"])
dict(states)

# %% [markdown]
# ## 8. Loss
#
# A quarter of the active facilitators would stop in a year. Whoever leads a group finishes it first.

# %%
begun = [one for one in model.facilitators if one.state != "never active"]
weeks = pd.Series([(model.week if one.left_week is None else one.left_week) - one.trained_week for one in begun])
ax = ct.axes("How long facilitators have stayed, so far", x="years since training", y="share who stayed longer")
line = ax.plot(np.sort(weeks) / 52, 1 - np.arange(len(weeks)) / len(weeks), drawstyle="steps")

# %% [markdown]
# ## 9. A run
#
# `DataCollector` holds the figures of each week under the names of our indicators.

# %%
figures = model.datacollector.get_model_vars_dataframe()
figures.index = (figures.index + 1) / 52
ax = ct.axes("People reached and facilitators active in one run", x="year")
figures[["participants", "facilitators_active"]].plot(ax=ax, secondary_y="facilitators_active")
figures.iloc[51::52].tail(3).T.rename(columns=int)

# %% [markdown]
# ## 10. A map
#
# The groups that started, where they met. To watch a run week by week in a browser, with sliders for three parameters:
# `solara run contagion.models.mesa_model.app` (extra `[mesa]`).

# %%
met = Counter(group.cell.coordinate for group in model.groups if group.members)
ax = ct.axes(f"{sum(met.values())} groups met in {len(met)} of {len(graph)} communes", width=6.4, height=5)
ax.set_axis_off()
nx.draw_networkx_edges(graph, places, width=0.4, edge_color="grey", ax=ax)
drawn = nx.draw_networkx_nodes(graph, places, node_size=[12 * met[number] for number in graph], ax=ax)

# %% [markdown]
# ## A rule of your own
#
# A subclass of an agent changes a rule; a class attribute of the model puts it in place. What if nobody led more than
# three groups?


# %%
class ThreeAtMost(Facilitator):
    """Stop after three groups."""

    def stay_or_stop(self, looked_after):
        self.has_had_enough |= self.groups_led >= 3
        super().stay_or_stop(looked_after)


class Limited(ProgrammeModel):
    Facilitator = ThreeAtMost


def busiest_fifth(model):
    """Return what the busiest fifth of those trained has led, in per cent of all leading."""
    led = sorted((one.groups_led for one in model.facilitators), reverse=True)
    return 100 * sum(led[: round(len(led) / 5)]) / max(sum(led), 1)


def ended(kind, seed):
    """Run the model to its end: people reached, and what the busiest fifth has led."""
    model = kind("ref", seed=seed, years=YEARS)
    model.run_model()
    return sum(len(group.members) for group in model.groups), busiest_fifth(model)


runs = pd.DataFrame([(*ended(ProgrammeModel, seed), *ended(Limited, seed)) for seed in range(1, SEEDS + 1)])
runs.columns = ["people", "busiest", "people_limited", "busiest_limited"]
runs["difference"] = runs["people_limited"] - runs["people"]
mean, half = runs.mean(), 1.96 * runs.sem()
runs.describe().loc[["mean", "std"]].round(1)

# %% [markdown]
# ## Answer

# %%
ct.answer(
    f"**After {YEARS} years** the busiest fifth of those trained has led {mean['busiest']:.0f} % of all that was led "
    f"({mean['busiest'] - half['busiest']:.0f} to {mean['busiest'] + half['busiest']:.0f}). It would be 20 % if all "
    f"led alike. If everybody stopped after three groups, the programme would reach {mean['people_limited']:,.0f} "
    f"people instead of {mean['people']:,.0f}, a difference of {mean['difference']:+,.0f} "
    f"({mean['difference'] - half['difference']:+,.0f} to {mean['difference'] + half['difference']:+,.0f}). These are "
    f"means over {SEEDS} seeds, with the 95 % interval of each in brackets. A real programme may depend on fewer "
    "people, because nobody has more zeal than others in this model."
)
