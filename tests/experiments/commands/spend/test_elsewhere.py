"""What a tonne costs elsewhere: the table of the project, one's own, mistakes in it, and how mixes stand beside."""

from dataclasses import replace

import pytest

from contagion.experiments.commands.spend.words import beside_elsewhere, elsewhere
from contagion.experiments.commands.spend.work import read_elsewhere
from contagion.sim.errors import InputError
from tests.helpers.spent_by_hand import by_hand, ensemble

OWN = '[[action]]\nname = "shade trees"\nlow = 10\nhigh = 20\n'


def test_each_action_of_the_project_has_a_source_a_grade_and_a_french_name():
    actions = read_elsewhere()
    assert len(actions) >= 6
    assert all(one.source and one.grade in "ABCD" and one.fr and one.whose and one.whose_fr for one in actions)


def test_a_table_of_ones_own_takes_its_place(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(OWN)
    assert [(one.name, one.low, one.high) for one in read_elsewhere(file)] == [("shade trees", 10, 20)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "action: must be given|action"),
        (OWN.replace("high = 20", "high = 5"), "low = 10 is above high = 5"),
        (OWN.replace("low = 10", 'low = "cheap"'), "action 1: low = 'cheap'"),
        (OWN.replace("low", "lowest"), "action 1: low"),
        (OWN + "prize = 3\n", "action 1: prize"),
        ("[[action]\n", "not valid TOML"),
    ],
)
def test_mistakes_get_one_line(tmp_path, text, said):
    file = tmp_path / "own.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=said):
        read_elsewhere(file)
    with pytest.raises(InputError, match=r"nowhere\.toml: there is no such file of other actions"):
        read_elsewhere(tmp_path / "nowhere.toml")


def test_ranges_that_overlap_are_not_told_apart(tmp_path):
    """A tonne by the first mix costs between two ends: an action below, one above, one across."""
    found = by_hand(ensemble(turned=0.3))
    row = found.tonnes.iloc[0]
    low, high = row["euros_per_tonne_p5"], row["euros_per_tonne_p95"]
    file = tmp_path / "three.toml"
    ranges = [(low / 4, low / 2), (2 * high, 3 * high), (low, 2 * high)]
    file.write_text("".join(f'[[action]]\nname = "a{n}"\nlow = {a}\nhigh = {b}\n' for n, (a, b) in enumerate(ranges)))
    beside = replace(found, actions=read_elsewhere(file))
    assert "less than by 1 of these 3, more than by 1, not to be told from the others" in beside_elsewhere(beside)
    tonnes = elsewhere(beside)["tonnes for as many euros"]
    assert len(tonnes) == 3


def test_of_what_costs_nothing_no_tonnes_are_told(tmp_path):
    file = tmp_path / "free.toml"
    file.write_text(OWN.replace("low = 10", "low = -10"))
    free = replace(by_hand(ensemble(turned=0.3)), actions=read_elsewhere(file))
    assert elsewhere(free)["tonnes for as many euros"].tolist() == ["not known"]
