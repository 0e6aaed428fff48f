"""Alternative programmes beside the groups (S15), and alone; flat without conversion (P7)."""

import numpy as np
import pytest

from tests.helpers.alternative_programmes import CHALLENGE, FEEDS_NOTHING, NO_GROUPS, WORKSHOP, by_year, of
from tests.helpers.settings import MOVING
from tests.helpers.what_happened import log, summary_of, tables_of, weeks_of


@pytest.mark.slow
def test_a_local_open_call_is_flat(lived_with):
    """P7: without conversion and invitations yearly participants do not trend, once the first year has filled teams."""
    call = CHALLENGE | {"conversion": 0.0, "invitations_per_participant": 0.0, "invitations_per_leader": 0.0}
    call |= {"letters_per_year": 20_000}
    years = np.array(
        [by_year(lived_with(call, settings=NO_GROUPS, years=8, seed=seed, checked=False))[1:] for seed in range(5)]
    )
    slopes = np.polyfit(np.arange(years.shape[1]), years.T, 1)[0]
    assert years.mean() > 15
    assert abs(slopes.mean()) <= 4 * slopes.std(ddof=1) / np.sqrt(len(slopes))
    assert abs(slopes.mean()) * 7 < 0.5 * years.mean()


# ---- beside the groups ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_programme_that_feeds_nothing_changes_nothing_in_the_groups(lived_with):
    rows, settings = [CHALLENGE, WORKSHOP | FEEDS_NOTHING], [*MOVING, "registering.rule=reinforced"]
    plain, beside = lived_with(settings=settings, years=2), lived_with(*rows, settings=settings, years=2)
    assert of(beside) == log(plain)
    assert weeks_of(beside) == weeks_of(plain)
    assert (beside.state.array("programmes")["participants"][1:] > 10).all()
    assert len(log(plain)) > 300


def test_another_programme_changes_nothing_in_a_workshop(lived_with):
    """Chance is keyed by the programme's name; workshops last no longer than a day, so nobody is kept from one."""
    alone, other = WORKSHOP | FEEDS_NOTHING, WORKSHOP | FEEDS_NOTHING | {"name": "second"}
    one, two = lived_with(alone, settings=NO_GROUPS, years=2), lived_with(other, alone, settings=NO_GROUPS, years=2)
    assert of(one, "fresk") == of(two, "fresk")
    assert len(of(one, "fresk")) > 100
    leaders = [{e.who for e in of(two, name) if e.what.endswith(": leads")} for name in ("fresk", "second")]
    assert len(leaders[0] & leaders[1]) < 3 < min(map(len, leaders))


def test_alternative_programmes_alone_are_all_that_happens(lived_with):
    model = lived_with(CHALLENGE, WORKSHOP, settings=NO_GROUPS, years=2)
    assert {kind for _, kind, *_ in of(model)} <= {"training session", "registered: workshop", "gave up waiting"}
    assert (model.state.array("programmes")["participants"][1:] > 20).all()
    made = tables_of(model)
    figures = summary_of(model)
    assert figures["participants"] == figures["facilitators_trained"] == 0
    assert figures["alternative_participants"] == made["alternatives"]["participants"].sum()
    assert figures["alternative_hours"] == made["alternatives"]["hours"].sum()
    assert figures["alternative_groups"] == sum(kind.endswith(": group started") for _, kind, *_ in log(model))
