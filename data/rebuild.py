"""Check the files of this folder, and rebuild the ones that follow from the others.

``python data/rebuild.py --check`` reads only. It prints one line a check and exits with status 1 if any of them fails.
``python data/rebuild.py`` first rewrites what is *derived*, then checks:

- ``adjacency.csv`` from the contours: two communes touch when they share a stretch of boundary, which is drawn with the
  same vertices on both sides, so that comparing segments is enough;
- the centroid columns of ``communes.csv``, by the shoelace formula in Lambert-93;
- the column ``councillors_legal_2020``, from the population and the legal scale of council sizes;
- ``CHECKSUMS``.

It downloads nothing: the published columns of ``communes.csv`` and the contours are taken as they are and only
checked. Fetching those again from the public packages named in ``SOURCES.md`` is not done here.
"""

import argparse
import hashlib
import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from lzma import LZMAError
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
FILES = ("communes.csv", "contours.geojson", "adjacency.csv")
COMMUNES, INHABITANTS, INHABITANTS_2021, SEATS, PAIRS = 68, 193_279, 197_494, 1_088, 161
CENTRE = "25056"  # Besançon

type Rings = list[np.ndarray]  # of a commune: longitudes and latitudes, shape (points, 2), the outer ring first
type Check = tuple[str, object, object]  # what, found, expected

# Lambert-93 on the GRS80 ellipsoid (IGN, NTG 71): eccentricity, exponent, constant, false origin in metres.
E, N, C = 0.08181919104281579, 0.7256077650532670, 11754255.426
X0, Y0, MERIDIAN = 700000.0, 12655612.050, math.radians(3)


def lambert93(points: np.ndarray) -> np.ndarray:
    """Degrees to metres east and north."""
    s = np.sin(np.radians(points[:, 1]))
    r = C * np.exp(-N * (np.arctanh(s) - E * np.arctanh(E * s)))
    angle = N * (np.radians(points[:, 0]) - MERIDIAN)
    return np.column_stack([X0 + r * np.sin(angle), Y0 - r * np.cos(angle)])


def degrees(x: float, y: float) -> tuple[float, float]:
    """Metres east and north back to longitude and latitude."""
    isometric = -math.log(math.hypot(x - X0, Y0 - y) / C) / N
    s = math.tanh(isometric)
    for _ in range(8):  # a fixed point that gains two and a half digits a turn
        s = math.tanh(isometric + E * math.atanh(E * s))
    return math.degrees(MERIDIAN + math.atan2(x - X0, Y0 - y) / N), math.degrees(math.asin(s))


def centroid(rings: Rings) -> tuple[float, float]:
    """Longitude and latitude of the centroid of a polygon, its holes taken out."""
    total, moment = 0.0, np.zeros(2)
    for number, ring in enumerate(rings):
        points = lambert93(ring)
        near = points - points[0]  # a near origin keeps the cross products small, hence exact
        cross = near[:-1, 0] * near[1:, 1] - near[1:, 0] * near[:-1, 1]
        area = cross.sum() / 2
        sign = math.copysign(1.0, area) * (1 if number == 0 else -1)
        total += sign * area
        moment += sign * (((near[:-1] + near[1:]) * cross[:, None]).sum(axis=0) / 6 + points[0] * area)
    return degrees(*moment / total)


def shared(contours: Mapping[str, Rings]) -> pd.DataFrame:
    """Find the segments that boundaries of two communes share: a row each, with the codes of both, the lower one first,
    and the two ends, in the order of the codes."""
    codes, ends, owners = sorted(contours), [], []
    for owner, code in enumerate(codes):
        for ring in contours[code]:
            ends.append(np.hstack([ring[:-1], ring[1:]]))
            owners.append(np.full(len(ring) - 1, owner))
    segments, owner = np.vstack(ends), np.concatenate(owners)
    back = (segments[:, 0] > segments[:, 2]) | ((segments[:, 0] == segments[:, 2]) & (segments[:, 1] > segments[:, 3]))
    segments[back] = segments[back][:, [2, 3, 0, 1]]
    order = np.lexsort((owner, *segments.T))
    segments, owner = segments[order], owner[order]
    same = np.flatnonzero((segments[1:] == segments[:-1]).all(axis=1) & (owner[1:] != owner[:-1]))
    found = pd.DataFrame(segments[same], columns=["lon_a", "lat_a", "lon_b", "lat_b"])
    found.insert(0, "insee_a", np.array(codes)[owner[same]])
    found.insert(1, "insee_b", np.array(codes)[owner[same + 1]])
    return found.sort_values(["insee_a", "insee_b"], kind="stable", ignore_index=True)


