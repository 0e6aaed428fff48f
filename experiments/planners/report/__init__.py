"""The report for a council: HTML in one file, and a tagged PDF of it."""

from contagion.experiments.planners.report.made import html
from contagion.experiments.planners.report.printed import pdf

__all__ = ["html", "pdf"]
