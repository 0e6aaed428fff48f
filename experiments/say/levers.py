"""The levers of a programme, each once: the step that `levers` and `spend` take along it, the name of a mix of such
steps, and the choices on the page.

The headline figures, each once: a comparison begins with them. People are the participants of all programmes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from contagion.experiments.say.sentences import N_, _, forms, in_a_row, ngettext, number
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.models.parameters import Parameters


class Headline(NamedTuple):
    """The names of a figure: at the head of a column in the terminal, and for planners."""

    short: str
    title: str


HEADLINE = {
    "people": Headline("people", N_("People who came to a group")),
    "completers": Headline("finished", N_("People who finished a group")),
    "communes_reached": Headline("communes", N_("Communes where a group has met")),
    "facilitators_active": Headline("facilitators", N_("Facilitators active at the end")),
    "cost_total": Headline("euros", N_("Cost, in euros")),
    "cost_per_participant": Headline("euros a person", N_("Cost for each person, in euros")),
}


SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class Lever:
    """A parameter to change. One step further is its value times `times`, plus `step`."""

    label: str  # what a step is one more of
    parameter: str  # dotted name
    step: float  # in its unit
    priced: bool = False  # whether what is bought is in the model's ledger
    times: float = 1.0  # for a step that is a ratio
    more_of: str = ""  # the capacity (`limits`) that there is more of by it
    rests_on: str = ""  # the parameter that says what it does, where no programme has tried it: an assumption alone
    named: str = ""  # what a mix is called by it; nothing where it is not sold
    bought: str | tuple[str, str] = ""  # what so many steps buy: a share, or things that are counted, in two forms
    short: str = ""  # as part of the name of a scenario, with the value; nothing where planners do not move it
    title: str = ""  # on the page; nothing where it is not there
    hint: str = ""  # the same; it may name the `{year}` from which on it is moved
    low: int = 0  # any whole number from here
    high: int = 0  # up to here, where there are no choices
    choices: Sequence[float] = ()  # what there is to choose from
    words: Sequence[str] = ()  # what the choices are called; without, a share is said in per cent
    other: tuple[str, str] | None = None  # what a number is called that is none of these, in two forms

    def taken(self, parameters: Parameters) -> Parameters:
        """Return the parameters one step further; raise InputError where the value has no further step."""
        from contagion.models.runs.study import changed

        value = parameters.get(self.parameter)
        further: Any = value * self.times + self.step
        if isinstance(value, int):
            further = int(further)
        elif further < inf:
            further = round(further, 12)  # 0.1 + 0.2
        if further == value:
            setting = f"{self.parameter} = {value:g}"
            raise InputError(f"{self.label}: {setting} has no further step")
        return changed(parameters, {self.parameter: further}, self.label)

    def said(self, value: float) -> str:
        """Write a value in words."""
        if self.words and value in self.choices:
            return _(self.words[list(self.choices).index(value)])
        if self.other:
            of_these = 1 if value <= 1 else 2
            return ngettext(*self.other, of_these, number=number(value, ",g"))
        return number(value, ".0%" if self.choices and not self.words else ",g")


PLACES = Lever(
    *("1 training place a session", "training.places", 1, True),
    more_of="places",
    named=N_("training places"),
    bought=forms("{number:,} more training place a session", "{number:,} more training places a session"),
    short=N_("training places at each session: {value}"),
    title=N_("Training places at each session"),
    hint=N_("Training a facilitator takes one place. There is one session a year unless you change it below."),
    high=60,
)
LEVERS = (
    PLACES,
    Lever(
        *("sessions twice as often", "training.period_weeks", 0, True, 0.5),
        more_of="places",
        short=N_("training sessions: {value}"),
        title=N_("How often there is a training session"),
        hint=N_("Each session has as many places as said above."),
        choices=(52, 26, 17, 13),
        words=(N_("once a year"), N_("twice a year"), N_("three times a year"), N_("four times a year")),
    ),
    Lever(
        *("0.1 of a coordinator", "partners.coordinators", 0.1, True),
        more_of="hosts",
        named=N_("coordinators"),
        bought=N_("{more:.1f} more of a coordinator"),
        short=N_("coordinators: {value}"),
        title=N_("Coordinators, in full-time posts"),
        hint=N_(
            "They train and look after facilitators, hold events, and look for partners, who bring people and rooms."
        ),
        choices=(0.0, 0.5, 1.0, 1.5, 2.0, 3.0),
        words=(N_("none"), N_("half a post"), N_("1 post"), N_("1 and a half posts"), N_("2 posts"), N_("3 posts")),
        other=forms("{number} post", "{number} posts"),
    ),
    Lever(
        *("1 contact a month", "partners.contacts_per_month", 1, True),
        more_of="hosts",
        named=N_("contacts with organisations"),
        bought=forms(
            "{number:,} more contact a month of a full-time coordinator",
            "{number:,} more contacts a month of a full-time coordinator",
        ),
        short=N_("organisations contacted each month: {value}"),
        title=N_("Organisations that a coordinator contacts each month"),
        hint=N_("For each full-time post."),
        low=1,
        high=12,
    ),
    Lever(
        *("1 event a year", "outreach.events_per_year", 1, True),
        more_of="registering",
        named=N_("events"),
        bought=forms("{number:,} more event a year", "{number:,} more events a year"),
        short=N_("public events each year: {value}"),
        title=N_("Public events each year"),
        hint=N_("People who come may register."),
        high=52,
    ),
    Lever(
        *("100 letters a mailing", "outreach.letters", 100, True),
        more_of="registering",
        named=N_("letters"),
        bought=forms("{number:,} more letter a mailing", "{number:,} more letters a mailing"),
        short=N_("letters in each mailing: {value}"),
        title=N_("Letters in each mailing"),
        hint=N_("There are four mailings a year unless you change it below."),
        high=10_000,
    ),
    Lever(
        *("1 mailing a year", "outreach.campaigns_per_year", 1, True),
        more_of="registering",
        named=N_("letters"),
        bought=forms("{number:,} more mailing a year", "{number:,} more mailings a year"),
        short=N_("mailings each year: {value}"),
        title=N_("Mailings each year"),
        hint=N_("Each mailing has as many letters as said above."),
        high=12,
    ),
    Lever(
        *("10 points mentored", "retention.mentored_share", 0.1, True),
        more_of="time",
        rests_on="retention.mentoring_effect",
        named=N_("mentoring"),
        bought=N_("another {more:.0%} of the facilitators mentored"),
        short=N_("facilitators with a mentor: {value}"),
        title=N_("Facilitators who have a mentor for their first group"),
        hint=N_(
            "A mentor lowers the risk that somebody stops. By how much is an assumption. Only for people trained from "
            "January {year} on."
        ),
        choices=SHARES,
    ),
    Lever(
        *("10 points paid", "retention.paid_share", 0.1, True),
        more_of="time",
        rests_on="retention.paid_effect",
        named=N_("pay"),
        bought=N_("another {more:.0%} of the facilitators paid"),
        short=N_("facilitators who are paid: {value}"),
        title=N_("Facilitators who are paid for each group"),
        hint=N_(
            "Pay lowers the risk that somebody stops. By how much is an assumption. Only for people trained from "
            "January {year} on."
        ),
        choices=SHARES,
    ),
    Lever("10 € of expenses a group", "costs.expenses", 10, True, more_of="money"),
    Lever("1 point of wish", "volunteering.wish", 0.01, more_of="wish"),
    Lever("1 point of acceptance", "training.accept", 0.01, more_of="wish"),
    Lever("ready 1 week sooner", "training.ready_after_weeks", -1, more_of="time"),
    Lever(
        *("1 point less loss a year", "retention.loss_per_year", -0.01),
        more_of="time",
        short=N_("facilitators who stop each year: {value}"),
        choices=(0.1, 0.4, 0.6),
        words=(N_("about one in ten"), N_("about one in three"), N_("nearly one in two")),
    ),
    Lever("10 guests an event", "outreach.attendees", 10, more_of="registering"),
    Lever("1 km of travel", "demand.distance_km", 1, more_of="registering"),
    Lever("1 point of travel help", "demand.travel_help", 0.01, more_of="registering"),
    Lever("5 points of online groups", "demand.online_share", 0.05, more_of="registering"),
    Lever("5 points of partners' rooms", "facilitation.partner_room", 0.05, more_of="rooms"),
    Lever("1 week of recruiting", "group.recruiting_weeks", 1, more_of="registering"),
)
"""Training sessions twice as often are one more a year where there is one. Expenses have no modelled effect."""
SOLD = tuple(one for one in LEVERS if one.named)
"""Sessions twice as often double the seats; leaders' expenses have no modelled effect."""
ON_THE_PAGE = tuple(one for one in LEVERS if one.title)
ASSUMED = (
    Lever("", "receptivity.share", 0, short=N_("residents who could be interested: {value}"), choices=SHARES),
    Lever("", "training.active_share", 0, short=N_("people trained who then lead groups: {value}"), choices=SHARES),
    Lever(
        *("", "invitations.per_completer", 0),
        short=N_("people whom each participant invites: {value}"),
        choices=(1.0, 2.0, 8.0),
        words=(N_("1 person"), N_("2 people"), N_("8 people")),
    ),
)
"""Uncertain parameters that nobody decides; scenarios that set one are named after it."""
BY_NAME = {one.parameter: one for one in (*LEVERS, *ASSUMED) if one.short}


def setting_in_words(setting: str) -> str:
    """Write a setting `section.name=value` in words; unchanged where the parameter has no name for people."""
    name, _equals, value = setting.partition("=")
    if (one := BY_NAME.get(name)) is None:
        return setting
    try:
        return _(one.short, value=one.said(float(value)))
    except ValueError:
        return setting


def levers_in_words(settings: Iterable[str]) -> str:
    """Write settings as the title of a scenario."""
    said = in_a_row(map(setting_in_words, settings))
    return said[:1].upper() + said[1:]
