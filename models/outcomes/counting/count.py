"""Counting, as Python calls it: this is where the compiler is needed."""

from collections.abc import Mapping
from typing import Any

from contagion.models.code.kernel import entry
from contagion.models.outcomes.counting.counts import COUNT, COUNT_FLAGGED, SHARED, SHORTAGES, TRAINING_SHORTAGES
from contagion.models.outcomes.counting.rows import (
    count_communes,
    count_events,
    count_events_of_flagged,
    count_facilitators,
    count_groups,
    count_participants,
    count_weeks,
    count_what_was_bought,
    find_savers,
    find_short,
    find_short_in_training,
    know_places,
    share_out_savers,
)
from contagion.sim.core.compiling import compiled, lay
from contagion.sim.core.tables import Tables
from contagion.sim.model import WEEKS_A_YEAR

_view, _view_of_flagged, _view_of_savers = COUNT.view, COUNT_FLAGGED.view, SHARED.view
_FIGURES, _FLOWS, _SHORT, _HERE = COUNT["figures"], COUNT["flows"], COUNT["weeks_short"], COUNT["here"]
_OF_TARGET_GROUP, _BY_COMMUNE = COUNT["of_target_group"], COUNT["by_commune"]
_KINDS_OF_SHORTAGES = len(SHORTAGES) + len(TRAINING_SHORTAGES)


@compiled
def count_all(run):
    """Count all that is told of a run, from its tables."""
    make_room(run)
    count_events(run)
    count_groups(run)
    count_facilitators(run)
    count_participants(run)
    count_communes(run)
    count_weeks(run)
    count_what_was_bought(run)
    know_places(run)
    find_short(run)
    find_short_in_training(run)
    find_savers(run)


@compiled
def make_room(run):
    """Room for what is counted, by how long the run was and where it was."""
    weeks, communes = len(run.weeks), run.asked.communes
    lay(run, _FIGURES, 1)
    lay(run, _FLOWS, weeks)
    lay(run, _SHORT, _KINDS_OF_SHORTAGES)
    lay(run, _HERE, communes)
    lay(run, _OF_TARGET_GROUP, run.asked.target_groups)
    lay(run, _BY_COMMUNE, 3 * ((weeks + WEEKS_A_YEAR - 1) // WEEKS_A_YEAR), communes)


@entry
def count(handle):
    """Count all that is told of a run."""
    count_all(_view(handle))


@entry
def _count_flagged(handle):
    count_events_of_flagged(_view_of_flagged(handle))


@entry
def _share_out(handle):
    share_out_savers(_view_of_savers(handle))


def count_flagged(tables: Mapping[str, Any]) -> None:
    """Count what becomes of students and councillors, in tables as `COUNT_FLAGGED` has them."""
    _count_flagged(Tables(COUNT_FLAGGED, tables).handle)


def share_out(tables: Mapping[str, Any]) -> None:
    """Share savers out over dates and levels, in tables as `SHARED` has them."""
    _share_out(Tables(SHARED, tables).handle)
