"""The tests mirror the code: each file of code has its file of tests at the same place below `tests/`, and each file of
tests outside `whole/` and `house/` its file of code."""

import re
from collections.abc import Collection

import pytest

from tests.helpers.places import ROOT

BESIDE = ("whole", "house", "oracles", "benchmarks")

# Files of code without a file of tests of their own, and why.
EXCEPTIONS = {
    "experiments/verbs/compare/side_by_side/ask.py": "as the command asks it: test_work.py",
    "experiments/verbs/compare/side_by_side/words.py": "with what they say: test_work.py",
    "experiments/verbs/compare/side_by_side/figure.py": "with what it draws: test_work.py",
    "experiments/doors/python/door.py": "by all verbs: test_verbs.py",
    "experiments/verbs/compare/together.py": "with the comparison: test_work.py, test_figure.py",
    "experiments/drawing/courses.py": "as they are drawn of a comparison: experiments/verbs/compare/test_figure.py",
    "experiments/doors/briefing/by_structure.py": "beside the others: experiments/verbs/compare/test_by_structure.py",
    "experiments/verbs/spend/portfolio.py": "a record; what is in it: test_work.py",
    "experiments/verbs/spend/words_of_money.py": "test_elsewhere.py, test_words.py, of the answer that it is a part of",
    "experiments/doors/report/blocks.py": "records; what is made of them: test_made.py, test_edited.py",
    "experiments/doors/report/noted.py": "as the note is read: test_made.py",
    "experiments/doors/python/asking.py": "as it is asked: test_contagion.py, test_scenarios.py, test_mesa_model.py",
    "experiments/doors/python/varied.py": "as it is asked: experiments/verbs/sweep/test_answer.py",
    "experiments/doors/documentation/conf.py": "read by Sphinx: test_build.py",
    "experiments/doors/documentation/look_up.py": "with the site: test_build.py",
    "experiments/doors/documentation/rules.py": "with the site: test_build.py",
    "experiments/doors/all.py": "a list: experiments/doors/command/test_verbs.py",
    "experiments/doors/python/public.py": "what is there: test_contagion.py",
    "experiments/verbs/all.py": "a list: experiments/doors/command/test_verbs.py",
    "experiments/verbs/asking.py": "by both doors: experiments/doors/command/test_verbs.py",
    "experiments/verbs/options.py": "declarations alone: experiments/doors/command/test_verbs.py",
    "experiments/verbs/run/ask.py": "as the command asks it: experiments/doors/command/test_main.py",
    "experiments/verbs/sweep/ask.py": "as the command asks it: experiments/verbs/compare/test_ask.py",
    "experiments/language/editions.py": "on the pages themselves: house/test_editions.py",
    "experiments/verbs/compare/figure_of_cases.py": "with what it draws: experiments/verbs/compare/test_cases.py",
    "experiments/questions/sensitivity_figure.py": "with its question: test_sensitivity_over_ranges.py",
    "experiments/questions/editions.py": "on the pages themselves: house/test_editions.py",
    "experiments/lab/folders.py": "two paths",
    "experiments/verbs/reach/work.py": "by hand from the tables of runs: test_ask.py",
    "experiments/language/by_commune.py": "the words of a map: experiments/doors/python/test_contagion.py",
    "experiments/verbs/compare/words.py": "as the command says it: experiments/verbs/compare/test_ask.py",
    "experiments/language/mistyped.py": "as the command says it: experiments/doors/command/test_language.py",
    "experiments/doors/words/method.py": "in both languages: house/test_in_french.py",
    "experiments/doors/words/charts.py": "in both languages, by charts: experiments/doors/charts/test_courses.py",
    "experiments/verbs/run/words_in_sentences.py": "with the run: experiments/verbs/run/test_words.py",
}
SIM_EXCEPTIONS = {
    "sim/model.py": "a record and a number; what lives by them: models/programme/seen/test_mesa_model.py",
    "sim/core/compiling.py": "marks alone; what becomes of what is marked: test_building.py",
    "sim/core/numba_memory.py": "by what it does to tables: test_tables.py",
    "sim/core/numba_texts.py": "by what is compiled: test_tables.py, test_layout.py",
    "sim/angles.py": "the same promises: test_elementary.py",
    "sim/powers.py": "the same promises: test_elementary.py",
}
MODELS_EXCEPTIONS = {
    "models/programme/run.py": "as the model has it, and as a study lives it: test_model.py, models/runs/test_study.py",
    "models/programme/seen/readable.py": "as the model has it: models/programme/test_model.py",
    "models/code/provenance.py": "as it is written beside results: house/test_editions.py, sim/test_provenance.py",
    "models/outcomes/indicators/activity.py": "all indicators of one run by hand: test_measures.py",
    "models/outcomes/indicators/alternatives.py": "all indicators of one run by hand: test_measures.py",
    "models/outcomes/indicators/derived.py": "definitions alone: test_measures.py",
    "models/outcomes/indicators/indicator.py": "all indicators of one run by hand: test_measures.py",
    "models/outcomes/counting/count.py": "two entries: test_counts.py, test_savers.py",
    "models/outcomes/counting/flagged.py": "by hand: models/outcomes/test_students_and_councillors.py",
    "models/outcomes/counting/kinds.py": "words and columns: test_counts.py",
    "models/outcomes/counting/layout.py": "tables by name: test_counts.py",
    "models/world/pattern.py": "as a world is built of it: models/world/test_world.py",
    "models/runs/sending.py": "as what is sent is handed over: test_own_code.py",
    "models/outcomes/summary.py": "models/outcomes/indicators/test_measures.py, models/runs/test_results_folder.py",
    "models/parameters/sections/coordination.py": "as all are: models/parameters/test_parameters.py",
    "models/parameters/sections/footprint.py": "as all are: models/parameters/test_parameters.py",
    "models/parameters/sections/outreach.py": "as all are: models/parameters/test_parameters.py",
    "models/parameters/sections/programme.py": "as all are: models/parameters/test_parameters.py",
    "models/parameters/renamed.py": "in what is said of a file: test_decisions.py, models/scenarios/test_scenario.py",
    "models/parameters/sections/students_and_elected.py": "as all are: models/parameters/test_parameters.py",
    "models/programme/books/exposures.py": "by who registers: models/programme/rules/test_registering.py",
    "models/programme/books/invitations.py": "by its rule: models/programme/rules/test_invitations.py",
    "models/programme/books/log.py": "on every run: whole/test_same_results.py",
    "models/programme/books/outreach.py": "by its rule: models/programme/rules/test_outreach.py",
    "models/programme/books/partners.py": "by its rule: models/programme/rules/test_partners.py",
    "models/programme/layout.py": "columns alone; who writes them: house/test_architecture.py",
    "models/programme/state.py": "by the runs that begin with it: whole/test_same_results.py",
    "models/territory/national/tables.py": "by what is found in it: models/territory/test_gazetteer.py",
    "models/territory/not_found.py": "by who looks for it: test_gazetteer.py",
    "models/territory/checked_csv.py": "by the table that it reads: test_communes.py",
    "models/world/compiled/residents.py": "through the door: models/world/test_residents.py",
    "models/world/layout.py": "columns alone",
    "models/world/loops.py": "through the door: test_world.py",
    "models/world/places.py": "with the laws that read it: models/world/compiled/test_places.py",
    "models/world/profiles.py": "by what residents are like: models/world/compiled/test_traits.py",
}
# Files of tests without a file of code of that name, and why.
WITHOUT_CODE = {
    "experiments/doors/python/test_contagion.py": "of `contagion.py`, behind which is `experiments/doors/python`",
    "experiments/doors/python/test_examples.py": "of the docstrings of all verbs",
    "models/outcomes/indicators/test_measures.py": "of the package itself",
    "models/parameters/test_parameters.py": "of the package itself",
}


