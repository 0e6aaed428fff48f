"""`contagion … --epci` and the like: a territory of France in one step, for one run, for many, as a table."""

import json

import click
import pytest
from click.testing import CliRunner

from contagion.experiments.interfaces.command.verbs import Where, perimeter_as_typed, territory_options
from contagion.models.territory.communes import SHIPPED
from contagion.sim.files import read_parquet
from tests.helpers import command


@pytest.fixture
def contagion(tmp_path, monkeypatch):
    """The command, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return command.contagion


def test_a_run_over_grand_besancon_by_name_is_the_run_by_default(contagion):
    by_default = contagion("run", "--years", 1, "--json")
    by_name = contagion("run", "--years", 1, "--json", "--epci", "grand besancon")
    assert by_name.exit_code == 0, by_name.output
    assert by_name.stdout == by_default.stdout  # with the SHA-256 of every event
    assert "CU Grand Besançon Métropole (EPCI 242500361): 68 communes" in by_name.stderr


@pytest.mark.usefixtures("drawn_once")
def test_a_run_elsewhere_in_one_step(contagion, tmp_path):
    done = contagion("run", "--years", 1, "--epci", "Lorient Agglomération", "--details", "--out", "out")
    assert done.exit_code == 0, done.output
    assert "25 communes" in done.stdout
    said = " ".join(done.stderr.split())
    assert "It is in 4 pieces that do not touch: Lorient and 19 communes more; Riantec and 2 communes more;" in said
    assert "Filled in: age bands, jobs, establishments as in Grand Besançon's communes of the same urban status" in said
    (table,) = (tmp_path / "results" / "territories").glob("ca-lorient-agglomeration-*[0-9a-f].csv")
    assert f"Its table is results/territories/{table.name}." in said
    about = json.loads((tmp_path / "out" / "provenance.json").read_text())
    assert about["data"].startswith("CA Lorient Agglomération (EPCI 200042174): INSEE (population 2017")
    assert len(about["data_sha256"]) == 64
    assert len(read_parquet(tmp_path / "out" / "communes.parquet")) == 25
    assert (tmp_path / "out" / "map_by_year.png").exists()


def test_a_table_is_written_and_used(contagion, tmp_path):
    done = contagion("territory", "--communes-list", "25056,25014,25197", "--vintage", 2021, "--out", "new/three.csv")
    assert done.exit_code == 0, done.output
    assert "Listed communes: 3 communes, 120," in done.stdout
    assert "in 2021" in done.stdout
    assert done.stdout.endswith(
        "Written to new/three.csv and three-adjacency.csv beside it. To use it: --communes new/three.csv\n"
    )
    assert "in 2 pieces that do not touch: Besançon; Amagney and 1 commune more" in " ".join(done.stdout.split())
    assert sorted(file.name for file in (tmp_path / "new").iterdir()) == ["three-adjacency.csv", "three.csv"]
    assert not (tmp_path / "results").exists()
    drawn = contagion("territory", "--communes", "new/three.csv", "--out", "three.png")
    assert "graph of 3 nodes and 9 edges; 1 pairs of communes touch" in drawn.stdout
    assert (tmp_path / "three.png").exists()


def test_a_table_that_was_corrected_is_not_written_over(contagion, tmp_path):
    words = ("territory", "--communes-list", "25056,25014", "--out", "two.csv")
    assert contagion(*words).exit_code == 0
    for file in ("two.csv", "two-adjacency.csv"):
        written = (tmp_path / file).read_text()
        (tmp_path / file).write_text("corrected")
        done = contagion(*words)
        assert (done.exit_code, done.stderr.count("\n"), done.stdout) == (2, 1, "")
        assert "--out two.csv: two.csv is there already, and may have been corrected" in done.stderr
        assert (tmp_path / file).read_text() == "corrected"
        assert contagion(*words, "--force").exit_code == 0
        assert (tmp_path / file).read_text() == written
    (tmp_path / "two.csv").unlink()
    assert "two-adjacency.csv is there already" in contagion(*words).stderr


@pytest.mark.slow
def test_a_large_territory_is_drawn_and_cut_short(contagion):
    drawn = contagion("territory", "--department", "Corse-du-Sud", "--out", "corse.svg")
    assert drawn.exit_code == 0, drawn.output
    assert "124 communes, 157,249 inhabitants" in drawn.stdout
    assert "and 24 smaller communes" in drawn.stdout


def test_what_a_table_lacks_is_filled_in_and_said(tmp_path, capsys):
    rows = SHIPPED.read_text().splitlines()
    whole, lacking = tmp_path / "whole.csv", tmp_path / "lacking.csv"
    whole.write_text("\n".join(row for row in rows if not {"Le Gratteris", "Mamirolle"} & {*row.split(",")}))
    lacking.write_text("\n".join(rows))
    for path, said in ((whole, ""), (lacking, "Filled in")):
        assert Where(path, None, 2017).path == path
        assert capsys.readouterr().err[: len("Filled in")] == said
    assert Where(None, None, 2017).path is None


MISTAKES = {
    "unknown": (["--epci", "Besançon"], "nearest: CU Grand Besançon Métropole (242500361, Doubs)"),
    "ambiguous": (["--epci", "quatre rivières"], "CC des Quatre Rivières (247000623, Haute-Saône);"),
    "in several names": (["--epci", "Paris"], "Métropole du Grand Paris (200054781, Paris, Essonne"),
    "unknown code": (["--communes-list", "25056,25999"], "'25999' is not a commune of France"),
    "empty list": (["--communes-list", ""], "the list is empty"),
    "nobody": (["--communes-list", "55039"], "nobody lives there"),
    "two territories": (["--epci", "dinan", "--communes", "x.csv"], "--communes and --epci: name different"),
    "two of them": (["--france", "--region", "bretagne"], "--region and --france: name different"),
    "vintage alone": (["--vintage", "2021"], "--vintage 2021: is for --epci"),
    "another vintage": (["--epci", "dinan", "--vintage", "1999"], "'1999' is not one of '2017', '2021'"),
}


@pytest.mark.parametrize("words, answer", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_gets_one_line(contagion, tmp_path, words, answer):
    for asked in (("run",), ("territory",), ("sweep", "--vary", "training.places=4"))[: 3 if "--epci" in words else 1]:
        assert answer in command.complaint(*asked, *words, "--out", "out.csv" if "territory" in asked else "out")
    assert list(tmp_path.iterdir()) == []


def test_a_table_of_the_default_territory_is_not_written(contagion, tmp_path):
    done = contagion("territory", "--out", "x.csv")
    assert (done.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "a table needs --epci, --department, --region, --communes-list or --france" in done.stderr
    (tmp_path / "file").write_text("")
    done = contagion("territory", "--epci", "dinan", "--out", "file/x.csv")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "file/x.csv: cannot be written" in done.stderr
    done = contagion("territory", "--out", "file/x.png")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "file/x.png: cannot be written" in done.stderr


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            ["--epci", "Dinan Agglomération", "--effort", "as-written"],
            "--epci 'Dinan Agglomération' --effort as-written",
        ),
        (["--france", "--vintage", "2021"], "--france --vintage 2021"),
        (["--communes-list", "25056,25462"], "--communes-list 25056,25462"),
        ([], ""),
    ],
)
def test_where_is_told_as_it_was_typed(typed, said):
    @click.command()
    @territory_options
    @click.option("--effort", default="scaled")
    def toy(where, effort):
        click.echo(" ".join(perimeter_as_typed()))

    assert CliRunner().invoke(toy, typed).output == f"{said}\n"
