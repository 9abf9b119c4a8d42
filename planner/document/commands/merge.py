"""Merging and deciding: commands like every other."""

from collections.abc import Callable, Collection, Mapping

from planner.document.command import Command
from planner.domain.merging import Choice, Decision
from planner.storage.merge.apply import take
from planner.storage.merge.compare import MergePlan
from planner.storage.merge.conflicts import decide as decide_open
from planner.storage.merge.declined import take_again, wanted_again
from planner.storage.pair import Pair


def merge(
    compare: Callable[[], MergePlan],
    name: str,
    choices: Mapping[str, Decision],
    default: Choice,
    in_command_file: bool,
    again: Collection[str] = (),
) -> Command:
    """Take what a comparison finds and decide what it brings into question.

    compare is called inside the transaction, so that nothing can come between. default is for conflicts that
    this merge brings, or brings another side to; others that were open before are decided only by name.
    again: keys of what was declined before and is wanted after all.
    """

    def apply(pair: Pair) -> None:
        unit = pair.unit(in_command_file=in_command_file)
        plan = compare()
        before = _open_questions(pair)
        wanted = wanted_again(unit, plan, again)
        unit.going_by_log([*plan.order, *(node.id for nodes in wanted.values() for node in nodes)])
        take(unit, plan)
        unit.leave_alone(take_again(unit, wanted))
        fresh = {name: default for id_, name in _open_questions(pair).items() if id_ not in before}
        unit.leave_alone(decide_open(unit, {**fresh, **choices}))

    return Command(f"Merge {name}", apply)


def decide(choices: Mapping[str, Decision], default: Choice) -> Command:
    """Decide open conflicts, in whichever file they are."""

    def apply(pair: Pair) -> None:
        for unit in pair.units:
            if unit.connections[0].execute("SELECT 1 FROM conflict LIMIT 1").fetchone():
                unit.going_by_log()
                unit.leave_alone(decide_open(unit, choices, default))

    return Command("Decide what two sides changed", apply)


def _open_questions(pair: Pair) -> dict[str, str]:
    """Return what is open by id, which another side changes, with the names by which it is decided."""
    return {
        id_: f"{table}/{row_id}/{group}"
        for unit in pair.units
        for id_, table, row_id, group in unit.connections[0].execute(
            "SELECT id, table_name, row_id, field_group FROM conflict"
        )
    }
