"""What a reader brings: what nobody sees, what is too long, too deep or too large, and numbers as people write them."""

from pathlib import Path

import pytest

from contagion.sim.errors import InputError
from contagion.sim.reading import content_of, must_be_plain, number_hint, unseen


@pytest.mark.parametrize("text", ["déjà vu 60\u202f000 « à »", "日本語", "a\nb\tc"])
def test_what_is_seen_is_let_through(text):
    assert unseen(text) == ""


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(InputError, match=r"t: a\.2: has 10,001 characters; at most 10,000"):
        must_be_plain({"a": ["x", "y" * 10_001]}, "t")


def test_a_file_without_a_size_is_read_up_to_the_limit(tmp_path):
    with pytest.raises(InputError, match="is larger than 0 MB"):
        content_of(Path("/dev/zero"), 1000)
    (tmp_path / "t").write_bytes(b"x" * 1000)
    assert len(content_of(tmp_path / "t", 1000)) == 1000


@pytest.mark.parametrize(
    "given, hint",
    [
        ("20,5", "write 20.5"),
        ("-0,15", "write -0.15"),
        ("60 000", "write 60000"),
        ("1 234\u202f567", "write 1234567"),
        ("1 000,5", "write 1000.5"),
        ("60,000", "write 60000 or 60.000"),
        *((text, "") for text in ("20", "20.5", "10,20,40", "6 0", "60 00", "a,b", "", "[1, 2]")),
    ],
)
def test_how_a_number_would_be_written(given, hint):
    assert number_hint(given) == hint
