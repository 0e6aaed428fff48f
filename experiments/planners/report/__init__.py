"""The report for a council: HTML in one file, and a tagged PDF of it."""

from experiments.planners.report.made import html
from experiments.planners.report.printed import pdf

__all__ = ["html", "pdf"]
