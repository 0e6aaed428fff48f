"""What the model is, for planners, in one page."""

from __future__ import annotations

from typing import Any

from contagion.experiments.language.sentences import _


def parts_of_the_method() -> list[dict[str, Any]]:
    """Titles, and what is said below each."""
    return [
        {
            "title": _("The programme"),
            "lines": [
                _(
                    "Between 2017 and 2019 Grand Besançon ran “Conversations Carbone”: groups of about eight people "
                    "meet six times over four months, led by a pair of facilitators. Some of a group come to lead "
                    "groups themselves. The authority trains ten people a year."
                ),
                _(
                    "That is the loop of the model: people, groups, facilitators, more groups. Each step may be what "
                    "is short: registrations, places of training, somebody to lead with, time, rooms, money."
                ),
            ],
        },
        {
            "title": _("Who is in it: agents"),
            "lines": [
                _(
                    "Each resident aged 15 and over lives in a real commune, has an age, a public that they belong to, "
                    "hours at which they are free, and people whom they know, near rather than far. How many live "
                    "where, how old they are and where they work comes from the census; the rest is assumed. Nobody "
                    "real is in the model."
                ),
                _(
                    "Facilitators, partner organisations and the authority are agents as well. A facilitator looks for "
                    "somebody to lead with, leads a group, rests, and stops some day."
                ),
            ],
        },
        {
            "title": _("A case"),
            "lines": [
                _(
                    "Most numbers are not known well. A case is one set of all of them that agrees with what was "
                    "observed, with luck of its own. Programmes are compared in the same cases: whoever would have "
                    "come without the change is met again with it. What remains is the difference that the programme "
                    "makes."
                ),
                _(
                    "The 90 % range therefore says how much hangs on what is not known. It is no chance that "
                    "something happens out there, because the model itself may be wrong."
                ),
            ],
        },
        {
            "title": _("What is assumed"),
            "lines": [
                _(
                    "Each number has a grade of evidence, from the programme's own figures (G) to a mere assumption "
                    "(D). Most are of grade D, and stand in the ranges that you see. One total was published, 300 "
                    "people in three years in Grand Besançon: the cases were chosen to agree with it within its "
                    "error, and with thirty facilitators trained. Whom the 300 count is not known. Here they are read "
                    "as people counted in groups; read with facilitators and people met at tasters, fewer of them were "
                    "in groups. That is another set of cases, which comes with the project and is not used on these "
                    "pages."
                ),
                _(
                    "In another territory, the same cases are taken over, and the effort is scaled by the number of "
                    "residents. Both are assumptions. How much asking does there is not known: it is drawn anew for "
                    "each case, from how much other places differ, so that cases differ more than in Grand Besançon."
                ),
                _(
                    "Prices are placeholders until you enter yours. Emissions rest on what participants of one study "
                    "said of themselves, elsewhere."
                ),
            ],
        },
        {
            "title": _("What it cannot say"),
            "lines": [
                _(
                    "How many people will come next year. Whether people change their lives. What nobody has described "
                    "in numbers: trust, quarrels, an election, a good idea."
                )
            ],
        },
    ]
