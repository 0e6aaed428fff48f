"""What an authority puts in each year, in words: on the page, and in the note for a council."""

from __future__ import annotations

from collections.abc import Mapping

from contagion.experiments.language.levers import BY_NAME
from contagion.experiments.language.numbers import number
from contagion.experiments.language.sentences import _, ngettext
from contagion.sim.model import WEEKS_A_YEAR

WENT_ON = (
    *("training.places", "training.period_weeks", "partners.coordinators", "outreach.events_per_year"),
    *("outreach.letters", "outreach.campaigns_per_year"),
)
"""What a programme puts in, in words of `means`."""


def means(values: Mapping[str, float]) -> str:
    """What is put in each year, by parameter (`WENT_ON`); what there is nothing of is not named."""
    places = round(values["training.places"] * WEEKS_A_YEAR / values["training.period_weeks"], 1)
    events, posts = values["outreach.events_per_year"], values["partners.coordinators"]
    letters, mailings = values["outreach.letters"], values["outreach.campaigns_per_year"]
    told = [
        (
            places,
            ngettext(
                "{number} training place a year",
                "{number} training places a year",
                round(places),
                number=number(places, ",.10g"),
            ),
        ),
        (posts, BY_NAME["partners.coordinators"].said(posts)),
        (
            events,
            ngettext("{number} public event", "{number} public events", round(events), number=number(events, ",.10g")),
        ),
        (
            letters * mailings,
            ngettext(
                "{number} mailing of {letters} letters",
                "{number} mailings of {letters} letters",
                round(mailings),
                number=number(mailings, ",.10g"),
                letters=number(letters, ",.10g"),
            ),
        ),
    ]
    return ", ".join(words for value, words in told if value) or _("nothing")


def as_last(values: Mapping[str, float]) -> str:
    """What goes on as it was last, by parameter."""
    return _("as it was last: {what}.", what=means(values))


def put_in(values: Mapping[str, float], as_elsewhere: bool) -> str:
    """What is put in each year; `as_elsewhere`: because it is so in Grand Besançon."""
    if as_elsewhere:
        return _("If it is done as in Besançon, in proportion to the residents: {what}.", what=means(values))
    return _("Each year: {what}.", what=means(values))
