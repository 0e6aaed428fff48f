"""A new file of a programme, to be filled in: what may be said in it."""

from __future__ import annotations

import json
from datetime import date
from textwrap import fill

from contagion.models.territory.gazetteer import Perimeter


def new_file(territory: Perimeter, today: date) -> str:
    """The text of a file for an EPCI, of a programme that is to begin next January; what may be known of one that has
    begun stands there as remarks."""
    place, year = territory.title, today.year
    about = f"A programme of {place}. What is not known may be left out; with each figure that is, answers say more of "
    about = fill(about + "this place.", 120, initial_indent="# ", subsequent_indent="# ")
    return f"""{about}

title = {json.dumps(place.partition(" (")[0], ensure_ascii=False)}
territory = "{territory.code}"

# The month of the first training; after today, the programme is to begin.
began = "{year + 1}-01"

# What lies before is past, and the same whatever is decided; what is decided begins from here on.
today = "{today.isoformat()}"

# Years looked ahead.
years = 10

# By calendar year, of a programme that has begun, once for each year; take the # away. `trained`, `groups`,
# `participants` and `completers` are those of the year; `places` are training places on offer, whether they were taken
# or not; `active` (facilitators who go on) and `waiting` (people on the waiting list) are those at its end; `posts` are
# coordinators, full time.
# [[year]]
# year = {year - 1}
# trained = 6
# places = 8
# groups = 7
# participants = 52
# completers = 38
# active = 5
# waiting = 14
# letters = 4000
# events = 6
# posts = 0.5

# Attendance lists in place of `groups`, `participants` and `completers`: a CSV file with the columns date, group and
# people, and no names.
# attendance = "attendance.csv"

# Totals since the start, where they are known and the years are not.
# [total]
# until = {year - 1}
# participants = 52

# Prices of your own, in euros (`contagion parameters costs` names them).
# [prices]
# seat = 640

# What is decided already, from a date on (`contagion parameters` names what can be).
# [[decision]]
# from = "{year + 2}-01"
# set = {{ "training.places" = 6 }}
"""
