"""Every parameter says what it is, whose it is and where its value comes from; the schema says what is valid."""

from math import inf

import numpy as np
import pytest

from models.parameters import Parameters, describe, names

ROWS = list(describe())
UNITLESS = {  # exponents, switches, choices, the table itself
    row["name"] for row in ROWS if isinstance(row["default"], bool | str)
} | {"partners.tail", "receptivity.shape", "contacts.tie_exponent"}
TYPED = [  # the names users are told to type
    "group.size",
    "group.quorum",
    "group.maximum",
    "group.recruiting_weeks",
    "facilitation.leaders",
    "facilitation.rest_weeks",
    "facilitation.pool",
    "volunteering.wish",
    "training.places",
    "training.period_weeks",
    "training.first_week",
    "training.accept",
    "training.queue_loss_per_year",
    "training.top_up",
    "training.active_share",
    "training.ready_after_weeks",
    "training.founders",
    "retention.loss_per_year",
    "receptivity.share",
    "registering.rule",
    "demand.unlimited",
]
STATED = {  # defaults that the specification prints (sections 4.7 and 6)
    "group.size": 8, "group.quorum": 6, "group.maximum": 10, "group.recruiting_weeks": 10, "group.postponed_weeks": 4,
    "group.cancelled_loss": 0.3, "group.no_show": 0.15, "group.dropout": 0.04, "group.completion_sessions": 4,
    "group.session_weeks": (0, 3, 7, 10, 14, 17), "facilitation.leaders": 2, "facilitation.rest_weeks": 6,
    "facilitation.max_load": 1, "facilitation.pair_distance_km": 20, "facilitation.pair_decay_km": 8,
    "facilitation.keep_partner": 0.6, "facilitation.partner_room": 0.4, "volunteering.wish": pytest.approx(1 / 3),
    "volunteering.group_sd": 0, "training.places": 10, "training.period_weeks": 52, "training.first_week": 6,
    "training.accept": 0.8, "training.queue_loss_per_year": pytest.approx(0.6931, abs=1e-4),
    "training.active_share": 0.9, "training.ready_after_weeks": 6, "training.founders": 10,
    "retention.loss_per_year": 0.25, "retention.continue_share": 0.85, "retention.background_per_year": 0.1,
    "retention.mentoring_effect": 0.3, "retention.paid_effect": 0.5, "retention.overload_effect": 0.3,
    "receptivity.share": 0.15, "receptivity.shape": 2, "receptivity.turnover_per_year": 0.03,
    "contacts.close_ties": 5, "contacts.further_ties": 10, "contacts.tie_exponent": 2, "contacts.tie_offset_km": 1,
    "contacts.same_age": 0.7, "contacts.same_group": 0.7, "contacts.layers": (0.1, 0.5, 0.25, 0.15),
    "contacts.receptive_weight": 3, "invitations.per_completer": 4, "invitations.completer_weeks": 12,
    "invitations.per_facilitator": 6, "invitations.pass_on": False, "invitations.pass_on_ratio": pytest.approx(1 / 7),
    "registering.rule": "simple", "registering.word_of_mouth": 0.37, "registering.facilitator": 0.5,
    "registering.partner": 0.1, "registering.event": 0.1, "registering.letter": 0.01,
    "registering.participant_source": 1.6, "registering.fatigue": 0.8,
    "registering.thresholds": (0.3, 0.4, 0.3), "demand.waiting_loss_per_year": 1.4, "demand.distance_km": 5,
    "demand.online_slot": 0.9, "demand.online_acceptance": 0.6, "population.slot_share": 0.7,
    "partners.contacts_per_month": 4, "partners.activation": 0.3, "partners.participant_factor": 2,
    "partners.active_years": 3, "partners.groups_per_year": 1, "partners.nominations_per_year": 0.5,
    "partners.pitch_share": 0.1, "outreach.receptive_share": 0.5, "costs.seat": 700, "costs.kit": 150,
    "costs.expenses": 100, "costs.stipend": 600, "costs.coordinator": 50_000, "costs.contact": 100,
    "costs.letter": 0.5, "costs.event": 500, "budget.per_year": inf,
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_every_parameter_is_described(row):
    assert row["unit"] or row["name"] in UNITLESS
    assert row["grade"] in set("GABCD")
    assert len(row["grade"]) == 1
    assert row["source"].strip()
    assert row["role"] in ("lever", "uncertainty", "structure")
    assert len(row["text"]) > 5


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_defaults_are_valid_and_plausible(row):
    low, high = row["valid"]
    low, high = -inf if low is None else low, inf if high is None else high
    if not isinstance(row["default"], int | float):
        assert row["range"] is None or row["default"] is None  # another parameter's value, by default
        return
    assert low <= row["default"] <= high
    if row["range"]:
        plausible_low, plausible_high = row["range"]
        assert low <= plausible_low <= row["default"] <= plausible_high <= high
        assert plausible_low < plausible_high


def test_names_are_unique_and_those_promised_are_there():
    assert len({row["name"] for row in ROWS}) == len(ROWS)
    assert set(TYPED) <= set(names())
    for name in names():
        assert Parameters().get(name) == next(row["default"] for row in ROWS if row["name"] == name)


def test_every_field_is_described():
    """Nothing a user can set is left out of the list."""
    fields = set()
    for section, values in Parameters().model_dump().items():
        if section != "target_group":
            fields |= {f"{section}.{name}" for name in values}
    assert fields == set(names())


@pytest.mark.parametrize("name, value", STATED.items(), ids=list(STATED))
def test_defaults_are_those_of_the_specification(name, value):
    assert Parameters().get(name) == value


def test_seven_groups_a_lifetime_at_the_defaults():
    """S7 and S13: a cycle of 29 weeks, 1.79 groups a year, 7.1 in the time an active facilitator stays."""
    cycle = 17 + Parameters().facilitation.rest_weeks + 6  # about six weeks of recruiting
    assert cycle == 29
    assert 52 / cycle / Parameters().retention.loss_per_year == pytest.approx(7.17, abs=0.01)


# ---- the schema ----------------------------------------------------------------------------------------------------


def resolved(schema, part):
    while "$ref" in part:
        part = schema["$defs"][part["$ref"].rpartition("/")[2]]
    return part


def test_the_schema_knows_every_parameter():
    schema = Parameters.model_json_schema()
    assert schema["additionalProperties"] is False
    for name in names():
        section, key = name.split(".")
        part = resolved(schema, schema["properties"][section])
        assert part["additionalProperties"] is False
        field = part["properties"][key]
        assert field["description"]
        assert {"unit", "grade", "source", "role"} <= set(field)
        row = next(row for row in ROWS if row["name"] == name)
        assert field.get("minimum") == row["valid"][0]
        assert field.get("maximum") == row["valid"][1]


def test_defaults_satisfy_the_schema():
    """A reader of the schema accepts what the model writes: types, bounds, choices, no unknown name."""
    schema = Parameters.model_json_schema()
    content = Parameters().model_dump(mode="json")
    assert not list(violations(schema, schema, content))
    assert list(violations(schema, schema, content | {"unknown": 1}))
    wrong = content | {"training": content["training"] | {"accept": 1.5}}
    assert list(violations(schema, schema, wrong))
    wrong = content | {"registering": content["registering"] | {"rule": "other"}}
    assert list(violations(schema, schema, wrong))


KINDS = {
    "integer": int, "number": int | float, "string": str, "boolean": bool, "array": list | tuple, "object": dict,
    "null": type(None),
}  # fmt: skip


def violations(schema, part, value, where=""):
    """What is wrong with a value, by the words of a JSON Schema that pydantic uses."""
    part = resolved(schema, part)
    if "anyOf" in part:
        if all(list(violations(schema, one, value, where)) for one in part["anyOf"]):
            yield f"{where}: fits none"
        return
    kind = part.get("type")
    if kind and (not isinstance(value, KINDS[kind]) or (isinstance(value, bool) and kind != "boolean")):
        yield f"{where}: no {kind}"
        return
    if "enum" in part and value not in part["enum"]:
        yield f"{where}: {value} is none of {part['enum']}"
    if isinstance(value, int | float) and not part.get("minimum", -inf) <= value <= part.get("maximum", inf):
        yield f"{where}: {value} out of bounds"
    if isinstance(value, list | tuple):
        for n, item in enumerate(value):
            yield from violations(schema, part.get("items", {}), item, f"{where}[{n}]")
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in part["properties"]:
                yield f"{where}.{key}: unknown"
            else:
                yield from violations(schema, part["properties"][key], item, f"{where}.{key}")


def test_values_are_plain():
    """No NumPy value finds its way into a parameter or into the text of a scenario."""
    for row in ROWS:
        assert not isinstance(row["default"], np.generic)
