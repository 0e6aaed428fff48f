"""The tests mirror the code: each file of code has its file of tests at the same place below `tests/`, and each file of
tests outside `whole/` and `house/` its file of code."""

import re
from collections.abc import Collection

import pytest

from tests.helpers.places import ROOT

BESIDE = ("whole", "house", "oracles")

# Files of code without a file of tests of their own, and why.
EXCEPTIONS = {
    "experiments/words/editions.py": "on the pages themselves: house/test_editions.py",
    "experiments/benchmarks/__main__.py": "run by `make bench`",
    "experiments/benchmarks/all_of_france.py": "run by `make bench`",
    "experiments/benchmarks/memory.py": "a reading of /proc, for `make bench`",
    "experiments/benchmarks/page.py": "by hand; a few readers: experiments/planners/page/test_serving.py",
    "experiments/benchmarks/rows.py": "run by `make bench`",
    "experiments/benchmarks/studies.py": "run by `make bench`",
    "experiments/figures/cases.py": "with what it draws: experiments/studies/test_cases.py",
    "experiments/figures/sensitivity.py": "with its question: experiments/questions/test_sensitivity_over_ranges.py",
    "experiments/planners/page/context.py": "fields alone; what is made of them: test_app.py",
    "experiments/questions/editions.py": "on the pages themselves: house/test_editions.py",
    "experiments/studies/folders.py": "two paths",
    "experiments/studies/reach.py": "by hand from the tables of runs: experiments/cli/test_reach.py",
    "experiments/words/asked.py": "in both languages: house/test_in_french.py",
    "experiments/words/by_commune.py": "the words of a map: experiments/front/test_contagion.py",
    "experiments/words/comparison.py": "as the command says it: experiments/cli/test_many_runs.py",
    "experiments/words/mistyped.py": "as the command says it: experiments/cli/test_language.py",
    "experiments/words/planners_evidence.py": "in both languages: house/test_in_french.py",
    "experiments/words/planners_method.py": "in both languages: house/test_in_french.py",
    "experiments/words/planners_page.py": "as the page answers: experiments/planners/page/test_app.py",
    "experiments/words/planners_charts.py": "in both languages, by charts: experiments/planners/charts/test_dots.py",
    "experiments/words/robustness.py": "with the answer that it is a part of: experiments/words/test_spend.py",
    "experiments/words/run_in_sentences.py": "with the run: experiments/words/test_run.py",
}
MODELS_EXCEPTIONS = {
    "models/programme/readable.py": "as the model has it: models/programme/test_model.py",
    "models/code/machine_code.py": "a name and a list of folders; what it is of: sim/test_machine_code.py",
    "models/code/provenance.py": "as it is written beside results: house/test_editions.py, sim/test_provenance.py",
    "models/outcomes/indicators/activity.py": "all indicators of one run by hand: test_measures.py",
    "models/outcomes/indicators/alternatives.py": "all indicators of one run by hand: test_measures.py",
    "models/outcomes/indicators/derived.py": "definitions alone: test_measures.py",
    "models/outcomes/indicators/indicator.py": "all indicators of one run by hand: test_measures.py",
    "models/outcomes/summary.py": "models/outcomes/indicators/test_measures.py, models/runs/test_results_folder.py",
    "models/parameters/coordination.py": "declarations, as all are: test_parameters.py",
    "models/parameters/footprint.py": "declarations, as all are: test_parameters.py",
    "models/parameters/outreach.py": "declarations, as all are: test_parameters.py",
    "models/parameters/programme.py": "declarations, as all are: test_parameters.py",
    "models/parameters/renamed.py": "in what is said of a file: test_decisions.py, models/scenarios/test_scenario.py",
    "models/parameters/students_and_elected.py": "declarations, as all are: test_parameters.py",
    "models/programme/books/exposures.py": "by who registers: models/programme/rules/test_registering.py",
    "models/programme/books/invitations.py": "by its rule: models/programme/rules/test_invitations.py",
    "models/programme/books/log.py": "on every run: whole/test_same_results.py",
    "models/programme/books/outreach.py": "by its rule: models/programme/rules/test_outreach.py",
    "models/programme/books/partners.py": "by its rule: models/programme/rules/test_partners.py",
    "models/programme/books/tally.py": "emptied at the start of a week: models/programme/rules/test_calendar.py",
    "models/programme/books/training_queue.py": "by its rule: models/programme/rules/test_training.py",
    "models/programme/layout.py": "columns alone; who writes them: house/test_architecture.py",
    "models/programme/state.py": "by the runs that begin with it: whole/test_same_results.py",
    "models/programme/week.py": "stages, and their two speeds: test_model.py, whole/test_two_speeds.py",
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
    "experiments/front/test_contagion.py": "of `contagion.py`, behind which is `experiments/front`",
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
    excepted = {name for name in EXCEPTIONS | MODELS_EXCEPTIONS if name.startswith(f"{package}/")}
    assert without_tests(files_of_code(package), files_of_tests()) == excepted


def test_each_file_of_tests_has_its_file_of_code():
    code = {name for package in ("sim", "models", "experiments") for name in files_of_code(package)}
    assert without_code(code, files_of_tests()) == set(WITHOUT_CODE)


def test_an_exception_says_where_the_tests_are():
    """The files that it names are there, beside where its own would be or below `tests/`."""
    for name, why in (EXCEPTIONS | MODELS_EXCEPTIONS | WITHOUT_CODE).items():
        beside = (ROOT / "tests" / name).parent
        for file in re.findall(r"[\w/]*test_\w+\.py", why):
            assert (beside / file).is_file() or (ROOT / "tests" / file).is_file(), (name, file)


def test_a_file_without_its_mirror_is_seen():
    assert without_tests({"sim/a.py", "sim/room/b.py"}, {"sim/test_a.py", "sim/test_b.py"}) == {"sim/room/b.py"}
    assert without_code({"sim/a.py", "sim/room/b.py"}, {"sim/test_a.py", "sim/test_b.py"}) == {"sim/test_b.py"}
