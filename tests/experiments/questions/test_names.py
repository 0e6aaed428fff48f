"""Which questions there are."""

from contagion.experiments.questions.names import HERE, names, said, title


def test_questions_are_the_scripts_that_ask_one_in_order():
    """Those that only others use, such as the contract of a question, are none."""
    assert names() == sorted(names())
    assert set(names()) < {path.stem for path in HERE.glob("*.py")}
    assert "x02_without_contagion" in names()
    assert {"publishing", "asking", "names", "__init__"}.isdisjoint(names())


def test_a_title_is_the_question_that_a_script_begins_with():
    assert title("x05_structure") == "Does the ranking of policies depend on how the model is built?"
    assert title("patterns") == "Does the programme in the model show what is known of it?"
    for name in names():
        assert title(name) in " ".join(said(name).split())
        assert not title(name).startswith("X")
        assert len(title(name)) < 118  # a heading is one line
