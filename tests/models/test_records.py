"""The words of what happens: each once, and known by its number."""

import numpy as np

from contagion.models import records
from contagion.models.records import (
    CHANNELS,
    EVENT_SOURCE,
    GROUP_STATES,
    KINDS,
    LETTER_SOURCE,
    NONE,
    SOURCES,
    STATUSES,
    TABLES,
)


def test_every_kind_of_event_is_said_in_a_word_of_its_own():
    said = [f"{kind.name}: {detail}" if detail else kind.name for kind in KINDS for detail in kind.details or ("",)]
    assert len(set(said)) == len(said)
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert not [kind.name for kind in KINDS if ":" in kind.name], "the colon parts name, detail and programme"


def test_a_kind_is_known_by_its_place():
    numbers = {name: value for name, value in vars(records).items() if isinstance(value, np.int64)}
    assert KINDS[numbers["HAS_REGISTERED"]].details == CHANNELS
    assert KINDS[numbers["TRAINED"]].details == SOURCES
    assert KINDS[numbers["GROUP_STARTED"]].name == "group started"
    assert numbers["GAVE_UP"] == len(KINDS) - 1


def test_words_are_numbered_in_their_order():
    for words, names in (
        (CHANNELS, ("WORD_OF_MOUTH", "BY_FACILITATOR", "PITCH", "AT_EVENT", "LETTER", "WORKSHOP", "UNLIMITED")),
        (SOURCES, ("FOUNDER", "PARTICIPANT", "CANDIDATE")),
        (STATUSES, ("PUBLIC", "WAITING", "REGISTERED", "IN_GROUP", "COMPLETER", "DROPPED")),
        (GROUP_STATES, ("RECRUITING", "RUNNING", "FINISHED", "CANCELLED")),
    ):
        assert [getattr(records, name) for name in names] == list(range(len(words)))


def test_sources_of_all_weeks_are_told_apart_from_one_another_and_from_people():
    """An event is −2 less twice the week, a mailing −3; people and organisations are above, and so is nobody."""
    events, mailings = ({int(first) - 2 * week for week in range(520)} for first in (EVENT_SOURCE, LETTER_SOURCE))
    assert len(events | mailings) == 1040
    assert max(events | mailings) < NONE < 0


def test_every_table_has_columns_of_64_bits_each_once():
    for name, kind in TABLES.items():
        assert kind.names, name
        assert {kind[column].itemsize for column in kind.names} == {8}, name
