"""Every verb as a command: its help in two languages, its JSON, what it keeps, and one line for a mistake."""

import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

from contagion.experiments.doors.all import ALL
from contagion.experiments.doors.command.main import main
from contagion.experiments.doors.command.verbs import Command, command_of
from contagion.experiments.ensembles.ensemble_files import as_written, write
from contagion.experiments.lab.folders import STORE
from contagion.experiments.lab.how_much import ENSEMBLE, Asked
from contagion.experiments.lab.how_much import WORLDS as WORLDS_USUAL
from contagion.experiments.lab.met_again import in_all
from contagion.experiments.verbs.asking import Ask
from contagion.experiments.verbs.options import WORKERS
from contagion.models.code.provenance import EDITION
from contagion.sim.errors import InputError
from contagion.sim.sentences import verbatim
from tests.helpers.command import complaint, contagion

COMMANDS = {verb.name.replace("_", "-"): verb for verb in ALL if verb.words}
WORLDS = "--ensemble=NAME|FILE... --reading=NAME..."
SINGLE = "--single --above=PEOPLE"
ASKED = {
    "run": f"scenario --set=NAME=VALUE... --programme=FILE|NAME --years=10 --seed=1 {WORLDS} --autonomy --profile",
    "history": f"name! scenario --set=NAME=VALUE... --programme=FILE|NAME --years=10 --seed=integer {WORLDS}",
    "compare": f"scenarios... --programme=FILE|NAME... {WORLDS} {SINGLE} --readings --years=10 "
    "--replicates|--seeds=integer --ceiling=400 --indicator=NAME... --of-effect=0.05 --of-base=0.01 --all",
    "levers": f"scenario --set=NAME=VALUE... --programme=FILE|NAME {WORLDS} {SINGLE} --replicates|--seeds=integer "
    "--years=10 --quick",
    "limits": f"scenario --set=NAME=VALUE... --programme=FILE|NAME {WORLDS} {SINGLE} --replicates|--seeds=integer "
    "--years=10",
    "reach": "scenario --set=NAME=VALUE... --replicates|--seeds=100 --programme=FILE|NAME --years=10",
    "spend": "euros! --over=path --set=NAME=VALUE... --programme=FILE|NAME --per=year --prices=FILE.toml "
    f"--elsewhere=FILE.toml --worlds=200 {WORLDS} {SINGLE} --years=10 --quick",
    "sweep": "--vary=NAME=VALUES... scenario --set=NAME=VALUE... --programme=FILE|NAME --design=grid --points=integer "
    f"{WORLDS} --single --replicates|--seeds=30 --years=10 --shard=I/N",
    "calibrate": "targets! --first=4096 --sets=1000 --most=30000 --seeds=2",
    "worth-knowing": f"scenario --set=NAME=VALUE... --programme=FILE|NAME --budget=80000 --rate=1000 {WORLDS} "
    "--sets=200 --seeds=5 --years=10",
    "discover": f"condition! scenario --set=NAME=VALUE... --programme=FILE|NAME --over=ensemble {WORLDS} "
    "--vary=NAME[=LOW:HIGH]... --points=N --seeds=1 --years=integer --dense=SHARE",
    "outcomes": "folder! --set=NAME=VALUE...",
    "report": f"scenarios... --programme=FILE|NAME {WORLDS} {SINGLE} --readings --replicates|--seeds=integer "
    "--years=10 --prices=FILE.toml --elsewhere=FILE.toml --date=YYYY-MM-DD --name=text --logo=FILE.png "
    "--out=FILE.html! --docx=FILE.docx --xlsx=FILE.xlsx --force --lang=en",
    "page": f"--programme=FILE|NAME --euros=20000.0 {WORLDS} {SINGLE} --years=10 --replicates|--seeds=integer "
    "--out=results/page --no-browser",
    "site": "--epci=NAME... --all --euros=20000.0 --years=10 --replicates|--seeds=integer --workers=N --out=DIR!",
}
"""What each takes, in the order of its help: ! is required, ... may be given several times."""
LEAST = {  # and most, of whole numbers
    **{("years", verb.name): (1, 100) for verb in ALL if verb.name not in ("calibrate", "outcomes")},
    **{("seeds", name): (2, None) for name in ("compare", "levers", "limits", "report", "page", "site")},
    ("workers", "site"): (1, 1000),
    **{("seeds", name): (2, None) for name in ("calibrate", "worth_knowing")},
    **{("seeds", name): (1, None) for name in ("reach", "sweep", "discover")},
    ("points", "sweep"): (1, None),
    ("points", "discover"): (2, None),
    ("ceiling", "compare"): (2, None),
    ("worlds", "spend"): (20, None),
    ("sets", "calibrate"): (2, None),
    ("sets", "worth_knowing"): (40, None),
}
SMALL = {
    "run": ("ref", "--years", 1),
    "history": ("Torpes", "ref", "--years", 1),
    "compare": ("ref", "lowloss", "--single", "--replicates", 2, "--years", 1),
    "levers": ("--single", "--quick"),
    "limits": ("--single", "--replicates", 2, "--years", 1),
    "reach": ("--replicates", 2, "--years", 1),
    "sweep": ("--vary", "training.places=10,20", "--replicates", 2, "--years", 1),
    "discover": ("participants < 100 at year 1", "--points", 12),
    "spend": (20000, "--over", "ref", "--single", "--quick"),
    "worth-knowing": ("--sets", 40, "--seeds", 2, "--years", 1),
}
LONG = ("worth-knowing",)  # a minute; a small one is asked in `verbs/worth_knowing/test_ask.py`


