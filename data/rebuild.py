"""Check the files of this folder, and rebuild the ones that follow from the others.

``python data/rebuild.py --check`` reads only. It prints one line a check and exits with status 1 if any of them fails.
``python data/rebuild.py`` first rewrites what is *derived*, then checks:

- ``adjacency.csv`` from the contours: two communes touch when they share a stretch of boundary, which in these contours
  is drawn with the same vertices on both sides, so comparing segments is enough (no geometry library is needed);
- the centroid columns of ``communes.csv``, by the shoelace formula in Lambert-93;
- the column ``councillors_legal_2020``, from the population and the legal scale of council sizes;
- ``CHECKSUMS``.

It downloads nothing: the published columns of ``communes.csv`` and the contours are taken as they are and only
checked. Fetching those again from the public packages named in ``SOURCES.md`` is not done here.
"""

import argparse
import csv
import hashlib
import io
import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from lzma import LZMAError
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = ("communes.csv", "contours.geojson", "adjacency.csv")
COMMUNES, INHABITANTS, INHABITANTS_2021, SEATS, PAIRS = 68, 193_279, 197_494, 1_088, 161
CENTRE = "25056"  # Besançon
AGES = ("0_14", "15_29", "30_44", "45_59", "60_74", "75_89", "90_plus")

type Point = tuple[float, float]
type Rows = list[dict[str, str]]
type Check = tuple[str, object, object]  # what, found, expected

# Lambert-93 on the GRS80 ellipsoid (IGN, NTG 71): eccentricity, exponent, constant, false origin in metres.
E, N, C = 0.08181919104281579, 0.7256077650532670, 11754255.426
X0, Y0, MERIDIAN = 700000.0, 12655612.050, math.radians(3)


def lambert93(lon: float, lat: float) -> Point:
    """Degrees to metres east and north."""
    s = math.sin(math.radians(lat))
    r = C * math.exp(-N * (math.atanh(s) - E * math.atanh(E * s)))
    angle = N * (math.radians(lon) - MERIDIAN)
    return X0 + r * math.sin(angle), Y0 - r * math.cos(angle)


def degrees(x: float, y: float) -> Point:
    """Metres east and north back to longitude and latitude."""
    isometric = -math.log(math.hypot(x - X0, Y0 - y) / C) / N
    s = math.tanh(isometric)
    for _ in range(8):  # a fixed point that gains two and a half digits a turn
        s = math.tanh(isometric + E * math.atanh(E * s))
    return math.degrees(MERIDIAN + math.atan2(x - X0, Y0 - y) / N), math.degrees(math.asin(s))


def centroid(rings: list[list[Point]]) -> Point:
    """Longitude and latitude of the centroid of a polygon, its holes taken out."""
    total = cx = cy = 0.0
    for number, ring in enumerate(rings):
        points = [lambert93(*point) for point in ring]
        ox, oy = points[0]  # a near origin keeps the cross products small, hence exact
        area = sx = sy = 0.0
        for (ax, ay), (bx, by) in pairwise(points):
            ax, ay, bx, by = ax - ox, ay - oy, bx - ox, by - oy
            cross = ax * by - bx * ay
            area, sx, sy = area + cross / 2, sx + (ax + bx) * cross / 6, sy + (ay + by) * cross / 6
        sign = math.copysign(1.0, area) * (1 if number == 0 else -1)
        total, cx, cy = total + sign * area, cx + sign * (sx + ox * area), cy + sign * (sy + oy * area)
    return degrees(cx / total, cy / total)


def boundaries(contours: dict[str, list[list[Point]]]) -> dict[tuple[str, str], int]:
    """Length in metres of the boundary that each pair of touching communes shares, in the order of the codes."""
    owners: defaultdict[tuple[Point, Point], set[str]] = defaultdict(set)
    for code, rings in contours.items():
        for ring in rings:
            for a, b in pairwise(ring):
                owners[min(a, b), max(a, b)].add(code)
    shared: defaultdict[tuple[str, str], float] = defaultdict(float)
    for (a, b), codes in owners.items():
        if len(codes) == 2:
            first, second = sorted(codes)
            shared[first, second] += math.dist(lambert93(*a), lambert93(*b))
    return {pair: round(length) for pair, length in sorted(shared.items())}


def read_rows(name: str) -> Rows:
    """The rows of a CSV file of this folder."""
    return list(csv.DictReader(io.StringIO((HERE / name).read_text(encoding="utf-8"))))


