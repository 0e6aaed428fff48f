"""The subject: a group programme that spreads from person to person over a territory."""
