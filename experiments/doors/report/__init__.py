"""The report for a council: HTML in one file, and a tagged PDF of it."""

from contagion.experiments.doors.report.made import html
from contagion.experiments.doors.report.printed import pdf

__all__ = ["html", "pdf"]
