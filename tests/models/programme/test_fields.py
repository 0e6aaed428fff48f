"""What a rule may write of an agent: what is valid, or it is told so in one line that names it."""

import numpy as np
import pytest

from contagion.models.parameters import Parameters
from contagion.models.programme.agents import free_to_write
from contagion.models.programme.layout import IN_TRAINING
from contagion.models.programme.model import ConversationModel
from contagion.models.programme.replacing import StageError
from contagion.sim.errors import InputError

STAGE = "facilitator turnover"


def test_each_free_attribute_takes_what_it_has(run):
    """But what cannot be written just now, and what has no word."""
    model, written = run(["partners.in_house_share=0.5"], 2), 0
    for agent in (*model.communes, *model.residents, *model.facilitators, *model.groups):
        for name in free_to_write(agent):
            value, before, told = getattr(agent, name), agent.record.tobytes(), ""
            try:
                setattr(agent, name, value)
            except InputError as error:
                told = str(error)
            assert not told or "cannot be written now" in told or (value == "" and "must be " in told)
            assert agent.record.tobytes() == before
            written += 1
    assert written > 1000


def told(territory, function, weeks=40) -> str:
    """What is said of a rule that is lived for some weeks."""
    model = ConversationModel(territory, Parameters(), 1, horizon=weeks, checked=True, stages={STAGE: function})
    with pytest.raises(StageError) as error:
        model.run(weeks)
    line = str(error.value)
    assert "\n" not in line
    return line


def writes(name, value):
    """A rule that writes a value into an attribute of the first who is active."""

    def careless(model):
        for one in model.active[:1]:
            setattr(one, name, value)
        model.live_stage(STAGE)

    return careless


def test_the_line_names_rule_week_agent_attribute_what_was_given_and_what_is_valid(territory):
    line = told(territory, writes("home", 68))
    assert line.startswith(f"rule {STAGE!r} (careless) failed in week ")
    assert "<Facilitator 0>: home = 68: must be a whole number from 0 to 67 (test_fields.py, line " in line
    assert "InputError" not in line


@pytest.mark.parametrize(
    "name, value, words",
    [
        ("home", 3.0, "home = 3.0: must be a whole number from 0 to 67"),
        ("target_group", 5, "target_group = 5: must be a whole number from 0 to 4"),
        ("last_partner", 12, "last_partner = 12: must be the id of a facilitator, or -1"),
        ("loss_limit", float("nan"), "loss_limit = nan: must be a number of at least 0"),
        ("loss_clock", float("inf"), "loss_clock = inf: must be a finite number of at least 0"),
        ("paid", 1, "paid = 1: must be True or False"),
        ("groups_led", 3, "groups_led is the model's own and cannot be written; a rule may write home, target_group,"),
        ("id", 3, "id is the model's own"),
        ("gruops_led", 3, "there is no 'gruops_led'; what a rule notes itself has a name that begins with _"),
        ("los_limit", 3, "there is no 'los_limit'; did you mean 'loss_limit'?; what a rule notes"),
        ("ready_since", 41, "ready_since = 41: must be a whole number from -1 to "),
        ("loss_limit", "x" * 5000, "must be a number of at least 0"),
    ],
)
def test_each_mistake_has_its_line(territory, name, value, words):
    line = told(territory, writes(name, value))
    assert words in line
    assert len(line) < 700


def test_whoever_is_not_in_training_has_no_week_to_come_free(run):
    model = run(years=1)
    (*_, last) = model.facilitators
    with pytest.raises(InputError, match="available cannot be written now: they are not in training"):
        last.available = model.week + 5
    model.state.array("lists")[IN_TRAINING, 0], model.state.array("counts")[IN_TRAINING] = last.number, 1
    last.available = model.week + 5
    assert last.record["available"] == model.week + 5
    with pytest.raises(InputError, match=f"must be a whole number from {model.week + 1} to 1000000"):
        last.available = model.week


def test_numpy_s_numbers_are_numbers_and_what_a_rule_notes_itself_is_kept(run):
    one = run(years=1).active[0]
    one.home, one.loss_limit, one.paid, one._asked = np.int32(5), np.float32(0.5), np.bool_(True), 3
    assert (one.home, one.loss_limit, one.paid) == (5, 0.5, True)
    one.loss_limit = 3
    assert one.loss_limit == 3.0
    assert one.model.facilitator(one.number)._asked == 3
    del one._asked
    assert not hasattr(one, "_asked")


def test_nothing_is_deleted_and_nobody_removed(run):
    one = run(years=1).active[0]
    for name in ("home", "groups_led", "number", "record", "hair"):
        with pytest.raises(InputError, match=f"<Facilitator {one.number}>: {name} cannot be deleted"):
            delattr(one, name)
    with pytest.raises(InputError, match="cannot be removed"):
        one.remove()
    assert one.home >= 0
