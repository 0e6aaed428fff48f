"""Files of what was observed of a programme."""

from pathlib import Path

import pytest

from contagion.experiments.ensembles.targets import FOLDER, read_targets
from contagion.sim.errors import InputError

ROW = '[[target]]\nindicator = "participants"\nyear = 3\nvalue = 300\nevidence = "counted"\n'


def written(tmp_path, text):
    file = tmp_path / "targets.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_those_that_come_with_the_project_can_be_read_and_say_where_they_come_from(file):
    targets = read_targets(Path(file.stem))
    assert targets.years == 3
    assert [row.name for row in targets.rows] == [
        "facilitators_trained_3",
        "participants_3",
        "aspirants_per_groups_ended_3",
    ]
    assert all(row.source and row.error for row in targets.rows)


def test_the_two_readings_of_the_300_differ_in_them_alone():
    counted, tasters = (read_targets(Path(name)).rows for name in ("besancon", "besancon_tasters"))
    assert [a == b for a, b in zip(counted, tasters, strict=True)] == [True, False, True]
    assert counted[1].bounds == (300, 300)
    assert tasters[1].bounds == (210, 300)


def test_an_error_that_is_not_given_goes_by_the_evidence(tmp_path):
    counted, claimed = (
        read_targets(written(tmp_path, ROW.replace("counted", evidence))).rows[0] for evidence in ("counted", "claimed")
    )
    assert (counted.deviation, claimed.deviation) == (6, 30)


@pytest.mark.parametrize(
    "text,said",
    [
        ("", "target"),
        (ROW.replace("participants", "particpants"), "target 1: indicator 'particpants': there is no such figure; did"),
        (ROW + 'per = "groups"\n', "target 1: per 'groups': there is no such figure"),
        (ROW.replace("year = 3", "year = 0"), "target 1: year = 0: "),
        (ROW.replace("value = 300", 'value = "many"'), "target 1: value = 'many': "),
        (ROW.replace("value = 300\n", ""), "target 1: evidence 'counted' needs value, not nothing"),
        (ROW.replace("counted", "range"), "target 1: evidence 'range' needs low and high, not value"),
        (ROW.replace("counted", "guessed"), "target 1: evidence = 'guessed': "),
        (ROW.replace("value = 300", "low = 300\nhigh = 210").replace("counted", "range"), "must lie below"),
        (ROW + "colour = 3\n", "target 1: colour = 3: there is no such field"),
        (ROW + "error = 0\n", "target 1: error = 0: "),
        (ROW.replace("value = 300", "value = 0"), "target 1: a value of 0 needs an error"),
        (
            ROW + ROW.replace("300", "500"),
            "targets 1 and 2 contradict each other: participants_3 300 and participants_3 500",
        ),
        (
            ROW.replace("300", "50") + ROW.replace("300", "100").replace("year = 3", "year = 1"),
            "targets 1 and 2 contradict each other: participants_3 50 and participants_1 100",
        ),
        (ROW.replace("300", "-50"), "target 1: participants_3 -50: must lie between 0 and 1e+09"),
        (
            ROW + ROW.replace("participants", "coverage").replace("year = 3", "year = 2"),
            "target 2: indicator 'coverage': is known at the end only",
        ),
        ("[[target", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(tmp_path, text, said):
    with pytest.raises(InputError) as refused:
        read_targets(written(tmp_path, text))
    message = str(refused.value)
    assert said in message
    assert str(tmp_path / "targets.toml") in message
    assert "\n" not in message


@pytest.mark.parametrize("name, value", [("participants", 99), ("facilitators_active", 50)])
def test_a_total_may_fall_within_its_errors_and_a_stock_as_it_likes(tmp_path, name, value):
    first = ROW.replace("participants", name).replace("300", "100")
    later = ROW.replace("participants", name).replace("300", str(value)).replace("year = 3", "year = 5")
    assert read_targets(written(tmp_path, first + later)).years == 5


def test_a_file_that_is_not_there_is_answered_with_those_that_are(tmp_path):
    with pytest.raises(InputError, match=r"no such file of targets; with the project come besancon, besancon_tasters"):
        read_targets(tmp_path / "none.toml")
