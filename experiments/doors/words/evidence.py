"""The evidence behind the figures that planners are shown, said beside each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contagion.experiments.doors.words.note import known_here
from contagion.experiments.language.sentences import _, ngettext
from contagion.experiments.programmes.agreeing import Observed, observed_of

if TYPE_CHECKING:
    from contagion.experiments.programmes.programme import Programme


def counted(programme: Programme, elsewhere: bool) -> str:
    """What the counts of people, groups and facilitators rest on; `elsewhere`: nothing that was observed here."""
    if elsewhere:
        return _("Known: the same programme in another place. That it goes so here, and nearly all else, is assumed.")
    if not (found := observed_of(programme)):
        return known_here(0, elsewhere)
    match [one for one in found if one.name != "trained"]:
        case [Observed(name="participants", in_year=False, value=people)]:
            return _("Known here: one published total, {people:,} people. Nearly all else is assumed.", people=people)
    return ngettext(
        "Known here: {number} figure of this programme. Nearly all else is assumed.",
        "Known here: {number} figures of this programme. Nearly all else is assumed.",
        len(found),
    )
