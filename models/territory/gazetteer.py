"""Finding a territory of France by code or by name: an EPCI, a department, a region, a list of communes, all of it; in
the national tables (``data/france``; ``data/SOURCES.md`` explains them).

An EPCI is an intercommunal authority. A name is found whatever its accents, case, hyphens and apostrophes, with or
without "CC du", "Métropole de" and the like before it; the beginning of a name will do where no other begins so or has
these words in it. Former communes are not found, but said to be part of another (`taken_over`); so are EPCI that are no
more (`former_epci`). Where no EPCI is or was called as somebody says, those are offered that hold the communes that are
named in it, as in the names of most older ones.
"""

import difflib
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Self

import pandas as pd

from contagion.models.territory.communes import DATA
from contagion.sim.errors import InputError
from contagion.sim.reading import MEGABYTE, content_of

FRANCE = DATA / "france"
_WORDS = {"st": "saint", "ste": "sainte", "sts": "saints"}
_LEGAL_FORM = re.compile(r"^(cc|ca|cu|metropole|communaute (de communes|d agglomeration|urbaine)) ")
_ARTICLE = re.compile(r"(du|des|de la|de l|de|d|les|le|la|l) ")


@lru_cache(maxsize=1)
def national_communes() -> pd.DataFrame:
    """Read the communes of France on 1 January 2024, by INSEE code; cells are text, empty where unknown."""
    return _read("communes.csv.xz").set_index("insee_code")


@lru_cache(maxsize=1)
def national_areas() -> pd.DataFrame:
    """EPCI, departments and regions: ``kind``, ``code``, ``name``."""
    return _read("areas.csv")


@lru_cache(maxsize=1)
def national_pairs() -> list[tuple[str, str]]:
    """Read the pairs of communes of France that touch, the lower code first."""
    table = _read("adjacency.csv.xz")
    return list(zip(table["insee_a"], table["insee_b"], strict=True))


@lru_cache(maxsize=1)
def former_communes() -> pd.DataFrame:
    """Codes and names that were those of a commune: ``insee_code``, ``name``, and ``now``, the code in 2024."""
    return _read("former.csv.xz")


@lru_cache(maxsize=1)
def former_areas() -> pd.DataFrame:
    """Read codes and names of EPCI that are not those of 2024: ``code``, ``name``, ``year``, the last of it; and
    ``now``, codes of the EPCI of 2024 that hold its communes, with spaces between; the first holds most."""
    return _read("former_epci.csv")


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(FRANCE / name, dtype=str, keep_default_na=False)


