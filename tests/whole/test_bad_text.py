"""Words and files that are no good: what nobody sees, too deep, too long, too large, whoever reads them."""

from pathlib import Path

import pytest

from contagion.models.parameters import Parameters
from contagion.models.scenario import Words, read, write
from contagion.models.territory import communes, territory
from contagion.models.territory.communes import load_communes
from contagion.models.territory.gazetteer import perimeter_of_codes
from contagion.models.territory.territory import read_adjacency, read_contours
from contagion.sim.errors import InputError
from contagion.sim.reading import invisible_character, printable
from tests.helpers.command import complaint
from tests.helpers.table_rows import rows_of, save

HIDDEN = ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9b", "\u200f", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff"]
LONG = "9" * 5000


def said_of(path: Path, text: str | bytes) -> str:
    """What is said of a scenario file."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError) as caught:
        read(path)
    return str(caught.value)


def test_what_nobody_sees_is_found_refused_in_a_file_and_written_out_in_an_answer(tmp_path):
    for letter in HIDDEN:
        name = f"U+{ord(letter):04X}"
        assert invisible_character(f"a{letter}b") == name
        assert printable(f"a{letter}b") == f"a\\u{ord(letter):04x}b"
        said = said_of(tmp_path / "t.toml", f'title = "x\\u{ord(letter):04x}y"')
        assert said == f"{tmp_path}/t.toml: title: holds the character {name}, which cannot be seen; leave it out"


def test_names_have_one_line_and_descriptions_may_have_several(tmp_path):
    (tmp_path / "t.toml").write_text('title = "a\\nb"\ndescription = """a\nb"""', newline="")
    words = read(tmp_path / "t.toml").words
    assert words == Words("a b", "a\nb")
    for text in ('[[alternative]]\nkind = "workshop"\nname = "a\\nb"', '"a\\u001b" = 1', '[training]\n"a\\u202e" = 1'):
        assert "which cannot be seen" in said_of(tmp_path / "t.toml", text)


def test_what_is_written_can_be_read_whatever_its_words(tmp_path):
    words = Words("".join(HIDDEN[1:]), "".join(map(chr, range(1, 256))))
    (tmp_path / "t.toml").write_text(write(Parameters(), words), encoding="utf-8")
    with pytest.raises(InputError, match="cannot be seen"):
        read(tmp_path / "t.toml")  # and not: no TOML
    assert invisible_character((tmp_path / "t.toml").read_text(encoding="utf-8")) == ""


FEATURE = '{"type": "FeatureCollection", "features": [%s]}'
POLYGON = '{"id": "%s", "geometry": {"type": "Polygon", "coordinates": %s}}'
CONTOURS = {
    "deep": ("[" * 100_000, "nested too deeply"),
    "deep ring": (FEATURE % (POLYGON % ("25056", "[" * 900 + "]" * 900)), "not a contour"),
    "digits": (FEATURE % (POLYGON % ("25056", f"[[[{LONG},1],[1,2],[2,2],[1,1]]]")), "not GeoJSON"),
    "past floats": (FEATURE % (POLYGON % ("25056", f"[[[{LONG[:400]},1],[1,2],[2,2],[1,1]]]")), "not a contour"),
    "no utf-8": (b"\xff\xfe\xff", "not GeoJSON"),
}


@pytest.mark.parametrize("text, answer", CONTOURS.values(), ids=CONTOURS)
def test_contours_that_are_no_good_are_told_by_what_they_lack(text, answer, tmp_path):
    (tmp_path / "t.geojson").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError, match=answer):
        read_contours(tmp_path / "t.geojson")


def test_files_that_are_too_large_are_not_read(tmp_path, monkeypatch):
    for name in ("t.toml", "t.csv", "t.geojson"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(1 << 40)  # takes no room on the disk, and would not fit into memory

    def opened_for_nothing(*_):
        raise AssertionError

    monkeypatch.setattr("tomllib.loads", opened_for_nothing)
    for reader, name, most in (
        (read, "t.toml", 10),
        (load_communes, "t.csv", communes.LARGEST // 1_000_000),
        (read_contours, "t.geojson", territory.LARGEST // 1_000_000),
        (read_adjacency, "t.geojson", territory.LARGEST // 1_000_000),
        (lambda path: perimeter_of_codes(str(path)), "t.csv", 1),
    ):
        with pytest.raises(InputError, match=rf"{name}: is larger than {most} MB"):
            reader(tmp_path / name)


def test_names_that_no_file_can_have_get_one_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    long = "a" * 300
    for words in ((long,), (f"{long}.toml",), ("--out", long), ("--communes", long), ("--communes-list", long)):
        complaint("run", *words)
    complaint("run", "--out", "a\x1b[31m")
    assert list(tmp_path.iterdir()) == []


def test_a_mark_that_editors_put_first_is_no_part_of_the_text(tmp_path):
    (tmp_path / "t.toml").write_bytes(b"\xef\xbb\xbftitle = 'x'\r\n[[decision]]\r\nset = {'training.places' = 3}\r\n")
    made = read(tmp_path / "t.toml")
    assert (made.title, made.lines) == ("x", (2,))
    (tmp_path / "t.csv").write_bytes(b"\xef\xbb\xbf" + save(tmp_path / "s.csv", rows_of()).read_bytes())
    assert len(load_communes(tmp_path / "t.csv")) == 68
    assert "save it as UTF-8" in said_of(tmp_path / "t.toml", "title = 'x'".encode("utf-16"))


def test_it_is_said_where_a_number_is_needed(tmp_path):
    for line, hint in (("places = 20,5", "20.5"), ("places = 60 000  # many", "60000"), ('places = "20,5"', "20.5")):
        assert said_of(tmp_path / "t.toml", f"[training]\n{line}\n").endswith(f"; write {hint}")
    assert "; write 20.5" in complaint("run", "--set", "training.places=20,5")
    assert "; write 0.1" in complaint("sweep", "--vary", "receptivity.share=0,1:0,3:3")
    path = save(tmp_path / "t.csv", [row | {"area_km2": "13,13"} for row in rows_of()])
    with pytest.raises(InputError, match=r"'13,13' is not a number \(write 13.13\); an area"):
        load_communes(path)
