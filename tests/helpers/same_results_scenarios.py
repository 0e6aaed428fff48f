"""The scenarios whose results must stay the same: those of the library, and made ones for each rule of the model.

A made scenario is a few lines of TOML, over the defaults. They are short and busy: what is wanted is not a likely
programme, but that every branch of every rule is taken by somebody.
"""

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from contagion.models.runs.simulation import kernels_of, must_fit
from contagion.models.scenario import FOLDER, Scenario, read
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory
from contagion.models.territory.ties import Kernels
from contagion.sim.model import WEEKS_A_YEAR
from tests.helpers.inspected import InspectedRun
from tests.helpers.table_rows import rows_of, save

HERE, SMALL, TINY, EMPTY = "Grand Besançon", "six small communes", "forty residents", "nobody lives there"
EPCI, REGION = "Dinan Agglomération", "Bretagne"


@dataclass(frozen=True)
class Made:
    """A scenario of the panel: its TOML, how long it runs, and where."""

    text: str = ""
    settings: tuple[str, ...] = ()
    years: float = 2.5
    where: str = HERE
    everyone: bool = False


BUSY = (
    "outreach.factor=4", "outreach.letters=2000", "demand.distance_km=20", "training.period_weeks=20",
)  # fmt: skip
MOVING = ("population.turnover_per_year=0.2", "population.student_turnover_per_year=0.5")
MANY = (
    "training.founders=150", "training.places=inf", "training.outside_places=200",
    "partners.nominations_per_year=inf", "training.period_weeks=26",
)  # fmt: skip
NO_GROUPS = (
    "training.founders=0", "training.places=0", "partners.initial=0", "partners.coordinators=0.0",
    "outreach.letters=0", "outreach.events_per_year=0",
)  # fmt: skip
CHALLENGE = '\n[[alternative]]\nkind = "team challenge"\nname = "challenge"\n'
WORKSHOP = '\n[[alternative]]\nkind = "workshop"\nname = "fresk"\n'
KEEN = "joining_factor = 6.0\nletters_per_year = 3000\nconversion = 0.15\n"
KEEN_WORKSHOP = (
    "joining_factor = 6.0\nletters_per_year = 3000\nconversion = 0.07\ngroups_per_year = 2.0\ninitial_leaders = 6\n"
)
TARGETS = """
[[target_group]]
name = "a"
share = 0.3
receptivity = 1.5
barrier = 0.7
contact_bias = 2.0
conversion = 2.0
organisations = ["association", "club"]
[[target_group]]
name = "b"
share = 0.3
slot_share = 0.4
organisations = ["company", "association"]
[[target_group]]
name = "c"
share = 0.4
barrier = 1.4
contact_bias = 0.0
conversion = 0.5
"""
OVERLAYS = """
[students]
receptivity = 1.5
barrier = 1.3
conversion = 0.5
slots = 1.3
organisations = ["school or university"]
[elected]
receptivity = 3.0
barrier = 2.0
conversion = 2.0
slots = 0.6
gate_opening = 2.0
"""
AWAY = '[[shock]]\nkind = "coordinator away"\nfrom = {}\n'
CUT = '[[shock]]\nkind = "budget cut"\nfrom = {}\nfactor = {}\n'
LOST = '[[shock]]\nkind = "facilitators lost"\nfrom = {}\nshare = {}\n'
SUSPENDED = '[[shock]]\nkind = "in-person groups suspended"\nfrom = {}\nweeks = {}\n'


def decided(*rows: str) -> str:
    """A table of decisions, of the lines of each."""
    return "".join(f"\n[[decision]]\n{row}\n" for row in rows)


