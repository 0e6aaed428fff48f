"""What the page says of the dossier: the copy of the page that an officer saves, hands on and opens again."""

from __future__ import annotations

from typing import Any

from contagion.experiments.say.languages import gettext, ngettext
from contagion.experiments.say.sentences import forms

OPTIONS = forms("{number} option", "{number} options")


def words() -> dict[str, Any]:
    """Sentences by key, whose places scripts fill in."""
    return {
        "dossier_own": [gettext("without your figures"), gettext("with your figures")],
        **{f"{key}_dossier_options": ngettext(*OPTIONS, number) for key, number in (("one", 1), ("many", 2))},
        "dossier_steps": [gettext("Undone."), gettext("Redone.")],
        "places_kept": gettext("This browser keeps a dossier of:"),
        "dossier_file": gettext("dossier-{place}-{day}"),
        "dossier_saved": gettext(
            "The dossier is saved as a file: double click opens it. It holds your figures, options and note."
        ),
    }
