"""Charts drawn as SVG by templates: the same for the page, the report and its PDF."""

from contagion.experiments.doors.charts.classes import Classes, commune_classes
from contagion.experiments.doors.charts.commune_maps import commune_map, commune_values
from contagion.experiments.doors.charts.costs import costs
from contagion.experiments.doors.charts.courses import course
from contagion.experiments.doors.charts.families import family
from contagion.experiments.doors.charts.shortages import shortages

__all__ = [
    "Classes",
    "commune_classes",
    "commune_map",
    "commune_values",
    "costs",
    "course",
    "family",
    "shortages",
]
