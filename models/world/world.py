"""The one door to the people of a territory: who lives where, what they are like, whom they know.

Nobody is stored before being met: every trait of a resident is worked out from the seed and the resident's id. Rules
ask by the compiled functions that are named here; Python asks a `World`, whose functions take arrays of ids and are
loops over the same.

Rules of the specification: section 4.5 (initialisation), S1 (receptivity), S2 (contacts), S9 (slots), S16 (moving).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.residents import ELECTED, OUTSIDE, STUDENTS
from contagion.models.territory.territory import Territory
from contagion.models.world import loops
from contagion.models.world.chance import keys_of, stream, stream_of
from contagion.models.world.compiled.contacts import anyone, asked, attempts, receptive_in, some_member
from contagion.models.world.compiled.crowds import (
    find_anyone,
    find_guests,
    find_members,
    find_some,
    keep_receptive,
    look_among,
)
from contagion.models.world.compiled.organisations import is_member, organisation_of
from contagion.models.world.compiled.places import (
    chord_of,
    distance_km,
    far_apart,
    is_near,
    look_around,
    look_near,
    surely_farther,
)
from contagion.models.world.compiled.residents import (
    BAND_BITS,
    BANDS,
    INDEX_BITS,
    NEVER,
    NOBODY,
    at_rank,
    barrier,
    conversion,
    find_others_at_home,
    generation,
    home_of,
    is_drawn_anew,
    is_elected,
    is_student,
    moves,
    readiness,
    slots_of,
    stays_until,
    target_group,
    threshold,
)
from contagion.models.world.places import Ids, communes_of, is_resident, pattern_of, places_of, resident_id
from contagion.sim.chance.draws import Draws
from contagion.sim.core.tables import Arena, lengths
from contagion.sim.errors import InputError
from contagion.sim.threads import Same

__all__ = [
    "NEVER", "NOBODY", "World", "anyone", "asked", "at_rank", "attempts", "barrier", "chord_of", "conversion",
    "distance_km", "far_apart", "find_anyone", "find_guests", "find_members", "find_others_at_home", "find_some",
    "generation", "home_of", "is_drawn_anew", "is_elected", "is_member", "is_near", "is_student", "keep_receptive",
    "look_among", "look_around", "look_near", "moves", "organisation_of", "readiness", "receptive_in", "slots_of",
    "some_member", "stays_until", "stream", "stream_of", "surely_farther", "target_group", "threshold",
]  # fmt: skip

type Bools = NDArray[np.bool_]


class Organisations(NamedTuple):
    """Those of a world by commune: stable id, commune index, members, and index into `PARTNER_TYPES` of each."""

    ids: Ids
    home: Ids
    sizes: Ids
    kinds: Ids


class World:
    """The residents aged 15 and over of a territory, and its organisations, under one seed.

    Parameters
    ----------
    territory : Territory
    parameters : Parameters
    draws : Draws
        The chance of the run.
    built : bool
        Or no more than what is known of it beforehand, as a host without Python is given it.

    Attributes
    ----------
    tables : Tables
        What compiled functions look at.
    size : int
        Residents.
    """

    def __init__(self, territory: Territory, parameters: Parameters, draws: Draws, *, built: bool = True) -> None:
        self.territory, self.parameters, self.draws = territory, parameters, draws
        self.arena, communes = Arena.of_late(), communes_of(territory.ground)
        self.keys, self.adults = communes["key"], communes["adults"]
        self.size = int(self.adults.sum())
        self.groups = tuple(group.name for group in parameters.target_group)
        self.tables = pattern_of(territory, Same(parameters), lengths()).tables(self.arena)
        self.tables.array("keys")[:] = keys_of(draws)
        self._places = places_of(territory)
        self.tables.put("places", self._places.take() if built else self._places.fresh())
        self.handle = self.tables.handle
        if built:
            loops.build(self.handle)

    @cached_property
    def organisations(self) -> Organisations:
        """Those that could become partners."""
        rows = self.tables.array("organisations")
        return Organisations(*(rows[name] for name in ("id", "home", "size", "kind")))

    def leave(self) -> None:
        """Leave to later runs what was found out about the places, and how long tables came to be."""
        self._places.give_back(self.tables.array("places"))
        self.tables.leave()

    # ---- home ------------------------------------------------------------------------------------------------------

    def everyone(self) -> Ids:
        """All ids, in order: only for verification, figures and small territories."""
        counts = self.territory.residents
        starts = resident_id(self.keys[:, None], np.arange(BANDS), 0).ravel()
        flat = counts.ravel()
        return np.repeat(starts, flat) + np.arange(flat.sum()) - np.repeat(np.cumsum(flat) - flat, flat)

    def has(self, person: int) -> bool:
        """Whether a whole number is the id of a resident."""
        return is_resident(self.territory, person)

    def home(self, ids: Any) -> Any:
        """Index of the commune of residence (of an id, or of each)."""
        return self._of_each(loops.homes_of, ids, np.int64)

    def band(self, ids: Any) -> Any:
        """Index of the age band (of an id, or of each)."""
        return (ids >> INDEX_BITS) & ((1 << BAND_BITS) - 1)

    def household(self, resident: int) -> list[int]:
        """The adults of a resident's household, oneself included, in order of id."""
        others = loops.others_at_home(self.handle, resident)
        return sorted([resident, *self.tables.array("scratch")[:others].tolist()])

    # ---- traits ----------------------------------------------------------------------------------------------------

    def _of_each(self, function: Callable[..., None], ids: Any, kind: Any, *more: Any) -> Any:
        """What a function says of each of some ids, in an array of their shape; a number for a single one."""
        asked = np.array(ids, dtype=np.int64)  # one that can be written to: compiled code tells such arrays from others
        out = np.empty(asked.size, dtype=kind)
        function(self.handle, asked.reshape(-1), *more, out)
        return out.reshape(asked.shape) if asked.ndim else out[0].item()

    def group(self, ids: Any) -> Any:
        """Index of the target group (of an id, or of each)."""
        return self._of_each(loops.groups_of, ids, np.int64)

    def student(self, ids: Any) -> Any:
        """Students, among those aged 15-29, more of them where that band is large (section 4.5)."""
        return self._of_each(loops.students_of, ids, np.bool_)

    def elected(self, ids: Any) -> Any:
        """Municipal councillors: exactly as many in each commune as it has seats (or adults)."""
        return self._of_each(loops.elected_of, ids, np.bool_)

    def woman(self, ids: Ids) -> Bools:
        return self.draws.stream("sex").uniform(ids) < self.parameters.population.women

    def slots(self, ids: Any) -> Any:
        """Times of the week at which a resident is free, as a bit set."""
        return self._of_each(loops.slots_of, ids, np.int64)

    def threshold(self, ids: Any) -> Any:
        """Distinct sources that somebody needs under the threshold rule (S4)."""
        return self._of_each(loops.thresholds_of, ids, np.int64)

    @property
    def names(self) -> tuple[str, ...]:
        """All that one can belong to: the target groups, then the students and the elected officials."""
        return tuple(dict.fromkeys((*self.groups, STUDENTS, ELECTED)))

    def belongs(self, name: str, ids: Ids) -> Bools:
        """Who belongs to a target group or carries a flag, or lives outside the centre; a target group of the name of
        one of these comes first.

        Raises
        ------
        InputError
            For a name that is none of these.
        """
        if name in self.groups:
            return self.group(ids) == self.groups.index(name)
        if name == OUTSIDE:
            return self.home(ids) != self.territory.centre
        if name in (STUDENTS, ELECTED):
            return self.student(ids) if name == STUDENTS else self.elected(ids)
        raise InputError(f"{name!r} is no target group; there are {', '.join(self.names)}")

    @cached_property
    def shares(self) -> dict[str, float]:
        """Shares of the residents in each target group and flag, and outside the centre; those of students are expected
        ones."""
        size, cells = max(self.size, 1), self.tables.array("cells")
        flags = {
            STUDENTS: float((cells["student_share"] * cells["count"]).sum()) / size,
            ELECTED: float(np.minimum(self.territory.seats, self.adults).sum()) / size,
            OUTSIDE: 1 - float(self.adults[self.territory.centre]) / size,
        }
        return {group.name: group.share for group in self.parameters.target_group} | flags

    # ---- receptivity (S1) and coming and going (S16) -----------------------------------------------------------------

    def readiness(self, ids: Any, year: Any) -> Any:
        """Frailty θ in a given year (of all, or of each): 0 for the non-receptive, otherwise gamma with mean 1."""
        return self._of_each(loops.readiness_of, ids, np.float64, _years(ids, year))

    def receptive(self, ids: Any, year: Any) -> Any:
        """Who has a readiness above 0."""
        return self._of_each(loops.receptive_of, ids, np.bool_, _years(ids, year))

    def generation(self, ids: Any, year: Any) -> Any:
        """How many times those at an id have been replaced by newcomers of the same profile."""
        return self._of_each(loops.generations_of, ids, np.int64, _years(ids, year))

    # ---- work, organisations, contacts -----------------------------------------------------------------------------

    def work_commune(self, ids: Any) -> Any:
        """Commune where each would work or study, by the commuting law of section 3.4."""
        return self._of_each(loops.work_communes_of, ids, np.int64)

    def organisation(self, ids: Any) -> Any:
        """Number of the organisation each belongs to, or NONE."""
        return self._of_each(loops.organisations_of, ids, np.int64)

    def members(self, organisation: int) -> Ids:
        """All members of an organisation, in order of id."""
        loops.members_of(self.handle, organisation)
        record = self.tables.array("organisations")[organisation]
        first = int(record["members_first"])
        return self.tables.array("members")[first : first + int(record["size"])].copy()

    def asked(self, inviters: Ids, ordinals: Ids, years: Ids) -> Ids:
        """Recipient of the `ordinal`-th invitation of each inviter, sent in the given year, or NOBODY."""
        return self._of_each(
            loops.asked_by, inviters, np.int64, np.array(ordinals, np.int64), np.array(years, np.int64)
        )

    def anyone(self, entities: Any, occasion: int = 0) -> Any:
        """A resident of the territory for each entity, uniformly; NOBODY where there is none."""
        if not self.size:
            return np.full(np.shape(entities), NOBODY)
        return self._of_each(loops.anyone_for, entities, np.int64, occasion)


def _years(ids: Any, year: Any) -> Any:
    return np.array(np.broadcast_to(np.asarray(year, np.int64), np.shape(ids))).reshape(-1)
