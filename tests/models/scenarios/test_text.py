"""Scenarios as text: written and read again; the schema knows every parameter."""

import pytest
from jsonschema import Draft202012Validator

from contagion.models.parameters import Parameters, describe, names
from contagion.models.scenarios.scenario import FOLDER, Words, read, write

EVERYTHING = """
[[decision]]
title = "Autumn"
from = 2021-09-15
until = "2024-09"
communes = ["Besançon", "outside the centre"]
target_groups = ["students", "group A"]
set = { "training.reserved_share" = 0.25, "outreach.letters" = 500 }

[[decision]]
partner_types = ["school or university"]
set = { "partners.targeted_share" = 0.5 }

[[decision]]
when = { queue = { above = 12 }, active = { at_least = 3, below = 90.5 } }
extra_session = true
again_after_weeks = 30

[[decision]]
from = 20
when = { weeks_without_participants = { at_least = 52 } }
for_weeks = 52
set = { "training.places" = inf, "training.priority_groups" = ["group A"] }
"""


def test_a_scenario_with_decisions_is_written_and_read(tmp_path):
    for text in (EVERYTHING, EVERYTHING.replace("[[decision]]", '[calendar]\nstart = "2019-03"\n[[decision]]', 1)):
        path = tmp_path / "all.toml"
        path.write_text(text)
        first = read(path).parameters
        path.write_text(write(first))
        assert '\nfrom = "2021-09-15"\nuntil = "2024-09"\n' in path.read_text()
        assert read(path).parameters == first
        assert len(first.decision) == 4
        assert first.decision[3].set["training.priority_groups"] == ["group A"]


def test_the_schema_knows_every_parameter():
    schema, rows = Parameters.model_json_schema(), {row["name"]: row for row in describe()}
    assert schema["additionalProperties"] is False
    for name in names():
        section, key = name.split(".")
        part = schema["$defs"][schema["properties"][section]["$ref"].rpartition("/")[2]]
        assert part["additionalProperties"] is False
        field = part["properties"][key]
        assert field["description"]
        assert {"unit", "grade", "source", "role"} <= set(field)
        assert (field.get("minimum"), field.get("maximum")) == rows[name]["valid"]


def test_defaults_satisfy_the_schema():
    """A reader of the schema accepts what the model writes: types, bounds, choices, no unknown name."""
    schema, content = Draft202012Validator(Parameters.model_json_schema()), Parameters().model_dump(mode="json")
    assert not list(schema.iter_errors(content))
    for section, wrong in (
        ("unknown", 1),
        ("training", content["training"] | {"accept": 1.5}),
        ("registering", content["registering"] | {"rule": "other"}),
    ):
        assert list(schema.iter_errors(content | {section: wrong})), section


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_shipped_scenarios_are_written_and_read_again(path, scenario):
    first = read(path)
    again = read(scenario(first.text()))
    assert again.parameters == first.parameters
    assert (again.title, again.description) == (first.title, first.description)
    assert first.name == path.stem
    assert first.title != path.stem


ODD = [
    ["training.places=inf", "demand.distance_km=inf", "facilitation.pair_decay_km=inf"],
    ["group.session_weeks=[0, 2, 4, 6]", "calendar.holiday_weeks=[]", "training.founder_communes=['25056']"],
    ["training.order=pairs", "registering.rule='threshold'", "demand.unlimited=true", "facilitation.pool=commune"],
    ["retention.loss_per_year=1e-7", "outreach.factor=0.1", "contacts.layers=[0.25, 0.25, 0.25, 0.25]"],
    ['training.founder_communes=["25056", "l\'un \\\\ l\'autre"]', 'training.priority_groups=["group A"]'],
]


@pytest.mark.parametrize("settings", ODD)
def test_odd_values_are_written_and_read_again(settings, scenario):
    first = read(None, settings)
    again = read(scenario(write(first.parameters, Words('Say "so"', "two\nlines, é"), Words("Dire", "deux\nlignes"))))
    assert again.parameters == first.parameters
    assert again.parameters != Parameters()
    assert (again.title, again.description) == ('Say "so"', "two\nlines, é")
    assert again.french == Words("Dire", "deux\nlignes")


def test_target_groups_are_a_table(scenario):
    text = """
    [[target_group]]
    name = "students"
    share = 0.25
    slot_share = 0.9
    [[target_group]]
    name = "others"
    share = 0.75
    barrier = 1.2
    """
    first = read(scenario(text))
    assert [group.name for group in first.parameters.target_group] == ["students", "others"]
    assert first.parameters.target_group[1].slot_share is None
    assert read(scenario(write(first.parameters))).parameters == first.parameters


def test_a_written_scenario_holds_every_parameter(scenario):
    text = write(Parameters())
    assert text.count(" = ") >= len(names())
    for name in names():
        assert f"\n{name.rpartition('.')[2]} = " in text, name
