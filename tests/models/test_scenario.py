"""Scenarios: read, written and read again; every mistake told in one line that says what would be valid."""

from dataclasses import replace
from math import inf
from pathlib import Path

import pytest

from contagion.models import scenario as mistakes
from contagion.models.parameters import Parameters, describe, names
from contagion.models.parameters.effort import RESIDENTS
from contagion.models.runs.simulation import territory_for
from contagion.models.runs.study import Conversations, case
from contagion.models.scenario import DEFAULT, FOLDER, Words, checked, fitted, read, write
from contagion.sim.errors import InputError
from tests.helpers.by_sections import content_for
from tests.helpers.mistakes import refused
from tests.helpers.table_rows import save


def mistake(*arguments):
    """The line a mistake is told in."""
    line = refused(lambda: read(*arguments))
    assert line
    assert "pydantic" not in line
    return line


@pytest.fixture
def scenario(tmp_path):
    """A scenario file with the given text."""

    def make(text):
        path = tmp_path / "mine.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make


def test_the_reference_is_the_default():
    assert read() == read(DEFAULT)
    assert DEFAULT.name == "ref.toml"
    assert read().parameters == Parameters()


def test_a_bare_name_is_one_of_the_library(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read(Path("cautious")).parameters == read(FOLDER / "cautious.toml").parameters
    (tmp_path / "cautious").write_text("title = 'mine'")
    assert read(Path("cautious")).title == "mine"
    assert "no such scenario" in mistake(Path("cautios"))


def test_settings_stand_over_the_file(scenario):
    path = scenario("[training]\nplaces = 30\nfounders = 4")
    parameters = read(path, ["training.places=20", "training.places=25"]).parameters
    assert (parameters.training.places, parameters.training.founders) == (25, 4)
    assert read(path, ["training.places = inf"]).parameters.training.places == inf
    assert read(None, ["group.quorum=10", "group.size=10"]).parameters.group.quorum == Parameters().group.maximum == 10
    assert read(path, ["registering.rule=reinforced"]).parameters.registering.rule == "reinforced"


def test_a_file_that_says_nothing_is_refused(scenario):
    with pytest.raises(InputError, match="is empty; a scenario has a title or a parameter"):
        read(scenario("# nothing"))


WRONG = [
    ("training.place=20", ["training.place", "training.places"]),
    ("places=20", ["'places'", "training.places"]),
    ("training.places=many", ["training.places", "'many'", "number"]),
    ("training.places=nan", ["training.places", "nan"]),
    ("group.size=eight", ["group.size", "'eight'", "integer"]),
    ("group.quorum=11", ["group.quorum = 11", "above group.maximum = 10"]),
    ("group.session_weeks=[0, 3, 7]", ["group.completion_sessions = 4", "above the number of sessions, 3", "nobody"]),
    ("group.completion_sessions=7", ["group.completion_sessions = 7", "above the number of sessions, 6", "nobody"]),
    (f"group.session_weeks={[*range(65)]}", ["group.session_weeks has 65 sessions", "at most 64"]),
    ("partners.smallest=501", ["partners.smallest = 501", "above partners.largest = 500"]),
    ("facilitation.leaders=3", ["facilitation.leaders", "3", "1 or 2"]),
    ("facilitation.pool=village", ["facilitation.pool", "'village'", "'territory'", "'commune'"]),
    ("contacts.layers=[0.5, 0.5]", ["contacts.layers", "4 values"]),
    ("training.places", ["training.places", "section.name=value"]),
    ("=3", ["unknown parameter"]),
    ("", ["section.name=value"]),
    ("target_group.share=1", ["target_group.share"]),
    ("decision.fatigue=0.5", ["'decision.fatigue' is now registering.fatigue"]),
]


@pytest.mark.parametrize("setting, words", WRONG, ids=[setting for setting, _ in WRONG])
def test_a_wrong_setting_is_told_with_field_value_and_what_would_be_valid(setting, words):
    """Names the option, the field, the value, and what would be valid."""
    line = mistake(None, [setting])
    assert line.startswith("settings")
    for word in words:
        assert word in line, line


IN_FILES = [
    ("[trainin]\nplaces = 20", ["trainin"]),
    ("[training]\nplaces = '10'", ["training.places", "'10'", "number"]),
    (f"[calendar]\npause_in_holidays = true\nholiday_weeks = {[*range(52)]}", ["all 52 weeks", "could ever meet"]),
    (
        f"[calendar]\nholiday_weeks = {[*range(52)]}\n[[decision]]\nset = {{ 'calendar.pause_in_holidays' = true }}",
        ["line 3", "all 52 weeks", "could ever meet"],
    ),
    ("training = 3", ["training", "3"]),
    ("title = 3", ["title", "3", "text"]),
    ("fr = 'non'", ["fr", "'non'", "table"]),
    ("[fr]\ntitel = 'non'", ["fr", "titel", "table"]),
    ("[training]\nplaces = 10\nplaces = 20\n[group]", ["TOML", "line 3"]),
    (b'title = "caf\xe9"', ["UTF-8"]),
    ("[[target_group]]\nname = 'a'\nshare = 0.5", ["target_group", "add up to 1", "0.5"]),
    ("[[target_group]]\nname = 'a'\nshare = 0.5\n[[target_group]]\nname = 'a'\nshare = 0.5", ["target_group", "name"]),
    ("[[target_group]]\nname = 'a'\nshare = 1.0\nshares = 1", ["target_group", "shares"]),
    ("[[target_group]]\nname = 'a'\nshare = 1.5", ["target_group", "share", "1.5", "less than or equal to 1"]),
    ("[[target_group]]\nshare = 1.0", ["target_group", "name"]),
    ("target_group = []", ["target_group", "at least one"]),
    # what was called otherwise before
    ("[[change]]\nweek = 20\nset = {'training.places' = 20}", ["'change' is now [[decision]]"]),
    ("[[decision]]\nweek = 20\nset = {'training.places' = 20}", ["line 1: 'week' is now from"]),
    (
        "[[alternative]]\nname = 'x'\nkind = 'workshop'\nattendees_per_year = 30",
        ["'attendees_per_year' is now attendees (of each event) and events_per_year"],
    ),
]


@pytest.mark.parametrize("text, words", IN_FILES, ids=range(len(IN_FILES)))
def test_a_mistake_in_a_file_is_told_with_the_file(scenario, text, words):
    """Names the file too."""
    path = scenario(text)
    line = mistake(path)
    assert line.startswith(str(path))
    for word in words:
        assert word in line, line


def test_a_file_that_cannot_be_read(tmp_path):
    assert mistake(tmp_path / "missing.toml").startswith(f"{tmp_path / 'missing.toml'}: no such scenario file. ")
    assert mistake(tmp_path).startswith(f"{tmp_path}: cannot be read")
    assert mistake(FOLDER / "xyzzy.toml").endswith(
        "no such scenario file. `contagion scenarios` lists those of the project"
    )  # like none


def test_a_mistake_in_the_file_is_not_laid_at_the_option(scenario):
    line = mistake(scenario("[training]\nplaces = -3"), ["training.accept=0.5"])
    assert "mine.toml" in line
    assert "settings" not in line


def test_toml_that_ends_too_early_names_the_last_line(scenario):
    assert "at line 2, the last" in mistake(scenario("[training]\nplaces = "))


MISTYPED = {
    "cautios.toml": "'cautious'",
    "LowLoss": "'lowloss'",
    "double-places": "'double_places'",
    "instead": "'challenge_instead' or 'workshop_instead'",
}


@pytest.mark.parametrize("given, meant", MISTYPED.items())
def test_a_preset_that_is_not_there(contagion, given, meant):
    """The nearest is named, by every command that takes a scenario."""
    vary = ("--vary", "training.places=1,2")
    for words in (("run",), ("compare", "ref"), ("levers",), ("limits",), ("reach",), ("sweep", *vary)):
        done = contagion(*words, given)
        assert done.exit_code == 2
        assert done.stderr == f"contagion: {given}: no such scenario file. Did you mean {meant}?\n", words


# ---- all that is wrong with the values of a scenario -----------------------------------------------------------------


def test_each_thing_that_is_wrong_is_named_with_its_field():
    content = {"training": {"places": -1, "placs": 3}, "group": {"size": "ten"}, "decision": [{"from": 3, "sett": {}}]}
    with pytest.raises(InputError) as caught:
        checked(content, "here", lines=(7,))
    found = {one.field: str(one) for one in caught.value.mistakes}
    assert found["training.places"] == "here: training.places = -1: must be greater than or equal to 0"
    assert "Did you mean 'training.places'" in found["training.placs"]
    assert found["group.size"] == "here: group.size = 'ten': must be a valid integer"
    assert found["decision.0.sett"].endswith("unknown field 'sett'. Did you mean 'set'?")
    assert len(found) == 4
    assert str(caught.value).endswith(" (and 3 more)")
    assert "\n" not in str(caught.value)


def test_of_thousands_of_unknown_names_some_are_looked_up_and_all_are_counted(monkeypatch):
    looked_up = []
    monkeypatch.setattr(mistakes, "get_close_matches", lambda name, *_, **__: looked_up.append(name) or [])
    with pytest.raises(InputError) as caught:
        checked({"training": {f"placs_{n}": 1 for n in range(3000)}}, "here")
    assert str(caught.value).endswith("(and 2999 more)")
    assert len(looked_up) < 300


def test_one_alone_is_no_more_than_its_line():
    with pytest.raises(InputError) as caught:
        checked({"training": {"accept": 3}}, "here")
    assert [str(one) for one in caught.value.mistakes] == [str(caught.value)]


# ---- scenarios as text: written and read again; the schema knows every parameter -------------------------------------

EVERYTHING = """
[[decision]]
title = "Autumn"
from = 2021-09-15
until = "2024-09"
communes = ["Besançon", "outside the centre"]
target_groups = ["students", "group A"]
set = { "training.reserved_share" = 0.25, "outreach.letters" = 500 }

[[decision]]
partner_types = ["school or university"]
set = { "partners.targeted_share" = 0.5 }

[[decision]]
when = { queue = { above = 12 }, active = { at_least = 3, below = 90.5 } }
extra_session = true
again_after_weeks = 30

[[decision]]
from = 20
when = { weeks_without_participants = { at_least = 52 } }
for_weeks = 52
set = { "training.places" = inf, "training.priority_groups" = ["group A"] }
"""


def test_a_scenario_with_decisions_is_written_and_read(tmp_path):
    for text in (EVERYTHING, EVERYTHING.replace("[[decision]]", '[calendar]\nstart = "2019-03"\n[[decision]]', 1)):
        path = tmp_path / "all.toml"
        path.write_text(text)
        first = read(path).parameters
        path.write_text(write(first))
        assert '\nfrom = "2021-09-15"\nuntil = "2024-09"\n' in path.read_text()
        assert read(path).parameters == first
        assert len(first.decision) == 4
        assert first.decision[3].set["training.priority_groups"] == ["group A"]


def test_the_schema_knows_every_parameter():
    schema, rows = Parameters.model_json_schema(), {row["name"]: row for row in describe()}
    assert schema["additionalProperties"] is False
    for name in names():
        section, key = name.split(".")
        part = schema["$defs"][schema["properties"][section]["$ref"].rpartition("/")[2]]
        assert part["additionalProperties"] is False
        field = part["properties"][key]
        assert field["description"]
        assert {"unit", "grade", "source", "role"} <= set(field)
        assert (field.get("minimum"), field.get("maximum")) == rows[name]["valid"]


def test_defaults_satisfy_the_schema():
    """A reader of the schema accepts what the model writes: types, bounds, choices, no unknown name."""
    from jsonschema import Draft202012Validator  # here, as it takes seconds, and each worker reads all files of tests

    schema, content = Draft202012Validator(Parameters.model_json_schema()), Parameters().model_dump(mode="json")
    assert not list(schema.iter_errors(content))
    for section, wrong in (
        ("unknown", 1),
        ("training", content["training"] | {"accept": 1.5}),
        ("registering", content["registering"] | {"rule": "other"}),
    ):
        assert list(schema.iter_errors(content | {section: wrong})), section


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_shipped_scenarios_are_written_and_read_again(path, scenario):
    first = read(path)
    again = read(scenario(first.text()))
    assert again.parameters == first.parameters
    assert (again.title, again.description) == (first.title, first.description)
    assert first.name == path.stem
    assert first.title != path.stem


ODD = [
    ["training.places=inf", "demand.distance_km=inf", "facilitation.pair_decay_km=inf"],
    ["group.session_weeks=[0, 2, 4, 6]", "calendar.holiday_weeks=[]", "training.founder_communes=['25056']"],
    ["training.order=pairs", "registering.rule='threshold'", "demand.unlimited=true", "facilitation.pool=commune"],
    ["retention.loss_per_year=1e-7", "outreach.factor=0.1", "contacts.layers=[0.25, 0.25, 0.25, 0.25]"],
    ['training.founder_communes=["25056", "l\'un \\\\ l\'autre"]', 'training.priority_groups=["group A"]'],
]


@pytest.mark.parametrize("settings", ODD)
def test_odd_values_are_written_and_read_again(settings, scenario):
    first = read(None, settings)
    again = read(scenario(write(first.parameters, Words('Say "so"', "two\nlines, é"), Words("Dire", "deux\nlignes"))))
    assert again.parameters == first.parameters
    assert again.parameters != Parameters()
    assert (again.title, again.description) == ('Say "so"', "two\nlines, é")
    assert again.french == Words("Dire", "deux\nlignes")


def test_target_groups_are_a_table(scenario):
    text = """
    [[target_group]]
    name = "students"
    share = 0.25
    slot_share = 0.9
    [[target_group]]
    name = "others"
    share = 0.75
    barrier = 1.2
    """
    first = read(scenario(text))
    assert [group.name for group in first.parameters.target_group] == ["students", "others"]
    assert first.parameters.target_group[1].slot_share is None
    assert read(scenario(write(first.parameters))).parameters == first.parameters


# ---- effort belongs to a size: what is scaled to another territory, what stays, what is said, and what is refused ----


@pytest.fixture(scope="module")
def besancon(territory_of, commune_rows):
    """One commune alone, of about 0.6 of the residents."""
    return territory_of([row for row in commune_rows if row["insee_code"] == "25056"])


@pytest.fixture(scope="module")
def table(tmp_path_factory, commune_rows):
    """The same as a file."""
    return save(tmp_path_factory.mktemp("one") / "one.csv", [r for r in commune_rows if r["insee_code"] == "25056"])


def test_nothing_is_scaled_in_grand_besancon(territory, territory_of, commune_rows):
    for effort in ("scaled", "as-written"):
        made = fitted(read(), territory, effort)
        assert made == read()
        assert made.effort == f"Effort as written for Grand Besançon ({RESIDENTS:,} residents aged 15+)"
    other_year = territory_of([row | {"population": str(int(row["population"]) - 9)} for row in commune_rows])
    assert other_year.residents.sum() < RESIDENTS
    assert fitted(read(), other_year).parameters == read().parameters


def test_a_fitted_scenario_is_not_scaled_again(besancon, tmp_path):
    once, here = fitted(read(), besancon), int(besancon.residents.sum())
    assert once.effort_for == here
    assert once.parameters.training.places == round(10 * here / RESIDENTS)
    assert once.effort.startswith(f"Effort scaled to {here:,} residents aged 15+ (0.6")
    assert f"{once.parameters.training.founders} founders" in once.effort
    again = fitted(once, besancon)
    assert (again, again.effort) == (once, once.effort)
    (tmp_path / "again.toml").write_text(once.text())
    again = fitted(read(tmp_path / "again.toml"), besancon)
    assert again.parameters == read(tmp_path / "again.toml").parameters == once.parameters
    assert again.effort == f"Effort as written for a territory ({here:,} residents aged 15+)"


def test_what_was_set_for_this_territory_stays(besancon):
    made = fitted(read(None, ["training.places=7", "group.size=9"]), besancon)
    assert (made.parameters.training.places, made.parameters.training.outside_places) == (7, 6)
    assert made.effort.endswith("; not scaled, as given: training.places")
    assert "training places" not in made.effort


def test_a_scenario_says_for_whom_it_is_written(besancon, tmp_path):
    (tmp_path / "mine.toml").write_text(f"effort_for = {2 * int(besancon.residents.sum())}\n[training]\nplaces = 30\n")
    made = fitted(read(tmp_path / "mine.toml"), besancon)
    assert made.parameters.training.places == 15
    assert "(0.50 of the 19" in made.effort


def test_runs_with_different_effort_are_different_runs(besancon):
    scaled, written = (fitted(read(), besancon, effort) for effort in ("scaled", "as-written"))
    assert (
        case(scaled.parameters).parameters != case(written.parameters).parameters == case(read().parameters).parameters
    )
    assert written.effort_for == scaled.effort_for  # so that its file is run as it is


def test_a_study_fits_and_its_jobs_stand(table):
    study = Conversations(table)
    assert study.fitted(read()) == fitted(read(), territory_for(read(), table))
    assert study.fitted(read(), "as-written").parameters == read().parameters


def test_an_effort_that_scales_to_nothing(territory_of, small_rows):
    small = territory_of(small_rows)
    here = int(small.residents.sum())
    with pytest.raises(InputError) as caught:
        fitted(read(), small, instead=", or so")
    assert str(caught.value).endswith(
        f"ref.toml: effort scaled to {here:,} residents aged 15+: of training.places = 10, written for 162,393 "
        f"residents aged 15 and over, nothing is left for {here:,}; at least 8,120 are needed, or so"
    )
    assert fitted(read(), small, "as-written").parameters == read().parameters
    enough = ["training.places=1", "training.outside_places=1", "partners.initial=1", "outreach.events_per_year=1"]
    assert fitted(read(None, [*enough, "outreach.letters=9"]), small).parameters.training.founders == 2
    content_for(8_120)
    with pytest.raises(ValueError, match="at least 8,120 are needed"):
        content_for(8_119)
    poor = replace(read(None, ["budget.per_year=750"]), effort_for=here * 15, set_over=())
    with pytest.raises(InputError, match=r"effort scaled to .*: budget.per_year = 50: pays for nothing in a year"):
        fitted(poor, small)


@pytest.mark.parametrize("given", ["0", "1.5", "true", '"many"'])
def test_a_wrong_number_of_residents(given, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(f"effort_for = {given}\n")
    with pytest.raises(InputError, match=r"effort_for = .*: must be a whole number of residents aged 15 and over"):
        read(path)
    path.write_text("effort_for = 1\n")
    assert read(path).effort_for == 1


@pytest.fixture
def done(contagion, table):
    """What a command prints, in one line, of a year of that commune."""

    def run(*words):
        made = contagion(*words, "--communes", table, "--years", 1)
        assert made.exit_code == 0, made.output
        return " ".join(made.stdout.split())

    return run


def test_too_small_a_territory_is_refused_in_one_line(contagion, small_rows, tmp_path):
    save(tmp_path / "small.csv", small_rows)
    for words in (["run"], ["compare", "ref", "lowloss"], ["levers"], ["sweep", "--vary", "group.size=8"]):
        done = contagion(*words, "--communes", "small.csv")
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
        assert "nothing is left for" in done.stderr
        assert "at least 8,120 are needed, or --effort as-written" in done.stderr
