"""The cascade of facilitators in continuous time, without agents, weeks or map: the model that the closed forms solve.

Section 5 of the specification. Each available facilitator leads groups at rate g; with F ≥ 2 available, groups start at
total rate gF/2 with a pair drawn at random (solo: gF). A group yields Poisson(κ) active converts, trained after D + w
and available d0 later. Everybody in service leaves at rate μ. With a finite public of K people a group reaches
Binomial(n, S/K) of them and its converts are κ · (reached / n) on average. With a mixture of target groups (5.9) the
members of a group and their converts are drawn one by one.

Times in years. Every number comes from keyed draws; run r of a batch is the same whichever runs stand beside it.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from contagion.sim.chance.draws import Draws, Stream, poisson_cumulative

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

_LOST, _TRAINED, _AVAILABLE = range(3)


@dataclass(frozen=True, slots=True)
class Mixture:
    """Who comes to a group, and who of them converts (5.9).

    A member is of the group of one of the leaders, either being as likely, with probability `homophily`, and otherwise
    anybody.
    """

    shares: tuple[float, ...]  # π, of the public
    homophily: float  # h
    converts: tuple[float, ...]  # active converts per member of each group, c · acc · a

    def converts_of(self, leaders: Sequence[int], members: int, luck: Iterator[float]) -> list[int]:
        """Groups of those who convert, of so many members of a group with leaders of the given groups."""
        cumulative, out = list(accumulate(self.shares))[:-1], []
        for _ in range(members):
            like, which = next(luck) < self.homophily, next(luck)
            member = leaders[int(which * len(leaders))] if like else bisect_right(cumulative, which)
            if next(luck) < self.converts[member]:
                out.append(member)
        return out


@dataclass(frozen=True, slots=True)
class Programme:
    """Constants of a cascade (5.1, 5.2, 5.7). Rates per year, times in years."""

    converts_per_group: float  # κ, active converts of a full group
    lead_rate: float  # g
    loss_rate: float  # μ
    delay: float = 0.0  # d0, training to the first possible group
    duration: float = 0.0  # D, start to end of a group
    wait: float = 0.0  # w, end of a group to the training of its converts
    leaders: int = 2
    group_size: int = 8  # n
    pool: float = math.inf  # K
    mixture: Mixture | None = None  # in place of κ

    def __post_init__(self) -> None:
        if self.leaders not in (1, 2):
            raise ValueError(f"leaders must be 1 or 2, got {self.leaders}")


@dataclass(frozen=True, slots=True)
class Course:
    """One run. Facilitators are numbered by training; founders come first and have no parents."""

    trained_at: list[float]  # years, one per facilitator
    left_at: list[float]  # years; infinite for those in service when the run stopped
    groups_led: list[int]
    credit: list[float]  # converts trained, shared equally among the leaders of their group
    parents: list[tuple[int, ...]]  # () for founders
    types: list[int]  # target group of each, 0 where there is no mixture
    available: int  # facilitators in service and available at the stop
    reached: int  # participants
    groups: int
    stopped_at: float

    @property
    def extinct(self) -> bool:
        """True when nobody is left in service, whatever has yet to be trained."""
        return math.isfinite(max(self.left_at, default=0.0))

    def in_service(self, times: Sequence[float]) -> Ints:
        """Facilitators in service, available or not yet, at each time (years). Shape (len(times),)."""
        trained, left = np.sort(self.trained_at), np.sort(self.left_at)
        return np.searchsorted(trained, times, side="right") - np.searchsorted(left, times, side="right")


@dataclass(slots=True)
class _Available:
    """The facilitators who can lead now: constant-time entry, exit and random choice."""

    ids: list[int] = field(default_factory=list)
    place: dict[int, int] = field(default_factory=dict)

    def add(self, who: int) -> None:
        self.place[who] = len(self.ids)
        self.ids.append(who)

    def discard(self, who: int) -> None:
        if (k := self.place.pop(who, None)) is not None:
            last = self.ids.pop()
            if last != who:
                self.ids[k] = last
                self.place[last] = k


def _uniforms(stream: Stream, run: int) -> Iterator[float]:
    """Endless keyed uniforms of one run, drawn in growing blocks for speed."""
    start, size = 0, 64
    while True:
        yield from stream.uniform(run, np.arange(start, start + size)).tolist()
        start, size = start + size, min(2 * size, 4096)


def cascade(
    programme: Programme,
    founders: int,
    stream: Stream,
    run: int = 0,
    *,
    until: float = math.inf,
    stop_above: float = math.inf,
    generations: float = math.inf,
    types: Sequence[int] = (),
) -> Course:
    """One run from `founders` trained at time 0.

    Parameters
    ----------
    stream, run : keyed draws, and which run of the batch this is
    until : years to run
    stop_above : stop as soon as more facilitators than this are in service (for extinction: they are as good as safe)
    generations : only facilitators of generations 0 … generations − 1 lead (founders are generation 0); 1 gives the
        complete offspring of the founders in a finite run
    types : target group of each founder, with a mixture
    """
    p, luck = programme, _uniforms(stream, run)
    if math.isinf(until) and math.isinf(stop_above) and math.isinf(generations) and math.isinf(p.pool):
        raise ValueError("a cascade that may grow for ever needs until, stop_above, generations or a finite pool")
    converts_of = [poisson_cumulative(p.converts_per_group * m / p.group_size) for m in range(p.group_size + 1)]
    trained_at: list[float] = []
    left_at: list[float] = []
    groups_led: list[int] = []
    credit: list[float] = []
    parents: list[tuple[int, ...]] = []
    generation: list[int] = []
    events: list[tuple[float, int, int]] = []
    types_of: list[int] = []
    offspring: list[tuple[tuple[int, ...], list[int]]] = []  # groups with converts to come: leaders, their types
    available = _Available()
    ids = available.ids
    in_service = reached = groups = 0
    now = 0.0

    def train(leaders: tuple[int, ...], kind: int) -> None:
        nonlocal in_service
        who = len(trained_at)
        leave = now - math.log(next(luck)) / p.loss_rate if p.loss_rate else math.inf
        trained_at.append(now)
        left_at.append(leave)
        groups_led.append(0)
        credit.append(0.0)
        parents.append(leaders)
        types_of.append(kind)
        generation.append(1 + max((generation[i] for i in leaders), default=-1))
        for i in leaders:
            credit[i] += 1.0 / len(leaders)
        in_service += 1
        if leave < until:
            heappush(events, (leave, _LOST, who))
        if generation[who] < generations and now + p.delay < leave:
            if p.delay:
                heappush(events, (now + p.delay, _AVAILABLE, who))
            else:
                available.add(who)

    for kind in types or [0] * founders:
        train((), kind)
    while in_service <= stop_above:
        rate = p.lead_rate * len(ids) / p.leaders if len(ids) >= p.leaders else 0.0
        start = now - math.log(next(luck)) / rate if rate else math.inf
        if events and events[0][0] <= start:  # by lack of memory the next start can be drawn afresh after this event
            if events[0][0] >= until:
                break
            now, kind, what = heappop(events)
            if kind == _LOST:
                in_service -= 1
                available.discard(what)
            elif kind == _AVAILABLE:
                available.add(what)
            else:
                leaders, converts = offspring[what]
                for kind in converts:
                    train(leaders, kind)
            continue
        if start >= until:
            break
        now = start
        first = int(next(luck) * len(ids))
        leaders = (ids[first],)
        if p.leaders == 2:
            second = int(next(luck) * (len(ids) - 1))
            leaders = (ids[first], ids[second + (second >= first)])
        for i in leaders:
            groups_led[i] += 1
        members = p.group_size
        if p.pool < math.inf:
            untouched = 1.0 - reached / p.pool
            members = sum(next(luck) < untouched for _ in range(p.group_size))
        groups += 1
        reached += members
        if p.mixture:
            converts = p.mixture.converts_of([types_of[i] for i in leaders], members, luck)
        else:
            converts = [0] * _invert(converts_of[members], next(luck))
        if converts:
            offspring.append((leaders, converts))
            heappush(events, (now + p.duration + p.wait, _TRAINED, len(offspring) - 1))
    stopped_at = now if in_service > stop_above or math.isinf(until) else until
    left_at = [leave if leave <= stopped_at else math.inf for leave in left_at]
    return Course(trained_at, left_at, groups_led, credit, parents, types_of, len(ids), reached, groups, stopped_at)


def _invert(cumulative: tuple[float, ...], u: float) -> int:
    """Smallest k with u < cumulative[k]: a few steps are quicker than a search for the small means used here."""
    last = len(cumulative) - 1
    k = 0
    while k < last and u >= cumulative[k]:
        k += 1
    return k


def mean_in_service(
    programme: Programme, founders: int, times: Sequence[float], runs: int, draws: Draws
) -> tuple[Floats, Floats]:
    """Mean facilitators in service at each time (years), and its standard error (5.3). Shapes (len(times),)."""
    stream, until = draws.stream("cascade"), max(times)
    courses = (cascade(programme, founders, stream, run, until=until) for run in range(runs))
    counts = np.array([course.in_service(times) for course in courses])
    return counts.mean(axis=0), counts.std(axis=0, ddof=1) / math.sqrt(runs)


def extinct_share(programme: Programme, founders: int, runs: int, draws: Draws, *, safe: int = 60) -> float:
    """Share of runs in which every facilitator leaves before more than `safe` are in service (5.4a)."""
    stream = draws.stream("cascade")
    return sum(cascade(programme, founders, stream, run, stop_above=safe).extinct for run in range(runs)) / runs


def offspring_of_founders(programme: Programme, founders: int, draws: Draws) -> Floats:
    """Credit of each founder over a complete lifetime, their converts not leading (5.1). Mean R, shape (founders,)."""
    course = cascade(programme, founders, draws.stream("cascade"), generations=1)
    return np.array(course.credit[:founders])