MADE = {
    # ---- who decides to register, and who tells whom
    "busy": Made("", BUSY),
    "threshold": Made(
        "", (*BUSY, "registering.rule=threshold", "outreach.events_per_year=52", "outreach.attendees=400")
    ),
    "pass on": Made("", (*BUSY, "invitations.pass_on=true", "invitations.pass_on_ratio=0.3")),
    "pass on, reinforced": Made("", (*BUSY, "invitations.pass_on=true", "registering.rule=reinforced")),
    "many letters, events and pitches": Made(
        "",
        (
            *BUSY,
            "outreach.campaigns_per_year=52",
            "outreach.events_per_year=52",
            "outreach.attendees=1500",
            "partners.pitch_share=0.3",
            "outreach.receptive_share=0.8",
            "registering.fatigue=0.5",
        ),
        years=1,
    ),
    "nothing but word of mouth": Made(
        "",
        (
            "outreach.factor=0",
            "partners.pitch_share=0",
            "invitations.per_completer=12",
            "invitations.per_facilitator=20",
        ),
    ),
    "people who pass over nearly all": Made(
        "", (*BUSY, "contacts.receptive_weight=100", "receptivity.share=0.03", "invitations.per_completer=30")
    ),
    "close and far": Made(
        "",
        (
            *BUSY,
            "contacts.layers=[0.3, 0.1, 0.2, 0.4]",
            "contacts.close_ties=3",
            "contacts.further_ties=40",
            "contacts.same_age=0",
            "contacts.same_group=2",
        ),
    ),
    "receptive by age, ties without a bias": Made(
        "",
        (
            *BUSY,
            "contacts.same_group=0",
            "contacts.tie_exponent=1.5",
            "contacts.tie_offset_km=2",
            "receptivity.by_age=[0.5, 1.5, 2, 1, 0.5, 0]",
            "receptivity.shape=5",
            "receptivity.turnover_per_year=0.1",
        ),
    ),
    "all are receptive": Made("", ("receptivity.share=1", "receptivity.shape=1"), years=2),
    "nobody is receptive": Made("", ("receptivity.share=0",), years=2),
    # ---- pairs, loads, places
    "pool of the group": Made("", (*BUSY, "facilitation.pool=group"), years=3),
    "pool of the commune, two slots": Made(
        "", (*BUSY, "facilitation.pool=commune", "population.slots=2", "population.slot_share=0.4")
    ),
    "alone": Made("", (*BUSY, "facilitation.leaders=1")),
    "alone after one": Made("", (*BUSY, "facilitation.solo_after=1")),
    "loads that change": Made(
        decided(
            'from = 40\nset = { "facilitation.max_load" = 3 }',
            'from = 80\nset = { "facilitation.max_load" = 1 }',
            'from = 83\nset = { "facilitation.max_load" = 2 }',
            'from = 130\nset = { "facilitation.max_load" = 1, "facilitation.rest_weeks" = 0.0 }',
        ),
        (*BUSY, "facilitation.max_load=2"),
        years=3,
    ),
    "always the same partner": Made("", (*BUSY, "facilitation.keep_partner=1", "facilitation.pair_distance_km=inf")),
    "never the same partner": Made(
        "", (*BUSY, "facilitation.keep_partner=0", "facilitation.pair_decay_km=0", "facilitation.partner_room=0.8")
    ),
    "novices with experienced": Made(
        "", (*BUSY, "facilitation.novice_with_experienced=true", "facilitation.rest_weeks=0")
    ),
    "hosts that are near": Made(
        "", (*BUSY, "facilitation.host_distance_km=4", "facilitation.partner_room=1", "partners.groups_per_year=4")
    ),
    "many who are ready": Made("", (*MANY, "outreach.factor=4", "facilitation.pair_distance_km=6"), years=1.5),
    "many, far and wide": Made(
        "", (*MANY, "outreach.factor=6", "facilitation.pair_distance_km=inf", "demand.distance_km=inf"), years=1.2
    ),
    "many, with a load of two": Made("", (*MANY, "facilitation.max_load=2", "outreach.factor=4"), years=1.2),
    # ---- groups
    "online": Made("", (*BUSY, "demand.online_share=0.5")),
    "unlimited demand, holidays": Made(
        "", ("demand.unlimited=true", "calendar.pause_in_holidays=true", "training.places=30")
    ),
    "holidays": Made("", (*BUSY, "calendar.pause_in_holidays=true"), years=3),
    "small groups": Made(
        "",
        (
            *BUSY,
            "group.size=2",
            "group.quorum=1",
            "group.maximum=3",
            "group.no_show=0.5",
            "group.postponed_weeks=0",
            "group.cancelled_loss=1",
            "group.recruiting_weeks=3",
        ),
    ),
    "other sessions, holidays from a date on": Made(
        decided('from = 40\nuntil = 120\nset = { "calendar.pause_in_holidays" = true }'),
        (
            *BUSY,
            "group.session_weeks=[0, 1, 2]",
            "group.completion_sessions=2",
            "group.dropout=0.2",
            "group.attendance=0.6",
        ),
    ),
    "no group finds its people": Made("", ("demand.distance_km=0", "demand.waiting_loss_per_year=4"), years=2),
    "patient people, large groups": Made(
        "",
        (
            "group.size=14",
            "group.quorum=12",
            "group.maximum=16",
            "group.cancelled_loss=0",
            "group.no_show=0",
            "demand.waiting_loss_per_year=0",
            "outreach.factor=10",
            "demand.travel_help=2",
            "training.founders=4",
        ),
    ),
    # ---- moving away
    "moving": Made("", (*BUSY, *MOVING)),
    "moving, reinforced": Made("", (*BUSY, *MOVING, "registering.rule=reinforced")),
    "moving, threshold, passing on": Made(
        "", (*BUSY, *MOVING, "registering.rule=threshold", "invitations.pass_on=true")
    ),
    "moving, a challenge": Made(CHALLENGE + KEEN, ("outreach.factor=4", *MOVING), years=2),
    "moving, a workshop as a feeder": Made(WORKSHOP + KEEN_WORKSHOP, (*BUSY, *MOVING), years=2, where=SMALL),
    "moving, many aspirants": Made(
        "",
        (
            *BUSY,
            *MOVING,
            "training.places=1",
            "volunteering.wish=0.6",
            "training.queue_loss_per_year=0",
            "outreach.factor=10",
        ),
        years=3,
    ),
    # ---- staying and training
    "after a group": Made(
        "",
        (*BUSY, "retention.form=after_group", "retention.continue_share=0.6", "retention.background_per_year=0.3"),
        years=3,
    ),
    "mentored and paid": Made(
        "",
        (
            *BUSY,
            "retention.mentored_share=0.5",
            "retention.paid_share=0.4",
            "facilitation.max_load=2",
            "retention.loss_per_year=0.8",
        ),
    ),
    "priority of groups": Made(
        "",
        (
            *BUSY,
            "training.order=target",
            'training.priority_groups=["group C", "group E"]',
            "training.places=3",
            "training.accept=0.5",
        ),
    ),
    "pairs first": Made("", (*BUSY, "training.order=pairs", "training.places=4", "training.accept=0.7")),
    "autonomous": Made(
        "", (*BUSY, "training.top_up=autonomous", "training.active_share=0.6", "training.ready_after_weeks=0")
    ),
    "founders of two communes": Made(
        "", ('training.founder_communes=["25056", "25495"]', "training.founders=20", "partners.initial=0")
    ),
    "no partner, no founder": Made(
        "",
        (
            *("partners.initial=0", "partners.coordinators=0", "training.founders=0"),
            *("partners.nominations_per_year=inf", "coordination.session_hours=0"),
        ),
        years=3,
    ),
    "founders without partners": Made(
        "", (*BUSY, "partners.initial=0", "training.outside_places=0", "retention.loss_per_year=0")
    ),
    "partners by the dozen": Made(
        "",
        (
            *BUSY,
            "partners.coordinators=3",
            "partners.contacts_per_month=8",
            "partners.active_years=0.5",
            "partners.activation=0.6",
            "partners.per_100_establishments=3",
            "partners.nominations_per_year=2",
        ),
    ),
    "large partners": Made(
        "", (*BUSY, "partners.per_100_establishments=60", "partners.tail=0.7", "partners.participant_factor=3")
    ),
    "every place is paid for": Made(
        "",
        (*BUSY, "training.places=inf", "training.period_weeks=13", "volunteering.wish=0.6", "volunteering.group_sd=1"),
    ),
    "moods of groups": Made(
        decided(
            'from = 60\nset = { "volunteering.group_sd" = 2.0 }', 'from = 120\nset = { "volunteering.wish" = 0.0 }'
        ),
        BUSY,
        years=3,
    ),
    # ---- what is decided on the way
    "extra sessions": Made(
        decided(
            "from = 2\nextra_session = true",
            'title = "Once more"\nfrom = "2017-09-15"\nextra_session = true',
            "from = 80\nextra_session = true",
            "from = 60\nuntil = 190\nwhen = { queue = { above = 3 } }\nagain_after_weeks = 9\nextra_session = true",
        ),
        ("outreach.factor=4", "volunteering.wish=0.6"),
    ),
    "reserved seats": Made(
        decided(
            'from = 20\ncommunes = ["outside the centre"]\nset = { "training.reserved_share" = 0.5 }',
            'from = 20\ntarget_groups = ["group B", "students"]\nset = { "training.reserved_share" = 0.3 }',
        ),
        (*BUSY, "training.places=4", "volunteering.wish=0.6"),
    ),
    "values for some": Made(
        decided(
            'from = 20\ncommunes = ["the centre"]\nset = { "volunteering.wish" = 0.1, "training.accept" = 0.4 }',
            'from = 30\ntarget_groups = ["group A", "elected officials"]\n'
            'set = { "volunteering.wish" = 0.6, "training.accept" = 1.0 }',
            'from = 40\ncommunes = ["25495", "Thise", "Saône"]\n'
            'set = { "demand.distance_km" = 40.0, "demand.travel_help" = 1.5 }',
            'from = 50\ntarget_groups = ["group C"]\nset = { "demand.distance_km" = 0.0, "registering.barrier" = 2.0 }',
            'from = 60\ncommunes = ["outside the centre"]\ntarget_groups = ["students"]\n'
            'set = { "registering.barrier" = 5.0 }',
            'from = 70\nset = { "registering.barrier" = 1.3, "demand.travel_help" = 1.2, "demand.distance_km" = 10.0 }',
        ),
        (*BUSY, "volunteering.group_sd=0.5"),
    ),
    "letters for some": Made(
        decided(
            'from = 20\ncommunes = ["outside the centre"]\nset = { "outreach.letters" = 700 }',
            'from = 20\ntarget_groups = ["group B", "students"]\nset = { "outreach.letters" = 300 }',
            'from = 40\ntarget_groups = ["elected officials"]\nset = { "outreach.letters" = 200 }',
            'from = 60\ncommunes = ["Thise"]\ntarget_groups = ["students", "group A"]\n'
            'set = { "outreach.letters" = 900 }',
            'from = 60\nset = { "outreach.letters" = 0 }',
        ),
        (*BUSY, "registering.letter=0.08"),
    ),
    "contacts for some": Made(
        decided(
            'from = 5\ncommunes = ["outside the centre"]\nset = { "partners.targeted_share" = 0.4 }',
            'from = 5\npartner_types = ["club", "housing body"]\nset = { "partners.targeted_share" = 0.4 }',
            'from = 90\ncommunes = ["Saône"]\npartner_types = ["company"]\nset = { "partners.targeted_share" = 0.9 }',
        ),
        (*BUSY, "partners.coordinators=3"),
    ),
    "places for some": Made(
        decided(
            'from = 5\ncommunes = ["the centre", "25495"]\nset = { "facilitation.targeted_share" = 0.5 }',
            'from = 5\ncommunes = ["Thise"]\nset = { "facilitation.targeted_share" = 0.3 }',
            'from = 100\ncommunes = ["Fontain"]\nset = { "facilitation.targeted_share" = 1.0 }',
        ),
        (*BUSY, "facilitation.partner_room=0.2", "facilitation.pair_distance_km=9"),
    ),
    "levers that change": Made(
        decided(
            "from = 30\nuntil = 90\n"
            'set = { "facilitation.pool" = "group", "training.order" = "pairs", "training.top_up" = "autonomous" }',
            "from = 60\n"
            'set = { "outreach.attendees" = 80, "outreach.events_per_year" = 26, "outreach.campaigns_per_year" = 8 }',
            "from = 70\n"
            'set = { "partners.pitch_share" = 0.4, "partners.activation" = 0.9, "partners.contacts_per_month" = 9.0 }',
            "from = 80\n"
            'set = { "group.recruiting_weeks" = 4, "group.postponed_weeks" = 0, "demand.online_share" = 0.3 }',
            "from = 90\n"
            'set = { "facilitation.leaders" = 1, "facilitation.host_distance_km" = 6.0, '
            '"facilitation.partner_room" = 0.9 }',
            "from = 100\n"
            'set = { "retention.loss_per_year" = 0.6, "retention.paid_share" = 0.5, "retention.mentored_share" = 0.5 }',
            'from = 110\nset = { "training.period_weeks" = 9, "training.places" = 3, "training.active_share" = 0.7 }',
            'from = 120\nset = { "training.queue_loss_per_year" = 3.0, "training.ready_after_weeks" = 1 }',
            "from = 130\n"
            'set = { "retention.overload_effect" = 2.0, "retention.paid_effect" = -1.0, '
            '"retention.mentoring_effect" = 2.0 }',
            "from = 140\n"
            'set = { "facilitation.leaders" = 2, "facilitation.solo_after" = 3, '
            '"facilitation.novice_with_experienced" = true }',
        ),
        BUSY,
        years=3,
    ),
    "rules on every state": Made(
        decided(
            'when = { queue = { above = 5 } }\nfor_weeks = 8\nset = { "training.period_weeks" = 4 }',
            'when = { waiting = { above = 30 } }\nfor_weeks = 6\nset = { "demand.online_share" = 0.8 }',
            'when = { active = { at_most = 12 } }\nset = { "training.outside_places" = 15 }',
            "from = 30\nwhen = { ready = { at_least = 4 } }\nfor_weeks = 10\n"
            'set = { "facilitation.pair_distance_km" = 40.0 }',
            "when = { recruiting = { below = 2 }, running = { above = 1 } }\nfor_weeks = 5\n"
            'set = { "facilitation.leaders" = 1 }',
            'from = 40\nuntil = 150\nwhen = { running = { at_least = 8 } }\nset = { "facilitation.max_load" = 2 }',
            'when = { partners = { below = 9.5 } }\nfor_weeks = 20\nset = { "partners.contacts_per_month" = 20.0 }',
            'when = { participants = { at_least = 100 } }\nset = { "volunteering.wish" = 0.5 }',
            "when = { year_participants = { at_least = 60, at_most = 200 } }\nfor_weeks = 3\n"
            'set = { "outreach.letters" = 4000 }',
            "from = 20\nwhen = { weeks_without_participants = { at_least = 3 } }\nfor_weeks = 2\n"
            'set = { "partners.pitch_share" = 0.5 }',
            'from = 60\nwhen = { waiting = { above = 10 } }\ncommunes = ["Thise"]\nfor_weeks = 9\n'
            'set = { "demand.travel_help" = 3.0 }',
        ),
        ("outreach.factor=4", "training.period_weeks=26", "demand.distance_km=10"),
        years=3,
    ),
    # ---- shocks
    "coordinator away for good": Made(AWAY.format('"2018-03"'), (*BUSY, "retention.loss_per_year=0.6")),
    "half of them away": Made(
        AWAY.format(40) + "share = 0.5\n" + AWAY.format(80) + "share = 0.6\nweeks = 20\n",
        (
            *BUSY,
            *("retention.mentored_share=0.5", "coordination.facilitators_per_post=20"),
            *("coordination.event_hours=150", "coordination.letter_hours=100", "facilitation.stand_in_weeks=4"),
        ),
    ),
    "nobody there, and training from outside": Made(
        decided('from = 50\nset = { "training.trainer" = "outside" }', 'from = 90\nset = { "costs.trainer" = 9000.0 }'),
        (*BUSY, "partners.coordinators=0", "coordination.event_hours=0", "budget.per_year=60000"),
        years=3,
    ),
    "budget cut without a budget": Made(CUT.format(50, 0.4) + "weeks = 80\n" + CUT.format(90, 0.5), BUSY),
    "budget cut with a budget": Made(
        CUT.format(60, 0.4) + "weeks = 100\n" + CUT.format(100, 0.5), (*BUSY, "budget.per_year=120000")
    ),
    "facilitators lost": Made(LOST.format(60, 0.5) + LOST.format(61, 0.3) + LOST.format(120, 0.0), BUSY),
    "groups suspended": Made(
        SUSPENDED.format(62, 30), (*BUSY, "demand.online_share=0.4", "calendar.pause_in_holidays=true")
    ),
    "all shocks at once": Made(
        AWAY.format(55)
        + "weeks = 30\n"
        + AWAY.format(70)
        + "weeks = 30\n"
        + CUT.format(60, 0.5)
        + "weeks = 60\n"
        + LOST.format(64, 0.4)
        + SUSPENDED.format(58, 12)
        + SUSPENDED.format(65, 12)
        + CHALLENGE
        + KEEN,
        (*BUSY, "demand.online_share=0.3", "facilitation.max_load=2", *MOVING),
        years=3,
    ),
    # ---- money
    "small budget": Made("", (*BUSY, "budget.per_year=40000", "budget.carry_over=false")),
    "medium budget": Made(
        "",
        (
            *BUSY,
            "budget.per_year=75000",
            "training.places=inf",
            "retention.paid_share=0.5",
            "retention.mentored_share=0.5",
        ),
    ),
    "hardly any budget": Made("", ("budget.per_year=1500",), years=2),
    "no budget at all": Made("", ("budget.per_year=0",), years=2),
    "budget decided on the way": Made(
        decided(
            'from = 52\nset = { "budget.per_year" = 60000.0 }',
            'from = 130\nset = { "budget.per_year" = 30000.0, "partners.coordinators" = 0.5 }',
        ),
        (*BUSY, "budget.carry_over=false"),
        years=3,
    ),
    "prices decided on the way": Made(
        decided(
            'from = 30\nset = { "costs.kit" = 80.0, "costs.seat" = 400.0 }',
            "from = 90\n"
            'set = { "costs.coordinator" = 60000.0, "costs.letter" = 0.8, "costs.event" = 900.0, "costs.room" = 0.0 }',
        ),
        (*BUSY, "budget.per_year=90000", "costs.discount_per_year=0.03", "costs.funding=[0.5, 0.25, 0.25]"),
        years=3,
    ),
    "prices without a budget": Made(decided('from = 70\nset = { "costs.kit" = 80.0, "costs.contact" = 33.3 }'), BUSY),
    # ---- target groups, students, elected officials
    "three target groups": Made(TARGETS, (*BUSY, "contacts.same_group=1.5")),
    "students and elected officials": Made(OVERLAYS, (*BUSY, "partners.coordinators=3"), years=2),
    "target groups under overlays": Made(
        TARGETS
        + OVERLAYS
        + decided(
            'from = 30\ntarget_groups = ["b", "students"]\n'
            'set = { "outreach.letters" = 500, "training.reserved_share" = 0.4 }',
            'from = 30\npartner_types = ["school or university"]\nset = { "partners.targeted_share" = 0.5 }',
        ),
        (*BUSY, *MOVING),
        years=2,
    ),
    "one target group": Made('[[target_group]]\nname = "everybody"\nshare = 1.0\nslot_share = 0.9\n', BUSY, years=2),
    # ---- alternative programmes
    "challenge alone, led by captains": Made(
        CHALLENGE + KEEN + "leader_from_group = false\ninitial_leaders = 20\nleaders = 2\nwhole_household = false\n",
        NO_GROUPS,
    ),
    "a workshop that tells of the groups": Made(
        WORKSHOP + "feeder_factor = 3.0\nfeeder_weeks = 20\ntelling = 0.8\n", BUSY
    ),
    "both, from and until dates": Made(
        CHALLENGE
        + KEEN
        + 'from = "2017-06"\nuntil = 150\nfeeder_factor = 2.0\ntells_of_groups = true\n'
        + WORKSHOP
        + "from = 20\nuntil = 110\n"
        + KEEN_WORKSHOP,
        (*BUSY, "calendar.pause_in_holidays=true", "registering.rule=reinforced"),
    ),
    "both, under one budget": Made(CHALLENGE + KEEN + WORKSHOP + KEEN_WORKSHOP, (*BUSY, "budget.per_year=110000")),
    "both, with shares of a budget": Made(
        CHALLENGE
        + KEEN
        + "budget_share = 0.3\n"
        + WORKSHOP
        + KEEN_WORKSHOP
        + "budget_share = 0.1\n"
        + CUT.format(60, 0.5)
        + "weeks = 100\n"
        + decided('from = 52\nset = { "budget.per_year" = 70000.0 }'),
        (*BUSY, "budget.per_year=100000", "budget.carry_over=false"),
    ),
    "all of the budget for others": Made(
        CHALLENGE + KEEN + "budget_share = 0.5\n" + WORKSHOP + KEEN_WORKSHOP + "budget_share = 0.5\ncoordinators = 0\n",
        (*NO_GROUPS, "budget.per_year=30000"),
    ),
    "alternatives with unlimited demand": Made(
        CHALLENGE + "initial_leaders = 10\n" + WORKSHOP, ("demand.unlimited=true",)
    ),
    "whole households": Made(
        CHALLENGE
        + KEEN
        + "whole_household = true\n"
        + WORKSHOP
        + KEEN_WORKSHOP
        + "whole_household = true\nleader_from_group = true\n",
        (*BUSY, "demand.online_share=0.5"),
        years=2,
    ),
    "whole households that move": Made(
        CHALLENGE + KEEN + "feeder_factor = 2.0\n" + WORKSHOP + KEEN_WORKSHOP + "whole_household = true\n",
        (*BUSY, *MOVING),
        where=SMALL,
        years=2,
    ),
    "a workshop without sessions to come": Made(
        WORKSHOP + "session_weeks = [0, 2, 5]\ngroups_per_year = 8.0\nloss_per_year = 3.0\nsmallest = 1\nlargest = 2\n"
        "letter = 0.0\nevent = 0.0\ntraining_weeks = 3\n",
        BUSY,
    ),
    # ---- other territories
    "everyone is an agent": Made("", (*BUSY, *MOVING), years=2, where=SMALL, everyone=True),
    "everyone is an agent, alternatives": Made(CHALLENGE + KEEN + OVERLAYS, BUSY, years=2, where=SMALL, everyone=True),
    "six small communes": Made(
        TARGETS + decided('from = 10\ncommunes = ["outside the centre"]\nset = { "outreach.letters" = 500 }'),
        (*BUSY, "demand.distance_km=inf", "invitations.per_completer=20"),
        where=SMALL,
    ),
    "six small communes, unlimited demand": Made(
        CHALLENGE + "initial_leaders = 60\n",
        ("demand.unlimited=true", "training.places=60", *MOVING),
        years=2,
        where=SMALL,
    ),
    "few residents, many alternatives": Made(
        CHALLENGE + "initial_leaders = 30\n" + WORKSHOP,
        ("demand.unlimited=true", "training.founders=100"),
        where=SMALL,
        years=2,
    ),
    "few founders for many seats": Made(
        "",
        (
            'training.founder_communes=["25030", "25119"]',
            "training.founders=300",
            "training.outside_places=400",
            "training.places=400",
            "partners.nominations_per_year=inf",
        ),
        where=SMALL,
        years=1.2,
    ),
    "forty residents": Made(
        CHALLENGE
        + "initial_leaders = 4\n"
        + decided(
            'from = 10\ncommunes = ["25030"]\nset = { "outreach.letters" = 50 }',
            'from = 10\ncommunes = ["25014"]\ntarget_groups = ["students"]\nset = { "outreach.letters" = 50 }',
        ),
        (
            "training.places=inf",
            'training.founder_communes=["25014", "25030"]',
            "demand.distance_km=inf",
            "outreach.factor=20",
        ),
        years=2,
        where=TINY,
    ),
    "forty residents, unlimited demand": Made(
        CHALLENGE + "initial_leaders = 4\ngroups_per_year = 1.8\n",
        ("demand.unlimited=true", "training.founders=4"),
        years=2,
        where=TINY,
    ),
    "nobody": Made(CHALLENGE + WORKSHOP, ("partners.per_100_establishments=50",), years=2, where=EMPTY),
    "nobody, unlimited demand": Made(
        CHALLENGE + "initial_leaders = 2\n", ("demand.unlimited=true",), years=2, where=EMPTY
    ),
    "another EPCI": Made(
        decided('from = 60\ncommunes = ["Lanvallay"]\nset = { "outreach.letters" = 400 }'), BUSY, years=2, where=EPCI
    ),
    "another EPCI, moving": Made(CHALLENGE + KEEN, (*BUSY, *MOVING, "registering.rule=threshold"), years=2, where=EPCI),
    "a region": Made("", (*BUSY, "training.founders=60", "partners.initial=60"), years=2, where=REGION),
    "a region with many facilitators": Made(
        TARGETS
        + decided(
            'from = 30\ncommunes = ["outside the centre"]\n'
            'set = { "facilitation.targeted_share" = 0.5, "partners.targeted_share" = 0.5 }'
        ),
        (
            *MANY,
            "outreach.factor=6",
            "outreach.letters=3000",
            "facilitation.host_distance_km=30",
            "partners.initial=90",
            "training.founders=110",
        ),
        years=1.2,
        where=REGION,
    ),
}

