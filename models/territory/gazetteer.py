"""Finding a territory of France by code or by name: an EPCI, a department, a region, a list of communes, all of it.

An EPCI is an intercommunal authority. The national tables stand in ``data/france``; ``data/SOURCES.md`` explains them.
A name is found whatever its accents, case, hyphens and apostrophes, with or without "CC du", "Métropole de" and
the like before it; the beginning of a name will do where no other begins so or has these words in it. Former communes
are not found, but said to be part of another (`taken_over`).
"""

import difflib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from contagion.models.territory.communes import DATA
from contagion.models.territory.not_found import SHOWN, NotFound
from contagion.sim.errors import InputError
from contagion.sim.reading import MEGABYTE, content_of
from contagion.sim.sentences import Sentence, joined

FRANCE = DATA / "france"
KINDS = {"epci": "EPCI", "department": "department", "region": "region"}
"""Kinds of territory, as in the column ``kind`` of ``areas.csv``, and the words for them."""
ALIKE, LONG = 4, 5  # names that are offered for one that is none; letters of a word that a name may be known by

_WORDS = {"st": "saint", "ste": "sainte", "sts": "saints"}
_LEGAL_FORM = re.compile(r"(cc|ca|cu|metropole|communaute (de communes|d agglomeration|urbaine)) ")
_DEPARTMENT = re.compile(r"\d[\dAB]\d{3}")
_ARTICLE = re.compile(r"(du|des|de la|de l|de|d|les|le|la|l) ")


@dataclass(frozen=True)
class Perimeter:
    """A territory that was asked for: its name for people, its name for files, the INSEE codes of its communes."""

    title: str
    slug: str
    codes: tuple[str, ...]
    code: str = ""
    """Its own, where it has one."""


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


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(FRANCE / name, dtype=str, keep_default_na=False)


def plain(name: str) -> str:
    """A name in small letters, words apart, without accents, hyphens and apostrophes."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters.replace("œ", "oe")).split())


def whole_country() -> Perimeter:
    """Mainland France and the five overseas departments."""
    return Perimeter("France", "france", tuple(national_communes().index))


def find(kind: str, wanted: str, called: str = "") -> Perimeter:
    """Find an EPCI, a department or a region.

    Parameters
    ----------
    kind : {"epci", "department", "region"}
    wanted : str
        Its code or its name.
    called : str
        What it is called where it was asked for; by default as its kind.

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
    code = _code_of(kind, wanted, names, f"{called or kind} {wanted!r}")
    members = national_communes()[kind]
    codes = tuple(members.index[members == code])
    title = Sentence("{name} ({kind} {code})", name=names[code], kind=Sentence(KINDS[kind]), code=code)
    return Perimeter(title, _slug(names[code]), codes, code)


def _code_of(kind: str, wanted: str, names: dict[str, str], given: str) -> str:
    text = wanted.strip()
    if not text:
        if kind == "epci":
            raise InputError("{given}: is empty; a name or a code of an EPCI is needed", given=given)
        raise InputError("{given}: is empty; a name or a code of a {kind} is needed", given=given, kind=_of(kind))
    if (code := text.upper().zfill(2)) in names:
        return code
    keys = {code: _keys(name) for code, name in names.items()}
    asked = [key for key in _keys(text) if key]
    exact = [code for code, own in keys.items() if any(key in own for key in asked)]
    begins = [code for code, own in keys.items() if any(one.startswith(key) for key in asked for one in own)]
    holds = [code for code, name in names.items() if code not in begins and f" {_plain(text)} " in f" {_plain(name)} "]
    found = exact or (begins and begins + holds)
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(
            "{given}: fits several; give the code of one: {candidates}",
            given=given,
            candidates=_candidates(kind, found, names),
        ).offering(((code, names[code]) for code in found), several=True)
    near = [code for code, own in keys.items() if any(key in own[0] for key in asked)]
    if not near:
        near = _alike([text, *asked, *(word for word in _plain(text).split() if len(word) > LONG)], keys, names)
    offer = Sentence("; nearest: {candidates}", candidates=_candidates(kind, near, names)) if near else ""
    wrong = NotFound("{given}: no {kind} has this code or name{offer}", given=given, kind=_of(kind), offer=offer)
    raise wrong.offering(((code, names[code]) for code in near), several=False)


def _alike(asked: list[str], keys: dict[str, list[str]], names: dict[str, str]) -> list[str]:
    """The codes whose names, or one of the longer and rarer words in them, are written nearly so; the most alike
    first."""
    forms: dict[str, list[str]] = {}
    for code, name in names.items():
        for form in dict.fromkeys([code, *keys[code], *(word for word in _plain(name).split() if len(word) >= LONG)]):
            forms.setdefault(form, []).append(code)
    forms = {form: codes for form, codes in forms.items() if len(codes) <= ALIKE}
    alike = {form for one in asked for form in difflib.get_close_matches(one, forms, ALIKE, 0.5)}
    order = sorted(alike, key=lambda form: -max(difflib.SequenceMatcher(None, form, one).ratio() for one in asked))
    return list(dict.fromkeys(code for form in order for code in forms[form]))[:ALIKE]


def _of(kind: str) -> Sentence:
    return Sentence(KINDS[kind])


