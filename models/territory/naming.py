"""Communes as people name them: by code, by name, the centre, or all that lies outside it."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from contagion.models.territory.gazetteer import taken_over
from contagion.models.territory.national.tables import plain
from contagion.models.territory.territory import Territory
from contagion.sim.errors import InputError
from contagion.sim.sentences import perhaps


def communes_named(territory: Territory, names: tuple[str, ...]) -> list[int]:
    """Rows of the communes that are named, in order; each once.

    Raises
    ------
    InputError
        For a name that no commune has, or several, and where there is no commune outside the centre.
    """
    return sorted({row for name in names for row in rows_named(territory, name, "communes")})


@lru_cache(maxsize=2)
def _plain_names(territory: Territory) -> list[str]:
    return [plain(name) for name in territory.names]


def rows_named(territory: Territory, name: str, where: str) -> Iterator[int]:
    """Rows of the communes that a name means; `where` says where it was given.

    Raises
    ------
    InputError
        As in `communes_named`.
    """
    known = _plain_names(territory)
    match plain(name):
        case "the centre":
            yield territory.centre
        case "outside the centre":
            if len(territory) == 1:
                raise InputError(f"{where}: {name!r}: this territory holds a single commune")
            yield from (row for row in range(len(territory)) if row != territory.centre)
        case _ if name.strip().upper() in territory.index:
            yield territory.index[name.strip().upper()]
        case written if known.count(written) == 1:
            yield known.index(written)
        case written if written in known:
            codes = [code for code, own in zip(territory.codes, known, strict=True) if own == written]
            raise InputError(f"{where}: {name!r} is the name of {len(codes)} communes; give a code: {', '.join(codes)}")
        case _ if became := taken_over(name, territory.index):
            raise InputError(f"{where}: {name!r} is no commune of this territory; {became}")
        case written:
            near = get_close_matches(written, known, n=1, cutoff=0.5)
            nearest = perhaps(territory.names[known.index(near[0])]) if near else ""
            raise InputError(f"{where}: {name!r} is no commune of this territory{nearest}")
