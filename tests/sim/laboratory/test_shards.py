"""Files of the store: whatever is wrong in one is seen."""

import pytest

from contagion.sim.laboratory.shards import DamagedError, overwrite, parts, read_shard
from tests.helpers.laboratory_toys import jobs
from tests.helpers.stores import files, kept


def places(size):
    """Header, data, footer, its length, and some between."""
    return sorted({0, 3, 4, *range(10, size, size // 25), size - 9, size - 8, size - 5, size - 4, size - 1})


def test_one_wrong_bit_anywhere_is_seen(folder):
    kept(folder, jobs(1))
    file = files(folder)[0]
    right = file.read_bytes()
    for place in places(len(right)):
        for bit in (1, 128):
            wrong = bytearray(right)
            wrong[place] ^= bit
            file.write_bytes(wrong)
            with pytest.raises(DamagedError):
                read_shard(file, parts(file.name)[2])
    file.write_bytes(right)
    assert read_shard(file, parts(file.name)[2])[0].num_rows == 1


def test_what_is_written_over_a_file_stands_there_alone(tmp_path):
    for data in (b"long as it is", b"short", b"longer than all before"):
        overwrite(tmp_path / "new" / "file", data)
        assert (tmp_path / "new" / "file").read_bytes() == data
