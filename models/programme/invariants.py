"""What must hold after every week of every run (section 6 of the specification, I01-I11; I13 for S15, I14 and I15 for
S8 and S6)."""

from __future__ import annotations

from math import inf, isclose
from typing import Any

import numpy as np

from contagion.models.parameters.sections.alternatives import KINDS
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.programme import layout
from contagion.models.programme.books.money import ROUNDING
from contagion.models.programme.layout import LISTS
from contagion.models.programme.run import Run
from contagion.models.records import IN_GROUP, MENTORED, NONE, PARTICIPANT, RECRUITING, REGISTERED, STIPEND, WAITING


def check(model: Run) -> None:
    """Raise an `AssertionError` that names the invariant, the week and the seed if one is broken."""
    for name, holds in INVARIANTS.items():
        if not holds(model):
            raise AssertionError(f"invariant {name} is broken in week {model.week - 1} of seed {model.draws.seed}")


def _seated(model: Run, groups: Any, what: str, count: str) -> Any:
    """Return the residents on some seats of some groups, by number."""
    if not len(groups):
        return np.empty(0, np.int64)
    seats = np.concatenate([np.arange(group["first_seat"], group["first_seat"] + group[count]) for group in groups])
    return model.state.array("seats")[what][seats]


def _groups(model: Run, which: Any, programme: int = 0) -> Any:
    return model.rows("groups")[_listed(model, which, programme)]


def _listed(model: Run, which: Any, programme: int = 0) -> list[int]:
    return model.listed(programme * len(LISTS) + which)


def _own(model: Run, name: str) -> Any:
    return model.rows(name)[model.numbers(name)]


def one_status_each(model: Run) -> bool:
    """I01: everyone met has one status, which agrees with the lists they stand on; nobody else was ever met."""
    people = model.rows("residents")
    here = people[people["departed"] == 0]
    waiting = people["status"][model.listed(layout.WAITING_LIST)]
    registered = people["status"][_seated(model, _groups(model, layout.RECRUITING_GROUPS), "registered", "registered")]
    members = people["status"][_seated(model, _groups(model, layout.RUNNING_GROUPS), "member", "members")]
    return (
        len(np.unique(here["id"])) == len(here) <= model.world.size
        and (here["status"] == WAITING).sum() == len(waiting)
        and (here["status"] == REGISTERED).sum() == len(registered)
        and (here["status"] == IN_GROUP).sum() == (members == IN_GROUP).sum()
        and bool((waiting == WAITING).all())
        and bool((registered == REGISTERED).all())
    )


def leading_slots(model: Run) -> bool:
    """I02: Σ leaders of the groups started = Σ groups led by facilitators (running ones included); they lead in pairs,
    unless they may lead alone."""
    groups, p = _own(model, "groups"), model.state.array("parameters")[0]["facilitation"]
    started = groups[groups["started"] != NONE]
    alone = p["leaders"] == 1 or p["solo_after"] < inf or p["stand_in_weeks"] < inf
    opened = groups[groups["opened"] == model.week - 1]
    pairs = alone or bool((opened["leaders"] == 2).all())  # what held when older ones opened is past
    led = _own(model, "facilitators")["groups_led"].sum()
    return led == started["leaders"].sum() and len(started) == model.total("groups_started") and pairs


def group_sizes(model: Run) -> bool:
    """I03: Σ sizes = people reached; nobody is in two running groups."""
    groups, people = _own(model, "groups"), model.rows("residents")
    inside = people[_seated(model, _groups(model, layout.RUNNING_GROUPS), "member", "members")]
    lives = set(zip(inside["id"].tolist(), inside["generation"].tolist(), strict=True))
    return groups["members"][groups["started"] != NONE].sum() == model.total("participants") and len(lives) == len(
        inside
    )


def trained_people(model: Run) -> bool:
    """I04: trained = active + left + never active, and at most the founders and the seats of the sessions held."""
    trained = _own(model, "facilitators")
    left = (trained["left_week"] != NONE).sum()
    never = ((trained["active"] == 0) & (trained["left_week"] == NONE)).sum()
    active = len(model.listed(layout.ACTIVE_FACILITATORS))
    return len(trained) == active + left + never and len(trained) <= model.total("seats_offered")


