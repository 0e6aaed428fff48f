"""`contagion site`: which territories are asked for, and what is said of them; a mistake is one line, and nothing is
written."""

import re

import pytest

from contagion.experiments.interfaces.site import made
from contagion.models.territory import gazetteer
from tests.helpers.command import complaint, contagion

TWO = ("--epci", "200050532", "--epci", "200060457")
SMALL = ("--seeds", 2, "--years", 1, "--euros", 0)


@pytest.mark.parametrize(
    "asked, said",
    [
        ((), "--epci and --all: one of them is needed, and not both"),
        (("--all", "--epci", "Loue-Lison"), "--epci and --all: one of them is needed, and not both"),
        (("--epci", "Atlantis"), "--epci 'Atlantis': no EPCI has this code or name"),
        (("--epci", "Loue-Lison", "--epci", "CC du Val d'Amour", "--epci", "200068070"), "is listed twice"),
        (("--epci", "CC des Quatre Rivières"), "fits several"),
        (("--epci", "CC Petite Montagne"), "was an EPCI until"),
    ],
)
def test_what_is_no_territory_is_one_line_and_nothing_is_written(asked, said, tmp_path):
    assert said in complaint("site", *asked, *SMALL, "--out", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_where_nothing_can_be_written_is_one_line(tmp_path):
    (tmp_path / "mine").write_text("mine")
    assert "no file can be written in" in complaint("site", *TWO, *SMALL, "--out", tmp_path / "mine")


def test_all_is_all_of_france(tmp_path, monkeypatch):
    asked = []

    def none(places, folder, *_):
        asked.extend(places)
        return made.Atlas(folder)

    monkeypatch.setattr(gazetteer, "find", lambda kind, code: code)
    monkeypatch.setattr(made, "atlas", none)
    done = contagion("site", "--all", *SMALL, "--out", tmp_path)
    assert done.exit_code == 0, done.output
    assert len({*asked}) == len(asked) == 1255


def test_a_site_of_one_territory_has_its_page_the_list_and_what_they_share(tmp_path):
    done = contagion(
        "site", "--epci", "200050532", *("--seeds", 2, "--years", 1, "--euros", 0), "--out", tmp_path / "site"
    )
    assert done.exit_code == 0, done.output
    (page,) = [file for file in (tmp_path / "site").glob("*.html") if file.name != "index.html"]
    assert page.name in (tmp_path / "site/index.html").read_text(encoding="utf-8")
    named = re.findall(r'(?:src|href)="(shared/[^"]+)"', page.read_text(encoding="utf-8"))
    assert len(named) == 3
    assert all((tmp_path / "site" / name).is_file() for name in named)
