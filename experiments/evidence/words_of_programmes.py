"""What a programme's file says, in words; and a new one, to be filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import ceil
from textwrap import fill
from typing import TYPE_CHECKING

from contagion.experiments.evidence.known import FLOWS, silent_years
from contagion.experiments.evidence.lived import ahead_in_words
from contagion.experiments.evidence.programme import Programme
from contagion.experiments.say.sentences import (
    N_,
    _,
    between,
    forms,
    in_a_row,
    looked_up,
    month_in_full,
    ngettext,
    number,
    said,
)
from contagion.models.territory.gazetteer import Perimeter

if TYPE_CHECKING:
    from contagion.experiments.evidence.agreeing import Agreement


NAMES = {
    "trained": "trained",
    "places": "training places on offer",
    "groups": "groups",
    "participants": "people who came",
    "completers": "people who finished",
    "active": "active at the end of the year",
    "waiting": "waiting at the end of the year",
    "letters": "letters",
    "events": "events",
    "posts": "posts",
}
COUNTED = {
    "trained": forms("{number:,} person trained", "{number:,} people trained"),
    "places": forms("{number:,} training place on offer", "{number:,} training places on offer"),
    "groups": forms("{number:,} group", "{number:,} groups"),
    "participants": forms("{number:,} person came", "{number:,} people came"),
    "completers": forms("{number:,} person finished", "{number:,} people finished"),
    "active": forms("{number:,} active at the end of the year", "{number:,} active at the end of the year"),
    "waiting": forms("{number:,} waiting at the end of the year", "{number:,} waiting at the end of the year"),
    "letters": forms("{number:,} letter", "{number:,} letters"),
    "events": forms("{number:,} event", "{number:,} events"),
    "posts": forms("{number:,g} post", "{number:,g} posts"),
}
UNKNOWN_PLACES = N_(
    "How many training places were on offer is not known: at least {least} a year, up to {most} in half of the "
    "simulations tried. Say it, and the answer is surer."
)
ASKED = N_(
    "{years}: nobody was trained. Was a session held, and with how many places? Add `places` to that year (0: no "
    "session)."
)
ADD_UP = (*FLOWS, "places", "letters", "events")  # over years


def programme_in_words(programme: Programme) -> list[str]:
    """Describe a programme: its name, what is known of it, and from when on decisions hold."""
    title, place = said(programme.title), programme.territory.title
    named = f"{place}." if title in place else f"{title}: {place}."
    return [named, *known_in_words(programme), said(ahead_in_words(programme))]


def known_in_words(programme: Programme) -> list[str]:
    """Describe each thing that is known in a sentence or more."""
    month = month_in_full(programme.began)
    if programme.to_begin:
        lines = [_("The programme is to begin in {month}. Without it: 0 people, 0 €.", month=month)]
    else:
        lines = [_("The programme began in {month}.", month=month)]
        if not programme.observed:
            lines.append(_("Nothing observed here: what is known of other places is carried over."))
    lines += _by_years(programme)
    lines += questions(programme)
    if programme.prices:
        told = [f"{item} {number(price, ',g')} €" for item, price in programme.prices.items()]
        lines.append(_("Prices of its own: {prices}.", prices=in_a_row(told)))
    if programme.decided:
        decided = [f"{one.title or ', '.join(one.set)} ({one.start})" for one in programme.decided]
        lines.append(_("Decided already: {decided}.", decided=in_a_row(decided)))
    return lines


def _by_years(programme: Programme) -> Iterator[str]:
    """Yield sentences on what was counted: one for all years in which it was the same, with the totals of these, and
    one per year where it differs."""
    known = {
        year.year: {name: value for name, value in year.said.items() if name != "places" or value != year.trained}
        for year in programme.known
        if year.said
    }  # leave out places that are as many as were trained
    first, last, total = min(known, default=0), max(known, default=0), programme.total
    in_a_line = len(known) > 1 and len(known) == last - first + 1
    same = {
        name: value
        for name, value in (known[first].items() if in_a_line else ())
        if name in ADD_UP and all(said.get(name) == value for said in known.values())
    }
    whole = {name: value * len(known) for name, value in same.items()}
    spans = {
        (first, last): [
            _("{total} ({each:,} a year)", total=_counted(name, whole[name]), each=each) for name, each in same.items()
        ]
    }
    if total:
        span = programme.began.year, total.until
        had = whole if span == (first, last) else {}
        of = [_counted(name, value) for name, value in total.said.items() if had.get(name) != value]
        spans[span] = [*spans.get(span, ()), *of]
    for (start, end), told in spans.items():
        if told:
            years = {"first": str(start), "last": str(end), "known": ", ".join(told)}
            yield _("From {first} to {last}: {known}.", **years) if start < end else _in(start, told)
    for year, figures in known.items():
        if told := [_counted(name, value) for name, value in figures.items() if name not in same]:
            yield _in(year, told)


def questions(programme: Programme) -> list[str]:
    """Ask about each run of years in which nobody was trained, and of whose places nothing is said."""
    return [looked_up(ASKED, years=years_in_words(years)) for years in silent_years(programme.known)]


def years_in_words(years: Sequence[int]) -> str:
    return ", ".join(str(year) for year in years)


def _in(year: int, told: list[str]) -> str:
    return _("{year}: {known}.", year=str(year), known=", ".join(told))


def _counted(name: str, value: float) -> str:
    return ngettext(*COUNTED[name], ceil(value), number=value)


def far_from_all() -> str:
    """State that no simulation comes near all figures at once."""
    return _("No simulation comes near all of these figures at once; the answer rests on those that come nearest.")


def agreement_in_words(agreement: Agreement) -> list[str]:
    """How many worlds agree, or that none does; and what they say of each figure before and after."""
    if not agreement.holds:
        lines = [far_from_all()]
    else:
        lines = [
            f"Simulations that agree with what is known here count as {agreement.effective:,.0f} independent ones."
        ]
        if agreement.wider > 1:
            lines.append(f"So that so many do, errors are taken {number(agreement.wider, '.1f')} times as wide.")
    if (unknown := agreement.ensemble.offered) and unknown.most:
        lines.append(looked_up(UNKNOWN_PLACES, least=unknown.least, most=unknown.most))

    def ends(row: Mapping[str, float], when: str) -> str:
        return between(*(number(row[f"{when}_{end}"], ",.0f") for end in ("p5", "p95")))

    told = [
        f"{looked_up(NAMES[row['name']])} {row['year']}: {number(row['value'], ',g')} (before {ends(row, 'before')}, "
        f"now {ends(row, 'after')})"
        for row in agreement.table.to_dict("records")
    ]
    return [*lines, f"90 % of simulations say, of what is known: {in_a_row(told)}."]


def new_file(territory: Perimeter, today: date) -> str:
    """Return the text of a file for an EPCI, with a programme that begins next January; comments show what may be known
    of one that has begun."""
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
