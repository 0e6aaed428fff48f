"""What leaves the page as a file: a scenario, a table, the report; and what comes back: a scenario, prices."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qsl

from contagion.experiments.doors.page import views
from contagion.experiments.doors.page.asked import MOST, Asked
from contagion.experiments.doors.page.desk import Job
from contagion.experiments.doors.page.kept import Kept
from contagion.experiments.doors.report.html import html
from contagion.experiments.doors.report.made import note
from contagion.experiments.doors.report.noted import Basis
from contagion.experiments.doors.report.printed import pdf as report_pdf
from contagion.experiments.doors.words import page as words
from contagion.experiments.language.languages import speaking
from contagion.experiments.verbs.spend.elsewhere import read_elsewhere
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.scenarios.scenario import FOLDER, Scenario, read
from contagion.sim.errors import InputError, several
from contagion.sim.sentences import Sentence

_ADDRESS = re.compile(r"\A(?:\ufeff)?# \?([^\r\n]*)\r?\n")  # the first line of a file of the page
_NO_NAME = re.compile(r"[^\w\- ]+")
MOST_EUROS = 1e9  # of a price
LETTERS = "Liberation Sans, Helvetica, Arial, sans-serif"
SPACES = str.maketrans("", "", " \u00a0\u202f")


def scenario_text(asked: Asked) -> tuple[str, str]:
    """A name for the file, and the scenario that is looked at (`Asked.whose`) as `contagion run` reads it; its first
    line is the address that it was made at."""
    scenarios = asked.scenarios()
    one = next((one for one in scenarios if one.name == asked.whose), scenarios[-1])
    return _file_of(one, asked), f"# ?{asked.query()}\n{one.text()}"


def _file_of(one: Scenario, asked: Asked) -> str:
    return f"{one.name if one.name in asked.scenario else 'programme'}.toml"


def opened(name: str, content: bytes, asked: Asked) -> Asked:
    """The view of a scenario file that was dropped: the one that the file was made at, where it still is that one's;
    else the scenario beside the first of those that are looked at.

    Raises
    ------
    InputError
        All that is wrong: the file, the field, what was given and what would be valid.
    """
    try:
        return _opened(name, content, asked)
    except InputError as error:
        told = [InputError(one.line).at("file") for one in error.mistakes]
        raise several(told) from None


def _opened(name: str, content: bytes, asked: Asked) -> Asked:
    scenario = _read(name, content)
    if (view := _made_at(content, asked)) and any(one.parameters == scenario.parameters for one in view.scenarios()):
        return view
    kept = asked.kept.keep(content).stem
    others = [one for one in asked.scenario if one != kept][: MOST["scenario"] - 1]
    view = replace(asked, scenario=(*others, kept), set=(), figure="", whose="")
    view.scenarios()  # whether it fits the territory and the time
    return view


def _read(name: str, content: bytes) -> Scenario:
    """The scenario of a file, whose name is the one that the visitor knows."""
    plain = _NO_NAME.sub(" ", Path(name.replace("\\", "/")).stem).strip()[:60] or "scenario"
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{plain}.toml"
        path.write_bytes(content)
        try:
            return read(path)
        except InputError as error:
            told = [InputError(_by_its_name(one.line, path)) for one in error.mistakes]
            raise several(told) from None


def _by_its_name(line: Any, path: Path) -> Any:
    """What is said of a file, by the name that the visitor knows, in any language."""
    if isinstance(line, Sentence):
        return Sentence(
            line.text.replace(str(path), path.name), **{key: _by_its_name(it, path) for key, it in line.values.items()}
        )
    return str(line).replace(str(path), path.name) if isinstance(line, str | Path) else line


def _made_at(content: bytes, asked: Asked) -> Asked | None:
    said = _ADDRESS.match(content[:10_000].decode("utf-8", "replace"))
    try:
        return Asked.of(asked.lang, parse_qsl(said[1]), asked.kept) if said else None
    except InputError:
        return None


def table(job: Job, name: str) -> bytes | None:
    """A table of the latest answer, as spreadsheets read it."""
    text = views.csv(job, name)
    return None if text is None else text.encode("utf-8-sig")


def picture(job: Job, asked: Asked, name: str) -> str | None:
    """A chart of the latest answer as it stands on the page; none where there is no such chart."""
    with speaking(asked.lang):
        regions = views.parts("compare", job, asked).values()
    found = re.search(rf'<svg [^>]*id="{re.escape(name)}".*?</svg>', "".join(regions), re.DOTALL)
    return found[0].replace("<svg ", f'<svg font-family="{LETTERS}" ', 1) if found else None


def report(job: Job, asked: Asked) -> str:
    """The note on a comparison."""
    given = {one.name: one.given for one in asked.scenarios()}
    command, again = command_of(asked, job.answer.lived)
    made = Basis(job.answer, asked.territory, given, read_elsewhere(), command=command, again=again)
    return html(note(made))


def command_of(asked: Asked, worlds: int) -> tuple[str, str]:
    """The command that makes the note of a view, and what has to be kept from the page for it: the scenarios that are
    not in the library as they are, being of levers, dropped, of assumptions, or at prices that were entered."""
    own = bool(asked.assume or asked.kept.prices())
    files = {one.name: _file_of(one, asked) for one in asked.scenarios() if own or not _shipped(one, asked)}
    words_of_it = ["contagion", "report", *(files.get(one.name, one.name) for one in asked.scenarios())]
    words_of_it += ["--epci", asked.epci] if asked.epci else []
    words_of_it += ["--years", str(asked.years), "--above", str(asked.above), "--replicates", str(worlds)]
    words_of_it += ["--reading", asked.reading] if asked.reading else []
    return shlex.join([*words_of_it, "--lang", asked.lang, "--out", "report.html"]), words.again([*files.values()])


def _shipped(one: Scenario, asked: Asked) -> bool:
    return one.name in asked.scenario and asked.kept.scenario(one.name).parent == FOLDER


def paper(html: str) -> bytes:
    return report_pdf(html)


def prices_of(form: Iterable[tuple[str, str]], kept: Kept) -> Mapping[str, float]:
    """Prices as a form sends them, over those that are kept; a field without one takes its price away.

    Raises
    ------
    InputError
    """
    prices, wrong = kept.prices(), []
    for item, text in form:
        if item in ITEMS:
            prices.pop(item, None)
            if plain := text.translate(SPACES).replace(",", ".").removesuffix("€"):
                try:
                    prices[item] = _price(item, plain)
                except InputError as error:
                    wrong.append(error.at(item))
    if wrong:
        raise several(wrong)
    return prices


def _price(item: str, text: str) -> float:
    try:
        price = float(text)
    except ValueError:
        price = -1.0
    if not 0 <= price <= MOST_EUROS or len(text) > 20:
        raise InputError(words.price(item, text[:40]))
    return price
