"""The types that editors and type checkers see beside `import contagion`."""

from contagion.experiments.doors.python.stub import FILE, text


def test_it_is_what_the_verbs_make_of_it():
    assert FILE.read_text(encoding="utf-8") == text(), "python -m contagion.experiments.doors.python.stub"
