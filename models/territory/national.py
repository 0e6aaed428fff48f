"""The national tables of communes and areas (``data/france``; ``data/SOURCES.md`` explains them), and names as they are
compared: whatever their accents, case, hyphens and apostrophes, with or without what kind of authority it is.

EPCI as they were: those that merged or were parted, and those that had another name. And where no EPCI is or was
called as somebody says: those that hold the communes that are named in it, as in the names of most older ones.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from contagion.models.territory.communes import DATA

FRANCE = DATA / "france"
_WORDS = {"st": "saint", "ste": "sainte", "sts": "saints"}
_LEGAL_FORM = re.compile(r"^(cc|ca|cu|metropole|communaute (de communes|d agglomeration|urbaine)) ")
_ARTICLE = re.compile(r"(du|des|de la|de l|de|d|les|le|la|l) ")


@lru_cache(maxsize=1)
def national_communes() -> pd.DataFrame:
    """The communes of France on 1 January 2024, one row each, by INSEE code; cells are text, empty where unknown."""
    return _read("communes.csv.xz").set_index("insee_code")


@lru_cache(maxsize=1)
def national_areas() -> pd.DataFrame:
    """EPCI, departments and regions: ``kind``, ``code``, ``name``."""
    return _read("areas.csv")


@lru_cache(maxsize=1)
def national_pairs() -> list[tuple[str, str]]:
    """The pairs of communes of France that touch, the lower code first."""
    table = _read("adjacency.csv.xz")
    return list(zip(table["insee_a"], table["insee_b"], strict=True))


@lru_cache(maxsize=1)
def former_communes() -> pd.DataFrame:
    """Codes and names that were those of a commune: ``insee_code``, ``name``, and ``now``, the code in 2024."""
    return _read("former.csv.xz")


@lru_cache(maxsize=1)
def former_areas() -> pd.DataFrame:
    """Codes and names of EPCI that are not those of 2024: ``code``, ``name``, ``year``, the last of it; and ``now``,
    codes of the EPCI of 2024 that hold its communes, with spaces between, of which the first has most."""
    return _read("former_epci.csv")


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(FRANCE / name, dtype=str, keep_default_na=False)


def plain(name: str) -> str:
    """A name in small letters, words apart, without accents, hyphens and apostrophes."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters.replace("œ", "oe")).split())


def written_out(name: str) -> str:
    """A plain name, its short words written out."""
    return " ".join(_WORDS.get(word, word) for word in plain(name).split())


def without_form(name: str) -> str:
    """A plain name without the legal form before it."""
    return _LEGAL_FORM.sub("", written_out(name), count=1)


def called_by(name: str) -> list[str]:
    """What a name may be called by: whole, without the legal form, without the article after that; spaces taken out."""
    whole, bare = written_out(name), without_form(name)
    barest = _ARTICLE.sub("", bare, count=1) if bare != whole and _ARTICLE.match(bare) else bare
    return [form.replace(" ", "") for form in dict.fromkeys((whole, bare, barest))]


SHORT, BEGINNING = (
    4,
    6,
)  # letters of a name by which a commune may be known, of a word that may be the first of its name
MANY, SEVERAL = 5, 3  # EPCI whose names have a word in them that says nothing of where, EPCI that may be told


@dataclass(frozen=True)
class Former:
    """What an EPCI was: its code and its name then, the last year of it, and which of 2024 hold its communes."""

    code: str
    name: str
    year: int
    now: tuple[str, ...]


def former_epci(wanted: str) -> list[Former]:
    """The EPCI that had this code or name and have not now, the latest first."""
    table, asked = _named(), {key for key in called_by(wanted) if key}
    found = [one for one, keys in table if one.code == wanted.strip() or asked & keys]
    return sorted(found, key=lambda one: (-one.year, one.code))


@lru_cache(maxsize=1)
def _named() -> list[tuple[Former, set[str]]]:
    rows = former_areas().itertuples(index=False, name=None)
    return [(Former(code, name, int(year), tuple(now.split())), set(called_by(name))) for code, name, year, now in rows]


def holding(wanted: str) -> list[str]:
    """The codes of the EPCI that hold most of the communes that are named in a text; none where more than `SEVERAL` do.

    A commune is known by its name, today's or a former one; by the first word of it where that is long enough. What
    else of the name of an EPCI stands in the text counts as a commune of it does.
    """
    votes: Counter[str] = Counter()
    people: Counter[str] = Counter()
    words = without_form(wanted).split()
    for there in _communes_in(words):
        votes.update(there.keys())
        people.update(there)
    for code, name in _names().items():
        if code in votes:
            votes[code] += len({*words} & {*without_form(name).split()} - _of_many())
    most = max(votes.values(), default=0)
    best = [code for code, number in votes.items() if number == most]
    return sorted(best, key=lambda code: (-people[code], code)) if len(best) <= SEVERAL else []


def _communes_in(words: list[str]) -> Iterator[dict[str, int]]:
    """Of each commune that words name, the longest name first: the EPCI in which there are such, and their people."""
    whole, beginning = _by_name()
    at = 0
    while at < len(words):
        for end in range(len(words), at, -1):
            name = " ".join(words[at:end])
            if there := whole.get(name) or beginning.get(name):
                yield there
                at = end - 1
                break
        at += 1


def _names() -> dict[str, str]:
    """Those of the EPCI of 2024, by code."""
    areas = national_areas()
    return areas[areas["kind"] == "epci"].set_index("code")["name"].to_dict()


@lru_cache(maxsize=1)
def _of_many() -> frozenset[str]:
    """The words that stand in the names of many EPCI, and so say nothing of where."""
    words = Counter(word for name in _names().values() for word in dict.fromkeys(without_form(name).split()))
    return frozenset(word for word, number in words.items() if number >= MANY)


@lru_cache(maxsize=1)
def _by_name() -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    """The EPCI in which a commune is called so, and those in which one begins so, with the people of these communes."""
    communes = national_communes()
    epci, people = communes["epci"].to_dict(), communes["population_2021"].astype(int).to_dict()
    names = [(name, code) for code, name in communes["name"].items()]
    names += [(name, now) for _, name, now in former_communes().itertuples(index=False, name=None)]
    whole: dict[str, dict[str, int]] = {}
    beginning: dict[str, dict[str, int]] = {}
    for name, code in names:
        plain, first = written_out(name), written_out(name).partition(" ")[0]
        tables = [(whole, plain)] * (len(plain) >= SHORT) + [(beginning, first)] * (len(first) >= BEGINNING)
        for table, key in tables:
            if not _of_many().issuperset(key.split()) and epci[code]:
                there = table.setdefault(key, {})
                there[epci[code]] = there.get(epci[code], 0) + people[code]
    return whole, beginning
