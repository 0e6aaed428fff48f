"""Which language is spoken, and where; and what is read of a catalogue."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from contagion.experiments.say.asked import by_the_end, labels, much_in_words, quoted, shown, title, work_in_words
from contagion.experiments.say.languages import ENGLISH, FRENCH, catalogue, gettext, ngettext, speaking, spoken
from contagion.experiments.say.levers import (
    ASSUMED,
    BY_NAME,
    LEVERS,
    ON_THE_PAGE,
    SOLD,
    levers_in_words,
    setting_in_words,
)
from contagion.models.parameters import describe
from contagion.models.parameters.declaring import LEVER
from contagion.models.runs.vocabulary import Asked
from contagion.models.scenario import FOLDER, Words, library, read


def test_english_is_spoken_unless_something_else_is_asked_for():
    assert spoken() == ENGLISH
    with speaking(FRENCH):
        assert (spoken(), gettext("workshop")) == (FRENCH, "atelier")
        with speaking(ENGLISH):
            assert (spoken(), gettext("workshop")) == (ENGLISH, "workshop")
        assert spoken() == FRENCH
    assert spoken() == ENGLISH


def test_a_mistake_inside_ends_it_as_well():
    with pytest.raises(ZeroDivisionError), speaking(FRENCH):
        raise ZeroDivisionError
    assert spoken() == ENGLISH


def test_another_thread_speaks_its_own():
    with ThreadPoolExecutor(1) as pool, speaking(FRENCH):
        assert pool.submit(spoken).result() == ENGLISH


def test_only_what_is_known_is_spoken():
    with pytest.raises(ValueError, match="'de' is not spoken; en and fr are"), speaking("de"):
        pass


def test_what_no_catalogue_has_is_said_as_it_is():
    with speaking(FRENCH):
        assert gettext("nobody ever said this") == "nobody ever said this"
        assert gettext("") == ""


@pytest.mark.parametrize("number, many", [(0, False), (1, False), (2, True)])
def test_french_has_its_own_plural(number, many):
    with speaking(FRENCH):
        found = ngettext("{number:,} year", "{number:,} years", number)
    assert found == ("{number:,} ans" if many else "{number:,} an")
    assert ngettext("{number:,} year", "{number:,} years", number).endswith("years") == (number != 1)


def said(language: str) -> list[str]:
    """All that a catalogue says."""
    texts = getattr(catalogue(language), "_catalog")  # noqa: B009 -- it has no public name
    return [text for source, text in texts.items() if source]


def test_no_line_breaks_before_what_belongs_to_the_word_before():
    texts = said(FRENCH)
    assert len(texts) > 300
    assert [text for text in texts if re.search(r" [;:!?»%€]|« |\d \d{3}\b", text)] == []
    wide = "\u00a0"
    with speaking(FRENCH):
        assert gettext("“{name}”") == f"«{wide}{{name}}{wide}»"


def test_french_has_its_own_apostrophe_and_quotation_marks():
    typed = re.compile(r'"[\w.{}-]+"')  # as TOML has it
    assert [text for text in said(FRENCH) if re.search("['\"“”]", typed.sub("", text))] == []


def test_scenarios_of_the_library_have_french_titles():
    assert [one.name for one in library() if not (one.french and one.french.title)] == []


# ---- names that people say for what can be moved ---------------------------------------------------------------------

ROLES = {row["name"]: row["role"] for row in describe()}
VALID = {row["name"]: row["valid"] for row in describe()}


def test_what_is_on_the_page_or_sold_an_authority_decides_and_what_is_assumed_nobody():
    assert {ROLES[one.parameter] for one in (*ON_THE_PAGE, *SOLD)} == {LEVER}
    assert LEVER not in {ROLES[one.parameter] for one in ASSUMED}
    assert {*SOLD} <= {one for one in LEVERS if one.priced and one.times == 1}


def test_what_can_be_chosen_is_valid():
    for name, one in BY_NAME.items():
        low, high = VALID[name]
        for value in one.choices or (one.low, one.high):
            assert low <= value <= (high if high is not None else value), name
        assert not one.words or len(one.words) == len(one.choices), name


def test_a_scenario_of_levers_is_called_by_them():
    assert levers_in_words(["training.places=20", "retention.paid_share=0.5"]) == (
        "Training places at each session: 20; facilitators who are paid: 50%"
    )
    with speaking("fr"):
        assert levers_in_words(["training.period_weeks=26"]) == "Sessions de formation\u00a0: deux fois par an"


def test_what_has_no_name_for_people_stands_as_it_is():
    assert setting_in_words("group.size=9") == "group.size=9"
    assert setting_in_words("training.places=many") == "training.places=many"


# ---- what scenarios are called ---------------------------------------------------------------------------------------


def test_a_scenario_is_called_by_its_title_up_to_a_colon():
    scenario = read(FOLDER / "ref.toml")
    assert title(scenario) == "Reference"
    with speaking(FRENCH):
        assert title(scenario) == "Référence"
    assert labels([scenario, replace(scenario, name="own")]) == {
        "ref": "Reference (ref)",
        "own": "Reference (own)",
    }
    assert (quoted(["A"]), quoted("ABC")) == ("“A”", "“A”, “B” and “C”")


def test_in_figures_it_is_called_as_it_is_typed_and_what_has_a_past_by_its_title_and_the_calendar():
    here = read(FOLDER / "ref.toml")
    assert (shown(here), by_the_end(here, 13)) == ("ref", "after 13 years")
    past = replace(here, past=3)
    assert (shown(past), by_the_end(past, 13)) == ("“Reference”", "at the end of 2029")


def test_a_scenario_of_levers_is_called_by_them_also_when_it_is_read_from_a_file():
    levers = replace(read(FOLDER / "ref.toml"), words=Words("training.places=20 + own.name=3"), french=None)
    assert (
        title(levers) == title(replace(levers, name="programme")) == "Training places at each session: 20; own.name=3"
    )
    with speaking(FRENCH):
        assert title(levers).startswith("Places à chaque session")


# ---- how much work is asked for, in words ----


def test_how_long_and_how_large_is_said():
    asked = Asked(2, 10_001, 10, "x")
    assert work_in_words(asked) == "20,002 runs of 10 years, about 17 minutes on 1 worker"
    assert much_in_words(asked) == f"{work_in_words(asked)} and 160 MB in the store"
    one = Asked(1, 1, 1, "x", workers=2)
    assert much_in_words(one) == work_in_words(one) == "1 run of 1 year, a few seconds on 2 workers"


def test_times_are_rounded_as_their_length_bears():
    said = [work_in_words(Asked(1, runs, 10, "x")) for runs in (150, 600, 10_000, 100_000, 1_000_000)]
    times = ["a few seconds", "about 30 seconds", "about 8 minutes", "about 1.4 hours", "about 13.9 hours"]
    assert [words.partition(", ")[2].removesuffix(" on 1 worker").split(", ")[-1] for words in said] == times
