"""The line between trouble that a user can act on and a bug."""


class KnownError(Exception):
    """Trouble with the user's disk, file or input; its text is one sentence with what to do next."""


class FileProblem(KnownError):
    """A planning file that cannot be used as it is."""


class DamagedFile(FileProblem):
    """A planning file whose bytes are not as they were published: its backups are worth offering."""


class ChangedOutside(FileProblem):
    """Another program wrote to a published plan: open it again with accept_outside_changes to take it."""


class PassphraseNeeded(FileProblem):
    """An encrypted planning file that was to be opened without a passphrase."""


class WrongPassphrase(FileProblem):
    """The passphrase does not open the file: mistyped, or the first page of the file is damaged."""


class PassphraseChanged(FileProblem):
    """Somebody else has set, changed or removed the passphrase of a file that is open here."""


class InvalidInput(KnownError):
    """Something typed or imported that the plan cannot take."""


class NotFound(KnownError):
    """A record that was asked for by name, reference or id and is not there."""


class Ambiguous(KnownError):
    """A name or reference that fits more than one record; the text lists their ids."""
