"""What a result was made with: sources, libraries, the commit, the time."""

from datetime import datetime

import numpy as np

from contagion.sim.provenance import commit, digest_of, provenance, version


def test_names_and_texts_of_the_sources_tell_versions_apart(tmp_path):
    (tmp_path / "one.py").write_text("x = 1\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "two.py").write_text("y = 1\n")
    digests = [digest_of(tmp_path, ["one.py", "folder"]), digest_of(tmp_path, ["one.py"])]
    (tmp_path / "folder" / "two.py").write_text("y = 2\n")
    digests.append(digest_of(tmp_path, ["one.py", "folder"]))
    (tmp_path / "folder" / "two.py").rename(tmp_path / "folder" / "three.py")
    digests.append(digest_of(tmp_path, ["one.py", "folder"]))
    assert len(set(digests)) == 4


def test_a_result_says_what_it_was_made_with():
    made = provenance("contagion-programme", edition=2)
    assert (made["package"], made["edition"]) == ("contagion-programme", 2)
    assert made["libraries"]["numpy"] == np.__version__
    assert datetime.fromisoformat(made["made"]).tzinfo is not None


def test_outside_a_checkout_there_is_no_commit(tmp_path, monkeypatch):
    monkeypatch.setattr("contagion.sim.provenance.ROOT", tmp_path)
    assert commit.__wrapped__() is None
    (tmp_path / ".git").mkdir()  # no repository either
    assert commit.__wrapped__() is None


def test_a_package_that_is_not_installed_has_no_version():
    assert version("no-such-package-at-all") is None
