"""What the page answers to what it cannot do: the visitor's mistakes, its own bounds, and how it is served."""

from __future__ import annotations

from collections.abc import Sequence

from contagion.experiments.language.sentences import N_, _, listed, ngettext


def no_such_language(given: str) -> str:
    return _("“{given}” is not spoken here; French (fr) and English (en) are.", given=given)


def no_such_page() -> str:
    return _("There is no such page.")


def not_understood(field: str) -> str:
    return _("{field}: is missing, or is not what is asked for here.", field=field)


def not_from_elsewhere() -> str:
    return _("This page answers this machine alone, and takes forms from its own pages alone.")


def too_large(most: int) -> str:
    return _("What was sent is too large; at most {most:,} bytes are taken.", most=most)


def went_wrong() -> str:
    return _("Something went wrong here; the page goes on. What happened stands in the window that the page runs in.")


def whole_number(key: str, given: str, low: int, high: int) -> str:
    return _(
        "{key} = {given}: must be a whole number from {low:,} to {high:,}.", key=key, given=given, low=low, high=high
    )


def years_out_of_bounds(given: str, most: int) -> str:
    return _(
        "years = {given}: must be a whole number from 1 to {most}; the command `contagion compare` goes further.",
        given=given,
        most=most,
    )


def too_few_years(years: int) -> str:
    return _("Something changes later than that: choose {years} years or more.", years=years)


def label_of(label: str) -> str:
    """What stands above a field, in a line about it."""
    return _("“{label}”", label=_(label))


def no_territory(given: str, offered: bool, several: bool) -> str:
    if several:
        return _("“{given}”: several intercommunal authorities are called so. Choose one:", given=given)
    if offered:
        return _("“{given}”: no intercommunal authority has this name or number. Choose one that is near:", given=given)
    return _("“{given}”: no intercommunal authority has this name or number.", given=given)


# What stands above the fields that are of no number of the model.
FIELDS = {
    "epci": N_("Intercommunal authority (EPCI)"),
    "years": N_("Years from the start"),
    "above": N_("How many more people would matter to you?"),
    "euros": N_("Euros more each year"),
    "world": N_("Another world, from 1 to 200"),
}


def plain_word(key: str, given: str) -> str:
    return _("{key} = {given}: must be a short name of letters, digits, dashes, dots and colons.", key=key, given=given)


def too_many(key: str, given: int, most: int) -> str:
    return _("{key}: is given {given} times; at most {most} are taken here.", key=key, given=given, most=most)


def too_long(key: str, most: int) -> str:
    return _("{key}: is too long; at most {most} characters are taken.", key=key, most=most)


def no_form(key: str, given: str) -> str:
    return _("{key} = {given}: must have the form name=value, as in training.places=20.", key=key, given=given)


def no_such_parameter(key: str, name: str) -> str:
    return _("{key}: there is no number called {name}.", key=key, name=name)


def no_lever(name: str) -> str:
    return _("{name}: is no lever but an assumption; a change of it holds for all that is compared.", name=name)


def no_assumption(name: str) -> str:
    return _("{name}: is a lever, which a programme sets; it is no assumption.", name=name)


def no_such_scenario(name: str) -> str:
    return _(
        "{name}: there is no such scenario in the library, and no file of this name was dropped here; drop it again.",
        name=name,
    )


def too_large_a_territory(name: str, residents: int, most: int) -> str:
    return _(
        "{name} has {residents:,} residents aged 15 and over; the page answers for at most {most:,}. "
        "The command `contagion compare` answers for more, in its own time.",
        name=name,
        residents=residents,
        most=most,
    )


def too_busy(most: int) -> str:
    return _("{most} questions are waiting already; ask again in a minute.", most=most)


def takes_too_long(seconds: int) -> str:
    return _(
        "A run of this takes more than {seconds} seconds, and was ended; `contagion compare` takes the time it needs.",
        seconds=seconds,
    )


def not_worked_out() -> str:
    return _("This is not worked out yet; look at the comparison until it is, and come back.")


def again(files: Sequence[str]) -> str:
    """What makes a report of the page again."""
    figures = _("This command gives the figures of this report again, with the same code and data.")
    if not files:
        return figures
    kept = ngettext(
        "First save the programme in a file from the page (“This programme as a file”): {files}.",
        "First save each of these programmes in a file from the page (“This programme as a file”), where it stands "
        "last: {files}.",
        len(files),
        files=listed(files),
    )
    return f"{kept} {figures}"


def price(name: str, given: str) -> str:
    return _("{name} = {given}: must be a number of euros of at least 0.", name=name, given=given)


def prices_cannot_be_read(file: str) -> str:
    return _("{file}: the prices in it cannot be read; correct the file, or remove it.", file=file)


def progress(done: int, total: int, ended: bool, stopped: bool = False) -> str:
    """How far it is; once all runs are made, an answer may take seconds still."""
    if stopped:
        return _("The computation has stopped.")
    if not total:
        return _("Runs are being prepared.")
    if done >= total and not ended:
        return _("All {total:,} runs are made; the answer is being worked out.", total=total)
    return _("{done:,} of {total:,} runs", done=done, total=total)


def reached(quarters: int) -> str:
    return _("{share} of 100 are computed.", share=25 * quarters)


def at_its_end(stopped: bool) -> str:
    return _("The computation has stopped.") if stopped else _("All is computed.")


def server_stopped() -> str:
    return _(
        "The server of this page was stopped; what was computed until then is kept. Start it again, with the command "
        "contagion page, and load this page anew."
    )


def served_at(address: str) -> str:
    return _("The page is at {address} (Ctrl-C ends it).", address=address)


def port_taken(port: int, other: int) -> str:
    return _("port {port}: is taken by another programme; name another, as in {other}", port=port, other=other)


def not_installed() -> str:
    return _("page: its libraries are not installed: `make setup`, or `pip install contagion-programme[page,pdf]`")


def ended(store: str) -> str:
    return _("The page has ended; runs that are done are kept in {store}.", store=store)