LIBRARY = {path.name: 6 if "[[decision]]" in path.read_text(encoding="utf-8") else 4 for path in FOLDER.glob("*.toml")}
LABELS = (*sorted(LIBRARY), *MADE)


@cache
def territory_of(where: str, kernels: Kernels) -> Territory:
    """A territory by its name here."""
    if where == HERE:
        return Territory.from_file(kernels=kernels)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "communes.csv"
        rows = rows_of()
        if where == SMALL:
            save(path, [row for row in rows if 300 < int(row["population"]) < 700][:6])
        elif where in (TINY, EMPTY):
            kept = ("insee_code", "name", "latitude", "longitude", "area_km2", "uu2020_status")
            bare = [dict.fromkeys(row, "0") | {"census_unit": ""} | {key: row[key] for key in kept} for row in rows[:2]]
            band, number = ("age_30_44_2022", "40") if where == TINY else ("age_0_14_2022", "1")
            bare[0] |= {"population": number, "population_2022": number, band: number, "households_2022": number}
            bare[1] |= {"employer_establishments_2024": "900"}  # organisations stand there, and nobody lives
            save(path, bare)
        else:
            extract(find("epci" if where == EPCI else "region", where)).write(path)
        return Territory.from_file(path, kernels=kernels)


def scenario_of(label: str) -> Scenario:
    """The scenario of a label."""
    if label in LIBRARY:
        return read(FOLDER / label)
    made = MADE[label]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.toml"
        path.write_text(made.text or 'title = "Reference"\n', encoding="utf-8")
        return read(path, made.settings)


def model_of(label: str, seed: int) -> InspectedRun:
    """The model of a label, run to its end."""
    made, scenario = MADE.get(label) or Made(years=LIBRARY[label]), scenario_of(label)
    territory, weeks = territory_of(made.where, kernels_of(scenario.parameters)), round(made.years * WEEKS_A_YEAR)
    if made.years == int(made.years):
        must_fit(scenario, territory, int(made.years))
    model = InspectedRun(territory, scenario.parameters, seed, horizon=weeks, everyone=made.everyone)
    model.run(weeks)
    return model
