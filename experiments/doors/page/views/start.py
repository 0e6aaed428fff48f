"""The start page: the answer first, from what is shipped; then questions, a story, and the doors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from contagion.experiments.doors.page.shipped import BASE, OTHER, day, shipped
from contagion.experiments.doors.page.views.frame import framed
from contagion.experiments.doors.words.note import heard
from contagion.experiments.doors.words.told import capacity
from contagion.experiments.ensembles.words import how_many, worlds_of
from contagion.experiments.language.languages import spoken
from contagion.experiments.language.numbers import number
from contagion.experiments.language.sentences import _, between
from contagion.experiments.verbs.history.lives import Life
from contagion.experiments.verbs.history.words import life_in_words
from contagion.models.scenarios.scenario import read

if TYPE_CHECKING:
    from contagion.experiments.doors.page.context import Context


HALF = ("p25", "p75")
"""The ends between which half of the worlds lie."""


def page(context: Context) -> str:
    found = shipped()
    life = Life(**found["story"])
    return framed(
        "start",
        context,
        _("What would this programme do here, and what would help most?"),
        answer=answer(found),
        rests=_rests(found),
        numbers=numbers(found),
        questions=questions(context.lang),
        story=life_in_words(life, read().parameters.calendar.start),
        number=life.number,
        world=found["world"],
        heard=heard(found["personal"]),
        doors=doors(context.lang),
    )


def answer(found: dict[str, Any]) -> str:
    """One sentence."""
    people, more, first = found["participants"], found["more"]["participants"], found["helps"][0]
    return _(
        "In ten years the programme would reach between {low} and {high} people of Grand Besançon in half of the "
        "worlds that were tried; what would help most is {capacity}, and twice the training places would bring "
        "{fewest} to {most} people more, again in half of them.",
        low=_tens(people["p25"]),
        high=_tens(people["p75"]),
        capacity=capacity(first["capacity"]),
        fewest=_tens(more["p25"]),
        most=_tens(more["p75"]),
    )


def _tens(value: float) -> str:
    """A number of people that is not known better than to tens."""
    return number(round(value, -1), ",.0f")


def _rests(found: dict[str, Any]) -> str:
    return _(
        "{worlds} worlds that agree with what was observed from 2017 to 2019, computed on {day}. Evidence: one "
        "published total (G), most else assumed (D). It compares and explains; it is no forecast.",
        worlds=found["worlds"],
        day=format_date(day(), "long", spoken()),
    )


def numbers(found: dict[str, Any]) -> list[dict[str, str]]:
    """At most four."""
    people, communes, first = found["participants"], found["communes_reached"], found["helps"][0]
    more = found["more"]["participants"]

    return [
        {
            "value": between(*(_tens(people[end]) for end in HALF)),
            "words": _("people reached in ten years, in half of the worlds"),
        },
        {
            "value": between(*(number(communes[end], ",.0f") for end in HALF)),
            "words": _("of 68 communes where a group has met, in half of the worlds"),
        },
        {
            "value": worlds_of(more["above_zero"], found["worlds"]),
            "words": _(
                "worlds in which twice the training places bring more people; in {above} of 100, more than "
                "{people:,.0f}",
                above=how_many(more["above"], found["worlds"]),
                people=found["above"],
            ),
        },
        {
            "value": worlds_of(first["first"], found["worlds"]),
            "words": _(
                "worlds in which {capacity} helps most, of 10% more of each capacity",
                capacity=capacity(first["capacity"]),
            ),
        },
    ]


def questions(lang: str) -> list[dict[str, str]]:
    """Three to begin with, each an address."""
    at = f"/{lang}/compare?scenario={BASE}&scenario="
    return [
        {
            "question": _("Would twice the training places be used?"),
            "text": _(
                "Twenty places a year in place of ten, from 2020 on. The others stay empty if too few wish to lead."
            ),
            "link": _("See what twice the places change"),
            "href": f"{at}{OTHER}",
        },
        {
            "question": _("Which communes are never reached, and what would reach them?"),
            "text": _(
                "Half of the effort is kept for outside the centre, and compared with today's, commune by commune."
            ),
            "link": _("See the map and the list of communes"),
            "href": f"{at}out_of_the_centre#map-section",
        },
        {
            "question": _("What remains when support ends?"),
            "text": _("Support stops after three years. Do groups go on by themselves, and for how long?"),
            "link": _("See what the end of support changes"),
            "href": f"{at}end_of_support",
        },
    ]


def doors(lang: str) -> list[dict[str, str]]:
    """The pages behind this one."""
    return [
        {
            "label": _("Compare"),
            "href": f"/{lang}/compare",
            "text": _("Your own territory, programmes of the library, or levers that you move."),
        },
        {
            "label": _("Money"),
            "href": f"/{lang}/money",
            "text": _("How is more money a year best spent, at which prices?"),
        },
        {
            "label": _("What to measure first"),
            "href": f"/{lang}/measure",
            "text": _("Which figures of your own programme would change what is best done?"),
        },
        {
            "label": _("Report for the council"),
            "href": f"/{lang}/compare?scenario={BASE}&scenario={OTHER}#report",
            "text": _("At most four pages, to print or send."),
        },
        {
            "label": _("How it works"),
            "href": f"/{lang}/method",
            "text": _("What is modelled, what is assumed, what it cannot say. One page."),
        },
    ]
