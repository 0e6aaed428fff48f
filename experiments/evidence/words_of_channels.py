"""What of a gain remains without a channel (`experiments.evidence.channels`), in sentences for all interfaces.

Only a channel without which the gain clearly changes (`is_clear`) has its figure in a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contagion.experiments.evidence.channels import ALL, FACILITATORS, INVITATIONS, PARTNERS, SWITCHES
from contagion.experiments.say.differences import as_borne_by, change
from contagion.experiments.say.sentences import N_, in_a_row, looked_up

SENTENCES = {
    FACILITATORS: N_("participants who become facilitators"),
    INVITATIONS: N_("personal invitations"),
    PARTNERS: N_("the extra weight of former participants' word"),
    ALL: N_("all three"),
    # Translators: {what} is one of the ways in which participation breeds participation, as in "personal invitations"
    "first": N_("Without {what}, the gain would be {gain}"),
    "next": N_("without {what}, {gain}"),
    "gain": N_("{middle} ({low} to {high})"),
    "unclear": N_("Without {what}: no clear difference in {number:,} simulations."),
    "equal": N_("Without {what}: no difference at all."),
    "since_start": N_("Each is switched off from the start, in both programmes; removals do not add up."),
    "from": N_("{what} from {date} on"),
}
"""By key, also for the scripts of the page."""


def why_in_words(rows: Mapping[str, Mapping[str, Any]], since: str = "") -> str:
    """Write what the gain of an option would be without each channel.

    Parameters
    ----------
    rows : mapping of name to mapping
        By the name of the switch: rows of `gain_without`.
    since : str, optional
        The month from which the channels are off; by default they are from the start.
    """

    def named(switch: str) -> str:
        what = looked_up(SENTENCES[switch])
        return looked_up(SENTENCES["from"], what=what, date=since) if since else what

    some = {name: rows[name] for name in SWITCHES if name in rows}
    clear = [name for name, row in some.items() if row["clear"]]
    parts = [
        looked_up(SENTENCES["next" if place else "first"], what=named(name), gain=_gain(some[name]))
        for place, name in enumerate(clear)
    ]
    others = [name for name in some if name not in clear]
    sentences = [f"{in_a_row(parts)}."] if parts else []
    for name in others:
        key, number = "unclear" if some[name]["changed"] else "equal", int(some[name]["worlds"])
        sentences.append(looked_up(SENTENCES[key], what=named(name), number=number))
    return " ".join(sentences)


def _gain(row: Mapping[str, Any]) -> str:
    """Write the median of a gain and both ends of its range."""
    low, middle, high = map(change, as_borne_by(row))
    return looked_up(SENTENCES["gain"], middle=middle, low=low, high=high)
