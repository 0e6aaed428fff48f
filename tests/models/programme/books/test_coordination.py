"""Posts at work, and whom they look after."""

import numpy as np
import pytest

from contagion.models.programme.books.coordination import at_work
from contagion.models.programme.layout import ACTIVE_FACILITATORS
from tests.helpers.compiled_calls import are_looked_after, share_cared_for
from tests.helpers.made_weeks import begin_week, put_on


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


def test_whoever_few_posts_look_after_more_posts_look_after_too(staffed):
    """Of a hundred, as many as the share; a mentor and a stand-in are theirs alone."""
    looked_after = []
    for posts in (0.0, 0.1, 0.5, 1.0, 2.0):
        model = staffed(posts, "training.founders=100", "training.first_week=0", "training.active_share=1")
        model.live_stage("training")
        assert len(model.rows("facilitators")) == 100
        put_on(model, ACTIVE_FACILITATORS, range(100))
        looked_after.append(are_looked_after(model))
    found = np.array(looked_after)
    assert (np.diff(found, axis=0) >= 0).all()
    assert found.sum(axis=1)[[0, -1]].tolist() == [0, 100]
    assert found.sum(axis=1)[1:-1] == pytest.approx([6, 30, 60], abs=12)
