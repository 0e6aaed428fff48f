"""What the figures of a commune are, in words."""

from __future__ import annotations

from contagion.experiments.language.sentences import N_, _

MEANINGS = {
    "coverage": N_("participants who live there, per 1,000 residents aged 15+, since the start"),
    "participants": N_("participants who live there, since the start"),
    "completers": N_("completers who live there, since the start"),
    "registrations": N_("registrations from there, since the start"),
    "aspirants": N_("completers from there who wish to facilitate, since the start"),
    "groups_started": N_("groups started there, since the start"),
    "facilitators_trained": N_("facilitators trained from there, since the start"),
    "facilitators_active": N_("active facilitators who live there"),
}


def meaning(name: str) -> str:
    """What a figure of a commune is."""
    return _(MEANINGS[name])