def files_of_code(package: str) -> set[str]:
    paths = (path for path in (ROOT / package).rglob("*.py") if path.name != "__init__.py")
    return {path.relative_to(ROOT).as_posix() for path in paths}


def files_of_tests() -> set[str]:
    """Those that mirror the code, below `tests/`."""
    folder = ROOT / "tests"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("test_*.py")}
    return {name for name in names if name.partition("/")[0] not in BESIDE}


def without_tests(code: Collection[str], tests: Collection[str]) -> set[str]:
    """Files of code that have no file of tests at the mirrored place."""
    return {name for name in code if "/test_".join(name.rsplit("/", 1)) not in tests}


def without_code(code: Collection[str], tests: Collection[str]) -> set[str]:
    """Files of tests at whose mirrored place there is no file of code."""
    return {name for name in tests if name.replace("/test_", "/") not in code}


@pytest.mark.parametrize("package", ["sim", "models", "experiments"])
def test_each_file_of_code_has_its_file_of_tests(package):
    """Those that are excepted included: one that has tests now is struck off the list."""
    excepted = {name for name in EXCEPTIONS | SIM_EXCEPTIONS | MODELS_EXCEPTIONS if name.startswith(f"{package}/")}
    assert without_tests(files_of_code(package), files_of_tests()) == excepted


def test_each_file_of_tests_has_its_file_of_code():
    code = {name for package in ("sim", "models", "experiments") for name in files_of_code(package)}
    assert without_code(code, files_of_tests()) == set(WITHOUT_CODE)


def test_an_exception_says_where_the_tests_are():
    """The files that it names are there, beside where its own would be or below `tests/`."""
    for name, why in (EXCEPTIONS | SIM_EXCEPTIONS | MODELS_EXCEPTIONS | WITHOUT_CODE).items():
        beside = (ROOT / "tests" / name).parent
        for file in re.findall(r"[\w/]*test_\w+\.py", why):
            assert (beside / file).is_file() or (ROOT / "tests" / file).is_file(), (name, file)


def test_a_file_without_its_mirror_is_seen():
    assert without_tests({"sim/a.py", "sim/room/b.py"}, {"sim/test_a.py", "sim/test_b.py"}) == {"sim/room/b.py"}
    assert without_code({"sim/a.py", "sim/room/b.py"}, {"sim/test_a.py", "sim/test_b.py"}) == {"sim/test_b.py"}
