"""One name for one thing, in every table."""

import json
from collections.abc import Callable
from typing import Any, cast

import matplotlib.pyplot as plt
import numpy as np
import pytest

import contagion as ct
from tests.helpers.wrong_types import each_wrong


def test_columns_have_one_name(at_work):
    results = ct.run("ref", years=1)
    many = ct.many("ref", seeds=[1], years=1, ensemble=None)
    tables = [results.weeks, results.years, results.communes, results.tables["communes"], many.table, many.years]
    for table in [*tables, many.weeks]:
        assert "facilitators_active" in table
        assert "active" not in table
    last = results.weeks.iloc[-1]
    for name in ("facilitators_active", "facilitators_trained", "aspirants", "aspirants_waiting", "partners_active"):
        assert last[name] == many.years[name].iloc[-1] == results.years[name].iloc[-1], name
    assert results.summary["aspirants"] == last["aspirants"]
    assert results.communes["participants"].sum() == results.summary["participants"]


def test_words_that_tables_print_are_accepted(at_work):
    made = ct.compare("ref", "lowloss", seeds=2, years=1, ensemble=None)
    assert made.difference("people").equals(made.difference("participants"))
    assert ct.many("ref", seeds=2, years=1).mean("facilitators active") >= 0


# ---- what is given by mistake --------------------------------------------------------------------------------------


class Begun(Exception):
    """Runs would be made now."""


def begun(*_, **__):
    raise Begun


DOORS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "read": ((), {}),
    "territory": ((), {}),
    "run": ((), {"years": 1}),
    "many": ((), {"seeds": 2, "years": 1}),
    "compare": (("ref", "lowloss"), {"seeds": 2, "years": 1, "ensemble": None}),
    "sweep": ((), {"varied": {"training.places": [1, 2]}, "years": 1}),
    "limits": ((), {"seeds": 2, "years": 1, "ensemble": None}),
    "levers": ((), {"seeds": 2, "years": 1, "ensemble": None}),
    "discover": ((), {"condition": "participants < 3 at the end", "years": 1, "points": 2, "over": "ranges"}),
    "spend": ((), {"euros": 900, "scenario": "ref", "years": 1, "worlds": 20, "ensemble": None}),
    "worth_knowing": ((), {"years": 1, "seeds": 5}),
    "calibrate": ((), {"targets": "besancon", "first": 16, "most": 16, "sets": 2, "seeds": 2}),
    "answer": ((), {"text": "x"}),
}
# What is not wrong, by what is asked for: of all doors, and of one.
NAMES = {"none", "text", "no text"}
RIGHT = {
    "scenario": {"none"},
    "scenarios": {"none"},
    "settings": {"none", "empty mapping"},
    "changes": {"none", "empty mapping"},
    "name": NAMES,
    "territory": {"none", "text"},
    "graph": {"none"},
    "kind": {"none"},
    "seed": {"negative", "zero"},
    "rules": {"none", "empty mapping"},
    "indicators": {"none", "empty mapping"},
    "keep": {"none", "empty list"},
    **{f"{of}_reporters": {"none", "empty mapping"} for of in ("model", "agent", "agenttype")},
    "reading": {"none", "empty list"},
    "store": {"none", "text"},
    "workers": {"none"},
    "ensemble": {"none"},
    "above": {"negative", "zero", "part", "huge"},
    "points": {"none"},
    "vary": {"none", "empty mapping"},
    "dense": {"none"},
    "indicator": {"none"},
    "euros": {"part", "huge"},
    **{name: {"none"} for name in ("prices", "elsewhere")},
    "programme": {"none"},
    "budget": {"part", "huge"},
    "rate": {"part", "huge"},
    **{flag: {"true", "numpy's true"} for flag in ("yes", "autonomy", "no_limits", "short")},
    "text": {"text", "no text"},
    "engine": {"none"},
    "scheduler": {"none", "text", "no text"},
}
RIGHT_OF = {
    ("many", "seeds"): {"array"},
    ("compare", "seeds"): {"none"},
    ("limits", "seeds"): {"none"},
    ("levers", "seeds"): {"none"},
    ("discover", "years"): {"none"},
    ("discover", "ensemble"): {"text", "none"},  # which it does not ask
}


