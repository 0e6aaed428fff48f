"""What a user can get wrong, told in one line."""


class InputError(Exception):
    """A user's mistake: one clear line; the command line prints it and exits with status 2."""
