"""What it means that a number is low or high, in phrases that people say: "at most 28% of facilitators stop each year".

Rates are told as the share that it comes to in a year, and effects on rates as by how much they change them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import exp, nan

from contagion.experiments.say.sentences import number
from contagion.sim.statistics.discovery import Limit, Side

_number, _whole, _share = partial(number, form=".3g"), partial(number, form=",.0f"), partial(number, form=".0%")


def _less(effect: float) -> str:
    return _share(1 - exp(-effect))


_a_year = _less  # of a rate


def _more(effect: float) -> str:
    return _share(exp(effect) - 1)


def _times(value: float) -> str:
    return f"{value:.2g} times"


def _ratio(logarithm: float) -> str:
    return _times(exp(logarithm))


PHRASES: dict[str, tuple[Callable[[float], str], str]] = {
    "group.cancelled_loss": (_share, "{bound} of those registered give up when their group is cancelled"),
    "group.no_show": (_share, "{bound} of those registered do not come to the first session"),
    "group.dropout": (_share, "{bound} of a group leave between two sessions"),
    "group.attendance": (_share, "{bound} of the members are there at a session"),
    "facilitation.pair_decay_km": (_number, "people of a pair live up to some {bound} km apart"),
    "facilitation.keep_partner": (_share, "{bound} would first lead again with the same person"),
    "facilitation.partner_room": (_share, "{bound} of the groups that could go to a partner who asks do"),
    "facilitation.stand_in_weeks": (
        _whole,
        "a facilitator without a partner leads with a coordinator or a mentor after {bound} weeks",
    ),
    "volunteering.group_sd": (
        _number,
        "the wish to facilitate differs from group to group by {bound} (standard deviation of the logit)",
    ),
    "training.accept": (_share, "{bound} of would-be facilitators take the seat that they are offered"),
    "training.queue_loss_per_year": (_a_year, "{bound} of would-be facilitators who wait lose interest each year"),
    "training.active_share": (_share, "{bound} of those trained become active"),
    "retention.loss_per_year": (_a_year, "{bound} of facilitators stop each year"),
    "retention.continue_share": (_share, "{bound} of facilitators go on after a group"),
    "retention.background_per_year": (_a_year, "{bound} of facilitators stop each year whatever they led"),
    "retention.mentoring_effect": (_less, "mentoring makes stopping rarer by {bound}"),
    "retention.paid_effect": (_less, "pay makes stopping rarer by {bound}"),
    "retention.overload_effect": (_more, "leading two groups at a time makes stopping more frequent by {bound}"),
    "retention.without_coordinator": (
        _times,
        "facilitators whom no coordinator looks after stop {bound} as often as others",
    ),
    "population.students": (_share, "{bound} of residents aged 15 to 29 are students"),
    "population.slot_share": (_share, "{bound} of residents are free at a given hour"),
    "population.turnover_per_year": (_a_year, "{bound} of residents move away each year"),
    "population.student_turnover_per_year": (_a_year, "{bound} of students move away each year"),
    "receptivity.share": (_share, "{bound} of residents are receptive"),
    "receptivity.turnover_per_year": (_a_year, "{bound} of the others become receptive each year"),
    "receptivity.outside": (_times, "outside the centre the receptive are {bound} as frequent as inside"),
    "contacts.tie_exponent": (_number, "ties grow rarer with distance by a power of {bound}"),
    "contacts.tie_offset_km": (_number, "distance begins to count for ties after {bound} km"),
    "contacts.same_age": (_ratio, "ties within an age band are {bound} as likely as others"),
    "contacts.same_group": (_ratio, "ties within a target group are {bound} as likely as others"),
    "contacts.receptive_weight": (_times, "a receptive contact is asked {bound} as often as another"),
    "invitations.per_completer": (_number, "each participant who completes a group invites {bound} people"),
    "invitations.completer_weeks": (_number, "they are invited within {bound} weeks after the group"),
    "invitations.per_facilitator": (_number, "a facilitator invites {bound} people to a group"),
    "invitations.pass_on_ratio": (
        _share,
        "those invited who do not register pass it on {bound} as much as those who completed a group",
    ),
    "registering.word_of_mouth": (_number, "the invitation of a former participant has a strength of {bound}"),
    "registering.facilitator": (_number, "the invitation of a facilitator has a strength of {bound}"),
    "registering.partner": (_number, "a partner's pitch to its members has a strength of {bound}"),
    "registering.event": (_number, "an event has a strength of {bound} for those who attend"),
    "registering.letter": (_number, "a letter has a strength of {bound}"),
    "registering.participant_source": (_times, "a former participant's word weighs {bound} as much as staff's"),
    "registering.fatigue": (_share, "each refusal leaves {bound} of the readiness to register"),
    "demand.waiting_loss_per_year": (_a_year, "{bound} of those who wait for a group would give up in a year"),
    "demand.place": (_times, "asking does {bound} as much here as in the median of other places"),
    "demand.distance_km": (_number, "those who register would go {bound} km to a group on average"),
    "demand.commuting_exponent": (
        _number,
        "how far people would go grows with how far commuters travel by a power of {bound}",
    ),
    "demand.online_slot": (_share, "{bound} of people are free when an online group meets"),
    "demand.online_acceptance": (_share, "{bound} of people would take an online group"),
    "partners.per_100_establishments": (_number, "{bound} organisations for 100 employers could be partners"),
    "partners.tail": (_number, "sizes of partners fall off by a power of {bound}"),
    "partners.participant_factor": (
        _times,
        "organisations that have a former participant become partners {bound} as often",
    ),
    "partners.active_years": (_number, "a partner stays active for {bound} years"),
    "partners.groups_per_year": (_number, "a partner asks for {bound} groups a year"),
    "partners.in_house_share": (_share, "{bound} of the groups that partners ask for are for their own members"),
    "partners.in_house_strength": (_times, "hearing of a group of one's own house counts {bound} as much as a pitch"),
    "coordination.session_hours": (_number, "a training session takes {bound} hours of work"),
    "coordination.event_hours": (_number, "an event takes {bound} hours of work"),
    "coordination.letter_hours": (_number, "1,000 letters take {bound} hours of work"),
    "coordination.facilitators_per_post": (
        _number,
        "a full-time coordinator looks after {bound} facilitators, and as many partners",
    ),
    "outreach.factor": (_times, "pitches, events and letters all act {bound} as strongly as given for each"),
    "outreach.receptive_share": (_share, "{bound} of those who come to an event are receptive"),
    "volunteering.wish": (_share, "{bound} of those who complete a group wish to facilitate"),
    "training.pairs": (_share, "{bound} of those trained are trained as pairs"),
    "facilitation.rest_weeks": (_number, "facilitators rest for {bound} weeks between two groups"),
    "group.size": (_number, "a group starts at once with {bound} people"),
    "training.first_week": (_number, "the first training session is in week {bound} of the programme"),
}
CHOICES = {
    "registering.rule": "people decide by the rule {values}",
    "training.top_up": "places are filled {values}",
}
NAMES = {
    "historical": "by partners' candidates where they are left over",
    "autonomous": "by would-be facilitators alone",
}

SIDES: dict[str, Side] = {"low": "most", "high": "least"}  # of a part of all sets, the limit that it has


def limit_in_words(limit: Limit) -> str:
    """Return a limit of a parameter or rule in words; with the name of the parameter if there is no phrase."""
    name = limit.factor
    if limit.side == "among":
        values = " or ".join(NAMES.get(value, value) for value in limit.value)
        return CHOICES.get(name, f"{name} is {{values}}").format(values=values)
    _written, phrase = PHRASES.get(name, (_number, f"{name} is {{bound}}"))
    return phrase.format(bound=f"at {limit.side} {value_in_words(name, limit.value)}")


def value_in_words(name: str, value: float) -> str:
    """Return a value of a parameter as its phrase has it: a rate as the share that it amounts to in a year."""
    written, _phrase = PHRASES.get(name, (_number, ""))
    return written(value)


def part_in_words(name: str, part: str, bound: float) -> str:
    """Return a part of all sets in words (`sim.statistics.choice.reversals`): a parameter low or high, or a rule."""
    if part in SIDES:
        return limit_in_words(Limit(name, SIDES[part], bound, nan))
    return limit_in_words(Limit(name, "among", (part,), nan))
