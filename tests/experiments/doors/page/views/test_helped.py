"""What would have helped, in worlds."""

from dataclasses import replace
from pathlib import Path

from contagion.experiments.doors.page.views.helped import helped
from contagion.experiments.ensembles.ensemble_files import read_ensemble
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.how_much import ENSEMBLE
from contagion.experiments.lab.lab import laboratory
from contagion.experiments.verbs.limits.capacities import CAPACITIES
from contagion.experiments.verbs.limits.work import limits
from tests.helpers.html import checked


def test_which_would_help_most_is_said_first(asked, tmp_path, french):
    lab, worlds = laboratory("serial", store=tmp_path / "store"), Worlds(read_ensemble(Path(ENSEMBLE)), 20.0)
    found = limits(lab, asked.scenarios()[0], 2, 4, CAPACITIES[:2], worlds)
    told = checked(helped(found, asked))
    assert told.startswith(("Ce qui aiderait le plus dépend des hypothèses", "Rien de cela n’aide"))
    assert "En moyenne" in told
    assert "Trop peu de mondes pour le dire selon la façon dont les gens décident" in told
    assert "places de formation" in told
    assert "« Référence » : personnes" in told
    other = checked(helped(found, replace(asked, helped=1)))
    assert "Places à chaque session de formation" in other
    assert "Dans 4 mondes" in told
    assert "année 2017" in told
