"""The sheets of the workshop, A4, in French and English, of what `workshop.toml` says: what each takes part with, the
twelve questions, and the answers for the moderator. `python -m contagion.experiments.workshop.sheets` writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from contagion.experiments.say.languages import ENGLISH, FRENCH, speaking, typeset
from contagion.experiments.say.sentences import number
from contagion.sim.reading import toml_of

HERE = Path(__file__).resolve().parent
FILES = {FRENCH: HERE / "feuilles.html", ENGLISH: HERE / "sheets.html"}
LETTERS = "abcd"
STYLE = """
@page { size: A4; margin: 15mm 17mm }
html { font: 11.5pt/1.4 "Liberation Sans", Arial, Helvetica, sans-serif; color: #1a1a1a }
body { max-width: 46rem; margin: 0 auto }
section { break-before: page } section:first-of-type { break-before: auto }
h1 { font-size: 1.45rem; margin: 0 0 .3rem } h2 { font-size: 1.1rem; margin: 1.3rem 0 .2rem }
p { margin: .3rem 0 } .soft { color: #555 } .line { border-bottom: 1px solid #777; height: 1.7rem }
.question { break-inside: avoid; margin: 0 0 .75rem } .question p { font-weight: bold }
ol { list-style: lower-alpha; margin: .1rem 0; padding-left: 1.6rem }
table { border-collapse: collapse; width: 100% } td, th { border: 1px solid #999; padding: .25rem .45rem;
text-align: left; vertical-align: top } tr { break-inside: avoid } th { background: #f1f5f8 }
"""
WORDS: dict[str, Any] = {
    FRENCH: {
        "title": "Atelier : lire ce que la page dit de notre programme",
        "yours": "Votre feuille",
        "who": "Numéro (pas de nom) :",
        "place": "{name} : {communes} communes, {inhabitants} habitants ; {about}.",
        "lines": (
            "Mon pari, avant de regarder : combien de personnes viendraient en dix ans ?",
            "Ce que dit la page à l'étape « À quoi s'attendre » (recopiez la phrase) :",
            "Le réglage changé ensemble, et ce que la page en dit (recopiez la phrase) :",
        ),
        "after": "À la fin",
        "end": (
            "Ce que je peux dire au conseil, en une phrase, incertitude comprise :",
            "Ce que nous devrions compter l'an prochain :",
            "Ce que je n'ai pas compris sur la page :",
        ),
        "asks": "Douze questions",
        "how": "Une seule réponse par question. Ce sont les phrases de la page que l'on teste, pas vous.",
        "unknown": "Je ne sais pas.",
        "key": "Pour la personne qui mène l'atelier : les réponses, et pourquoi",
        "head": ("question", "juste", "pourquoi"),
    },
    ENGLISH: {
        "title": "Workshop: reading what the page says about our programme",
        "yours": "Your sheet",
        "who": "Number (no name):",
        "place": "{name}: {communes} communes, {inhabitants} inhabitants; {about}.",
        "lines": (
            "My bet, before looking: how many people would come in ten years?",
            "What the page says under “What to expect” (copy the sentence):",
            "The lever that we changed together, and what the page says about it (copy the sentence):",
        ),
        "after": "At the end",
        "end": (
            "What I can say to the council, in a sentence, uncertainty included:",
            "What we should count next year:",
            "What I did not understand on the page:",
        ),
        "asks": "Twelve questions",
        "how": "One answer per question. The sentences of the page are being tested, not you.",
        "unknown": "I do not know.",
        "key": "For the moderator: the answers, and why",
        "head": ("question", "right", "why"),
    },
}


def said() -> dict[str, Any]:
    """Read the cases and the questions."""
    return toml_of((HERE / "workshop.toml").read_text(encoding="utf-8"), "workshop.toml")


def sheets(language: str) -> str:
    """Write the sheets in a language, as HTML."""
    with speaking(language):
        title = escape(typeset(str(WORDS[language]["title"]), language))
        head = f'<meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
        lines = [f'<!doctype html>\n<html lang="{language}"><head>{head}</head><body>', *_body(language)]
        return "\n".join([*lines, "</body></html>\n"])


def _body(language: str) -> Iterator[str]:
    """Yield the cards of the players, the questions, and the answers for the moderator."""
    words, content, rows = WORDS[language], said(), []

    def text(one: Any) -> str:
        return escape(typeset(str(one), language), quote=False)

    def to_fill(lines: Iterable[str]) -> Iterator[str]:
        return (f'<p>{text(line)}</p><div class="line"></div>' for line in lines)

    yield f"<section><h1>{text(words['title'])}</h1><p>{text(words['who'])} ______</p>"
    for one in content["case"]:
        figures = {name: number(one[name], ",.0f") for name in ("communes", "inhabitants")}
        yield f"<h2>{text(words['place'].format(name=one['name'], about=one[language], **figures))}</h2>"
        yield from to_fill(words["lines"])
    yield f"<h2>{text(words['after'])}</h2>"
    yield from to_fill(words["end"])
    yield "</section>"
    yield f"<section><h1>{text(words['asks'])}</h1><p>{text(words['who'])} ______</p>"
    yield f'<p class="soft">{text(words["how"])}</p>'
    for place, one in enumerate(content["question"], 1):
        asked, right = one[language], one["right"]
        listed = "".join(f"<li>{text(choice)}</li>" for choice in (*asked["choices"], words["unknown"]))
        yield f'<div class="question"><p>{place}. {text(asked["asks"])}</p><ol>{listed}</ol></div>'
        cells = f"<td>{right}. {text(asked['choices'][LETTERS.index(right)])}</td><td>{text(asked['why'])}</td>"
        rows.append(f'<tr><th scope="row">{place}</th>{cells}</tr>')
    yield "</section>"
    heads = "".join(f'<th scope="col">{text(one)}</th>' for one in words["head"])
    yield f"<section><h1>{text(words['key'])}</h1><table><thead><tr>{heads}</tr></thead><tbody>"
    yield from rows
    yield "</tbody></table></section>"


if __name__ == "__main__":
    for language, file in FILES.items():
        file.write_text(sheets(language), encoding="utf-8")
