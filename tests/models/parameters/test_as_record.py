"""Parameters as one record of numbers: every one under its name, and at its word."""

from math import isnan

import numpy as np
import pytest

from contagion.models.parameters import Parameters
from contagion.models.parameters.as_record import PARAMETERS, choice, is_whole, number_of, record_of, word_of

NAMES = [f"{section}.{name}" for section in PARAMETERS.names or () for name in PARAMETERS[section].names or ()]


def test_every_number_stands_under_its_name_and_at_its_word_in_a_record_of_the_callers_own():
    record = record_of(Parameters())
    whole, real = record.view(np.int64), record.view(np.float64)
    assert len(NAMES) == len(whole) > 100
    for name in NAMES:
        section, _, key = name.partition(".")
        expected, found = number_of(name, Parameters().get(name)), record[section][key][0]
        assert (whole if is_whole(name) else real)[word_of(name)] == found
        assert found == expected or (isnan(expected) and isnan(found)), name
    record["training"]["places"] = 99
    assert record_of(Parameters())["training"]["places"][0] == Parameters().training.places


def test_a_choice_is_the_number_of_its_word():
    assert [choice("facilitation.pool", word) for word in ("territory", "group", "commune")] == [0, 1, 2]
    assert record_of(Parameters().with_values({"facilitation.pool": "commune"}))["facilitation"]["pool"][0] == 2
    with pytest.raises(ValueError):
        choice("facilitation.pool", "village")
