"""Files that leave the page and come back: a scenario resumes its view, prices are read as people write them."""

import pytest

from contagion.experiments.doors.page.asked import Asked
from contagion.experiments.doors.page.files import command_of, opened, prices_of, scenario_text
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError

TWENTY = ("set", "training.places=20")


def written(tmp_path, asked):
    name, text = scenario_text(asked)
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / name


def test_the_command_reads_what_the_page_writes(tmp_path, asked):
    view = asked(TWENTY, ("assume", "registering.letter=0.02"), ("epci", "200068989"))
    scenario = read(written(tmp_path, view))
    assert scenario.parameters == view.scenarios()[-1].parameters
    assert scenario.effort_for == int(view.territory.residents.sum())


def test_a_report_names_the_command_that_makes_it_again(asked):
    view = asked(("scenario", "ref"), ("scenario", "campaign"), ("years", "7"), ("above", "20"), lang="fr")
    assert command_of(view, 100)[0] == (
        "contagion report ref campaign --years 7 --above 20 --replicates 100 --lang fr --out report.html"
    )
    dinan = asked(("scenario", "ref"), TWENTY, ("epci", "200068989"))
    command, again = command_of(dinan, 40)
    assert command == (
        "contagion report ref programme.toml --epci 200068989 --years 10 --above 200 --replicates 40 --lang en "
        "--out report.html"
    )
    assert again.startswith(
        "First save the programme in a file from the page (“This programme as a file”): programme.toml."
    )


def test_scenarios_that_are_not_those_of_the_library_are_files_in_that_command(asked):
    for pair in (("assume", "registering.letter=0.02"),):
        command, again = command_of(asked(("scenario", "ref"), ("scenario", "campaign"), pair), 9)
        assert command.startswith("contagion report ref.toml campaign.toml --years 10")
        assert "ref.toml and campaign.toml" in again
    view = asked(("scenario", "ref"), ("scenario", "campaign"))
    view.kept.keep_prices({"seat": 640.0})
    assert command_of(view, 9)[0].startswith("contagion report ref.toml campaign.toml --years")
    assert str(view.kept.folder) not in command_of(view, 9)[0]


def test_a_file_that_comes_back_resumes_its_view(tmp_path, asked):
    own = (TWENTY, ("scenario", "campaign"), ("years", "7"), ("epci", "200068989"), ("above", "20"))
    of_the_library = (("scenario", "ref"), ("scenario", "campaign"), ("whose", "campaign"))
    for given, name in ((own, "programme.toml"), (of_the_library, "campaign.toml")):
        file = written(tmp_path, view := asked(*given))
        assert file.name == name
        assert opened(file.name, file.read_bytes(), asked(("years", "3"))) == view


def test_a_file_that_somebody_has_changed_stands_beside_the_first_scenario(tmp_path, asked):
    file = written(tmp_path, asked(TWENTY))
    changed = file.read_bytes().replace(b"places = 20.0\n", b"places = 21\n", 1)
    view = opened("our plan.toml", changed, asked(("years", "4")))
    assert view.scenario[0] == "ref"
    assert view.scenario[1].startswith("own-")
    assert (view.set, view.years) == ((), 4)
    assert view.scenarios()[1].parameters.training.places == 21
    assert opened("again.toml", changed, view) == view


def test_decisions_and_words_of_a_file_stay_its_own(asked):
    plan = b'title = "Plan B"\n[[decision]]\nfrom = 3\nset = { "training.places" = 12 }\n'
    (_, ours) = opened("plan.toml", plan, asked()).scenarios()
    assert (ours.title, len(ours.parameters.decision)) == ("Plan B", 1)


