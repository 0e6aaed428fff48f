"""Texts on the dossier: the copy of the page that an officer saves, hands on and opens again."""

from __future__ import annotations

from typing import Any

from contagion.experiments.say.languages import gettext, ngettext
from contagion.experiments.say.sentences import forms

OPTIONS = forms("{number} option", "{number} options")


def words() -> dict[str, Any]:
    """Return sentences by key, with placeholders for scripts."""
    return {
        "dossier_own": [gettext("without your figures"), gettext("with your figures")],
        **{f"{key}_dossier_options": ngettext(*OPTIONS, number) for key, number in (("one", 1), ("many", 2))},
        "score_of_all": gettext(
            "{inside} of the {all} figures given are inside the 90 % range that was foreseen with “{course}”. About 9 "
            "of 10 should be."
        ),
        "score_inside": gettext(
            "{what}, {year}: {value}, inside the range foreseen on {day} (median {middle}; 90 % range: {range})."
        ),
        "score_more": gettext(
            "{what}, {year}: {value}, more than in 19 of 20 simulations of {day} (median {middle}; 90 % range: "
            "{range})."
        ),
        "score_fewer": gettext(
            "{what}, {year}: {value}, fewer than in 19 of 20 simulations of {day} (median {middle}; 90 % range: "
            "{range})."
        ),
        "dossier_opened": gettext("Dossier of {place}, saved on {day}: it is open."),
        "dossier_other_page": gettext(
            "It was saved with the page of {day}; this page is of {here}, and all answers are computed again."
        ),
        "dossier_other_start": gettext("Its changes began in {month}; here they begin in {here}."),
        "dossier_left_out": gettext("Left out, because this page cannot set it: {names}."),
        "dossier_no_page": gettext("“{name}” is no dossier. Expected an HTML file that this page saved."),
        "dossier_cut": gettext("“{name}” is incomplete: its end is missing. Copy or download it again."),
        "dossier_none": gettext("“{name}” contains no dossier. Expected a file from “Save the dossier”."),
        "dossier_damaged": gettext("“{name}”: its dossier is damaged and cannot be read. Take an earlier copy."),
        "dossier_newer": gettext("“{name}” was saved by a newer page. Open it with that page, by double click."),
        "dossier_no_place": gettext("“{name}”: this page does not know its intercommunality, {place}."),
        "dossier_steps": [gettext("Undone."), gettext("Redone.")],
        "places_kept": gettext("This browser keeps a dossier of:"),
        "dossier_file": gettext("dossier-{place}-{day}"),
        "dossier_saved": gettext(
            "The dossier is saved as a file: double click opens it. It holds your figures, options and note."
        ),
    }
