"""Tables as Parquet files: what was written is read, wherever the file is and whatever is in it."""

import os
from _thread import interrupt_main
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer

import numpy as np
import pandas as pd
import pytest

from contagion.sim.files import parquet
from contagion.sim.files.parquet import read_parquet, said_in, write_parquet

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


@pytest.mark.filterwarnings("ignore::DeprecationWarning:fastparquet")
def test_pandas_reads_what_is_written(tmp_path):
    write_parquet(table(), tmp_path / "t.parquet")
    found, own = (
        one.astype(object).where(one.notna(), None) for one in (pd.read_parquet(tmp_path / "t.parquet"), table())
    )
    assert found.to_dict("list") == own.to_dict("list")


def test_a_file_says_what_it_is(tmp_path):
    file, said = tmp_path / "own.parquet", '{"title": "Pays d\'Ornans, \\"é\\""}'
    write_parquet(table(), file, ensemble=said)
    assert (said_in(file, "ensemble"), said_in(file, "other")) == (said, "")
    pd.testing.assert_frame_equal(read_parquet(file), table())


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
    monkeypatch.setattr(parquet, most, 5 * MANY)
    with pytest.raises(OSError, match=f"^holds more than 25,000 {words}, the most that are read$"):
        read_parquet(file)


def test_what_duckdb_itself_takes_is_bounded(tmp_path):
    with pytest.raises(OSError, match="Out of Memory"), parquet._duckdb() as con:
        con.execute("SELECT list(range) FROM range(400_000_000)")


@pytest.mark.parametrize(
    "error", [RuntimeError("nanobind::str(): conversion error!\n"), UnicodeDecodeError("utf-8", b"", 0, 1, "x")]
)
def test_whatever_duckdb_says_of_a_damaged_file_is_one_line(error):
    with pytest.raises(OSError, match=r"^[^\n]+$"), parquet._duckdb():
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
    with pytest.raises(KeyboardInterrupt), parquet._duckdb() as con:
        con.execute("SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b")


def test_no_sign_of_a_path_stands_for_others(tmp_path):
    write_parquet(table(), tmp_path / "t1.parquet")
    for name in ("*.parquet", "t?.parquet", "t[1].parquet"):
        with pytest.raises(OSError, match="No files found"):
            read_parquet(tmp_path / name)


def test_where_it_cannot_be_written_is_said_in_a_line(tmp_path):
    with pytest.raises(OSError, match=r"^[^\n]*none/t\.parquet[^\n]*$"):
        write_parquet(table(), tmp_path / "none" / "t.parquet")