def read(file: Path) -> pd.DataFrame:
    """Read a table as text."""
    return pd.read_csv(file, dtype=str, keep_default_na=False)


def write(file: Path, table: pd.DataFrame) -> None:
    """Write a table: commas, LF, UTF-8."""
    table.to_csv(file, index=False, lineterminator="\n")


def read_contours() -> dict[str, Rings]:
    features = json.loads((HERE / "contours.geojson").read_text(encoding="utf-8"))["features"]
    return {one["id"]: [np.array(ring, float) for ring in one["geometry"]["coordinates"]] for one in features}


def legal_seats(communes: pd.DataFrame) -> pd.Series:
    """Council seats by the legal scale, as the model has it for files that do not give them; as text."""
    sys.path.insert(0, str(HERE.parent))
    from contagion.models.territory.communes import council_seats

    return pd.Series(council_seats(communes["population"].astype(int)), communes.index).astype(str)


def adjacency_of(contours: Mapping[str, Rings]) -> pd.DataFrame:
    """Compute what adjacency.csv should hold: the length (m) of the boundary that each two touching communes share."""
    found = shared(contours)
    a, b = (lambert93(found[[f"lon_{end}", f"lat_{end}"]].to_numpy()) for end in "ab")
    length = pd.Series(np.hypot(*(a - b).T)).groupby([found["insee_a"], found["insee_b"]]).sum()
    return length.round().astype(int).astype(str).rename("shared_boundary_m").reset_index()


def checksums(folder: Path, files: Iterable[str]) -> str:
    """Compute what CHECKSUMS of a folder should hold, in the form that ``sha256sum --check`` reads."""
    return "".join(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in files)


def rebuild() -> None:
    """Rewrite the derived columns and files."""
    contours, communes = read_contours(), read(HERE / "communes.csv")
    centres = [centroid(contours[code]) for code in communes["insee_code"]]
    communes["centroid_latitude"] = [f"{lat:.5f}" for _, lat in centres]
    communes["centroid_longitude"] = [f"{lon:.5f}" for lon, _ in centres]
    communes["councillors_legal_2020"] = legal_seats(communes)
    write(HERE / "communes.csv", communes)
    write(HERE / "adjacency.csv", adjacency_of(contours))
    (HERE / "CHECKSUMS").write_text(checksums(HERE, FILES), encoding="utf-8")


def checks() -> Iterator[Check]:
    """Each check of this folder."""
    communes, contours, adjacency = read(HERE / "communes.csv"), read_contours(), read(HERE / "adjacency.csv")
    code, unit = communes["insee_code"], communes["census_unit"]
    number = communes.apply(pd.to_numeric, errors="coerce").fillna(0.0)

    yield "communes", len(communes), COMMUNES
    yield "codes of another form", [*code[~code.str.fullmatch(r"[0-9A-Z]{5}")]], []
    yield "codes in order, each once", [*code] == sorted({*code}), True
    yield "inhabitants 2017", int(number["population"].sum()), INHABITANTS
    yield "inhabitants 2021", int(number["population_2021"].sum()), INHABITANTS_2021
    yield "largest population", code[number["population"].idxmax()], CENTRE
    smaller = number["population_total_2017"] < number["population"]
    yield "total population below municipal population", [*code[smaller]], []
    with_another = unit != ""
    units = dict(zip(code[with_another], unit[with_another], strict=True))
    yield "counted with another commune by the census", units, {"25297": "25364"}
    ages = number.filter(regex=r"^age_.*_2022$").sum(axis=1) - number["population_2022"]
    gap = ages.groupby(unit.where(with_another, code)).sum().abs().max()
    yield "age bands add up to the population 2022 (gap under 0.5)", bool(gap < 0.5), True
    yield "more salaried jobs than jobs", [*code[number["salaried_jobs_2022"] > number["jobs_2022"]]], []
    yield "council seats", int(number["councillors_legal_2020"].sum()), SEATS
    other = communes["councillors_legal_2020"] != legal_seats(communes)
    yield "council seats other than by the legal scale", [*code[other]], []
    yield "every commune has a contour", sorted(contours) == [*code], True
    yield "open rings", [one for one, rings in contours.items() if any((r[0] != r[-1]).any() for r in rings)], []
    stored = lambert93(number[["centroid_longitude", "centroid_latitude"]].to_numpy())
    away = np.hypot(*(stored - lambert93(np.array([centroid(contours[one]) for one in code]))).T) > 2
    yield "centroids over 2 m away from their contour's", [*code[away]], []
    yield "contiguous pairs", len(adjacency), PAIRS
    yield "contiguity as in the contours", adjacency.equals(adjacency_of(contours)), True
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
