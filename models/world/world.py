"""The one door to the people of a territory: who lives where, what they are like, whom they know; and for whom a
decision is (communes, target groups, kinds of partners).

Nobody is stored before being met: every trait of a resident is worked out from the seed and the resident's id (sections
4.5, S1, S2, S9, S16). Rules ask by the compiled functions that are named here; Python asks a `World`, whose functions
take arrays of ids and are loops over the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from contagion.models.kernel import Flags, Ints, Reals, entry
from contagion.models.parameters import PARTNER_TYPES, Parameters
from contagion.models.parameters.decisions import OVERLAYS
from contagion.models.parameters.sections.residents import ELECTED, OUTSIDE, STUDENTS
from contagion.models.territory.territory import Territory, communes_named
from contagion.models.world.compiled import contacts, organisations, residents
from contagion.models.world.compiled import places as of_places
from contagion.models.world.compiled.contacts import (
    anyone,
    asked,
    attempts,
    find_anyone,
    find_guests,
    find_members,
    find_some,
    keep_receptive,
    look_among,
    receptive_in,
    some_member,
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
from contagion.models.world.layout import WORLD, keys_of, stream, stream_of
from contagion.models.world.places import Ids, communes_of, is_resident, pattern_of, places_of, resident_id
from contagion.sim.chance.draws import Draws
from contagion.sim.core.tables import Arena, lengths
from contagion.sim.threads import Same


@dataclass(frozen=True, eq=False)
class Selection:
    """Some of the residents, or some of the organisations; None where nothing is said."""

    communes: NDArray[np.bool_] | None
    """By commune."""
    groups: NDArray[np.bool_] | None
    """By target group."""
    students: bool
    elected: bool
    kinds: NDArray[np.bool_] | None
    """By kind of organisation."""

    @classmethod
    def of(cls, number: int, parameters: Parameters, territory: Territory) -> Selection:
        """Read whom a decision, by number from 0, is for. Raises InputError for a commune that is not there."""
        decision, names = parameters.decision[number], [group.name for group in parameters.target_group]
        own = [name for name in decision.target_groups if name in names]
        students, elected = (name in decision.target_groups and name not in names for name in OVERLAYS)
        rows = communes_named(territory, decision.communes)
        kinds = [PARTNER_TYPES.index(kind) for kind in decision.partner_types]
        return cls(
            communes=_mask(len(territory), rows) if decision.communes else None,
            groups=_mask(len(names), [names.index(name) for name in own]) if decision.target_groups else None,
            students=students,
            elected=elected,
            kinds=_mask(len(PARTNER_TYPES), kinds) if decision.partner_types else None,
        )

    def whom(self, parameters: Parameters, territory: Territory) -> int:
        """Return a number of 64 bits that is the same for the same residents."""
        places = [] if self.communes is None else np.array(territory.codes)[self.communes].tolist()
        names = [] if self.groups is None else np.array([g.name for g in parameters.target_group])[self.groups].tolist()
        flags = [name for name, carried in zip(OVERLAYS, (self.students, self.elected), strict=True) if carried]
        said = f"{sorted(places)} {sorted(names)} {flags}"
        return int.from_bytes(blake2b(said.encode(), digest_size=8).digest())


def _mask(length: int, rows: list[int]) -> NDArray[np.bool_]:
    mask = np.zeros(length, dtype=bool)
    mask[rows] = True
    return mask


__all__ = [
    "NEVER", "NOBODY", "World", "anyone", "asked", "at_rank", "attempts", "barrier", "chord_of", "conversion",
    "distance_km", "far_apart", "find_anyone", "find_guests", "find_members", "find_others_at_home", "find_some",
    "generation", "home_of", "is_drawn_anew", "is_elected", "is_member", "is_near", "is_student", "keep_receptive",
    "look_among", "look_around", "look_near", "moves", "organisation_of", "readiness", "receptive_in", "slots_of",
    "some_member", "stays_until", "stream", "stream_of", "surely_farther", "target_group", "threshold",
]  # fmt: skip

type Bools = NDArray[np.bool_]

_view = WORLD.view
_KINDS: dict[Any, Any] = {Ints: np.int64, Flags: np.bool_, Reals: np.float64}


@entry
def build(handle):
    organisations.build(_view(handle))


@entry
def build_with_places(handle):
    """Build a world, and first work out its places, where nothing is known of these yet."""
    world = _view(handle)
    of_places.know_work(world.places)
    of_places.know_ties(world.places)
    organisations.build(world)


@entry
def others_at_home(handle, person) -> int:
    return residents.find_others_at_home(_view(handle), person)


@entry
def members_of(handle, organisation):
    organisations.know_members(_view(handle), organisation)


def _entry(loop: Any, of: Any, **kinds: Any) -> Any:
    """Make a loop an entry, named after the function that it calls for each id."""
    loop.__name__ = loop.__qualname__ = f"{of.__name__}_of_each"
    loop.__annotations__ = {"ids": Ints, **kinds}
    return entry(loop)


def _of_each(of: Any, kind: Any) -> Any:
    """Make a function of ids that calls a compiled one for each, and returns an array; a number for one id."""

    def loop(handle, ids, out):
        for n in range(len(ids)):
            out[n] = of(_view(handle), ids[n])

    compiled = _entry(loop, of, out=kind)
    return lambda world, ids: _asked(compiled, world, ids, _KINDS[kind])


def _of_each_in(of: Any, kind: Any) -> Any:
    """Make such a function of ids and a year (one for all, or one for each)."""

    def loop(handle, ids, years, out):
        for n in range(len(ids)):
            out[n] = of(_view(handle), ids[n], years[n])

    compiled = _entry(loop, of, years=Ints, out=kind)
    return lambda world, ids, year: _asked(compiled, world, ids, _KINDS[kind], _numbers(year, ids))


def _asked(compiled: Any, world: World, ids: Any, kind: Any, *more: Any) -> Any:
    asked = np.array(ids, dtype=np.int64)  # one that can be written to: compiled code tells such arrays from others
    out = np.empty(asked.size, dtype=kind)
    compiled(world.handle, asked.reshape(-1), *more, out)
    return out.reshape(asked.shape) if asked.ndim else out[0].item()


def _numbers(value: Any, ids: Any) -> Any:
    """Return a whole number for each id."""
    return np.array(np.broadcast_to(np.asarray(value, np.int64), np.shape(ids))).reshape(-1)


@entry
def asked_by(handle, ids: Ints, ordinals: Ints, years: Ints, out: Ints):
    for n in range(len(ids)):
        out[n] = contacts.asked(_view(handle), ids[n], ordinals[n], years[n])


@entry
def anyone_for(handle, ids: Ints, occasion, out: Ints):
    for n in range(len(ids)):
        out[n] = contacts.anyone(_view(handle), ids[n], occasion)


class Organisations(NamedTuple):
    """Those of a world by commune: stable id, commune index, members, and index into `PARTNER_TYPES` of each."""

    ids: Ids
    home: Ids
    sizes: Ids
    kinds: Ids


class World:
    """The residents aged 15 and over of a territory, and its organisations, under one seed (`draws`): as many as
    `size`. Compiled functions look at its `tables`; where it is not `built`, these hold no more than what is known of
    it beforehand, as a host without Python is given it."""

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
            build(self.handle)

    @cached_property
    def organisations(self) -> Organisations:
        """Those that could become partners."""
        rows = self.tables.array("organisations")
        return Organisations(*(rows[name] for name in ("id", "home", "size", "kind")))

    def leave(self) -> None:
        """Leave to later runs what was found out about the places, and how long tables came to be."""
        self._places.give_back(self.tables.array("places"))
        self.tables.leave()

    def everyone(self) -> Ids:
        """Return all ids, in order: only for verification, figures and small territories."""
        counts = self.territory.residents
        starts = resident_id(self.keys[:, None], np.arange(BANDS), 0).ravel()
        flat = counts.ravel()
        return np.repeat(starts, flat) + np.arange(flat.sum()) - np.repeat(np.cumsum(flat) - flat, flat)

    def has(self, person: int) -> bool:
        """Return whether a whole number is the id of a resident."""
        return is_resident(self.territory, person)

    home = _of_each(home_of, Ints)  # index of the commune of residence
    group = _of_each(target_group, Ints)  # index of the target group
    student = _of_each(is_student, Flags)
    elected = _of_each(is_elected, Flags)  # municipal councillors
    slots = _of_each(slots_of, Ints)  # times of the week at which somebody is free, as a bit set
    threshold = _of_each(threshold, Ints)  # distinct sources that somebody needs (S4)
    readiness = _of_each_in(readiness, Reals)  # 0 for the non-receptive, otherwise gamma with mean 1
    receptive = _of_each_in(residents.is_receptive, Flags)
    generation = _of_each_in(generation, Ints)  # how many times those at an id have been replaced
    work_commune = _of_each(contacts.work_commune, Ints)  # where each would work or study
    organisation = _of_each(organisation_of, Ints)  # number of it, or NONE

    def band(self, ids: Any) -> Any:
        """Index of the age band (of an id, or of each)."""
        return (ids >> INDEX_BITS) & ((1 << BAND_BITS) - 1)

    def woman(self, ids: Ids) -> Bools:
        return self.draws.stream("sex").uniform(ids) < self.parameters.population.women

    def household(self, resident: int) -> list[int]:
        """Return the adults of a resident's household, oneself included, in order of id."""
        others = others_at_home(self.handle, resident)
        return sorted([resident, *self.tables.array("scratch")[:others].tolist()])

    def members(self, organisation: int) -> Ids:
        """Return all members of an organisation, in order of id."""
        members_of(self.handle, organisation)
        record = self.tables.array("organisations")[organisation]
        first = int(record["members_first"])
        return self.tables.array("members")[first : first + int(record["size"])].copy()

    def asked(self, inviters: Ids, ordinals: Ids, years: Ids) -> Ids:
        """Recipient of the `ordinal`-th invitation of each inviter, sent in the given year, or NOBODY."""
        return _asked(asked_by, self, inviters, np.int64, _numbers(ordinals, inviters), _numbers(years, inviters))

    def anyone(self, entities: Any, occasion: int = 0) -> Any:
        """Draw a resident of the territory for each entity, uniformly; NOBODY where there is none."""
        if not self.size:
            return np.full(np.shape(entities), NOBODY)
        return _asked(anyone_for, self, entities, np.int64, occasion)

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
