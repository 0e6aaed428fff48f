"""What a folder is, and stores of format 2: their runs are carried over, once, and nothing of them is lost or wrong."""

import io
import json
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from contagion.sim.errors import InputError
from contagion.sim.laboratory import database
from contagion.sim.laboratory.jobs import execute
from contagion.sim.laboratory.store import Store
from contagion.sim.laboratory.storekeeping import listing, verify, versions
from tests.helpers.laboratory_toys import Toy, jobs, packer, python
from tests.helpers.stores import OTHER, VERSION, as_it_was, current, kept, kept_in, keys, refused, save


def written(folder: Path, asked, version=VERSION, name="bundle", coming=False) -> list[Path]:
    """Write runs as format 2 did: a file a table, the leading one last."""
    out = []
    for part in packer(Toy(version))(execute(Toy(version), asked)).packed:
        tables = {table: part.table(table) for table in part.tables}
        lead = tables.pop(part.lead)
        names: dict[str, str] = {}
        for table, rows in (*tables.items(), (part.lead, lead)):
            about = {"made": "2025-01-01T00:00:00", "commit": "c0ffee"}
            own = {"tables": dict(names), "replaces": [], "about": about} if table == part.lead else {}
            said = {"format": 2, "version": version, "name": f"000001-{name}", "table": table, **own}
            buffer = io.BytesIO()
            pq.write_table(rows.replace_schema_metadata({b"shard": json.dumps(said).encode()}), buffer)
            names[table] = f"000001-{name}-{sha256(buffer.getvalue()).hexdigest()[:32]}.parquet"
            file = folder / table / f"code={version[:12]}" / names[table]
            file = file.with_name(f".{file.name}.coming") if coming else file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(buffer.getvalue())
            out.append(file)
    (folder / "versions").mkdir(exist_ok=True)
    (folder / "versions" / f"{version[:12]}.json").write_text("{}")
    (folder / "store.json").write_text('{"format": 2, "sha256": "0"}')
    return out


def test_an_older_store_is_carried_over_and_used(folder):
    asked = jobs(6, fail=[3])
    for place in range(0, 6, 2):
        written(folder, asked[place : place + 2], name=f"{place}")
    written(folder, jobs(2), OTHER)
    well = [job for job in asked if job.seed != 3]
    assert as_it_was(folder, well)
    assert Store(folder, VERSION).about == {"made": "2025-01-01T00:00:00", "commit": "c0ffee"}
    assert Store(folder, VERSION).read("failures")["seed"].tolist() == [3]
    assert set(Store(folder, VERSION).read(columns=["key", "parameters"])["parameters"]) == {asked[0].parameters}
    found = listing(folder, current)[["version", "runs", "failures"]].to_numpy().tolist()
    assert sorted(found) == [[VERSION[:12], 5, 1], [OTHER[:12], 2, 0]]
    assert sorted(path.name for path in folder.iterdir()) == ["older.sqlite"]
    save(Store(folder, VERSION), jobs(8, fail=[3])[6:])
    assert as_it_was(folder, [*well, *jobs(8, fail=[3])[6:]])


def test_what_was_half_merged_is_there_once(folder):
    """Of a bundle that had not yet been put in its place, those that it was made of have gone in part."""
    written(folder, jobs(2), name="one")
    written(folder, jobs(4), name="merged", coming=True)
    (folder / "runs" / f"code={VERSION[:12]}" / ".half.parquet.coming").write_bytes(b"PAR1")
    assert as_it_was(folder, jobs(4))
    assert kept_in(folder) == dict.fromkeys(keys(jobs(4)), 1)


def test_what_else_is_in_the_folder_stays(folder):
    written(folder, jobs(2))
    (folder / "runs" / f"code={VERSION[:12]}" / "mine.parquet").write_text("mine")
    assert as_it_was(folder, jobs(2))
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == [
        "mine.parquet",
        "older.sqlite",
    ]


def test_a_folder_of_other_parquet_files_is_no_store(folder):
    """Such as a copy of one."""
    file = folder / "runs" / f"code={VERSION[:12]}" / "0000.parquet"
    file.parent.mkdir(parents=True)
    file.write_text("mine")
    assert "holds files, but is no store of runs" in refused(folder)
    assert file.read_text() == "mine"


@pytest.mark.parametrize("table", [0, -1])
def test_a_damaged_bundle_is_left_out_and_its_runs_are_made_again(folder, table):
    written(folder, jobs(2), name="one")
    file = written(folder, jobs(4)[2:], name="two")[table]
    file.write_bytes(file.read_bytes()[:-9] + b"?" * 9)
    assert as_it_was(folder, jobs(2))


def test_a_command_that_is_killed_while_it_carries_over_costs_nothing(folder, monkeypatch):
    def killed(*_, **__):
        raise KeyboardInterrupt

    written(folder, jobs(3))
    for of, name in ((database, "add"), (Path, "unlink"), (Path, "rmdir")):
        with monkeypatch.context() as patch:
            patch.setattr(of, name, killed)
            with pytest.raises(KeyboardInterrupt):
                Store(folder, VERSION)
    assert as_it_was(folder, jobs(3))
    assert kept_in(folder) == dict.fromkeys(keys(jobs(3)), 1)
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == ["older.sqlite"]


READ = """
import os, sys; from pathlib import Path
from contagion.sim.laboratory.store import Store
os.setuid(65534) if os.getuid() == 0 else None
print(len(Store(Path(sys.argv[1]), "a" * 64).read()), len(Store(Path(sys.argv[1]), "a" * 64).read("years")))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
def test_an_older_store_that_may_only_be_read_is_read_and_stays():
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "store"
        written(folder, jobs(3))
        folder.chmod(0o555)
        with python(READ, folder) as reader:
            said, noise = reader.communicate(timeout=60)
        folder.chmod(0o755)
        assert as_it_was(folder, jobs(3))
    assert said == "3 6\n", noise


# ---- what is no store ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("found", [1, 99])
def test_a_store_of_another_format_is_refused(folder, found):
    folder.mkdir()
    (folder / "store.json").write_text(json.dumps({"format": found}))
    assert f"was written in format {found}, this version reads 3" in refused(folder)
    with pytest.raises(InputError, match=f"format {found}"):
        versions(folder)


@pytest.mark.parametrize("content", [None, "", "[]", "{}", "{", "\x00"])
def test_a_folder_that_is_no_store_is_refused_and_left_alone(folder, content):
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    if content is not None:
        (folder / "store.json").write_text(content)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "holds files, but is no store of runs" in refused(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_file_in_place_of_the_folder_is_refused(folder):
    folder.write_text("mine")
    assert refused(folder).endswith("is a file, not a folder")
    with pytest.raises(InputError, match="cannot be written"):
        save(Store(folder / "below", VERSION), jobs(1))
    assert folder.read_text() == "mine"


def test_where_there_is_no_store_nothing_is_listed(folder):
    with pytest.raises(InputError, match="there is no store here"):
        versions(folder)
    assert not folder.exists()


def test_what_a_command_that_is_killed_as_it_begins_has_left_is_written_into(folder):
    folder.mkdir()
    (folder / "runs.sqlite").touch()
    assert as_it_was(folder, [])
    assert verify(folder) == (0, {str(folder / "runs.sqlite"): "is empty"})
    kept(folder, jobs(1))
    assert as_it_was(folder, jobs(1))
    assert verify(folder) == (1, {})
