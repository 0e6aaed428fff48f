"""What a programme's file says, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contagion.experiments.language.numbers import month_in_full, number
from contagion.experiments.language.sentences import N_, _, between, in_a_row, looked_up, said
from contagion.experiments.programmes.known import FLOWS
from contagion.experiments.programmes.lived import ahead_in_words
from contagion.experiments.programmes.programme import Programme

if TYPE_CHECKING:
    from contagion.experiments.programmes.agreeing import Agreement

NAMES = {
    "trained": N_("trained"),
    "groups": N_("groups"),
    "participants": N_("people who came"),
    "completers": N_("people who finished"),
    "active": N_("active at the end of the year"),
    "waiting": N_("waiting at the end of the year"),
    "letters": N_("letters"),
    "events": N_("events"),
    "posts": N_("posts"),
}


def programme_in_words(programme: Programme) -> list[str]:
    """A sentence or more for each thing that is known, and from when on what is decided holds."""
    lines = [_("{title}: {place}.", title=said(programme.title), place=programme.territory.title)]
    if programme.to_begin:
        lines.append(_("It is to begin in {month}.", month=month_in_full(programme.began)))
    else:
        lines.append(_("It began in {month}.", month=month_in_full(programme.began)))
        if not programme.observed:
            lines.append(_("Nothing observed here: what is known of other places is carried over."))
    for year in programme.known:
        if figures := year.said:
            told = [f"{looked_up(NAMES[name])} {number(value, ',g')}" for name, value in figures.items()]
            lines.append(_("{year}: {known}.", year=str(year.year), known=in_a_row(told)))
    if programme.total is not None:
        told = [
            f"{looked_up(NAMES[name])} {number(value, ',g')}"
            for name in FLOWS
            if (value := getattr(programme.total, name)) is not None
        ]
        lines.append(
            _(
                "Since the start, until the end of {year}: {known}.",
                year=str(programme.total.until),
                known=in_a_row(told),
            )
        )
    if programme.prices:
        told = [f"{item} {number(price, ',g')} €" for item, price in programme.prices.items()]
        lines.append(_("Prices of its own: {prices}.", prices=in_a_row(told)))
    if programme.decided:
        decided = [f"{one.title or ', '.join(one.set)} ({one.start})" for one in programme.decided]
        lines.append(_("Decided already: {decided}.", decided=in_a_row(decided)))
    return [*lines, said(ahead_in_words(programme))]


def agreement_in_words(agreement: Agreement) -> list[str]:
    """How many worlds agree, what they say of each figure before and after, and what none of them meets."""
    lines = [
        _(
            "Worlds that agree with what is known here count as {number:,.0f} independent ones.",
            number=agreement.effective,
        )
    ]
    if agreement.wider > 1:
        lines.append(
            _("So that so many do, errors are taken {times} times as wide.", times=number(agreement.wider, ".1f"))
        )
    if agreement.unmet:
        told = [f"{looked_up(NAMES[one.name])} {one.year}: {number(one.value, ',g')}" for one in agreement.unmet]
        lines.append(_("No world comes near these, and those that are left come nearest: {told}.", told=in_a_row(told)))
    elif not agreement.ensemble.in_reach:
        lines.append(_("No world comes near all of it; those that are left come nearest."))
    told = [
        _(
            "{what} {year}: {value} (before {before}, now {after})",
            what=looked_up(NAMES[row["name"]]),
            year=str(row["year"]),
            value=number(row["value"], ",g"),
            before=between(*(number(row[f"before_{end}"], ",.0f") for end in ("p5", "p95"))),
            after=between(*(number(row[f"after_{end}"], ",.0f") for end in ("p5", "p95"))),
        )
        for row in agreement.table.to_dict("records")
    ]
    return [*lines, _("Nine worlds in ten say, of what is known: {told}.", told=in_a_row(told))]
