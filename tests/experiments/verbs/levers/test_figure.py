"""The figure of levers: what gives more of one thing has its colour."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from contagion.experiments.drawing.style import CAUSES, GREY
from contagion.experiments.ensembles.worlds import OF_ONE_SET
from contagion.experiments.language.levers import LEVERS
from contagion.experiments.verbs.levers.figure import PANELS, levers_figure
from contagion.models.scenarios.scenario import read
from tests.helpers.drawn import axes, unreadable

UNCLEAR = "volunteering.wish"


@pytest.fixture(scope="module")
def found() -> Any:
    rows = []
    for lever in LEVERS:
        low = -1.0 if lever.parameter == UNCLEAR else 1.0
        ends = {f"{name}{end}": value for name in PANELS for end, value in (("", 2.0), ("_low", low), ("_high", 3.0))}
        rows.append({"lever": lever.label, "parameter": lever.parameter, "priced": lever.priced, "verdict": "", **ends})
    labels = pd.DataFrame({"seed": [1, 2]})
    runs = SimpleNamespace(table=pd.DataFrame({"years": [1]}), labels=labels, store=SimpleNamespace(about={}))
    made = SimpleNamespace(runs=runs, worlds=OF_ONE_SET)
    return SimpleNamespace(table=pd.DataFrame(rows), made=made, seeds=2, scenario=read())


def test_levers_have_the_colour_of_what_they_give_more_of(found):
    figure = levers_figure(found)
    assert not unreadable(figure)
    assert figure.get_suptitle().endswith("after 1 year")
    place = found.table["parameter"].tolist().index
    for ax in axes(figure)[: len(PANELS)]:
        shown = {y: line.get_color() for line in ax.lines if line.get_marker() == "o" for y in line.get_ydata()}
        assert shown[place("training.places")] == shown[place("training.period_weeks")] == CAUSES["places"]
        assert shown[place("outreach.letters")] == CAUSES["registrations"]
        assert shown[place("partners.contacts_per_month")] == CAUSES["hosts"]
        assert shown[place("facilitation.partner_room")] == CAUSES["rooms"]
        assert shown[place("retention.loss_per_year")] == CAUSES["groups"]
        assert shown[place(UNCLEAR)] == GREY


def test_where_nothing_is_known_there_is_no_scale(found):
    none = found.table.assign(**{name: float("nan") for name in found.table if name.startswith("people_per")})
    nothing: Any = SimpleNamespace(**vars(found) | {"table": none})
    *_, last, _ = axes(levers_figure(nothing))
    assert not last.get_xticks().size


def test_the_colours_are_explained(found):
    legend: Any = axes(levers_figure(found))[-1].get_legend()
    said = dict(
        zip([t.get_text() for t in legend.get_texts()], [h.get_color() for h in legend.legend_handles], strict=True)
    )
    assert said["training places"] == CAUSES["places"]
    assert set(said) == {
        *("training places", "wish to facilitate", "leading time", "registering"),
        *("partners' rooms", "hosts", "money"),
    }  # fmt: skip
