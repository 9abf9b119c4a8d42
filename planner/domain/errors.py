"""The line between trouble that a user can act on and a bug."""


class KnownError(Exception):
    """Trouble with the user's disk, file or input; its text is one sentence with what to do next."""


class FileProblem(KnownError):
    """A planning file that cannot be used as it is."""


class InvalidInput(KnownError):
    """Something typed or imported that the plan cannot take."""


class NotFound(KnownError):
    """A record that was asked for by name, reference or id and is not there."""


class Ambiguous(KnownError):
    """A name or reference that fits more than one record; the text lists their ids."""
