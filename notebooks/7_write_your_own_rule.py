# %% [markdown]
# # 7. Write your own rule: are more people reached if those who wait are rung?
#
# Some people register, wait for a group that suits them, and give up. Suppose that once a quarter the coordinator rings
# everybody on the waiting list. No parameter says that, so it is written here as a rule: a Python function of a few
# lines, in place of a stage of the week. The model's own rule and this one live with the same seeds. The last cell
# answers the question.
#
# **What this does not show.** How many answer, and that who answers has all their patience again, are assumptions of
# this notebook; no survey stands behind them. Whoever knows better changes two lines. The coordinator's time is taken
# from nothing else, and is in no budget.

# %%
import os
import random

import pandas as pd

import contagion as ct

QUICK = os.environ.get("CONTAGION_QUICK") == "1"
YEARS, SEEDS = (3, 3) if QUICK else (10, 30)

# %% [markdown]
# ## A rule is a function of the run
#
# A week has sixteen stages (`STAGES` in `models/programme/week.py`). In one of them, *attrition*, those who have lost
# patience leave the waiting list. A function that takes its place is given the run, with its tables. This one only
# looks: `listed` gives the row numbers of those who wait, `rows` the table of residents. A person's `clock` says how
# much patience is used up, their `limit` how much they have; when one passes the other, they give up. `live_stage` then
# has the stage lived as the model has it.


# %%
def look(run):
    """Say once a year who waits, and change nothing."""
    if run.week % 52 == 51:
        waiting = run.rows("residents")[run.listed("waiting")]
        late = (waiting["clock"] / waiting["limit"] > 0.5).sum()
        print(f"after week {run.week + 1}: {len(waiting)} people wait; {late} have used up half of their patience")
    run.live_stage("attrition")


looked_at = ct.run("ref", years=3, rules={"attrition": look})

# %% [markdown]
# A first test of any rule: as long as it changes nothing, nothing may change. The digest of all events says so.

# %%
as_it_is = ct.run("ref", years=3)
[made.summary["event_log_sha256"][:16] for made in (as_it_is, looked_at)]

# %% [markdown]
# ## A rule that changes something
#
# To write into a row is to change the run itself. Chance comes from a keyed stream, named in words: whether somebody
# answers depends on the seed, the person and the week alone, so that nobody else's chance changes.

# %%
QUARTER = 13  # weeks
ANSWER = 0.6  # of those rung: assumed


def ring_those_who_wait(run):
    """Once a quarter everybody on the waiting list is rung; who answers has all their patience again."""
    if run.week % QUARTER == 0:
        answers, people = run.draws.stream("answers the coordinator's call"), run.rows("residents")
        for row in run.listed("waiting"):
            if answers.uniform(people["id"][row], run.week) < ANSWER:
                people["clock"][row] = 0.0
    run.live_stage("attrition")


rules = {"attrition": ring_those_who_wait}

# %% [markdown]
# ## The model's rule and this one, seed by seed
#
# `rules=` goes wherever runs are made: `run`, `many`, `compare`, `sweep`, `limits`, `levers`. Workers are sent the
# rule. Its code and the values that it uses are part of what each run is kept under: runs of another rule, or of this
# one with one number changed, are never taken for these.

# %%
base = ct.many("ref", SEEDS, years=YEARS, ensemble=None)
rung = ct.many("ref", SEEDS, years=YEARS, ensemble=None, rules=rules)
rung.difference(base).round(1)

# %% [markdown]
# The people reached more, year by year: the mean over the seeds, in its 95 % interval.

# %%
course = rung.difference(base, "participants", by="year")
last = course.iloc[-1]
between = f"{last['low']:+,.0f} to {last['high']:+,.0f}"
title = f"Those who wait are rung: {last['difference']:+,.0f} people in {YEARS} years ({between})"
ax = ct.axes(title, x="year", y="people, against the model's rule")
ax.plot(course["year"], course["difference"], marker="o")
ax.fill_between(course["year"], course["low"], course["high"], alpha=0.25)
line = ax.axhline(0, color="grey", linewidth=1)

# %% [markdown]
# ## What if fewer answer, or all?
#
# A value that the rule takes from around it counts as it is when runs are asked for, here and in workers. So one line
# above can be tried with other values:

# %%
tried = []
for ANSWER in (0.2, 1.0):
    answered = ct.many("ref", SEEDS, years=YEARS, ensemble=None, rules=rules)
    found = answered.difference(base, ["participants", "facilitators_active"])
    tried.append(found.assign(answer=ANSWER))
ANSWER = 0.6
pd.concat(tried)[["answer", "indicator", "base", "mean", "difference", "low", "high"]].round(1)

# %% [markdown]
# ## A mistake is told
#
# What Python's own generator gives depends on how often it was asked before: with one call more, everybody after it has
# other chance, and two runs of a seed are a pair no longer. Such a draw is refused, with the stage, the week and the
# seed; so is any error of a rule. A name that is no stage is refused before anything runs.


# %%
def ring_with_other_chance(run):
    """Apply the same rule, with a draw that is not keyed."""
    people = run.rows("residents")
    for row in run.listed("waiting"):
        if random.random() < ANSWER:
            people["clock"][row] = 0.0
    run.live_stage("attrition")


for mistaken in ({"attrition": ring_with_other_chance}, {"atrition": ring_those_who_wait}):
    try:
        ct.many("ref", SEEDS, years=YEARS, ensemble=None, rules=mistaken)
    except ct.InputError as error:
        print(error)

# %% [markdown]
# For the answer, in words: each difference with its 95 % interval.

# %%
found = rung.difference(base, ["participants", "groups_started", "facilitators_active"]).set_index("indicator")
reached, groups, active = (found.loc[name] for name in found.index)
few, everybody = (one.set_index("indicator").loc["participants"] for one in tried)
verdict = "more" if reached["low"] > 0 else "fewer" if reached["high"] < 0 else "not distinguishably more or fewer"

# %% [markdown]
# ## Answer

# %%
ct.answer(
    f"**After {YEARS} years** the programme has reached {verdict} people if those who wait are rung once a quarter: "
    f"{reached['mean']:,.0f} on average against {reached['base']:,.0f} by the model's own rule, a difference of "
    f"{reached['difference']:+,.0f} (95 % interval {reached['low']:+,.0f} to {reached['high']:+,.0f}, over "
    f"{reached['replicates']:.0f} common seeds). Groups change by {groups['difference']:+.1f} ({groups['low']:+.1f} to "
    f"{groups['high']:+.1f}); facilitators active at the end change by {active['low']:+.1f} to {active['high']:+.1f}. "
    f"That is if {ANSWER:.0%} answer, which nobody has measured; if 20% do, the difference is "
    f"{few['difference']:+,.0f} ({few['low']:+,.0f} to {few['high']:+,.0f}), and if all do, "
    f"{everybody['difference']:+,.0f} ({everybody['low']:+,.0f} to {everybody['high']:+,.0f})."
)
