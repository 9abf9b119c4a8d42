"""The leak check of the command line: each file for an audience is read back before it gets its name."""

from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.options import read_passphrase

if TYPE_CHECKING:
    from planner.document.document import Document


def refuse_leaks(
    document: "Document",
    content: bytes,
    out: Path,
    audience: str,
    *,
    partner_id: str = "",
    command_key: Path | None = None,
) -> None:
    """Raise LeakFound if a file holds what its audience may not see; it was made, and is not yet written.

    command_key: file with the command file's passphrase, if it was given: then what lies there is what is
    looked for, also where the file was made without it. Call it last, since it may open the command file.
    """
    from planner.document.leak_check import checked_output
    from planner.document.opening import open_command_file

    if command_key is not None and audience != "command" and not document.is_command_view:
        beside = document.target.with_suffix(".command.wardplan")
        open_command_file(document, beside, read_passphrase(command_key))
    checked_output(document.read, audience, content, name=out.name, partner_id=partner_id)
