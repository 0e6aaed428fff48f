"""`contagion territory`: the communes and what links them, printed and drawn."""

from types import SimpleNamespace

import pytest

from contagion.experiments.say.charts import maps
from tests.helpers.command import complaint, contagion


def test_the_territory_is_printed_and_drawn(tmp_path):
    done = contagion("territory", "--out", tmp_path / "map.png")
    assert done.exit_code == 0
    assert "68 communes, 193,279 inhabitants" in done.stdout
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_the_map_has_a_place_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert contagion("territory").exit_code == 0
    assert (tmp_path / "results" / "territory.png").exists()


@pytest.mark.parametrize(
    "out, said",
    [
        ("map.jpg", "--out map.jpg: must end in .png, .svg or .pdf, or .csv for a table of communes"),
        ("two.csv", "--out two.csv: a table needs --epci, --department, --region, --communes-list or --france"),
        ("full.png", "--out full.png: cannot be written (Is a directory)"),
    ],
)
def test_where_nothing_can_be_written_it_is_said_in_a_line_and_nothing_is_left(tmp_path, monkeypatch, out, said):
    drawn = SimpleNamespace(savefig=lambda file, **_: file.write(b"a map"))
    monkeypatch.setattr(maps, "territory_figure", lambda _: drawn)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full.png").mkdir()
    assert complaint("territory", "--out", out) == f"contagion: {said}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["full.png"]
