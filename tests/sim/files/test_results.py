"""Where results are put: whole, or not at all, and never those of two commands in one folder."""

import json
import os
import time
from pathlib import Path

import pandas as pd
import pytest

from contagion.sim.errors import Interrupted, SettingError
from contagion.sim.files.parquet import read_parquet
from contagion.sim.files.results import STALE_SECONDS, Results, must_be_free, whole_folder
from contagion.sim.sentences import on_one_line


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def two_at_once(out: Path) -> None:
    with whole_folder(out) as second:
        (second / "mine.txt").write_text("second")
        with whole_folder(out) as first:
            (first / "other.txt").write_text("first")


def test_of_two_that_write_at_once_the_second_is_refused_and_kept(tmp_path):
    out = tmp_path / "out"
    (tmp_path / "out-2").mkdir()  # taken: nothing is put where something is
    (tmp_path / "out-2" / "older.txt").write_text("")
    with pytest.raises(SettingError, match=rf"another command has written there .* is in {out}-3$"):
        two_at_once(out)
    assert names(tmp_path) == ["out", "out-2", "out-2/older.txt", "out-3", "out-3/mine.txt", "out/other.txt"]


def test_with_force_the_files_of_both_are_there_and_nothing_beside(tmp_path):
    out = tmp_path / "out"
    with whole_folder(out, force=True) as second:
        (second / "a" / "b").mkdir(parents=True)
        (second / "a" / "b" / "c").write_text("second")
        (second / "table").write_text("second")
        with whole_folder(out, force=True) as first:
            (first / "table").write_text("first")
            (first / "alone").write_text("first")
    assert names(tmp_path) == ["out", "out/a", "out/a/b", "out/a/b/c", "out/alone", "out/table"]
    assert (out / "table").read_text() == "second"


def test_with_force_nothing_of_the_command_before_stays_and_what_is_not_its_own_does(tmp_path):
    out, secret = tmp_path / "out", tmp_path / "secret"
    secret.write_text("")
    for table in ("before", "after"):
        with whole_folder(out, force=True) as made:
            (made / "provenance.json").write_text(f'{{"command": "{table}"}}')
            (made / table).write_text("")
        if table == "before":
            assert json.loads((out / "provenance.json").read_text())["files"] == ["before", "provenance.json"]
            (out / "mine.txt").write_text("mine")
    assert names(out) == ["after", "mine.txt", "provenance.json"]
    said = json.loads((out / "provenance.json").read_text())
    assert said == {"command": "after", "files": ["after", "provenance.json"]}
    for files in ('["../secret", "nowhere"]', "3", '{"a": 1}'):  # it may have been edited
        (out / "provenance.json").write_text(f'{{"files": {files}}}')
        with whole_folder(out, force=True) as made:
            (made / "more").write_text("")
        assert secret.exists()


@pytest.mark.parametrize("mask, folder, file", [(0o022, 0o755, 0o644), (0o077, 0o700, 0o600), (0o002, 0o775, 0o664)])
def test_who_may_read_is_what_the_user_has_said(tmp_path, mask, folder, file):
    before = os.umask(mask)
    try:
        with whole_folder(tmp_path / "out") as made:
            (made / "table").write_text("")
    finally:
        os.umask(before)
    assert (tmp_path / "out").stat().st_mode & 0o777 == folder
    assert (tmp_path / "out" / "table").stat().st_mode & 0o777 == file


def test_an_empty_folder_keeps_its_rights(tmp_path):
    (tmp_path / "out").mkdir(0o700)
    with whole_folder(tmp_path / "out") as made:
        (made / "table").write_text("")
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700


def test_a_link_to_a_folder_and_the_folder_one_stands_in(tmp_path, monkeypatch):
    (tmp_path / "far").mkdir()
    (tmp_path / "near").symlink_to(tmp_path / "far")
    monkeypatch.chdir(tmp_path / "far")
    for out in (Path(), tmp_path / "near"):
        with whole_folder(out, force=True) as made:
            (made / f"table{out.name}").write_text("")
    assert (tmp_path / "near").is_symlink()
    assert names(tmp_path / "far") == ["table", "tablenear"]


