"""In which language a command speaks: that of `--lang`, else of CONTAGION_LANG, else French where the locale is; and
commands and options whose help is in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise

import click

from contagion.experiments.language.languages import ENGLISH, FRENCH, LANGUAGES, gettext, ngettext

OPTION, VARIABLE, LOCALE = "--lang", "CONTAGION_LANG", ("LC_ALL", "LC_MESSAGES", "LANG")


def asked_for(args: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """The language of a command: known before the command is read, so that mistakes in it are told in it too."""
    typed = [after for word, after in pairwise(args) if word == OPTION]
    typed += [word.removeprefix(f"{OPTION}=") for word in args if word.startswith(f"{OPTION}=")]
    for language in (*reversed(typed), environment.get(VARIABLE)):
        if language in LANGUAGES:
            return language
    return FRENCH if _locale(environment).lower().startswith(FRENCH) else ENGLISH


def _locale(environment: Mapping[str, str]) -> str:
    """The locale of messages: of these variables the first that says something."""
    return next((environment[name] for name in LOCALE if environment.get(name)), "")


def click_speaks() -> None:
    """Let what click says of a mistyped command be looked up in the catalogues (`experiments.language.mistyped`)."""
    for name, module in list(sys.modules.items()):
        for word, said in (("_", gettext), ("ngettext", ngettext)):
            if name.startswith("click.") and hasattr(module, word):
                setattr(module, word, said)


class _Spoken:
    """Says its help in the language that is spoken when it is asked for."""

    _help: str | None = None

    @property
    def help(self) -> str | None:
        return self._help and gettext(self._help)

    @help.setter
    def help(self, text: str | None) -> None:
        self._help = text


class SpokenOption(_Spoken, click.Option):
    """An option."""


class SpokenCommand(_Spoken, click.Command):
    """A command."""
