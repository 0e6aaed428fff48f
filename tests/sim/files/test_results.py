"""Where results are put: whole, or not at all, and never those of two commands in one folder."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from _thread import interrupt_main
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import StringIO
from pathlib import Path
from threading import Timer
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.sim import files as tables
from contagion.sim.errors import InputError, Interrupted, SettingError, on_one_line
from contagion.sim.files import (
    STALE_SECONDS,
    Results,
    alone,
    csv_of,
    must_be_free,
    plain,
    read_parquet,
    said_in,
    whole_folder,
    write_csv,
    write_parquet,
    write_whole,
)
from tests.helpers.places import ROOT


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


def test_file_that_cannot_be_written_leaves_earlier_one_and_nothing_beside(tmp_path, monkeypatch):
    file = tmp_path / "new" / "one.txt"
    write_whole(file, b"first")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match=r"^--out one: cannot be written \(No space left on device\)$"):
        write_whole(file, b"second", "--out one")
    assert file.read_bytes() == b"first"
    assert [*file.parent.iterdir()] == [file]


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


# ---- whoever holds a file's lock is alone, others wait for it, and it goes with its holder, however that ends --------

HOLDS = """
import sys
from pathlib import Path
from contagion.sim.files import alone

with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""
COUNTS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tests.sim.files.test_results import count

with ThreadPoolExecutor(2) as threads:
    list(threads.map(count, [Path(sys.argv[1])] * 2))
