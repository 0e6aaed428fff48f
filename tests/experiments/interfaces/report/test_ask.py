"""`contagion report`: a note in a file, for a word processor; a mistake in one line, nothing half written."""

import re
import shlex
from html import unescape

import pytest

from contagion.experiments.interfaces.templating import write
from contagion.experiments.say.languages import FRENCH
from contagion.sim.errors import InputError
from tests.helpers.command import complaint, contagion
from tests.helpers.in_browser import browser, needs_chromium

SMALL = ("--years", 2, "--replicates", 2, "--engine", "serial")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Options of small runs that are kept in a store of this file."""
    return (*SMALL, "--store", tmp_path_factory.mktemp("store") / "store")


def test_a_report_is_written_in_the_language_that_is_asked_for(place, tmp_path):
    out = tmp_path / "new" / "note.html"
    edited = [tmp_path / "note.docx", tmp_path / "note.xlsx"]
    words = ("report", "ref", "lowloss", "--lang", "fr", "--date", "2026-11-26", "--above", 20, *place)
    done = contagion(*words, "--out", out, "--docx", edited[0], "--xlsx", edited[1])
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert said == f"The note is in {out}, {edited[0]} and {edited[1]}."
    text = out.read_text(encoding="utf-8")
    assert '<html lang="fr">' in text
    assert "Peu de départs" in text
    assert "il en vient plus de 20 de plus" in text.replace("\xa0", " ")
    assert all(file.read_bytes().startswith(b"PK") for file in edited)
    names = {file.name for file in tmp_path.rglob("*") if file.is_file()}
    assert names == {f"note.{ending}" for ending in ("html", "docx", "xlsx")}


@pytest.mark.slow
def test_a_note_says_its_command_and_is_made_again_from_what_is_kept(place, tmp_path):
    out = tmp_path / "note.html"
    words = ("report", "ref", "lowloss", *place, "--out", out)
    assert contagion(*words).exit_code == 0
    text = out.read_text(encoding="utf-8")
    places = (shlex.quote(str(one)) for one in (place[-1], out))
    command = "report ref lowloss --years 2 --replicates 2 --engine serial --store {} --out {}".format(*places)
    assert command in unescape(text)
    out.unlink()
    assert contagion(*words).stderr == ""  # the runs are kept
    assert out.read_text(encoding="utf-8") == text


def test_prices_of_a_file_are_no_placeholders(place, tmp_path):
    (prices := tmp_path / "prices.toml").write_text("[costs]\ncoordinator = 40_000\n", encoding="utf-8")
    out = tmp_path / "report.html"
    done = contagion("report", "ref", "lowloss", *place, "--prices", prices, "--out", out)
    assert done.exit_code == 0, done.output
    text = out.read_text(encoding="utf-8")
    assert "Partly at placeholder prices" in text
    assert "coordinators" not in text.partition("Partly at placeholder prices")[2].partition("</li>")[0]


@pytest.mark.parametrize(
    "words, says",
    [
        (("ref",), "two to four scenarios"),
        (("ref", "lowloss", "paid", "students", "cautious"), "given: 5"),
        (("ref", "lowlos"), "lowlos"),
        (("ref", "lowloss", "--years", 0), "--years 0"),
        (("ref", "lowloss", "--replicates", 1), "--replicates 1"),
        (("ref", "lowloss", "--date", "tomorrow"), "--date tomorrow: must be a day, as in 2026-11-26"),
        (("ref", "lowloss", "--single"), "report: needs an ensemble; remove --single"),
        (("ref", "lowloss", "--prices", "none.toml"), "none.toml"),
        (("ref", "ref"), "report: 'ref' is listed twice"),
        (("ref", "lowloss", "--out", "report.txt"), "--out report.txt: must end in .html"),
        (("ref", "lowloss", "--docx", "note.doc"), "--docx note.doc: must end in .docx"),
        (("ref", "lowloss", "--xlsx", "note.csv"), "--xlsx note.csv: must end in .xlsx"),
        (("ref", "lowloss", "--name", "x" * 121), "--name: must have at most 120 letters"),
        (("ref", "lowloss", "--logo", "none.png"), "--logo none.png: cannot be read"),
        (("ref", "lowloss", "--elsewhere", "none.toml"), "none.toml: no such file of other actions"),
    ],
)
def test_a_mistake_gets_one_line(place, tmp_path, monkeypatch, words, says):
    monkeypatch.chdir(tmp_path)
    assert says in complaint("report", *SMALL, "--store", place[-1], "--out", "report.html", *words)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_left_alone(place, tmp_path):
    (out := tmp_path / "report.html").write_text("mine")
    said = complaint("report", "ref", "lowloss", *place, "--out", out)
    assert f"--out {out}: is there already" in said
    assert out.read_text() == "mine"


def test_a_place_in_which_nothing_can_be_written_is_refused_before_any_run(tmp_path):
    (tmp_path / "file").write_text("no folder")
    out, book = tmp_path / "report.html", tmp_path / "file" / "new" / "report.xlsx"
    said = complaint("report", "ref", "lowloss", *SMALL, "--store", tmp_path / "store", "--out", out, "--xlsx", book)
    assert said == f"contagion: --xlsx {book}: no file can be written in {tmp_path / 'file'}\n"
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_both_files_are_written_or_none(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(InputError, match="cannot be written"):
        write({tmp_path / "report.html": b"whole", tmp_path / "file" / "report.docx": b"whole"})
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    "lang,here,nothing",
    [
        ("en", "one total that was published here", "Nothing was observed here"),
        pytest.param("fr", "un total publié ici", "Rien n’a été observé ici", marks=pytest.mark.slow),
    ],
)
def test_a_report_has_no_published_total_of_another_place(place, tmp_path, lang, here, nothing):
    out, told = tmp_path / "report.html", []
    for where in (("--epci", "Dinan Agglomération"), ()):
        words = ("report", "ref", "lowloss", *place, "--lang", lang, "--force", "--out", out)
        assert contagion(*words, *where).exit_code == 0
        told.append([words in out.read_text(encoding="utf-8") for words in (here, nothing)])
    assert told == [[False, True], [True, False]]


def test_a_logo_must_be_a_picture(place, tmp_path):
    (logo := tmp_path / "logo.png").write_text("no picture")
    said = complaint("report", "ref", "lowloss", *place, "--out", tmp_path / "n.html", "--logo", logo)
    assert f"--logo {logo}: must be a picture as PNG" in said


@pytest.mark.slow
def test_a_note_on_a_programme_counts_what_lies_ahead(tmp_path):
    """Of the case study: worlds that agree with it, options from January 2020 on."""
    out = tmp_path / "note.html"
    asked = ("report", "mentoring", "--programme", "besancon", "--replicates", 20, "--store", tmp_path / "store")
    done = contagion(*asked, "--out", out)
    assert done.exit_code == 0, done.output
    text = out.read_text(encoding="utf-8")
    assert "From January 2020 on, what would change in Grand Besançon over 10 years with" in text
    assert "The answer agrees with 4 figures that are known of this programme." in text
    assert "10 training places a year" in text


# ---- the note as HTML: made to be printed, and tagged where a browser prints it to a PDF -----------------------------


@pytest.fixture(scope="module")
def note(made) -> str:
    return made.html(FRENCH, command="contagion report", date="2026-11-26")


def test_letters_on_paper_are_large_enough(note):
    """11 points; beside pictures, in tables and in small print at least 10.5."""
    base = float(re.findall(r"html \{ font-size: ([\d.]+)pt", note)[0])
    small = re.findall(r"^(?:\.small|figcaption|table) \{[^}]*font-size: ([\d.]+)rem", note, re.MULTILINE)
    parts = [float(size) for size in small]
    assert base == 11
    assert len(parts) == 3
    assert min(parts) * base >= 10.5


@needs_chromium
def test_browser_prints_a_tagged_pdf_of_at_most_four_pages(note):
    """Skia writes the structure of a PDF as plain text."""
    with browser() as window:
        tab = window.new_page()
        tab.set_content(note)
        printed = tab.pdf(prefer_css_page_size=True, tagged=True, outline=True)

    def count(kind: str) -> int:
        return len(re.findall(rb"/S\s*/%b\b" % kind.encode(), printed))

    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 4
    assert re.search(rb"/Marked\s+true", printed)
    assert re.search(rb"/Lang\s*\(fr\)", printed)
    for level in (1, 2, 3):
        assert count(f"H{level}") == note.count(f"<h{level}")
    assert count("Table") == note.count("<table") > 0
    assert count("TH") == len(re.findall(r"<th\b", note))
    assert len(re.findall(rb"/Alt\s*[(<]", printed)) == note.count("<img") == 1
