"""What a user can get wrong, told in one line."""


class InputError(Exception):
    """A user's mistake: one clear line; the command line prints it and exits with status 2."""


class SettingError(InputError):
    """A setting of the laboratory cannot be what it is. The line begins with its name, and a door may put before it
    what names have there."""


class Interrupted(Exception):
    """Ctrl-C, where something is to be said of what was done before; the command line exits with status 130."""
