"""`contagion question`: what there is to ask, and options that reach the experiment."""

from dataclasses import replace

from click import Context
from matplotlib.figure import Figure

from contagion.experiments.evidence.ensemble import write
from contagion.experiments.interfaces.command.main import Questions, main
from contagion.experiments.questions import publishing
from contagion.experiments.questions.publishing import names
from contagion.models.territory.communes import SHIPPED
from tests.helpers.answered import made_up
from tests.helpers.command import complaint, contagion
from tests.helpers.even_ensemble import even


def made_up_for(monkeypatch, **parts):
    """Every question is answered by what somebody made up; gives what it is asked with."""
    asked = []

    def ask(asking):
        asked.append(asking)
        return made_up(**parts)

    monkeypatch.setattr(publishing, "question", lambda _: ask)
    return asked


def test_options_reach_the_experiment(tmp_path, monkeypatch):
    asked = made_up_for(monkeypatch, figure=Figure())
    places = ["--store", str(tmp_path / "store"), "--out", str(tmp_path / "out")]
    done = contagion("question", "x03_one_at_a_time", "--quick", *places)
    assert done.exit_code == 0, done.output
    assert [one.quick for one in asked] == [True]
    assert "All is well in 9 of 10 simulations." in done.output
    smoke = "A smoke test: its figures mean nothing."
    assert done.stdout.splitlines()[0] == smoke
    assert (tmp_path / "out" / "x03_one_at_a_time.txt").read_text().splitlines()[0] == smoke
    assert done.output.split()[-6:] == ["Figure", "and", "table", "are", "in", f"{tmp_path / 'out'}."]
    assert sorted(path.name for path in (tmp_path / "out").iterdir())[:2] == [
        "x03_one_at_a_time.csv",
        "x03_one_at_a_time.png",
    ]


def test_an_answer_is_told_in_its_parts(tmp_path, monkeypatch):
    made_up_for(monkeypatch)
    places = ["--store", str(tmp_path / "store"), "--out", str(tmp_path / "out")]
    done = contagion("question", "x11_students", "--details", *places)
    assert done.exit_code == 0, done.output
    short = ["All is well in 9 of 10 simulations.", "For an authority: Nothing need be done."]
    assert contagion("question", "x11_students", *places).stdout.splitlines()[:2] == short
    lines = done.output.splitlines()
    assert lines[:4] == ["All is well in 9 of 10 simulations.", "", "what verdict", "all  yes"]
    assert lines[4:13] == [
        *("", "What follows for an authority:", "Nothing need be done."),
        *("", "What would overturn it:", "Bad news would."),
        *("", "Method:", "Somebody looked."),
    ]
    assert lines[13:] == ["", f"The table is in {tmp_path / 'out'}."]
    assert (tmp_path / "out" / "x11_students.txt").read_text(encoding="utf-8") == "\n".join(lines[:13]) + "\n"
    assert not list((tmp_path / "out").glob("*.png"))


def test_a_question_that_is_asked_elsewhere_says_so_and_has_no_page(tmp_path, monkeypatch):
    made_up_for(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.csv").write_text(SHIPPED.read_text(encoding="utf-8"), encoding="utf-8")
    asked = ("question", "x11_students", "--communes", "my.csv")
    effort = "The effort of all scenarios is as written for Grand Besançon.\n"
    assert contagion(*asked).stdout.startswith(f"{effort}All is well")
    assert "its page is of Grand Besançon" in contagion(*asked, "--document").stderr


def test_a_documented_answer_has_its_page_and_its_row(tmp_path, monkeypatch):
    made_up_for(monkeypatch)
    monkeypatch.setattr(publishing, "FINDINGS", tmp_path / "findings")
    monkeypatch.setattr(publishing, "README", tmp_path / "README.md")
    (tmp_path / "README.md").write_text("| [Old](findings/patterns.md) | – | – | – |\n", encoding="utf-8")
    places = ["--store", str(tmp_path / "store"), "--out", str(tmp_path / "out"), "--engine", "serial"]
    assert contagion("question", "patterns", "--quick", "--document", *places).exit_code == 0
    assert not (tmp_path / "findings").exists()
    done = contagion("question", "patterns", "--document", *places)
    assert done.exit_code == 0, done.output
    assert "| All is well. |" in (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "**All is well in 9 of 10 simulations.**" in (tmp_path / "findings" / "patterns.md").read_text(
        encoding="utf-8"
    )


def test_an_ensemble_is_read_before_the_question_is_asked(tmp_path, monkeypatch):
    asked = made_up_for(monkeypatch)
    write(even(1), tmp_path / "own.parquet")
    places = ["--store", str(tmp_path / "store"), "--out", str(tmp_path / "out")]
    done = contagion("question", "validate", "--ensemble", str(tmp_path / "own.parquet"), *places)
    assert done.exit_code == 0, done.output
    assert [(one.ensemble.name, len(one.ensemble)) for one in asked] == [("own", 3)]
    refused = contagion("question", "validate", "--ensemble", "atlantis", *places)
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (2, 1)
    assert "atlantis: no such ensemble" in refused.stderr


def test_that_an_ensemble_is_the_other_reading_of_what_was_published_is_said_first(tmp_path, monkeypatch):
    made_up_for(monkeypatch)
    usual = even(1)
    places = ["--store", str(tmp_path / "store"), "--out", str(tmp_path / "out")]
    for targets in ("besancon_tasters", "besancon"):
        write(replace(usual, about={**usual.about, "targets": targets}), tmp_path / "own.parquet")
        done = contagion("question", "validate", "--ensemble", str(tmp_path / "own.parquet"), *places)
        assert done.exit_code == 0, done.output
        assert done.stdout.startswith("By another reading than usual of what was published: ") == (
            targets != "besancon"
        )


def test_a_reading_is_said_first(tmp_path, monkeypatch):
    made_up_for(monkeypatch)
    asked = ("question", "validate", "--reading", "talk-informs", "--ensemble", tmp_path / "own.parquet")
    write(even(1), tmp_path / "own.parquet")
    done = contagion(*asked, "--store", tmp_path / "store", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Under the reading “")


def test_an_unknown_question_gets_the_nearest_name():
    done = contagion("question", "x6_places")
    assert (done.exit_code, done.stderr) == (
        2,
        "contagion: question: unknown question 'x6_places'. Did you mean 'x06_places'?\n",
    )


def test_every_question_says_what_it_is():
    """In the list, for which no script is loaded."""
    listed = contagion("question").output
    assert Questions().list_commands(Context(main)) == names()
    for name in names():
        assert f"  {name} " in listed


def test_a_page_is_over_the_ensemble_of_the_project_and_under_no_reading(tmp_path):
    for other in (("--ensemble", tmp_path / "mine.parquet"), ("--reading", "talk-informs")):
        said = complaint("question", "x08_demand", "--document", *other)
        assert "its page is of Grand Besançon, over 'besancon', and under no reading" in said