def test_names_at_their_longest(tmp_path):
    with whole_folder(tmp_path / ("o" * 255)) as made:
        (made / "table").write_text("")
    assert names(tmp_path) == ["o" * 255, f"{'o' * 255}/table"]
    with (
        pytest.raises(SettingError, match=r"cannot be (used|written) \(File name too long"),
        whole_folder(tmp_path / ("o" * 256)),
    ):
        pass


def test_the_next_command_clears_what_a_killed_one_left(tmp_path):
    names = [".out-old.partial", ".out-new.partial", ".other-old.partial", ".out-mine", "out-old.partial"]
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "half").touch()
    for name in set(names) - {".out-new.partial"}:
        os.utime(tmp_path / name, (0, time.time() - STALE_SECONDS - 60))
    with whole_folder(tmp_path / "out") as folder:
        (folder / "whole").touch()
    assert {path.name for path in tmp_path.iterdir()} == {*names[1:], "out"}
    with whole_folder(tmp_path / "[o]ut") as folder:
        assert Path(folder).parent.parent == tmp_path
    assert (tmp_path / ".out-new.partial").exists()


def test_a_run_leaves_tables_numbers_and_texts(tmp_path):
    weeks = pd.DataFrame({"week": [1, 2]}, index=[7, 8])
    Results({"weeks": weeks}, {"people": 3}, {"by": "é"}, {"scenario.toml": "x = 1\n"}).write(tmp_path)
    assert names(tmp_path) == ["provenance.json", "scenario.toml", "summary.json", "weeks.parquet"]
    pd.testing.assert_frame_equal(read_parquet(tmp_path / "weeks.parquet"), weeks.reset_index(drop=True))
    assert json.loads((tmp_path / "summary.json").read_text()) == {"people": 3}
    assert (tmp_path / "provenance.json").read_text(encoding="utf-8") == '{\n  "by": "é"\n}\n'
    assert (tmp_path / "scenario.toml").read_text() == "x = 1\n"


def test_folders_on_the_way_are_made_and_of_what_fails_nothing_is_left(tmp_path):
    out = tmp_path / "a" / "b" / "c"
    for mistake, told, line in (
        (
            OSError(28, "No space left on device"),
            SettingError,
            f"out {out}: cannot be written (No space left on device)",
        ),
        (KeyboardInterrupt(), Interrupted, f"interrupted; nothing was written in {out}"),
    ):
        with pytest.raises(told) as refused, whole_folder(out):
            raise mistake
        assert str(refused.value).startswith(line)
        assert names(tmp_path) == []
    with whole_folder(out) as made:
        assert made.parent.name.startswith(".c-")
        (made / "whole").write_text("")
    assert names(tmp_path) == ["a", "a/b", "a/b/c", "a/b/c/whole"]
    with whole_folder(tmp_path / ("o" * 50)) as made:
        assert made.parent.name.startswith(f".{'o' * 40}-")


@pytest.mark.parametrize(
    "name, said",
    [
        ("a\x1b", "holds the character U+001B, which cannot be seen; choose another name"),
        ("a\n", "holds the character U+000A, which cannot be seen; choose another name"),
        ("file", "is a file, not a folder"),
        ("full", "holds files already; choose another folder, or else"),
    ],
)
def test_what_is_no_free_folder_is_refused(name, said, tmp_path):
    (tmp_path / "full").mkdir()
    for file in ("file", "full/file"):
        (tmp_path / file).write_text("")
    with pytest.raises(SettingError) as refused:
        must_be_free(tmp_path / name, False, ", or else")
    assert str(refused.value) == on_one_line(f"out {tmp_path / name}: {said}")
    must_be_free(tmp_path / "full", True)
    must_be_free(tmp_path / "new", False)
