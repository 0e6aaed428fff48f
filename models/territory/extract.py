"""A table of communes for any territory of France, in the form of ``data/communes.csv``, out of the national tables.

What the national tables lack is filled in by these rules; a column ``filled_in`` says so of each commune:

- a commune of Grand Besançon keeps its census cells, which are known (``data/communes.csv``);
- elsewhere age bands, jobs and establishments are those of the communes of Grand Besançon of the same urban status
  (town centre, suburb, isolated town, country), in proportion to population: an assumption, grade D;
- council seats follow the legal scale for the population in force at the election of March 2020, that of 2017; Paris,
  Lyon and Marseille have their own by law;
- a commune that was not there in 2017 has its population of 2021;
- households that are unknown are left empty: `load_communes` puts the mean of the others.
"""

from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from itertools import compress
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from contagion.models.territory.communes import BANDS, SHIPPED, council_seats, load_communes
from contagion.models.territory.gazetteer import Perimeter, national_communes, national_pairs
from contagion.sim.errors import InputError
from contagion.sim.files import csv_of

CENSUS = (*BANDS, "households_2022", "jobs_2022", "employer_establishments_2024", "census_unit")
INCOME = "median_living_standard_2021_eur"  # known here alone, and of use to indicators only
LIKE_HERE = "age bands, jobs, establishments as in Grand Besançon's communes of the same urban status (an assumption)"
NOT_YET = "population of 2021, for want of one of 2017"
SEATS_BY_LAW = {"75056": 163, "69123": 73, "13055": 101}
"""Paris (article L2512-3 of the Code général des collectivités territoriales), Lyon, Marseille (article L2511-5)."""
SOURCE = "INSEE (population {vintage}, COG 2024), DGCL, IGN, Licence Ouverte 2.0; see data/SOURCES.md"


@dataclass(frozen=True)
class Extract:
    """The communes of a territory and which of them touch."""

    perimeter: Perimeter
    table: pd.DataFrame
    """One row a commune, in the order of the codes; cells are text."""
    pairs: list[tuple[str, str]]
    """Codes of the communes that touch."""

    @cached_property
    def pieces(self) -> list[list[str]]:
        """Codes of the communes of each part of the territory that touches no other, the most populous part first."""
        import networkx as nx  # slow to load

        graph = nx.Graph()
        graph.add_nodes_from(self.table["insee_code"])
        graph.add_edges_from(self.pairs)
        people = dict(zip(self.table["insee_code"], self.table["population"].astype(int), strict=True))
        parts = [sorted(part) for part in nx.connected_components(graph)]
        return sorted(parts, key=lambda part: (-sum(people[code] for code in part), part[0]))

    @cached_property
    def _texts(self) -> tuple[bytes, bytes]:
        """The two files: the table, and the pairs."""
        pairs = pd.DataFrame(self.pairs, columns=["insee_a", "insee_b"])
        table, touching = (csv_of(frame).encode() for frame in (self.table, pairs))
        return table, touching

    def write(self, path: Path) -> None:
        """Write the table, with ``…-adjacency.csv`` next to it; both or neither. Raises InputError."""
        files = (path.with_name(f"{path.stem}-adjacency.csv"), path)
        partial = [file.with_name(f".{file.name}.partial") for file in files]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            for beside, content in zip(partial, reversed(self._texts), strict=True):
                beside.write_bytes(content)
            for beside, file in zip(partial, files, strict=True):
                beside.replace(file)
        except OSError as error:
            raise InputError(f"{path}: cannot be written ({error.strerror or error})") from None
        finally:
            for beside in partial:
                with suppress(OSError):
                    beside.unlink()

    def kept(self, folder: Path) -> Path:
        """Write the table to the folder, under a name that tells its content, so that all runs find it again; to a
        folder that lasts as long as the process where nothing may be written there."""
        digest = sha256(b"\0".join(self._texts)).hexdigest()
        path = folder / f"{self.perimeter.slug}-{digest[:12]}.csv"
        adjacency = path.with_name(f"{path.stem}-adjacency.csv")
        there = [file.read_bytes() if file.is_file() else None for file in (path, adjacency)]
        if there == list(self._texts):
            return path
        try:
            self.write(path)
        except InputError:
            path = Path(_of_process().name, path.name)
            self.write(path)
        return path


