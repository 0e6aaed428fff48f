"""What the figures of a commune are, in words."""

from __future__ import annotations

MEANINGS = {
    "coverage": "participants who live there, per 1,000 residents aged 15+, since the start",
    "participants": "participants who live there, since the start",
    "completers": "completers who live there, since the start",
    "registrations": "registrations from there, since the start",
    "aspirants": "completers from there who wish to facilitate, since the start",
    "groups_started": "groups started there, since the start",
    "facilitators_trained": "facilitators trained from there, since the start",
    "facilitators_active": "active facilitators who live there",
}
