"""Which questions there are."""

from experiments.questions.names import HERE, names


def test_questions_are_the_scripts_that_ask_one_in_order():
    """Those that only others use, such as the contract of a question, are none."""
    assert names() == sorted(names())
    assert set(names()) < {path.stem for path in HERE.glob("*.py")}
    assert "x02_without_contagion" in names()
    assert {"publishing", "editions", "names", "__init__"}.isdisjoint(names())
