"""The scripts of the pages are few."""

from tests.helpers.places import ROOT

MOST = 2_620


def test_scripts_have_no_more_lines_than_they_may():
    files = [*(ROOT / "sim").rglob("*.js"), *(ROOT / "experiments").rglob("scripts/*.js")]
    lines = {file.name: len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert len(lines) == len(files) > 20
    assert sum(lines.values()) <= MOST, sorted(lines.items(), key=lambda one: -one[1])
