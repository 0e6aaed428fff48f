"""What click says of a command that is mistyped, so that the catalogues have it; it fills in the places itself."""

from contagion.experiments.language.sentences import N_, forms

SAID = (
    N_("Missing command."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("env var: {var}"),
    N_("default: {default}"),
    N_("required"),
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("Option {name!r} does not take a value."),
    forms("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    forms("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    forms("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    forms("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)