FAST = {"read", "answer"}
"""Doors that are made of verbs are made alike."""


def told_or_done(call) -> bool:
    """Whether a call is let through; else it is told what is wrong, in one line that is no error of Python's."""
    try:
        call()
    except Begun:
        return True
    except ct.InputError as error:
        line = str(error)
    else:
        return True
    assert "\n" not in line
    assert 10 < len(line) < 700
    return False


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("door", [pytest.param(one, marks=[pytest.mark.slow] * (one not in FAST)) for one in DOORS])
def test_whatever_is_given_to_a_door_by_mistake_is_told_in_a_line(door, at_work, monkeypatch):
    """Each parameter × each wrong thing; no bare TypeError, KeyError or AttributeError from inside."""
    monkeypatch.setattr("contagion.sim.laboratory.laboratory.Laboratory._complete", begun)
    monkeypatch.setattr("contagion.experiments.commands.run.work.simulate", begun)
    given, usual = DOORS[door]
    taken = {}
    for name, what, call in each_wrong(getattr(ct, door), *given, **usual):
        if told_or_done(call):
            taken.setdefault(name, set()).add(what)
    for name, what in taken.items():
        assert what <= RIGHT_OF.get((door, name), RIGHT.get(name, set())), name


@pytest.fixture(scope="module")
def objects(tmp_path_factory):
    """One of each that has functions of its own."""
    few: Any = {"years": 1, "workers": 1, "store": tmp_path_factory.mktemp("kept") / "store"}
    return {
        "results": ct.run("ref", years=1),
        "runs": ct.many("ref", seeds=2, **few),
        "comparison": ct.compare("ref", "lowloss", seeds=2, ensemble=None, **few),
        "grid": ct.sweep({"training.places": [5, 10], "volunteering.wish": [0.1, 0.3]}, seeds=1, **few),
        "limits": ct.limits(seeds=2, ensemble=None, **few),
        "levers": ct.levers(seeds=2, ensemble=None, **few),
        "territory": ct.territory(),
        "kind of territory": ct.Territory,
    }


USUAL: dict[str, Callable[[Any], dict[str, Any]]] = {
    "runs.more": lambda _: {"number": 1},
    "runs.difference": lambda runs: {"base": runs},
    "results.to_geojson": lambda _: {"path": "x.geojson"},
    "results.to_graphml": lambda _: {"path": "x.graphml"},
    "kind of territory.from_dataframe": lambda _: {"communes": ct.territory().communes},
}
RIGHT_OF_OBJECTS = {
    **{key: {"none"} for key in ("year", "ax", "along", "across", "by")},
    "above": {"none", "negative", "zero", "part", "huge"},  # people, of one set of values too
    "path": {"text"},
    "min_tie": {"zero"},
    "values": {"none", "mapping", "empty mapping"},
    "contours": {"none"},
    **{key: {"text", "no text"} for key in ("label", "title", "name")},
    **{key: {"true", "numpy's true"} for key in ("yes", "participants")},
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "what",
    [
        *(
            pytest.param(one, marks=pytest.mark.slow)
            for one in ("results", "grid", "limits", "levers", "runs", "territory")
        ),
        *("comparison", "kind of territory"),
    ],
)
def test_whatever_is_given_by_mistake_to_what_one_gets_is_told_in_a_line(what, objects, at_work):
    one, taken = objects[what], {}
    functions = [name for name in dir(one) if name[0] != "_" and callable(getattr(type(one), name, None))]
    for function in functions:
        if getattr(one, function).__self__ is not one:  # it is the kind's
            continue
        usual = USUAL.get(f"{what}.{function}", lambda _: {})(one)
        for name, given, call in each_wrong(getattr(one, function), **usual):
            if told_or_done(call):
                taken.setdefault(name, set()).add(given)
            plt.close("all")
    for name, given in taken.items():
        assert given <= RIGHT_OF_OBJECTS.get(name, set()), name


