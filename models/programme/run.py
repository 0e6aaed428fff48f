"""A run of the programme, for whoever lives it and reads what is left: its tables, as they are before the first week,
and whether what a scenario says fits the territory and the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import inf, nan
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contagion.models.kernel import CODE
from contagion.models.parameters import PARAMETERS, Parameters, is_whole, number_of, record_of, word_of
from contagion.models.parameters.contradictions import contradiction, label
from contagion.models.parameters.decisions import AWAY, KINDS, STATES
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.parameters.sections.programme import PARTNER_TYPES
from contagion.models.programme import layout, leaving, week
from contagion.models.programme.layout import LISTS, STATE
from contagion.models.programme.leaving import MET
from contagion.models.programme.replacing import Live, Replacement, in_order, place_of
from contagion.models.records import NONE, RESIDENT_ROW
from contagion.models.territory.territory import Territory, communes_named, rows_named
from contagion.models.world.layout import OF_PROGRAMMES, programme_keys_of
from contagion.models.world.world import Selection, World
from contagion.sim.chance.draws import Draws
from contagion.sim.core.tables import Pattern, Room, Tables, length_of, lengths
from contagion.sim.elementary import log1p
from contagion.sim.errors import InputError, told_of
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.reading import given
from contagion.sim.threads import Same, go_on

ROWS = 256  # that tables begin with
WRITTEN_WHOLE = ("events", "people", "residents", "sources", "nodes", "listeners", "told", "hearers", "diary")
"""Large tables of which each row is written when it comes, so that nothing has to be in them before."""
_PROGRAMMES = 4000  # that have numbers of their own for invitations
_ORDINALS = 1 << 46  # of the invitations of one programme; the groups' are below
_EVERYBODY = "training.priority_groups"

assert PARAMETERS.itemsize % 8 == 0


class Run:
    """A programme over a territory, as the rules have it, and what can be read of it.

    Parameters
    ----------
    territory : Territory
    parameters : Parameters
    draws : Draws
        Of its seed.
    horizon : int
        Weeks that will be lived; only the last row of the yearly table depends on it.
    stages : mapping of str to function, optional
        What is lived in place of a stage of that name, or of a rule of one, `"pairing.pair_up"`
        (`models.programme.replacing`).
    written : tuple, optional
        Lines of the decisions and name of the scenario file, to be told where something does not fit.

    Attributes
    ----------
    parameters_at_start : Parameters
    world : World
        Who lives where, what they are like, whom they know.
    state : Tables
        The tables of the run (`models.programme.layout`).
    """

    def __init__(
        self,
        territory: Territory,
        parameters: Parameters,
        draws: Draws,
        *,
        horizon: int = 520,
        stages: Mapping[str, Live] | None = None,
        written: tuple[tuple[int, ...], str] = ((), ""),
    ) -> None:
        founders_from = must_be_in_the_run(parameters, territory, horizon, *written)
        CODE.ready()
        self.territory, self.horizon, self.parameters_at_start, self.draws = territory, horizon, parameters, draws
        self._replaced = {
            name: live if isinstance(live, Replacement) else Replacement(name, live)
            for name, live in in_order(stages or {}).items()
        }
        self.world = World(territory, parameters, draws)
        self.state = state_of(self.world, parameters, horizon, founders_from)
        week.begin(self.state.handle)

    def run(self, weeks: int, after_week: Callable[[Any], None] | None = None) -> None:
        """Live so many weeks; `after_week` is called after each (progress bars, checks)."""
        at_once = 1 if after_week else WEEKS_A_YEAR  # and no more, so that Ctrl-C is heard
        for first in range(0, weeks, at_once):
            self._live_weeks(min(at_once, weeks - first))
            if after_week:
                after_week(self)

    def time_stages(self, weeks: int) -> dict[str, float]:
        """Live so many weeks, stage by stage; seconds that each stage took."""
        seconds = dict.fromkeys((stage.name for stage in week.STAGES), 0.0)
        for _ in range(weeks):
            for stage in week.STAGES:
                begun = perf_counter()
                self._live(1, *place_of(stage.name), over=stage is week.STAGES[-1])
                seconds[stage.name] += perf_counter() - begun
        return seconds

    def live_stage(self, name: str) -> None:
        """Live a stage of the week, or a rule of one (`"pairing.pair_up"`), as the model has it, whatever was put in
        its place."""
        self._live(1, *place_of(name), over=False)

    def _live_weeks(self, weeks: int) -> None:
        if not self._replaced:
            self._live(weeks, 0, len(week.RULES))
            return
        for _ in range(weeks):
            first = 0
            for name, live in self._replaced.items():
                begins, after = place_of(name)
                self._live(1, first, begins, over=False)
                live(self)
                first = after
            self._live(1, first, len(week.RULES))

    def _live(self, weeks: int, first: int, after: int, *, over: bool = True) -> None:
        go_on()
        self.call(week.live, weeks, first, after, over)

    def call(self, function: Any, *args: Any) -> None:
        """Call a compiled function of the tables' handle, and what else it is given."""
        self.state.call(function, *args)

    def release(self) -> None:
        """Let go of the tables at once. Their memory is given back once nobody looks at them: the record of the run may
        be kept."""
        self.state.leave()
        self.world.leave()
        del self.state, self.world

    # ---- what can be read of it --------------------------------------------------------------------------------------

    @property
    def week(self) -> int:
        """Weeks lived; during a step, the number of the current week."""
        return int(self.state.array("clock")["week"][0])

    @property
    def year(self) -> int:
        """Number of the current year, from 0."""
        return self.week // WEEKS_A_YEAR

    @property
    def parameters(self) -> Parameters:
        """Those at the start, and what the decisions in force set for all (not what a replaced stage wrote)."""
        held = self.state.array("decisions")["held"].tolist()
        since = {number: begin for number, begin in enumerate(held) if begin != NONE}
        return self.parameters_at_start.with_decisions(self.parameters_at_start.in_order(since))

    def total(self, name: str) -> Any:
        """Return a total since the start (`layout.TOTALS`)."""
        return self.state.array("totals")[name][0].item()

    def listed(self, which: int | str) -> list[int]:
        """Return the numbers of the rows on a list, by number or name (`layout.LISTS`): those of "waiting" are of
        `residents`. Raises InputError for a name that is none."""
        if isinstance(which, str):
            if which not in LISTS:
                raise InputError(f"{given(which)} is no list of a run. Expected one of {', '.join(LISTS)}")
            which = LISTS.index(which)
        return self.state.array("lists")[which, : self.state.array("counts")[which]].tolist()

    def numbers(self, name: str) -> NDArray[np.intp]:
        """Return the numbers of the rows that belong to the groups, in a table of all programmes."""
        return np.flatnonzero(self.rows(name)["programme"] == 0)

    def rows(self, name: str) -> Any:
        """Return the rows of a table so far, by fields; what a rule writes there is written. A table that grows moves:
        take its rows again after a stage was lived."""
        return rows_of(self.state, name)


