"""The pages that say what the model is, and the draft of an accessibility statement."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from experiments.planners.page.views.frame import framed, query
from experiments.words.catalogue import GRADES
from experiments.words.planners_method import parts_of_the_method
from experiments.words.sentences import _
from models.parameters import describe

if TYPE_CHECKING:
    from experiments.planners.page.context import Context


def method(context: Context) -> str:
    counts = Counter(row["grade"] for row in describe())
    grades = [{"code": code, "words": _(words), "count": counts[code]} for code, words in GRADES.items()]
    return framed("method", context, _("How it works"), parts=parts_of_the_method(), grades=grades)


def accessibility(context: Context) -> str:
    return framed("accessibility", context, _("Accessibility"))


def error(context: Context) -> str:
    back = f"/{context.lang}/compare{query(context.asked)}" if context.of_view else ""
    return framed("error", context, _("This page cannot be shown"), back=back, here=None)