def plain(name: str) -> str:
    """Simplify a name: small letters, words apart, no accents, hyphens or apostrophes."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters.replace("œ", "oe")).split())


@cache
def written_out(name: str) -> str:
    """Simplify a name, and write out its short words."""
    return " ".join(_WORDS.get(word, word) for word in plain(name).split())


def without_form(name: str) -> str:
    """Simplify a name, and drop the legal form before it."""
    return _LEGAL_FORM.sub("", written_out(name), count=1)


@cache
def called_by(name: str) -> tuple[str, ...]:
    """Return the forms of a name: whole, without the legal form, without the article after that; spaces taken out."""
    whole, bare = written_out(name), without_form(name)
    barest = _ARTICLE.sub("", bare, count=1) if bare != whole and _ARTICLE.match(bare) else bare
    return tuple(form.replace(" ", "") for form in dict.fromkeys((whole, bare, barest)))


SHORT, BEGINNING = 4, 6  # letters of a name by which a commune may be known, of a word that is the first of its name
MANY, SEVERAL = 5, 3  # EPCI whose names have a word in them that says nothing of where, EPCI that may be told


@dataclass(frozen=True)
class Former:
    """What an EPCI was: its code and its name then, the last year of it, and which of 2024 hold its communes."""

    code: str
    name: str
    year: int
    now: tuple[str, ...]


def former_epci(text: str) -> list[Former]:
    """Return the EPCI that had this code or name and no longer have it, the latest first."""
    table, keys_of_text = _former_names(), {key for key in called_by(text) if key}
    matches = [one for one, keys in table if one.code == text.strip() or keys_of_text & keys]
    return sorted(matches, key=lambda one: (-one.year, one.code))


@lru_cache(maxsize=1)
def _former_names() -> list[tuple[Former, set[str]]]:
    rows = former_areas().itertuples(index=False, name=None)
    return [(Former(code, name, int(year), tuple(now.split())), set(called_by(name))) for code, name, year, now in rows]


def holding(text: str) -> list[str]:
    """Return the codes of the EPCI that hold most of the communes named in a text; none where more than `SEVERAL` do.

    A commune is known by its name, today's or a former one, or by the first word of it where that is long enough. Other
    words of an EPCI's name that stand in the text count like one of its communes.
    """
    votes: Counter[str] = Counter()
    people: Counter[str] = Counter()
    words = without_form(text).split()
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
    """Yield, for each commune that words name, the EPCI with such a commune, and its people; long names first."""
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
    """Return the names of the EPCI of 2024, by code."""
    areas = national_areas()
    return areas[areas["kind"] == "epci"].set_index("code")["name"].to_dict()


@lru_cache(maxsize=1)
def _of_many() -> frozenset[str]:
    """Return the words in the names of many EPCI, which say nothing of where these are."""
    words = Counter(word for name in _names().values() for word in dict.fromkeys(without_form(name).split()))
    return frozenset(word for word, number in words.items() if number >= MANY)


@lru_cache(maxsize=1)
def _by_name() -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    """Return the EPCI by the name of a commune, and by the first word of one, with the people of these communes."""
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


MOST_NAMES = 8  # candidates that are told


class NotFound(InputError):
    """Nothing is called as was asked, or `several` are; `offers` are code and name of those that may be meant, at most
    `MOST_NAMES`."""

    offers: tuple[tuple[str, str], ...] = ()
    several = False

    def offering(self, offers: Iterable[tuple[str, str]], several: bool) -> Self:
        """Add those that may be meant, and return the error."""
        self.offers, self.several = tuple(offers)[:MOST_NAMES], several
        return self


KINDS = {"epci": "EPCI", "department": "department", "region": "region"}
"""Kinds of territory, as in the column ``kind`` of ``areas.csv``, and the words for them."""
ALIKE, LONG = 4, 5  # names that are offered for one that is none; letters of a word that a name may be known by

_DEPARTMENT = re.compile(r"\d[\dAB]\d{3}")


@dataclass(frozen=True)
class Perimeter:
    """A territory that was asked for: its name for people, its name for files, the INSEE codes of its communes."""

    title: str
    slug: str
    codes: tuple[str, ...]
    code: str = ""
    """Its own, where it has one."""


def residents_of(place: Perimeter) -> int:
    """Return the population of 2021, of all ages."""
    return int(national_communes().loc[[*place.codes], "population_2021"].astype(int).sum())


def whole_country() -> Perimeter:
    """Mainland France and the five overseas departments."""
    return Perimeter("France", "france", tuple(national_communes().index))


def find(kind: str, text: str, field: str = "") -> Perimeter:
    """Find an EPCI, a department or a region (of this `kind`) by its code or its name; `field` says what it is called
    where it was asked for.

    Raises
    ------
    NotFound
        If nothing is called so, or several are; the candidates are named.
    InputError
        If nothing is asked for.
    """
    areas = national_areas()
    areas = areas[areas["kind"] == kind]
    names = dict(zip(areas["code"], areas["name"], strict=True))
    code = _code_of(kind, text, names, f"{field or kind} {text!r}")
    members = national_communes()[kind]
    codes = tuple(members.index[members == code])
    title = f"{names[code]} ({KINDS[kind]} {code})"
    return Perimeter(title, _slug(names[code]), codes, code)


def find_any(text: str, kind: str | None = None) -> Perimeter:
    """Find the one EPCI, department or region (or the one of this `kind`) by its code or its name.

    Raises
    ------
    InputError
        If nothing is called so, or several are; these are named.
    """
    matches, refused = {}, []
    for one in [kind] if kind else KINDS:
        try:
            matches[one] = find(one, text, "territory")
        except InputError as error:
            refused.append(error)
    if len(matches) > 1:
        choices = " or ".join(f'{one.title} (kind="{which}")' for which, one in matches.items())
        raise InputError(f"territory {text!r}: fits several; say which: {choices}")
    if not matches:
        raise refused[0]
    return next(iter(matches.values()))


def _code_of(kind: str, text_given: str, names: dict[str, str], field: str) -> str:
    text = text_given.strip()
    if not text:
        an_area = f"{'an' if kind == 'epci' else 'a'} {KINDS[kind]}"
        raise InputError(f"{field}: is empty; a name or a code of {an_area} is needed")
    if (code := text.upper().zfill(2)) in names:
        return code
    keys = {code: called_by(name) for code, name in names.items()}
    keys_of_text = [key for key in called_by(text) if key]
    exact = [code for code, own in keys.items() if any(key in own for key in keys_of_text)]
    exact = exact or (_as_it_was(text, names, field) if kind == "epci" else [])
    begins = [code for code, own in keys.items() if any(one.startswith(key) for key in keys_of_text for one in own)]
    word = f" {written_out(text)} "
    holds = [code for code, name in names.items() if code not in begins and word in f" {written_out(name)} "]
    matches = exact or (begins and begins + holds)
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise NotFound(f"{field}: fits several; give the code of one: {_candidates(kind, matches, names)}").offering(
            ((code, names[code]) for code in matches), several=True
        )
    raise _no_such(kind, text, names, keys, field)


def _as_it_was(text: str, names: dict[str, str], field: str) -> list[str]:
    """Return the codes of the EPCI that had this name and have another now. Raises NotFound where the EPCI of this name
    was dissolved, with those that hold its communes now: they as a whole may not be what was meant."""
    was = former_epci(text)
    if not was or (renamed := [one.code for one in was if one.code in names]):
        return list(dict.fromkeys(renamed)) if was else []
    now = list(dict.fromkeys(code for one in was for code in one.now))
    raise NotFound(
        f"{field}: {was[0].name} was an EPCI until {was[0].year}; its communes are now in "
        f"{_candidates('epci', now, names)}"
    ).offering(((code, names[code]) for code in now), several=False)


def _no_such(kind: str, text: str, names: dict[str, str], keys: dict[str, tuple[str, ...]], field: str) -> NotFound:
    """Make the error that nothing has this name, with what may be meant, or the EPCI of communes named in it."""
    keys_of_text = [key for key in called_by(text) if key]
    near = [code for code, own in keys.items() if any(key in own[0] for key in keys_of_text)]
    there = [] if near or kind != "epci" else holding(text)
    if not near:
        near = _alike(
            [text, *keys_of_text, *(word for word in written_out(text).split() if len(word) > LONG)], keys, names
        )
        near, there = (near, []) if {*there} <= {*near} else ([], there)
    offer = f"; nearest: {_candidates(kind, near, names)}" if near else ""
    if there:
        offer = f"; the communes named in it are in {_candidates(kind, there, names)}"
    wrong = NotFound(f"{field}: no {KINDS[kind]} has this code or name{offer}")
    return wrong.offering(((code, names[code]) for code in [*near, *there]), several=False)


def _alike(keys_of_text: list[str], keys: dict[str, tuple[str, ...]], names: dict[str, str]) -> list[str]:
    """Return the codes whose names, or one of the longer and rarer words in them, are spelt similarly; the most similar
    first."""
    forms: dict[str, list[str]] = {}
    for code, name in names.items():
        long = (word for word in written_out(name).split() if len(word) >= LONG)
        for form in dict.fromkeys([code, *keys[code], *long]):
            forms.setdefault(form, []).append(code)
    forms = {form: codes for form, codes in forms.items() if len(codes) <= ALIKE}
    alike = {form for one in keys_of_text for form in difflib.get_close_matches(one, forms, ALIKE, 0.5)}
    order = sorted(
        alike, key=lambda form: -max(difflib.SequenceMatcher(None, form, one).ratio() for one in keys_of_text)
    )
    return list(dict.fromkeys(code for form in order for code in forms[form]))[:ALIKE]


def _candidates(kind: str, codes: list[str], names: dict[str, str]) -> str:
    """Candidates with what tells them apart: the code and, of EPCI, the departments."""
    areas = national_areas()
    departments = areas[areas["kind"] == "department"].set_index("code")["name"]
    communes = national_communes()
    words = []
    for code in codes[:MOST_NAMES]:
        within = communes.loc[communes["epci"] == code, "department"].unique() if kind == "epci" else ()
        words.append(f"{names[code]} ({', '.join([code, *(departments[one] for one in within)])})")
    if (more := len(codes) - MOST_NAMES) > 0:
        words.append(f"and {more} more")
    return "; ".join(words)


def _slug(name: str) -> str:
    return written_out(name).replace(" ", "-")[:60].rstrip("-")


def perimeter_of_codes(text: str, field: str = "communes") -> Perimeter:
    """Make a territory of the communes in a list: INSEE codes with commas between them, or the name of a file with one
    code per line; `field` is the name of the list where it was given.

    Raises
    ------
    InputError
        If the list is empty or cannot be read, or a code is not one of a commune of 2024 or is duplicated.
    """
    cells: Iterable[tuple[str, str]] = ((field, cell) for cell in text.split(","))
    path = Path(text)
    if "," not in text and (path.suffix or len(path.parts) > 1 or _is_file(path)):
        try:
            lines = content_of(path, MEGABYTE).decode("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            raise InputError(f"{field} {text}: INSEE codes with commas, or a text file of them, are needed") from None
        cells = ((f"{path}, line {number}", line) for number, line in enumerate(lines, start=1))
    names = national_communes()["name"]
    codes: dict[str, None] = {}
    for where, cell in cells:
        code = cell.strip().upper()
        if not code:
            continue
        if code not in names.index:
            raise InputError(
                f"{where}: '{cell.strip()}' is not a commune of France (codes of 2024); {_nearest(code, names)}"
            )
        if code in codes:
            raise InputError(f"{where}: {code} {names[code]} is listed twice")
        codes[code] = None
    if not codes:
        raise InputError(f"{field} {text!r}: the list is empty; at least one INSEE code is needed")
    title = "Listed communes" if len(codes) > 1 else f"{names[next(iter(codes))]} ({next(iter(codes))})"
    return Perimeter(title, "communes", tuple(sorted(codes)))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # no name that a file can have
        return False


def taken_over(text: str, among: Iterable[str]) -> str:
    """Tell what became of a former commune, by code or name, where one of the communes `among` (their codes) took it
    over; an empty text where no commune had this code or name."""
    was, names = former_communes(), national_communes()["name"]
    code = text.strip().upper().zfill(5)
    is_meant = (was["insee_code"] == code) & (was["now"] != code) | (was["name"].map(written_out) == written_out(text))
    matches = was[is_meant & was["now"].isin(set(among))].drop_duplicates("insee_code")[:MOST_NAMES]
    words = []
    for code, name, now in matches.itertuples(index=False):
        is_renamed = code == now or written_out(name) == written_out(names[now])  # it has another name, or another code
        words.append(f"{code} {name} is now {'' if is_renamed else 'part of '}{now} {names[now]}")
    return "; ".join(words)


def _nearest(code: str, names: pd.Series) -> str:
    """Suggest what may have been meant: a commune of that name, today's or a former one, the code with its leading 0,
    or the next one in order."""
    same = names.index[names.map(written_out) == written_out(code)]
    full = code.zfill(5)
    at = bisect_left(names.index, full)
    beside = [
        one for one in names.index[max(at - 1, 0) : at + 1] if _DEPARTMENT.fullmatch(full) and one[:2] == full[:2]
    ]
    became = taken_over(code, names.index)
    near = list(same[:3]) or [one for one in beside if not became]
    nearest = f"nearest: {', '.join(f'{one} {names[one]}' for one in near)}" if near else ""
    hints = "; ".join(filter(None, (nearest, became)))
    return hints or "codes of five characters, such as 25056 or 2A004, are needed"
