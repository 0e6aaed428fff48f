"""When training sessions were due in a run, and which were not held."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from contagion.models.outcomes.frames import record_of
from contagion.models.parameters import Parameters
from contagion.models.records import KINDS, TRAINING_SESSION
from contagion.models.scenarios.scenario import checked
from contagion.sim.toml_text import toml_of

if TYPE_CHECKING:
    from contagion.sim.files.results import Results


def missed_sessions(results: Results) -> list[int]:
    """The weeks in which a training session was due and not held."""
    events = results.tables["events"]
    held = set(events.loc[events["kind"] == KINDS[TRAINING_SESSION].name, "week"])
    return [week for week in due_sessions(results) if week not in held]


def due_sessions(results: Results) -> list[int]:
    """The weeks in which a training session was due, by the calendar or as an extra one, whether or not it was held."""
    written = toml_of(results.texts["scenario.toml"], "scenario.toml")
    content = {name: value for name, value in written.items() if name in Parameters.model_fields}
    record = record_of(results.tables, checked(content, "scenario.toml"), results.summary["seed"])
    p, begun = record.parameters, record.decisions[record.decisions["begins"] == 1]
    due = {int(row["week"]) for row in begun if p.decision[row["number"]].extra_session}
    spans = [*record.in_force(), (record.horizon, {})]
    for (since, values), (until, _) in pairwise(spans):
        first = values.get("training.first_week", p.training.first_week)
        every = values.get("training.period_weeks", p.training.period_weeks)
        due |= {week for week in range(since, until) if week >= first and (week - first) % every == 0}
    return sorted(due)