def _candidates(kind: str, codes: list[str], names: dict[str, str]) -> str:
    """Candidates with what tells them apart: the code and, of EPCI, the departments."""
    areas = national_areas()
    departments = areas[areas["kind"] == "department"].set_index("code")["name"]
    communes = national_communes()
    words = []
    for code in codes[:SHOWN]:
        within = communes.loc[communes["epci"] == code, "department"].unique() if kind == "epci" else ()
        words.append(f"{names[code]} ({', '.join([code, *(departments[one] for one in within)])})")
    more = len(codes) - SHOWN
    found = "; ".join(words)
    return Sentence("{candidates}; and {number} more", candidates=found, number=more) if more > 0 else found


def _plain(name: str) -> str:
    """A plain name, its short words written out."""
    return " ".join(_WORDS.get(word, word) for word in plain(name).split())


def _keys(name: str) -> list[str]:
    """What a name may be called by: whole, without the legal form, without the article after that; spaces taken out."""
    whole = _plain(name)
    bare = _LEGAL_FORM.sub("", whole) if _LEGAL_FORM.match(whole) else whole
    barest = _ARTICLE.sub("", bare, count=1) if bare != whole and _ARTICLE.match(bare) else bare
    return [form.replace(" ", "") for form in dict.fromkeys((whole, bare, barest))]


def _slug(name: str) -> str:
    return _plain(name).replace(" ", "-")[:60].rstrip("-")


def listed(wanted: str, given: str = "communes") -> Perimeter:
    """A territory of the communes of a list.

    Parameters
    ----------
    wanted : str
        INSEE codes with commas between them, or the name of a file with one code a line.
    given : str
        What the list is called where it was given.

    Raises
    ------
    InputError
        If the list is empty or cannot be read, or a code is none of a commune of 2024 or stands there twice.
    """
    cells: Iterable[tuple[str, str]] = ((given, cell) for cell in wanted.split(","))
    path = Path(wanted)
    if "," not in wanted and (path.suffix or len(path.parts) > 1 or _is_file(path)):
        try:
            lines = content_of(path, MEGABYTE).decode("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            raise InputError(
                "{given} {wanted}: INSEE codes with commas, or a text file of them, are needed",
                given=given,
                wanted=wanted,
            ) from None
        cells = (
            (Sentence("{path}, line {line}", path=path, line=number), line)
            for number, line in enumerate(lines, start=1)
        )
    known = national_communes()["name"]
    codes: dict[str, None] = {}
    for where, cell in cells:
        code = cell.strip().upper()
        if not code:
            continue
        if code not in known.index:
            raise InputError(
                "{where}: '{cell}' is no commune of France (codes of 2024); {nearest}",
                where=where,
                cell=cell.strip(),
                nearest=_nearest(code, known),
            )
        if code in codes:
            raise InputError(
                "{where}: {code} {known} stands there twice; once is needed", where=where, code=code, known=known[code]
            )
        codes[code] = None
    if not codes:
        raise InputError(
            "{given} {wanted!r}: the list is empty; at least one INSEE code is needed", given=given, wanted=wanted
        )
    title = Sentence("Listed communes") if len(codes) > 1 else f"{known[next(iter(codes))]} ({next(iter(codes))})"
    return Perimeter(title, "communes", tuple(sorted(codes)))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # no name that a file can have
        return False


def taken_over(wanted: str, among: Iterable[str]) -> str:
    """What became of a former commune, in words; nothing where none had this code or name.

    Parameters
    ----------
    wanted : str
        Its code or its name.
    among : iterable of str
        Codes of the communes that may have taken it over.
    """
    was, known = former_communes(), national_communes()["name"]
    code = wanted.strip().upper().zfill(5)
    called = (was["insee_code"] == code) & (was["now"] != code) | (was["name"].map(_plain) == _plain(wanted))
    found = was[called & was["now"].isin(set(among))].drop_duplicates("insee_code")[:SHOWN]
    words = []
    for code, name, now in found.itertuples(index=False):
        moved = code == now or _plain(name) == _plain(known[now])  # it has another name, or another code
        names = {"former": f"{code} {name}", "now": f"{now} {known[now]}"}
        words.append(
            Sentence("{former} is now {now}", **names) if moved else Sentence("{former} is now part of {now}", **names)
        )
    return joined(words, "; ") if words else ""


def _nearest(code: str, known: pd.Series) -> str:
    """What may have been meant: a commune of that name, today's or a former one, the code with its leading 0, or the
    next one in order."""
    same = known.index[known.map(_plain) == _plain(code)]
    full = code.zfill(5)
    at = bisect_left(known.index, full)
    beside = [
        one for one in known.index[max(at - 1, 0) : at + 1] if _DEPARTMENT.fullmatch(full) and one[:2] == full[:2]
    ]
    became = taken_over(code, known.index)
    near = list(same[:3]) or [one for one in beside if not became]
    nearest = Sentence("nearest: {names}", names=", ".join(f"{one} {known[one]}" for one in near))
    said = [nearest] * bool(near) + [became] * bool(became)
    if not said:
        return Sentence("codes of five characters, such as 25056 or 2A004, are needed")
    return joined(said, "; ")