def plain(text: str) -> str:
    """A text without its lines, and the spaces that nobody sees."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("name", COMMANDS)
def test_its_help_says_what_it_asks(name):
    verb, said = COMMANDS[name], plain(contagion(name, "--help").stdout)
    texts = [verb.summary, *(one.help for one in verb.asks if one.only != "python" and one.help and not one.first)]
    assert [text for text in texts if plain(text) not in said] == []


def taken(one: click.Parameter) -> str:
    """An argument or an option, and what holds where it is not given, or else what it is."""
    usual, words = one.to_info_dict()["default"], "|".join(one.opts)
    if isinstance(one, click.Option) and not one.is_flag:
        words += f"={usual or one.metavar or one.type.name}"
    words += "=on" * (isinstance(one, click.Option) and one.is_flag and bool(usual))
    return words + "..." * (one.multiple if isinstance(one, click.Option) else one.nargs == -1) + "!" * one.required


@pytest.mark.parametrize("name", COMMANDS)
def test_what_it_takes_and_what_holds_where_it_is_not_given(name):
    place = (
        "--communes=FILE --epci=NAME --department=NAME --region=NAME --communes-list=CODES --france --vintage=choice"
    )
    pages = ("report", "page")
    words = [ASKED[name], "--json"] if name not in pages else [ASKED[name]]
    words += ["--out=DIR --force"] if name not in ("outcomes", *pages) else []
    words += ["--yes --effort=scaled"] if name != "outcomes" else []
    lab = f"--engine=choice --workers=N --scheduler=ADDRESS --store={STORE}"
    words += [lab] if name not in ("run", "history", "outcomes") else []
    words += [place.replace("--epci=NAME", "--epci=NAME...") if name == "compare" else place] * (name != "outcomes")
    words = [ASKED[name]] if name == "site" else words  # of its territories alone, with a store that is gone afterwards
    assert [taken(one) for one in main.commands[name].params] == " ".join(words).split()


@pytest.mark.parametrize(
    "given, asked",
    [
        ((), "besancon 3"),
        (("--single",), "besancon 3"),
        (("--over", "ref"), " 0"),
        (("--set", "training.places=3"), " 0"),
    ],
)
def test_where_nothing_is_said_of_what_or_where_it_is_the_case_study_that_is_asked_about(given, asked, monkeypatch):
    def about(ask):
        return f"{getattr(ask.of_programme, 'name', '')} {ask.past}"

    monkeypatch.setitem(
        main.commands, "spend", command_of(replace(COMMANDS["spend"], work=about, words=lambda found, _: found))
    )
    assert contagion("spend", 900, *given, "--engine", "serial").stdout.startswith(f"{asked}\n")


def test_programmes_side_by_side_are_each_asked_about_in_their_place_and_over_their_years(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # which another territory is written into
    dinan = tmp_path / "dinan.toml"
    dinan.write_text('title = "D"\nterritory = "200068989"\nbegan = "2024-03"\ntoday = "2026-11-29"\nyears = 5\n')

    def each(ask):
        return "; ".join(
            f"{one.of_programme.name} {one.past} {one.years} {one.place.named()}" for one in (ask, *ask.others)
        )

    compare = COMMANDS["compare"]
    assert compare.beside
    beside = replace(compare.beside, work=each, words=lambda found, _: found)
    monkeypatch.setitem(main.commands, "compare", command_of(replace(compare, beside=beside)))
    said = contagion(
        "compare", "mentoring", "--programme", "besancon", "--programme", dinan, "--engine", "serial"
    ).stdout
    assert said.splitlines()[0] == "besancon 3 13 Grand Besançon; dinan 3 8 CA Dinan Agglomération (EPCI 200068989)"


def test_between_which_numbers_it_may_be():
    bounds = {(one.name, verb.name): (one.least, one.most) for verb in ALL for one in verb.asks}
    assert {option: ends for option, ends in bounds.items() if any(ends)} == LEAST
    assert [WORKERS.least, WORKERS.most] == [1, 1000]


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] * (name in LONG)) for name in SMALL])
def test_its_answer_is_json_and_a_folder(name, tmp_path):
    where = () if name in ("run", "history") else ("--engine", "serial", "--store", tmp_path / "store")
    words = (name, *SMALL[name], *where, "--out", tmp_path / "out", "--json")
    done = contagion(*words)
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    kept = {path.name for path in (tmp_path / "out").iterdir()}
    assert said
    assert {"provenance.json", "scenario.toml"} <= kept or {"provenance.json", "ref.toml"} <= kept
    assert any(name.endswith(".png") for name in kept) or name in ("history", "reach")
    again = complaint(*words)
    assert re.fullmatch(r"contagion: --out .*: holds files already; choose another folder, or --force .*\n", again)


def test_how_much_there_is_to_make_is_said_as_it_is_made(capsys):
    """Of work in parts once, and how much all of it is; of what may become more the first part, and how much it may be;
    of a run without a laboratory where it takes long."""
    door, lab = Command(COMMANDS["run"]), SimpleNamespace(announce=print)

    def said(asked, of, numbers=(), **how):
        door.begin(of, asked, **{"auto": False, "in_parts": False, **how})
        for number in numbers:
            of.announce(number, 0.0)
        return capsys.readouterr().err

    some, long = Asked(20, 30, 1, "all of it"), Asked(1, 1, 9000, "a long one")
    assert re.fullmatch(r"To make, at most about: 600 runs of 1 year, .*\n", said(some, lab, (40,), in_parts=True))
    assert re.fullmatch(r"To make: 40 runs of 1 year, .*: at most 600 in all.*\n", said(some, lab, (40,), auto=True))
    assert re.fullmatch(r"To make: 40 runs of 1 year, [^:]*\n", said(some, lab, (40,)))
    said(Asked(20, 30, 10, "all of it"), lab, in_parts=True)
    lab.announce(40, 1.0)
    lab.announce(40, 0.03)  # about what was said before
    assert capsys.readouterr().err == "Measured on this computer: about 10 minutes in all.\n"
    assert (said(some, None), said(long, None)[:22]) == ("", "To make: 1 run of 9,000"[:22])


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_that_it_does_not_take_gets_one_line(name):
    assert "--sed" in complaint(name, "--sed", 3)


def test_what_is_asked_is_as_many_worlds_as_were_asked_for_or_as_is_usual():
    def ask(**values):
        return Ask(COMMANDS["limits"], Command(COMMANDS["limits"]), {"above": 0.0, "scenario": "one", **values})

    assert [ask(seeds=seeds, ensemble=sets).number(7) for seeds, sets in ((3, "a"), (None, "a"), (None, None))] == [
        *(3, WORLDS_USUAL, 7),
    ]
    assert [ask(ensemble=sets).runs(20) for sets in (None, "a")] == [20, in_all(20)]
    assert (ask().scenarios, ask(scenarios=["a", "b"]).scenarios) == (["one"], ["a", "b"])
    assert (ask(ensemble=None).agreed_for(None), ask(reading=None).told, ask(programme=None).of_programme) == (
        None,
    ) * 3
    with pytest.raises(AttributeError, match="nothing"):
        _ = ask().nothing
    with pytest.raises(InputError, match=r"^--above 3: is told over worlds; give an ensemble$"):
        ask(above=3.0, ensemble=None)
    with pytest.raises(InputError, match=r"^--reading a: is told over worlds; give an ensemble$"):
        _ = ask(reading=SimpleNamespace(name="a"), ensemble=None).told


def test_of_a_part_of_a_sweep_no_folder_is_offered(tmp_path):
    words = ("--single", "--vary", "training.places=5", "--replicates", 1, "--years", 1, "--engine", "serial")
    part, whole = (
        contagion("sweep", *words, *more, "--store", tmp_path / "store").stdout for more in (("--shard", "1/1"), ())
    )
    assert part.startswith("shard 1 of 1: 1 of 1 runs are done and kept")
    assert "--out" not in part
    assert whole.endswith("Add --out DIR to keep tables and figures.\n")


def test_a_programme_is_asked_about_as_it_goes_on_beside_what_it_could_do(monkeypatch):
    monkeypatch.setattr("contagion.experiments.programmes.asked.scenarios_of", lambda _, __, asked: ["goes on", *asked])
    monkeypatch.setattr(
        "contagion.experiments.programmes.lived.ahead_in_words",
        lambda _, years: verbatim(f"looked {years} years ahead"),
    )
    told, verb = [], COMMANDS["compare"]

    def within(given=(), **values):
        door: Any = Command(verb)
        door.tell = told.extend
        asked = {"years": 13, "programme": SimpleNamespace(past=3, title="A case"), **values}
        made = Ask(verb, door, asked, given=frozenset(given))
        return made.within("a place"), len(told)  # ty: ignore[invalid-argument-type]

    assert within(scenarios=["a", "b"]) == (["goes on"], 1)
    assert within(["scenarios"], scenarios=["a", "b"]) == (["goes on", "a", "b"], 2)
    assert within(["settings"], scenario="a") == (["a"], 3)
    assert told == ["A case. looked 10 years ahead"] * 3


def test_that_worlds_agree_with_a_programme_is_told_once(monkeypatch):
    made, base = (
        SimpleNamespace(ensemble="those that agree"),
        SimpleNamespace(parameters=SimpleNamespace(alternative=())),
    )
    monkeypatch.setattr("contagion.experiments.lab.lab.territory_of", lambda _: "a place")
    monkeypatch.setattr("contagion.experiments.programmes.lived.going_on", lambda *_: base)
    monkeypatch.setattr("contagion.experiments.programmes.agreeing.agreeing", lambda *_: made)
    monkeypatch.setattr("contagion.experiments.programmes.words.agreement_in_words", lambda _: ["they agree"])
    monkeypatch.setattr("contagion.experiments.programmes.agreeing.observed_of", lambda _: [SimpleNamespace(number=3)])
    monkeypatch.setattr("contagion.experiments.verbs.asking.asked_of", lambda *_: "all of it")
    monkeypatch.setattr(Ask, "unmatched", "all")
    told, verb = [], COMMANDS["compare"]

    def agreed(observed=(1,), lab="lab", **values):
        door: Any = Command(verb)
        door.tell, door.begin = told.extend, lambda *_, **__: None
        programme = SimpleNamespace(past=3, observed=observed, source="a file")
        ask: Any = Ask(verb, door, {"programme": programme, **values}, lab=lab)
        return ask.agreed, ask.agreed, ask.rests_on

    assert agreed() == ("those that agree", "those that agree", made)
    assert agreed(observed=()) == agreed(lab=None) == ("all", "all", None)
    assert told == ["they agree"]


def test_an_answer_as_json_is_alone(tmp_path):
    """That the ensemble is another account of what was published is said where words are, and not there."""
    shipped = as_written(Path(ENSEMBLE))[0]
    about = {key: value for key, value in shipped.about.items() if key != "witness"}
    other = {**about, "edition": EDITION, "targets": "besancon_tasters", "title": "Besançon"}
    write(replace(shipped, about=other), tmp_path / "own.parquet")
    asked = ("run", "--years", 1, "--ensemble", tmp_path / "own.parquet")
    assert contagion(*asked).stdout.startswith("By another reading than usual of what was published: Besançon")
    assert json.loads(contagion(*asked, "--json").stdout)["participants"] >= 0
