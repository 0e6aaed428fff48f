"""Posts at work, and how far they go."""

from math import inf

import pytest

from contagion.models.programme.books.coordination import at_work
from tests.helpers.compiled_calls import most, share_cared_for, suffice
from tests.helpers.made_weeks import begin_week


@pytest.fixture
def staffed(build, small):
    """A model in a first week in which so many posts are at work."""

    def begun(posts, *settings):
        model = build([f"partners.coordinators={posts}", *settings], 1, where=small)
        begin_week(model, 0)
        return model

    return begun


@pytest.mark.parametrize("posts, settings, found", [
    (1.5, (), 1.5),
    (1.5, ("budget.per_year=100_000",), 1.5),
    (1.5, ("budget.per_year=1_000",), 0.0),  # a week of them costs 1,442 €
])  # fmt: skip
def test_posts_that_are_paid_are_at_work(staffed, posts, settings, found):
    assert at_work(staffed(posts, *settings).state) == found


@pytest.mark.parametrize("posts, hours, weeks, enough", [
    (1.0, 40, 52, True),
    (0.025, 40, 52, True),  # 40.2 hours a year
    (0.024, 40, 52, False),
    (0.05, 40, 26, True),
    (0.025, 40, 26, False),
    (0.0, 40, 5200, False),
    (0.0, 0, 1, True),  # needs nobody
])  # fmt: skip
def test_hours_suffice_or_not(staffed, posts, hours, weeks, enough):
    assert suffice(staffed(posts), hours, weeks) is enough


@pytest.mark.parametrize("posts, hours, weeks, number", [
    (1.0, 20, 52, 80),
    (0.1, 20, 52, 8),  # 160.7 hours
    (0.0, 20, 52, 0),
    (0.1, 0.004, 13, 10_043),
    (0.0, 0, 52, inf),
])  # fmt: skip
def test_how_many_there_can_be(staffed, posts, hours, weeks, number):
    assert most(staffed(posts), hours, weeks) == number


@pytest.mark.parametrize("posts, each, number, share", [
    (1.0, "60", 60, 1.0),
    (1.0, "60", 61, 60 / 61),
    (0.5, "60", 40, 0.75),
    (0.0, "60", 1, 0.0),
    (0.0, "60", 0, 1.0),
    (0.0, "inf", 3, 0.0),
    (0.01, "inf", 10_000, 1.0),
])  # fmt: skip
def test_whom_a_post_looks_after(staffed, posts, each, number, share):
    model = staffed(posts, f"coordination.facilitators_per_post={each}")
    assert share_cared_for(model, number) == pytest.approx(share)
