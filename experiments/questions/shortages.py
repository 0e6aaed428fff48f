"""What runs short: training places, demand, or partners to lead a group with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from contagion.experiments.commands.compare.work import FigureText
from contagion.experiments.evidence.words_of_worlds import of_100
from contagion.experiments.questions.asking import (
    MOST_WORLDS,
    NOT_CLEAR,
    READ_AS,
    Asking,
    Finding,
    Held,
    More,
    by_world,
    in_short,
    marked,
    middle,
    more,
    spreads,
    verdict,
    who_fills,
)
from contagion.experiments.questions.publishing import rows_of
from contagion.experiments.say.charts.axes import nested, nested_course
from contagion.experiments.say.charts.style import BLUE, GREEN, PURPLE, SOFT, VERMILLION, counts, styled, titled
from contagion.experiments.say.levers import PLACES
from contagion.experiments.say.sentences import to_its_error
from contagion.models.outcomes.counting.counts import SHORTAGES
from contagion.models.parameters import Parameters
from contagion.models.runs.study import changed
from contagion.models.scenario import read
from contagion.models.territory.communes import load_communes
from contagion.sim.laboratory.laboratory import Runs
from contagion.sim.model import WEEKS_A_YEAR

# ---- x06_places ------------------------------------------------------------------------------------------------------

SEATS, PERIOD, TOP_UP = PLACES.parameter, "training.period_weeks", "training.top_up"
YEARLY, QUARTERLY = 52, 13
SESSIONS = {YEARLY: (0, 10, 20, 40), QUARTERLY: (5, 10)}  # seats of each
FILLED, EMPTY = "historical", "autonomous"
NAMES = {FILLED: "partners fill the seats left over", EMPTY: "seats left over stay empty"}
STEPS = ((0, 10), (10, 20), (20, 40))  # seats a year
OFTEN = {20: (5, QUARTERLY), 40: (10, QUARTERLY)}  # as many a year in four sessions
LOOKS = {YEARLY: ("a session a year", BLUE), QUARTERLY: ("a session every 13 weeks", VERMILLION)}
HALF = 0.5  # of the weeks

type PerSeat = dict[tuple[str, tuple[int, int]], More]  # by top-up and step


def x06_places(asking: Asking) -> Finding:
    """X06. How many training places, how often, and from where on is something else short?

    In each simulation of an ensemble: no seats, or 10, 20 or 40 in a session a year, or 5 or 10 in a session every 13
    weeks; seats left over filled by partners' candidates or left empty, over ten years. All else is as it is in the
    simulation: partners' candidates fill at most `training.outside_places` seats of a session. What the seats cost is
    not weighed.
    """
    points = [
        {TOP_UP: top_up, SEATS: places, PERIOD: period}
        for top_up in NAMES
        for period, some in SESSIONS.items()
        for places in some
    ]
    runs = asking.lived([(point, point) for point in points]).table
    runs = runs.assign(
        autonomy=runs["facilitators_from_groups"] / runs["facilitators_trained"],
        short=runs["short_registrations"] + runs["short_receptive"],
        seats_a_year=runs[SEATS] * (YEARLY // runs[PERIOD]),
        case=list(zip(runs[TOP_UP], runs[SEATS], runs[PERIOD], strict=True)),
    )
    people, short = (by_world(runs, "case", name) for name in ("participants", "short"))
    each = {(top_up, step): per_seat(people, asking, top_up, step) for top_up in NAMES for step in STEPS}
    table = spreads(runs, [TOP_UP, PERIOD, SEATS, "seats_a_year"], ["participants", "autonomy", "short"])
    steps = [f"{each[FILLED, (few, many)]} from {few} to {many}" for few, many in STEPS]
    shares = {many: float((short[FILLED, many, YEARLY] >= HALF).mean()) for _, many in STEPS}
    often = ", ".join(f"{of_100(share)} with {places}" for places, share in shares.items())
    (few, many), last = STEPS[-1], each[FILLED, STEPS[-1]]
    return Finding(
        answer=f"A seat beyond {few} a year adds {middle(last.values, '{:,.1f}')} people",
        sure=f"more people in {last.often}",
        sentence=f"Where {NAMES[FILLED]}, a seat more of a yearly session adds people, in {asking.years} years "
        f"{', '.join(steps)} seats, and registrations are short in half of the weeks or more in so many of 100 "
        f"simulations: {often} (medians; in brackets 90 % ranges).",
        follows=follows_of_places(each, asking.more(people[FILLED, *OFTEN[20]] - people[FILLED, 20, YEARLY])),
        rows=_rows(asking, each, people, short),
        overturns=f"From {few} to {many} seats, where {NAMES[FILLED]}: {last.overturned('people a seat')}"
        f"{who_fills(asking.ensemble)}",
        method=f"{asking.worlds_of(runs)}, each for {asking.years} years with each number of seats, the same random "
        "draws each time. Seats, how often there is a session and what becomes of seats left over are set in all "
        "simulations; all else is as it is in each. A seat is one of one session: ten more a year are a hundred in "
        f"ten years. {MOST_WORLDS} What the seats cost is not weighed.",
        table=table,
        figure=_places_figure(table, asking.years),
    )


def seats(here: Parameters, places: int, period: int, years: int) -> int:
    """Count the seats of all sessions in so many years; the first session has at least one seat per founder."""
    sessions = len(range(here.training.first_week, years * WEEKS_A_YEAR, period))
    return max(places, here.training.founders) + (sessions - 1) * places


def per_seat(people: pd.DataFrame, asking: Asking, top_up: str, step: tuple[int, int]) -> More:
    """Return the gain in people per additional seat of yearly sessions, by simulation."""
    few, many = step
    added, scenario = people[top_up, many, YEARLY] - people[top_up, few, YEARLY], read()
    here = [asking.over.parameters(scenario, int(world)) for world in added.index]
    further = [seats(one, many, YEARLY, asking.years) - seats(one, few, YEARLY, asking.years) for one in here]
    return asking.more(added / further, ",.1f")


def follows_of_places(each: PerSeat, four: More) -> str:
    """Write up to how many seats more bring clearly more people, and whether sessions should be more frequent."""
    told = [many for few, many in STEPS if each[FILLED, (few, many)].verdict() == "more"]
    first = (
        f"Seats up to {max(told)} a year bring more people in 90 % of simulations and more"
        if told
        else "No number of seats tried surely brings more people"
    )
    rest = "; beyond that it is not clear" if told and max(told) < STEPS[-1][1] else ""
    often = four.leaning("reach more people", "reach fewer people")
    as_many = "s many seats in four sessions a year, rather than in one,"
    last = f"Whether a{as_many} reach more people is not clear" if often == NOT_CLEAR else f"A{as_many} {often}"
    return f"{first}{rest}. {last}."


def _rows(asking: Asking, each: PerSeat, people: pd.DataFrame, short: pd.DataFrame) -> pd.DataFrame:
    """Return one row per step of seats and use of seats left over, then four sessions a year compared with one."""
    pairs: list[tuple[str, Any, Any, str]] = [
        (f"{few} to {many} seats a year, {NAMES[at]}", (at, few, YEARLY), (at, many, YEARLY), str(gain))
        for (at, (few, many)), gain in each.items()
    ]
    for many, four in OFTEN.items():
        words = f"{many} seats a year in four sessions, not one; {NAMES[FILLED]}"
        pairs.append((words, (FILLED, many, YEARLY), (FILLED, *four), "as many seats"))
    rows = []
    for words, before, after, seat in pairs:
        gain = asking.more(people[after] - people[before])
        row = {"change": words, "people before": middle(people[before]), "people more": str(gain)}
        row |= {"for each seat": seat, "more in": gain.often}
        row["weeks in which registrations are then short"] = middle(100 * short[after], "{:.0f} %")
        rows.append(row | {"verdict": gain.leaning()})
    return pd.DataFrame(rows)


@styled
def _places_figure(table: pd.DataFrame, years: int) -> Figure:
    """Draw people, and weeks in which registrations are short, by seats a year."""
    figure = Figure(figsize=(9.6, 7.2))
    axes = figure.subplots(2, len(NAMES), sharex=True, sharey="row")
    shown = table.assign(**{name: 100 * table[name] for name in table if name.startswith("short_")})
    for (above, below), (top_up, words) in zip(axes.T, NAMES.items(), strict=True):
        for period, (label, colour) in LOOKS.items():
            at = shown[(shown[TOP_UP] == top_up) & (shown[PERIOD] == period)]
            for ax, name in ((above, "participants"), (below, "short")):
                nested_course(ax, at, "seats_a_year", name, colour, label)
        above.set_title(words.capitalize())
        below.set_xlabel("training seats a year")
        below.axhline(100 * HALF, color=SOFT, linewidth=0.9)
        below.set_ylim(0, 100)
        below.grid(axis="y")
    axes[0, 0].set_ylabel(f"people reached in {years} years")
    axes[1, 0].set_ylabel("weeks in which registrations\nare short, %")
    counts(axes[0, 0], 6, 1.05 * table["participants_p95"].max())
    axes[0, 1].grid(axis="y")
    axes[0, 0].legend(loc="upper left", fontsize=8.5)
    yearly = table[(table[TOP_UP] == FILLED) & (table[PERIOD] == YEARLY)].set_index("seats_a_year")
    least, most = (yearly.loc[places] for places in STEPS[-1])
    few, many = (to_its_error(one["participants_p50"], one["participants_p50_error"]) for one in (least, most))
    titled(
        figure,
        f"{STEPS[-1][0]} training seats a year reach {few} people, {STEPS[-1][1]} reach {many}: registrations are "
        f"short in {least['short_p50']:.0%} and {most['short_p50']:.0%} of the weeks",
        f"Lines: {marked(table['worlds'].max())}. The title is of a session a year whose seats left over partners "
        "fill.",
    )
    return figure


# ---- x08_demand ------------------------------------------------------------------------------------------------------

CONTACTS = "partners.contacts_per_month"
INVITED = ("invitations.per_completer", "invitations.per_facilitator")
STRENGTH = ("registering.word_of_mouth", "registering.facilitator")
BASE = "as it is"
NONE, TWICE = "no contacts with partners", "twice the contacts with partners"
NOBODY, INSTEAD = "nobody is invited", "no contacts, twice the invitations"
TIMES: dict[str, tuple[str, dict[str, float]]] = {
    NONE: (BLUE, {CONTACTS: 0.0}),
    "half the contacts with partners": (BLUE, {CONTACTS: 0.5}),
    TWICE: (BLUE, {CONTACTS: 2.0}),
    NOBODY: (VERMILLION, dict.fromkeys(INVITED, 0.0)),
    "twice the invitations": (VERMILLION, dict.fromkeys(INVITED, 2.0)),
    "invitations half as strong": (GREEN, dict.fromkeys(STRENGTH, 0.5)),
    "invitations twice as strong": (GREEN, dict.fromkeys(STRENGTH, 2.0)),
    INSTEAD: (PURPLE, {CONTACTS: 0.0, **dict.fromkeys(INVITED, 2.0)}),
}
SHORT = ("short_registrations", "short_receptive")  # registrations are short
FIGURES = ["participants", "r_participants", "r_word_of_mouth", "short", *(f"short_{name}" for name in SHORTAGES)]
CHANGES = ["participants", "r_participants", "short"]


def x08_demand(asking: Asking) -> Finding:
    """X08. The demand side: what brings people, partners, invitations or word of mouth, and when are registrations
    short?

    In each simulation of an ensemble, from the values that it has: no contacts of the coordinator with partners, 2 or 8
    a month in place of 4; nobody invited, or twice as many; invitations half or twice as strong; and twice the
    invitations in place of all contacts. Over ten years; all else is as it is in the simulation. R_P is the share of
    participants whom a participant or a facilitator of a group brought along; the bottleneck is read week by week.
    """
    asked = [({"case": BASE}, {}), *(({"case": name}, partial(step, times=by)) for name, (_, by) in TIMES.items())]
    runs = asking.lived(asked).table
    runs = runs.assign(short=runs[list(SHORT)].sum(axis=1))
    made = differences(runs)
    people = {str(name): asking.more(at.set_index("seed")["participants"]) for name, at in made.groupby("case")}
    base = runs[runs["case"] == BASE]
    lost = asking.more(people[NOBODY].values - people[NONE].values)  # above 0 where ending contacts costs more
    table = spreads(runs, ["case"], FIGURES).merge(
        spreads(made, ["case"], CHANGES).drop(columns="worlds"), on="case", how="left", suffixes=("", "_change")
    )
    return Finding(
        answer=f"Without contacts {people[NONE]} people; nobody invited {people[NOBODY]}",
        sure=f"contacts matter more than invitations in {lost.often}",
        sentence=f"In {asking.years} years, without contacts with partners {people[NONE]} people come, with twice as "
        f"many contacts {people[TWICE]}, and where nobody is invited {people[NOBODY]}, compared with "
        f"{middle(base['participants'])} as it is (median of the simulations; in brackets the 90 % range); "
        f"registrations are short in {middle(100 * base['short'], '{:.0f} %')} of the weeks as it is.",
        follows=follows_of_demand(people, lost),
        rows=pd.DataFrame(
            {
                "change": name,
                "people": str(people[str(name)]),
                "R_P": more(at["r_participants"], "{:+z.2f}"),
                "weeks in which registrations are short, points": more(100 * at["short"], "{:+z.0f}"),
                "more people in": people[str(name)].often,
                "verdict": people[str(name)].leaning(),
            }
            for name, at in made.groupby("case", sort=False)
        ),
        overturns=f"What contacts are worth beyond invitations: {lost.overturned('people')}",
        method=f"{asking.worlds_of(runs)}, each run for {asking.years} years as it is and with each change, the same "
        "draws each time. Contacts are 4 a month as it is; how many people are invited, by completers and by "
        "facilitators, and how strong that is, are assumptions that vary between the simulations, and each change is "
        "from what they are there. Most simulations means that the 95 % interval of their share, over sets of values, "
        "leaves out a half. R_P is the share of participants whom a participant or a facilitator of a group brought "
        "along.",
        table=table,
        figure=_demand_figure(made, people, asking.years),
    )


def step(here: Parameters, times: dict[str, float]) -> Parameters:
    """Return parameters with each named one multiplied by its factor."""
    return changed(here, {name: by * here.get(name) for name, by in times.items()})


def differences(runs: pd.DataFrame) -> pd.DataFrame:
    """Return one row per change and simulation: its effect on people, on R_P and on the share of weeks in which
    registrations are short."""
    wide = {name: by_world(runs, "case", name) for name in CHANGES}
    made = [
        pd.DataFrame({"case": name, **{of: table[name] - table[BASE] for of, table in wide.items()}}).reset_index()
        for name in TIMES
    ]
    return pd.concat(made, ignore_index=True)


def follows_of_demand(people: Mapping[str, More], lost: More) -> str:
    """Write the advice from what holds in most simulations."""
    contacts, invitations = "contacts with partners", "invitations by those who were there"
    first = {
        1: f"In most simulations {contacts} bring more people than {invitations}",
        -1: f"In most simulations {invitations} bring more people than {contacts}",
        0: f"Whether {contacts} or {invitations} bring more people is not clear",
    }[lost.most]
    second = {
        1: "twice the invitations in place of all contacts reach more people",
        -1: "twice the invitations do not make up for having no contacts",
        0: "whether twice the invitations make up for having no contacts is not clear",
    }[people[INSTEAD].most]
    third = {
        1: "Twice the contacts reach more people in most simulations",
        -1: "Twice the contacts reach fewer people in most simulations",
        0: "Whether twice the contacts reach more people is not clear",
    }[people[TWICE].most]
    return f"{first}; {second}. {third}."


@styled
def _demand_figure(made: pd.DataFrame, people: Mapping[str, More], years: int) -> Figure:
    """Draw the effect of each change on people and on the weeks in which registrations are short."""
    table = spreads(made.assign(short=100 * made["short"]), ["case"], CHANGES)
    figure = Figure(figsize=(9.6, 4.8))
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=[3, 2])
    for ax, name in ((left, "participants"), (right, "short")):
        nested(ax, table, name, [TIMES[case][0] for case in table["case"]])
    left.set(xlabel=f"people in {years} years", title="People reached")
    right.set(xlabel="points of a hundred weeks", title="Weeks short of registrations")
    left.set_yticks(range(len(table)), table["case"])
    left.invert_yaxis()
    none, nobody = (in_short(people[name].values, "+,.0f") for name in (NONE, NOBODY))
    titled(
        figure,
        f"Without contacts with partners {none} people, and where nobody is invited {nobody}",
        f"Change from each simulation as it is: {marked(table['worlds'].max())}; grey: on both sides of nothing. The "
        "title is of the middles.",
    )
    return figure


# ---- x09_pair_rule ---------------------------------------------------------------------------------------------------

ANYWHERE, ALONE, AFTER_TWO = "pairs found anywhere", "alone", "alone after two groups"
OF_GROUP, OF_COMMUNE = "pairs of one target group", "pairs of one commune"
CASES: dict[str, dict[str, Any]] = {
    ANYWHERE: {},
    OF_GROUP: {"facilitation.pool": "group"},
    OF_COMMUNE: {"facilitation.pool": "commune"},
    "last partner never first": {"facilitation.keep_partner": 0.0},
    "last partner always first": {"facilitation.keep_partner": 1.0},
    AFTER_TWO: {"facilitation.solo_after": 2.0},
    f"{AFTER_TWO}, {OF_COMMUNE}": {"facilitation.solo_after": 2.0, "facilitation.pool": "commune"},
    ALONE: {"facilitation.leaders": 1},
}
PEOPLE = "participants"
FORMULA = (
    "Of the groups that as many facilitators lead when they find each other anywhere. The formula has waiting 1/(2 λ) "
    "weeks a group and pool, in pools of one size or as unequal as the public."
)
POOLS = {"equal": "equal pools", "unequal": "as unequal as the public"}
SHOWN = {
    "groups_started": FigureText("groups"),
    PEOPLE: FigureText("people"),
    "communes_reached": FigureText("communes with a group"),
    "waiting": FigureText("% of time without a partner", ".1f"),
}


def x09_pair_rule(asking: Asking) -> Finding:
    """X09. What does it cost that a group needs two facilitators, and where are groups lost by it?

    Pairs found anywhere, of one target group or of one commune; pairs that always or never meet again; alone after two
    groups, or always alone. All in the simulations of an ensemble. Losses of pairs in small pools are compared with a
    formula: waiting 1/(2 λ) weeks a group and pool.
    """
    runs = asking.lived([({"scenario": name}, values) for name, values in CASES.items()])
    rows = runs.table.assign(waiting=100 * runs.table["time_without_partner"].astype(float))
    held = Held(asking, rows, ANYWHERE, SHOWN)
    communes = load_communes()["population"].to_numpy(float)
    groups = np.array([group.share for group in Parameters().target_group])
    lost = losses(runs, {OF_GROUP: groups, OF_COMMUNE: communes})
    people, usual = held.more(PEOPLE), held.usual(PEOPLE)
    alone, commune = people[ALONE], people[OF_COMMUNE]
    return Finding(
        answer=f"Leading alone {alone.short} people ({alone.leaning()}); pairs of one commune {commune.short}",
        sure=f"alone: more in {alone.often}; of one commune: {commune.leaning()}",
        sentence=f"Held against pairs found anywhere, who reach {middle(usual)} people in {held.years} years, groups "
        f"that one leads alone reach {alone.of('people')}, and pairs that must be of one commune "
        f"{commune.of('people')}.",
        follows=follows_of_pairs(held),
        rows=held.in_rows(PEOPLE),
        overturns=f"For leading alone ({alone} people): {alone.overturned('people')} For pairs of one commune "
        f"({commune}): {commune.overturned('people')}",
        method=f"{len(CASES)} cases in {held.worlds}, over {held.years} years; how often last time's partner comes "
        f"first is as in the simulation where a case does not say it. {READ_AS} That a group led by one is as good as "
        "one led by two is an assumption: what a second facilitator is worth to the group is not in the model.",
        table=held.told(),
        figure=held.figure(f"What the pair rule costs: alone {alone} people in {held.years} years"),
        lines=[
            *("## Groups lost by the pool that partners are found in, and what the formula says", "", FORMULA, ""),
            *rows_of(held_against_the_formula(lost)),
        ],
    )


def expected_loss(active: ArrayLike, sizes: np.ndarray) -> float:
    """Return the share of groups lost to waiting 1/(2 λ) weeks a group in each pool, given yearly facilitators.

    λ is a pool's number of facilitators over the weeks from a group to the next: x of them lose 1 of 2 x + 1 groups.
    """
    stock, shares = np.asarray(active, dtype=float), sizes / sizes.sum()
    return float(np.average((shares / (2 * stock[:, None] * shares + 1)).sum(axis=1), weights=stock))


def stocks(years: pd.DataFrame) -> np.ndarray:
    """Return the mean number of active facilitators in each year."""
    ends = np.array([0.0, *years["facilitators_active"]])
    return (ends[1:] + ends[:-1]) / 2


def losses(runs: Runs, sizes: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return one row per pool and simulation: the loss, in per cent of the groups that as many facilitators lead
    without pools, and the loss by the formula with `equal` pools and with `unequal` ones of these `sizes`. Simulations
    whose base has no group are left out."""
    courses = {case: dict(list(of.groupby("seed"))) for case, of in runs.rows("years").groupby("scenario", sort=False)}
    out = []
    for case, world in product(sizes, courses[ANYWHERE]):
        base, years = courses[ANYWHERE][world], courses[case][world]
        if not (stocks(base).any() and stocks(years).any() and _pace(base)):
            continue
        without = 1 - expected_loss(stocks(base), np.ones(1))
        row = {"scenario": case, "seed": world, "lost": 100 * (1 - _pace(years) / _pace(base))}
        row |= {"weeks": WEEKS_A_YEAR * len(years) / (2 * _pace(years)) if _pace(years) else np.nan}
        for name, parts in zip(POOLS, (np.ones_like(sizes[case]), sizes[case]), strict=True):
            row[name] = 100 * (1 - (1 - expected_loss(stocks(years), parts)) / without)
        out.append(row)
    return pd.DataFrame(out, columns=["scenario", "seed", "lost", "weeks", *POOLS])


