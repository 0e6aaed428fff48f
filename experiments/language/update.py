"""Brings the catalogues up to date with the code: `python -m contagion.experiments.language.update`.

What is said for the first time is added without words, which a translator then writes; what is said no more is removed.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from contagion.experiments.language.languages import ENGLISH, FOLDER, LANGUAGES
from contagion.models.outcomes.indicators import DEFINED
from contagion.models.parameters import describe

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sim", "models", "experiments")
ONE = ("_", "gettext", "N_", "marked", "Sentence", "InputError", "NotFound", "SettingError", "Interrupted")
CALLS = {**dict.fromkeys(ONE), "ngettext": (1, 2), "plural": (1, 2), "forms": (1, 2)}
"""What a text for people stands in, and in which places, where not in the first."""
FOR_PROGRAMMERS = (
    *("questions/**", "doors/python/**", "verbs/*/answer", "verbs/run/many", "verbs/run/exported"),
    *("verbs/run/networks", "drawing/axes", "drawing/cards", "drawing/from_runs", "verbs/run/in_time"),
    *("drawing/territories", "lab/rules", "drawing/own_graph", "lab/vocabulary"),
)
"""Files of `experiments` that speak English alone: to whoever programs."""
METHODS = [*((f"{files}.py", "ignore") for files in FOR_PROGRAMMERS), ("**.py", "python"), ("**.j2", "jinja2")]
OPTIONS = {"**.j2": {"trimmed": "true", "silent": "false"}}
HEAD = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plurals}\\n"

"""


def of_the_code() -> Catalog:
    """All that the code says and declares, with the files in which it does."""
    made = Catalog()
    for package in PACKAGES:
        found = extract_from_dir(ROOT / package, METHODS, OPTIONS, keywords=CALLS, comment_tags=["Translators:"])
        for file, _line, text, comments, _context in sorted(found, key=lambda one: (one[0], str(one[2]))):
            made.add(text, locations=[(f"{package}/{file}", 0)], auto_comments=comments)
    for page, texts in declared().items():
        for text in filter(None, texts):
            made.add(text, locations=[(page, 0)])
    return made


def declared() -> dict[str, list[str]]:
    """What is declared with parameters and indicators, by the page that lists it: units, meanings, formulas."""
    parameters = [row[part] for row in describe() for part in ("unit", "text")]
    indicators = [getattr(one, part) for one in DEFINED for part in ("unit", "formula", "meaning")]
    return {"models/parameters/README.md": parameters, "models/outcomes/indicators/README.md": indicators}


def kept(language: str) -> Catalog:
    """The catalogue of a language as it is."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, language)


def brought_up_to_date(language: str) -> bytes:
    """The file of a language as it ought to be."""
    old, new = kept(language), Catalog(language)
    new.mime_headers = [("Plural-Forms", old.plural_forms)]  # Babel 2.19 would have three in French
    for message in of_the_code():
        if message.id and message.id in old:
            message.string = old[message.id].string
        if message.id:
            new[message.id] = message
    text = BytesIO()
    write_po(text, new, width=120, omit_header=True, include_lineno=False)
    return HEAD.format(language=language, plurals=old.plural_forms).encode() + text.getvalue()


def main() -> None:
    for language in LANGUAGES:
        if language != ENGLISH:
            (FOLDER / f"{language}.po").write_bytes(brought_up_to_date(language))


if __name__ == "__main__":
    main()
