"""A new file can be read as it is, and once its remarks are taken away."""

import re
from datetime import date

from contagion.experiments.programmes.new_file import new_file
from contagion.experiments.programmes.programme import read_programme
from contagion.models.territory.gazetteer import find

TODAY = date(2026, 11, 29)


def test_it_is_read_as_it_is_and_filled_in(tmp_path):
    path = tmp_path / "programme.toml"
    text = new_file(find("epci", "Dinan"), TODAY)
    path.write_text(text, encoding="utf-8")
    new = read_programme(path)
    assert new.to_begin
    assert (new.next_january, new.years, new.observed) == ("2027-01", 10, False)
    filled = re.sub(r"^# (?=[a-z_]+ = |\[)", "", text, flags=re.MULTILINE).replace("2027-01", "2025-01")
    path.write_text("\n".join(line for line in filled.splitlines() if "attendance =" not in line), encoding="utf-8")
    (year,) = read_programme(path).known
    assert (year.year, year.trained, year.posts) == (2025, 6, 0.5)
    assert max(map(len, text.splitlines())) <= 120
