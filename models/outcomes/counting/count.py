"""Counting, as Python calls it: this is where the compiler is needed."""

from collections.abc import Mapping
from typing import Any

from contagion.models.code.kernel import entry
from contagion.models.outcomes.counting.flagged import count_events_of_flagged
from contagion.models.outcomes.counting.layout import COUNT, COUNT_FLAGGED, SHARED
from contagion.models.outcomes.counting.rows import (
    count_communes,
    count_events,
    count_facilitators,
    count_groups,
    count_participants,
)
from contagion.models.outcomes.counting.savers import find_savers, share_out_savers
from contagion.models.outcomes.counting.weeks import (
    count_weeks,
    count_what_was_bought,
    find_short,
    find_short_in_training,
)
from contagion.sim.core.tables import Tables

_view, _view_of_flagged, _view_of_savers = COUNT.view, COUNT_FLAGGED.view, SHARED.view


@entry
def _count(handle):
    run = _view(handle)
    count_events(run)
    count_groups(run)
    count_facilitators(run)
    count_participants(run)
    count_communes(run)
    count_weeks(run)
    count_what_was_bought(run)
    find_short(run)
    find_short_in_training(run)
    find_savers(run)


@entry
def _count_flagged(handle):
    count_events_of_flagged(_view_of_flagged(handle))


@entry
def _share_out(handle):
    share_out_savers(_view_of_savers(handle))


def count(tables: Mapping[str, Any]) -> None:
    """Count all that is told of a run, in tables as `COUNT` has them."""
    _count(Tables(COUNT, tables).handle)


def count_flagged(tables: Mapping[str, Any]) -> None:
    """Count what becomes of students and councillors, in tables as `COUNT_FLAGGED` has them."""
    _count_flagged(Tables(COUNT_FLAGGED, tables).handle)


def share_out(tables: Mapping[str, Any]) -> None:
    """Share savers out over dates and levels, in tables as `SHARED` has them."""
    _share_out(Tables(SHARED, tables).handle)
