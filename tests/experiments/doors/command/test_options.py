"""`--lang`: in which language a command speaks, and what stays as it is."""

import json

import pytest
from click.testing import CliRunner, Result

from contagion.experiments.doors.command.main import main
from contagion.experiments.language.languages import ENGLISH, spoken


def contagion(*words: object, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], env=environment)


def test_french_is_spoken_where_it_is_asked_for():
    done = contagion("run", "--years", 1, "--lang", "fr")
    assert done.exit_code == 0, done.output
    assert "habitants de 15 ans et plus\u202f; 1 an, graine 1" in done.stdout
    assert done.stdout.endswith("Ajouter --out DIR pour conserver les tableaux et les figures.\n")
    assert spoken() == ENGLISH


@pytest.mark.parametrize("words, environment", [(["--lang", "de"], {}), ([], {"CONTAGION_LANG": "fr_FR"})])
def test_another_language_is_refused_in_one_line(words, environment):
    done = contagion("run", *words, **environment)
    assert done.exit_code == 2
    assert "'en', 'fr'" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_mistake_ends_the_language_too():
    assert contagion("run", "--lang", "fr", "--years", 0).exit_code == 2
    assert spoken() == ENGLISH


@pytest.mark.usefixtures("undrawn")
def test_tables_are_the_same_whatever_is_spoken_and_figures_speak(tmp_path):
    for language in ("en", "fr"):
        done = contagion("run", "workshop", "--years", 1, "--lang", language, "--out", tmp_path / language)
        assert done.exit_code == 0, done.output
    english, french = ({path.name: path.read_bytes() for path in (tmp_path / of).iterdir()} for of in ("en", "fr"))
    assert english.keys() == french.keys()
    odd = {name for name in english if english[name] != french[name]} - {"provenance.json"}  # which has the time
    assert odd == {name for name in english if name.endswith((".png", ".svg"))}
    assert json.loads(english["summary.json"])["effort"].startswith("Effort as written for Grand Besançon")


@pytest.mark.usefixtures("undrawn")
def test_many_runs_are_spoken_of_in_french_and_kept_in_english(tmp_path):
    where = ["--engine", "serial", "--store", tmp_path / "store", "--years", 1, "--replicates", 2]
    done = contagion("limits", "--single", *where, "--lang", "fr", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert done.stderr.startswith("À faire\u00a0: 16 simulations de 1 an, quelques secondes sur 1 processus.")
    assert done.stdout.endswith(f"Les tableaux et les figures sont dans {tmp_path / 'out'}.\n")
    assert "Laissé de côté (argent\u00a0: aucun budget ne fixe de limite)." in done.stdout
    table = (tmp_path / "out" / "limits.csv").read_text().splitlines()
    assert table[0].startswith("capacity,label,parameters,rise,participants,gained")
    assert any(",training places," in line for line in table)
    plain = [contagion("limits", "--single", *where, "--json", "--lang", language).stdout for language in ("en", "fr")]
    assert plain[0] == plain[1]
