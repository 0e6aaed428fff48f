"""What the authority decides in the course of a run (stage 2): the rows `[[decision]]` of a scenario.

A decision holds from its date until its end, or until a later one on the same thing. One with a condition (`when`) is
looked at each week and begins in the first in which the state of the programme, at the start of the week, is as it
says; it holds for so many weeks, or for good. Rules on the state go before dates, later decisions before earlier ones,
and those for some communes, groups or partners before those for everybody. From its first week on a parameter has its
new value for all that happens; what happened before is as it would have been. A decision can also call an extra
training session.
"""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

from models.parameters import Parameters
from models.parameters.contradictions import contradiction, label
from models.rules import pairing
from models.rules.observing import WEEK_COLUMNS
from models.rules.outreach import Audience
from models.scope import Scope
from models.territory.naming import communes_named
from models.territory.territory import Territory
from sim.errors import InputError
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.programme import ConversationModel

DECISION_COLUMNS = ("week", "number", "title", "what")
BEGINS, ENDS = "begins", "ends"


class Agenda:
    """The decisions of a run, and those in force: by number, the week since which.

    Parameters
    ----------
    parameters : Parameters
        At the start.
    territory : Territory
    horizon : int
        Weeks that will be lived.
    lines : sequence of int
        Of the scenario file, on which the decisions begin, to be named in messages.

    Raises
    ------
    InputError
        Where a decision begins after the end of the run, names a commune that is not there, or contradicts another now
        that the communes are known.
    """

    def __init__(self, parameters: Parameters, territory: Territory, horizon: int, lines: tuple[int, ...] = ()) -> None:
        self.decisions = parameters.decision
        self.scopes: dict[int, Scope] = {}
        for number, decision in enumerate(self.decisions):
            where, begin = label(number, decision.title, lines), parameters.begin(number)
            if begin >= horizon:
                what = f"from = {decision.start} is week {begin}, and the run has weeks 0 to {horizon - 1}"
                raise InputError(f"{where}: {what}{_perhaps_a_year(decision.start)}")
            try:
                self.scopes |= {number: Scope.of(number, parameters, territory)} if decision.scope else {}
            except InputError as error:
                raise InputError(f"{where}: {error}") from None
        if problem := contradiction(parameters, lines, lambda d: frozenset(communes_named(territory, d.communes))):
            raise InputError(problem)
        self.held: dict[int, int] = {}  # those that set something
        self.called: dict[int, int] = {}  # by number, week of the last extra session it called
        self.noted: dict[int, int] = {}  # those in force, as written down


def _perhaps_a_year(start: int | str) -> str:
    return f' (for the year, write "{start}-01")' if isinstance(start, int) and 1900 <= start < 2200 else ""


def decide(model: ConversationModel) -> None:
    """Put into effect what begins and ends this week."""
    agenda = model.agenda
    if not agenda.decisions:
        return
    held = in_force(model)
    if held != agenda.held:
        agenda.held = held
        take_effect(model)
    called = sessions_called(model)
    agenda.called |= called
    model.extra_session = bool(called)
    note(model, held | called)


def in_force(model: ConversationModel) -> dict[int, int]:
    """The decisions that set something and hold this week, with the week since which."""
    parameters, week, before = model.parameters_at_start, model.week, model.agenda.held
    held = {number: parameters.begin(number) for number in parameters.in_force(week)}
    for number, decision in enumerate(parameters.decision):
        if decision.when and decision.set:
            if number in before and (decision.for_weeks is None or week < before[number] + decision.for_weeks):
                held[number] = before[number]
            elif is_called_for(model, number):
                held[number] = week
    return held


def sessions_called(model: ConversationModel) -> dict[int, int]:
    """The decisions that call an extra training session this week; none before the first session, the founders'."""
    parameters = model.parameters_at_start
    if not model.sessions_held:
        return {}
    called = {}
    for number, decision in enumerate(parameters.decision):
        if decision.extra_session:
            last = model.agenda.called.get(number)
            again = last is None or model.week >= last + decision.again_after_weeks
            if again and is_called_for(model, number) if decision.when else model.week == parameters.begin(number):
                called[number] = model.week
    return called


def is_called_for(model: ConversationModel, number: int) -> bool:
    """Whether a rule on the state is looked at this week and the state is as it says."""
    parameters = model.parameters_at_start
    return parameters.begin(number) <= model.week < parameters.end(number) and all(
        bounds.hold(state(model, name)) for name, bounds in parameters.decision[number].when.items()
    )


def state(model: ConversationModel, name: str) -> float:
    """A figure of the programme at the start of the week."""
    match name:
        case "queue":
            return len(model.aspirants)
        case "waiting" | "active" | "ready":
            return len(getattr(model, name))
        case "recruiting" | "running":
            return len(getattr(model, f"{name}_groups"))
        case "partners":
            return len(model.active_partners)
        case "participants":
            return model.participants
        case "year_participants":
            return model.participants - people_reached_before(model, model.week - WEEKS_A_YEAR)
        case "weeks_without_participants":
            week = model.week
            while week and people_reached_before(model, week - 1) == model.participants:
                week -= 1
            return model.week - week
    raise ValueError(f"no such figure: {name}")


def people_reached_before(model: ConversationModel, week: int) -> float:
    """People reached in all weeks before one; NaN for weeks before the start."""
    if week <= 0:
        return 0 if week == 0 else nan
    return model.recorder.rows["weeks"][week - 1][WEEK_COLUMNS.index("participants")]


def take_effect(model: ConversationModel) -> None:
    """Let the decisions in force hold from now on."""
    agenda, before = model.agenda, model.parameters
    order = model.parameters_at_start.in_order(agenda.held)
    model.parameters = model.parameters_at_start.with_decisions(order)
    model.local = {}
    for number in order:
        if number in agenda.scopes:
            for name, value in agenda.decisions[number].set.items():
                model.local.setdefault(name, []).append((agenda.scopes[number], value))
    model.audience = Audience()  # what was worked out ahead no longer holds
    pairing.change_load(model, before.facilitation.max_load, model.parameters.facilitation.max_load)


def note(model: ConversationModel, now: dict[int, int]) -> None:
    """Write down, in the table `decisions`, which decisions end and begin this week."""
    before = model.agenda.noted
    for what, some, others in ((ENDS, before, now), (BEGINS, now, before)):
        for number, since in some.items():
            if others.get(number) != since:
                model.recorder.row("decisions", (model.week, number + 1, model.agenda.decisions[number].title, what))
    model.agenda.noted = now