@cache
def _of_process() -> TemporaryDirectory[str]:
    """Make a folder that is removed when the process ends."""
    return TemporaryDirectory(prefix="contagion-")


def extract(perimeter: Perimeter, vintage: int = 2017) -> Extract:
    """Take a territory out of the national tables, with its population of 2017 or 2021; `InputError` if nobody lives
    there."""
    france = national_communes().loc[list(perimeter.codes)]
    population = france[f"population_{vintage}"].mask(lambda cells: cells == "", france["population_2021"]).astype(int)
    if not population.any():
        raise InputError(f"{perimeter.title}: nobody lives there; at least one inhabitant is needed")
    at_election = france["population_2017"].mask(lambda cells: cells == "", france["population_2021"]).astype(int)
    seats = pd.Series(council_seats(at_election), index=france.index)
    seats.update(pd.Series(SEATS_BY_LAW, dtype=np.int64)[lambda law: law.index.isin(france.index)])
    table = pd.DataFrame({"name": france["name"], "population": population.astype(str), "population_year": vintage})
    for name in ("area_km2", "latitude", "longitude", "department", "region", "epci", "uu2020_status"):
        table[{"epci": "epci_siren"}.get(name, name)] = france[name]
    table["households_2021"] = france["households_2021"]
    table[[*CENSUS, INCOME]] = _census(france, population)
    table["councillors_legal_2020"] = seats
    assumed = ~france.index.isin(_codes_with_census(france.index))
    later = france[f"population_{vintage}"] == ""
    table["filled_in"] = ["; ".join(compress((LIKE_HERE, NOT_YET), row)) for row in zip(assumed, later, strict=True)]
    table["source"] = f"{perimeter.title}: {SOURCE.format(vintage=vintage)}"
    inside = set(perimeter.codes)
    pairs = [pair for pair in national_pairs() if inside.issuperset(pair)]
    return Extract(perimeter, table.reset_index(), pairs)


def _census(france: pd.DataFrame, population: pd.Series) -> pd.DataFrame:
    """Return the census cells, known or filled in, as text."""
    status = france["uu2020_status"].where(france["uu2020_status"].isin(_profiles().index), "")
    figures = _profiles().loc[status].to_numpy() * population.to_numpy()[:, None]
    cells = pd.DataFrame("", index=france.index, columns=list(CENSUS))
    cells[list(_profiles().columns)] = np.char.mod("%.3f", figures)
    codes = _codes_with_census(france.index)
    cells.loc[codes] = _shipped_table().loc[codes, list(CENSUS)]
    cells[INCOME] = _shipped_table()[INCOME].reindex(france.index, fill_value="")
    return cells


def _codes_with_census(codes: pd.Index) -> list[str]:
    """Return the communes whose census cells are known: they have some, or are counted with another that is here."""
    here = _shipped_table().loc[_shipped_table().index.intersection(codes)]
    return list(here.index[(here[BANDS[0]] != "") | here["census_unit"].isin(here.index)])


@lru_cache(maxsize=1)
def _shipped_table() -> pd.DataFrame:
    """Read the table of Grand Besançon as it stands, by code."""
    return pd.read_csv(SHIPPED, dtype=str, keep_default_na=False, index_col="insee_code")


@lru_cache(maxsize=1)
def _profiles() -> pd.DataFrame:
    """Residents by age band, jobs and establishments per inhabitant in Grand Besançon by urban status; "" is all."""
    here = load_communes()
    here = here.assign(jobs_2022=here["jobs"], employer_establishments_2024=here["establishments"])
    names = [*BANDS, "jobs_2022", "employer_establishments_2024"]
    sums = here.groupby("urban_status")[["population", *names]].sum()
    sums.loc[""] = sums.sum()
    rates = sums[names].div(sums["population"], axis=0)
    rates[list(BANDS)] = sums[list(BANDS)].div(sums[list(BANDS)].sum(axis=1), axis=0)
    return rates
