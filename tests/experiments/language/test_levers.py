"""Names that people say for what can be moved."""

from contagion.experiments.language.languages import speaking
from contagion.experiments.language.levers import ASSUMPTIONS, BY_NAME, LEVERS, levers_in_words, setting_in_words
from contagion.models.parameters import describe
from contagion.models.parameters.declaring import LEVER

ROLES = {row["name"]: row["role"] for row in describe()}
VALID = {row["name"]: row["valid"] for row in describe()}


def test_levers_are_what_an_authority_decides_and_assumptions_are_not():
    assert {ROLES[one.name] for one in LEVERS} == {LEVER}
    assert LEVER not in {ROLES[one.name] for one in ASSUMPTIONS}
    assert len(BY_NAME) == len(LEVERS) + len(ASSUMPTIONS)


def test_what_can_be_chosen():
    assert {name: tuple(one.choices) or (one.low, one.high) for name, one in BY_NAME.items()} == {
        "training.places": (0, 60),
        "training.period_weeks": (52, 26, 17, 13),
        "partners.coordinators": (0, 0.5, 1, 1.5, 2, 3),
        "partners.contacts_per_month": (1, 12),
        "outreach.events_per_year": (0, 52),
        "outreach.letters": (0, 10_000),
        "outreach.campaigns_per_year": (0, 12),
        "retention.mentored_share": (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1),
        "retention.paid_share": (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1),
        "retention.loss_per_year": (0.1, 0.4, 0.6),
        "receptivity.share": (0.05, 0.1, 0.3),
        "training.active_share": (0.4, 0.6, 0.8),
        "invitations.per_completer": (1, 2, 8),
    }


def test_what_can_be_chosen_is_valid():
    for name, one in BY_NAME.items():
        low, high = VALID[name]
        for value in one.choices or (one.low, one.high):
            assert low <= value <= (high if high is not None else value), name
        assert not one.words or len(one.words) == len(one.choices), name


def test_a_scenario_of_levers_is_called_by_them():
    assert levers_in_words(["training.places=20", "retention.paid_share=0.5"]) == (
        "Training places at each session: 20; facilitators who are paid: 50%"
    )
    with speaking("fr"):
        assert levers_in_words(["training.period_weeks=26"]) == "Sessions de formation\u00a0: deux fois par an"


def test_what_has_no_name_for_people_stands_as_it_is():
    assert setting_in_words("group.size=9") == "group.size=9"
    assert setting_in_words("training.places=many") == "training.places=many"
