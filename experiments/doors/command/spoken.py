"""Commands and options whose help is in the language that is spoken."""

from __future__ import annotations

import click

from contagion.experiments.language.languages import gettext


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