def rows_of(state: Tables, name: str) -> Any:
    """Return the rows of a table of a state so far."""
    return state.array(name)[: state.array("n")[name][0]]


type Table = NDArray[np.void]


def residents_of(state: Tables) -> Table:
    """Return the residents whom the groups ever met."""
    made: Table = np.empty(len(rows_of(state, "residents")), RESIDENT_ROW)
    leaving.write_residents(Tables(MET, {"residents": made, "state": state}).handle)
    return made


def alternatives_of(model: Run) -> Table:
    """Return what each alternative programme did in each year; the state counts since the start."""
    rows = model.rows("alternative_years")
    out = rows.copy()
    for number in range(1, 1 + len(model.parameters_at_start.alternative)):
        own = rows["programme"] == number
        for name in ("participants", "groups", "leaders_trained", "hours", "leader_hours"):
            out[name][own] = np.diff(rows[name][own], prepend=0)
    return out


# ---- its tables, before the first week -------------------------------------------------------------------------------


def state_of(world: World, parameters: Parameters, horizon: int, founder_communes: list[int]) -> Tables:
    """Set up the tables of a run that has not begun."""
    rows = len(world.tables.array("organisations"))
    what = Same(parameters), horizon, tuple(founder_communes), rows, lengths()
    state = _pattern(world.territory, *what).tables(world.arena)
    state.put("keys", world.tables.array("keys"))
    state.put("world", world.tables)
    state.array("programme_keys")[:] = programme_keys_of(world.draws, [said.name for said in parameters.alternative])
    for row, said in zip(state.array("programmes")[1:], parameters.alternative, strict=True):
        row["key"] = world.draws.stream(f"alternative {said.name}: name").key
        row["first_ordinal"] = (1 + int(row["key"]) % _PROGRAMMES) * _ORDINALS
    return state


