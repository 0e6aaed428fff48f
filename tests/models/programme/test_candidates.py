"""Candidates from outside the groups: founders, those whom partners name, and who is none."""

import numpy as np
import pytest

from contagion.models.programme.seen.agents import by_id
from contagion.models.records import COMPLETER, WAITING
from tests.helpers.made_weeks import live_in

FEW = ["training.founders=6", "training.active_share=1", "training.pairs=0"]


@pytest.fixture
def trained(build, territory):
    """A model of the reference after the training of its first session, of founders alone."""

    def make(*settings, top_up="autonomous"):
        model = build([*FEW, f"training.top_up={top_up}", *settings], 2, checked=False)
        live_in(model, 6, "authority", "training")
        return model

    return make


def houses_of(model):
    """The organisations to which those who are trained belong."""
    return set(model.world.organisation(np.array(list(by_id(model.facilitators)))).tolist())


@pytest.mark.parametrize("partners, founders", [(3, 6), (0, 60)])
def test_founders_are_members_of_the_partners_from_the_start_or_anybody(trained, partners, founders):
    model = trained(f"partners.initial={partners}", f"training.founders={founders}")
    assert [one.source for one in model.facilitators] == ["founder"] * founders
    assert (houses_of(model) <= {partner.number for partner in model.active_partners}) == (partners > 0)


def test_founders_of_named_communes_live_there_and_are_receptive(trained, territory):
    model = trained("training.founder_communes=['25030', '25103']", "training.founders=20")
    people = np.array(list(by_id(model.facilitators)))
    assert len(people) == 20
    assert {territory.codes[home] for home in model.world.home(people).tolist()} == {"25030", "25103"}
    assert model.world.receptive(people, np.zeros(len(people), np.int64)).all()


def test_who_waits_or_was_in_a_group_is_no_candidate(build):
    """Of the one partner's members all wait or were in a group, but every tenth."""
    model = build([*FEW, "training.top_up=autonomous", "partners.initial=1"], 2, checked=False)
    (partner,) = model.active_partners
    members = model.world.members(partner.organisation).tolist()
    free = set(members[::10])
    for n, person in enumerate(members):
        if person not in free:
            model.meet(person).record["status"] = (WAITING, COMPLETER)[n % 2]
    live_in(model, 6, "authority", "training")
    assert set(by_id(model.facilitators)) <= free
    assert len(model.facilitators) > 3


@pytest.mark.parametrize("named, seats", [(0.0, 0), (3.9, 3), (50.0, 8)])
def test_partners_name_candidates_for_the_seats_left_over(build, named, seats):
    """Whole ones, and no more than are left: of ten places two are taken by the founders."""
    settings = ["training.founders=2", "partners.nominations_per_year=1", "training.outside_places=10"]
    model = build(settings, 2, checked=False)
    model.state.array("totals")["nominations"] = named
    live_in(model, 6, "authority", "training")
    sources = [one.source for one in model.facilitators]
    assert sources == ["founder"] * 2 + ["partner"] * seats
    assert houses_of(model) <= {partner.number for partner in model.active_partners}
    assert model.total("nominations") == 0, "they are named for one session"
