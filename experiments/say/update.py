"""Bring the catalogues up to date with the code: `python -m contagion.experiments.say.update`.

New texts are added without a translation, which a translator then writes; unused texts are removed.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from contagion.experiments.say.languages import ENGLISH, FOLDER, LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
KINDS = {"py": "python", "j2": "jinja2"}
ONE = ("_", "gettext", "N_", "Sentence")
CALLS = {**dict.fromkeys(ONE), "ngettext": (1, 2), "plural": (1, 2), "forms": (1, 2)}
"""Functions that take texts for people, with the numbers of those arguments unless it is the first."""
FRENCH_TOO = (
    *("interfaces/page/**", "say/*", "evidence/readings", "evidence/short_model", "evidence/stories"),
    *("evidence/words_of_channels", "evidence/words_of_programmes"),
    "commands/spend/words_of_mixes",
)
"""Files of `experiments` whose sentences are said in French as well: on the page, and as titles of the scenarios that
`spend` writes. All others speak English alone."""
METHODS = [
    *((f"experiments/{files}.{kind}", how) for files in FRENCH_TOO for kind, how in KINDS.items()),
    *((f"models/{file}.py", "python") for file in ("territory/communes",)),
]
OPTIONS = {"**.j2": {"trimmed": "true", "silent": "false"}}
HEAD = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plurals}\\n"

"""


def of_the_code() -> Catalog:
    """Extract all texts that are translated into French, with their files."""
    made = Catalog()
    found = extract_from_dir(ROOT, METHODS, OPTIONS, keywords=CALLS, comment_tags=["Translators:"])
    for file, _line, text, comments, _context in sorted(found, key=lambda one: (one[0], str(one[2]))):
        made.add(text, locations=[(file, 0)], auto_comments=comments)
    return made


def kept(language: str) -> Catalog:
    """Read the present catalogue of a language."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, language)


def brought_up_to_date(language: str) -> bytes:
    """Return the updated content of the catalogue file of a language."""
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