# ---- numbers of NumPy ----------------------------------------------------------------------------------------------


def test_numpy_s_whole_numbers_are_whole_numbers(at_work, tmp_path):
    """Seeds, years, and how many of anything; what is kept is kept once."""
    whole: Any = np.int64
    one = ct.run("ref", seed=whole(2), years=cast("Any", np.int32(1)))
    again = ct.run("ref", seed=2, years=1)
    assert one.summary == again.summary
    assert json.dumps(one.provenance["seed"]) == "2"
    few: Any = {"store": tmp_path / "store", "workers": whole(1)}
    runs = ct.many("ref", seeds=np.array([1, 2]), years=whole(1), **few)
    same = ct.many("ref", seeds=whole(2), years=1, **few)
    assert runs.table["seed"].tolist() == same.table["seed"].tolist() == [1, 2]
    assert runs.table["participants"].tolist() == same.table["participants"].tolist()
    assert len(runs.more(whole(1)).seeds) == 3
    assert (
        len(
            ct.sweep(
                {"training.places": [3]}, seeds=cast("Any", np.int8(2)), years=cast("Any", np.uint8(1)), **few
            ).table
        )
        == 2
    )


@pytest.mark.parametrize(
    "text, words",
    [
        ('ct.sweep({"training.places": (5, 40)})', "is (5, 40) a range? then say of how many points, as in points=64"),
        ('ct.sweep({"training.places": (5, 40)})', "two values are a list, [5, 40]"),
        ('ct.sweep({"training.places": "12"}, points=3)', "a range is needed, as in (0, 60), not '12'"),
        ('ct.spend("20k")', "euros '20k': must be a sum in euros above 0"),
        ("ct.spend(True)", "euros True: must be a sum in euros above 0"),
        ('ct.calibrate({"participants": 300})', "targets {'participants': 300}: must be a path"),
        ('ct.run("ref", seed=True)', "seed True: must be a whole number"),
        ('ct.run("ref", seed=np.bool_(True))', "must be a whole number"),
        ('ct.run("ref", seed=1.0)', "seed 1.0: must be a whole number"),
        ('ct.run("ref", years=True)', "years True: must be a whole number from 1 to 100"),
        ('ct.many("ref", seeds={1: 2})', "seeds {1: 2}: must be how many, or a list of whole numbers"),
        ('ct.many("ref", seeds=b"ab")', "must be how many, or a list of whole numbers"),
        ('ct.many("ref", yes="no")', "yes 'no': must be True or False"),
        ('ct.many("ref", workers="four")', "workers 'four': must be a whole number from 1 to 1,000"),
        ('ct.many("ref", store=3)', "store 3: must be a path"),
        ('ct.compare("ref", "lowloss", ensemble=7)', "ensemble 7: must be a path"),
        ("ct.discover(3)", "condition 3: must be text"),
        ('ct.discover("participants < 3 at the end", vary=["training.places"])', "must be ranges by name"),
        ('ct.territory("Bretagne", vintage=2020)', "vintage 2020: must be 2017 or 2021"),
    ],
)
def test_the_line_says_what_is_valid(text, words, at_work):
    with pytest.raises(ct.InputError) as told:
        eval(text, {"ct": ct, "np": np})
    assert words in str(told.value)


def test_a_range_with_points_is_one_and_a_list_of_two_is_values(at_work, tmp_path):
    few: Any = {"seeds": 1, "years": 1, "store": tmp_path / "store", "workers": 1}
    assert sorted(set(ct.sweep({"training.places": [5, 40]}, **few).table["training.places"])) == [5, 40]
    assert len(ct.sweep({"training.places": (5, 40)}, points=4, **few).table) == 4
    assert len(ct.sweep({"training.places": (5, 10, 40)}, **few).table) == 3
