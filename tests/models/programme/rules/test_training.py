"""The queue and the training: who is offered a seat, who takes one, who loses interest."""

import math

import pytest
from scipy import stats

from contagion.models.programme.layout import QUEUE
from tests.helpers.by_sections import lived
from tests.helpers.compiled_calls import offer_seats
from tests.helpers.made_weeks import residents_of, row
from tests.helpers.settings import KERNEL
from tests.helpers.what_happened import account_of, log, tables_of


def queue_up(model, people):
    """Let people wait for training, in the order in which they came."""
    for since, person in enumerate(people):
        one = model.meet(person)
        one.record["aspirant_since"] = since
        model.state.array("lists")[QUEUE, since] = one.number
    model.state.array("counts")[QUEUE] = len(people)


@pytest.mark.parametrize(
    "share, seats, first, trained",
    [
        # ten wait, the last four of them in Thise; two of five seats are for these
        (0.4, 5, 0, [6, 7, 0, 1, 2]),
        (0.5, 5, 0, [6, 7, 0, 1, 2]),  # 2.5 seats are two
        (1.0, 5, 0, [6, 7, 8, 9, 0]),  # what they leave goes to the others
        (0.4, 5, 4, [6]),  # one seat left
        (0.4, 5, 5, []),
        (0.0, 5, 0, [0, 1, 2, 3, 4]),
        (0.5, float("inf"), 0, [6, 7, 8, 9, 0, 1, 2, 3, 4, 5]),
    ],
)
def test_reserved_seats_are_offered_first_to_those_they_are_for(under, territory, share, seats, first, trained):
    model = under(
        {"communes": ["Thise"], "set": {"training.reserved_share": share}}, training={"accept": 1.0}, checked=False
    )
    people = residents_of(model, territory.centre, range(6)) + residents_of(model, row(territory, "Thise"), range(4))
    queue_up(model, people)
    assert offer_seats(model, seats, first) == first + len(trained)
    assert [people.index(one.id) for one in model.facilitators] == trained
    assert [people.index(one.id) for one in model.aspirants] == [n for n in range(10) if n not in trained]


def test_nobody_is_offered_a_seat_twice(under, territory):
    """Who declines a reserved seat is not asked again in the same session."""
    model = under(
        {"communes": ["Besançon"], "set": {"training.reserved_share": 1.0, "training.accept": 0.0}}, checked=False
    )
    people = residents_of(model, territory.centre, range(4))
    queue_up(model, people)
    assert offer_seats(model, 3, 0) == 0
    assert [who for _, kind, who, *_ in log(model) if kind == "declined a seat"] == people


def test_a_training_seat_is_a_week_and_a_number(territory):
    model = lived(territory, {}, 70)
    seats = [(one.seat >> 24, one.seat & 0xFFFFFF) for one in model.facilitators]
    assert [week for week, _ in seats] == [one.trained_week for one in model.facilitators]
    assert [number for week, number in seats if week == 6] == list(range(10))


FREE = [f"costs.{item}=0" for item in ("kit", "room", "coordinator", "contact", "letter", "event", "expenses")]


def test_seats_are_given_as_far_as_the_money_goes(run):
    """Seats alone cost something: 3,000 € at 700 are four of ten founders, and 200 € stay for the year after."""
    model = run([*FREE, "group.quorum=10", "group.size=10", "budget.per_year=3000"], 1, 1)
    assert len(model.facilitators) == 4
    assert account_of(model)["balance"] == 200
    weeks = tables_of(model)["weeks"]
    assert weeks["unpaid_seats"].tolist() == weeks["unpaid"].tolist() == [6 * (week == 6) for week in range(52)]
    (noted,) = [event for event in log(model) if event.what == "not paid: seat"]
    assert (noted.week, noted.other) == (6, 6)
    assert "money" not in set(weeks["short"][:6])
    assert set(weeks["short_in_training"][:6]) == {""}
    assert weeks["short"][6] == weeks["short_in_training"][6] == "money"


def test_founders_need_a_trainer_also_where_no_other_place_is_offered(run):
    poor, rich = (
        run(["training.places=0", "training.trainer=outside", f"budget.per_year={euros}"], 1, 1)
        for euros in (1000, 100_000)
    )
    assert [sum(event.what == "training session" for event in log(one)) for one in (poor, rich)] == [0, 1]


def test_a_seat_that_is_not_paid_is_counted_once(build):
    """Kernel, seats alone cost: in the second year there is money for one of ten seats. Of the other nine some are for
    the queue, the others for partners' candidates."""
    model = build([*FREE, "budget.carry_over=false", "budget.per_year=7000"], 2, 1, "kernel.toml")
    model.run(52)
    assert len(model.facilitators) == 10
    model.state.array("parameters")["budget"]["per_year"] = 700.0
    model.run(52)
    assert len(model.facilitators) == 11
    weeks = tables_of(model)["weeks"].set_index("week")
    (queue,) = [e.other for e in log(model) if (e.week, e.what) == (58, "training session")]
    assert queue > 2
    assert weeks.loc[58, "unpaid_seats"] == 9


@pytest.mark.parametrize("rate", [math.log(2), 2.0])
def test_the_queue_melts_away(run, rate):
    """E21: A(t) = A0 exp(−ωt) where no place is offered, from the week of the wish on."""
    settings = ["training.founders=150", "facilitation.leaders=1", "facilitation.rest_weeks=0", "volunteering.wish=1"]
    settings += ["training.places=0", "training.top_up=autonomous", f"training.queue_loss_per_year={rate}"]
    settings += ["retention.form=after_group", "retention.continue_share=0"]
    told = log(run(settings, 4, 0, KERNEL))
    since, lost = ({e.who: e.week for e in told if e.what == what} for what in ("aspires", "lost interest"))
    assert len(since) > 500
    assert max(since.values()) < 52
    for k in (13, 52, 104, 156):
        still = sum(lost.get(one, 999) > week + k - 1 for one, week in since.items())
        assert stats.binomtest(still, len(since), math.exp(-rate * k / 52)).pvalue > 1e-4, k
