"""How each kind of question is worked out: over which worlds, on which territory, with what held fixed."""

from dataclasses import replace
from pathlib import Path

import pytest

from contagion.experiments.doors.page import kinds
from contagion.experiments.doors.page.asked import Asked
from contagion.experiments.doors.page.bench import bench
from contagion.experiments.doors.page.kinds import KINDS, question
from contagion.experiments.doors.page.views import results
from contagion.experiments.language.languages import speaking
from contagion.experiments.verbs.limits.work import Limits

DINAN = "200068989"


@pytest.fixture(scope="module")
def worked(tmp_path_factory):
    """A laboratory with one worker."""
    made = bench(tmp_path_factory.mktemp("kinds") / "store", 1, lambda done, total: None)
    with made.staffed():
        yield made


def test_what_takes_minutes_is_made_small_where_that_is_asked(desk, worked, monkeypatch):
    asked, sizes = Asked(lang="en", years=1, kept=desk.kept), []
    monkeypatch.setattr(kinds, "spent", lambda *given: sizes.append(given[-1].worlds))
    monkeypatch.setattr(kinds, "worth_knowing", lambda _lab, over, _call: sizes.append((over.sets, over.seeds)))
    for lab in (worked, replace(worked, quick=True)):
        for kind in ("spend", "measure"):
            list(KINDS[kind](lab, asked, None))
    assert sizes == [200, (100, 2), 8, (40, 2)]


def test_what_takes_long_is_told_as_one_and_leaves_the_desk_to_others(desk, worked, monkeypatch):
    asked, found = Asked(lang="en", years=1, kept=desk.kept), []
    monkeypatch.setattr(kinds, "spent", lambda trials, *_: found.append((trials.lab.in_parts, trials.lab.most)))
    monkeypatch.setattr(kinds, "worth_knowing", lambda lab, _over, call: found.append(call == lab.call))
    list(KINDS["spend"](worked, asked, None))
    list(KINDS["measure"](worked, asked, None))
    assert found == [(True, kinds.USUAL.runs()), True]


def test_what_is_assumed_is_the_same_in_all_worlds(desk, worked):
    """The default as well."""
    for letter in (0.02, 0.01):
        assumed = Asked(lang="en", assume=(f"registering.letter={letter}",), kept=desk.kept)
        first, worlds = assumed.scenarios()[0], kinds._worlds(worked, assumed)
        assert {worlds.parameters(first, world).registering.letter for world in range(1, 21)} == {letter}
    free = Asked(lang="en", kept=desk.kept)
    usual, there = free.scenarios()[0], kinds._worlds(worked, free)
    assert len({there.parameters(usual, world).registering.letter for world in range(1, 21)}) > 1


@pytest.mark.parametrize(
    ("helped", "name"),
    [
        pytest.param(0, "ref", marks=pytest.mark.slow),
        pytest.param(1, "lowloss", marks=pytest.mark.slow),
        (3, "lowloss"),
    ],
)
def test_what_would_have_helped_is_asked_of_one_scenario(desk, worked, monkeypatch, helped, name):
    monkeypatch.setattr(kinds, "THEN", (6,))
    view = Asked(lang="en", scenario=("ref", "lowloss"), years=1, helped=helped, kept=desk.kept)
    *_, last = KINDS["limits"](worked, view, None)
    assert isinstance(last, Limits)
    assert (last.scenario.name, last.seeds) == (name, 6)
    assert (question("limits", view) == question("limits", replace(view, helped=0))) == (name == "ref")
    assert question("compare", view) == question("compare", replace(view, helped=0))


@pytest.mark.slow
def test_what_is_known_is_not_worked_out_anew(desk, worked, monkeypatch):
    monkeypatch.setattr(kinds, "THEN", (6,))
    view = Asked(lang="en", set=("training.places=18",), years=1, kept=desk.kept)
    few, more = KINDS["compare"](worked, view, None)
    assert (few.lived, more.lived) == (5, 6)
    assert [answer.lived for answer in KINDS["compare"](worked, view, few)] == [6]
    assert not list(KINDS["compare"](worked, view, more))
    assert [answer.lived for answer in KINDS["compare"](worked, view, None)] == [6]  # what is kept, at once


@pytest.mark.parametrize("soon, made", [pytest.param(0, [5, 6, 7, 8], marks=pytest.mark.slow), (1000, [5, 8])])
def test_shortly_before_the_last_answer_none_is_made(desk, worked, monkeypatch, soon, made):
    for name, value in {"THEN": (6, 7, 8), "SHARE": 0, "SOON_SECONDS": soon}.items():
        monkeypatch.setattr(kinds, name, value)
    monkeypatch.setattr("contagion.sim.laboratory.runner.MOST", 1)
    view = Asked(lang="en", set=(f"training.places={11 + (soon > 0)}",), years=1, kept=desk.kept)
    assert [answer.lived for answer in KINDS["compare"](worked, view, None)] == made


@pytest.mark.parametrize("crowded", [False, True])
@pytest.mark.slow
def test_workers_go_on_while_the_first_answer_is_made_unless_others_wait_for_theirs(desk, worked, monkeypatch, crowded):
    monkeypatch.setattr(kinds, "THEN", (30,))
    view = Asked(lang="en", set=(f"training.places={15 - crowded}",), years=1, kept=desk.kept)
    pool, begun = worked._hands(), []
    submit = pool.submit
    monkeypatch.setattr(pool, "submit", lambda what, *given: begun.append(given) or submit(what, *given))
    answers = KINDS["compare"](replace(worked, crowded=lambda: crowded), view, None)
    assert next(answers).lived == 5
    assert (max(job.seed for _study, jobs, _pack in begun for job in jobs) > 5) != crowded
    assert [answer.lived for answer in answers][-1] == 30


def test_a_run_is_of_the_scenario_and_world_that_are_looked_at(desk, worked):
    view = Asked(lang="en", scenario=("ref", "lowloss"), years=1, world=3, whose="ref", kept=desk.kept)
    (lived,) = KINDS["run"](worked, view, None)
    assert (lived.provenance["scenario"], lived.provenance["seed"], lived.provenance["years"]) == ("ref", 3, 1)
    assert {"facilitators", "participants", "communes"} <= set(lived.tables)


def test_runs_of_another_territory_are_of_its_communes_and_its_evidence(desk, worked, monkeypatch):
    monkeypatch.setattr(kinds, "THEN", (6,))
    view = Asked(lang="en", epci=DINAN, set=("training.places=20",), years=1, kept=desk.kept)
    *_, last = KINDS["compare"](worked, view, None)
    assert set(last.communes["commune"]) == set(view.territory.codes)
    assert last.elsewhere
    for region in (results.dots, results.differences, results.courses):
        for language, here, away in (
            ("en", "published", "the same programme in another place (A)"),
            ("fr", "publié", "le même programme dans un autre lieu (A)"),
        ):
            with speaking(language):
                said = region(last, view)
            assert away in said
            assert here not in said


@pytest.mark.parametrize("kind, change", [("compare", {"above": 3}), ("spend", {"euros": 9000}), ("run", {"world": 2})])
def test_what_a_kind_depends_on_makes_another_question(desk, kind, change):
    usual, other = Asked(kept=desk.kept), Asked(kept=desk.kept, **change)
    assert question(kind, usual) != question(kind, other)
    assert question("measure", usual) == question("measure", other)


def test_files_of_territories_are_beside_the_store(desk):
    table = Asked(epci="200068989", kept=desk.kept).table
    assert isinstance(table, Path)
    assert table.parent == desk.kept.territories