def aspirants(model: Run) -> bool:
    """I05: aspirants created = trained among them + waiting + lost."""
    trained = (_own(model, "facilitators")["source"] == PARTICIPANT).sum()
    queue = len(model.listed(layout.QUEUE))
    return model.total("aspirants_created") == trained + queue + model.total("aspirants_lost")


def registrations(model: Run) -> bool:
    """I06: registrations = started + waiting + on the list of a group + lost + no-shows."""
    listed = _groups(model, layout.RECRUITING_GROUPS)["registered"].sum()
    ended = model.total("participants") + model.total("registrations_lost") + model.total("no_shows")
    return model.total("registrations") == ended + len(model.listed(layout.WAITING_LIST)) + listed


def loads(model: Run) -> bool:
    """I07: nobody leads more than the load (or than they began when it was higher); quorum ≤ registered at the start ≤
    maximum; groups ≤ leaders there are."""
    p, people = model.state.array("parameters")[0], model.rows("facilitators")
    running, recruiting = _groups(model, layout.RUNNING_GROUPS), _groups(model, layout.RECRUITING_GROUPS)
    most = np.where(people["programme"] == 0, p["facilitation"]["max_load"] + people["overload"], 1)
    slots = people["load"][model.numbers("facilitators")].sum()
    active = model.listed(layout.ACTIVE_FACILITATORS)
    return (
        bool(((people["load"] >= 0) & (people["load"] <= most)).all())
        and slots == running["leaders"].sum() + recruiting["leaders"].sum()
        and slots <= most[active].sum()
        and bool((running["registered"] >= p["group"]["quorum"]).all())
        and bool((running["registered"] <= p["group"]["maximum"]).all())
    )


def money(model: Run) -> bool:
    """I08: in each account, opening + credits − what lapsed − debits = closing ≥ 0; and what happened is paid for."""
    accounts, people, groups = model.state.array("accounts"), _own(model, "facilitators"), _own(model, "groups")
    started, kinds = groups[groups["started"] != NONE], model.rows("events")["kind"]
    happened: dict[str, float] = {
        "seat": len(people),
        "kit": len(started),
        "expenses": len(started),
        "room": ((started["host"] == NONE) & (started["online"] == 0)).sum(),
        "stand_in": started["stand_in"].sum(),
        "stipend": (kinds == STIPEND).sum(),
        "mentoring": (kinds == MENTORED).sum(),
        "contact": model.state.array("partners")["contacts"].sum(),
    }
    for kind in KINDS.values():  # where there is no such programme, nothing of it is bought
        happened |= {kind.group_item: 0, kind.leader_item: 0}
    for programme in model.state.array("programmes")[1:]:
        group, leader = ITEMS[programme["group_item"]], ITEMS[programme["leader_item"]]
        happened[group] += programme["groups"]
        trained = programme["leaders_trained"] + programme["led_by_members"]
        happened[leader] += trained
    bought = accounts["bought"].sum(axis=0)
    return all(map(_closes, accounts)) and all(bought[ITEMS.index(item)] == number for item, number in happened.items())


def _closes(account: Any) -> bool:
    closing = account["opening"] + account["credited"] - account["lapsed"] - account["debited"]
    even = account["balance"] == closing == inf or isclose(account["balance"], closing, abs_tol=ROUNDING)
    return even and account["balance"] >= -ROUNDING


def parents(model: Run) -> bool:
    """I09: who came from a group has its leaders as parents, trained before; Σ credits = converted facilitators."""
    people = _own(model, "facilitators")
    converted = people[people["source"] == PARTICIPANT]
    trained = dict(zip(people["id"].tolist(), people["trained_week"].tolist(), strict=True))
    return abs(people["children"].sum() - len(converted)) < 1e-9 and all(
        int(parent) in trained and trained[int(parent)] < one["trained_week"]
        for one in converted
        for parent in (one["parent_a"], one["parent_b"])
    )


def no_negative(model: Run) -> bool:
    """I10: no count is negative; nobody told is left undecided."""
    counts = ("registrations_lost", "no_shows", "aspirants_lost", "nominations", "participants")
    return min(model.total(name) for name in counts) >= 0 and model.state.array("n")["told"][0] == 0


