"""What the start page tells is still what the model says."""

from dataclasses import fields

from contagion.experiments.doors.page.shipped import FIGURES, day, found_anew, shipped, still_so
from contagion.experiments.lab.lab import laboratory
from contagion.experiments.verbs.history.lives import Life


def test_the_model_as_it_is_still_gives_what_is_shipped(tmp_path):
    lab = laboratory("serial", store=tmp_path / "store")
    assert still_so(lab), "write it anew: python -m contagion.experiments.doors.page.shipped"


def test_another_run_would_be_seen(tmp_path, monkeypatch):
    told = shipped()["witness"][0]
    monkeypatch.setitem(told, "participants", told["participants"] + 1)
    assert not still_so(laboratory("serial", store=tmp_path / "store"))


def test_it_says_what_it_is_of():
    found = shipped()
    assert set(FIGURES) <= found.keys()
    assert found["story"].keys() == {one.name for one in fields(Life)}
    assert found["worlds"] >= 100
    assert day().year >= 2026
    shares = [one["first"] for one in found["helps"]]
    assert shares == sorted(shares, reverse=True)


def test_it_is_made_anew_of_the_same_parts(tmp_path):
    made = found_anew(laboratory("serial", store=tmp_path / "store"), years=4, replicates=2)
    assert made.keys() == shipped().keys()
    assert made["more"].keys() == shipped()["more"].keys()
