"""`--lang`: in which language a command speaks, and what stays as it is."""

import json

import pytest
from click.testing import CliRunner, Result

from contagion.experiments.doors.command.main import main
from contagion.experiments.language.languages import ENGLISH, spoken
from tests.helpers.command import complaint

SPEAKING = (
    "run",
    "compare",
    "limits",
    "levers",
    "sweep",
    "reach",
    "territory",
    "scenarios",
    "indicators",
    "parameters",
)


def contagion(*words: object, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], env=environment)


@pytest.mark.parametrize("command", SPEAKING)
def test_a_command_says_which_languages_it_speaks(command):
    found = " ".join(contagion(command, "--help").output.split())
    assert (
        "--lang [en|fr] Language of what is printed and drawn, by default that of the locale; tables in files are the "
        "same. [env var: CONTAGION_LANG]" in found
    )


@pytest.mark.parametrize("words, environment", [(["--lang", "fr"], {}), ([], {"CONTAGION_LANG": "fr"})])
def test_french_is_spoken_where_it_is_asked_for(words, environment):
    done = contagion("run", "--years", 1, *words, **environment)
    assert done.exit_code == 0, done.output
    assert "habitant·es de 15 ans et plus\u202f; 1 an, graine 1" in done.stdout
    assert done.stdout.endswith("Ajouter --out DIR pour conserver les tableaux et les figures.\n")
    assert spoken() == ENGLISH


def test_the_option_goes_before_the_environment_and_english_is_what_there_is_without():
    asked = contagion("run", "--years", 1, "--lang", "en", CONTAGION_LANG="fr")
    usual = contagion("run", "--years", 1)
    assert asked.stdout == usual.stdout
    assert "Add --out DIR to keep tables and figures." in usual.stdout


@pytest.mark.parametrize("words, environment", [(["--lang", "de"], {}), ([], {"CONTAGION_LANG": "fr_FR"})])
def test_another_language_is_refused_in_one_line(words, environment):
    done = contagion("run", *words, **environment)
    assert done.exit_code == 2
    assert "'en', 'fr'" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_several_mistakes_of_a_file_are_told_in_french(tmp_path):
    (tmp_path / "plan.toml").write_text("[training]\nplaces = -1\nplacs = 3\n")
    told = complaint("run", tmp_path / "plan.toml", "--lang", "fr")
    assert told.endswith("training.places = -1\u00a0: doit être au moins égal à 0 (et 1 de plus)\n")


def test_a_mistake_ends_the_language_too():
    assert contagion("run", "--lang", "fr", "--years", 0).exit_code == 2
    assert spoken() == ENGLISH


@pytest.mark.usefixtures("undrawn")
def test_tables_are_the_same_whatever_is_spoken_and_figures_speak(tmp_path):
    for language in ("en", "fr"):
        done = contagion("run", "double_places", "--years", 4, "--lang", language, "--out", tmp_path / language)
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


def test_why_a_lever_was_left_out_is_said_in_french(tmp_path):
    endless = ["--set", "training.places=inf", "--quick", "--engine", "serial", "--store", tmp_path]
    done = contagion("levers", "--single", *endless, "--lang", "fr")
    assert done.exit_code == 0, done.output
    why = "1 place de formation de plus par session\u00a0: training.places = inf n’a pas de pas suivant"
    assert f"Laissé de côté ({why})" in done.stdout.replace("\n", " ")


def test_too_much_is_refused_in_the_language_that_is_spoken(tmp_path):
    where = ["--store", tmp_path, "--engine", "serial"]
    done = contagion("reach", "--replicates", 30_000, "--lang", "fr", *where)
    assert done.exit_code == 2
    assert done.stderr == (
        "contagion: --replicates 30000\u00a0: 30\u202f000 simulations de 10 ans, environ 12 minutes sur 1 processus et "
        "240 Mo à conserver\u202f; ajouter --yes pour continuer\n"
    )
