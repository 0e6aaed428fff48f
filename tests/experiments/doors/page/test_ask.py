"""`contagion page`: one file, and a mistake is one line."""

import pytest

from tests.helpers.command import complaint, contagion

SMALL = ("--seeds", 2, "--years", 1, "--engine", "serial", "--euros", 0)


def test_it_is_made_for_an_epci(tmp_path):
    place = ("--store", tmp_path / "store", "--out", tmp_path / "new")
    done = contagion("page", "--communes-list", "25056,25057", *SMALL, *place)
    assert done.exit_code == 2
    assert "page: is made for an EPCI" in done.stderr.splitlines()[-1]  # after what is said of the territory
    assert not (tmp_path / "new").exists()


def test_it_is_told_over_worlds(tmp_path):
    assert "take an ensemble" in complaint("page", "--single", *SMALL, "--store", tmp_path / "store")


def test_a_price_that_changes_in_its_course_is_refused(tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text(
        'territory = "200067171"\nbegan = "2026-01"\ntoday = "2026-11-30"\n'
        '[[decision]]\ntitle = "Dearer"\nfrom = "2027-01"\nset = { "costs.seat" = 900.0 }\n'
    )
    done = contagion("page", "--programme", file, *SMALL, "--store", tmp_path / "store", "--out", tmp_path / "new")
    assert done.exit_code == 2
    assert "each item has one price in all years" in done.stderr.splitlines()[-1]


def test_a_sum_is_no_less_than_none(tmp_path):
    assert "a sum in euros, or 0" in complaint("page", *SMALL[:-1], -1, "--store", tmp_path / "store")


def test_a_folder_that_takes_no_file_is_refused_before_anything_is_lived(tmp_path, monkeypatch):
    (tmp_path / "mine").write_text("")
    monkeypatch.setattr("contagion.experiments.doors.page.made.page", lambda *_: pytest.fail("it was made"))
    assert "no file can be written in" in complaint("page", "--out", tmp_path / "mine")
