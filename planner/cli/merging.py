"""The command that merges another copy of a plan: what it would do, or done, as lines or as JSON."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.options import AUTHOR, COMMAND, JSON, PLAN, opened, read_passphrase, say_json
from planner.domain.merging import Choice, MergeItem, MergePreview, MergeState, Side
from planner.domain.phrases import count_text

if TYPE_CHECKING:
    from planner.document.document import Document

_WORDS = {
    MergeState.NEW: "new",
    MergeState.CHANGED: "changed",
    MergeState.DELETED: "deleted",
    MergeState.DECIDE: "to decide",
    MergeState.IGNORED: "ignored",
    MergeState.DECLINED: "declined before",
}
_NAMES = {
    "new": (MergeState.NEW,),
    "changed": (MergeState.CHANGED,),
    "deleted": (MergeState.DELETED,),
    "conflicts": (MergeState.DECIDE,),
    "ignored": (MergeState.IGNORED, MergeState.DECLINED),
}


@click.command("merge")
@PLAN
@click.argument("other", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen; nothing is written.")
@click.option(
    "--prefer", type=click.Choice(("mine", "theirs")), help="Decide what both changed; else it stays open."
)
@click.option(
    "--other-passphrase-file",
    "other_key",
    type=click.Path(path_type=Path),
    help="File with the passphrase of the other copy, if it has one of its own.",
)
@click.option("--take", multiple=True, help="Of a copy that no register knows: the key of what to take.")
@COMMAND
@AUTHOR
@JSON
def merge(
    plan: Path,
    other: Path,
    dry_run: bool,
    prefer: str | None,
    other_key: Path | None,
    take: tuple[str, ...],
    command_key: Path | None,
    author: str,
    as_json: bool,
) -> int:
    """Merge OTHER, a copy of the same plan, into PLAN. Exit 1 while something is left to decide."""
    from planner.document.merging import apply_merge, open_conflicts, preview_merge

    passphrase = read_passphrase(other_key) if other_key is not None else ""
    with opened(plan, author=author, command_key=command_key, writing=not dry_run) as document:
        preview = preview_merge(document, other, passphrase=passphrase)
        if not preview.is_known_origin:
            click.echo(f"No register knows who {preview.source} was sent to: only --take is taken.", err=True)
        if dry_run:
            left = [*open_conflicts(document), *(preview.of(MergeState.DECIDE) if prefer is None else ())]
        else:
            choice = Choice(prefer) if prefer is not None else Choice.LATER
            apply_merge(document, other, default=choice, take=take, passphrase=passphrase)
            left = list(open_conflicts(document))
        _say(document, preview, left, as_json)
    return 1 if left else 0


def _say(document: "Document", preview: MergePreview, left: list[MergeItem], as_json: bool) -> None:
    if as_json:
        say_json(_as_json(preview, left))
        return
    for name, states in _NAMES.items():
        for item in preview.of(*states):
            click.echo(_line(item, "ignored" if name == "ignored" else _WORDS[item.state]))
    if preview.is_empty:
        click.echo(f"{preview.source} holds nothing that {document.target.name} lacks.")
    if left:
        click.echo(f"{count_text(len(left), 'decision')} left to take.")


def _line(item: MergeItem, word: str) -> str:
    parts = [word, item.operation, item.about if item.about not in item.operation else "", item.field]
    if item.state is MergeState.DECIDE:
        parts += [f"yours: {item.mine.text}", f"theirs: {item.theirs.text}"]
    elif item.state is MergeState.CHANGED:
        parts.append(f"{item.mine.text} -> {item.theirs.text}")
    else:
        parts.append(item.theirs.text)
    parts += [item.reason, item.theirs.by]
    return "  ".join(" ".join(part.split()) for part in parts if part)


def _as_json(preview: MergePreview, left: list[MergeItem]) -> dict[str, object]:
    found: dict[str, object] = {
        name: [_item(item) for item in preview.of(*states)] for name, states in _NAMES.items()
    }
    found["left_to_decide"] = [item.key for item in left]
    found["origin"] = preview.origin
    found["known_origin"] = preview.is_known_origin
    return found


def _item(item: MergeItem) -> dict[str, object]:
    return {
        "key": item.key,
        "table": item.kind.TABLE,
        "id": item.row_id,
        "operation": item.operation,
        "about": item.about,
        "field": item.field,
        "before": _side(item.before),
        "mine": _side(item.mine),
        "theirs": _side(item.theirs),
        "shown": item.now.value if item.state is MergeState.DECIDE else None,
        "rows": item.rows,
        "reason": item.reason,
        "declined": item.state is MergeState.DECLINED,
    }


def _side(side: Side) -> dict[str, object]:
    return {"text": side.text, "by": side.by, "at": side.at.isoformat() if side.at is not None else None}


COMMANDS = (merge,)