@pytest.mark.parametrize(
    "content, words",
    [
        (b"[training]\nplacs = 3", "plan.toml: unknown parameter 'training.placs'; did you mean 'training.places'?"),
        (b"[training\n", "plan.toml: not valid TOML"),
        (b"\xff\xfe\x00", "plan.toml: not a TOML text file"),
        (b"[training]\nplaces = -1", "plan.toml: training.places = -1"),
        (b"x = " + b"[" * 5000, "plan.toml: "),
        (b"# ?years=9000\n[training]\nplacs = 3", "plan.toml: unknown parameter"),
    ],
)
def test_a_mistake_in_a_file_is_one_line_that_names_it_as_the_visitor_does(asked, content, words):
    with pytest.raises(InputError) as error:
        opened("plan.toml", content, asked())
    assert str(error.value).startswith(words)
    assert "/tmp" not in str(error.value)


def test_all_mistakes_of_a_file_are_told_a_line_each(asked):
    content = b'[training]\nplaces = -1\nplacs = 3\n[group]\nsize = "<b>"\n'
    with pytest.raises(InputError) as error:
        opened("plan.toml", content, asked())
    told = error.value.mistakes
    assert {one.field for one in told} == {"file"}
    assert sorted(str(one).split(" = ")[0] for one in told) == [
        "plan.toml: group.size",
        "plan.toml: training.places",
        "plan.toml: unknown parameter 'training.placs'; did you mean 'training.places'?",
    ]


def test_the_name_of_a_file_leads_nowhere(asked):
    for name in ("../../etc/passwd", "C:\\plans\\x.toml", "", "<b>.toml", "." * 400, "plan\0.toml"):
        view = opened(name, b"[training]\nplaces = 33\n", asked())
        assert view.scenarios()[1].parameters.training.places == 33


def test_a_file_that_does_not_fit_the_time_is_refused(asked):
    with pytest.raises(InputError, match="Something changes later than that: choose 4 years or more"):
        opened(
            "plan.toml", b'[[decision]]\nfrom = "2020-01"\nset = { "training.places" = 12 }\n', asked(("years", "1"))
        )


def test_prices_are_read_as_people_write_them(desk):
    form = [("seat", "640,50 €"), ("coordinator", "46\u202f500"), ("kit", ""), ("back", "/fr/money"), ("nothing", "3")]
    desk.kept.keep_prices({"kit": 80.0, "letter": 1.0})
    assert prices_of(form, desk.kept) == {"letter": 1.0, "seat": 640.5, "coordinator": 46500.0}


def test_a_price_that_is_none_is_refused(desk):
    for text in ("much", "-1", "nan", "inf", "1e300", "9" * 30):
        with pytest.raises(InputError, match=r"seat = .*: must be a number of euros of at least 0"):
            prices_of([("seat", text)], desk.kept)


def test_all_prices_that_are_none_are_named(desk):
    desk.kept.keep_prices({"kit": 80.0})
    with pytest.raises(InputError) as error:
        prices_of([("seat", "much"), ("letter", "1"), ("kit", "-2")], desk.kept)
    assert [one.field for one in error.value.mistakes] == ["seat", "kit"]
    assert desk.kept.prices() == {"kit": 80.0}


def test_a_view_is_not_taken_from_a_file_of_another(asked):
    """The first line says where a file was made; it counts only as long as the rest says the same."""
    _, text = scenario_text(asked(TWENTY))
    foreign = text.replace("training.places%3D20", "training.places%3D40", 1).encode()
    view = opened("x.toml", foreign, asked())
    assert isinstance(view, Asked)
    assert view.scenarios()[1].parameters.training.places == 20


def test_a_file_with_a_name_of_too_many_parts_is_refused_before_it_is_read(asked, monkeypatch):
    """Of 20 kB it would take 430 MB of the server."""
    content, view = f"# ?\n{'.'.join('a' * 10_000)} = 1\n".encode(), asked()
    monkeypatch.setattr("tomllib.loads", lambda _: pytest.fail("it is read"))
    with pytest.raises(InputError, match="line 2: a name has at most 12 parts"):
        opened("mine.toml", content, view)