@lru_cache(maxsize=4)
def _pattern(
    territory: Territory, same: Same[Parameters], horizon: int, founder_communes: tuple[int, ...], rows: int, _: Any
) -> Pattern:
    """Prepare what is the same under all seeds, where there are so many rows of organisations."""
    p, communes, programmes = same.it, len(territory.codes), 1 + len(same.it.alternative)
    made: dict[str, Any] = {
        "clock": _one(layout.CLOCK, horizon=horizon),
        "n": _one(layout.COUNTS, communes=communes, partners=rows),
        "rows": "n",
        "totals": Room(1),
        "tally": Room(1),
        "parameters": record_of(p),
        "start": record_of(p),
        "whole_words": "parameters",
        "real_words": "parameters",
        "whole_start": "start",
        "priority": _priority(p, p.training.priority_groups),
        "holidays": np.array([week in p.calendar.holiday_weeks for week in range(WEEKS_A_YEAR)], np.int64),
        "reinforcement": np.array(p.registering.reinforcement),
        "founder_communes": np.array(founder_communes, np.int64),
        "fatigue": Room(64),
        "farther": territory.commuting.farther,
        "centred": _centred(p),
        "lists": Room(len(LISTS) * programmes, _length("lists")),
        "counts": Room(len(LISTS) * programmes),
        "weeks": Room(horizon),
        "commune_years": Room(-(-horizon // WEEKS_A_YEAR) * communes),
        "reached": Room(horizon),
        "person_at": Room(_length("person_at", 4 * ROWS)),
        "partners": Room(rows),
        "line": Room(1),
        "in_line": Room(max(rows, 1)),
        "communes": Room(communes),
        "diary_of": Room(2 * programmes, _length("diary_of", horizon + 1)),
        "accounts": _accounts(p),
        "money": Room(1),
        **_agenda(p, territory),
        "shocks": _shocks(p),
        "strain": _one(layout.STRAIN, present=1.0, cut=1.0),
        "programme_keys": Room(len(OF_PROGRAMMES) * programmes),
        **_programmes(p),
        "first_at": Room(communes),
    }
    for name in (one for one in STATE.kinds if one != "keys"):
        made.setdefault(name, Room(_length(name), cleared=name not in WRITTEN_WHOLE))
    return Pattern(STATE, made)


def _length(name: str, at_least: int = ROWS) -> int:
    return length_of(STATE, name, at_least)


def _one(kind: np.dtype, **values: Any) -> NDArray[np.void]:
    out = np.zeros(1, kind)
    for name, value in values.items():
        out[name] = value
    return out


def _priority(p: Parameters, names: tuple[str, ...]) -> NDArray[np.int64]:
    return np.array([group.name in names for group in p.target_group], np.int64)


def _centred(p: Parameters) -> NDArray[np.void]:
    """Collect all wishes and all spreads between groups that may come to hold."""
    wishes, spreads = [p.volunteering.wish], [p.volunteering.group_sd]
    for decision in p.decision:
        wishes += [decision.set["volunteering.wish"]] if "volunteering.wish" in decision.set else []
        spreads += [decision.set["volunteering.group_sd"]] if "volunteering.group_sd" in decision.set else []
    pairs = [(float(w), float(s)) for w in dict.fromkeys(wishes) for s in dict.fromkeys(spreads) if 0 < w < 1 and s > 0]
    return np.array([(*pair, nan) for pair in pairs], layout.CENTRED)


def _accounts(p: Parameters) -> NDArray[np.void]:
    """Set up the groups' account, and those that alternative programmes have for themselves."""
    shares = [p.groups_share, *(row.budget_share for row in p.alternative if row.budget_share is not None)]
    out = np.zeros(len(shares), layout.ACCOUNT)
    out["share"], out["balance"] = shares, inf if p.budget.per_year == inf else 0.0
    return out


def _shocks(p: Parameters) -> NDArray[np.void]:
    out = np.zeros(len(p.shock), layout.SHOCK)
    for row, shock in zip(out, p.shock, strict=True):
        row["kind"], row["start"] = KINDS.index(shock.kind), shock.start
        row["weeks"] = NONE if shock.weeks is None else shock.weeks
        row["factor"] = 1.0 if shock.factor is None else shock.factor
        row["share"] = float(shock.kind == AWAY) if shock.share is None else shock.share
    return out


def _agenda(p: Parameters, territory: Territory) -> dict[str, NDArray]:
    """Set up the decisions: when they hold, for whom, what they set, under what conditions."""
    number, groups = len(p.decision), len(p.target_group)
    decisions, values, bounds = np.zeros(number, layout.DECISION), [], []
    priorities = np.zeros((number + 1, groups), np.int64)
    priorities[-1] = _priority(p, p.training.priority_groups)
    in_communes = np.zeros((number, len(territory.codes)), np.int64)
    in_groups, of_kinds = np.zeros((number, groups), np.int64), np.zeros((number, len(PARTNER_TYPES)), np.int64)
    for n, (row, decision) in enumerate(zip(decisions, p.decision, strict=True)):
        row["begin"], row["end"], row["sets"] = p.begin(n), p.end(n), bool(decision.set)
        row["has_condition"], row["extra_session"] = bool(decision.when), decision.extra_session
        row["for_weeks"], row["again_after"] = decision.for_weeks or NONE, decision.again_after_weeks
        row["held"] = row["called"] = row["noted"] = row["noted_now"] = NONE
        row["first_value"], row["first_bound"] = len(values), len(bounds)
        for name, value in decision.set.items():
            if name == _EVERYBODY:
                priorities[n] = _priority(p, tuple(value))
                values.append((NONE, 0, 0.0))
            else:
                values.append((word_of(name), is_whole(name), number_of(name, value)))
        for name, bound in decision.when.items():
            limits = (bound.above, bound.below, bound.at_least, bound.at_most)
            bounds.append((STATES.index(name), *(nan if limit is None else limit for limit in limits)))
        row["values"], row["bounds"] = len(values) - row["first_value"], len(bounds) - row["first_bound"]
        if decision.scope:
            scope = Selection.of(n, p, territory)
            row["has_scope"], row["students"], row["elected"] = 1, scope.students, scope.elected
            row["whom"] = scope.whom(p, territory)
            for name, mask, into in (
                ("has_communes", scope.communes, in_communes),
                ("has_groups", scope.groups, in_groups),
                ("has_kinds", scope.kinds, of_kinds),
            ):
                if mask is not None:
                    row[name], into[n] = 1, mask
    return {
        "decisions": decisions,
        "agenda": np.array(sorted(range(number), key=lambda n: _rank(p, n)), np.int64),
        "values": np.array(values, layout.VALUE),
        "bounds": np.array(bounds, layout.BOUND),
        "priorities": priorities,
        "in_communes": in_communes,
        "in_groups": in_groups,
        "of_kinds": of_kinds,
    }


def _rank(p: Parameters, number: int) -> tuple[int, int, int]:
    """Rank a decision among those written down in one week: dates, rules on the state, extra sessions."""
    decision = p.decision[number]
    if decision.extra_session:
        return 2, 0, number
    return (1, 0, number) if decision.when else (0, p.begin(number), number)


def _programmes(p: Parameters) -> dict[str, NDArray]:
    """Set up the groups and the alternative programmes, with what the scenario says of each."""
    out, sessions, accounts = np.zeros(1 + len(p.alternative), layout.PROGRAMME), [*p.group.session_weeks], 0
    out[0]["sessions"] = len(sessions)
    for row, said in zip(out[1:], p.alternative, strict=True):
        for name in layout.PROGRAMME.names or ():
            if name in type(said).model_fields:
                value = getattr(said, name)
                row[name] = nan if value is None else value
        row["group_item"], row["leader_item"] = ITEMS.index(said.group_item), ITEMS.index(said.leader_item)
        if said.budget_share is not None:
            accounts += 1
            row["account"] = accounts
        row["first_session"], row["sessions"] = len(sessions), len(said.session_weeks)
        sessions += said.session_weeks
        row["rest_hazard"] = -log1p(-1 / said.rest_weeks) if said.rest_weeks > 1 else inf
    return {"programmes": out, "session_weeks": np.array(sessions, np.int64)}


# ---- whether it can be run -------------------------------------------------------------------------------------------


def must_be_in_the_run(
    parameters: Parameters, territory: Territory, horizon: int, lines: tuple[int, ...] = (), source: str = ""
) -> list[int]:
    """Refuse a commune that is not there, a decision, shock or alternative programme after the end of the run (of so
    many weeks), and decisions that contradict each other now that the communes are known: InputError, which names the
    `lines` of the decisions and the `source`, a scenario file or its name. Return the rows of the communes that
    founders come from, where the scenario names any."""
    try:
        _must_be_in_the_run(parameters, territory, horizon, lines)
        return _founder_communes(parameters, territory)
    except InputError as error:
        if not source:
            raise
        raise InputError(told_of(source, error)) from None


def _must_be_in_the_run(parameters: Parameters, territory: Territory, horizon: int, lines: tuple[int, ...]) -> None:
    for number, decision in enumerate(parameters.decision):
        where, begin = label(number, decision.title, lines), parameters.begin(number)
        if begin >= horizon:
            raise InputError(
                f"{where}: from = {decision.start} is week {begin}, and the run has weeks 0 to {horizon - 1}"
                f"{_perhaps_a_year(decision.start)}"
            )
        try:
            Selection.of(number, parameters, territory)
        except InputError as error:
            raise InputError(told_of(where, error)) from None
    if problem := contradiction(parameters, lines, lambda d: frozenset(communes_named(territory, d.communes))):
        raise InputError(problem)
    for number, shock in enumerate(parameters.shock, start=1):
        if shock.start >= horizon:
            raise InputError(
                f"shock {number} ({shock.kind}): from = {shock.start} must be a week of the run, 0 to {horizon - 1}"
            )
    for row in parameters.alternative:
        if row.from_week >= horizon:
            raise InputError(
                f"alternative {row.name!r}: from = {row.from_week} must be a week of the run, 0 to {horizon - 1}"
            )


def _perhaps_a_year(start: int | str) -> str:
    a_year = isinstance(start, int) and 1900 <= start < 2200
    return f' (for the year, write "{start}-01")' if a_year else ""


def _founder_communes(parameters: Parameters, territory: Territory) -> list[int]:
    where = "training.founder_communes"
    return [row for name in parameters.training.founder_communes for row in rows_named(territory, name, where)]
