"""One name for one thing. Columns are called alike in all tables (`models/records.py`); whoever asks for one may use a
short word, and a word that is none is answered with the nearest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any

from experiments.studies.how_much import MOST_RUNS, WORLDS
from sim.errors import InputError

SHORT = {
    "active": "facilitators_active",
    "trained": "facilitators_trained",
    "recruiting": "groups_recruiting",
    "running": "groups_running",
}
"""Short words, and the names that they stand for."""
LISTED = 12  # names in a message


def known(word: str, among: Iterable[str], what: str, where: str = "") -> str:
    """The name that a word stands for.

    Parameters
    ----------
    word : str
        A name, or a short word for one.
    among : iterable of str
        The names there are.
    what : str
        What they are names of.
    where : str
        Where they are looked for, in words.

    Raises
    ------
    InputError
        With the nearest name.
    """
    names = [str(name) for name in among]
    if word in names:
        return word
    if SHORT.get(word) in names:
        return SHORT[word]
    near = get_close_matches(str(word), names, n=1, cutoff=0.5)
    inside = [name for name in names if str(word) in name]
    nearest = near[0] if near else inside[0] if inside else ""
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    hint = f"did you mean {nearest!r}?" if nearest else f"there are {', '.join(names[:LISTED])}{more}"
    raise InputError(f"{what} {word!r} is not known{f' {where}' if where else ''}; {hint}")


def whole(value: object, what: str, least: int = 1, most: int | None = None) -> int:
    """A whole number, checked."""
    end = f" to {most}" if most else " on"
    if isinstance(value, bool) or not isinstance(value, int) or value < least or (most and value > most):
        raise InputError(f"{what} {value!r}: must be a whole number from {least}{end}")
    return value


def seeds_of(asked: Any) -> Sequence[int]:
    """Seeds: how many, from 1 on, or which. More than memory holds are not written out."""
    if isinstance(asked, int):
        return range(1, whole(asked, "seeds") + 1)
    if isinstance(asked, range) and asked:
        return asked
    wanted = list(islice(asked, MOST_RUNS + 1)) if isinstance(asked, Iterable) and not isinstance(asked, str) else []
    if not wanted or any(isinstance(seed, bool) or not isinstance(seed, int) for seed in wanted):
        raise InputError(f"seeds {asked!r}: must be how many, or a list of whole numbers")
    return list(dict.fromkeys(wanted))


def worlds_or_seeds(asked: int | None, ensemble: str | Path | None, single: int, above: float = 0.0) -> int:
    """How many worlds, or seeds of one set of values: as asked, or as usual; `above` is for worlds alone."""
    must_be_people(above, ensemble)
    return whole(asked if asked is not None else WORLDS if ensemble else single, "seeds", least=2)


def must_be_people(above: object, ensemble: str | Path | None) -> None:
    """Refuse what is no number of people, or is asked for where there are no worlds to tell it of."""
    if isinstance(above, bool) or not isinstance(above, (int, float)) or not isfinite(above):
        raise InputError(f"above {above!r}: must be a number of people")
    if above and not ensemble:
        raise InputError(f"above {above:g}: is told over worlds; give an ensemble")
