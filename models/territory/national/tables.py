"""The national tables of communes and areas (``data/france``; ``data/SOURCES.md`` explains them), and names as they are
compared: whatever their accents, case, hyphens and apostrophes, with or without what kind of authority it is."""

import re
import unicodedata
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
