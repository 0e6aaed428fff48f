"""The small files of a store: what they say, and what a folder is that lacks them."""

import json

import pytest

from contagion.sim.errors import InputError
from contagion.sim.laboratory.bundles import DamagedFile
from contagion.sim.laboratory.store import Store
from contagion.sim.laboratory.storekeeping import versions
from tests.helpers.laboratory_toys import jobs
from tests.helpers.stores import VERSION, as_it_was, kept, refused


def test_a_folder_in_which_the_first_file_was_half_written_is_a_store(folder):
    folder.mkdir()
    (folder / ".store.json.1.partial").write_text("{")
    kept(folder, jobs(1))
    assert as_it_was(folder, jobs(1))


@pytest.mark.parametrize("broken", [None, b"", b"{", b"[]", b"\xff\xfe", b'{"format": 2, "sha256": "0"}'])
def test_the_small_files_are_made_anew_from_the_shards(folder, broken):
    kept(folder, jobs(3))
    for name, words in (("store.json", "was lost or broken"), (f"versions/{VERSION[:12]}.json", "was lost or broken")):
        right = (folder / name).read_bytes()
        (folder / name).unlink() if broken is None else (folder / name).write_bytes(broken)
        with pytest.warns(DamagedFile, match=f"{name}: {words}, and is written anew"):
            store = Store(folder, VERSION)
        assert (folder / name).read_bytes() == right
        assert store.about == {"made": "2026-01-01T00:00:00", "commit": "c0ffee"}
        assert as_it_was(folder, jobs(3))


def test_a_store_of_another_format_is_refused(folder):
    kept(folder, jobs(2))
    (folder / "store.json").write_text('{"format": 99}')
    assert "was written in format 99, this version reads 2" in refused(folder)
    with pytest.raises(InputError, match="format 99"):
        versions(folder)
    assert json.loads((folder / "store.json").read_text()) == {"format": 99}


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
    assert "cannot be written" in refused(folder / "below")
    assert folder.read_text() == "mine"


def test_where_there_is_no_store_nothing_is_listed(folder):
    with pytest.raises(InputError, match="there is no store here"):
        versions(folder)
    assert not folder.exists()