"""
TIMES = 50


def started(code: str, file: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-c", code, str(file)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def count(file: Path) -> None:
    """Add to the number in a file, read and written apart, as nobody may who is not alone."""
    for _ in range(TIMES):
        with alone(file):
            number = file.with_suffix(".number")
            number.write_text(str(int(number.read_text()) + 1))


@pytest.fixture
def holder(tmp_path):
    """A process that holds the lock, until it reads a line."""
    with started(HOLDS, tmp_path / "lock") as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_it_is_waited_for_and_a_word_is_said_first(holder, tmp_path):
    said = []
    with alone(tmp_path / "lock", lambda: said.append(holder.communicate("\n"))):
        assert holder.wait(10) == 0
    assert len(said) == 1
    assert list(tmp_path.iterdir()) == []


def test_it_is_freed_when_its_holder_is_killed(holder, tmp_path):
    assert [file.name for file in tmp_path.iterdir()] == ["lock"]
    with alone(tmp_path / "lock", holder.kill):
        assert holder.wait(10) < 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_of_threads_and_processes_one_is_at_it_at_a_time(tmp_path):
    """Though the file comes and goes with each."""
    (tmp_path / "lock").touch()  # as one that was killed left it
    (tmp_path / "lock.number").write_text("0")
    both = [started(COUNTS, tmp_path / "lock") for _ in range(2)]
    assert [process.communicate()[0] or process.returncode for process in both] == [0, 0]
    assert (tmp_path / "lock.number").read_text() == str(4 * TIMES)
    assert [file.name for file in tmp_path.iterdir()] == ["lock.number"]


def test_the_lock_of_a_file_that_has_gone_meanwhile_is_none(tmp_path, monkeypatch):
    connect, opened = sqlite3.connect, []

    def opened_too_early(file: Path, **how: Any) -> sqlite3.Connection:
        made = connect(file, **how)
        opened.append(file)
        if len(opened) == 2:  # the one that is to be locked
            file.unlink()
            file.touch()
        return made

    monkeypatch.setattr(sqlite3, "connect", opened_too_early)
    with alone(tmp_path / "lock"), closing(connect(tmp_path / "lock", timeout=0)) as other:
        assert len(opened) == 4
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN EXCLUSIVE")


@pytest.mark.parametrize("wrong", ["nowhere/lock", "folder", "text"])
def test_what_cannot_be_locked_is_an_error_of_the_system(tmp_path, wrong):
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("of somebody's")
    with pytest.raises(OSError, match=f"^{tmp_path / wrong} cannot be locked: "), alone(tmp_path / wrong):
        pass
    assert (tmp_path / "text").read_text() == "of somebody's"


# ---- tables as CSV: what was written is read, and no text is a formula -----------------------------------------------


@pytest.mark.parametrize("text", ["=cmd|'/C calc'!A0", "+1-1", "-a", "@SUM(1)", "\t=1", "\r=1", "-1 to 1", "="])
def test_formula_gets_an_apostrophe_in_cells_and_heads(text):
    table = pd.DataFrame({text: [text, "x"], "n": [1, 2]})
    back = pd.read_csv(StringIO(csv_of(table)))
    assert [*back.columns] == [f"'{text}", "n"]
    assert back[f"'{text}"].tolist() == [f"'{text}", "x"]
    assert plain(plain(text)) == plain(text)


def test_numbers_and_other_texts_stay_as_they_are(tmp_path):
    table = pd.DataFrame(
        {
            "x": [-3.5, 1e-7],
            "n": [-1, 2],
            "mixed": [-0.5, "-3.5"],
            "kind": pd.Categorical(["a", None]),
            "name": ["L'Isle\n", "'s-H"],
            "yes": [True, False],
        }
    )
    assert csv_of(table) == table.to_csv(index=False)
    assert csv_of(table.iloc[:0]) == table.iloc[:0].to_csv(index=False)
    write_csv(table, tmp_path / "t.csv", "%.2g")
    assert (tmp_path / "t.csv").read_text() == table.to_csv(index=False, float_format="%.2g")


# ---- tables as Parquet files: what was written is read, wherever the file is and whatever is in it -------------------

MANY = 5000  # rows: more than a sample of a column


def table():
    late = [None] * MANY + ["one"]
    return pd.DataFrame(
        {
            "n": np.arange(MANY + 1),
            "x": [np.nan, *np.linspace(-1, 1, MANY)],
            "yes": np.arange(MANY + 1) % 2 == 0,
            "word": ["é'\"\n", *late[1:]],
            "late": late,
            "code": pd.Series(["01004", "2A001"] * (MANY // 2) + ["01004"]),
            "small": np.arange(MANY + 1).astype(np.uint8),
        }
    )


@pytest.mark.parametrize("folder", [".", "a [1] * ?", "training.places=5", "~", "{x} 'é'"])
def test_what_is_written_is_read_in_its_order(tmp_path, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    (tmp_path / folder).mkdir(exist_ok=True)
    file = Path(folder) / "t [2].parquet"
    write_parquet(table(), file)
    pd.testing.assert_frame_equal(read_parquet(file), table())
    assert [path.name for path in (tmp_path / folder).iterdir() if path.is_file()] == ["t [2].parquet"]


@pytest.mark.parametrize("content", [None, b"", b"no table", "half"])
def test_what_is_no_table_is_said_in_a_line(tmp_path, content):
    file = tmp_path / "t.parquet"
    write_parquet(table(), file)
    if content is None:
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-40] if content == "half" else content)
    for ask in (read_parquet, lambda file: said_in(file, "ensemble")):
        with pytest.raises(OSError, match=r"^[^\n]*t\.parquet[^\n]*$"):
            ask(file)


def test_a_file_that_another_has_taken_the_place_of_is_read_anew(tmp_path):
    file = tmp_path / "t.parquet"
    write_parquet(pd.DataFrame({"n": [1]}), file)
    before = file.stat()
    assert read_parquet(file)["n"].tolist() == [1]
    write_parquet(pd.DataFrame({"n": [2]}), file)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert read_parquet(file)["n"].tolist() == [2]


@pytest.mark.parametrize("most, words", [("MOST_CELLS", "cells"), ("MOST_LETTERS", "letters")])
def test_a_table_that_memory_might_not_hold_is_refused_before_it_is_read(tmp_path, monkeypatch, most, words):
    write_parquet(table(), file := tmp_path / "t.parquet")
    monkeypatch.setattr(tables, most, 5 * MANY)
    with pytest.raises(OSError, match=f"^holds more than 25,000 {words}, the most that are read$"):
        read_parquet(file)


def test_what_duckdb_itself_takes_is_bounded(tmp_path):
    with pytest.raises(OSError, match="Out of Memory"), tables._duckdb() as con:
        con.execute("SELECT list(range) FROM range(400_000_000)")


@pytest.mark.parametrize(
    "error", [RuntimeError("nanobind::str(): conversion error!\n"), UnicodeDecodeError("utf-8", b"", 0, 1, "x")]
)
def test_whatever_duckdb_says_of_a_damaged_file_is_one_line(error):
    with pytest.raises(OSError, match=r"^[^\n]+$"), tables._duckdb():
        raise error


def test_threads_write_and_read_at_once(tmp_path):
    def there_and_back(number):
        file = tmp_path / f"t{number}.parquet"
        write_parquet(pd.DataFrame({"n": [number] * MANY}), file, number=str(number))
        return [said_in(file, "number"), set(read_parquet(file)["n"])]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(there_and_back, range(64))) == [[str(number), {number}] for number in range(64)]


def test_what_is_interrupted_is_so_as_anything_else():
    Timer(0.2, interrupt_main).start()
    with pytest.raises(KeyboardInterrupt), tables._duckdb() as con:
        con.execute("SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b")


def test_no_sign_of_a_path_stands_for_others(tmp_path):
    write_parquet(table(), tmp_path / "t1.parquet")
    for name in ("*.parquet", "t?.parquet", "t[1].parquet"):
        with pytest.raises(OSError, match="No files found"):
            read_parquet(tmp_path / name)


def test_where_it_cannot_be_written_is_said_in_a_line(tmp_path):
    with pytest.raises(OSError, match=r"^[^\n]*none/t\.parquet[^\n]*$"):
        write_parquet(table(), tmp_path / "none" / "t.parquet")
