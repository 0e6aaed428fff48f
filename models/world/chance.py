"""The decisions of chance of a run, in the words in which they are drawn. Each has a stream of keyed draws of its own
(`sim.chance.draws`); `stream(tables, "waits")` is the key of one.

An alternative programme has streams of its own for what is decided in it, so that one programme more or less changes
nothing in another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contagion.sim.chance.draws import Draws
from contagion.sim.core.compiling import read_by_name

STREAMS = (
    # who lives where
    "household: order", "organisation: order", "elected: order", "organisation: seats",
    "organisation: kind", "organisation: size",
    "target group", "student", "slots", "threshold", "work commune",
    "receptive", "frailty", "date of a new mind", "date of moving",
    # who is asked and told
    "invitation: layer", "invitation: tie", "tie: where", "tie: who", "tie: passes", "anyone: where", "anyone: who",
    "invitations: how many", "invitations: when", "told by a partner",
    "told by a partner in vain",
    # the public
    "decides to register", "waits", "order of the waiting list", "how far one goes", "takes a group",
    "does not come",
    "gives up with the group", "session: leaves", "session: attends", "wishes to facilitate", "mood of a group",
    # training and facilitators
    "founder", "candidate of a partner", "order of the training queue", "takes a training seat", "keeps wishing",
    "becomes active", "is mentored", "is paid", "stays", "goes on after a group", "lost in a shock",
    "is looked after",
    # groups
    "is trained in a pair", "order of the trained", "is trained with", "order of the ready", "keeps the partner",
    "finds a partner", "goes to a partner", "which partner", "meets online",
    "whose commune", "meets in a targeted commune", "which targeted commune", "where and when a group meets",
    "slot of a team",
    # partners
    "order of first contacts", "partner contacts", "contact is targeted", "partner becomes active", "partner stays",
    "first request of a partner", "asks for its own members",
)  # fmt: skip
OF_PROGRAMMES = (
    "stays", "rests", "order of the ready", "order of the waiting", "event: where", "event: receptive", "registers",
    "waits", "becomes a leader", "name",
)  # fmt: skip

stream = read_by_name("keys", STREAMS)
"""Key of a decision: `stream(tables, "waits")`."""
stream_of = read_by_name("programme_keys", OF_PROGRAMMES)
"""Key of a decision within a programme: `stream_of(tables, "waits", n)`; of the groups, 0, it is that of `stream`."""


def keys_of(draws: Draws) -> NDArray[np.uint64]:
    """The keys of all decisions under a seed."""
    return draws.keys(STREAMS)


def programme_keys_of(draws: Draws, names: list[str]) -> NDArray[np.uint64]:
    """Those of the groups, and of the alternative programmes with these names, one after the other."""
    before = ["", *(f"alternative {name}: " for name in names)]
    return draws.keys(f"{programme}{decision}" for programme in before for decision in OF_PROGRAMMES)
