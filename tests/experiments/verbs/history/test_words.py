"""A life in words, and a commune's."""

from dataclasses import replace

from contagion.experiments.language.languages import speaking
from contagion.experiments.verbs.history.words import commune_in_words, in_short, life_in_words, when
from tests.helpers.said_of_history import LIFE


def test_a_life_is_told_from_the_letter_to_the_end():
    assert " ".join(life_in_words(LIFE, "2017-01")) == (
        "Somebody from Torpes hears of the groups by letter, and joins one in September 2017. They wish to lead groups "
        "themselves, and are trained in March 2018. They lead 22 groups, always in a pair: 183 people come, 94 stay to "
        "the end. 2 people from these groups become facilitators. With those who come after these, 20 facilitators "
        "descend from them in all. They stop in October 2026."
    )


def test_other_lives():
    founder = replace(LIFE, source="founder", groups=0, children=(), after=0, left_week=-1, active=True)
    told = " ".join(life_in_words(founder, "2017-01"))
    assert "among the first facilitators" in told
    assert "They lead no group that starts." in told
    assert told.endswith("They still lead groups at the end.")
    assert "never become active" in " ".join(life_in_words(replace(founder, active=False), "2017-01"))
    assert "named by a partner" in life_in_words(replace(LIFE, source="partner", came_week=-1), "2017-01")[0]


def test_months_are_said_as_the_language_says_them():
    assert when("2017-01", 63) == "March 2018"
    with speaking("fr"):
        assert in_short(LIFE, "2017-01") == "N°\u00a015, Torpes, formation en mars 2018, 22 groupes"


def test_a_commune():
    found = {
        "people": 3,
        "first_person": 20,
        "channels": {"letter": 2, "partner": 1},
        "groups": 0,
        "others": {},
    }
    assert commune_in_words(found, "2017-01") == [
        "3 people from here take part, the first in May 2017.",
        "They hear of it so: 2 by letter; 1 through a partner organisation.",
        "No group meets here.",
    ]
    nobody = {"people": 0, "first_person": -1, "channels": {}, "groups": 1, "first_group": 30, "others": {}}
    assert commune_in_words(nobody, "2017-01") == ["Nobody from here takes part.", "1 group meets here, in July 2017."]
    other = {"people": 0, "channels": {}, "groups": 0, "others": {"workshop": (2, 1)}}
    assert commune_in_words(other, "2017-01") == ["“workshop”: 2 participants from here, 1 group here."]


def test_who_leads_alone_is_not_told_to_be_in_a_pair():
    told = life_in_words(replace(LIFE, alone=20), "2017-01")[0]
    assert told.endswith("They lead 22 groups, 20 alone: 183 people come, 94 stay to the end.")
