"""The command `contagion`, called in this process: for tests."""

from click.testing import CliRunner, Result

from contagion.experiments.interfaces.command.main import main
from contagion.sim.reading import invisible_character


def contagion(*words: object, charset: str = "utf-8") -> Result:
    """What a command does, says and answers with; `charset` is that of the console."""
    return CliRunner(charset=charset).invoke(main, [str(word) for word in words])


def complaint(*words: object) -> str:
    """The one line that a command answers with, in which all can be seen, and nothing else."""
    done = contagion(*words)
    assert done.exit_code == 2, done.output
    assert (done.stdout, done.stderr.count("\n"), invisible_character(done.stderr)) == ("", 1, ""), (
        done.stdout + done.stderr
    )
    return done.stderr
