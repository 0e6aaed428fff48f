"""What to ask for: the list of section 10 of `models/SPECIFICATION.md`, in its order.

Which numbers an answer would tell, beyond those that section 10 names, and whom to ask, are assumptions. What it costs
to ask is not stated there.
"""

from __future__ import annotations

from dataclasses import dataclass

AUTHORITY = "the authority"


@dataclass(frozen=True)
class ToAsk:
    """What can be asked for.

    Attributes
    ----------
    number : int
        Of the list.
    label, what, whom : str
        In short; in the words of the list; who would know.
    tells : tuple of str
        Numbers of an ensemble that the answer would tell.
    why_not : str
        Why an ensemble cannot say what it is worth, if it cannot.
    """

    number: int
    label: str
    what: str
    whom: str = AUTHORITY
    tells: tuple[str, ...] = ()
    why_not: str = ""


TO_ASK = (
    ToAsk(
        1,
        "records of facilitators",
        "For each trained facilitator: training date, former participant or not, groups led with dates, still active.",
        tells=(
            *("retention.loss_per_year", "training.active_share", "facilitation.rest_weeks"),
            "volunteering.wish",
        ),
    ),
    ToAsk(
        2,
        "records of groups",
        "For each group: start, size at session 1 and 6, host, commune, how each participant heard of it.",
        "those who lead groups",
        (
            *("group.size", "group.no_show", "group.dropout", "facilitation.partner_room", "partners.in_house_share"),
            *("registering.word_of_mouth", "registering.facilitator", "registering.partner", "registering.event"),
            "registering.letter",
        ),
    ),
    ToAsk(
        3,
        "waiting list and refusals",
        "Waiting list and refusals. (Demand or supply?)",
        tells=(
            *("demand.waiting_loss_per_year", "registering.fatigue", "receptivity.share"),
            "receptivity.turnover_per_year",
        ),
    ),
    ToAsk(
        4,
        "would-be facilitators",
        "Would-be facilitators not trained, and why.",
        tells=("training.accept", "training.queue_loss_per_year"),
    ),
    ToAsk(
        5,
        "whom the 300 people are",
        'Definition of "300 people reached".',
        why_not="an ensemble is calibrated on one reading of it",
    ),
    ToAsk(6, "costs", "Costs per line.", why_not="prices are the same in all sets"),
    ToAsk(
        7,
        "footprints",
        "Any before/after footprint data with non-respondents counted.",
        "the participants",
        why_not="people are counted here, not emissions",
    ),
    ToAsk(
        8,
        "target groups",
        "The names and sizes of the five target groups.",
        why_not="target groups are the same in all sets",
    ),
)


def told_by(number: str) -> ToAsk | None:
    """What to ask for to learn a number, if it is on the list."""
    return next((one for one in TO_ASK if number in one.tells), None)
