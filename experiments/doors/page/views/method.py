"""The pages that say what the model is, and the draft of an accessibility statement."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from contagion.experiments.doors.page.views.frame import framed, query
from contagion.experiments.doors.words.method import parts_of_the_method
from contagion.experiments.ensembles.ensemble_files import as_written
from contagion.experiments.ensembles.words_of_ensembles import beside_targets, how_to_read
from contagion.experiments.lab.how_much import ENSEMBLE
from contagion.experiments.language.catalogue import GRADES
from contagion.experiments.language.sentences import _, said
from contagion.models.parameters import describe

if TYPE_CHECKING:
    from contagion.experiments.doors.page.context import Context


def method(context: Context) -> str:
    counts = Counter(row["grade"] for row in describe())
    grades = [{"code": code, "words": _(words), "count": counts[code]} for code, words in GRADES.items()]
    about = as_written(Path(ENSEMBLE))[0].about
    beside = {"title": said(about.get("title", ENSEMBLE)), "how_to_read": how_to_read(), "table": beside_targets(about)}
    return framed("method", context, _("How it works"), parts=parts_of_the_method(), grades=grades, beside=beside)


def accessibility(context: Context) -> str:
    return framed("accessibility", context, _("Accessibility"))


def error(context: Context) -> str:
    back = f"/{context.lang}/compare{query(context.asked)}" if context.of_view else ""
    return framed("error", context, _("This page cannot be shown"), back=back, here=None)
