"""The command that hands on a copy: share."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from planner.cli.options import AUTHOR, COMMAND, PLAN_BESIDE, opened, parse_day, read_passphrase
from planner.domain.errors import InvalidInput


@click.command("share")
@PLAN_BESIDE
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--audience", type=click.Choice(("police", "partner")), required=True, help="Who is to have it."
)
@click.option("--partner", default="", help="Whose copy it is, with --audience partner.")
@click.option("--purpose", help="What it is handed on for; remembered for the partner.")
@click.option("--gateway", help="The legal way, such as s.115.")
@click.option("--agreement", help="Reference of the sharing agreement.")
@click.option("--expires", help="Last day it may be kept, such as 2026-11-27.")
@click.option("--passphrase-file", "key", type=click.Path(path_type=Path),
              help="Encrypt the copy with the passphrase in this file.")  # fmt: skip
@click.option("--without-sensitive", is_flag=True,
              help="Leave OFFICIAL-SENSITIVE operations out of a copy for any partner.")  # fmt: skip
@click.option("--zip", "as_zip", is_flag=True, help="Pack it as a .zip: mail gateways block unknown endings.")
@COMMAND
@AUTHOR
def share(plan: Path, out: Path, audience: str, partner: str, purpose: str | None, gateway: str | None,
          agreement: str | None, expires: str | None, key: Path | None, without_sensitive: bool,
          as_zip: bool, command_key: Path | None, author: str) -> None:  # fmt: skip
    """Write a copy of the plan that holds only what its audience may see, and note it in the register.

    OUT ends in .wardplan, or in .zip. With --command it is also read back for what the command file holds.
    """
    from dataclasses import replace

    from planner.document.sharing import ShareWish, protection_words, share_copy, terms_of_share

    if partner and audience != "partner":
        raise InvalidInput("A partner's copy needs --audience partner as well as --partner.")
    passphrase = read_passphrase(key) if key is not None else ""
    if as_zip and out.suffix.lower() != ".zip":
        out = out.with_name(out.name + ".zip")
    with opened(plan, author=author, command_key=command_key, writing=True) as document:
        partner_id, terms = terms_of_share(document.read, partner)
        terms = replace(
            terms,
            purpose=terms.purpose if purpose is None else purpose,
            gateway=terms.gateway if gateway is None else gateway,
            agreement=terms.agreement if agreement is None else agreement,
            days=_days_until(parse_day(expires)) if expires else terms.days,
        )
        wish = ShareWish(
            audience=audience, partner_id=partner_id, terms=terms, passphrase=passphrase,
            without_sensitive=without_sensitive,
        )  # fmt: skip
        if warning := protection_words(document, wish):
            click.echo(warning, err=True)
        done = share_copy(document, out, wish, at=datetime.now(UTC))
    click.echo(f"Wrote {done.what[0].lower()}{done.what[1:]} to {out.name}.")


def _days_until(last: date) -> int:
    days = (last - date.today()).days
    if days < 0:
        raise InvalidInput("The copy would expire before it is sent. Give --expires a later day.")
    return days


COMMANDS = (share,)