def write_rows(name: str, rows: Rows) -> None:
    """Write a CSV file of this folder: commas, LF, UTF-8."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_contours() -> dict[str, list[list[Point]]]:
    """Rings of every commune, the outer one first, as (longitude, latitude)."""
    features = json.loads((HERE / "contours.geojson").read_text(encoding="utf-8"))["features"]
    return {f["id"]: [[(x, y) for x, y in ring] for ring in f["geometry"]["coordinates"]] for f in features}


def legal_seats(population: int) -> int:
    """Council seats by the legal scale, as the model has it for files that do not give them."""
    sys.path.insert(0, str(HERE.parent))
    from contagion.models.territory.apportionment import council_seats

    return int(council_seats([population])[0])


def adjacency_rows(contours: dict[str, list[list[Point]]]) -> Rows:
    """What adjacency.csv should hold."""
    return [{"insee_a": a, "insee_b": b, "shared_boundary_m": str(m)} for (a, b), m in boundaries(contours).items()]


def checksums(folder: Path, files: Iterable[str]) -> str:
    """What CHECKSUMS of a folder should hold, in the form that ``sha256sum --check`` reads."""
    return "".join(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in files)


def rebuild() -> None:
    """Rewrite the derived columns and files."""
    contours, communes = read_contours(), read_rows("communes.csv")
    for row in communes:
        lon, lat = centroid(contours[row["insee_code"]])
        row["centroid_latitude"], row["centroid_longitude"] = f"{lat:.5f}", f"{lon:.5f}"
        row["councillors_legal_2020"] = str(legal_seats(int(row["population"])))
    write_rows("communes.csv", communes)
    write_rows("adjacency.csv", adjacency_rows(contours))
    (HERE / "CHECKSUMS").write_text(checksums(HERE, FILES), encoding="utf-8")


def age_gap(communes: Rows) -> float:
    """Largest gap between the seven age bands and the legal population 2022, over the census units."""
    gap: defaultdict[str, float] = defaultdict(float)
    for row in communes:
        unit = row["census_unit"] or row["insee_code"]
        gap[unit] += sum(float(row[f"age_{band}_2022"] or 0) for band in AGES) - float(row["population_2022"])
    return max(map(abs, gap.values()))


def checks() -> Iterator[Check]:
    """Each check of this folder."""
    communes, contours, adjacency = read_rows("communes.csv"), read_contours(), read_rows("adjacency.csv")
    codes = [row["insee_code"] for row in communes]
    units = {row["insee_code"]: row["census_unit"] for row in communes if row["census_unit"]}

    def total(column: str) -> int:
        return sum(int(row[column]) for row in communes)

    def those(wrong: Callable[[dict[str, str]], bool]) -> list[str]:
        return [row["insee_code"] for row in communes if wrong(row)]

    def off_centre(row: dict[str, str]) -> bool:
        stored = lambert93(float(row["centroid_longitude"]), float(row["centroid_latitude"]))
        return math.dist(stored, lambert93(*centroid(contours[row["insee_code"]]))) > 2

    yield "communes", len(communes), COMMUNES
    yield "codes of another form", [code for code in codes if not re.fullmatch(r"[0-9A-Z]{5}", code)], []
    yield "codes in order, each once", codes == sorted(set(codes)), True
    yield "inhabitants 2017", total("population"), INHABITANTS
    yield "inhabitants 2021", total("population_2021"), INHABITANTS_2021
    yield "largest population", max(communes, key=lambda row: int(row["population"]))["insee_code"], CENTRE
    smaller = those(lambda row: int(row["population_total_2017"]) < int(row["population"]))
    yield "total population below municipal population", smaller, []
    yield "counted with another commune by the census", units, {"25297": "25364"}
    yield "age bands add up to the population 2022 (gap under 0.5)", age_gap(communes) < 0.5, True
    more = those(lambda row: float(row["salaried_jobs_2022"] or 0) > float(row["jobs_2022"] or 0))
    yield "more salaried jobs than jobs", more, []
    yield "council seats", total("councillors_legal_2020"), SEATS
    other = those(lambda row: int(row["councillors_legal_2020"]) != legal_seats(int(row["population"])))
    yield "council seats other than by the legal scale", other, []
    yield "every commune has a contour", sorted(contours) == codes, True
    yield "open rings", [code for code, rings in contours.items() if any(r[0] != r[-1] for r in rings)], []
    yield "centroids over 2 m away from their contour's", those(off_centre), []
    yield "contiguous pairs", len(adjacency), PAIRS
    yield "contiguity as in the contours", adjacency == adjacency_rows(contours), True
    yield from by_checksums(HERE, FILES)


def by_checksums(folder: Path, files: Iterable[str]) -> Iterator[Check]:
    """Files of a folder against its CHECKSUMS."""
    words = (folder / "CHECKSUMS").read_text(encoding="utf-8").split()
    known = dict(zip(words[1::2], words[::2], strict=True))
    for line in checksums(folder, files).splitlines():
        digest, name = line.split()
        yield f"sha256 of {name}", digest, known.get(name)


def outcome(checks: Iterable[Check]) -> int:
    """Print a line a check; the exit status."""
    failed = 0
    try:
        for what, found, expected in checks:
            good = found == expected
            failed += not good
            print(f"{'ok  ' if good else 'FAIL'} {what}: {found}" + ("" if good else f"; expected {expected}"))
    except (OSError, ValueError, KeyError, LZMAError) as error:
        print(f"FAIL a file cannot be read: {error!r}")
        failed += 1
    return 1 if failed else 0


def main() -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing: only check")
    if not parser.parse_args().check:
        rebuild()
    return outcome(checks())


if __name__ == "__main__":
    sys.exit(main())
