"""What the Mesa model and the kernel are compared by: one small record of a run, and one table of statistics of it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import exp, sqrt
from typing import Any

import numpy as np
import pandas as pd

import contagion as ct
from contagion.models.mesa_model import ProgrammeModel
from contagion.models.parameters import Parameters
from contagion.models.territory.territory import Territory

YEARS = 10
WORD_OF_MOUTH, FACILITATOR = "word of mouth", "facilitator"
CHANNELS = (WORD_OF_MOUTH, FACILITATOR, "partner", "event", "letter")
SAVING, DECAY, REBOUND, SPILLOVER, OTHERS = 0.84, 0.15, 0.15, 0.2, 0.3
"""Tonnes a year, and what is made of them; the same for both models, so their values do not matter."""


@dataclass
class Record:
    """What happened in a run.

    Attributes
    ----------
    weeks : DataFrame
        A row per week: participants, registrations, active, waiting, queue, partners, trained, recruiting, running,
        ready and unmatched (looked for a partner in vain).
    groups : DataFrame
        A row per group that opened: place, opened, started, ended (-1: not yet), state, in_house, hosted, stand_in,
        registered, size, completers, aspirants, attendances.
    people : DataFrame
        A row per participant: group, home, public, channel, adults (of the household).
    facilitators : DataFrame
        A row per person trained: home, public, source, trained, left (-1: not yet), led, generation, began.
    counts : Counter
        How often each kind of event happened.
    """

    weeks: pd.DataFrame
    groups: pd.DataFrame
    people: pd.DataFrame
    facilitators: pd.DataFrame
    counts: Counter[str]


# ---- both are written down alike -----------------------------------------------------------------------------------


def record_of_mesa(seed: int, scenario: Any = "ref", years: int = YEARS, **settings: Any) -> Record:
    """Run the Mesa model, and write it down."""
    model, weeks = ProgrammeModel(scenario, seed, years=years, **settings), []
    codes, publics = model.communes.codes, [group.name for group in model.p.target_group]
    while model.running:
        before = model.in_vain
        model.step()
        stocks = [len(model.facilitators_in("ready")), model.in_vain - before]
        weeks.append(
            [
                sum(len(group.members) for group in model.groups),
                model.tally["registered"],
                len(model.active_facilitators),
                len(model.waiting),
                len(model.queue),
                len(model.active_partners),
                len(model.facilitators),
                len(model.groups_in("recruiting")),
                len(model.groups_in("running")),
                *stocks,
            ]
        )
    groups = [
        [
            codes[one.place],
            one.opened,
            -1 if one.started is None else one.started,
            -1 if one.ended is None else one.ended,
            one.state,
            one.in_house,
            one.host is not None,
            one.stand_in,
            len(one.registered),
            len(one.members),
            len(one.completers),
            one.aspirants,
            sum(one.attended.values()) if one.state == "finished" else 0,
        ]
        for one in model.groups
    ]
    number = {group: n for n, group in enumerate(model.groups)}
    people = [
        [number[group], codes[one.commune], publics[one.public], one.channel, len(model.people.household(one.number))]
        for group in model.groups
        for one in group.members
    ]
    facilitators = [
        [
            codes[one.resident.commune],
            publics[one.resident.public],
            one.source,
            one.trained_week,
            -1 if one.left_week is None else one.left_week,
            one.groups_led,
            one.generation,
            one.state != "never active",
        ]
        for one in model.facilitators
    ]
    return Record(
        pd.DataFrame(weeks, columns=WEEKS),
        pd.DataFrame(groups, columns=GROUPS),
        pd.DataFrame(people, columns=PEOPLE),
        pd.DataFrame(facilitators, columns=FACILITATORS),
        model.tally,
    )


WEEKS = ["participants", "registrations", "active", "waiting", "queue", "partners", "trained", "recruiting", "running"]
WEEKS += ["ready", "unmatched"]
GROUPS = ["place", "opened", "started", "ended", "state", "in_house", "hosted", "stand_in", "registered", "size"]
GROUPS += ["completers", "aspirants", "attendances"]
PEOPLE = ["group", "home", "public", "channel", "adults"]
FACILITATORS = ["home", "public", "source", "trained", "left", "led", "generation", "began"]
IN_KERNEL = {
    "active": "facilitators_active",
    "queue": "aspirants_waiting",
    "partners": "partners_active",
    "trained": "facilitators_trained",
    "recruiting": "groups_recruiting",
    "running": "groups_running",
}


def record_of_kernel(seed: int, scenario: Any = "ref", years: int = YEARS, **settings: Any) -> Record:
    """Run the kernel, and write down its tables and its log of events."""
    changed = {name.replace("__", "."): value for name, value in settings.items()}
    tables = ct.run(ct.read(scenario, changed) if changed else scenario, seed=seed, years=years).tables
    weeks, events = tables["weeks"], tables["events"]
    groups = tables["groups"].rename(columns={"commune": "place", "participants": "size"})
    people = tables["participants"].rename(columns={"commune": "home", "target_group": "public"})
    trained = tables["facilitators"].rename(
        columns={
            "commune": "home",
            "target_group": "public",
            "trained_week": "trained",
            "left_week": "left",
            "groups_led": "led",
        }
    )
    never, generation = set(events.who[events.kind == "never active"]), dict[int, int]()
    for one in trained.itertuples():
        parents = [one.parent_a, one.parent_b] if one.source == "participant" else []
        generation[one.facilitator] = 1 + max(generation[parent] for parent in parents) if parents else 0
    counts = Counter(events.kind.astype(str))
    for channel, many in events.detail[events.kind == "registered"].value_counts().items():
        counts[f"registered: {channel}"] = many
    for channel in CHANNELS:
        counts[f"told: {channel}"] = weeks[f"told_{channel.replace(' ', '_')}"].sum()
    return Record(
        pd.DataFrame({name: weeks[IN_KERNEL.get(name, name)] for name in WEEKS}),
        groups.assign(hosted=groups.host != -1, in_house=groups.in_house.astype(bool)).astype({"place": str})[GROUPS],
        people.astype({"home": str, "public": str, "channel": str})[PEOPLE],
        trained.astype({"home": str, "public": str, "source": str}).assign(
            generation=list(generation.values()), began=~trained.facilitator.isin(never)
        )[FACILITATORS],
        counts,
    )


# ---- statistics ----------------------------------------------------------------------------------------------------

TERRITORY = Territory.from_file()
ROW = TERRITORY.index
CENTRE, ADULTS = TERRITORY.codes[TERRITORY.centre], TERRITORY.residents.sum(axis=1)
SHARE = ADULTS / ADULTS.sum()
PUBLICS = [group.name for group in Parameters().target_group]
STOCKS = ("participants", "registrations", "active", "waiting", "queue", "partners", "trained")

type Statistic = Callable[[Record], float]


def started(record: Record) -> pd.DataFrame:
    return record.groups[record.groups.started >= 0]


def finished(record: Record) -> pd.DataFrame:
    return record.groups[record.groups.state == "finished"]


def kilometres(record: Record) -> Any:
    places = record.groups.place.to_numpy()[record.people.group]
    return TERRITORY.distance_km[record.people.home.map(ROW), [ROW[place] for place in places]]


def weeks_active(record: Record) -> Any:
    """Of those trained in the first four years who began, until the end of the run at most."""
    early = record.facilitators[record.facilitators.began & (record.facilitators.trained < 208)]
    return early.left.where(early.left >= 0, len(record.weeks)) - early.trained


def coverage_gini(record: Record) -> float:
    coverage = record.people.home.map(ROW).value_counts().reindex(range(len(ADULTS)), fill_value=0).to_numpy() / ADULTS
    coverage = coverage / (coverage * SHARE).sum()
    return float((SHARE[:, None] * SHARE * abs(coverage[:, None] - coverage)).sum() / 2)


def tonnes(record: Record) -> float:
    """Saved until the end of the run by members of the groups that have ended, completers and others."""
    groups, total = finished(record), 0.0
    homes = record.people.groupby("group").adults.apply(lambda adults: (adults > 1).mean())
    for number, ended, size, completers in groups[["ended", "size", "completers"]].itertuples():
        years = (len(record.weeks) - ended) / 52
        saving = SAVING * (1 - exp(-DECAY * years)) / DECAY * (completers + OTHERS * (size - completers))
        total += saving * (1 - REBOUND) * (1 + SPILLOVER * homes[number])
    return total


def quantile(column: str, share: float) -> Statistic:
    return lambda record: started(record)[column].quantile(share)


def _statistics() -> Iterable[tuple[str, Statistic]]:
    for year in (1, 2, 3, 5, 10):
        for stock in STOCKS:
            yield f"{stock}, year {year}", lambda record, year=year, stock=stock: record.weeks[stock][year * 52 - 1]
    for stock in ("recruiting", "running", "waiting", "ready"):
        yield f"{stock}, mean", lambda record, stock=stock: record.weeks[stock].mean()
    yield "groups opened", lambda record: len(record.groups)
    yield "groups started", lambda record: len(started(record))
    yield "groups cancelled", lambda record: (record.groups.state == "cancelled").sum()
    yield "in house, opened", lambda record: record.groups.in_house.sum()
    yield "in house, started", lambda record: started(record).in_house.sum()
    yield "hosted", lambda record: record.groups.hosted.mean()
    yield "stand-ins", lambda record: record.groups.stand_in.sum()
    yield "size", lambda record: started(record)["size"].mean()
    yield "size, spread", lambda record: started(record)["size"].std()
    yield "size below 6", lambda record: (started(record)["size"] < 6).mean()
    yield "registered in a group", lambda record: started(record).registered.mean()
    yield "weeks to the start", lambda record: (started(record).started - started(record).opened).mean()
    yield "started at once", lambda record: (started(record).started == started(record).opened).mean()
    yield "weeks to the end", lambda record: (finished(record).ended - finished(record).started).mean()
    yield "completers", lambda record: record.groups.completers.sum()
    yield "completers of a group", lambda record: finished(record).completers.mean()
    yield "completion", lambda record: finished(record).completers.sum() / finished(record)["size"].sum()
    yield (
        "attendances of a participant",
        lambda record: finished(record).attendances.sum() / finished(record)["size"].sum(),
    )
    yield "aspirants", lambda record: record.groups.aspirants.sum()
    yield "aspirants of a group", lambda record: finished(record).aspirants.mean()
    for kind in ("no-show", "gave up waiting", "gave up with the group", "group postponed", "declined a seat"):
        yield kind, lambda record, kind=kind: record.counts[kind]
    for kind in ("lost interest", "never active", "facilitator left", "partner contacted"):
        yield kind, lambda record, kind=kind: record.counts[kind]
    for source in ("participant", "partner"):
        yield f"trained: {source}", lambda record, source=source: (record.facilitators.source == source).sum()
    for channel in CHANNELS:
        yield f"registered: {channel}", lambda record, of=channel: record.counts[f"registered: {of}"]
        yield f"told: {channel}", lambda record, of=channel: record.counts[f"told: {of}"]
        yield f"came by: {channel}", lambda record, of=channel: (record.people.channel == of).mean()
    for public in PUBLICS:
        yield f"participants: {public}", lambda record, of=public: (record.people.public == of).mean()
    yield "trained: largest public", lambda record: (record.facilitators.public == PUBLICS[0]).mean()
    yield "communes with groups", lambda record: started(record).place.nunique()
    yield "communes with participants", lambda record: record.people.home.nunique()
    yield "participants outside the centre", lambda record: (record.people.home != CENTRE).mean()
    yield "groups outside the centre", lambda record: (started(record).place != CENTRE).mean()
    yield "facilitators outside the centre", lambda record: (record.facilitators.home != CENTRE).mean()
    yield "coverage, Gini", coverage_gini
    yield "km to the group", lambda record: kilometres(record).mean()
    yield "km to the group, 90 of 100", lambda record: np.quantile(kilometres(record), 0.9)
    yield (
        "in a group of one's commune",
        lambda record: (record.groups.place.to_numpy()[record.people.group] == record.people.home).mean(),
    )
    yield "facilitator years", lambda record: record.weeks.active.sum() / 52
    yield "time without a partner", lambda record: record.weeks.unmatched.sum() / record.weeks.active.sum()
    yield "groups led a year", lambda record: record.facilitators.led.sum() / (record.weeks.active.sum() / 52)
    yield "never led", lambda record: (record.facilitators.led == 0).mean()
    yield "most groups led", lambda record: record.facilitators.led.max()
    yield "years active", lambda record: weeks_active(record).mean() / 52
    yield "generation, mean", lambda record: record.facilitators.generation.mean()
    yield "generation, highest", lambda record: record.facilitators.generation.max()
    yield "live alone", lambda record: (record.people.adults == 1).mean()
    yield "adults at home", lambda record: record.people.adults.mean()
    yield "t CO2e", tonnes


STATISTICS: dict[str, Statistic] = dict(_statistics())


def statistics_of(record: Record) -> dict[str, float]:
    """All statistics of a run; NaN where there is nothing to take the mean of."""
    return {name: float(statistic(record)) for name, statistic in STATISTICS.items()}


def compared(ours: list[dict[str, float]], theirs: list[dict[str, float]]) -> pd.DataFrame:
    """Means, and their difference in combined standard errors and in per cent, a row per statistic."""
    a, b = pd.DataFrame(ours), pd.DataFrame(theirs)
    error = (a.var() / len(a) + b.var() / len(b)) ** 0.5
    rows = {"plain": a.mean(), "kernel": b.mean(), "error": error}
    frame = pd.DataFrame(rows)
    frame["z"] = ((frame.plain - frame.kernel) / frame.error.where(error > 0)).fillna(0.0)
    frame["per_cent"] = 100 * (frame.plain / frame.kernel.where(frame.kernel != 0) - 1)
    return frame


def effect(with_it: list[float], without: list[float]) -> tuple[float, float]:
    """Mean difference that a change makes, and its standard error over seeds that are not paired."""
    a, b = np.array(with_it), np.array(without)
    return float(a.mean() - b.mean()), sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
