"""The command `contagion`. It reads, calls and prints; what is worked out is worked out elsewhere.

Heavy libraries are imported inside the commands, so that `contagion --help` answers at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from contagion.experiments.interfaces.command import catalogue, questions, territory
from contagion.experiments.interfaces.command.one_line import one_line, process
from contagion.experiments.interfaces.command.verbs import command_of
from contagion.experiments.interfaces.verbs import ALL

if TYPE_CHECKING:
    from collections.abc import Sequence


class Group(click.Group):
    """Commands that answer a user's mistake with one line and exit status 2."""

    def main(self, args: Sequence[str] | None = None, *others: Any, **kwargs: Any) -> Any:
        one_line(super().main, args, *others, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with process():
            self.main(*args, **kwargs)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="contagion-programme", prog_name="contagion")
def main() -> None:
    """Simulate how a climate programme spreads from person to person over a territory."""


COMMANDS = (
    *map(command_of, (verb for verb in ALL if verb.words)),
    *(questions.question, catalogue.programme, catalogue.store, territory.territory),
    *(catalogue.parameters, catalogue.scenarios, catalogue.indicators, catalogue.readings, catalogue.ensembles),
    catalogue.schema,
)
for command in COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    main()
