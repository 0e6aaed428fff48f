"""`contagion territory`: the communes and what links them, printed and drawn."""

from tests.helpers.command import contagion


def test_the_territory_is_printed_and_drawn(tmp_path):
    done = contagion("territory", "--out", tmp_path / "map.png")
    assert done.exit_code == 0
    assert "68 communes, 193,279 inhabitants" in done.stdout
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_the_map_has_a_place_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert contagion("territory").exit_code == 0
    assert (tmp_path / "results" / "territory.png").exists()
