"""What a user can get wrong, told in one line."""


class InputError(Exception):
    """A user's mistake: one clear line; the command line prints it and exits with status 2."""


class Interrupted(Exception):
    """Ctrl-C, where something is to be said of what was done before; the command line exits with status 130."""
