"""A new file of a programme, to be filled in: what may be said in it, in the language that is spoken."""

from __future__ import annotations

import json
from datetime import date
from textwrap import wrap

from contagion.experiments.say.sentences import _
from contagion.models.territory.gazetteer import Perimeter

WIDTH = 118


def new_file(territory: Perimeter, today: date) -> str:
    """The text of a file for an EPCI, of a programme that is to begin next January; what may be known of one that has
    begun stands there as remarks."""
    year = today.year
    lines = [
        *_remark(
            _(
                "A programme of {place}. What is not known may be left out; with each figure that is, answers say more "
                "of this place.",
                place=territory.title,
            )
        ),
        "",
        f"title = {json.dumps(territory.title.partition(' (')[0], ensure_ascii=False)}",
        f'territory = "{territory.code}"',
        "",
        *_remark(_("The month of the first training; after today, the programme is to begin.")),
        f'began = "{year + 1}-01"',
        "",
        *_remark(_("What lies before is past, and the same whatever is decided; what is decided begins from here on.")),
        f'today = "{today.isoformat()}"',
        "",
        *_remark(_("Years looked ahead.")),
        "years = 10",
        "",
        *_remark(
            _(
                "By calendar year, of a programme that has begun, once for each year; take the # away. `trained`, "
                "`groups`, `participants` and `completers` are those of the year; `places` are training places on "
                "offer, whether they were taken or not; `active` (facilitators who go on) "
                "and `waiting` (people on the waiting list) are those at its end; `posts` are coordinators, full time."
            )
        ),
        "# [[year]]",
        f"# year = {year - 1}",
        *(f"# {name} = {value}" for name, value in EXAMPLE.items()),
        "",
        *_remark(
            _(
                "Attendance lists in place of `groups`, `participants` and `completers`: a CSV file with the columns "
                "date, group and people, and no names."
            )
        ),
        '# attendance = "attendance.csv"',
        "",
        *_remark(_("Totals since the start, where they are known and the years are not.")),
        "# [total]",
        f"# until = {year - 1}",
        f"# participants = {EXAMPLE['participants']}",
        "",
        *_remark(_("Prices of your own, in euros (`contagion parameters costs` names them).")),
        "# [prices]",
        "# seat = 640",
        "",
        *_remark(_("What is decided already, from a date on (`contagion parameters` names what can be).")),
        "# [[decision]]",
        f'# from = "{year + 2}-01"',
        '# set = { "training.places" = 6 }',
    ]
    return "\n".join(lines) + "\n"


EXAMPLE = {
    "trained": 6,
    "places": 8,
    "groups": 7,
    "participants": 52,
    "completers": 38,
    "active": 5,
    "waiting": 14,
    "letters": 4000,
    "events": 6,
    "posts": 0.5,
}


def _remark(text: str) -> list[str]:
    return [f"# {line}" for line in wrap(text, WIDTH)]