def _pace(years: pd.DataFrame) -> float:
    """Return the number of groups per active facilitator over all years."""
    return float(years["groups_started"].iloc[-1] / stocks(years).mean())


def held_against_the_formula(lost: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for case, at in lost.groupby("scenario", sort=False):
        row = {"": case, "% of groups lost": middle(at["lost"]), "weeks from a group to the next": middle(at["weeks"])}
        for name, pools in POOLS.items():
            gap = at["lost"] - at[name]
            row[f"formula, {pools}"] = middle(at[name])
            row[f"model less formula, points, {pools}"] = more(gap)
            row[f"verdict, {pools}"] = verdict(gap, "formula too low", "formula too high")
        rows.append(row)
    return pd.DataFrame(rows)


def follows_of_pairs(held: Held) -> str:
    """Write where facilitators should look for partners, and whether one may lead alone."""
    people, usual = held.more(PEOPLE), held.usual(PEOPLE)
    pool = {
        "less": "Partners are better looked for beyond the own commune",
        "more": "Partners are better looked for in the own commune",
        NOT_CLEAR: "It is not clear whether it matters if partners are looked for in one's commune or anywhere",
    }
    alone, after_two, commune = people[ALONE], people[AFTER_TWO], people[OF_COMMUNE]
    double = verdict(alone.values - usual, "more than double", "less than double")
    times = middle((alone.values + usual) / usual.where(usual > 0), "{:.2f}")
    return (
        f"{pool[commune.verdict()]}: to keep to one commune changes {commune} people. To let those lead alone who have "
        f"led two groups: {after_two} people ({after_two.leaning()}); to let all lead alone: {times} times as many "
        f"({alone.leaning()}; double: {double})."
    )
