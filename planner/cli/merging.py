"""The command that merges another copy of a plan: what it would do, or done, as lines or as JSON."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.options import (
    AUTHOR,
    COMMAND,
    JSON,
    PLAN,
    opened,
    passphrases_given,
    read_passphrase,
    say_json,
)
from planner.domain.errors import PassphraseNeeded, WrongPassphrase
from planner.domain.frozen import dataclass
from planner.domain.merging import Choice, Decision, MergeItem, MergePreview, MergeState, Side
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


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What is said at the end. decided: how, by the key of what was decided; left: what still waits.

    only_said: nothing was written.
    """

    decided: dict[str, Choice]
    left: list[MergeItem]
    only_said: bool


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
    help="File with the passphrase of the other copy, if it is neither the plan's nor the command file's.",
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
    """Merge OTHER, a copy of the same plan, into PLAN. Exit 1 while something is left to decide.

    OTHER may be the .zip file that a copy was mailed in.
    """
    from planner.document.merging import apply_merge, open_conflicts
    from planner.document.unpacking import to_read

    other = to_read(other)
    with opened(plan, author=author, command_key=command_key, writing=not dry_run) as document:
        preview, passphrase = _previewed(document, other, other_key, command_key)
        if not preview.is_known_origin:
            click.echo(f"No register knows who {preview.source} was sent to: only --take is taken.", err=True)
        asked = preview.of(MergeState.DECIDE)
        if dry_run:
            left = [*open_conflicts(document), *(asked if prefer is None else ())]
        else:
            choice = Choice(prefer) if prefer is not None else Choice.LATER
            apply_merge(document, other, default=choice, take=take, passphrase=passphrase)
            left = list(open_conflicts(document))
        waiting = {item.key for item in left}
        settled = [
            i.key for i in asked if i.key not in waiting and (preview.is_known_origin or i.key in take)
        ]
        decided = dict.fromkeys(settled, Choice(prefer)) if prefer is not None else {}
        _say(document, preview, _Outcome(decided, left, dry_run), as_json)
    return 1 if left else 0


def _previewed(
    document: "Document", other: Path, other_key: Path | None, command_key: Path | None
) -> tuple[MergePreview, str]:
    """Return the preview and the passphrase that opens the other copy: ours are tried before one is asked."""
    from planner.document.merging import preview_merge

    if other_key is not None:
        passphrase = read_passphrase(other_key)
        return preview_merge(document, other, passphrase=passphrase), passphrase
    for passphrase in ("", *passphrases_given(command_key)):
        try:
            return preview_merge(document, other, passphrase=passphrase), passphrase
        except (PassphraseNeeded, WrongPassphrase):
            continue
    raise PassphraseNeeded(
        f"{other.name} is encrypted, or no plan. If it has a passphrase of its own, "
        "give --other-passphrase-file F."
    )


def _say(document: "Document", preview: MergePreview, outcome: _Outcome, as_json: bool) -> None:
    left = outcome.left
    if as_json:
        say_json(_as_json(preview, outcome))
        return
    for name, states in _NAMES.items():
        for item in preview.of(*states):
            if item.key in outcome.decided:
                click.echo(_decided_line(item, outcome.decided[item.key], outcome.only_said))
            else:
                click.echo(_line(item, "ignored" if name == "ignored" else _WORDS[item.state]))
    if preview.is_empty:
        click.echo(f"{preview.source} holds nothing that {document.target.name} lacks.")
    if left:
        click.echo(f"{count_text(len(left), 'decision')} left to take.")


def _decided_line(item: MergeItem, choice: Choice, only_said: bool) -> str:
    """Return a line on what was decided, how, and against what."""
    taken = item.side(choice)
    against = [_side_words(c, s) for c, s in item.sides if c != choice and c is not Choice.BEFORE]
    verb = "would be decided" if only_said else "decided"
    whose = "yours" if choice is Choice.MINE else "theirs"
    parts = [verb, *_what(item), f"{whose} taken{_by(taken)}: {taken.text}", f"not {', '.join(against)}"]
    return _joined(parts)


def _side_words(decision: Decision, side: Side) -> str:
    whose = "yours" if decision is Choice.MINE else "theirs"
    return f"{whose}{_by(side) if whose == 'theirs' else ''}: {side.text}"


def _by(side: Side) -> str:
    return f" ({side.by})" if side.by else ""


def _what(item: MergeItem) -> list[str]:
    return [item.operation, item.about if item.about not in item.operation else "", item.field]


def _joined(parts: list[str]) -> str:
    return "  ".join(" ".join(part.split()) for part in parts if part)


def _line(item: MergeItem, word: str) -> str:
    parts = [word, *_what(item)]
    if item.state is MergeState.DECIDE:
        return _joined([*parts, *(_side_words(c, s) for c, s in item.sides if c is not Choice.BEFORE)])
    if item.state is MergeState.CHANGED:
        # Where a decision of theirs settles what was open here, both say the same.
        before = f"{item.mine.text} -> " if item.mine.text != item.theirs.text else ""
        parts.append(f"{before}{item.theirs.text}")
    else:
        parts.append(item.theirs.text)
    parts += [item.reason, item.theirs.by]
    return _joined(parts)


def _as_json(preview: MergePreview, outcome: _Outcome) -> dict[str, object]:
    found: dict[str, object] = {
        name: [_item(item, outcome.decided.get(item.key)) for item in preview.of(*states)]
        for name, states in _NAMES.items()
    }
    found["left_to_decide"] = [item.key for item in outcome.left]
    found["origin"] = preview.origin
    found["known_origin"] = preview.is_known_origin
    return found


def _item(item: MergeItem, decided: Choice | None) -> dict[str, object]:
    asks = item.state is MergeState.DECIDE
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
        "sides": [{"side": _side_name(c), **_side(s)} for c, s in item.sides] if asks else [],
        "shown": item.now.value if asks else None,
        "decided": decided.value if decided is not None else None,
        "rows": item.rows,
        "reason": item.reason,
        "declined": item.state is MergeState.DECLINED,
    }


def _side(side: Side) -> dict[str, object]:
    return {
        "text": side.text,
        "by": side.by,
        "at": side.at.isoformat() if side.at is not None else None,
        "label": side.label,
        "copy": side.copy,
    }


def _side_name(decision: Decision) -> str:
    """Return "mine", "theirs" (the newest of theirs, and every further one) or "before"."""
    return decision.value if isinstance(decision, Choice) else Choice.THEIRS.value


COMMANDS = (merge,)
