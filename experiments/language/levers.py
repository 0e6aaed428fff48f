"""Levers and assumptions that a planner can move on the page, with the names that people say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contagion.experiments.language.numbers import number
from contagion.experiments.language.sentences import N_, _, forms, in_a_row, ngettext

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class Movable:
    """A number that can be moved.

    Attributes
    ----------
    name : str
        Of the parameter.
    label, hint : str
        For people; the hint may name the `{year}` from which on it is moved.
    choices : sequence of float, optional
        What there is to choose from; without, any whole number from `low` to `high`.
    words : sequence of str
        What the choices are called; without, a share is said in per cent.
    other : two forms of a text, optional
        What a number is called that is none of these.
    short : str
        As part of the name of a scenario, with the value.
    """

    name: str
    label: str
    hint: str
    short: str
    low: int = 0
    high: int = 0
    choices: Sequence[float] = ()
    words: Sequence[str] = ()
    other: tuple[str, str] | None = None

    def said(self, value: float) -> str:
        """A value in words."""
        if self.words and value in self.choices:
            return _(self.words[list(self.choices).index(value)])
        if self.other:
            of_these = 1 if value <= 1 else 2
            return ngettext(*self.other, of_these, number=number(value, ",g"))
        return number(value, ".0%") if self.choices and not self.words else number(value, ",g")


LEVERS = (
    Movable(
        *("training.places", N_("Training places at each session")),
        N_("Training a facilitator takes one place. There is one session a year unless you change it below."),
        *(N_("training places at each session: {value}"), 0, 60),
    ),
    Movable(
        *("training.period_weeks", N_("How often there is a training session")),
        N_("Each session has as many places as said above."),
        N_("training sessions: {value}"),
        choices=(52, 26, 17, 13),
        words=(N_("once a year"), N_("twice a year"), N_("three times a year"), N_("four times a year")),
    ),
    Movable(
        *("partners.coordinators", N_("Coordinators, in full-time posts")),
        N_("They train and look after facilitators, hold events, and look for partners, who bring people and rooms."),
        N_("coordinators: {value}"),
        choices=(0.0, 0.5, 1.0, 1.5, 2.0, 3.0),
        words=(N_("none"), N_("half a post"), N_("1 post"), N_("1 and a half posts"), N_("2 posts"), N_("3 posts")),
        other=forms("{number} post", "{number} posts"),
    ),
    Movable(
        *("partners.contacts_per_month", N_("Organisations that a coordinator contacts each month")),
        N_("For each full-time post."),
        *(N_("organisations contacted each month: {value}"), 1, 12),
    ),
    Movable(
        *("outreach.events_per_year", N_("Public events each year")),
        N_("People who come may register."),
        *(N_("public events each year: {value}"), 0, 52),
    ),
    Movable(
        *("outreach.letters", N_("Letters in each mailing")),
        N_("There are four mailings a year unless you change it below."),
        *(N_("letters in each mailing: {value}"), 0, 10_000),
    ),
    Movable(
        *("outreach.campaigns_per_year", N_("Mailings each year")),
        N_("Each mailing has as many letters as said above."),
        *(N_("mailings each year: {value}"), 0, 12),
    ),
    Movable(
        *("retention.mentored_share", N_("Facilitators who have a mentor for their first group")),
        N_(
            "A mentor lowers the risk that somebody stops. By how much is an assumption. Only for people trained from "
            "January {year} on."
        ),
        N_("facilitators with a mentor: {value}"),
        choices=SHARES,
    ),
    Movable(
        *("retention.paid_share", N_("Facilitators who are paid for each group")),
        N_(
            "Pay lowers the risk that somebody stops. By how much is an assumption. Only for people trained from "
            "January {year} on."
        ),
        N_("facilitators who are paid: {value}"),
        choices=SHARES,
    ),
)  # what an authority decides

ASSUMPTIONS = (
    Movable(
        *("retention.loss_per_year", N_("Facilitators who stop each year")),
        N_("About one in four in the reference."),
        N_("facilitators who stop each year: {value}"),
        choices=(0.1, 0.4, 0.6),
        words=(N_("about one in ten"), N_("about one in three"), N_("nearly one in two")),
    ),
    Movable(
        *("receptivity.share", N_("Residents who could be interested")),
        N_("15 in 100 in the reference."),
        N_("residents who could be interested: {value}"),
        choices=(0.05, 0.1, 0.3),
    ),
    Movable(
        *("training.active_share", N_("People trained who then lead groups")),
        N_("9 in 10 in the reference."),
        N_("people trained who then lead groups: {value}"),
        choices=(0.4, 0.6, 0.8),
    ),
    Movable(
        *("invitations.per_completer", N_("People whom each participant invites afterwards")),
        N_("4 in the reference."),
        N_("people whom each participant invites: {value}"),
        choices=(1.0, 2.0, 8.0),
        words=(N_("1 person"), N_("2 people"), N_("8 people")),
    ),
)  # what nobody decides, and nobody knows well

BY_NAME = {one.name: one for one in (*LEVERS, *ASSUMPTIONS)}


def setting_in_words(setting: str) -> str:
    """A setting `section.name=value` as people say it; as it is where it has no name for people."""
    name, _equals, value = setting.partition("=")
    if (one := BY_NAME.get(name)) is None:
        return setting
    try:
        return _(one.short, value=one.said(float(value)))
    except ValueError:
        return setting


def levers_in_words(settings: Iterable[str]) -> str:
    """Some settings, as the title of a scenario."""
    said = in_a_row(map(setting_in_words, settings))
    return said[:1].upper() + said[1:]
