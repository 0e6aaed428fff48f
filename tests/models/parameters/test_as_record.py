"""Parameters as one record of numbers: every one under its name, and at its word."""

from math import isnan

import numpy as np
import pytest

from contagion.models.parameters import Parameters
from contagion.models.parameters.as_record import PARAMETERS, choice, is_whole, number_of, record_of, word_of

NAMES = [f"{section}.{name}" for section in PARAMETERS.names or () for name in PARAMETERS[section].names or ()]


def test_every_number_stands_under_its_name_and_at_its_word():
    record = record_of(Parameters())
    whole, real = record.view(np.int64), record.view(np.float64)
    assert len(NAMES) == len(whole) > 100
    for name in NAMES:
        section, _, key = name.partition(".")
        expected = number_of(name, Parameters().get(name))
        assert (whole if is_whole(name) else real)[word_of(name)] == record[section][key][0]
        assert record[section][key][0] == expected or (isnan(expected) and isnan(record[section][key][0])), name


def test_a_choice_is_the_number_of_its_word():
    assert [choice("facilitation.pool", word) for word in ("territory", "group", "commune")] == [0, 1, 2]
    assert record_of(Parameters().with_values({"facilitation.pool": "commune"}))["facilitation"]["pool"][0] == 2
    with pytest.raises(ValueError):
        choice("facilitation.pool", "village")


def test_a_record_is_the_callers_own():
    parameters = Parameters()
    record_of(parameters)["training"]["places"] = 99
    assert record_of(parameters)["training"]["places"][0] == parameters.training.places