def parts_add_up(model: Run) -> bool:
    """I11: Σ over communes = Σ over target groups = total."""
    this_year = model.state.array("communes")["participants"].sum()
    before = model.rows("commune_years")["participants"].sum()
    groups = _own(model, "groups")
    members = model.rows("residents")["target_group"][_seated(model, groups, "member", "members")]
    known = ((members >= 0) & (members < len(model.parameters_at_start.target_group))).sum()
    return before + this_year == known == model.total("participants")


def alternative_programmes(model: Run) -> bool:
    """I13, of S15: Σ sizes = participants; nobody is in two groups at once; registrations, leaders and loads add up."""
    inside: list[int] = []
    for number in range(1, len(model.state.array("programmes"))):
        if not _adds_up(model, number):
            return False
        running = _groups(model, layout.RUNNING_GROUPS, number)
        inside += model.rows("residents")["id"][_seated(model, running, "member", "members")].tolist()
    return len(set(inside)) == len(inside)


def _adds_up(model: Run, number: int) -> bool:
    programme, leaders = model.state.array("programmes")[number], model.rows("facilitators")
    running, recruiting = (_groups(model, which, number) for which in (layout.RUNNING_GROUPS, layout.RECRUITING_GROUPS))
    hopefuls = _seated(model, recruiting, "registered", "registered").tolist()
    hopefuls += _listed(model, layout.WAITING_LIST, number)
    listed = model.rows("residents")["id"][model.rows("hopefuls")["resident"][hopefuls]].tolist()
    busy = [
        leader
        for group in (*running, *recruiting)
        for leader in (int(group["leader_a"]), int(group["leader_b"]))[: group["leaders"]]
    ]
    resting = model.rows("resting")["who"][_listed(model, layout.RESTING, number)].tolist()
    free = [*resting, *(one for which in (layout.READY, layout.IN_TRAINING) for one in _listed(model, which, number))]
    going_on = _listed(model, layout.ACTIVE_FACILITATORS, number)
    stopped = ((leaders["programme"] == number) & (leaders["left_week"] != NONE)).sum()
    return (
        programme["registrations"] == programme["participants"] + programme["registrations_lost"] + len(listed)
        and len(set(listed)) == len(listed)
        and bool(((running["members"] >= programme["smallest"]) & (running["members"] <= programme["largest"])).all())
        and programme["leaders_trained"] == len(going_on) + stopped
        and sorted(busy) == sorted(one for one in going_on if leaders["load"][one])
        and len(going_on) == len(busy) + sum(leaders["left_week"][one] == NONE for one in free)
    )


def trained_pairs(model: Run) -> bool:
    """I14: those trained as a pair were trained in one session, each with the other."""
    people = model.rows("facilitators")
    number = np.flatnonzero(people["trained_with"] != NONE)
    other = people["trained_with"][number]
    return (
        bool((people["trained_with"][other] == number).all())
        and bool((other != number).all())
        and bool((people["trained_week"][other] == people["trained_week"][number]).all())
    )


def in_house_groups(model: Run) -> bool:
    """I15: a group of the house meets there, in person, and only its members are registered."""
    groups = _own(model, "groups")
    own, homes = groups[groups["in_house"] == 1], model.world.organisations.home
    recruiting = own[own["state"] == RECRUITING]
    listed = model.rows("residents")["id"][_seated(model, recruiting, "registered", "registered")]
    return (
        bool((own["host"] != NONE).all())
        and not own["online"].any()
        and bool((own["place"] == homes[own["host"]]).all())
        and (
            not len(listed)
            or bool((model.world.organisation(listed) == np.repeat(recruiting["host"], recruiting["registered"])).all())
        )
    )


INVARIANTS = {
    "I01 one status each": one_status_each,
    "I02 leading slots": leading_slots,
    "I03 group sizes": group_sizes,
    "I04 trained people": trained_people,
    "I05 aspirants": aspirants,
    "I06 registrations": registrations,
    "I07 loads": loads,
    "I08 money": money,
    "I09 parents": parents,
    "I10 no negative counts": no_negative,
    "I11 communes add up": parts_add_up,
    "I13 alternative programmes": alternative_programmes,
    "I14 trained pairs": trained_pairs,
    "I15 in-house groups": in_house_groups,
}
